"""What datasets on top of a store refer to in it: the rows with which they are judged.

Everything is closed: an entity comes with all ids that it goes by and all judgements
about them, a claim with its entities, its source and what it disputes. A claim that may
close a cycle of a relation that has none comes too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim, Dataset, Entity, Judgement, Source
from policygraph.store.reading.collection import StoredCollection


class Referred:
    """The rows of ``base`` that datasets refer to; where ``judged``, with what may close cycles."""

    def __init__(
        self,
        base: StoredCollection,
        ontology: Ontology,
        own: Sequence[Dataset],
        *,
        judged: bool = True,
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
            for claim in dataset.claims:
                self._add_claim(base.claims.get(claim.id))
                self._add_about(claim)
        if judged:
            self._add_cycles(own)

    def datasets(self) -> list[Dataset]:
        """The rows by dataset, as many datasets as ``base`` has."""
        index = self._base.index
        entities: dict[int, list[Entity]] = defaultdict(list)
        sources: dict[int, list[Source]] = defaultdict(list)
        claims: dict[int, list[Claim]] = defaultdict(list)
        for name in sorted(self._entities):
            for number, entity in index.rows(name):
                entities[number].append(entity)
        for name in sorted(self._sources):
            for number, source in index.source_rows(name):
                sources[number].append(source)
        for name in sorted(self._claims):
            claims[index.dataset_of(name)].append(self._claims[name])
        found, first = [], 0
        for number, dataset in enumerate(self._base.records):
            last = first + len(dataset.judgements)
            judged = tuple(
                self._judgements[place]
                for place in sorted(self._judgements)
                if first <= place < last
            )
            found.append(
                Dataset(
                    dataset.name,
                    tuple(entities[number]),
                    tuple(sources[number]),
                    tuple(claims[number]),
                    judged,
                )
            )
            first = last
        return found

    def _add_entities(self, names: Iterable[str]) -> None:
        waiting = list(names)
        while waiting:
            name = self._base.entity_id(waiting.pop())
            if name in self._entities or name not in self._base.entities:
                continue
            self._entities.add(name)
            for place, judgement in self._base.index.judgements(name):
                self._judgements[place] = judgement
                waiting += (judgement.left, judgement.right)

    def _add_about(self, claim: Claim) -> None:
        """What a claim is about, who says it, and what it disputes."""
        self._add_entities(filter(None, (claim.subject, claim.object, claim.attributed_to)))
        if claim.source in self._base.sources:
            self._sources.add(claim.source)
        for name in claim.disputes:
            self._add_claim(self._base.claims.get(name))

    def _add_claim(self, claim: Claim | None) -> None:
        if claim is not None and claim.id not in self._claims:
            self._claims[claim.id] = claim
            self._add_about(claim)

    def _add_cycles(self, own: Sequence[Dataset]) -> None:
        """The claims by which one comes from what is new, or newly merged, back to it."""
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
        seen, waiting = set(begin), list(begin)
        while waiting:
            for claim in self._base.stated(waiting.pop(), family):
                self._add_claim(claim)
                target = self._base.entity_id(claim.object)
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
