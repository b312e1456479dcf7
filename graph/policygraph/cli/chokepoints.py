"""``policygraph chokepoints``: what every path must use, and what would cut them all."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.asking import asks
from policygraph.cli.options import Context
from policygraph.cli.showing import shows
from policygraph.query.query import Query
from policygraph.render.views import View


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help="What every path from START to END must use. And the fewest that cut them all."
    )
    @asks(Query)
    @shows
    def chokepoints(
        context: Context,
        start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
        end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
        options: dict[str, Any],
    ) -> View:
        from policygraph.render.chokepoints import chokepoints_view

        found = context.obj.load().chokepoints(start, end, **options)
        return chokepoints_view(found)
