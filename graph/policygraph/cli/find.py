"""``policygraph find``: entities by name."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import Context
from policygraph.cli.showing import shows
from policygraph.render.views import View


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help="Entities by name. By id, label, alias or identity; near matches with a score."
    )
    @shows
    def find(
        context: Context,
        text: Annotated[str, typer.Argument(help="A name, or something like it.")],
        limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 10,
    ) -> View:
        from policygraph.render.find import find_view

        return find_view(context.obj.load().find(text, limit))
