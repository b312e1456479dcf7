"""Compiling kernels once, into a cache that later processes read.

Each kernel has one pinned signature, so no query compiles anything. Compiled code is cached
beside the package or, if that is not writable, in the user's cache folder
(``NUMBA_CACHE_DIR`` takes precedence over both). It is read from beside the package even if
that is not writable. If nothing is writable, each process compiles for itself. Files are
written beside and renamed, so that two processes may compile at once. Cached code is used
only if no source file of the engine has changed, because a kernel is compiled with its parts
and constants, which are in other files.
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
#: Functions that machine code may call: LLVM replaces loops with these.
_LIBC = {"memcpy", "memmove", "memset"}


def read_only(dtype: np.dtype[Any]) -> types.Array:
    """The type of an array that a kernel only reads."""
    return types.Array(from_dtype(dtype), 1, "C", readonly=True)


def writable(dtype: np.dtype[Any]) -> types.Array:
    """The type of an array that a kernel writes to."""
    return types.Array(from_dtype(dtype), 1, "C")


#: Kernels do not raise: a division by zero, which does not occur, would give zero. They
#: allocate no arrays, so numba need not count references to those that parts are given.
_OPTIONS: Any = {"nogil": True, "error_model": "numpy", "_nrt": False}


def part(function: Callable[..., Any]) -> Any:
    """A function that kernels call; it is compiled into them."""
    return njit(function, **_OPTIONS)


def kernel(result: types.Type, *arguments: types.Type) -> Callable[[Callable[..., Any]], Any]:
    """A function compiled for these arguments only, when its module is imported."""

    def decorate(function: Callable[..., Any]) -> Any:
        dispatcher: Any = njit(**_OPTIONS)(function)
        dispatcher._cache = _KernelCache(function)
        dispatcher.compile(result(*arguments))
        dispatcher.disable_compile()
        return dispatcher

    return decorate


@intrinsic
def _pointer(_: Any, address: Any) -> Any:
    """The pointer to an address."""

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
    position = 0
    for number, taken in enumerate(signature):
        if isinstance(taken, types.Array):
            names[f"kind_{number}"] = dtype = as_dtype(taken.dtype)
            kinds.append(Kind(dtype, taken.mutable))
            begin, length = f"pointer(table[{position}])", f"(table[{position + 1}],)"
            given.append(f"carray({begin}, {length}, kind_{number})")
            position += 2
        else:
            kinds.append(None)
            given.append(f"table[{position}]")
            position += 1
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


class _KernelCache:
    """The cache of one kernel: where it is read from, and where it is written, if anywhere."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.writing = _cache(caching.FunctionCache, function)
        self.reading = [one for one in (_cache(_ReadOnly, function), self.writing) if one]

    def load_overload(self, signature: Any, context: Any) -> Any:
        """The compiled code, or None; corrupt or foreign code is compiled again."""
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
        """Cache compiled code, if the folder is writable."""
        if self.writing is None:
            return
        try:
            self.writing.save_overload(signature, data)
        except OSError:
            LOG.debug("not cached: %s", self.writing.cache_path, exc_info=True)


def _cache(kind: Any, function: Callable[..., Any]) -> Any:
    try:
        found = kind(function)
    except RuntimeError:  # numba finds no folder
        return None
    found._cache_file._source_stamp = sources()
    return found


class _PackageLocator(caching.InTreeCacheLocator):
    """The folder beside the package, writable or not."""

    @classmethod
    def from_function(cls, function: Any, file: str) -> Any:
        found: Any = cls(function, file)
        return found if os.access(found.get_cache_path(), os.R_OK) else None


class _PackageCache(caching.CompileResultCacheImpl):
    _locator_classes = [_PackageLocator]  # noqa: RUF012 (numba's own attribute)


class _ReadOnly(caching.FunctionCache):
    _impl_class = _PackageCache


class _CompileNotice(event.Listener):
    """Reports once that kernels are being compiled."""

    reported = False

    def on_start(self, event: Any) -> None:
        if not self.reported:
            self.reported = True
            LOG.info("compiling the compact engine (half a minute, once; later runs find it)")

    def on_end(self, event: Any) -> None:
        pass


event.register("numba:compile", _CompileNotice())  # type: ignore[no-untyped-call]
