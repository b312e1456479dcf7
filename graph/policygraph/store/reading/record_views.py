"""Mappings and sequences over the records of a store, each record read on access."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from policygraph.model.lazy_sequence import LazySequence
from policygraph.store.format.texts import Texts
from policygraph.store.reading.records import EntityRows, SourceRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Record = TypeVar("_Record")


class StoredRecords(Mapping[str, _Record]):
    """Records by id, sorted; ``own`` are the numbers of ids that are not merged."""

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
        number = self._number(name)
        if number is None:
            raise KeyError(name)
        return self._record(number)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._number(name) is not None

    def _number(self, name: str) -> int | None:
        number = self._ids.position(name)
        if number is None or self._own is None:
            return number
        at = int(np.searchsorted(self._own, number))
        return number if at < len(self._own) and self._own[at] == number else None


class MergedIds(Mapping[str, str]):
    """The canonical id of each merged id, sorted."""

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
        if self._canonical is not None and (number := self._ids.position(name)) is not None:
            target = int(self._canonical[number])
            if target != number:
                return self._ids[target]
        raise KeyError(name)


class RecordSequence(LazySequence[_Record]):
    """Records by their numbers."""

    def __init__(self, numbers: Sequence[int], record: Callable[[int], _Record]) -> None:
        self._numbers, self._record = numbers, record

    def __len__(self) -> int:
        return len(self._numbers)

    def item(self, position: int) -> _Record:
        """The record at a position."""
        return self._record(self._numbers[position])


class DatasetRows(LazySequence[_Record]):
    """The rows of one dataset, from rows that are found by the number of their id."""

    def __init__(
        self, rows: EntityRows | SourceRows, dataset: int, of: Callable[[int], Any]
    ) -> None:
        self._rows, self._dataset, self._of = rows, dataset, of

    @cached_property
    def _ids(self) -> list[int]:
        rows = np.flatnonzero(np.asarray(self._rows.datasets) == self._dataset)
        if self._rows.first is not None:
            rows = np.searchsorted(self._rows.first, rows, "right") - 1
        found: list[int] = rows.tolist()
        return found

    def __len__(self) -> int:
        return len(self._ids)

    def item(self, position: int) -> _Record:
        """The row at a position."""
        rows = self._of(self._ids[position])
        record: _Record = next(row for number, row in rows if number == self._dataset)
        return record


class MatchingPositions(LazySequence[int]):
    """The positions at which an array has a value, found on first access."""

    def __init__(self, values: NDArray[Any], wanted: int) -> None:
        self._values, self._wanted = values, wanted

    @cached_property
    def _positions(self) -> NDArray[np.intp]:
        return np.flatnonzero(np.asarray(self._values) == self._wanted)

    def __len__(self) -> int:
        return len(self._positions)

    def item(self, position: int) -> int:
        """The position of a match."""
        return int(self._positions[position])
