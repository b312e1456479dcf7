"""Judgements that two entities are the same, or are not, as nodes with who, when and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from policygraph.model import iris
from policygraph.model.records import Judgement
from policygraph.rdf.terms import NOTE, A, Node, entity_node, part_of, path_segment, pg, string


def judgement_nodes(judgements: Iterable[Judgement]) -> Iterator[Node]:
    """Each judgement as a node whose IRI says what is in it; equal ones are numbered."""
    seen: Counter[str] = Counter()
    for judgement in judgements:
        said = (judgement.same, judgement.by, judgement.date, judgement.why, judgement.dataset)
        digest = hashlib.sha256(repr(said).encode()).hexdigest()[:16]
        iri = iris.judgement_iri(
            path_segment(judgement.left), path_segment(judgement.right), digest
        )
        seen[iri] += 1
        if seen[iri] > 1:
            iri += f"-{seen[iri]}"
        yield (
            f"<{iri}>",
            [
                (A, pg("Judgement")),
                (pg("left"), entity_node(judgement.left)),
                (pg("right"), entity_node(judgement.right)),
                (pg("verdict"), pg("same" if judgement.same else "different")),
                (f"<{iris.DCTERMS}creator>", string(judgement.by)),
                (f"<{iris.DCTERMS}issued>", string(judgement.date)),
                (NOTE, string(judgement.why)),
                *part_of(judgement.dataset),
            ],
        )
