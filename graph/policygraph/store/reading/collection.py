"""A store as a collection: the records that its tables gave, made when they are asked for.

Opening maps the files and reads no claim. A record that is asked for is read from its
columns by the readers of tables; the last few thousand are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from policygraph.engines.compact.arrays import Arrays
from policygraph.errors import DataError, LocationError
from policygraph.model.collection import Collection
from policygraph.model.index import Index, NameIndex, Totals
from policygraph.model.records import Claim, Dataset, Entity, Source
from policygraph.store.format.header import (
    EVIDENCE,
    GRAPH,
    VERSION,
    Header,
    check_sizes,
    read_header,
)
from policygraph.store.format.store_files import Files
from policygraph.store.format.texts import Texts
from policygraph.store.reading.index import StoredIndex
from policygraph.store.reading.names import StoredNames
from policygraph.store.reading.records import (
    ClaimRows,
    EntityRows,
    JudgementRows,
    SourceRows,
    entity_record,
)
from policygraph.store.reading.totals import totals_of
from policygraph.tables.ontology import read_ontology

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Record = TypeVar("_Record")
#: Records of each kind that are kept once they were read: more claims than a hub has.
_KEPT, _KEPT_CLAIMS = 1 << 14, 1 << 16


class Records(Mapping[str, _Record]):
    """Records by their ids, sorted; ``own`` are the numbers of the ids that count."""

    def __init__(
        self, ids: Texts, record: Callable[[int], _Record], own: NDArray[Any] | None = None
    ) -> None:
        self._ids, self._record, self._own = ids, record, own

    def __len__(self) -> int:
        return len(self._ids) if self._own is None else len(self._own)

    def __iter__(self) -> Iterator[str]:
        numbers = range(len(self._ids)) if self._own is None else self._own.tolist()
        return map(self._ids.__getitem__, numbers)

    def __getitem__(self, name: str) -> _Record:
        place = self._place(name)
        if place is None:
            raise KeyError(name)
        return self._record(place)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._place(name) is not None

    def _place(self, name: str) -> int | None:
        place = self._ids.place(name)
        if place is None or self._own is None:
            return place
        at = int(np.searchsorted(self._own, place))
        return place if at < len(self._own) and self._own[at] == place else None


class Merged(Mapping[str, str]):
    """Each merged id to the id that it goes by, sorted."""

    def __init__(self, ids: Texts, canonical: NDArray[Any] | None) -> None:
        self._ids, self._canonical = ids, canonical

    @cached_property
    def _merged(self) -> NDArray[Any]:
        if self._canonical is None:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self._canonical != np.arange(len(self._canonical)))

    def __len__(self) -> int:
        return len(self._merged)

    def __iter__(self) -> Iterator[str]:
        return map(self._ids.__getitem__, self._merged.tolist())

    def __getitem__(self, name: str) -> str:
        if self._canonical is not None and (place := self._ids.place(name)) is not None:
            kept = int(self._canonical[place])
            if kept != place:
                return self._ids[kept]
        raise KeyError(name)


class Lazily(Sequence[_Record]):
    """Records by their place, each read when it is asked for."""

    def __init__(self, places: Sequence[int], record: Callable[[int], _Record]) -> None:
        self._places, self._record = places, record

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> _Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_Record]: ...
    def __getitem__(self, place: int | slice) -> _Record | Sequence[_Record]:
        if isinstance(place, slice):
            return Lazily(self._places[place], self._record)
        return self._record(int(self._places[place]))


class _Rows(Sequence[_Record]):
    """The rows of one dataset among rows that are found by the number of their id."""

    def __init__(
        self, rows: EntityRows | SourceRows, dataset: int, of: Callable[[int], Any]
    ) -> None:
        self._rows, self._dataset, self._of = rows, dataset, of

    @cached_property
    def _ids(self) -> list[int]:
        rows = np.flatnonzero(np.asarray(self._rows.datasets) == self._dataset)
        found: list[int] = (np.searchsorted(self._rows.first, rows, "right") - 1).tolist()
        return found

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> _Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_Record]: ...
    def __getitem__(self, place: int | slice) -> _Record | Sequence[_Record]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        record: _Record = next(
            row for number, row in self._of(self._ids[place]) if number == self._dataset
        )
        return record


@dataclass(frozen=True)
class StoredCollection(Collection):
    """The collection of a store: nothing in memory but what was asked for."""

    header: Header
    folder: Path
    files: Files
    vocabulary: tuple[Path, ...]
    _index: StoredIndex
    _names: StoredNames

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about, from the store's arrays."""
        return self._index

    def stated(self, entity: str, relations: Iterable[str]) -> Sequence[Claim]:
        """The claims over some relations whose subject the entity is."""
        return self._index.of_subject_over(entity, relations)

    @property
    def names(self) -> NameIndex | None:
        """The store's own index of names."""
        return self._names

    @cached_property
    def totals(self) -> Totals:
        """How much of each there is, counted in the arrays."""
        return totals_of(self.files, self.ontology, self._index.source_ids)

    @property
    def storage(self) -> Mapping[str, int]:
        """The version of the form, files, and bytes."""
        header = self.header
        return {
            "version": VERSION,
            "files": len(header.files),
            "bytes": header.bytes,
            "graph_bytes": header.size_of(GRAPH) - header.size_of(*EVIDENCE),
            "evidence_bytes": header.size_of(*EVIDENCE),
        }

    @property
    def stored(self) -> bool:
        """It is."""
        return True

    @cached_property
    def numbered(self) -> StoredNumbers:
        """What the compact engine searches."""
        graph = {
            name.removeprefix(GRAPH): values
            for name, values in self.files.arrays.items()
            if name.startswith(GRAPH)
        }
        return StoredNumbers(Arrays(**graph), self._index, self.files.ids("claims/id"))


