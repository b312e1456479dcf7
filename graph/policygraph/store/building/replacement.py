"""Replacing a store: the old one stays until the new one is whole.

A new store is built in a temporary folder and renamed. If it replaces another, its arrays
are moved beside the old ones, and then the header, which names the valid arrays, is replaced
in one step. At every moment the folder is the old store or the new one, even if the power
fails: contents are synced to the disk before the name that leads to them, and the old arrays
are removed after the new name is synced.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policygraph.errors import LocationError
from policygraph.store.building.fsync import fsync_path, fsync_tree
from policygraph.store.format.header import Header, encode, has_checksum
from policygraph.tables.locations import STORE_HEADER as HEADER
from policygraph.tables.locations import is_store
from policygraph.targets import locked, put_folder, temporary_folder


@contextmanager
def build_folder(target: Path) -> Iterator[Path]:
    """An empty temporary folder beside ``target``, removed afterwards.

    ``target`` is checked to be replaceable, and locked: a second build of it is refused, and what
    killed builds left is removed.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 (a link stays a link)
    if not target.parent.is_dir():
        raise LocationError(f"{target.parent}: no such folder; make it first")
    check_replaceable(target)
    with locked(target):
        temporary = temporary_folder(target)
        try:
            yield temporary
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def check_replaceable(target: Path) -> None:
    """Raise :class:`LocationError` unless ``target`` is a store, an empty folder, or missing."""
    if target.is_symlink():
        raise LocationError(f"{target}: is a link; name the folder that it leads to")
    if target.exists() and not target.is_dir():
        raise LocationError(f"{target}: is a file; name a folder")
    if target.exists() and not is_store(target) and any(target.iterdir()):
        raise LocationError(f"{target}: is a folder that holds no store; name a new one")


def replace_store(arrays: Path, header: Header, target: Path) -> None:
    """Make the folder ``arrays``, with this header, the store at ``target``."""
    target = Path(os.path.abspath(target))  # noqa: PTH100
    if not is_store(target):
        whole = arrays.parent / "store"
        whole.mkdir(mode=0o777)
        arrays.rename(whole / header.content)
        (whole / HEADER).write_bytes(encode(header))
        fsync_tree(whole)
        put_folder(whole, target)
        fsync_path(target.parent)
    else:
        current = target / header.content
        if all(has_checksum(current / name, file) for name, file in header.files.items()):
            fsync_tree(current)
        else:
            fsync_tree(arrays)
            put_folder(arrays, current)
        fsync_path(target)
        new = arrays.parent / HEADER
        new.write_bytes(encode(header))
        fsync_path(new)
        new.replace(target / HEADER)
        fsync_path(target)
        for other in target.iterdir():
            if other.name not in (HEADER, header.content):
                shutil.rmtree(other, ignore_errors=True)
