"""A collection as a networkx multigraph, with attributes that GraphML can carry.

One arrow for each (subject, relation, object) that some claim affirms; what is
denied is never an arrow. The arrow carries what the claims say, so that a guess is not
mistaken for a fact: the modality of the strongest claim, whether it is contested,
and the ids of the claims for and against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Entity
from policygraph.query.edges import Edge, edges_under
from policygraph.query.query import Filters

if TYPE_CHECKING:
    import networkx as nx

#: What an attribute of a node or an arrow can be.
Value = str | float | int | bool


def to_networkx(collection: Collection, filters: Filters | None = None) -> nx.MultiDiGraph[str]:
    """The edges of a collection, optionally under filters.

    Nodes are entity ids with ``label`` and ``type``; an arrow's key is its relation.
    All attributes are strings, floats, integers or booleans.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for entity in collection.entities.values():
        graph.add_node(entity.id, **node_attributes(collection, entity))
    for edge in edges_under(collection, filters):
        attributes = arrow_attributes(collection, edge)
        graph.add_edge(edge.subject, edge.object, key=edge.relation, **attributes)
    return graph


def node_attributes(collection: Collection, entity: Entity) -> dict[str, Value]:
    """The attributes of a node; several values are separated by ``|``."""
    return {
        "label": entity.label.text,
        "type": entity.type,
        "aliases": "|".join(map(str, entity.aliases)),
        "description": entity.description,
        "wikidata": entity.wikidata or "",
        "former_ids": "|".join(collection.former_ids(entity.id)),
    }


def arrow_attributes(collection: Collection, edge: Edge) -> dict[str, Value]:
    """The attributes of an arrow.

    ``valid`` has for each of ``claims``, in their order, when it holds: ``start/end`` in
    EDTF, a side left blank where the source does not give it. ``quantity`` and ``unit``
    have theirs in the same order, and are empty where no claim gives a quantity.
    """
    relation = collection.ontology.relations[edge.relation]
    return {
        "relation": edge.relation,
        "label": relation.label,
        "influence": relation.influence,
        "effect": relation.effect,
        "strength": edge.strength,
        "cost": edge.cost,
        "modality": edge.supporting[0].modality,
        "contested": edge.contested,
        "claims": "|".join(claim.id for claim in edge.supporting),
        "against": "|".join(claim.id for claim in edge.against),
        "sources": "|".join(sorted({claim.source for claim in edge.supporting})),
        "valid": "|".join(map(valid, edge.supporting)),
        "quantity": _in_order([str(claim.quantity or "") for claim in edge.supporting]),
        "unit": _in_order([claim.unit or "" for claim in edge.supporting]),
    }


def _in_order(values: list[str]) -> str:
    """The values of claims, in the order of the claims; ``|`` in a value is a broken bar."""
    return "|".join(value.replace("|", "¦") for value in values) if any(values) else ""


def valid(claim: Claim) -> str:
    """When a claim holds, as an EDTF interval; empty where the claim has no date."""
    if claim.start is None and claim.end is None:
        return ""
    return "/".join(_bound(text or "") for text in (claim.start, claim.end))


def _bound(text: str) -> str:
    """A start or an end as a side of an interval; EDTF has ``[1984..1986]`` for one of several."""
    first, interval, last = (part.strip(".") for part in text.partition("/"))
    return f"[{first}..{last}]" if interval else text
