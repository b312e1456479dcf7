"""What a SPARQL question gives: solutions, a verdict or statements, as typed values.

The order of rows does not change from run to run: rows whose order the question left open are
sorted, and blank nodes are named anew. :func:`encode` and :func:`decode` carry a result from the
process of a query to the one that asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from policygraph.presentation import Presented

Term = NamedNode | Literal | BlankNode
#: What to know of an answer: ids that were replaced, comparisons that hold for nothing.
Notes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Solutions(Presented):
    """What SELECT gives: a term or None for each variable, in each row.

    Without ORDER BY, whose absence leaves the order open, rows are sorted by their
    terms, so that the same data gives the same rows in the same order.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    notes: Notes = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Verdict(Presented):
    """What ASK gives."""

    holds: bool
    notes: Notes = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Statements(Presented):
    """What CONSTRUCT and DESCRIBE give: triples, sorted, blank nodes named canonically."""

    triples: tuple[Triple, ...]
    notes: Notes = field(default=(), compare=False)


Result = Solutions | Verdict | Statements


def solutions(
    variables: Sequence[str], rows: list[tuple[Term | None, ...]], *, ordered: bool
) -> Solutions:
    """Solutions of these rows, which are sorted here unless they are ordered."""
    if not ordered:
        rows.sort(key=_sort_key)
    return Solutions(tuple(variables), tuple(_with_named_blanks(rows)))


def read_statements(data: bytes) -> Statements:
    """Triples from N-Triples, in the order given."""
    return Statements(tuple(quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES)))


def encode(result: Result) -> Iterator[bytes]:
    """A result in lines of JSON: what it is, then each row."""
    if isinstance(result, Verdict):
        yield _line({"form": "verdict", "holds": result.holds})
    elif isinstance(result, Statements):
        yield _line({"form": "statements"})
        yield from (_line([_encoded(term) for term in triple]) for triple in result.triples)
    else:
        yield _line({"form": "solutions", "variables": result.variables})
        yield from (_line([cell and _encoded(cell) for cell in row]) for row in result.rows)


def decode(data: Iterable[bytes]) -> Result:
    """The result of lines of :func:`encode`."""
    lines = iter(data)
    head = json.loads(next(lines))
    if head["form"] == "verdict":
        return Verdict(head["holds"])
    rows = (tuple(cell and _decoded(cell) for cell in json.loads(line)) for line in lines)
    if head["form"] == "statements":
        return Statements(tuple(Triple(*row) for row in rows))
    return Solutions(tuple(head["variables"]), tuple(rows))


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _encoded(term: Term) -> list[str]:
    if isinstance(term, NamedNode):
        return [term.value, "iri"]
    if isinstance(term, BlankNode):
        return [term.value, "blank"]
    if term.language:
        return [term.value, "language", term.language]
    return [term.value, "datatype", term.datatype.value]


def _decoded(cell: Sequence[str]) -> Any:
    value, kind, *more = cell
    if kind == "iri":
        return NamedNode(value)
    if kind == "blank":
        return BlankNode(value)
    if kind == "language":
        return Literal(value, language=more[0])
    return Literal(value, datatype=NamedNode(more[0]))


def n_triples(triples: Iterable[Triple]) -> bytes:
    """Triples as N-Triples, sorted, each once."""
    data = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert data is not None
    return b"".join(sorted(set(data.splitlines(keepends=True))))


def canonical(data: bytes) -> bytes:
    """N-Triples sorted, their blank nodes named by RDFC-1.0."""
    if b"_:" in data:
        dataset = Dataset(parse(data, format=RdfFormat.N_TRIPLES))
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        return n_triples(quad.triple for quad in dataset)
    return n_triples(quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES))


def _sort_key(row: Sequence[Term | None]) -> list[str]:
    """By the terms as written; a blank node has no name of its own to sort by."""
    return ["" if cell is None or isinstance(cell, BlankNode) else str(cell) for cell in row]


def _with_named_blanks(rows: Iterable[Sequence[Term | None]]) -> Iterator[tuple[Term | None, ...]]:
    """Blank nodes named b0, b1, ... as they come; the engine's names change from run to run."""
    named: dict[BlankNode, BlankNode] = {}
    for row in rows:
        yield tuple(
            named.setdefault(cell, BlankNode(f"b{len(named)}"))
            if isinstance(cell, BlankNode)
            else cell
            for cell in row
        )
