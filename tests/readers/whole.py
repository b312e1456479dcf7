"""The curated graph with nodes of every kind: rows of two datasets, merges, judgements."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from policygraph import KnowledgeGraph
from policygraph.tables.reader import ENTITY_COLUMNS, JUDGEMENT_COLUMNS, SOURCE_COLUMNS, cells_of
from tests.documents import ROOT

#: The classes of :mod:`policygraph.rdf`, by local name.
CLASSES = ("Claim", "Dataset", "Judgement", "Row")


def whole_graph(folder: Path) -> KnowledgeGraph:
    """The curated graph united with a small dataset that has rows of its own in ``folder``."""
    data, ontology = ROOT / "data", ROOT / "ontology"
    curated = KnowledgeGraph.load(data, ontology=ontology)
    first, *_ = curated.collection.entities.values()
    shared = dict.fromkeys(ENTITY_COLUMNS, "") | cells_of(first)
    twin = {**shared, "id": f"{first.id}-twin", "label": "Twin", "wikidata": "", "same_as": ""}
    twin["aliases"] = ""
    judgement = {"left": first.id, "right": twin["id"], "judgement": "same", "by": "tester",
                 "date": "2024", "why": "the same by another name"}  # fmt: skip
    mine = folder / "mine"
    (mine / "claims").mkdir(parents=True)
    for name, columns, rows in (
        ("entities", ENTITY_COLUMNS, [shared, twin]),
        ("sources", SOURCE_COLUMNS, []),
        ("identity", JUDGEMENT_COLUMNS, [judgement]),
    ):
        (mine / f"{name}.csv").write_text(table(columns, rows), encoding="utf-8")
    return KnowledgeGraph.load(data, mine, ontology=ontology)


def table(columns: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    """Rows as the text of a CSV file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
