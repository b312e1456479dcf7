"""The kernels by name; none is loaded or compiled before it is called.

A kernel that is cached as machine code runs without numba. Another one is compiled here and
cached.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from policygraph.engines.compact import machine_code

LOG = logging.getLogger("policygraph.compact")


class Kernel:
    """A kernel by its module and its name there."""

    def __init__(self, home: str, name: str) -> None:
        self.home, self.name = home, name
        self._loading = threading.Lock()
        self._run: Callable[..., int] | None = None

    def __call__(self, *arguments: Any) -> int:
        """Run it over one-dimensional arrays and whole numbers."""
        return (self._run or self.load())(*arguments)

    def bound(self, *arrays: Any) -> Callable[..., int]:
        """The kernel over these arrays, as a function of the whole numbers."""
        run = self._run or self.load()
        if isinstance(run, machine_code.Runnable):
            return run.bound(*arrays)
        return partial(run, *arrays)

    def load(self) -> Callable[..., int]:
        """The kernel, ready to run; it is compiled if it is not cached."""
        with self._loading:
            if self._run is None:
                code = machine_code.read(self.name)
                self._run = self._compiled() if code is None else self._ready(code)
            return self._run

    def _compiled(self) -> Callable[..., int]:
        """The kernel compiled, and cached as machine code for later processes."""
        from policygraph.engines.compact.compilation import self_contained

        try:
            code = self_contained(self._dispatcher())
        except (MemoryError, OSError):  # a later process may succeed
            LOG.debug("no machine code of %s now", self.name, exc_info=True)
            return self._dispatcher()
        except Exception as error:
            # Another release of numba or LLVM may fail here; numba itself still runs it.
            LOG.debug("no machine code of %s", self.name, exc_info=True)
            code = machine_code.Code(unfit=str(error))
        machine_code.save(self.name, code)
        return self._ready(code)

    def _ready(self, code: machine_code.Code) -> Callable[..., int]:
        if code.object:
            try:
                return machine_code.loaded(code)
            except Exception:
                LOG.debug("machine code of %s cannot be loaded", self.name, exc_info=True)
        return self._dispatcher()

    def _dispatcher(self) -> Callable[..., int]:
        """The kernel as a numba dispatcher, from numba's cache or compiled."""
        module = import_module(f"policygraph.engines.compact.kernels.{self.home}")
        found: Callable[..., int] = getattr(module, self.name)
        return found


forward_layer = Kernel("bounds", "forward_layer")
backward_layer = Kernel("bounds", "backward_layer")
pull_bounds = Kernel("bounds", "pull_bounds")
rank_paths = Kernel("ranking", "rank_paths")
corridor_layer = Kernel("corridor", "corridor_layer")
join_ends = Kernel("hops", "join_ends")
spread_hops = Kernel("hops", "spread_hops")
spread_labels = Kernel("labels", "spread_labels")
seek_labels = Kernel("labels", "seek_labels")

KERNELS = (
    forward_layer,
    backward_layer,
    pull_bounds,
    rank_paths,
    corridor_layer,
    join_ends,
    spread_hops,
    spread_labels,
    seek_labels,
)
