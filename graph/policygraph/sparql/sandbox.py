"""A process of one's own for work that nothing else can stop: run, limited, killed.

In goes the name of a function and bytes, which it reads as a file; out come the bytes
that it returns. The process is a fresh interpreter (no fork, no ``__main__`` of the
caller's), dead when :func:`run_apart` returns or raises. It may limit itself further
(:func:`mortal`, :func:`confine`), and bound what it gathers (:class:`Bounded`).
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


def run_apart(module: str, function: str, data: bytes, seconds: float) -> bytes:
    """What a function of a module returns, run in a process that lives ``seconds`` at most.

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


def mortal(seconds: float) -> None:
    """Let an interrupt end this process at once, and its time too should its parent die first."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        # The parent's own limit comes first and says what happened.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)


def confine(memory: int) -> None:
    """Take from this process new files, connections, and address space beyond ``memory`` bytes.

    What is open stays open. Without effect on Windows.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        except (ValueError, OSError):  # pragma: no cover -- not every system can
            return


class Bounded(io.BytesIO):
    """A file in memory that takes ``most`` bytes and raises :class:`QueryFailed` beyond."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, piece: Any) -> int:
        """Keep a piece, or raise if there is no room for it."""
        if self.tell() + len(piece) > self._most:
            size = f"{self._most / 1_000_000:g} MB"
            raise QueryFailed(f"query stopped: its answer is larger than {size}; add a LIMIT")
        return super().write(piece)
