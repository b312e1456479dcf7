"""The plain triples of a collection: what at least one claim asserts and none denies.

A claim asserts its triple if it affirms it, its modality is assertable, no claim
disputes it, it is not withdrawn and, for a relation that is a state, it has no
end. A denial of the triple or of a super-property's keeps the triple out; one
that is withdrawn does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from policygraph.model.collection import Collection
from policygraph.rdf.terms import Node, entity_node


def plain_nodes(collection: Collection) -> Iterator[Node]:
    """The plain triples as nodes of one property each, sorted by id."""
    relations = collection.ontology.relations
    for subject, relation, target in _plain(collection):
        yield entity_node(subject), [(f"<{relations[relation].iri}>", entity_node(target))]


def _plain(collection: Collection) -> Iterator[tuple[str, str, str]]:
    ontology = collection.ontology
    in_play = [claim for claim in collection.claims.values() if claim.withdrawn is None]
    denied = {collection.triple(claim) for claim in in_play if claim.denies}
    disputed = {name for claim in in_play for name in claim.disputes}
    asserted: dict[tuple[str, str, str], bool] = defaultdict(bool)
    for claim in in_play:
        ended = claim.end not in (None, "..") and not ontology.relations[claim.relation].event
        asserted[collection.triple(claim)] |= (
            claim.supports
            and ontology.modalities[claim.modality].assertable
            and claim.id not in disputed
            and not ended
        )
    for subject, relation, target in sorted(triple for triple, yes in asserted.items() if yes):
        if any((subject, r, target) in denied for r in ontology.relation_chain(relation)):
            continue
        yield subject, relation, target
