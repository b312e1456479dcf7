"""``policygraph audit``: a sample of claims to judge, and the verdicts read back."""

from __future__ import annotations

from pathlib import Path
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
from policygraph.errors import LocationError, UsageError


def audit(
    context: Context,
    number: Annotated[
        int | None, typer.Option("-n", min=1, help="How many claims; 30 if not given.")
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", help="The same seed draws the same claims.")
    ] = None,
    texts: Annotated[
        str | None,
        typer.Option("--sources", metavar="DIR", help="Show the passages of texts in this folder."),
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="ID", help="Draw only claims of this source."),
    ] = None,
    known_since: Annotated[
        str | None,
        typer.Option(
            "--known-since", metavar="DAY", help="Draw only claims not known before this day."
        ),
    ] = None,
    not_in: Annotated[
        str | None,
        typer.Option(
            "--not-in", metavar="PATH", help="Draw only claims that this dataset or export has not."
        ),
    ] = None,
    verdicts: Annotated[
        str | None,
        typer.Option(
            "--verdicts", metavar="FILE", help="Count the verdicts in this sheet; draw nothing."
        ),
    ] = None,
    format: FormatOption = None,
    output: OutputOption = STDOUT,
) -> None:
    """Print a sample of claims with their passages, or the verdicts on one.

    An existing FILE is never replaced: it may hold verdicts.
    """
    drawing = (number, seed, texts, sources, known_since, not_in)
    if verdicts is not None and any(drawing):
        raise UsageError("--verdicts draws no sample; leave out what says how one is drawn")
    check_result(format, output)
    _check_absent(output)
    if format is None and Path(output).suffix.lower() == ".csv":
        format = "spreadsheet"
    graph = context.obj.load()
    if verdicts is not None:
        from policygraph.render.verdicts import verdicts_view

        view = verdicts_view(graph.verdicts(verdicts))
    else:
        from policygraph.render.audit import audit_view

        drawn = graph.audit(
            number,
            seed=seed or 0,
            texts=texts,
            sources=sources or (),
            known_since=known_since,
            not_in=not_in,
        )
        view = audit_view(drawn)
    _check_absent(output)
    deliver(view, format, output)


def _check_absent(output: str) -> None:
    """Raise :class:`LocationError` for a file that is there and not empty."""
    path = Path(output)
    if output != STDOUT and path.is_file() and path.stat().st_size:
        raise LocationError(
            f"{output}: is there, and may hold verdicts; name another file, or remove it"
        )
