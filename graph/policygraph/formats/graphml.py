"""GraphML: the multigraph of :mod:`policygraph.formats.property_graph` as XML.

For Gephi, yEd, Cytoscape, igraph and networkx. Every attribute is declared with its
type. Edges have no XML ``id``: igraph would take it for an attribute of that name, and
networkx for the key; the claims' ids are the attribute ``claims``.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from policygraph.errors import DataError
from policygraph.formats.files import encoded
from policygraph.formats.property_graph import Value, arrow_attributes, node_attributes
from policygraph.formats.xml_text import attributes, refuse_doctype, text
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under

if TYPE_CHECKING:
    import networkx as nx

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

_TYPES: dict[type, str] = {str: "string", float: "double", int: "long", bool: "boolean"}


def write_graphml(collection: Collection) -> bytes:
    """The nodes and arrows of a collection, sorted."""
    nodes = {
        name: node_attributes(collection, entity) for name, entity in collection.entities.items()
    }
    arrows = [
        ((edge.subject, edge.object), arrow_attributes(collection, edge))
        for edge in edges_under(collection)
    ]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<graphml xmlns="{NAMESPACE}">']
    for kind, of, sample in (
        ("n", "node", next(iter(nodes.values()), {})),
        ("e", "edge", arrows[0][1] if arrows else {}),
    ):
        for name, value in sample.items():
            declared = {"attr.name": name, "attr.type": _TYPES[type(value)]}
            lines.append(f"<key{attributes(id=f'{kind}-{name}', for_=of, **declared)}/>")
    lines.append('<graph edgedefault="directed">')
    for name, values in nodes.items():
        lines += [f"<node{attributes(id=name)}>", *_data("n", values), "</node>"]
    for (subject, target), values in arrows:
        tag = f"<edge{attributes(source=subject, target=target)}>"
        lines += [tag, *_data("e", values), "</edge>"]
    return encoded("\n".join([*lines, "</graph>", "</graphml>", ""]))


def read_graphml(data: bytes) -> nx.MultiDiGraph[str]:
    """The multigraph that :func:`write_graphml` wrote, arrows keyed by their relation.

    Only networkx reads it; raises :class:`DataError` for what is not GraphML or has a
    DOCTYPE. An arrow without a relation keeps the key that networkx gives it.
    """
    import networkx as nx

    refuse_doctype(data)
    try:
        found = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    except (nx.NetworkXException, LookupError, ValueError, AttributeError, TypeError) as error:
        raise DataError(f"the document is not GraphML: {error}; write it again") from None
    return keyed(found)


def keyed(found: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """A multigraph as another tool's reader gives it, arrows keyed by their relation."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(found.nodes(data=True))
    for subject, target, key, values in found.edges(keys=True, data=True):
        graph.add_edge(subject, target, key=values.get("relation", key), **values)
    return graph


def _data(kind: str, values: dict[str, Value]) -> list[str]:
    return [
        f"<data{attributes(key=f'{kind}-{name}')}>{text(written(value))}</data>"
        for name, value in values.items()
    ]


def written(value: Value) -> str:
    """A value as XML and CSV have it: ``true`` and ``false``, numbers without a locale."""
    return str(value).lower() if isinstance(value, bool) else str(value)
