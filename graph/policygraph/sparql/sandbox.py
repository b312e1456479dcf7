"""A process for work that cannot be interrupted, with limits on time, memory and access.

:func:`run_in_process` takes the name of a function and the pieces of data that it reads as a file,
and gives the bytes that the function returns. The process is a fresh interpreter (no fork,
no ``__main__`` of the caller), and has ended when the function returns or raises. The
process can limit itself further (:func:`limit_resources`) and limit the size of its answer
(:class:`BoundedBuffer`). It ends with its parent, however that ends: the system kills it (Linux),
and everywhere it notices that its input is closed, which the parent keeps open.
"""

from __future__ import annotations

import io
import json
import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import IO, Any

from policygraph.errors import QueryFailed

#: Seconds that a query may take, from the start of its process to its answer.
DEFAULT_SECONDS = 30.0
MOST_SECONDS = 86_400.0

#: The child finds modules where its parent does, and nowhere else.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from policygraph.sparql.sandbox import run_child; "
    "sys.stdout.buffer.write(run_child(*sys.argv[2:])); sys.stdout.buffer.flush()"
)
#: The length of a piece of data, before it; none is the end of the data.
_LENGTH = struct.Struct("<q")
#: Of Linux: the signal that a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1
#: Seconds between two attempts to interrupt.
_AGAIN = 0.05


class _TimeIsUpError(BaseException):
    """Raised in a thread whose time is up; not an Exception, so that nothing handles it."""


class Deadline:
    """When the time of a query is up: ``seconds`` after ``began``, which is now if not given."""

    def __init__(self, seconds: float, began: float | None = None) -> None:
        self.seconds = seconds
        self._end = (time.monotonic() if began is None else began) + seconds

    @property
    def left(self) -> float:
        """The seconds that are left, at least 0."""
        return max(0.0, self._end - time.monotonic())

    def error(self) -> QueryFailed:
        """The error when the time is up."""
        return QueryFailed(
            f"query stopped after {self.seconds:g} seconds without an answer; "
            "ask for less, or give it more with --seconds"
        )

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Raise :class:`QueryFailed` in this thread when the time is up.

        Python code is interrupted wherever it is; a call of other code runs to its end first.
        """
        import ctypes

        thread, lock, over = threading.get_ident(), threading.Lock(), threading.Event()
        raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

        def interrupt() -> None:
            wait = self.left
            # Again and again, since an exception may be lost where none can be raised.
            while not over.wait(wait):
                with lock:
                    if not over.is_set():
                        raise_in(ctypes.c_ulong(thread), ctypes.py_object(_TimeIsUpError))
                wait = _AGAIN

        timer = threading.Thread(target=interrupt, daemon=True)
        try:
            timer.start()
            try:
                yield
            finally:
                with lock:
                    over.set()
                    # What was sent and has not arrived is taken back.
                    raise_in(ctypes.c_ulong(thread), None)
        except _TimeIsUpError:
            over.set()
            raise self.error() from None
        if not self.left:
            raise self.error()


def run_in_process(module: str, function: str, data: Iterable[bytes], deadline: Deadline) -> bytes:
    """The result of a function of a module, run in a process until the deadline at most.

    The data is made while the process reads it, within the same time. Raises
    :class:`QueryFailed` when the time is up or the process dies without an answer.
    """
    import subprocess
    import tempfile

    command = [sys.executable, "-P", "-c", _START, json.dumps(sys.path), module, function]
    stopped = threading.Event()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 -- our own module under our own interpreter
            [*command, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def stop() -> None:
            stopped.set()
            process.kill()

        timer = threading.Timer(deadline.left, stop)
        timer.daemon = True
        timer.start()
        try:
            with suppress(BrokenPipeError), deadline.kept():
                for piece in data:
                    if piece:
                        stdin.write(_LENGTH.pack(len(piece)))
                        stdin.write(piece)
                stdin.write(_LENGTH.pack(0))
                stdin.flush()
            # The input stays open: the process ends when it is closed.
            answer = stdout.read()
            code = process.wait()
        except _TimeIsUpError:  # Raised between the last step and the end of the block.
            raise deadline.error() from None
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            stdout.close()
            with suppress(OSError):
                stdin.close()
        if stopped.is_set():
            raise deadline.error()
        errors.seek(0)
        said = errors.read(10_000_000)
    if code != 0 or not answer:
        last = said.decode(errors="replace").strip().rpartition("\n")[2][:400]
        reason = f" ({last})" if last else ""
        raise QueryFailed(
            f"query ended without an answer, code {code}{reason}; "
            "it may need more memory than there is: ask for less"
        )
    return answer


# --- In the process -----------------------------------------------------------------------


def run_child(module: str, function: str, parent: str) -> bytes:
    """Run a function over the data from the parent; the process calls this."""
    _die_with(int(parent))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    work: Callable[[IO[bytes]], bytes] = getattr(import_module(module), function)
    return work(io.BufferedReader(_Pieces(0), 1 << 16))


def _die_with(parent: int) -> None:
    """Let the system kill this process when its parent dies, where it can."""
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It died before it could be asked for.
        os.kill(os.getpid(), signal.SIGKILL)


class _Pieces(io.RawIOBase):
    """Pieces of data as one file; at its end this process begins to watch its input."""

    def __init__(self, handle: int) -> None:
        self._handle, self._left, self._ended = handle, 0, False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read at most what is left of a piece; 0 at the end of the data."""
        if self._ended:
            return 0
        if not self._left:
            head = b""
            while len(head) < _LENGTH.size:
                head += self._read(_LENGTH.size - len(head))
            (self._left,) = _LENGTH.unpack(head)
            if not self._left:
                self._ended = True
                threading.Thread(target=self._watch, daemon=True).start()
                return 0
        data = self._read(min(len(buffer), self._left))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def _read(self, count: int) -> bytes:
        data = os.read(self._handle, count)
        if not data:
            _end()
        return data

    def _watch(self) -> None:
        with suppress(OSError):
            while os.read(self._handle, 1):
                pass
        _end()


def _end() -> None:
    """End this process, whose parent has gone; no code here can refuse it."""
    os.kill(os.getpid(), signal.SIGTERM)


def limit_resources(memory: int, *, files: bool = False) -> None:
    """Deny this process new files, connections, and address space beyond ``memory`` more bytes.

    Open files stay open. With ``files`` the process itself can lift the limit on files
    (:func:`allow_files`). Without effect on Windows.
    """
    if sys.platform != "win32":
        import resource

        used = _address_space()
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] if files else 0
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            hard = resource.getrlimit(resource.RLIMIT_AS)[1]
            limit = used + memory if hard == resource.RLIM_INFINITY else min(hard, used + memory)
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        except (ValueError, OSError):  # pragma: no cover -- not every system can
            return


def allow_files() -> None:
    """Let this process open files again."""
    if sys.platform != "win32":
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _address_space() -> int:
    """The bytes of address space in use; where the system does not tell, the memory in use."""
    import resource

    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):  # pragma: no cover -- not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class BoundedBuffer(io.BytesIO):
    """A file in memory of at most ``most`` bytes; :class:`QueryFailed` beyond that."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, piece: Any) -> int:
        """Append a piece, or raise if the buffer would exceed its limit."""
        if self.tell() + len(piece) > self._most:
            size = f"{self._most / 1_000_000:g} MB"
            raise QueryFailed(f"query stopped: its answer is larger than {size}; add a LIMIT")
        return super().write(piece)
