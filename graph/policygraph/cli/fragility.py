"""``policygraph fragility``: what the best path, and the answer, would not outlive."""

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

    @app.command(help="The weakest step, source, origin and likelihood that an answer rests on.")
    @asks(Query, without=("k", "select"))
    def fragility(
        context: Context,
        start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
        end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
        options: dict[str, Any],
        format: FormatOption = TEXT,
        output: OutputOption = STDOUT,
    ) -> None:
        from policygraph.render.fragility import fragility_view

        known_format(format)
        found = context.obj.load().fragility(start, end, **options)
        deliver(fragility_view(found), format, output)
