"""``policygraph info``: what a graph holds."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import Context, State
from policygraph.cli.showing import shows
from policygraph.render.views import View


@shows
def info(
    context: Context,
    path: Annotated[
        str | None, typer.Argument(help="A dataset folder, in place of --graph.")
    ] = None,
) -> View:
    """Print what a graph holds."""
    from policygraph.render.info import info_view

    state: State = State((path,)) if path else context.obj
    return info_view(state.load().info())
