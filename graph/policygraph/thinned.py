"""A collection without some of its claims, as if they did not exist: a view, not a copy.

In go a collection and the ids of claims, out comes a collection in which they are nowhere.
Only what is asked for is looked at, so that a part of a large graph can be taken away without
going over the rest of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from functools import cached_property

from policygraph.index import Index, Triple
from policygraph.model import Claim, Collection, Entity, Judgement, Source


@dataclass(frozen=True)
class Thinned(Collection):
    """What is left of ``base`` without the claims that are ``gone``; it has no records.

    Where ``settled``, entities keep the degrees that they have in ``base``: what may be
    passed through is then asked of the whole graph.
    """

    base: Collection
    gone: frozenset[str]
    settled: bool

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about, without those that are gone."""
        return ThinnedIndex(self)

    @cached_property
    def degrees_lost(self) -> Mapping[str, int]:
        """How many edges fewer touch an entity, for each that has lost any."""
        lost: Counter[str] = Counter()
        claims = (self.base.claims[name] for name in self.gone)
        for triple in {self.triple(claim) for claim in claims if _holds(claim)}:
            if not any(map(_holds, self.index.of_triple(triple))):
                lost.update({triple[0], triple[2]})
        return lost


def thinned(collection: Collection, gone: Iterable[str], *, settled: bool = False) -> Thinned:
    """A collection as if the claims with these ids did not exist."""
    if isinstance(collection, Thinned):
        whole = thinned(collection.base, collection.gone.union(gone))
        return replace(whole, settled=settled and collection.settled)
    parts = {part.name: getattr(collection, part.name) for part in fields(Collection)}
    away = frozenset(name for name in gone if name in collection.claims)
    parts |= {"claims": _Fewer(collection.claims, away), "records": ()}
    return Thinned(**parts, base=collection, gone=away, settled=settled)


class _Fewer(Mapping[str, Claim]):
    """Claims by id without some."""

    def __init__(self, claims: Mapping[str, Claim], gone: AbstractSet[str]) -> None:
        self._claims, self._gone = claims, gone

    def __len__(self) -> int:
        return len(self._claims) - len(self._gone)

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._claims if name not in self._gone)

    def __contains__(self, name: object) -> bool:
        return name not in self._gone and name in self._claims

    def __getitem__(self, name: str) -> Claim:
        if name in self._gone:
            raise KeyError(name)
        return self._claims[name]


class ThinnedIndex:
    """The index below, without the claims that are gone; see :class:`~policygraph.index.Index`."""

    def __init__(self, thinned: Thinned) -> None:
        self._thinned, self._below = thinned, thinned.base.index

    def of_subject(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._left(self._below.of_subject(entity))

    def of_object(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._left(self._below.of_object(entity))

    def attributed(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._left(self._below.attributed(entity))

    def of_source(self, source: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._left(self._below.of_source(source))

    def of_triple(self, triple: Triple) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._left(self._below.of_triple(triple))

    def disputing(self, claim: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._left(self._below.disputing(claim))

    def judgements(self, entity: str) -> Sequence[tuple[int, Judgement]]:
        """See :class:`Index`."""
        return self._below.judgements(entity)

    def members(self, entity: str) -> Sequence[str]:
        """See :class:`Index`."""
        return self._below.members(entity)

    def rows(self, entity: str) -> Sequence[tuple[int, Entity]]:
        """See :class:`Index`."""
        return self._below.rows(entity)

    def source_rows(self, source: str) -> Sequence[tuple[int, Source]]:
        """See :class:`Index`."""
        return self._below.source_rows(source)

    def passing_on(self) -> Iterable[tuple[str, str]]:
        """See :class:`Index`."""
        return self._below.passing_on()

    def dataset_of(self, claim: str) -> int:
        """See :class:`Index`."""
        return self._below.dataset_of(claim)

    def degree(self, entity: str) -> int:
        """See :class:`Index`; as it was in the whole graph where that is settled."""
        degree = self._below.degree(entity)
        return degree if self._thinned.settled else degree - self._thinned.degrees_lost[entity]

    def _left(self, claims: Sequence[Claim]) -> Sequence[Claim]:
        gone = self._thinned.gone
        return [claim for claim in claims if claim.id not in gone]


def _holds(claim: Claim) -> bool:
    return claim.affirms and claim.withdrawn is None
