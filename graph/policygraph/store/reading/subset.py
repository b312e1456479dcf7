"""Some of many records, which still know the names of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
from functools import cached_property
from typing import TypeVar

_Record = TypeVar("_Record")


class Subset(Mapping[str, _Record]):
    """Some of many records; ``keys`` are the names of all records, sorted.

    So that an unknown name is compared with all names, whichever records are in memory.
    """

    def __init__(self, records: Mapping[str, _Record], every: Callable[[], Iterable[str]]) -> None:
        self._records, self._every = records, every

    def keys(self) -> KeysView[str]:
        """The names of all records, read on first access."""
        return self._names.keys()

    @cached_property
    def _names(self) -> dict[str, None]:
        return dict.fromkeys(sorted(self._every()))

    def __getitem__(self, name: str) -> _Record:
        return self._records[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)
