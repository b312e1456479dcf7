"""The arrays of one store by name: ``claims/subject``, ``entities/label`` and their like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.store.format.array_file import SUFFIX, map_array
from policygraph.store.format.texts import BYTES, STARTS, Blank, Texts
from policygraph.store.overlay.memory import with_room

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Files:
    """The arrays of a folder, each mapped when the folder is opened.

    So whoever has opened a store keeps it, whatever takes its place.
    """

    def __init__(self, folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._folder, self.arrays = folder, arrays

    @classmethod
    def of(cls, folder: Path, files: Iterable[str] | None = None) -> Files:
        """Map the arrays below a folder: those among ``files``, or every one that is there."""
        if files is None:
            files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
        return cls(
            folder,
            {
                name.removesuffix(SUFFIX): map_array(f"{folder}/{name}")
                for name in files
                if name.endswith(SUFFIX)
            },
        )

    def array(self, name: str) -> NDArray[Any]:
        """An array, which must be there."""
        return self.arrays[name]

    def with_room(self, name: str, more: int) -> NDArray[Any]:
        """An array that may be written to, with room for more behind; its file stays as it is."""
        return with_room(self.arrays[name], self._folder / (name + SUFFIX), more)

    def optional(self, name: str) -> NDArray[Any] | None:
        """An array, or None where there was no need for one."""
        return self.arrays.get(name)

    def texts(self, name: str, length: int, rows: NDArray[Any] | None = None) -> Sequence[str]:
        """A column of ``length`` texts, at the places ``rows`` where they are given."""
        if name + STARTS not in self.arrays:
            return Blank(length)
        return Texts(self.arrays[name + BYTES], self.arrays[name + STARTS], rows)

    def ids(self, name: str, rows: NDArray[Any] | None = None) -> Texts:
        """A sorted column of ids."""
        if name + STARTS not in self.arrays:
            return Texts(np.zeros(0, np.uint8), np.zeros(1, np.int64))
        return Texts(self.arrays[name + BYTES], self.arrays[name + STARTS], rows)
