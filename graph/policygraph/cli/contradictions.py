"""``policygraph contradictions``: claims that cannot all be so."""

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

    @app.command(help="Claims that cannot all be so; and what one source alone says, or no date.")
    @asks(Filters, without=("uncontested",))
    def contradictions(
        context: Context,
        options: dict[str, Any],
        entity: Annotated[
            str | None, typer.Argument(help="Only what touches this entity, by any name.")
        ] = None,
        format: FormatOption = TEXT,
        output: OutputOption = STDOUT,
    ) -> None:
        from policygraph.render.contradictions import contradictions_view

        known_format(format)
        found = context.obj.load().contradictions(entity, **options)
        deliver(contradictions_view(found), format, output)
