"""``policygraph query``: SPARQL 1.1 over the RDF form, or a stored query by name."""

from __future__ import annotations

import sys
import time
from typing import Annotated, Any

import typer

from policygraph.cli.options import (
    STDOUT,
    TEXT,
    Context,
    OutputOption,
    check_result,
    deliver,
    result_page,
    write,
)
from policygraph.cli.question_options import NOT_TIMES, with_options
from policygraph.errors import UsageError, one_line
from policygraph.query.query import Filters
from policygraph.render.views import FORMATS
from policygraph.render.writers import format_of
from policygraph.sparql.sandbox import DEFAULT_SECONDS

#: The formats of all commands, and two of its own.
_FORMATS = (*FORMATS, "tsv", "turtle")


@with_options(Filters, without=NOT_TIMES)
def query(
    context: Context,
    sparql: Annotated[
        str | None,
        typer.Argument(metavar="[SPARQL]", help="The query; - reads standard input."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Run a stored query.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the stored query."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the stored queries.")] = False,
    around: Annotated[
        str | None,
        typer.Option("--around", metavar="ENTITY", help="Ask only what lies around it."),
    ] = None,
    hops: Annotated[
        int | None, typer.Option("--hops", help="How many steps around it; 1 if not given.")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", help="How long it may take.")
    ] = DEFAULT_SECONDS,
    entail: Annotated[
        str | None,
        typer.Option(
            "--entail",
            metavar="relations|none",
            help="See triples of super-relations and ids after merges too, or only the data.",
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(_FORMATS),
            help="How the result is written; turtle for CONSTRUCT and DESCRIBE.",
        ),
    ] = None,
    output: OutputOption = STDOUT,
    options: Any = None,
) -> None:
    """Print the answer to a SPARQL query."""
    began = time.monotonic()
    from policygraph.render import query_process
    from policygraph.render.query import stored_queries_view
    from policygraph.sparql.stored_queries import StoredQuery, read_stored_queries
    from policygraph.tables.locations import ontology_folder

    if sum([sparql is not None, name is not None, list_]) != 1:
        raise UsageError("give one of a query, - for standard input, --name or --list")
    if hops is not None and around is None:
        raise UsageError("--hops says how far around an entity; give --around too")
    if set_ and name is None:
        raise UsageError("--set gives a parameter of a stored query; name one with --name")
    if list_:
        check_result(format, output)
        stored = read_stored_queries(ontology_folder() / "queries")
        deliver(stored_queries_view(list(stored.values())), format, output)
        return
    check_result(format, output, _FORMATS)
    asked: str | StoredQuery
    if name is not None:
        stored = read_stored_queries(ontology_folder() / "queries")
        if name not in stored:
            raise UsageError(f"no stored query is named {name!r}; choose from {', '.join(stored)}")
        asked = stored[name]
    else:
        asked = _standard_input() if sparql == "-" else sparql or ""
    parameters = dict(map(_pair, set_ or ()))
    graph = context.obj.load().at(**options)
    if around is not None:
        graph = graph.around(around, 1 if hops is None else hops)
    question = graph.sparql_question(
        asked, seconds=seconds, parameters=parameters, entail=entail, began=began
    )
    document = format_of(output) if format is None else None
    if document is not None:
        data, notes = query_process.document(question, document)
    else:
        data, notes = query_process.written(question, format or TEXT, result_page(output))
    for note in notes:
        typer.echo(f"policygraph: note: {one_line(note)}", err=True)
    write(data, output)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"--set {text!r} has no value; write NAME=VALUE")
    return name, value


def _standard_input() -> str:
    if sys.stdin is None:
        raise UsageError("standard input is closed; give the query itself, or --name")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"standard input is not UTF-8 (byte {error.start}); save it so") from None
