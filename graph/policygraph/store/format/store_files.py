"""The arrays of one store by name; see :mod:`.schema`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import DataError
from policygraph.store.format.array_file import SUFFIX, map_array
from policygraph.store.format.cells import Cells, EmptyTexts, SparseTexts
from policygraph.store.format.ids import NumberedIds
from policygraph.store.format.lengths import wrong_lengths
from policygraph.store.format.ranges import contained
from policygraph.store.format.schema import (
    ARRAYS,
    BYTES,
    CODES,
    FILE_TYPES,
    GIVEN,
    REQUIRED,
    ROWS,
    RUNS,
    STARTS,
)
from policygraph.store.format.texts import Texts

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
        """An array; one that is absent because all its elements are usual has these."""
        found = self.arrays.get(name)
        if found is not None:
            return found
        usual = ARRAYS[name].usual
        assert usual is not None
        return np.broadcast_to(np.int8(usual), self.rows(name.partition("/")[0]))

    def optional(self, name: str) -> NDArray[Any] | None:
        """An optional array, or None if it was not needed."""
        return self.arrays.get(name)

    def claims(self, column: str, numbers: NDArray[Any] | None = None) -> NDArray[Any]:
        """A column of some claims, or of all; ``affirms`` and ``strength`` are made of codes."""
        if column == "affirms":
            if numbers is None:
                numbers = np.arange(self.rows("claims"))
            return ~contained(numbers, self.array("claims/denied"))
        values = self.array(f"claims/{column}")
        if numbers is not None:
            values = values[numbers]
        return self.array("claims/strengths")[values] if column == "strength" else values

    def ordered(self, name: str, positions: slice | NDArray[Any]) -> NDArray[Any]:
        """The claims at positions of an order, which is absent where it is that of the ids."""
        order = self.arrays.get(f"order/{name}")
        if order is not None:
            return order[positions]
        if isinstance(positions, slice):
            return np.arange(positions.start, positions.stop)
        return positions

    def rows(self, folder: str) -> int:
        """The number of rows of a table."""
        return len(self.arrays[ROWS[folder]])

    def cells(self, name: str) -> Cells:
        """A column of cells of a table, in the order of its rows."""
        folder = name.partition("/")[0]
        if name + STARTS not in self.arrays:
            return EmptyTexts(self.rows(folder))
        data, starts = self.arrays[name + BYTES], self.arrays[name + STARTS]
        if name + CODES in self.arrays:
            return Texts(data, starts, self.arrays[name + CODES])
        rows = self.arrays.get(f"{folder}/row")
        if name + GIVEN in self.arrays:
            given = self.arrays[name + GIVEN]
            return SparseTexts(Texts(data, starts), given, self.rows(folder), rows)
        return Texts(data, starts, rows)

    def texts(self, name: str, length: int) -> Sequence[str]:
        """A column of ``length`` texts."""
        return self.sorted_texts(name) if name + STARTS in self.arrays else EmptyTexts(length)

    def sorted_texts(self, name: str) -> Texts:
        """A column of sorted texts, of which none is empty."""
        if name + STARTS not in self.arrays:
            return Texts(np.zeros(0, np.uint8), np.zeros(1, np.int64))
        texts = Texts(self.arrays[name + BYTES], self.arrays[name + STARTS])
        runs = self.arrays.get(name + RUNS)
        return texts if runs is None else NumberedIds(texts, runs)

    def dates(self) -> Sequence[str]:
        """The different dates of claims, by code."""
        return self.sorted_texts("dates/text")
