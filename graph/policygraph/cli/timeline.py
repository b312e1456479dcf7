"""``policygraph timeline``: what is said of an entity, by date."""

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
def timeline(
    context: Context,
    entity: Annotated[str, typer.Argument(help="Whose, by any name.")],
    options: dict[str, Any],
) -> View:
    """Print what is said of an entity by date."""
    from policygraph.render.timeline import timeline_view

    found = context.obj.load().timeline(entity, **options)
    return timeline_view(found)
