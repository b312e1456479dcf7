"""The kernels by name, for whoever runs them: none is loaded, or compiled, before it is called.

A kernel that is kept as machine code runs without numba; one that is not is compiled here,
and kept.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from policygraph.engines.compact import machine_code

LOG = logging.getLogger("policygraph.compact")


class Kernel:
    """A kernel by the module that it is written in and its name there."""

    def __init__(self, home: str, name: str) -> None:
        self.home, self.name = home, name
        self._loading = threading.Lock()
        self._run: Callable[..., int] | None = None

    def __call__(self, *arguments: Any) -> int:
        """Run it over one-dimensional arrays and whole numbers."""
        return (self._run or self.load())(*arguments)

    def load(self) -> Callable[..., int]:
        """The kernel, ready to run; it is compiled if no process has kept it."""
        with self._loading:
            if self._run is None:
                code = machine_code.read(self.name)
                self._run = self._compiled() if code is None else self._ready(code)
            return self._run

    def _compiled(self) -> Callable[..., int]:
        """The kernel compiled, and kept as machine code for later processes."""
        from policygraph.engines.compact.compiled import self_contained

        try:
            code = self_contained(self._dispatcher())
        except (MemoryError, OSError):  # another time it may come to be
            LOG.debug("no machine code of %s now", self.name, exc_info=True)
            return self._dispatcher()
        except Exception as error:
            # What another release of numba or LLVM does otherwise; its own way is left.
            LOG.debug("no machine code of %s", self.name, exc_info=True)
            code = machine_code.Code(unfit=str(error))
        machine_code.keep(self.name, code)
        return self._ready(code)

    def _ready(self, code: machine_code.Code) -> Callable[..., int]:
        if code.object:
            try:
                return machine_code.loaded(code)
            except Exception:
                LOG.debug("machine code of %s cannot be loaded", self.name, exc_info=True)
        return self._dispatcher()

    def _dispatcher(self) -> Callable[..., int]:
        """The kernel as numba has it, from its own cache or compiled."""
        module = import_module(f"policygraph.engines.compact.{self.home}")
        found: Callable[..., int] = getattr(module, self.name)
        return found


outward = Kernel("spreading", "outward")
homeward = Kernel("spreading", "homeward")
drawn = Kernel("spreading", "drawn")
ranked = Kernel("ranking", "ranked")
between = Kernel("meeting", "between")

KERNELS = (outward, homeward, drawn, ranked, between)
