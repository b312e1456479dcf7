"""A process for work that cannot be interrupted, with limits on time, memory and access.

:func:`run_in_process` takes the name of a function and the bytes that it reads as a file,
and gives the bytes that the function returns. The process is a fresh interpreter (no fork,
no ``__main__`` of the caller), and has ended when the function returns or raises. The
process can limit itself further (:func:`limit_time`, :func:`limit_resources`) and limit the
size of its answer (:class:`BoundedBuffer`).
"""

from __future__ import annotations

import io
import json
import signal
import sys
from typing import Any

from policygraph.errors import QueryFailed

#: Seconds that a query may take, from the start of its process to its answer.
DEFAULT_SECONDS = 30.0
MOST_SECONDS = 86_400.0

#: The child finds modules where its parent does, and nowhere else.
_START = (
    "import json, sys; from importlib import import_module; "
    "sys.path[:] = json.loads(sys.argv[1]); "
    "answer = getattr(import_module(sys.argv[2]), sys.argv[3])(sys.stdin.buffer); "
    "sys.stdout.buffer.write(answer); sys.stdout.buffer.flush()"
)


def run_in_process(module: str, function: str, data: bytes, seconds: float) -> bytes:
    """The result of a function of a module, run in a process for ``seconds`` at most.

    Raises :class:`QueryFailed` when the time is up or the process dies without an answer.
    """
    import subprocess

    command = [sys.executable, "-P", "-c", _START, json.dumps(sys.path), module, function]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module under our own interpreter
            command, input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise QueryFailed(
            f"query stopped after {seconds:g} seconds without an answer; "
            "ask for less, or give it more with --seconds"
        ) from None
    if done.returncode != 0 or not done.stdout:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        reason = f" ({last})" if last else ""
        raise QueryFailed(
            f"query ended without an answer, code {done.returncode}{reason}; "
            "it may need more memory than there is: ask for less"
        )
    return done.stdout


def limit_time(seconds: float) -> None:
    """End this process at an interrupt, and when its time is up even if its parent has died."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        # The limit of the parent comes first and gives the error.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)


def limit_resources(memory: int) -> None:
    """Deny this process new files, connections, and address space beyond ``memory`` bytes.

    Open files stay open. Without effect on Windows.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        except (ValueError, OSError):  # pragma: no cover -- not every system can
            return


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
