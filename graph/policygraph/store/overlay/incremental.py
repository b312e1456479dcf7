"""The graph of a store with an overlay: the arrays of the store, with a delta appended.

Entities, sources and claims of the store keep their numbers; new ones are numbered after them.
What the datasets affect (:mod:`.affected`) is built again as a delta (:mod:`.delta`) and
appended (:mod:`.appended_arrays`). So the cost depends on the datasets and on the neighbours of
what they merge, and not on the size of the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import numbers
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.store.format.texts import Texts
from policygraph.store.overlay.affected import Renumbering, find_affected, pair_keys
from policygraph.store.overlay.appended_arrays import append_arrays
from policygraph.store.overlay.delta import OwnClaims, UnencodableError, build_delta

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policygraph.store.reading.collection import StoredCollection


class AppendedIds:
    """The ids of a store by position, and others that are numbered after them."""

    def __init__(self, below: Texts, names: Sequence[str]) -> None:
        self.below = below
        self.new = sorted({name for name in names if below.position(name) is None})
        self._numbers = {name: len(below) + position for position, name in enumerate(self.new)}

    def number(self, name: str) -> int:
        """The number of an id; :class:`KeyError` for an unknown one."""
        position = self.below.position(name)
        return self._numbers[name] if position is None else position

    def name(self, number: int) -> str:
        """The id of a number."""
        known = len(self.below)
        return self.below[number] if number < known else self.new[number - known]


class IncrementalGraph:
    """The arrays of a store with an overlay; see :class:`NumberedGraph` of the engine.

    ``contested`` is the number of contested edges, less that of the store; ``restored`` are the
    numbers of claims of the store that are withdrawn there and count here. Raises
    :class:`UnencodableError` for datasets with something that has no code in the arrays.
    """

    def __init__(
        self,
        whole: Collection,
        base: StoredCollection,
        patch: Collection,
        restored: NDArray[np.int64] | None = None,
    ) -> None:
        _check_terms(base.ontology, whole.ontology)
        below, files = base.numbered, base.files
        own = sorted(
            claim.id for dataset in whole.records[len(base.records) :] for claim in dataset.claims
        )
        self._entities = AppendedIds(below.entity_ids, (*patch.entities, *patch.canonical))
        self._sources = AppendedIds(below.source_ids, tuple(patch.sources))
        self._claims = AppendedIds(below.claim_ids, own)
        self.entity, self.entity_id = self._entities.number, self._entities.name
        self.source, self.source_id = self._sources.number, self._sources.name
        self.claim = self._claims.number
        renumber = self._renumbering(base, patch)
        claims = OwnClaims([whole.claims[name] for name in own], self, whole)
        live = np.zeros(0, np.int64) if restored is None else restored
        ends = (renumber(files.claims(side, live)) for side in ("subject", "object"))
        mentioned = np.concatenate((pair_keys(claims.subject, claims.object), pair_keys(*ends)))
        found = find_affected(files, below.arrays, renumber, mentioned)
        small = build_delta(files, below.arrays, found, renumber, claims, self, whole, live)
        kinds = numbers(whole.ontology.types)
        self.arrays = append_arrays(
            files,
            below.arrays,
            renumber,
            found,
            small,
            [below.entity_ids.bisect(name.encode()) for name in self._entities.new],
            {self.entity(name): kinds[entity.type] for name, entity in patch.entities.items()},
        )
        edges = np.unique(small.moves["edge"]) - len(below.arrays.support)
        self.contested = _contested(small.support, edges)
        self.contested -= _contested(below.arrays.support, found.edges)

    def _renumbering(self, base: StoredCollection, patch: Collection) -> Renumbering:
        canonical = base.files.optional("entities/canonical")
        moved = {}
        for merged, target in patch.canonical.items():
            number = self.entity(merged)
            if number < len(self._entities.below) and (
                canonical is None or canonical[number] == number
            ):
                moved[number] = self.entity(target)
        return Renumbering(canonical, moved)


def _check_terms(below: Ontology, whole: Ontology) -> None:
    """Terms are numbered by sorted id, so new ones must come after those of the store."""
    if dict(below.grades) != dict(whole.grades):
        raise UnencodableError("grades that differ from the store's")
    for kind in ("relations", "modalities", "types"):
        known, given = dict(getattr(below, kind)), dict(getattr(whole, kind))
        if sorted(given)[: len(known)] != sorted(known):
            raise UnencodableError(f"{kind} whose ids come before some of the store's")
        if any(given[name] != term for name, term in known.items()):
            raise UnencodableError(f"{kind} defined differently from the store's")


def _contested(support: NDArray[Any], edges: NDArray[Any]) -> int:
    """The number of contested edges."""
    return int(np.count_nonzero(support["source"][edges] < 0))
