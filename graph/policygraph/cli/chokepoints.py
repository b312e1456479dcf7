"""``policygraph chokepoints``: what every path must use, and what would cut them all."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Query
from policygraph.render.views import View


@with_options(Query)
@shows
def chokepoints(
    context: Context,
    start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
    end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
    options: dict[str, Any],
    needs: Annotated[
        bool, typer.Option("--needs", help="Also what END cannot do without, by its inputs.")
    ] = False,
) -> View:
    """Print what every path must use."""
    from policygraph.render.chokepoints import chokepoints_view

    found = context.obj.load().chokepoints(start, end, needs=needs, **options)
    return chokepoints_view(found)
