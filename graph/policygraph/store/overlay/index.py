"""The index of a store with an overlay; see :class:`policygraph.model.index.Index`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Collection as Group
from dataclasses import fields
from functools import cached_property

from policygraph.model.collection import Collection
from policygraph.model.index import MemoryIndex
from policygraph.model.records import Claim, Entity, Judgement, Source
from policygraph.model.triples import Triple


class OverlayIndex:
    """Combines the index of the store with what the datasets add, by ids after merges."""

    def __init__(self, whole: Collection, base: Collection, patch: Collection) -> None:
        self._whole, self._base, self._patch = whole, base, patch

    def of_subject(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._about(entity, self._base.index.of_subject, self._own.of_subject)

    def of_object(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._about(entity, self._base.index.of_object, self._own.of_object)

    def attributed(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._about(entity, self._base.index.attributed, self._own.attributed)

    def of_source(self, source: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return _sorted((*self._base.index.of_source(source), *self._own.of_source(source)))

    def of_triple(self, triple: Triple) -> Sequence[Claim]:
        """See :class:`Index`."""
        subject, relation, target = triple
        below = (
            claim
            for one in self._parts(subject)
            for other in self._parts(target)
            for claim in self._base.index.of_triple((one, relation, other))
        )
        found = {claim.id: claim for claim in below}
        return _sorted((*found.values(), *self._own.of_triple(triple)))

    def disputing(self, claim: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return _sorted((*self._base.index.disputing(claim), *self._own.disputing(claim)))

    def judgements(self, entity: str) -> Sequence[tuple[int, Judgement]]:
        """See :class:`Index`."""
        below = {
            number: judgement
            for part in self._parts(entity)
            for number, judgement in self._base.index.judgements(part)
        }
        return [*sorted(below.items()), *self._judged.get(entity, ())]

    def members(self, entity: str) -> Sequence[str]:
        """See :class:`Index`."""
        return self._layer(entity).index.members(entity)

    def rows(self, entity: str) -> Sequence[tuple[int, Entity]]:
        """See :class:`Index`."""
        return self._layer(entity).index.rows(entity)

    def source_rows(self, source: str) -> Sequence[tuple[int, Source]]:
        """See :class:`Index`."""
        layer = self._patch if source in self._patch.sources else self._base
        return layer.index.source_rows(source)

    def passing_on(self) -> Iterable[tuple[str, str]]:
        """See :class:`Index`."""
        both = self._base.index.passing_on(), self._patch.index.passing_on()
        return sorted({pair for pairs in both for pair in pairs})

    def naming_origin(self) -> Iterable[Claim]:
        """See :class:`Index`."""
        return _sorted((*self._base.index.naming_origin(), *self._own.naming_origin()))

    def dataset_of(self, claim: str) -> int:
        """See :class:`Index`."""
        return self._patch.index.dataset_of(claim) if claim in self._new else (
            self._base.index.dataset_of(claim)
        )  # fmt: skip

    def degree(self, entity: str) -> int:
        """See :class:`Index`."""
        below = sum(self._base.index.degree(part) for part in self._parts(entity))
        return below + self._degrees[entity]

    def neighbours(self, entities: Group[str]) -> set[str]:
        """See :class:`Index`."""
        parts = {part for entity in entities for part in self._parts(entity)}
        below = map(self._whole.entity_id, self._base.index.neighbours(parts))
        return {*below, *self._own.neighbours(entities)}

    def triples_within(self, entities: Group[str]) -> set[Triple]:
        """See :class:`Index`."""
        parts = {part for entity in entities for part in self._parts(entity)}
        below = self._base.index.triples_within(parts)
        moved = {self._whole.triple_of(*triple) for triple in below}
        return moved | self._own.triples_within(entities)

    def _layer(self, entity: str) -> Collection:
        return self._patch if entity in self._patch.entities else self._base

    def _about(
        self,
        entity: str,
        below: Callable[[str], Iterable[Claim]],
        own: Callable[[str], Iterable[Claim]],
    ) -> Sequence[Claim]:
        found = {claim.id: claim for part in self._parts(entity) for claim in below(part)}
        return _sorted((*found.values(), *own(entity)))

    def _parts(self, entity: str) -> Iterator[str]:
        """The entities of the store that have this id after merges."""
        if entity not in self._patch.entities:
            if entity in self._base.entities and entity not in self._patch.canonical:
                yield entity
            return
        seen = set()
        for member in self._patch.index.members(entity):
            part = self._base.entity_id(member)
            if part not in seen and part in self._base.entities:
                seen.add(part)
                yield part

    @cached_property
    def _new(self) -> Mapping[str, Claim]:
        count = len(self._base.records)
        return {
            claim.id: self._whole.claims[claim.id]
            for dataset in self._whole.records[count:]
            for claim in dataset.claims
        }

    @cached_property
    def _own(self) -> MemoryIndex:
        """The claims of the datasets, by ids after merges."""
        new = dict(sorted(self._new.items()))
        parts = {part.name: getattr(self._whole, part.name) for part in fields(Collection)}
        return MemoryIndex(Collection(**{**parts, "claims": new}))

    @cached_property
    def _judged(self) -> Mapping[str, list[tuple[int, Judgement]]]:
        found: dict[str, list[tuple[int, Judgement]]] = defaultdict(list)
        first = len(self._base.judgements)
        for number in range(first, len(self._whole.judgements)):
            judgement = self._whole.judgements[number]
            sides = (judgement.left, judgement.right)
            for side in dict.fromkeys(map(self._whole.entity_id, sides)):
                found[side].append((number, judgement))
        return found

    @cached_property
    def _degrees(self) -> Counter[str]:
        """The difference of the degree of an entity and the sum of those of its parts."""
        entity_id = self._whole.entity_id
        old: set[Triple] = set()
        for entity in self._patch.entities:
            parts = list(self._parts(entity))
            if len(parts) > 1:
                for part in parts:
                    below = self._base.index
                    old |= _edges(self._base, (*below.of_subject(part), *below.of_object(part)))
        new = {self._whole.triple_of(*triple) for triple in old}
        added = {self._whole.triple(claim) for claim in self._new.values() if claim.supports}
        for subject, relation, target in added - new:
            for one in self._parts(subject):
                for other in self._parts(target):
                    triple = (one, relation, other)
                    old |= _edges(self._base, self._base.index.of_triple(triple))
        changes: Counter[str] = Counter()
        for subject, _, target in new | added:
            changes.update({subject, target})
        for subject, _, target in old:
            changes.subtract([entity_id(end) for end in {subject, target}])
        return changes


def _edges(collection: Collection, claims: Iterable[Claim]) -> set[Triple]:
    return {collection.triple(claim) for claim in claims if claim.supports}


def _sorted(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: claim.id)
