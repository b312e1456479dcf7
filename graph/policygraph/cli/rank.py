"""``policygraph rank``: the most influential entities."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import OPTIONS, with_options
from policygraph.cli.showing import shows
from policygraph.query.query import OPTIONS_OF_INFLUENCE, Scope
from policygraph.render.views import View


@with_options(Scope, without=tuple(OPTIONS.keys() - set(OPTIONS_OF_INFLUENCE)))
@shows
def rank(
    context: Context,
    options: dict[str, Any],
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="ID", help="Only entities of this type."),
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, help="How many at most.")] = 20,
) -> View:
    """Print the entities that influence most."""
    from policygraph.render.rank import rank_view

    graph = context.obj.load()
    return rank_view(graph.rank(types=types or (), top=top, **options))
