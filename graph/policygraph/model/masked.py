"""A collection without some of its claims, as if they did not exist: a view, not a copy.

Claims are filtered when they are read, so hiding a part of a large graph never reads the rest
of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Group
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from functools import cached_property

from policygraph.model.collection import Collection
from policygraph.model.index import Index, neighbours, triples_within
from policygraph.model.records import Claim, Entity, Judgement, Source
from policygraph.model.triples import Triple


@dataclass(frozen=True)
class MaskedCollection(Collection):
    """``base`` without the ``hidden`` claims and those of ``hidden_sources``; it has no records.

    With ``keep_degrees`` entities keep their degree in ``base``, so that a limit on degrees
    still refers to the whole graph.
    """

    base: Collection
    hidden: frozenset[str]
    hidden_sources: frozenset[str]
    keep_degrees: bool

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about, without those that are hidden."""
        return MaskedIndex(self)

    def background(self, relations: Group[str]) -> Sequence[Triple] | None:
        """Those of the whole collection; some may be no edge any more."""
        return self.base.background(relations)

    def denied(self, relations: Group[str]) -> Sequence[Triple] | None:
        """Those of the whole collection; the claims may be hidden."""
        return self.base.denied(relations)

    def hides(self, claim: Claim) -> bool:
        """Whether a claim of the base is hidden."""
        return claim.id in self.hidden or claim.source in self.hidden_sources

    @cached_property
    def degrees_lost(self) -> Mapping[str, int]:
        """How many edges each entity has lost; entities that lost none are absent."""
        lost: Counter[str] = Counter()
        index = self.base.index
        claims = [self.base.claims[name] for name in self.hidden]
        claims += [claim for source in self.hidden_sources for claim in index.of_source(source)]
        for triple in {self.triple(claim) for claim in claims if claim.supports}:
            if not any(claim.supports for claim in self.index.of_triple(triple)):
                lost.update({triple[0], triple[2]})
        return lost


def masked(
    collection: Collection,
    hidden: Iterable[str],
    *,
    sources: Iterable[str] = (),
    keep_degrees: bool = False,
) -> MaskedCollection:
    """A collection as if the claims with these ids, and those of these sources, did not exist."""
    if isinstance(collection, MaskedCollection):
        return masked(
            collection.base,
            collection.hidden.union(hidden),
            sources=collection.hidden_sources.union(sources),
            keep_degrees=keep_degrees and collection.keep_degrees,
        )
    hidden = frozenset(name for name in hidden if name in collection.claims)
    hidden_sources = frozenset(sources)
    parts = {part.name: getattr(collection, part.name) for part in fields(Collection)}
    parts |= {"claims": _Unhidden(collection, hidden, hidden_sources), "records": ()}
    return MaskedCollection(
        **parts,
        base=collection,
        hidden=hidden,
        hidden_sources=hidden_sources,
        keep_degrees=keep_degrees,
    )


class _Unhidden(Mapping[str, Claim]):
    """Claims by id without some, and without those of some sources."""

    def __init__(
        self, whole: Collection, hidden: AbstractSet[str], sources: AbstractSet[str]
    ) -> None:
        self._whole, self._hidden, self._sources = whole, hidden, sources

    def __len__(self) -> int:
        return len(self._whole.claims) - self._hidden_count

    def __iter__(self) -> Iterator[str]:
        if not self._sources:
            return (name for name in self._whole.claims if name not in self._hidden)
        return (name for name in self._whole.claims if name in self)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __getitem__(self, name: str) -> Claim:
        if name in self._hidden:
            raise KeyError(name)
        claim = self._whole.claims[name]
        if claim.source in self._sources:
            raise KeyError(name)
        return claim

    @cached_property
    def _hidden_count(self) -> int:
        """How many claims are hidden."""
        of_sources = sum(len(self._whole.index.of_source(source)) for source in self._sources)
        claims = self._whole.claims
        return of_sources + sum(claims[name].source not in self._sources for name in self._hidden)


class MaskedIndex:
    """The index of the base without the hidden claims; see :class:`Index`."""

    def __init__(self, masked: MaskedCollection) -> None:
        self._masked, self._base = masked, masked.base.index

    def of_subject(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._visible(self._base.of_subject(entity))

    def of_object(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._visible(self._base.of_object(entity))

    def attributed(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._visible(self._base.attributed(entity))

    def of_source(self, source: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._visible(self._base.of_source(source))

    def of_triple(self, triple: Triple) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._visible(self._base.of_triple(triple))

    def disputing(self, claim: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._visible(self._base.disputing(claim))

    def judgements(self, entity: str) -> Sequence[tuple[int, Judgement]]:
        """See :class:`Index`."""
        return self._base.judgements(entity)

    def members(self, entity: str) -> Sequence[str]:
        """See :class:`Index`."""
        return self._base.members(entity)

    def rows(self, entity: str) -> Sequence[tuple[int, Entity]]:
        """See :class:`Index`."""
        return self._base.rows(entity)

    def source_rows(self, source: str) -> Sequence[tuple[int, Source]]:
        """See :class:`Index`."""
        return self._base.source_rows(source)

    def passing_on(self) -> Iterable[tuple[str, str]]:
        """See :class:`Index`."""
        return self._base.passing_on()

    def naming_origin(self) -> Iterable[Claim]:
        """See :class:`Index`."""
        return (c for c in self._base.naming_origin() if not self._masked.hides(c))

    def dataset_of(self, claim: str) -> int:
        """See :class:`Index`."""
        return self._base.dataset_of(claim)

    def degree(self, entity: str) -> int:
        """See :class:`Index`; the degree in the base with ``keep_degrees``."""
        degree = self._base.degree(entity)
        return degree if self._masked.keep_degrees else degree - self._masked.degrees_lost[entity]

    def neighbours(self, entities: Group[str]) -> set[str]:
        """See :class:`Index`."""
        return neighbours(self._masked, self, entities)

    def triples_within(self, entities: Group[str]) -> set[Triple]:
        """See :class:`Index`."""
        return triples_within(self._masked, self, entities)

    def _visible(self, claims: Sequence[Claim]) -> Sequence[Claim]:
        hides = self._masked.hides
        return [claim for claim in claims if not hides(claim)]
