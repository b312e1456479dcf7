"""A store with claims on top, for searches: its arrays, and what is new put behind them.

Entities, sources and claims of the store keep their numbers and new ones come after. What
the datasets touch (:mod:`.touched`) is made again (:mod:`.remade`) and put behind the
store's arrays (:mod:`.spliced`). So what it takes grows with the datasets and with the
neighbours of what they merge, and not with the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import numbers
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.store.format.texts import Texts
from policygraph.store.overlay.affected import Going, pair_keys, touched
from policygraph.store.overlay.appended_arrays import spliced
from policygraph.store.overlay.delta import OwnClaims, Unfit, remade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policygraph.store.reading.collection import StoredCollection


class Behind:
    """Ids of a store by their places, and others that are numbered after them."""

    def __init__(self, below: Texts, names: Sequence[str]) -> None:
        self.below = below
        self.new = sorted({name for name in names if below.place(name) is None})
        self._numbers = {name: len(below) + place for place, name in enumerate(self.new)}

    def number(self, name: str) -> int:
        """The number of an id; :class:`KeyError` for one that is not there."""
        place = self.below.place(name)
        return self._numbers[name] if place is None else place

    def name(self, number: int) -> str:
        """The id of a number."""
        known = len(self.below)
        return self.below[number] if number < known else self.new[number - known]


class OnTop:
    """The arrays of a store with datasets on top; see :class:`NumberedGraph` of the engine.

    ``contested`` is how many edges more there are against which something speaks. Raises
    :class:`Unfit` for datasets with what the arrays have no code for.
    """

    def __init__(self, whole: Collection, base: StoredCollection, patch: Collection) -> None:
        _check_terms(base.ontology, whole.ontology)
        below, files = base.numbered, base.files
        own = sorted(
            claim.id for dataset in whole.records[len(base.records) :] for claim in dataset.claims
        )
        self._entities = Behind(below.entity_ids, (*patch.entities, *patch.canonical))
        self._sources = Behind(below.source_ids, tuple(patch.sources))
        self._claims = Behind(below.claim_ids, own)
        self.entity, self.entity_id = self._entities.number, self._entities.name
        self.source, self.source_id = self._sources.number, self._sources.name
        self.claim = self._claims.number
        going = self._going(base, patch)
        claims = OwnClaims([whole.claims[name] for name in own], self, whole)
        found = touched(files, below.arrays, going, pair_keys(claims.subject, claims.object))
        small = remade(files, below.arrays, found, going, claims, self, whole)
        kinds = numbers(whole.ontology.types)
        self.arrays = spliced(
            files,
            below.arrays,
            going,
            found,
            small,
            [below.entity_ids.bisect(name.encode()) for name in self._entities.new],
            {self.entity(name): kinds[entity.type] for name, entity in patch.entities.items()},
        )
        edges = np.unique(small.moves["edge"]) - len(below.arrays.support)
        self.contested = _contested(small.support, edges)
        self.contested -= _contested(below.arrays.support, found.edges)

    def _going(self, base: StoredCollection, patch: Collection) -> Going:
        canonical = base.files.optional("entities/canonical")
        moved = {}
        for merged, kept in patch.canonical.items():
            number = self.entity(merged)
            if number < len(self._entities.below) and (
                canonical is None or canonical[number] == number
            ):
                moved[number] = self.entity(kept)
        return Going(canonical, moved)


def _check_terms(below: Ontology, whole: Ontology) -> None:
    """Terms are numbered in the order of their ids: more of them fit in at the end."""
    for kind in ("relations", "modalities", "types"):
        known, given = dict(getattr(below, kind)), dict(getattr(whole, kind))
        if sorted(given)[: len(known)] != sorted(known):
            raise Unfit(f"{kind} whose ids come before some of the store's")
        if any(given[name] != term for name, term in known.items()):
            raise Unfit(f"{kind} that mean something else than the store's")


def _contested(support: NDArray[Any], edges: NDArray[Any]) -> int:
    """Of edges, those that something speaks against."""
    return int(np.count_nonzero(support["source"][edges] < 0))
