"""``policygraph show``: one record with everything that is said about it."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import Context
from policygraph.cli.showing import shows
from policygraph.render.views import View


@shows
def show(
    context: Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help="An entity's name, or the id of any record.")
    ],
) -> View:
    """Print one record with everything that is said about it."""
    from policygraph.render.show import show_view

    return show_view(context.obj.load().show(name))
