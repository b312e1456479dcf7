"""The graph of a store with an overlay, rebuilt as arrays in memory: works for any datasets.

Used where the arrays of the store have no code for something new (see :mod:`.incremental`). The
columns of the store are reused, new rows are inserted, and merged entities get one number.
No claim of the store is read as a record. Building the arrays takes about 1.5 seconds and
400 MB for each million claims.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import Arrays, build_arrays
from policygraph.engines.compact.columns import Measure, grade_codes, measure_of, numbers
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.store.format.schema import CLAIM_CODES, CLAIM_DATES, NO_DATE
from policygraph.store.format.texts import Texts
from policygraph.store.overlay.date_codes import DateCodes
from policygraph.store.overlay.term_codes import recoding, term_columns
from policygraph.store.reading.claim_columns import InfluenceColumns, columns_of_codes
from policygraph.store.reading.influence_cells import InfluenceCells
from policygraph.store.reading.measures import Measures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policygraph.store.reading.collection import StoredCollection


class InterleavedIds:
    """The sorted ids of a store with others inserted, and the new numbers."""

    def __init__(self, below: Texts, names: Sequence[str]) -> None:
        self._below = below
        self._new = sorted({name for name in names if below.position(name) is None})
        before = [below.bisect(name.encode()) for name in self._new]
        self.before = np.array(before, np.int64)
        self._positions = [position + number for number, position in enumerate(before)]

    def __len__(self) -> int:
        return len(self._below) + len(self._new)

    def number(self, name: str) -> int:
        """The number of an id; :class:`KeyError` for an unknown one."""
        position = self._below.position(name)
        if position is not None:
            return position + bisect_right(self.before.tolist(), position)
        at = bisect_left(self._new, name)
        if at == len(self._new) or self._new[at] != name:
            raise KeyError(name)
        return self._positions[at]

    def name(self, number: int) -> str:
        """The id of a number."""
        is_new, position = self.split(number)
        return self._new[position] if is_new else self._below[position]

    def split(self, number: int) -> tuple[bool, int]:
        """Whether an id is inserted, and its position among the inserted or the store's."""
        at = bisect_left(self._positions, number)
        if at < len(self._positions) and self._positions[at] == number:
            return True, at
        return False, number - at

    def moved(self) -> NDArray[np.int64]:
        """The new number of each id of the store."""
        old = np.arange(len(self._below))
        return old + np.searchsorted(self.before, old, "right")


class RebuiltGraph:
    """The arrays of a store with an overlay; see :class:`NumberedGraph` of the engine."""

    def __init__(
        self,
        whole: Collection,
        base: StoredCollection,
        patch: Collection,
        restored: NDArray[np.int64] | None = None,
    ) -> None:
        self._whole, self._base, self._patch = whole, base, patch
        self._live = np.zeros(0, np.int64) if restored is None else restored
        below = base.numbered
        self._entities = InterleavedIds(below.entity_ids, (*patch.entities, *patch.canonical))
        self._sources = InterleavedIds(below.source_ids, tuple(patch.sources))
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
    def _claims(self) -> InterleavedIds:
        return InterleavedIds(
            self._base.files.sorted_texts("claims/id"), [claim.id for claim in self._own]
        )

    @cached_property
    def contested(self) -> int:
        """The number of contested edges, less that of the store."""
        now, was = (
            len(np.unique(arrays.against["edge"]))
            for arrays in (self.arrays, self._base.numbered.arrays)
        )
        return now - was

    @cached_property
    def arrays(self) -> Arrays:
        """The arrays, built on first access."""
        files, base, whole = self._base.files, self._base, self._whole
        own, ids = self._own, self._claims
        entities, sources = self._entities.moved(), self._sources.moved()
        relations = recoding(base.ontology.relations, whole.ontology.relations)
        modalities = recoding(base.ontology.modalities, whole.ontology.modalities)
        days = DateCodes(files.dates())

        def withdrawn(values: NDArray[Any]) -> NDArray[Any]:
            changed = values.copy()
            changed[self._live] = NO_DATE
            return changed

        old: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
            "withdrawn": withdrawn,
            "subject": lambda values: entities[values],
            "object": lambda values: entities[values],
            "source": lambda values: sources[values],
            "relation": lambda values: relations[values],
            "modality": lambda values: modalities[values],
        }
        new: dict[str, Sequence[Any] | NDArray[Any]] = {
            "subject": [self.entity(claim.subject) for claim in own],
            "object": [self.entity(claim.object) for claim in own],
            "source": [self.source(claim.source) for claim in own],
            **term_columns(own, whole.ontology),
            **{name: days.coded(getattr(claim, name) for claim in own) for name in CLAIM_DATES},
        }
        # A store has each column in the smallest type for its own numbers; these may be greater.
        below = {
            name: old.get(name, np.asarray)(files.claims(name)).astype(kind)
            for name, kind in CLAIM_CODES.items()
            if name in new
        }
        given = {name: np.insert(below[name], ids.before, new[name]) for name in below}
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
        stored = Measures(files)
        own_measured = [claim.quantity is not None for claim in own]

        def measure(number: int) -> Measure:
            is_new, position = ids.split(number)
            return measure_of(own[position]) if is_new else stored(position)

        return build_arrays(
            columns_of_codes(
                given,
                days.texts,
                published,
                canonical,
                types,
                pairs,
                np.insert(stored.given(), ids.before, own_measured),
                measure,
                whole.ontology,
                self._influence(given["relation"], canonical),
            )
        )

    def _influence(self, relations: NDArray[Any], canonical: NDArray[Any]) -> InfluenceColumns:
        """Whom the claims are directed at, and their grades."""
        files, ids, own, ontology = self._base.files, self._claims, self._own, self._whole.ontology

        def entity(name: str) -> int:
            return int(canonical[self.entity(name)])

        old = np.arange(files.rows("claims"))
        moved = ids.moved()
        below = InfluenceCells(files, ontology).columns(old, relations[moved], entity)
        towards = [entity(claim.towards) if claim.towards else -1 for claim in own]
        along, against = grade_codes(ontology, own)
        return InfluenceColumns(
            np.insert(below.towards, ids.before, towards),
            (
                np.insert(below.grades[0], ids.before, along),
                np.insert(below.grades[1], ids.before, against),
            ),
        )

    def _canonical(self, entities: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The number of each entity after merges, and the types."""
        base, patch, files = self._base, self._patch, self._base.files
        codes = numbers(self._whole.ontology.types)
        types = np.zeros(len(self._entities), np.int32)
        kinds = recoding(base.ontology.types, self._whole.ontology.types)
        types[entities] = kinds[files.array("entities/kind")]
        canonical = np.arange(len(self._entities))
        below = files.optional("entities/canonical")
        if below is not None:
            canonical[entities] = entities[below]
        for name, entity in patch.entities.items():
            canonical[self.entity(name)] = self.entity(name)
            types[self.entity(name)] = codes[entity.type]
        for merged, target in patch.canonical.items():
            canonical[self.entity(merged)] = self.entity(target)
        return canonical, types
