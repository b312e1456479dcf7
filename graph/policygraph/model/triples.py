"""When two statements are about the same triple, and when one triple implies another.

A triple is (subject, relation, object), by ids after merges. The ends of a relation that is
declared symmetric are a pair without an order, so its triple is written with the lesser id
first, by code points. A triple implies those of its super-properties with the same ends, and
with swapped ends from the first symmetric relation of the chain upwards.
"""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.model.ontology import Ontology

Triple = tuple[str, str, str]


def oriented(ontology: Ontology, subject: str, relation: str, target: str) -> Triple:
    """The triple of a statement: as it is, or with the lesser end first if it is symmetric."""
    if target < subject and relation in ontology.symmetric:
        return target, relation, subject
    return subject, relation, target


def implied(ontology: Ontology, triple: Triple) -> Iterator[Triple]:
    """The triples that a triple implies, itself first: a denial of each speaks against it."""
    subject, relation, target = triple
    either_way = False
    for general in ontology.relation_chain(relation):
        symmetric = general in ontology.symmetric
        either_way = either_way or symmetric
        yield oriented(ontology, subject, general, target)
        if either_way and not symmetric and subject != target:
            yield target, general, subject


def implying(ontology: Ontology, triple: Triple) -> Iterator[Triple]:
    """The triples that imply a triple, by relation: what a denial of it speaks against."""
    subject, general, target = triple
    for special in sorted(ontology.with_subrelations((general,))):
        yield oriented(ontology, subject, special, target)
        if (
            subject != target
            and special not in ontology.symmetric
            and ontology.reads_both_ways(special, general)
        ):
            yield target, special, subject
