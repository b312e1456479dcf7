"""An array of a store with room behind it, in memory of its own that shares what is on disk.

A search takes each array as one stretch of memory. What comes on top of a store goes behind
the store's array: memory is reserved for both and the file mapped over its beginning, so
that its pages are those that every process shares until they are written to. Where that is
not at hand (Windows, or the file is there no more), the array is copied.
"""

from __future__ import annotations

import ctypes
import logging
import mmap
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOG = logging.getLogger("policygraph.store")

#: The same on Linux, macOS and the BSDs; Python has no name for it.
_MAP_FIXED = 0x10


def with_room(values: NDArray[Any], path: Path, more: int) -> NDArray[Any]:
    """An array of a file that may be written to, with room for ``more``; the file stays as it is.

    What is behind is not set to anything.
    """
    if len(values):
        try:
            return _mapped(values, path, more)
        except (OSError, AttributeError, ValueError) as error:
            LOG.debug("%s is copied: %s", path, error)
    found = np.empty(len(values) + more, values.dtype)
    found[: len(values)] = values
    return found


def _mapped(values: NDArray[Any], path: Path, more: int) -> NDArray[Any]:
    if sys.platform == "win32":
        raise OSError("no private mapping at an address")
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        begin = size - values.nbytes
        if begin < 0:
            raise OSError("another size")
        whole = mmap.mmap(
            -1,
            size + more * values.itemsize,
            flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS,
            prot=mmap.PROT_READ | mmap.PROT_WRITE,
        )
        there = ctypes.addressof(ctypes.c_char.from_buffer(whole))
        if _map(there, size, file.fileno()) != there:
            raise OSError(ctypes.get_errno(), "cannot be mapped")
    # What ``whole`` gives back when it is let go is the memory of both.
    found: NDArray[Any] = np.frombuffer(whole, values.dtype, len(values) + more, begin)
    return found


def _map(there: int, size: int, handle: int) -> int | None:
    """Map a file privately over memory that is ours."""
    function = ctypes.CDLL(None, use_errno=True).mmap
    function.restype = ctypes.c_void_p
    function.argtypes = [
        ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long,
    ]  # fmt: skip
    found: int | None = function(
        there,
        size,
        mmap.PROT_READ | mmap.PROT_WRITE,
        mmap.MAP_PRIVATE | _MAP_FIXED,
        handle,
        0,
    )
    return found
