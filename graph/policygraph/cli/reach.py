"""``policygraph reach`` and ``policygraph common``: what an entity influences, and who does."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Scope
from policygraph.render.views import View


@with_options(Scope)
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
    """Print what influence from an entity reaches."""
    from policygraph.render.reach import reach_view

    found = context.obj.load().reach(
        entity, backward=backward, types=types or (), limit=limit, **options
    )
    return reach_view(found)