class StoredNumbers:
    """Arrays of a store, and the ids of entities, sources and claims in them."""

    def __init__(self, arrays: Arrays, index: StoredIndex, claims: Texts) -> None:
        self.arrays, self.claim_ids = arrays, claims
        self.entity_ids, self.source_ids = index.entity_ids, index.source_ids

    def entity(self, entity_id: str) -> int:
        """The number of an entity, by the id that it has after merges."""
        place = self.entity_ids.place(entity_id)
        if place is None:
            raise KeyError(entity_id)
        return place

    def entity_id(self, number: int) -> str:
        """The id of an entity."""
        return self.entity_ids[number]

    def source(self, source_id: str) -> int:
        """The number of a source."""
        place = self.source_ids.place(source_id)
        if place is None:
            raise KeyError(source_id)
        return place

    def claim(self, claim_id: str) -> int:
        """The number of a claim."""
        place = self.claim_ids.place(claim_id)
        if place is None:
            raise KeyError(claim_id)
        return place


def open_store(folder: Path) -> StoredCollection:
    """Open a store; raises :class:`DataError` for one that is torn, foreign or of another form.

    And :class:`LocationError` for one that is not there or cannot be read.
    """
    header = read_header(folder)
    try:
        check_sizes(folder, header)
        return _opened(folder, header)
    except (DataError, LocationError):
        # Another may have taken its place meanwhile.
        again = read_header(folder)
        if again.content == header.content:
            raise
        check_sizes(folder, again)
        return _opened(folder, again)


def _opened(folder: Path, header: Header) -> StoredCollection:
    arrays = folder / header.content
    files = Files.of(arrays, header.files)
    core, *extensions = sorted(arrays / name for name in header.files if name.endswith(".ttl"))
    ontology = read_ontology(core, extensions, checked=True)
    names = header.datasets
    entity_rows = EntityRows(files, ontology, names)
    source_rows = SourceRows(files, names)
    claim_rows = ClaimRows(files, ontology, names, entity_rows, source_rows)
    judgement_rows = JudgementRows(files, names)
    canonical = files.optional("entities/canonical")
    index = StoredIndex(files, ontology, entity_rows, source_rows, claim_rows, judgement_rows)

    @lru_cache(maxsize=_KEPT)
    def entity(number: int) -> Entity:
        return entity_record(entity_rows, index.group(number), ontology)

    @lru_cache(maxsize=_KEPT)
    def source(number: int) -> Source:
        return source_rows.of(number)[0][1]

    @lru_cache(maxsize=_KEPT_CLAIMS)
    def claim(number: int) -> Claim:
        return claim_rows.record(number, source(int(claim_rows.source[number])).published)

    index.claim = claim
    own = None
    if canonical is not None:
        own = np.flatnonzero(canonical == np.arange(len(canonical)))
    return StoredCollection(
        ontology=ontology,
        datasets=names,
        entities=Records(entity_rows.ids, entity, own),
        sources=Records(source_rows.ids, source),
        claims=Records(claim_rows.ids, claim),
        judgements=Lazily(range(len(judgement_rows)), judgement_rows.record),
        canonical=Merged(entity_rows.ids, canonical),
        records=tuple(
            _dataset(number, name, entity_rows, source_rows, claim_rows, claim, judgement_rows)
            for number, name in enumerate(names)
        ),
        header=header,
        folder=folder,
        files=files,
        vocabulary=(core, *extensions),
        _index=index,
        _names=StoredNames(files, entity_rows.ids, index.canonical, entity),
    )


def _dataset(
    number: int,
    name: str,
    entities: EntityRows,
    sources: SourceRows,
    claims: ClaimRows,
    claim: Callable[[int], Claim],
    judgements: JudgementRows,
) -> Dataset:
    return Dataset(
        name,
        _Rows(entities, number, entities.of),
        _Rows(sources, number, sources.of),
        Lazily(_Numbers(claims.dataset, number), claim),
        Lazily(_Numbers(judgements.datasets, number), judgements.record),
    )


class _Numbers(Sequence[int]):
    """The places at which an array has a value, found when they are first asked for."""

    def __init__(self, values: NDArray[Any], wanted: int) -> None:
        self._values, self._wanted = values, wanted

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        return np.flatnonzero(np.asarray(self._values) == self._wanted)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        found: int | list[int] = self._places[place].tolist()
        return found
