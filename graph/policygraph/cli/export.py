"""``policygraph export``: the graph, or a part of it, in a format of other tools.

``all`` stands for every file of a release, written or compared as a whole.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.check import CHECK_FAILED
from policygraph.cli.options import STDOUT, Context, OutputOption, State, check_file, write
from policygraph.cli.question_options import NOT_TIMES, with_options
from policygraph.errors import UsageError
from policygraph.query.query import Filters

ALL = "all"


@with_options(Filters, without=NOT_TIMES)
def export(
    context: Context,
    format: Annotated[
        str,
        typer.Argument(
            help="The format to write (docs/formats.md), or all: what a release publishes."
        ),
    ],
    start: Annotated[
        str | None, typer.Argument(help="Only the paths from this entity, by any name, ...")
    ] = None,
    end: Annotated[str | None, typer.Argument(help="... to this one.")] = None,
    around: Annotated[
        str | None,
        typer.Option("--around", metavar="ENTITY", help="Only what lies around this entity."),
    ] = None,
    hops: Annotated[
        int | None, typer.Option("--hops", help="How many steps around it; 1 if not given.")
    ] = None,
    view: Annotated[
        str | None,
        typer.Option(
            "--view",
            metavar="claims|facts|both",
            help="Of linked data: claim nodes, plain triples, or both, which is the default.",
        ),
    ] = None,
    rdf_version: Annotated[
        str,
        typer.Option("--rdf-version", metavar="1.1|1.2", help="Of turtle; 1.2 has reifiers."),
    ] = "1.1",
    check: Annotated[
        str | None,
        typer.Option(
            "--check",
            metavar="DIR",
            help="Of all: compare this folder byte for byte; exit 3 if it differs.",
        ),
    ] = None,
    output: OutputOption = STDOUT,
    options: Any = None,
) -> None:
    """Write the graph, or a part of it, in another format."""
    if format == ALL:
        part = (start, around, hops, view, options.get("as_of"), options.get("known_by"))
        if part != (None,) * 6 or rdf_version != "1.1":
            raise UsageError("all is the whole graph in set forms; only -o or --check goes with it")
        _release(context.obj, check, output)
        return
    if check is not None:
        raise UsageError(f"--check compares all that a release has, not {format}; export all")

    from policygraph.cli.folder import write_folder
    from policygraph.formats import FORMATS
    from policygraph.formats.files import ONLY

    if rdf_version not in ("1.1", "1.2"):
        raise UsageError(f"unknown RDF version {rdf_version!r}; choose from 1.1, 1.2")
    if rdf_version == "1.2":
        if format not in ("turtle", "turtle12"):
            raise UsageError(f"{format} has no RDF 1.2 form; use turtle")
        format = "turtle12"
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; choose from {', '.join((*FORMATS, ALL))}")
    if start is not None and end is None:
        raise UsageError(f"export from {start!r} to what? give the END too, or --around")
    if start is not None and around is not None:
        raise UsageError("START END and --around are two different parts; give one of them")
    if hops is not None and around is None:
        raise UsageError("--hops says how far around an entity; give --around too")
    chosen = FORMATS[format]
    if chosen.folder and output == STDOUT:
        raise UsageError(f"{format} is a folder of files; say where with -o FOLDER")
    if not chosen.folder and output != STDOUT:
        check_file(output)
    graph = context.obj.load().at(**options)
    if start is not None and end is not None:
        graph = graph.between(start, end)
    elif around is not None:
        graph = graph.around(around, 1 if hops is None else hops)
    files = graph.export_files(format, view)
    if chosen.folder:
        write_folder(files, output, chosen.files)
    else:
        write(files[ONLY], output)
        refused = chosen.limits(files[ONLY]) if chosen.limits else ""
        if refused:
            typer.echo(f"policygraph: {refused}", err=True)


def _release(state: State, check: str | None, output: str) -> None:
    from policygraph.cli.folder import differences, write_folder
    from policygraph.release import PATTERNS

    if (check is None) == (output == STDOUT):
        raise UsageError("all is a folder of files; write it with -o FOLDER or --check FOLDER")
    files = state.load().release_files()
    if check is None:
        write_folder(files, output, PATTERNS)
        return
    lines = differences(files, check)
    for line in lines or [f"{check}: all {len(files)} files are current"]:
        typer.echo(line)
    if lines:
        raise typer.Exit(CHECK_FAILED)
