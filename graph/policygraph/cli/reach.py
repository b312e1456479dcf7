"""``policygraph reach``: what an entity leads to, or what leads to it, over all the graph."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.asking import asks
from policygraph.cli.options import Context
from policygraph.cli.showing import shows
from policygraph.query.query import Scope
from policygraph.render.views import View


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="What influence from ENTITY reaches. Every entity, by its best path.")
    @asks(Scope)
    @shows
    def reach(
        context: Context,
        entity: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
        options: dict[str, Any],
        backward: Annotated[
            bool, typer.Option("--backward", help="What reaches ENTITY, in place of that.")
        ] = False,
        types: Annotated[
            list[str] | None,
            typer.Option("--type", metavar="ID", help="Only entities of this type."),
        ] = None,
        limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 20,
    ) -> View:
        from policygraph.render.reach import reach_view

        found = context.obj.load().reach(
            entity, backward=backward, types=types or (), limit=limit, **options
        )
        return reach_view(found)
