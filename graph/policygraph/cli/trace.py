"""``policygraph trace``: the best paths from one entity to another, with their evidence."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context, check_file, write
from policygraph.cli.question_options import with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Query
from policygraph.render.views import View


@with_options(Query)
@shows
def trace(
    context: Context,
    start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
    end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
    options: dict[str, Any],
    page: Annotated[
        str | None,
        typer.Option("--page", metavar="FILE", help="Write the answer's page there too."),
    ] = None,
) -> View:
    """Print the best paths from one entity to another."""
    from policygraph.cli.page import progress
    from policygraph.render.trace import trace_view

    if page is not None:
        check_file(page)
    graph = context.obj.load()
    answer = graph.trace(start, end, **options)
    if page is not None:
        with progress() as report:
            write(graph.page(answer, progress=report).html.encode(), page)
    return trace_view(answer)
