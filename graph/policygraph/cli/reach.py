"""``policygraph reach`` and ``policygraph common``: what leads to what, over all the graph."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.asking import asks
from policygraph.cli.options import Context
from policygraph.cli.showing import shows
from policygraph.query.query import Scope
from policygraph.render.views import View

LimitOption = Annotated[int, typer.Option("--limit", min=1, help="How many at most.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""

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
        limit: LimitOption = 20,
    ) -> View:
        from policygraph.render.reach import reach_view

        found = context.obj.load().reach(
            entity, backward=backward, types=types or (), limit=limit, **options
        )
        return reach_view(found)

    @app.command(help="What influences both FIRST and SECOND. Every entity, by its best paths.")
    @asks(Scope)
    @shows
    def common(
        context: Context,
        first: Annotated[str, typer.Argument(help="One that is influenced, by any name.")],
        second: Annotated[str, typer.Argument(help="The other, by any name.")],
        options: dict[str, Any],
        limit: LimitOption = 20,
    ) -> View:
        from policygraph.render.reach import common_view

        found = context.obj.load().common(first, second, limit=limit, **options)
        return common_view(found)
