"""``policygraph check``: faults of tables, ontology, shapes and passages."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import (
    STDOUT,
    TEXT,
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
    format: FormatOption = TEXT,
    output: OutputOption = STDOUT,
) -> None:
    """Print the faults of a graph; exit with 3 if there are any."""
    from policygraph import pipeline
    from policygraph.render.report import report_view

    check_result(format, output)
    report = pipeline.check(context.obj.graph, sources=sources)
    deliver(report_view(report), format, output)
    if report.faults:
        raise typer.Exit(CHECK_FAILED)
