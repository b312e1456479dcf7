"""``policygraph diff``: what changed from one state of a graph to another."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import Context
from policygraph.cli.showing import shows
from policygraph.errors import UsageError
from policygraph.render.views import View


@shows
def diff(
    context: Context,
    old: Annotated[str, typer.Argument(help="A dataset folder, or an export, as it was.")],
    new: Annotated[str, typer.Argument(help="The same, as it is.")],
    watch: Annotated[
        str | None,
        typer.Option("--watch", metavar="FILE", help="Saved questions whose paths to compare."),
    ] = None,
) -> View:
    """Print what two graphs differ in."""
    from policygraph.api import KnowledgeGraph
    from policygraph.render.diff import diff_view

    if context.obj.graph:
        raise UsageError("diff compares the two that it names; leave --graph out")
    was, now = KnowledgeGraph.read(old), KnowledgeGraph.read(new)
    return diff_view(was.diff(now, watch=watch))
