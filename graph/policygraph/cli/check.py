"""``policygraph check``: faults and warnings of tables, ontology, shapes and passages."""

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
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 for warnings too, as for faults.")
    ] = False,
    format: FormatOption = None,
    output: OutputOption = STDOUT,
) -> None:
    """Print the faults and warnings of a graph; exit with 3 if there are faults.

    Also with 3 if --sources has no passage that could be checked.
    """
    from policygraph import pipeline
    from policygraph.render.check import check_view

    check_result(format, output)
    report = pipeline.check(context.obj.graph, sources=sources)
    deliver(check_view(report), format, output)
    unchecked = report.passages is not None and report.passages.empty
    if report.faults or unchecked or (strict and report.warnings):
        raise typer.Exit(CHECK_FAILED)
