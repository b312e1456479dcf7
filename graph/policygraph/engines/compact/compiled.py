"""Compiling kernels: once, into a cache that later processes read.

Each kernel has one pinned signature, so that no query compiles anything anew. Compiled
code is kept beside the package, or where that cannot be written in the user's cache
directory (``NUMBA_CACHE_DIR`` goes before both); it is read from beside the package even
where that cannot be written. Where nothing can be written, each process compiles for
itself. Files are written beside and renamed into place, so that two processes may compile
at once. What is kept is used only if no source file of the kernels has changed: a kernel is
compiled with its parts and its constants, which stand in other files than it does.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from numba import carray, cfunc, from_dtype, njit, types  # type: ignore[attr-defined]
from numba.core import caching, event
from numba.extending import intrinsic
from numba.np.numpy_support import as_dtype

from policygraph.engines.compact.machine_code import Code, Kind, sources, target_machine

if TYPE_CHECKING:
    import numpy as np

LOG = logging.getLogger("policygraph.compact")
#: What machine code may call outside of itself: LLVM puts these in place of loops.
_LIBC = {"memcpy", "memmove", "memset"}


def fixed(dtype: np.dtype[Any]) -> types.Array:
    """The type of an array that a kernel only reads."""
    return types.Array(from_dtype(dtype), 1, "C", readonly=True)


def changing(dtype: np.dtype[Any]) -> types.Array:
    """The type of an array that a kernel writes to."""
    return types.Array(from_dtype(dtype), 1, "C")


#: Kernels do not raise: dividing by nought, which none does, would give nought. They make no
#: arrays either, so that numba need not count references to those that parts are handed.
_AS: Any = {"nogil": True, "error_model": "numpy", "_nrt": False}


def part(function: Callable[..., Any]) -> Any:
    """A function that kernels call; it is compiled into them."""
    return njit(function, **_AS)


def kernel(result: types.Type, *arguments: types.Type) -> Callable[[Callable[..., Any]], Any]:
    """A function compiled for these arguments alone, when its module is imported."""

    def decorate(function: Callable[..., Any]) -> Any:
        dispatcher: Any = njit(**_AS)(function)
        dispatcher._cache = _Kept(function)
        dispatcher.compile(result(*arguments))
        dispatcher.disable_compile()
        return dispatcher

    return decorate


@intrinsic
def _pointer(_: Any, address: Any) -> Any:
    """Where an address points to."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), code


def self_contained(kernel: Any) -> Code:
    """A kernel as an object file; see :mod:`.machine_code`."""
    import llvmlite.binding as llvm

    (signature,) = kernel.signatures
    names: dict[str, Any] = {"kernel": kernel, "carray": carray, "pointer": _pointer}
    kinds: list[Kind | None] = []
    given: list[str] = []
    place = 0
    for number, taken in enumerate(signature):
        if isinstance(taken, types.Array):
            names[f"kind_{number}"] = dtype = as_dtype(taken.dtype)
            kinds.append(Kind(dtype, taken.mutable))
            begin, length = f"pointer(table[{place}])", f"(table[{place + 1}],)"
            given.append(f"carray({begin}, {length}, kind_{number})")
            place += 2
        else:
            kinds.append(None)
            given.append(f"table[{place}]")
            place += 1
    exec(f"def entry(table):\n    return kernel({', '.join(given)})", names)  # noqa: S102
    table: Any = types.CPointer(types.int64)  # type: ignore[no-untyped-call]
    entry = cfunc(types.int64(table), error_model="numpy")(names["entry"])
    module = llvm.parse_assembly(entry.inspect_llvm())
    for function in module.functions:
        if not function.is_declaration and function.name != entry.native_name:
            function.linkage = "internal"
    machine = target_machine()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    outside = [
        one.name
        for one in (*module.functions, *module.global_variables)
        if one.is_declaration and not one.name.startswith("llvm.")
    ]
    if set(outside) - _LIBC:
        return Code(unfit=f"needs {', '.join(outside)}")
    return Code(tuple(kinds), entry.native_name, machine.emit_object(module))


class _Kept:
    """The cache of one kernel: where it is read from, and where it is written to, if anywhere."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.writing = _cache(caching.FunctionCache, function)
        self.reading = [one for one in (_cache(_ReadOnly, function), self.writing) if one]

    def load_overload(self, signature: Any, context: Any) -> Any:
        """The compiled code, or None; what is torn or foreign is compiled anew."""
        for one in self.reading:
            try:
                found = one.load_overload(signature, context)
            except Exception:
                LOG.debug("unreadable: %s", one.cache_path, exc_info=True)
                continue
            if found is not None:
                return found
        return None

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep compiled code, if there is room and leave to."""
        if self.writing is None:
            return
        try:
            self.writing.save_overload(signature, data)
        except OSError:
            LOG.debug("not kept: %s", self.writing.cache_path, exc_info=True)


def _cache(kind: Any, function: Callable[..., Any]) -> Any:
    try:
        found = kind(function)
    except RuntimeError:  # numba has no place to offer
        return None
    found._cache_file._source_stamp = sources()
    return found


class _Beside(caching.InTreeCacheLocator):
    """Beside the package, whether that can be written or not."""

    @classmethod
    def from_function(cls, function: Any, file: str) -> Any:
        found: Any = cls(function, file)
        return found if os.access(found.get_cache_path(), os.R_OK) else None


class _BesideOnly(caching.CompileResultCacheImpl):
    _locator_classes = [_Beside]  # noqa: RUF012 (numba's own attribute)


class _ReadOnly(caching.FunctionCache):
    _impl_class = _BesideOnly


class _Telling(event.Listener):
    """Says once that kernels are being compiled, when they are."""

    told = False

    def on_start(self, event: Any) -> None:
        if not self.told:
            self.told = True
            LOG.info("compiling the compact engine (half a minute, once; later runs find it)")

    def on_end(self, event: Any) -> None:
        pass


event.register("numba:compile", _Telling())  # type: ignore[no-untyped-call]
