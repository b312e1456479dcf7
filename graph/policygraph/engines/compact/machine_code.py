"""Compiled kernels as plain machine code, cached in files and loaded without numba.

Importing numba and reading its cache takes longer than most answers. So each kernel is also
cached as an object file that calls nothing outside itself and takes one vector of numbers:
for each array its address and its length. LLVM's loader (llvmlite, which numba depends on)
makes it callable in a millisecond.

A file is used only if it is complete, and if it was made from the same sources by the same
numba for the same processor. If there is none, or if this numba makes code that needs
other functions, numba runs the kernel (:mod:`.compilation`): slower to start, otherwise the same.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import logging
import os
import struct
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOG = logging.getLogger("policygraph.compact")
#: The version of the files' form.
FORM = 1
HERE = Path(__file__).parent
#: Platforms where machine code is loaded; elsewhere numba runs the kernels.
PLATFORMS = ("linux", "darwin")
#: The first bytes of object files there: ELF and Mach-O of 64 bits.
_MAGIC = (b"\x7fELF", b"\xcf\xfa\xed\xfe")

_LOADING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kind:
    """An array argument of a kernel: its type, and whether it is written to."""

    dtype: np.dtype[Any]
    changing: bool


@dataclass(frozen=True, slots=True)
class Code:
    """An object file, its function, and the arguments: None for a whole number.

    Without an object file, ``unfit`` gives the reason.
    """

    arguments: tuple[Kind | None, ...] = ()
    function: str = ""
    object: bytes = b""
    unfit: str = ""


# --- When code is valid ---------------------------------------------------------------------


@cache
def sources() -> str:
    """A hash of the sources of the kernels."""
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def maker() -> str:
    """A hash of what makes code here and for what: numba, LLVM and the processor."""
    import llvmlite.binding as llvm

    digest = hashlib.sha256()
    spec = find_spec("numba")
    if spec is not None and spec.origin is not None:
        with suppress(OSError):
            digest.update(Path(spec.origin).with_name("_version.py").read_bytes())
    host = (llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())
    for word in (str(FORM), str(llvm.llvm_version_info), llvm.get_default_triple(), *host):
        digest.update(word.encode() + b"\0")
    return digest.hexdigest()[:16]


# --- Files ----------------------------------------------------------------------------------


def encoded(code: Code) -> bytes:
    """Code as a file: a line that describes it, with a checksum, and the object file."""
    arguments = [
        None if kind is None else [np.lib.format.dtype_to_descr(kind.dtype), kind.changing]
        for kind in code.arguments
    ]
    body = {"sources": sources(), "arguments": arguments, "function": code.function,
            "unfit": code.unfit}  # fmt: skip
    line = json.dumps({**body, "sha256": _checksum(body, code.object)}, sort_keys=True)
    return line.encode() + b"\n" + code.object


def decoded(data: bytes) -> Code | None:
    """The code of a file, or None if it is corrupt or made from other sources."""
    line, _, code = data.partition(b"\n")
    try:
        body = json.loads(line)
        if body.pop("sha256") != _checksum(body, code) or body["sources"] != sources():
            return None
        arguments = tuple(
            None if kind is None else Kind(np.lib.format.descr_to_dtype(_tuples(kind[0])), kind[1])
            for kind in body["arguments"]
        )
        return Code(arguments, body["function"], code, body["unfit"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _checksum(body: dict[str, Any], code: bytes) -> str:
    described = json.dumps(body, sort_keys=True).encode()
    return hashlib.sha256(described + b"\n" + code).hexdigest()


def _tuples(kind: Any) -> Any:
    """The description of a type as NumPy takes it, from JSON: fields become tuples."""
    if isinstance(kind, str):
        return kind
    return [(name, _tuples(field), *map(tuple, shape)) for name, field, *shape in kind]


def cache_folders() -> Iterator[Path]:
    """The folders for files, best first: beside the package, then the user's cache."""
    yield HERE / "__pycache__"
    named = os.environ.get("NUMBA_CACHE_DIR")
    if named:
        yield Path(named) / "policygraph"
        return
    with suppress(RuntimeError):  # no home
        match sys.platform:
            case "win32":
                home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
            case "darwin":
                home = Path.home() / "Library" / "Caches"
            case _:
                home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        yield home / "policygraph"


def read(name: str) -> Code | None:
    """The cached code of a kernel, if there is any."""
    if sys.platform not in PLATFORMS:
        return Code(unfit=f"not tried on {sys.platform}")
    for folder in cache_folders():
        try:
            data = _file(folder, name).read_bytes()
        except OSError:
            continue
        code = decoded(data)
        if code is not None:
            return code
        LOG.debug("unreadable, or of other sources: %s", _file(folder, name))
    return None


def save(name: str, code: Code) -> None:
    """Cache code for later processes, if a folder is writable.

    The file is written beside and renamed, so that two processes may write it at once. A folder
    that the user names takes precedence over the package's own.
    """
    found = list(cache_folders())
    if os.environ.get("NUMBA_CACHE_DIR"):
        found.reverse()
    for folder in found:
        try:
            write(_file(folder, name), encoded(code))
        except OSError:
            LOG.debug("not cached: %s", _file(folder, name), exc_info=True)
        else:
            return


