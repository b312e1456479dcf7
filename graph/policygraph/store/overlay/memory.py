"""An array of a store with capacity for more rows, in private memory that shares the file.

A search takes each array as one block of memory, and the rows of an overlay go after the rows
of the store. So memory is reserved for both, and the file is mapped over its beginning:
all processes share its pages until they write to them. If that is not possible (Windows, or
the file was removed), the array is copied.
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


def with_capacity(values: NDArray[Any], path: Path, more: int) -> NDArray[Any]:
    """A writable copy of an array of a file, with capacity for ``more`` rows at the end.

    The file is not changed. The added rows are not initialised.
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
        address = ctypes.addressof(ctypes.c_char.from_buffer(whole))
        if _map(address, size, file.fileno()) != address:
            raise OSError(ctypes.get_errno(), "cannot be mapped")
    # The memory of both is freed with ``whole``.
    found: NDArray[Any] = np.frombuffer(whole, values.dtype, len(values) + more, begin)
    return found


def _map(address: int, size: int, handle: int) -> int | None:
    """Map a file privately over reserved memory."""
    function = ctypes.CDLL(None, use_errno=True).mmap
    function.restype = ctypes.c_void_p
    function.argtypes = [
        ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long,
    ]  # fmt: skip
    found: int | None = function(
        address,
        size,
        mmap.PROT_READ | mmap.PROT_WRITE,
        mmap.MAP_PRIVATE | _MAP_FIXED,
        handle,
        0,
    )
    return found
