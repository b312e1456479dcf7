"""Cytoscape JSON (``.cyjs``), for Cytoscape and for pages that use Cytoscape.js.

The form is that of Cytoscape 3: ``elements`` with ``nodes`` and ``edges``, each with
its ``data``; ``name``, ``shared_name`` and ``interaction`` are the columns that
Cytoscape labels by. Several values are a list. Numbers stay numbers. ``directed``,
``multigraph``, ``value`` and ``key`` are there for ``networkx.cytoscape_graph``.
"""

from __future__ import annotations

import json

from policygraph.formats.files import encoded
from policygraph.formats.property_graph import Value, arrow_attributes, node_attributes
from policygraph.model.collection import Collection
from policygraph.query.edges import Edge, edges_under

#: Attributes that hold several values.
_LISTS = ("aliases", "former_ids", "claims", "against", "sources")


def write_cytoscape(collection: Collection) -> bytes:
    """The nodes and arrows of a collection, sorted."""
    name = " + ".join(sorted(collection.datasets))
    document = {
        "format_version": "1.0",
        "generated_by": "policygraph",
        "target_cytoscapejs_version": "~3.0",
        "directed": True,
        "multigraph": True,
        "data": {"name": name, "shared_name": name},
        "elements": {
            "nodes": [
                {"data": _node(entity.id, node_attributes(collection, entity))}
                for entity in collection.entities.values()
            ],
            "edges": [{"data": _edge(collection, edge)} for edge in edges_under(collection)],
        },
    }
    return encoded(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _node(name: str, values: dict[str, Value]) -> dict[str, object]:
    label = values.pop("label")
    return {"id": name, "value": name, "name": label, "shared_name": label, **_listed(values)}


def _edge(collection: Collection, edge: Edge) -> dict[str, object]:
    values = arrow_attributes(collection, edge)
    label = values.pop("label")
    ends = collection.label(edge.subject), collection.label(edge.object)
    name = f"{ends[0]} ({label}) {ends[1]}"
    return {
        # Node ids are slugs, so that no edge has the id of a node.
        "id": f"{edge.subject}/{edge.relation}/{edge.object}",
        "source": edge.subject,
        "target": edge.object,
        "key": edge.relation,
        "name": name,
        "shared_name": name,
        "interaction": label,
        "shared_interaction": label,
        **_listed(values),
    }


def _listed(values: dict[str, Value]) -> dict[str, object]:
    return {
        name: (str(value).split("|") if value else []) if name in _LISTS else value
        for name, value in values.items()
    }
