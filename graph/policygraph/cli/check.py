"""``policygraph check``: faults of tables, ontology, shapes and passages."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import (
    STDOUT,
    Context,
    FormatOption,
    OutputOption,
    check_result,
    deliver,
)

CHECK_FAILED = 3


def check(
    context: Context,
    sources: Annotated[
        str | None,
        typer.Option(
            "--sources",
            metavar="DIR",
            help="Also compare each passage hash with its document in this folder.",
        ),
    ] = None,
    format: FormatOption = None,
    output: OutputOption = STDOUT,
) -> None:
    """Print the faults of a graph; exit with 3 if there are any."""
    from policygraph import pipeline
    from policygraph.render.check import check_view

    check_result(format, output)
    report = pipeline.check(context.obj.graph, sources=sources)
    deliver(check_view(report), format, output)
    if report.faults:
        raise typer.Exit(CHECK_FAILED)
