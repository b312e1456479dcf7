"""``policygraph info``: what a graph holds."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import (
    STDOUT,
    TEXT,
    Context,
    FormatOption,
    OutputOption,
    State,
    deliver,
    known_format,
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="Counts by type, relation, modality and source; dates covered; engines.")
    def info(
        context: Context,
        path: Annotated[
            str | None, typer.Argument(help="A dataset folder, in place of --graph.")
        ] = None,
        format: FormatOption = TEXT,
        output: OutputOption = STDOUT,
    ) -> None:
        from policygraph.render.summary import summary_view

        known_format(format)
        state: State = State((path,)) if path else context.obj
        deliver(summary_view(state.load().info()), format, output)
