"""``policygraph chokepoints``: what every path must use, and what would cut them all."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.asking import asks
from policygraph.cli.options import (
    STDOUT,
    TEXT,
    Context,
    FormatOption,
    OutputOption,
    deliver,
    known_format,
)
from policygraph.query import Query


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help="What every path from START to END must use, and the fewest things that cut them all."
    )
    @asks(Query)
    def chokepoints(
        context: Context,
        start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
        end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
        options: dict[str, Any],
        format: FormatOption = TEXT,
        output: OutputOption = STDOUT,
    ) -> None:
        from policygraph.render.chokepoints import chokepoints_view

        known_format(format)
        found = context.obj.load().chokepoints(start, end, **options)
        deliver(chokepoints_view(found), format, output)
