"""``policygraph common``: what leads to both of two entities, over all the graph."""

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
def common(
    context: Context,
    first: Annotated[str, typer.Argument(help="One that is influenced, by any name.")],
    second: Annotated[str, typer.Argument(help="The other, by any name.")],
    options: dict[str, Any],
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 20,
) -> View:
    """Print what influences two entities."""
    from policygraph.render.common import common_view

    found = context.obj.load().common(first, second, limit=limit, **options)
    return common_view(found)
