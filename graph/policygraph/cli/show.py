"""``policygraph show``: one record with everything that is said about it."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import SECONDS
from policygraph.cli.showing import shows
from policygraph.render.views import View


@shows
def show(
    context: Context,
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="An entity's name, or the id of any record or relation."),
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many claims at most.")] = 10_000,
    seconds: SECONDS = None,
) -> View:
    """Print one record with everything that is said about it."""
    from policygraph.render.show import show_view

    return show_view(context.obj.load().show(name, limit=limit, seconds=seconds))
