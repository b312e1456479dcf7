"""Targets: paths that are written, each by one process at a time, replaced as a whole.

What is written stands beside its target, under a marked name, until it is complete. A lock file
beside the target says which process writes. Whoever holds the lock therefore knows that whatever
else has a marked name was left by a process that was killed: :func:`locked` removes it, and puts
an old folder back if that process had moved it and not replaced it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from policygraph.errors import LocationError

#: Seconds between two attempts to take a lock.
_PAUSE = 0.02
#: Longer names of targets have no room for a mark, so their hash is marked.
_LONGEST = 200
#: Of Linux: the paths of the working folder, and a rename that swaps two names.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
#: The byte of a lock file that is locked on Windows, far from the number that others read.
_LOCKED_BYTE = 1 << 20


@contextmanager
def locked(target: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of a target, and remove what killed processes left beside it.

    Waits up to ``wait`` seconds for another process, then raises :class:`LocationError`, which
    names that process. A file system without locks gives none, and nothing is removed there.
    """
    path = target.parent / f".{_stem(target)}.lock"
    end = time.monotonic() + wait
    while True:
        try:
            handle = _lock(path)
            break
        except BlockingIOError:
            if time.monotonic() >= end:
                raise LocationError(
                    f"{target}: {_holder(path)} is writing it; wait until that has ended"
                ) from None
            time.sleep(_PAUSE)
        except OSError as error:
            what = f"nothing can be written there ({error.strerror})"
            raise LocationError(f"{target}: {what}") from None
    if handle is None:
        yield
        return
    try:
        _remove_leftovers(target)
        yield
    finally:
        if sys.platform == "win32":  # pragma: no cover -- an open file cannot be removed there
            os.close(handle)
        with suppress(OSError):
            path.unlink()
        if sys.platform != "win32":
            os.close(handle)


def temporary_folder(target: Path) -> Path:
    """A new folder beside a target, to be removed by who asked for it."""
    with _named_error(target):
        return Path(tempfile.mkdtemp(dir=target.parent, prefix=_mark(target)))


def temporary_file(target: Path) -> tuple[int, Path]:
    """A new file beside a target, open to be written, to be removed by who asked for it."""
    with _named_error(target):
        handle, path = tempfile.mkstemp(dir=target.parent, prefix=_mark(target))
        return handle, Path(path)


def put_folder(new: Path, target: Path) -> None:
    """Put a folder, which lies in a temporary folder of the target, in the place of the target.

    Both change names in one step if the system can do that. Otherwise the old folder is moved
    into the temporary folder first; an interruption waits until the new one is in its place.
    """
    if not os.path.lexists(target):
        new.rename(target)
    elif not exchange(new, target):
        old = new.parent / "old"
        with uninterrupted():
            target.rename(old)
            try:
                new.rename(target)
            except BaseException:
                old.rename(target)
                raise


def exchange(first: Path, second: Path) -> bool:
    """Swap two paths in one step; False if this system or file system cannot."""
    if sys.platform != "linux":
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:  # pragma: no cover -- an old C library
        return False
    names = os.fsencode(first), os.fsencode(second)
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let SIGINT and SIGTERM wait until the end of the block, which must be short."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, lambda sent, _: came.append(sent))
        yield
    finally:
        for number, handler in before.items():
            # None is a handler that was not set from Python, and cannot be set again from it.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if came:
            signal.raise_signal(came[0])


def _mark(target: Path) -> str:
    return f".{_stem(target)}.writing-"


def _stem(target: Path) -> str:
    name = os.fsencode(target.name)
    return target.name if len(name) <= _LONGEST else hashlib.sha256(name).hexdigest()


@contextmanager
def _named_error(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"nothing can be written there ({error.strerror})"
        raise LocationError(f"{target}: {what}") from None


def _remove_leftovers(target: Path) -> None:
    mark = _mark(target)
    for path in sorted(target.parent.iterdir()):
        if not path.name.startswith(mark):
            continue
        if path.is_symlink() or not path.is_dir():
            with suppress(OSError):
                path.unlink()
            continue
        if (path / "old").is_dir() and not os.path.lexists(target):
            (path / "old").rename(target)
        shutil.rmtree(path, ignore_errors=True)


def _lock(path: Path) -> int | None:
    """Take the lock of a file and write our process into it; None where files have no locks."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if not _try_lock(handle):
                os.close(handle)
                return None
            # Who had the lock before may have removed this file since it was opened.
            with suppress(FileNotFoundError):
                if os.path.samestat(path.stat(), os.fstat(handle)):
                    os.truncate(handle, 0)
                    os.write(handle, f"{os.getpid()}\n".encode())
                    return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _try_lock(handle: int) -> bool:
    """Lock an open file; False where files have no locks.

    Raises :class:`BlockingIOError` if another process has the lock.
    """
    if sys.platform == "win32":  # pragma: no cover
        import msvcrt

        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError from None
        os.lseek(handle, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # pragma: no cover -- a file system without locks
        return False
    return True


def _holder(path: Path) -> str:
    """The process that a lock file names."""
    try:
        number = path.read_text().strip()
    except (OSError, ValueError):
        number = ""
    return f"another process ({number})" if number.isdecimal() else "another process"
