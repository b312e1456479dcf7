"""A collection as a networkx multigraph, with attributes that GraphML can carry.

One arrow for each (subject, relation, object) that some claim affirms; what is
denied is never an arrow. Whatever the claims say is on the arrow, so that a guess is
not mistaken for a fact: the modality of the strongest claim, whether it is contested,
and the ids of the claims for and against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph.edges import edges_under
from policygraph.model import Collection
from policygraph.query import Query

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(collection: Collection, query: Query | None = None) -> nx.MultiDiGraph[str]:
    """The edges of a collection, optionally under a query's claim filters.

    Nodes are entity ids with ``label`` and ``type``; an arrow's key is its relation.
    All attributes are strings, floats, integers or booleans.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for entity in collection.entities.values():
        graph.add_node(
            entity.id,
            label=entity.label.text,
            type=entity.type,
            aliases="|".join(map(str, entity.aliases)),
            description=entity.description,
            wikidata=entity.wikidata or "",
        )
    for edge in edges_under(collection, query):
        relation = collection.ontology.relations[edge.relation]
        graph.add_edge(
            edge.subject,
            edge.object,
            key=edge.relation,
            relation=edge.relation,
            label=relation.label,
            influence=relation.influence,
            effect=relation.effect,
            strength=edge.strength,
            cost=edge.cost,
            modality=edge.supporting[0].modality,
            contested=edge.contested,
            claims="|".join(claim.id for claim in edge.supporting),
            against="|".join(claim.id for claim in edge.against),
        )
    return graph
