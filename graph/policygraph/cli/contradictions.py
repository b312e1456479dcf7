"""``policygraph contradictions``: claims that cannot all be true."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import SECONDS, with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Filters
from policygraph.render.views import View


@with_options(Filters, without=("uncontested",))
@shows
def contradictions(
    context: Context,
    options: dict[str, Any],
    entity: Annotated[
        str | None, typer.Argument(help="Only what touches this entity, by any name.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="How many claims of each are given in full.")
    ] = 50,
    seconds: SECONDS = None,
) -> View:
    """Print the claims that cannot all be true."""
    from policygraph.render.contradictions import contradictions_view

    graph = context.obj.load()
    found = graph.contradictions(entity, limit=limit, seconds=seconds, **options)
    return contradictions_view(found)
