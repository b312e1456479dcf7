"""``policygraph find``: entities by name."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import Context
from policygraph.cli.showing import shows
from policygraph.render.views import View


@shows
def find(
    context: Context,
    text: Annotated[str, typer.Argument(help="A name, or something like it.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 10,
) -> View:
    """Print the entities that a text names."""
    from policygraph.render.find import find_view

    matches = context.obj.load().find(text, limit)
    return find_view(matches)
