"""``policygraph timeline``: what is said of an entity, by date."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import SECONDS, with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Filters
from policygraph.render.views import View


@with_options(Filters)
@shows
def timeline(
    context: Context,
    entity: Annotated[str, typer.Argument(help="Whose, by any name.")],
    options: dict[str, Any],
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 10_000,
    seconds: SECONDS = None,
) -> View:
    """Print what is said of an entity by date."""
    from policygraph.render.timeline import timeline_view

    found = context.obj.load().timeline(entity, limit=limit, seconds=seconds, **options)
    return timeline_view(found)
