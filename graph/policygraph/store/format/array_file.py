"""Arrays in files: NumPy's own ``.npy``, written as they grow and mapped when read."""

from __future__ import annotations

import ast
import errno
import io
import mmap
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import DataError, LocationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUFFIX = ".npy"
#: The head of an array of one dimension, as NumPy writes it: its type and its length.
_HEAD = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': (.+), 'fortran_order': False, 'shape': \((\d+),\), \} *\n",
    re.DOTALL,
)
#: What helps where a file cannot be read, though nothing is wrong with it.
_TOO_MANY = "a store keeps each of its files open: allow more (ulimit -n), or open fewer stores"
_MENDS = {
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.ENOMEM: "allow more memory to be mapped, or open fewer stores",
    errno.EACCES: "ask its owner for leave to read the store",
}


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


def map_array(path: str) -> NDArray[Any]:
    """A read-only view of an array's file; raises :class:`DataError` for what is none.

    And :class:`LocationError` for what may be one, but cannot be read here and now.
    """
    try:
        whole = _mapped(path)
        begin = 10 + int.from_bytes(whole[8:10], "little")
        head = _HEAD.fullmatch(whole[:begin])
        if head is None:
            raise ValueError("another head")
        dtype, length = _dtype(head[1].decode("latin1")), int(head[2])
        if len(whole) != begin + length * dtype.itemsize:
            raise ValueError("another size")
    except FileNotFoundError:
        raise DataError(f"{path}: is missing: the store is torn; build it again") from None
    except OSError as error:
        raise unreadable(path, error) from None
    except (ValueError, SyntaxError, TypeError) as error:
        raise DataError(f"{path}: is torn ({error}); build the store again") from None
    found: NDArray[Any] = np.frombuffer(whole, dtype, length, begin)
    return found


def _mapped(path: str) -> mmap.mmap:
    """A file as memory; it keeps a descriptor for as long as it is there."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
    finally:
        os.close(handle)


def unreadable(path: str | Path, error: OSError) -> LocationError:
    """What the system says of a file of a store that it does not read, and what may help."""
    mend = _MENDS.get(error.errno or 0, "see what the system has against it")
    return LocationError(f"{path}: cannot be read ({error.strerror or error}); {mend}")


@cache
def _dtype(described: str) -> np.dtype[Any]:
    """The type that a head describes; there are few, and reading one takes a while."""
    return np.lib.format.descr_to_dtype(ast.literal_eval(described))


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
