"""``policygraph find``: entities by name."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import (
    STDOUT,
    TEXT,
    Context,
    FormatOption,
    OutputOption,
    deliver,
    known_format,
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="Entities by id, label, alias or identity; near matches with a score.")
    def find(
        context: Context,
        text: Annotated[str, typer.Argument(help="A name, or something like it.")],
        limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 10,
        format: FormatOption = TEXT,
        output: OutputOption = STDOUT,
    ) -> None:
        from policygraph.render.found import found_view

        known_format(format)
        matches = context.obj.load().find(text, limit)
        deliver(found_view(text, matches), format, output)
