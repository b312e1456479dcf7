"""``policygraph fragility``: what the best path, and the answer, depend on."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Query
from policygraph.render.views import View


@with_options(Query, without=("k", "select"))
@shows
def fragility(
    context: Context,
    start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
    end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
    options: dict[str, Any],
) -> View:
    """Print what an answer rests on."""
    from policygraph.render.fragility import fragility_view

    found = context.obj.load().fragility(start, end, **options)
    return fragility_view(found)
