"""A table of nodes and one of edges, for spreadsheets, R, pandas, and Gephi's import.

One row an arrow of :mod:`policygraph.formats.property_graph`, with all its attributes;
the first columns have the names that Gephi's spreadsheet import looks for.
"""

from __future__ import annotations

from policygraph.formats.files import csv_table
from policygraph.formats.graphml import written
from policygraph.formats.property_graph import arrow_attributes, node_attributes
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under

FILES = ("edges.csv", "nodes.csv")

_NODE = ("type", "aliases", "description", "wikidata", "former_ids")
_EDGE = (
    "relation", "influence", "effect", "strength", "cost", "modality", "contested", "claims",
    "against", "sources", "valid", "quantity", "unit",
)  # fmt: skip


def write_node_edge_csv(collection: Collection) -> dict[str, bytes]:
    """Both tables, sorted."""
    nodes = []
    for entity in collection.entities.values():
        values = node_attributes(collection, entity)
        nodes.append([entity.id, *(written(values[name]) for name in ("label", *_NODE))])
    edges = []
    for edge in edges_under(collection):
        values = arrow_attributes(collection, edge)
        ends = [edge.subject, edge.object, "Directed"]
        edges.append([*ends, *(written(values[name]) for name in ("label", *_EDGE))])
    return {
        "edges.csv": csv_table(["Source", "Target", "Type", "Label", *_EDGE], edges),
        "nodes.csv": csv_table(["Id", "Label", *_NODE], nodes),
    }
