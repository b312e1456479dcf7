"""A store with claims on top, laid out as arrays in memory: what always can be done.

It is done where the store's arrays have no code for what is new (see :mod:`.on_top`). The
store's columns are taken as they are, what is new is put between them, and entities that
are merged go by one number. No claim of the store is read as a record; but the arrays are
made anew, in some 1.5 seconds and 400 MB for each million claims.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import Arrays, build_arrays
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.store.building.claims import KINDS, NONE
from policygraph.store.format.texts import Texts
from policygraph.store.reading.claim_columns import columns_of_codes
from policygraph.store.reading.records import CLAIM_DATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policygraph.store.reading.collection import StoredCollection


class Ranks:
    """Sorted ids of a store with others put between them, and the number of each then."""

    def __init__(self, below: Texts, names: Sequence[str]) -> None:
        self._below = below
        self._new = sorted({name for name in names if below.place(name) is None})
        before = [below.bisect(name.encode()) for name in self._new]
        self.before = np.array(before, np.int64)
        self._places = [place + number for number, place in enumerate(before)]

    def __len__(self) -> int:
        return len(self._below) + len(self._new)

    def number(self, name: str) -> int:
        """The number of an id; :class:`KeyError` for one that is not there."""
        place = self._below.place(name)
        if place is not None:
            return place + bisect_right(self.before.tolist(), place)
        at = bisect_left(self._new, name)
        if at == len(self._new) or self._new[at] != name:
            raise KeyError(name)
        return self._places[at]

    def name(self, number: int) -> str:
        """The id of a number."""
        at = bisect_left(self._places, number)
        if at < len(self._places) and self._places[at] == number:
            return self._new[at]
        return self._below[number - at]

    def moved(self) -> NDArray[np.int64]:
        """The new number of each id of the store."""
        old = np.arange(len(self._below))
        return old + np.searchsorted(self.before, old, "right")


class LaidOut:
    """The arrays of a store with datasets on top; see :class:`NumberedGraph` of the engine."""

    def __init__(self, whole: Collection, base: StoredCollection, patch: Collection) -> None:
        self._whole, self._base, self._patch = whole, base, patch
        below = base.numbered
        self._entities = Ranks(below.entity_ids, (*patch.entities, *patch.canonical))
        self._sources = Ranks(below.source_ids, tuple(patch.sources))
        self.entity = self._entities.number
        self.entity_id = self._entities.name
        self.source = self._sources.number

    def claim(self, claim_id: str) -> int:
        """The number of a claim."""
        return self._claims.number(claim_id)

    @cached_property
    def _own(self) -> list[Claim]:
        """The claims of the datasets, sorted."""
        whole = self._whole
        added = whole.records[len(self._base.records) :]
        claims = (whole.claims[c.id] for dataset in added for c in dataset.claims)
        return sorted(claims, key=lambda claim: claim.id)

    @cached_property
    def _claims(self) -> Ranks:
        return Ranks(self._base.files.ids("claims/id"), [claim.id for claim in self._own])

    @cached_property
    def contested(self) -> int:
        """How many edges more than in the store there are against which something speaks."""
        now, was = (
            len(np.unique(arrays.against["edge"]))
            for arrays in (self.arrays, self._base.numbered.arrays)
        )
        return now - was

    @cached_property
    def arrays(self) -> Arrays:
        """The arrays, made when they are first asked for."""
        files, base, whole = self._base.files, self._base, self._whole
        own, ids = self._own, self._claims
        entities, sources = self._entities.moved(), self._sources.moved()
        relations = _codes(base.ontology.relations, whole.ontology.relations)
        modalities = _codes(base.ontology.modalities, whole.ontology.modalities)
        days = _Days(files.texts("dates/text", _length(files.optional("dates/text.starts"))))
        old: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
            "subject": lambda values: entities[values],
            "object": lambda values: entities[values],
            "source": lambda values: sources[values],
            "relation": lambda values: relations[values],
            "modality": lambda values: modalities[values],
        }
        new = _new_columns(own, self, whole, days)
        given = {
            name: np.insert(
                old.get(name, np.asarray)(files.array(f"claims/{name}")), ids.before, new[name]
            )
            for name in KINDS
            if name in new
        }
        moved = ids.moved()
        by = [*moved[files.array("claims/disputing")].tolist()]
        of = [*moved[files.array("claims/disputed")].tolist()]
        for claim in own:
            for name in dict.fromkeys(claim.disputes):
                by.append(ids.number(claim.id))
                of.append(ids.number(name))
        canonical, types = self._canonical(entities)
        published = [
            whole.sources[self._sources.name(number)].published
            for number in range(len(self._sources))
        ]
        pairs = np.array(by, np.int64), np.array(of, np.int64)
        return build_arrays(
            columns_of_codes(given, days.texts, published, canonical, types, pairs, whole.ontology)
        )

    def _canonical(self, entities: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The number that each entity's goes by now, and the types."""
        base, patch, files = self._base, self._patch, self._base.files
        codes = {name: code for code, name in enumerate(sorted(self._whole.ontology.types))}
        types = np.zeros(len(self._entities), np.int32)
        kinds = _codes(base.ontology.types, self._whole.ontology.types)
        types[entities] = kinds[files.array("entities/kind")]
        canonical = np.arange(len(self._entities))
        below = files.optional("entities/canonical")
        if below is not None:
            canonical[entities] = entities[below]
        for name, entity in patch.entities.items():
            canonical[self.entity(name)] = self.entity(name)
            types[self.entity(name)] = codes[entity.type]
        for merged, kept in patch.canonical.items():
            canonical[self.entity(merged)] = self.entity(kept)
        return canonical, types


class _Days:
    """The dates of a store, and those that come with the claims on top."""

    def __init__(self, below: Sequence[str]) -> None:
        self.texts = list(below)
        self._codes = {text: code for code, text in enumerate(self.texts)}

    def code(self, text: str | None) -> int:
        """The code of a date as written."""
        if text is None:
            return NONE
        if text not in self._codes:
            self._codes[text] = len(self.texts)
            self.texts.append(text)
        return self._codes[text]


def _new_columns(
    claims: Sequence[Claim], numbers: LaidOut, whole: Collection, days: _Days
) -> dict[str, list[Any]]:
    """The codes of claims, by column."""
    relations = {name: code for code, name in enumerate(sorted(whole.ontology.relations))}
    modalities = {name: code for code, name in enumerate(sorted(whole.ontology.modalities))}
    return {
        "subject": [numbers.entity(claim.subject) for claim in claims],
        "object": [numbers.entity(claim.object) for claim in claims],
        "source": [numbers.source(claim.source) for claim in claims],
        "relation": [relations[claim.relation] for claim in claims],
        "modality": [modalities[claim.modality] for claim in claims],
        "affirms": [claim.affirms for claim in claims],
        "strength": [claim.strength for claim in claims],
        **{
            column: [days.code(getattr(claim, column)) for claim in claims]
            for column in CLAIM_DATES
        },
    }


def _codes(below: Iterable[str], whole: Iterable[str]) -> NDArray[np.int64]:
    """The code in a larger vocabulary of each term of a smaller one."""
    number = {name: code for code, name in enumerate(sorted(whole))}
    return np.array([number[name] for name in sorted(below)], np.int64)


def _length(starts: NDArray[Any] | None) -> int:
    return 0 if starts is None else len(starts) - 1
