"""``policygraph export``: the graph in a format of other tools."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import STDOUT, Context, OutputOption, write
from policygraph.errors import UsageError
from policygraph.formats import WRITERS


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="Write the graph in a format of other tools.")
    def export(
        context: Context,
        format: Annotated[
            str, typer.Argument(metavar="|".join(WRITERS), help="The format to write.")
        ],
        output: OutputOption = STDOUT,
    ) -> None:
        if format not in WRITERS:
            raise UsageError(f"unknown format {format!r}; choose from {', '.join(WRITERS)}")
        write(context.obj.load().export(format), output)
