"""``policygraph migrate``: the tables of a dataset brought to the newest form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policygraph.cli.options import Context

#: What was asked to be checked is not so.
FAILED = 3


def migrate(
    context: Context,
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder of a dataset.")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="What the dataset goes by.")
    ] = "",
    edition: Annotated[
        str, typer.Option("--edition", metavar="TEXT", help="Which edition of the data it is.")
    ] = "",
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="The licence of the data.")
    ] = "",
    retrieved: Annotated[
        str, typer.Option("--retrieved", metavar="DATE", help="When the data were retrieved.")
    ] = "",
    check: Annotated[
        bool,
        typer.Option("--check", help="Only say what would be written; exit 3 if anything would."),
    ] = False,
) -> None:
    """Bring the tables of a dataset to the newest form; no row changes."""
    from policygraph.environment import NamedLocations
    from policygraph.model.records import About
    from policygraph.tables import locations
    from policygraph.tables.dataset_file import FORM
    from policygraph.tables.migration import migrate as write
    from policygraph.tables.migration import plan_migration

    about = About(edition, licence, retrieved)
    named = NamedLocations.of().ontology
    planned = plan_migration(Path(folder), name, about, Path(named) if named else None)
    shown = locations.shown(planned.path)
    if planned.data is None:
        typer.echo(f"{shown}: the tables have form {FORM} already")
        return
    said = ", ".join(planned.data.decode("utf-8-sig").strip().splitlines())
    if check:
        typer.echo(f"{shown}: would be written: {said}")
        raise typer.Exit(FAILED)
    write(planned)
    typer.echo(f"{shown}: written: {said}")
