"""Pages for the tests: of a world small enough to draw on paper, and of the curated graph.

s --founded 0.9--> a --feeds 0.8--> e      the last step denied by c03
s --blocks 0.7--> b --(e uses b 0.5)--> e   uses works against the statement's direction
s --shapes 0.6--> c --feeds 0.4--> e
s does not feed e (c08): no edge; e mentions d: an edge without influence
"""

from __future__ import annotations

from functools import cache
from typing import Any

from policygraph import KnowledgeGraph
from policygraph.model.collection import Collection
from policygraph.page.document import page_around, page_of_answer, page_of_graph
from policygraph.query.name_resolver import Names
from tests.documents import ROOT
from tests.world import said, world

ROWS = (
    said("s founded a 0.9", start="2010-05"),
    said("a feeds e 0.8", start="2015", end="..", source="t"),
    said("not a feeds e 0.6", source="u"),
    said("s blocks b 0.7", modality="estimated", start="2019-03-04"),
    said("e uses b 0.5", modality="possible", attributed_to="d", known_since="2021-02"),
    said("s shapes c 0.6", modality="planned", end="2030"),
    said("c feeds e 0.4", start="2012-01", end="2014-06", note="a note"),
    said("not s feeds e", source="u"),
    said("e mentions d 0.9", quantity="5..7", unit="mentions"),
)


@cache
def small() -> Collection:
    """The world above; the sources are s, t and u."""
    return world(ROWS, {"s": "firm", "d": "group", "a": "chip"})


@cache
def curated() -> KnowledgeGraph:
    """The curated graph of the checkout."""
    return KnowledgeGraph.load(ROOT / "data", ontology=ROOT / "ontology")


@cache
def of_graph() -> str:
    """The page of the whole small world."""
    return page_of_graph(small()).html


@cache
def of_answer(start: str = "s", end: str = "e", **options: Any) -> str:
    """The page of an answer in the small world."""
    graph = KnowledgeGraph(small(), Names(small()))
    return page_of_answer(small(), graph.trace(start, end, **options)).html


@cache
def of_curated(start: str = "", end: str = "") -> str:
    """The page of an answer in the curated graph; without an end, of what lies around."""
    graph = curated()
    if end:
        return page_of_answer(graph.collection, graph.trace(start, end)).html
    if start:
        return page_around(graph.collection, graph.names.resolve(start, what="entity")).html
    return page_of_graph(graph.collection).html
