"""Arrays in files: NumPy's own ``.npy``, written as they grow and mapped when read."""

from __future__ import annotations

import io
import mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUFFIX = ".npy"


class ArrayWriter:
    """Writes an array of one dimension whose length is not known before its end."""

    def __init__(self, folder: Path, name: str, dtype: np.dtype[Any]) -> None:
        self.path = folder / (name + SUFFIX)
        self._dtype, self._length = dtype, 0
        self._file = self.path.open("wb")
        self._file.write(_head(dtype, 0))

    def append(self, values: NDArray[Any]) -> None:
        """Add values."""
        self._length += len(values)
        self._file.write(np.ascontiguousarray(values, self._dtype).data)

    def close(self) -> None:
        """Finish the file."""
        head = _head(self._dtype, self._length)
        self._file.seek(0)
        self._file.write(head)
        self._file.close()


def write_array(folder: Path, name: str, values: NDArray[Any]) -> None:
    """Write an array of one dimension."""
    writer = ArrayWriter(folder, name, values.dtype)
    writer.append(values)
    writer.close()


def map_array(path: Path) -> NDArray[Any]:
    """A read-only view of an array's file; raises :class:`DataError` for what is none."""
    try:
        with path.open("rb") as file:
            if np.lib.format.read_magic(file) != (1, 0):
                raise ValueError("another version")
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
            begin = file.tell()
            if len(shape) != 1 or path.stat().st_size != begin + shape[0] * dtype.itemsize:
                raise ValueError("another size")
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: is torn ({error}); build the store again") from None
    found: NDArray[Any] = np.frombuffer(whole, dtype, shape[0], begin)
    return found


def _head(dtype: np.dtype[Any], length: int) -> bytes:
    """The head of a file, of the same size whatever the length."""
    head = io.BytesIO()
    described = {
        "descr": np.lib.format.dtype_to_descr(dtype),
        "fortran_order": False,
        "shape": (length,),
    }
    np.lib.format.write_array_header_1_0(head, described)
    return head.getvalue()
