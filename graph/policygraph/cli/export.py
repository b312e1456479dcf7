"""``policygraph export``: the graph, or a part of it, in a format of other tools."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import STDOUT, Context, OutputOption, write
from policygraph.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="Write the graph, or a part of it, in a format of other tools.")
    def export(
        context: Context,
        format: Annotated[
            str, typer.Argument(help="The format to write; docs/formats.md has them all.")
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
        output: OutputOption = STDOUT,
    ) -> None:
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
            raise UsageError(f"unknown format {format!r}; choose from {', '.join(FORMATS)}")
        if start is not None and end is None:
            raise UsageError(f"export from {start!r} to what? give the END too, or --around")
        if start is not None and around is not None:
            raise UsageError("START END and --around are two different parts; give one of them")
        if hops is not None and around is None:
            raise UsageError("--hops says how far around an entity; give --around too")
        chosen = FORMATS[format]
        if chosen.folder and output == STDOUT:
            raise UsageError(f"{format} is a folder of files; say where with -o FOLDER")
        graph = context.obj.load()
        if start is not None and end is not None:
            graph = graph.between(start, end)
        elif around is not None:
            graph = graph.around(around, 1 if hops is None else hops)
        files = graph.export_files(format, view)
        if chosen.folder:
            write_folder(files, output, chosen.files)
        else:
            write(files[ONLY], output)
