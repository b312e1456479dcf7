"""pyoxigraph: SPARQL over plain triples; its property paths return ends, not paths."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path as Folder

import pyarrow as pa
import pyarrow.compute as pc
import pyoxigraph as ox

from ..graphs import RELATIONS, read
from ..questions import FIRST, LAST, Answer, Path, Question, Reached

FORM = "SPARQL; joins of growing length for the shortest, property paths for reach"
CANNOT = {
    "best": "a property path gives no path, and a triple has no cost",
    "hubs": "a property path gives no path, and a triple has no cost",
    "filter": "a triple has neither dates nor likelihood",
    "costs": "a triple has no cost",
}
_BASE = "urn:x:"
_ANY = f"!<{_BASE}none>"


class Pyoxigraph:
    """A store opened for reading."""

    def __init__(self, target: Folder) -> None:
        self.store = ox.Store.read_only(str(target))

    def shortest(self, question: Question) -> list[Path]:
        """A join of one triple, of two, and so on, until one is found."""
        for hops in range(1, question.hops + 1):
            passed = [_entity(question.start), *(f"?n{n}" for n in range(1, hops))]
            passed.append(_entity(question.end))
            steps = " . ".join(
                f"{origin} ?r{n} {target}" for n, (origin, target) in enumerate(pairwise(passed))
            )
            for row in self._rows(f"SELECT * WHERE {{ {steps} }} LIMIT 1"):
                inner = (_number(row[f"n{n}"]) for n in range(1, hops))
                return [Path(hops, (question.start, *inner, question.end))]
        return []

    def best(self, question: Question) -> bool:
        """Whether a walk matches the pattern; neither the walk nor its cost is known."""
        along = "|".join(f"<{_BASE}r{n}>" for n in range(RELATIONS))
        middle = "/".join([f"({along})?"] * (question.hops - 2))
        path = f"<{_BASE}r{FIRST}>/{middle}/<{_BASE}r{LAST}>"
        ask = f"ASK {{ {_entity(question.start)} {path} {_entity(question.end)} }}"
        return bool(self.store.query(ask))

    def reach(self, question: Question) -> Answer:
        """A property path of any relations."""
        path = "/".join([_ANY, *[f"({_ANY})?"] * (question.hops - 1)])
        rows = self._rows(f"SELECT DISTINCT ?n WHERE {{ {_entity(question.start)} {path} ?n }}")
        found = [_number(row["n"]) for row in rows]
        found = [number for number in found if number != question.start]
        return Reached(len(found), sum(found))

    def _rows(self, query: str) -> ox.QuerySolutions:
        rows = self.store.query(query)
        assert isinstance(rows, ox.QuerySolutions)
        return rows


def _entity(number: int) -> str:
    return f"<{_BASE}{number}>"


def _number(term: object) -> int:
    assert isinstance(term, ox.NamedNode)
    return int(term.value.removeprefix(_BASE))


def build(folder: Folder, target: Folder) -> None:
    """The arrows as triples; a relation crossed against its statement has another name."""
    graph = read(folder)
    store = ox.Store(str(target))
    some = 1_000_000
    for low in range(0, graph.arrows, some):
        part = slice(low, low + some)
        names = [f"r{n}" for n in range(RELATIONS)] + [f"b{n}" for n in range(RELATIONS)]
        numbers = graph.relation[part] + RELATIONS * ~graph.along[part]
        lines = pc.binary_join_element_wise(
            pc.binary_join_element_wise(
                f"<{_BASE}",
                pc.cast(pa.array(graph.origin[part]), pa.string()),
                f"> <{_BASE}",
                pa.array(names).take(pa.array(numbers)),
                f"> <{_BASE}",
                pc.cast(pa.array(graph.target[part]), pa.string()),
                "> .",
                "",
            ),
            "",
            "\n",
        )
        store.bulk_load("".join(lines.to_pylist()).encode(), ox.RdfFormat.N_TRIPLES)
    store.optimize()


def load(folder: Folder, target: Folder) -> Pyoxigraph:
    """The store that was built."""
    return Pyoxigraph(target)
