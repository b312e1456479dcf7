"""What ``query`` gives: solutions, a verdict or statements, and the list of stored queries.

Documents and tables shorten IRIs by the predeclared prefixes; CSV, TSV, JSON and
Turtle give them in full. JSON of SELECT and ASK is the W3C's SPARQL 1.1 Query Results
JSON Format, TSV its TSV format, CSV its CSV format but for the line ends of this project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, serialize

from policygraph.errors import UsageError
from policygraph.model import iris
from policygraph.render.sentence import counted
from policygraph.render.tree import Break, Code, Document, Item, Items, Line, Paragraph, Table
from policygraph.render.views import FORMATS, View
from policygraph.render.writers.text import Page, grid
from policygraph.sparql.engine import PREFIXES
from policygraph.sparql.results import Result, Solutions, Statements, Term, Verdict
from policygraph.sparql.stored_queries import StoredQuery

_STATEMENT = ("subject", "predicate", "object")


def result_text(result: Result, format: str, page: Page) -> str:
    """A result in one of :data:`RESULT_FORMATS`; Turtle is for statements only."""
    return RESULT_FORMATS[format](result, page)


def _tsv(result: Result, page: Page) -> str:
    """Terms as in Turtle, which keeps their kinds apart; an unbound variable is empty."""
    if isinstance(result, Verdict):
        return f"?boolean\n{_truth(result)}\n"
    variables, rows = _cells(result)
    lines = ["\t".join(f"?{variable}" for variable in variables)]
    lines += ["\t".join("" if c is None else _term_text(c) for c in row) for row in rows]
    return "".join(line + "\n" for line in lines)


def _turtle(result: Result, page: Page) -> str:
    if not isinstance(result, Statements):
        raise UsageError("turtle is for CONSTRUCT and DESCRIBE; for this query choose tsv or json")
    return _turtle_text(result)


def _turtle_text(result: Statements) -> str:
    data = serialize(result.triples, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert data is not None
    lines = data.decode().splitlines(keepends=True)
    head = list(takewhile(lambda line: line.startswith("@prefix "), lines))
    # The serializer's order of prefixes is that of its hash table.
    return "".join([*sorted(head), *lines[len(head) :]])


def query_view(result: Result) -> View:
    """A result in the shapes that all commands have."""

    def document() -> Document:
        return query_document(result)

    if isinstance(result, Verdict):
        verdict = {"head": {}, "boolean": result.holds}
        return View(verdict, [verdict], ("boolean",), [{"boolean": _truth(result)}], document)
    variables, rows = _cells(result)
    records = [
        {v: _json_term(cell) for v, cell in zip(variables, row, strict=True) if cell is not None}
        for row in rows
    ]
    data: dict[str, Any] = {
        "head": {"vars": list(variables)},
        "results": {"bindings": records},
    }
    if isinstance(result, Statements):
        data = {"statements": records}
    cells = [
        {v: "" if cell is None else _value(cell) for v, cell in zip(variables, row, strict=True)}
        for row in rows
    ]
    return View(data, records, variables, cells, document)


def query_document(result: Result) -> Document:
    """A verdict in a word, statements as Turtle, solutions as a table."""
    if isinstance(result, Verdict):
        return Document("", (Paragraph(("yes" if result.holds else "no",)),))
    if isinstance(result, Statements):
        return Document("", (Code(_turtle_text(result).rstrip("\n")),))
    count = Paragraph((counted(len(result.rows), "answer"),))
    rows = tuple(tuple((_short(cell),) for cell in row) for row in result.rows)
    return Document("", (Table("", result.variables, rows), count) if rows else (count,))


def _table(result: Result, page: Page) -> str:
    if isinstance(result, Verdict):
        return FORMATS["table"](query_view(result), page)
    variables, rows = _cells(result)
    return grid(variables, [[_short(cell) for cell in row] for row in rows], Page())


#: Formats of a result by the name the command line uses.
RESULT_FORMATS: dict[str, Callable[[Result, Page], str]] = {
    **{
        name: lambda result, page, name=name: FORMATS[name](query_view(result), page)  # type: ignore[misc]
        for name in FORMATS
    },
    "table": _table,
    "tsv": _tsv,
    "turtle": _turtle,
}


def stored_queries_view(queries: Sequence[StoredQuery]) -> View:
    """The stored queries in every shape: name, title, description, parameters."""
    rows: list[dict[str, str]] = []
    data: list[dict[str, Any]] = []
    for query in queries:
        parameters = [
            {"name": p.name, "kind": p.kind, "default": p.default} for p in query.parameters
        ]
        words = {"name": query.name, "title": query.title, "description": query.description}
        data.append({**words, "parameters": parameters})
        rows.append(
            {**words, "parameters": "|".join(_set(p.name, p.default) for p in query.parameters)}
        )

    columns = ("name", "title", "description", "parameters")
    return View(data, data, columns, rows, lambda: stored_queries_document(queries))


def stored_queries_document(queries: Sequence[StoredQuery]) -> Document:
    """Each stored query with its title, its description and its parameters."""
    items = []
    for query in queries:
        line: Line = (f"{query.name}: {query.title}", Break(), query.description)
        if query.parameters:
            given = (_set(p.name, p.default) for p in query.parameters)
            line += (Break(), " ".join(f"--set {one}" for one in given))
        items.append(Item(line))
    return Document("Stored queries", (Items(tuple(items)),))


def _set(name: str, default: str) -> str:
    import shlex

    return shlex.quote(f"{name}={default}")


def _cells(
    result: Solutions | Statements,
) -> tuple[tuple[str, ...], Sequence[Sequence[Term | None]]]:
    if isinstance(result, Solutions):
        return result.variables, result.rows
    return _STATEMENT, [tuple(triple) for triple in result.triples]


def _truth(result: Verdict) -> str:
    return "true" if result.holds else "false"


def _value(term: Term) -> str:
    """The bare value, as the CSV format has it."""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _term_text(term: Term) -> str:
    """As in Turtle, on one line without a tab; integers, decimals and doubles bare."""
    if isinstance(term, Literal) and _bare(term):
        return term.value
    return str(term).replace("\t", "\\t")


def _bare(term: Literal) -> bool:
    """Whether the bare number would be read again as the same kind of number."""
    patterns = {
        "integer": r"[+-]?[0-9]+",
        "decimal": r"[+-]?[0-9]*\.[0-9]+",
        "double": r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+",
    }
    kind = term.datatype.value.removeprefix(iris.XSD)
    return kind in patterns and re.fullmatch(patterns[kind], term.value) is not None


def _short(term: Term | None) -> str:
    """As people read it: a prefixed name, or the text; white space collapsed, nothing invisible."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        for prefix, namespace in PREFIXES.items():
            local = term.value.removeprefix(namespace)
            if local != term.value and local.replace("-", "").replace("_", "").isalnum():
                return f"{prefix}:{local}"
    text = " ".join(_value(term).split())
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == iris.XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
