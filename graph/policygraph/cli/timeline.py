"""``policygraph timeline``: what is said of an entity, by date."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.asking import asks
from policygraph.cli.options import Context
from policygraph.cli.showing import shows
from policygraph.query.query import Filters
from policygraph.render.views import View


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="What is said of ENTITY, in the order of its dates.")
    @asks(Filters)
    @shows
    def timeline(
        context: Context,
        entity: Annotated[str, typer.Argument(help="Whose, by any name.")],
        options: dict[str, Any],
    ) -> View:
        from policygraph.render.timeline import timeline_view

        found = context.obj.load().timeline(entity, **options)
        return timeline_view(found)
