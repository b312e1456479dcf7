"""Some records of many: all names are offered for an unknown one, whatever is at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
from functools import cached_property
from typing import TypeVar

_Record = TypeVar("_Record")


class Among(Mapping[str, _Record]):
    """Records, of which only some are here; ``keys`` are the names of all of them, sorted."""

    def __init__(self, here: Mapping[str, _Record], every: Callable[[], Iterable[str]]) -> None:
        self._here, self._every = here, every

    def keys(self) -> KeysView[str]:
        """The names of all records, read when they are first asked for."""
        return self._names.keys()

    @cached_property
    def _names(self) -> dict[str, None]:
        return dict.fromkeys(sorted(self._every()))

    def __getitem__(self, name: str) -> _Record:
        return self._here[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._here)

    def __len__(self) -> int:
        return len(self._here)
