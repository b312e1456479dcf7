"""The rows of a store that small datasets refer to, with which they are checked.

The rows are closed: an entity comes with all its ids and all judgements about them, a claim
with its entities, its source and what it disputes. Claims that may close a cycle of an acyclic
relation are included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policygraph.model.dataset_rows import rows_by_dataset
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim, Dataset, Judgement
from policygraph.store.reading.collection import StoredCollection


class References:
    """The rows of ``base`` that datasets refer to; if ``checked``, with possible cycles."""

    def __init__(
        self,
        base: StoredCollection,
        ontology: Ontology,
        own: Sequence[Dataset],
        *,
        checked: bool = True,
    ) -> None:
        self._base, self._ontology = base, ontology
        self._entities: set[str] = set()
        self._claims: dict[str, Claim] = {}
        self._sources: set[str] = set()
        self._judgements: dict[int, Judgement] = {}
        for dataset in own:
            self._add_entities(entity.id for entity in dataset.entities)
            for judgement in dataset.judgements:
                self._add_entities((judgement.left, judgement.right))
            self._sources |= {source.id for source in dataset.sources} & base.sources.keys()
            for claim in (*dataset.claims, *dataset.drafts):
                self._add_claim(base.claims.get(claim.id))
                self._add_about(claim)
        if checked:
            self._add_cycles(own)

    def datasets(self) -> list[Dataset]:
        """The rows by dataset, as many datasets as ``base`` has."""
        return rows_by_dataset(
            self._base, self._entities, self._sources, self._claims, self._judgements
        )

    def _add_entities(self, names: Iterable[str]) -> None:
        pending = list(names)
        while pending:
            name = self._base.entity_id(pending.pop())
            if name in self._entities or name not in self._base.entities:
                continue
            self._entities.add(name)
            for number, judgement in self._base.index.judgements(name):
                self._judgements[number] = judgement
                pending += (judgement.left, judgement.right)

    def _add_about(self, claim: Claim) -> None:
        """Add the entities and the source of a claim, and what it disputes."""
        named = (claim.subject, claim.object, claim.attributed_to, claim.towards)
        self._add_entities(filter(None, named))
        if claim.source in self._base.sources:
            self._sources.add(claim.source)
        for name in claim.disputes:
            self._add_claim(self._base.claims.get(name))

    def _add_claim(self, claim: Claim | None) -> None:
        if claim is not None and claim.id not in self._claims:
            self._claims[claim.id] = claim
            self._add_about(claim)

    def _add_cycles(self, own: Sequence[Dataset]) -> None:
        """Add the claims on paths from new or newly merged entities back to them."""
        for relation in self._ontology.relations.values():
            if not relation.acyclic:
                continue
            family = self._ontology.with_subrelations((relation.id,))
            begin = {
                end
                for dataset in own
                for claim in dataset.claims
                if claim.relation in family
                for end in (claim.subject, claim.object)
            }
            begin |= {
                side
                for dataset in own
                for judgement in dataset.judgements
                if judgement.same
                for side in (judgement.left, judgement.right)
            }
            self._follow({self._base.entity_id(name) for name in begin}, family)

    def _follow(self, begin: set[str], family: frozenset[str]) -> None:
        seen, pending = set(begin), list(begin)
        while pending:
            for claim in self._base.stated(pending.pop(), family):
                self._add_claim(claim)
                target = self._base.entity_id(claim.object)
                if target not in seen:
                    seen.add(target)
                    pending.append(target)
