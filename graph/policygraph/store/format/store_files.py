"""The arrays of one store by name; see :mod:`.schema`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import DataError
from policygraph.store.format.array_file import SUFFIX, map_array
from policygraph.store.format.lengths import wrong_lengths
from policygraph.store.format.schema import BYTES, FILE_TYPES, REQUIRED, STARTS
from policygraph.store.format.texts import EmptyTexts, Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray


class StoreFiles:
    """The arrays of a folder, all mapped when the folder is opened.

    So an open store stays readable when another store replaces it.
    """

    def __init__(self, folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.folder, self.arrays = folder, arrays

    @classmethod
    def opened(cls, folder: Path, files: Iterable[str], datasets: int) -> StoreFiles:
        """Map the arrays among ``files``, which are those of a whole store of some datasets.

        Raises :class:`DataError` for an array that is unknown, or missing, or of another type or
        length.
        """
        found = cls.partial(folder, files)
        for name in REQUIRED:
            if name not in found.arrays:
                raise DataError(
                    f"{folder / (name + SUFFIX)}: is missing: the store is corrupt; build it again"
                )
        for name, length, wanted in wrong_lengths(found.arrays, datasets):
            what = f"has length {length} instead of {wanted}: the store is corrupt"
            raise DataError(f"{folder / (name + SUFFIX)}: {what}; build it again")
        return found

    @classmethod
    def partial(cls, folder: Path, files: Iterable[str] | None = None) -> StoreFiles:
        """Map the arrays among ``files``, or all below a folder, of a store that is being built."""
        if files is None:
            files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
        arrays = {}
        for file in files:
            name = file.removesuffix(SUFFIX)
            if name != file:
                dtype = FILE_TYPES.get(name)
                if dtype is None:
                    raise DataError(
                        f"{folder}/{file}: is not an array of a store; build the store again"
                    )
                arrays[name] = map_array(f"{folder}/{file}", dtype)
        return cls(folder, arrays)

    def array(self, name: str) -> NDArray[Any]:
        """A required array."""
        return self.arrays[name]

    def optional(self, name: str) -> NDArray[Any] | None:
        """An optional array, or None if it was not needed."""
        return self.arrays.get(name)

    def texts(self, name: str, length: int, rows: NDArray[Any] | None = None) -> Sequence[str]:
        """A column of ``length`` texts, at the positions ``rows`` if these are given."""
        if name + STARTS not in self.arrays:
            return EmptyTexts(length)
        return Texts(self.arrays[name + BYTES], self.arrays[name + STARTS], rows)

    def sorted_texts(self, name: str) -> Texts:
        """A column of sorted texts, of which none is empty."""
        if name + STARTS not in self.arrays:
            return Texts(np.zeros(0, np.uint8), np.zeros(1, np.int64))
        return Texts(self.arrays[name + BYTES], self.arrays[name + STARTS])

    def dates(self) -> Sequence[str]:
        """The different dates of claims, by code."""
        return self.sorted_texts("dates/text")
