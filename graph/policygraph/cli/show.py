"""``policygraph show``: one record with everything that is said about it."""

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

    @app.command(help="One entity, claim or source, with everything said about it and by whom.")
    def show(
        context: Context,
        name: Annotated[
            str, typer.Argument(metavar="ID", help="An entity's name, or the id of any record.")
        ],
        format: FormatOption = TEXT,
        output: OutputOption = STDOUT,
    ) -> None:
        from policygraph.render.shown import shown_view

        known_format(format)
        deliver(shown_view(context.obj.load().show(name)), format, output)
