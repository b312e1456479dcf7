"""One array in a file: NumPy's ``.npy``, written in parts and memory-mapped to read."""

from __future__ import annotations

import ast
import errno
import io
import mmap
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import DataError, LocationError
from policygraph.store.format.schema import ARRAYS, FILE_TYPES, WHOLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUFFIX = ".npy"
#: The head of an array of one dimension, as NumPy writes it: its type and its length.
_HEAD = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': (.+), 'fortran_order': False, 'shape': \((\d+),\), \} *\n",
    re.DOTALL,
)
#: What helps where a valid file cannot be read.
_TOO_MANY = "a store keeps each of its files open: allow more (ulimit -n), or open fewer stores"
_FIXES = {
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.ENOMEM: "allow more memory to be mapped, or open fewer stores",
    errno.EACCES: "ask the owner of the store for permission to read it",
}


class ArrayWriter:
    """Writes an array of one dimension whose length is not known in advance.

    It has the first of its types, if none is given.
    """

    def __init__(self, folder: Path, name: str, dtype: np.dtype[Any] | None = None) -> None:
        self.path = folder / (name + SUFFIX)
        self._dtype, self._length = dtype or FILE_TYPES[name][0], 0
        self._file = self.path.open("wb")
        self._file.write(_head(self._dtype, 0))

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
    """Write an array of one dimension; the schema gives its type.

    Of several types it has the smallest that holds its elements. An array whose elements are all
    the usual one is not written.
    """
    types, usual = FILE_TYPES[name], ARRAYS[name].usual if name in ARRAYS else None
    if usual is not None and np.all(values == usual):
        return
    writer = ArrayWriter(folder, name, types[0] if len(types) == 1 else smallest(values))
    writer.append(values)
    writer.close()


def smallest(values: NDArray[Any]) -> np.dtype[Any]:
    """The smallest type that holds some whole numbers."""
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    return next(t for t in WHOLE if max(most, -1 - least) < 1 << (8 * t.itemsize - 1))


def map_array(path: str, wanted: Sequence[np.dtype[Any]]) -> NDArray[Any]:
    """A read-only view of the file of an array, which has one of the wanted types.

    Raises :class:`DataError` for a file that is not an array, or has another type, and
    :class:`LocationError` for one that cannot be read.
    """
    try:
        whole = _mapped(path)
        begin = 10 + int.from_bytes(whole[8:10], "little")
        head = _HEAD.fullmatch(whole[:begin])
        if head is None:
            raise ValueError("invalid head")
        dtype, length = _dtype(head[1].decode("latin1")), int(head[2])
        if dtype not in wanted:
            raise ValueError(f"has type {dtype} instead of {' or '.join(map(str, wanted))}")
        if len(whole) != begin + length * dtype.itemsize:
            raise ValueError("wrong size")
    except FileNotFoundError:
        raise DataError(f"{path}: is missing: the store is corrupt; build it again") from None
    except OSError as error:
        raise unreadable(path, error) from None
    except (ValueError, SyntaxError, TypeError) as error:
        raise DataError(f"{path}: is corrupt ({error}); build the store again") from None
    found: NDArray[Any] = np.frombuffer(whole, dtype, length, begin)
    return found


def _mapped(path: str) -> mmap.mmap:
    """A file as memory, which keeps a descriptor open."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
    finally:
        os.close(handle)


def unreadable(path: str | Path, error: OSError) -> LocationError:
    """The error of the system for a file of a store, and what may help."""
    fix = _FIXES.get(error.errno or 0, "check the disk and the permissions")
    return LocationError(f"{path}: cannot be read ({error.strerror or error}); {fix}")


@cache
def _dtype(described: str) -> np.dtype[Any]:
    """The type that a head describes, cached because parsing takes a while."""
    return np.lib.format.descr_to_dtype(ast.literal_eval(described))


def _head(dtype: np.dtype[Any], length: int) -> bytes:
    """The head of a file, of the same size for any length."""
    head = io.BytesIO()
    described = {
        "descr": np.lib.format.dtype_to_descr(dtype),
        "fortran_order": False,
        "shape": (length,),
    }
    np.lib.format.write_array_header_1_0(head, described)
    return head.getvalue()
