"""Compiling kernels: once, into a cache that later processes read.

Each kernel has one pinned signature, so that no query compiles anything anew. Compiled
code is kept beside the package, or where that cannot be written in the user's cache
directory (``NUMBA_CACHE_DIR`` overrides both); where nothing can be written, kernels are
compiled anew in each process. Cache files are written beside and renamed into place, so
that two processes may compile at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from numba import from_dtype, njit, types
from numba.core import event

if TYPE_CHECKING:
    import numpy as np

LOG = logging.getLogger("policygraph.compact")


def fixed(dtype: np.dtype[Any]) -> types.Array:
    """The type of an array that a kernel only reads."""
    return types.Array(from_dtype(dtype), 1, "C", readonly=True)


def changing(dtype: np.dtype[Any], dimensions: int = 1) -> types.Array:
    """The type of an array that a kernel writes to."""
    return types.Array(from_dtype(dtype), dimensions, "C")


def part(function: Callable[..., Any]) -> Any:
    """A function that kernels call; it is compiled into them."""
    return njit(function, nogil=True)


def kernel(result: types.Type, *arguments: types.Type) -> Callable[[Callable[..., Any]], Any]:
    """A function compiled for these arguments alone, when its module is imported."""

    def decorate(function: Callable[..., Any]) -> Any:
        signature = result(*arguments)
        try:
            return njit(signature, nogil=True, cache=True)(function)
        except RuntimeError as error:
            if "no locator available" not in str(error):
                raise
            return njit(signature, nogil=True)(function)

    return decorate


class _Telling(event.Listener):
    """Says once that kernels are being compiled, when they are."""

    told = False

    def on_start(self, event: Any) -> None:
        if not self.told:
            self.told = True
            LOG.info("compiling the compact engine; later runs find it in the cache")

    def on_end(self, event: Any) -> None:
        pass


event.register("numba:compile", _Telling())  # type: ignore[no-untyped-call]
