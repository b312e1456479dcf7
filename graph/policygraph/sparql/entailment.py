"""The triples that a query sees beside those of the data: super-relations, and ids after merges.

A plain triple of a relation is one of each of its super-relations too (RDFS entailment by
``rdfs:subPropertyOf``). A plain triple is contested by a denial of a super-relation, so no
entailed triple is denied. A merged entity is the same as each id that was merged into it
(``owl:sameAs``), and a judgement about a merged id is one about the entity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.rdf.terms import SAME_AS, Node, entity_node, pg

#: What a query sees beside the data: the triples of super-relations and the ids after merges,
#: or nothing.
ENTAILMENTS = RELATIONS, NONE = ("relations", "none")


def entailed(plain: Iterable[Node], ontology: Ontology) -> Iterator[Node]:
    """Plain triples, each with those of its super-relations."""
    relations = ontology.relations
    above = {
        f"<{relation.iri}>": [
            f"<{relations[name].iri}>" for name in ontology.relation_chain(relation.id)[1:]
        ]
        for relation in relations.values()
    }
    for subject, pairs in plain:
        yield (
            subject,
            [
                (each, target)
                for predicate, target in pairs
                for each in (predicate, *above.get(predicate, ()))
            ],
        )


def with_merged(context: Iterable[Node], collection: Collection) -> Iterator[Node]:
    """What claims refer to, judgements with the ids after merges too; and the merged ids."""
    current = {
        entity_node(former): entity_node(name) for former, name in collection.canonical.items()
    }
    if not current:
        yield from context
        return
    sides = (pg("left"), pg("right"))
    for subject, pairs in context:
        yield (
            subject,
            [
                *pairs,
                *(
                    (predicate, current[value])
                    for predicate, value in pairs
                    if predicate in sides and value in current
                ),
            ],
        )
    for former, name in current.items():
        yield name, [(SAME_AS, former)]