def write(path: Path, data: bytes) -> None:
    """Write a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _file(folder: Path, name: str) -> Path:
    return folder / f"kernels-{maker()}" / f"{name}.code"


# --- Loading --------------------------------------------------------------------------------


@cache
def _engine() -> Any:
    """LLVM's loader, still empty; it lasts as long as the process."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module = llvm.parse_assembly("")
    module.triple = llvm.get_default_triple()
    return llvm.create_mcjit_compiler(module, target_machine())


def target_machine() -> Any:
    """This machine as the target of code that is loaded into the process."""
    import llvmlite.binding as llvm

    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="static" if "x86_64" in llvm.get_default_triple() else "default",
        codemodel="jitdefault",
        jit=True,
    )


def loaded(code: Code) -> Callable[..., int]:
    """The code as a function of the arguments of the kernel."""
    import llvmlite.binding as llvm

    if not code.object.startswith(_MAGIC):
        raise ValueError("not an object file")  # LLVM would crash
    with _LOADING:
        engine = _engine()
        engine.add_object_file(llvm.ObjectFileRef.from_data(code.object))
        engine.finalize_object()
        address = engine.get_function_address(code.function)
    if not address:
        raise ValueError(f"the object file has no {code.function}")
    # The vector is only read, so it may be bytes.
    function = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_char_p)(address)
    table = struct.Struct(f"{sum(1 if kind is None else 2 for kind in code.arguments)}q").pack
    arrays = tuple(
        (_DTYPES.setdefault(kind.dtype, kind.dtype), kind.changing)
        for kind in code.arguments
        if kind is not None
    )
    # Whole numbers come last, so that the loop over arrays needs no test.
    if None in code.arguments[: len(arrays)]:
        raise ValueError("takes a whole number before an array")
    count, several = len(code.arguments), len(arrays)
    seen_before = _SEEN.get

    def call(*arguments: Any) -> int:
        if len(arguments) != count:
            raise TypeError(f"{code.function}: takes {count} arguments, not {len(arguments)}")
        numbers: list[int] = []
        for (dtype, changing), given in zip(arrays, arguments, strict=False):
            seen = seen_before(id(given)) or _look_at(given)
            # Machine code does not check its arguments, so they are checked here.
            if seen[0] is not dtype or (changing and not seen[1]):
                raise TypeError(f"{code.function}: takes {dtype}, not this {given.dtype}")
            numbers += seen[2]
        numbers += map(int, arguments[several:])
        found: int = function(table(*numbers))
        return found

    def bound(*given: Any) -> Callable[..., int]:
        numbers: list[int] = []
        for (dtype, changing), array in zip(arrays, given, strict=True):
            seen = _look_at(array)
            if seen[0] is not dtype or (changing and not seen[1]):
                raise TypeError(f"{code.function}: takes {dtype}, not this {array.dtype}")
            numbers += seen[2]
        first = struct.pack(f"{len(numbers)}q", *numbers)
        rest = struct.Struct(f"{count - several}q").pack

        # The default keeps the arrays alive.
        def run(*whole: int, given: tuple[Any, ...] = given) -> int:
            found: int = function(first + rest(*whole))
            return found

        return run

    return Runnable(call, bound)


class Runnable:
    """Machine code that is called with arrays and whole numbers.

    ``bound`` gives a function of the whole numbers alone; a caller who asks again and again with
    the same arrays does without looking at them each time.
    """

    def __init__(self, call: Callable[..., int], bound: Callable[..., Callable[..., int]]) -> None:
        self.call, self.bound = call, bound

    def __call__(self, *arguments: Any) -> int:
        """Run it."""
        return self.call(*arguments)


#: The arrays that kernels were called with and that still exist, by identity: type, whether
#: writable, address and length. A search passes the same thirty arrays many times. An array
#: that is deleted is removed before another can have its identity.
_SEEN: dict[int, tuple[np.dtype[Any], bool, tuple[int, int]]] = {}
#: The weak references that remove them.
_FINALIZERS: dict[int, weakref.ref[NDArray[Any]]] = {}
#: One object for all equal types.
_DTYPES: dict[np.dtype[Any], np.dtype[Any]] = {}


def _look_at(array: NDArray[Any]) -> tuple[np.dtype[Any], bool, tuple[int, int]]:
    flags, key = array.flags, id(array)
    if array.ndim != 1 or not flags.c_contiguous:
        raise TypeError("a kernel takes arrays of one dimension without gaps")

    def forget(_: object) -> None:
        _SEEN.pop(key, None)
        _FINALIZERS.pop(key, None)

    _FINALIZERS[key] = weakref.ref(array, forget)
    seen = _SEEN[key] = (
        _DTYPES.setdefault(array.dtype, array.dtype),
        flags.writeable,
        (_address(array), len(array)),
    )
    return seen


def _address(array: NDArray[Any]) -> int:
    """The address of an array, or 0 if it is empty."""
    if not array.size:
        return 0
    if array.flags.writeable:
        # Five times as fast as the address that NumPy gives.
        return ctypes.addressof(ctypes.c_char.from_buffer(array))  # type: ignore[arg-type]
    return int(array.ctypes.data)
