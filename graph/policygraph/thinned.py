"""A collection without some of its claims, as if they did not exist: a view, not a copy.

In go a collection and the ids of claims, out comes a collection in which they are nowhere.
Only what is asked for is looked at, so that a part of a large graph can be taken away without
going over the rest of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Group
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from functools import cached_property

from policygraph.index import Index, Triple, beside, triples_among
from policygraph.model import Claim, Collection, Entity, Judgement, Source


@dataclass(frozen=True)
class Thinned(Collection):
    """What is left of ``base`` without the claims that are ``gone``; it has no records.

    Gone are the claims of ``silent`` sources too. Where ``settled``, entities keep the degrees
    that they have in ``base``: what may be passed through is then asked of the whole graph.
    """

    base: Collection
    gone: frozenset[str]
    silent: frozenset[str]
    settled: bool

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about, without those that are gone."""
        return ThinnedIndex(self)

    def away(self, claim: Claim) -> bool:
        """Whether a claim of the base is gone."""
        return claim.id in self.gone or claim.source in self.silent

    @cached_property
    def degrees_lost(self) -> Mapping[str, int]:
        """How many edges fewer touch an entity, for each that has lost any."""
        lost: Counter[str] = Counter()
        below = self.base.index
        claims = [self.base.claims[name] for name in self.gone]
        claims += [claim for source in self.silent for claim in below.of_source(source)]
        for triple in {self.triple(claim) for claim in claims if claim.supports}:
            if not any(claim.supports for claim in self.index.of_triple(triple)):
                lost.update({triple[0], triple[2]})
        return lost


def thinned(
    collection: Collection,
    gone: Iterable[str],
    *,
    sources: Iterable[str] = (),
    settled: bool = False,
) -> Thinned:
    """A collection as if the claims with these ids, and those of these sources, did not exist."""
    if isinstance(collection, Thinned):
        return thinned(
            collection.base,
            collection.gone.union(gone),
            sources=collection.silent.union(sources),
            settled=settled and collection.settled,
        )
    away = frozenset(name for name in gone if name in collection.claims)
    silent = frozenset(sources)
    parts = {part.name: getattr(collection, part.name) for part in fields(Collection)}
    parts |= {"claims": _Fewer(collection, away, silent), "records": ()}
    return Thinned(**parts, base=collection, gone=away, silent=silent, settled=settled)


class _Fewer(Mapping[str, Claim]):
    """Claims by id without some, and without those of some sources."""

    def __init__(self, whole: Collection, gone: AbstractSet[str], silent: AbstractSet[str]) -> None:
        self._whole, self._gone, self._silent = whole, gone, silent

    def __len__(self) -> int:
        return len(self._whole.claims) - self._away

    def __iter__(self) -> Iterator[str]:
        if not self._silent:
            return (name for name in self._whole.claims if name not in self._gone)
        return (name for name in self._whole.claims if name in self)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __getitem__(self, name: str) -> Claim:
        if name in self._gone:
            raise KeyError(name)
        claim = self._whole.claims[name]
        if claim.source in self._silent:
            raise KeyError(name)
        return claim

    @cached_property
    def _away(self) -> int:
        """How many claims are gone."""
        said = sum(len(self._whole.index.of_source(source)) for source in self._silent)
        claims = self._whole.claims
        return said + sum(claims[name].source not in self._silent for name in self._gone)


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

    def beside(self, entities: Group[str]) -> set[str]:
        """See :class:`Index`."""
        return beside(self._thinned, self, entities)

    def triples_among(self, entities: Group[str]) -> set[Triple]:
        """See :class:`Index`."""
        return triples_among(self._thinned, self, entities)

    def _left(self, claims: Sequence[Claim]) -> Sequence[Claim]:
        away = self._thinned.away
        return [claim for claim in claims if not away(claim)]
