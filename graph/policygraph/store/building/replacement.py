"""A store put in its place: the old one stays until the new one is whole.

A new store is made beside and renamed. One that takes another's place moves its arrays
in beside the old ones and then replaces the header, which names the arrays that count, in
one step. Whenever that is cut short, the folder is the old store or the new one; where the
machine itself goes down, too, as what a name leads to is forced to the disk before the name,
and the old store goes only after the new one's name has come there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policygraph.errors import LocationError
from policygraph.store.building.fsync import force, force_all
from policygraph.store.format.header import Header, encoded, matches
from policygraph.tables.locations import STORE_HEADER as HEADER
from policygraph.tables.locations import is_store

#: What arrays that are being made are called, before their content is known.
_MARK = ".building-"


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """An empty folder beside ``target``, which is checked to be replaceable; removed afterwards.

    What builds that were killed have left there is removed too.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 (a link stays a link)
    if not target.parent.is_dir():
        raise LocationError(f"{target.parent}: no such folder; make it first")
    check_replaceable(target)
    for left in target.parent.glob(f".{target.name}{_MARK}*"):
        if not _in_use(left):
            shutil.rmtree(left, ignore_errors=True)
    try:
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}{_MARK}"))
    except OSError as error:
        raise LocationError(f"{target}: no folder can be made there ({error.strerror})") from None
    try:
        with _used(beside):
            yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def check_replaceable(target: Path) -> None:
    """Raise :class:`LocationError` unless ``target`` is a store, an empty folder, or nothing."""
    if target.is_symlink():
        raise LocationError(f"{target}: is a link; name the folder that it leads to")
    if target.exists() and not target.is_dir():
        raise LocationError(f"{target}: is a file; name a folder")
    if target.exists() and not is_store(target) and any(target.iterdir()):
        raise LocationError(f"{target}: is a folder that holds no store; name a new one")


def put(arrays: Path, header: Header, target: Path) -> None:
    """Make the folder ``arrays``, with this header, the store at ``target``."""
    target = Path(os.path.abspath(target))  # noqa: PTH100
    if not is_store(target):
        whole = arrays.parent / "store"
        whole.mkdir(mode=0o777)
        arrays.rename(whole / header.content)
        (whole / HEADER).write_bytes(encoded(header))
        force_all(whole)
        if target.exists():
            target.rmdir()
        whole.rename(target)
        force(target.parent)
    else:
        there = target / header.content
        if all(matches(there / name, file) for name, file in header.files.items()):
            force_all(there)
        else:
            force_all(arrays)
            if there.exists():
                there.rename(arrays.parent / "torn")
            arrays.rename(there)
        force(target)
        new = arrays.parent / HEADER
        new.write_bytes(encoded(header))
        force(new)
        new.replace(target / HEADER)
        force(target)
        for other in target.iterdir():
            if other.name not in (HEADER, header.content):
                shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _used(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder, where the system has them: others then leave it alone."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _in_use(folder: Path) -> bool:
    try:
        import fcntl
    except ImportError:
        return True
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
