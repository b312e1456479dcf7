"""What a SPARQL question gives: solutions, a verdict or statements, as typed values.

In go the W3C's result formats as an engine writes them, out come terms in an order that
does not change from run to run: rows whose order the question left open are sorted,
blank nodes named anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from policygraph.presentation import Presented

Term = NamedNode | Literal | BlankNode


@dataclass(frozen=True, slots=True)
class Solutions(Presented):
    """What SELECT gives: a term or None for each variable, in each row.

    Without ORDER BY, whose absence leaves the order open, rows are sorted by their
    terms, so that the same data gives the same rows in the same order.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Verdict(Presented):
    """What ASK gives."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Statements(Presented):
    """What CONSTRUCT and DESCRIBE give: triples, sorted, blank nodes named canonically."""

    triples: tuple[Triple, ...]


Result = Solutions | Verdict | Statements


def read_statements(data: bytes) -> Statements:
    """Triples from N-Triples, in the order given."""
    return Statements(tuple(quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES)))


def read_result(data: bytes, *, ordered: bool) -> Solutions | Verdict:
    """Solutions or a verdict from SPARQL 1.1 Query Results JSON."""
    read = parse_query_results(data, format=QueryResultsFormat.JSON)
    if isinstance(read, QueryBoolean):
        return Verdict(bool(read))
    rows = [tuple(_term(cell) for cell in solution) for solution in read]
    if not ordered:
        rows.sort(key=_sort_key)
    variables = tuple(variable.value for variable in read.variables)
    return Solutions(variables, tuple(_with_named_blanks(rows)))


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


def _term(cell: Term | Triple | None) -> Term | None:
    # SPARQL 1.1 has no terms that are triples.
    assert not isinstance(cell, Triple)
    return cell


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
