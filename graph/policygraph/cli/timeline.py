"""``policygraph timeline``: what is said of an entity, by date."""

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
from policygraph.query import Filters


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="What is said of ENTITY, in the order of its dates.")
    @asks(Filters)
    def timeline(
        context: Context,
        entity: Annotated[str, typer.Argument(help="Whose, by any name.")],
        options: dict[str, Any],
        format: FormatOption = TEXT,
        output: OutputOption = STDOUT,
    ) -> None:
        from policygraph.render.timeline import timeline_view

        known_format(format)
        found = context.obj.load().timeline(entity, **options)
        deliver(timeline_view(found), format, output)
