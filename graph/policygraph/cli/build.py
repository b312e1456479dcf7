"""``policygraph build``: a store of datasets, for graphs that are large."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import Context, terminable


def build(
    context: Context,
    output: Annotated[
        str,
        typer.Option("-o", "--output", metavar="STORE", help="The folder of the store."),
    ],
    graph: Annotated[
        list[str] | None,
        typer.Option("--graph", metavar="PATH", help="Dataset folder, as before the command."),
    ] = None,
) -> None:
    """Build a store."""
    from policygraph import pipeline

    with terminable():
        header = pipeline.build((*context.obj.graph, *(graph or ())), output)
    counts = header.counts
    typer.echo(
        f"{output}: {counts['claims']} claims, {counts['edges']} edges, "
        f"{counts['entities']} entities, {counts['sources']} sources, "
        f"{header.bytes / 1e6:.1f} MB"
    )
