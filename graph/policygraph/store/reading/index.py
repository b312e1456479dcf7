"""The index of a store: claims and rows by what they are about; see :class:`Index`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Collection as Group
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import numbers
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim, Entity, Judgement, Source
from policygraph.model.triples import Triple
from policygraph.store.format.ranges import range_of
from policygraph.store.format.schema import ENDS, ORDERS
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.reading.claims_by_end import ClaimsByEnd, moves_of
from policygraph.store.reading.records import ClaimRows, EntityRows, JudgementRows, SourceRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NOTHING: NDArray[Any] = np.zeros(0, np.int64)


class StoredIndex:
    """The index of a store, read from its arrays; numbers are positions of sorted ids."""

    #: Reads the claim of a number.
    claim: Callable[[int], Claim]

    def __init__(
        self,
        files: StoreFiles,
        ontology: Ontology,
        entities: EntityRows,
        sources: SourceRows,
        claims: ClaimRows,
        judgements: JudgementRows,
    ) -> None:
        self._entities, self._sources, self._claims = entities, sources, claims
        self._judgements = judgements
        self.entity_ids, self.source_ids = entities.ids, sources.ids
        self._canonical = files.optional("entities/canonical")
        self._merged_into, self._merged = (
            files.optional("entities/kept"),
            files.optional("entities/merged"),
        )
        self._first = {name: files.array(f"order/{name}.first") for name in ORDERS}
        self._ordered = files.ordered
        self._ends = ClaimsByEnd(files)
        self._disputed = files.array("claims/disputed")
        self._disputing = files.array("claims/disputing")
        self._judged = files.array("judgements/entity")
        self._judgement_numbers = files.array("judgements/place")
        self._lists, self._moves = files.array("graph/lists"), files.array("graph/moves")
        self._last_triple: tuple[Triple | None, Sequence[Claim]] = None, ()
        self._relations = numbers(ontology.relations)
        self._symmetric = ontology.symmetric
        self._symmetric_numbers = [self._relations[name] for name in self._symmetric]

    def of_subject(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._records(self._with_end("subject", entity))

    def of_subject_over(self, entity: str, relations: Iterable[str]) -> Sequence[Claim]:
        """The claims over some relations with the entity as subject; no other is read."""
        claims = self._with_end("subject", entity)
        codes = [self._relations[name] for name in relations if name in self._relations]
        return self._records(claims[np.isin(self._claims.relation[claims], codes)])

    def of_object(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._records(self._with_end("object", entity))

    def attributed(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._records(self._about("attributed", self._number(entity)))

    def of_source(self, source: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._records(self._about("source", self._sources.ids.position(source)))

    def of_triple(self, triple: Triple) -> Sequence[Claim]:
        """See :class:`Index`."""
        # The same triple is read several times in a row: affirming, denying, repeating claims.
        known, claims = self._last_triple
        if known != triple:
            claims = self._of_triple(triple)
            self._last_triple = triple, claims
        return claims

    def _of_triple(self, triple: Triple) -> Sequence[Claim]:
        subject, relation = self._number(triple[0]), self._relations.get(triple[1])
        target = self._number(triple[2])
        if subject is None or relation is None or target is None:
            return []
        found = self._ends.between(subject, target, relation)
        found = found[self._claims.relation[found] == relation]
        ends = self._ends.end("subject", found), self._ends.end("object", found)
        there = (ends[0] == subject) & (ends[1] == target)
        if triple[1] in self._symmetric:
            there |= (ends[0] == target) & (ends[1] == subject)
        return self._records(found[there])

    def disputing(self, claim: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        number = self._claims.ids.position(claim)
        if number is None:
            return []
        return self._records(self._disputing[range_of(self._disputed, number)])

    def judgements(self, entity: str) -> Sequence[tuple[int, Judgement]]:
        """See :class:`Index`."""
        entity_number = self._number(entity)
        if entity_number is None:
            return []
        there = range_of(self._judged, entity_number)
        numbers: list[int] = self._judgement_numbers[there].tolist()
        return [(number, self._judgements.record(number)) for number in numbers]

    def members(self, entity: str) -> Sequence[str]:
        """See :class:`Index`."""
        number = self._number(entity)
        if number is None:
            return [entity]
        return [self._entities.ids[member] for member in self.group(number)]

    def rows(self, entity: str) -> Sequence[tuple[int, Entity]]:
        """See :class:`Index`."""
        number = self._number(entity)
        if number is None:
            return []
        rows = (row for member in self.group(number) for row in self._entities.of(member))
        return sorted(rows, key=lambda row: row[0])

    def source_rows(self, source: str) -> Sequence[tuple[int, Source]]:
        """See :class:`Index`."""
        number = self._sources.ids.position(source)
        return [] if number is None else self._sources.of(number)

    def passing_on(self) -> Iterable[tuple[str, str]]:
        """See :class:`Index`."""
        return self._sources.passing_on()

    def naming_origin(self) -> Iterable[Claim]:
        """See :class:`Index`."""
        return self._records(self._claims.naming_origin())

    def dataset_of(self, claim: str) -> int:
        """See :class:`Index`."""
        number = self._claims.ids.position(claim)
        if number is None:
            raise KeyError(claim)
        return int(self._claims.dataset[number])

    def degree(self, entity: str) -> int:
        """See :class:`Index`."""
        number = self._number(entity)
        return 0 if number is None else int(self._lists[number]["ends"][-1])

    def neighbours(self, entities: Group[str]) -> set[str]:
        """See :class:`Index`."""
        positions = moves_of(self._lists, self._moves, self._numbers(entities))
        return {
            self.entity_ids[number] for number in np.unique(self._moves["to"][positions]).tolist()
        }

    def triples_within(self, entities: Group[str]) -> set[Triple]:
        """See :class:`Index`."""
        subjects = self._numbers(entities)
        wanted = np.zeros(len(self.entity_ids), np.bool_)
        wanted[subjects] = True
        claims = self._ends.of(subjects)
        starts, targets = (np.asarray(self._ends.end(side, claims), np.int64) for side in ENDS)
        within = wanted[starts] & wanted[targets]
        relation = self._claims.relation[claims[within]]
        starts, targets = starts[within], targets[within]
        swapped = np.isin(relation, self._symmetric_numbers) & (targets < starts)
        ends = np.where(swapped, targets, starts), relation, np.where(swapped, starts, targets)
        triples = np.unique(np.column_stack(ends), axis=0)
        ids = {number: self.entity_ids[number] for number in subjects.tolist()}
        relations = list(self._relations)
        return {(ids[s], relations[r], ids[t]) for s, r, t in triples.tolist()}

    def _numbers(self, entities: Group[str]) -> NDArray[np.int64]:
        """The numbers of the known entities, sorted."""
        numbers = (self._number(entity) for entity in entities)
        return np.array(sorted({n for n in numbers if n is not None}), np.int64)

    def canonical(self, number: int) -> int:
        """The number of an id after merges."""
        return number if self._canonical is None else int(self._canonical[number])

    def group(self, number: int) -> list[int]:
        """The numbers of an id and of those merged into it."""
        if self._merged_into is None or self._merged is None:
            return [number]
        return [number, *self._merged[range_of(self._merged_into, number)].tolist()]

    def _number(self, entity: str) -> int | None:
        """The number of an entity that is not merged into another."""
        number = self._entities.ids.position(entity)
        if number is None or self.canonical(number) != number:
            return None
        return number

    def _with_end(self, side: str, entity: str) -> NDArray[Any]:
        """The claims with an entity at one end."""
        number = self._number(entity)
        return _NOTHING if number is None else self._ends.about(side, number)

    def _about(self, name: str, number: int | None) -> NDArray[Any]:
        if number is None:
            return _NOTHING
        first = self._first[name]
        return self._ordered(name, slice(first[number], first[number + 1]))

    def _records(self, numbers: NDArray[Any]) -> list[Claim]:
        return [self.claim(number) for number in numbers.tolist()]
