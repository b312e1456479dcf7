"""``policygraph coverage``: what is known of each type, and what rests on old or one source."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Filters
from policygraph.render.views import View


@with_options(Filters)
@shows
def coverage(
    context: Context,
    options: dict[str, Any],
    entity: Annotated[
        str | None, typer.Argument(help="Only what touches this entity, by any name.")
    ] = None,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="ID", help="Only entities of this type."),
    ] = None,
    older_than: Annotated[
        int, typer.Option("--older-than", metavar="DAYS", min=0, help="When evidence is old.")
    ] = 365,
) -> View:
    """Print what is known of each type, and the edges with old or single evidence."""
    from policygraph.render.coverage import coverage_view

    graph = context.obj.load()
    return coverage_view(
        graph.coverage(entity, types=types or (), older_than=older_than, **options)
    )
