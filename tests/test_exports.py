"""The committed exports are what the code writes from the committed data."""

from __future__ import annotations

from policygraph import KnowledgeGraph
from tests.documents import ROOT


def test_committed_turtle_is_current() -> None:
    committed = (ROOT / "exports" / "policygraph.ttl").read_bytes()
    current = KnowledgeGraph.load(ROOT / "data", ontology=ROOT / "ontology").export("turtle")
    mend = "run: policygraph export turtle -o exports/policygraph.ttl"
    assert committed == current, mend
