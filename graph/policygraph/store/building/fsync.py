"""Writing files to the disk itself, so that they are whole after a loss of power.

When a folder is renamed or a header replaced, the disk may write that first and the files
that it names later. If the power fails between, the new name leads to missing data. So files
are synced before what names them, and then the folder with the new name.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

#: Errors of systems that cannot sync a folder, because they do not need to.
_NOT_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EISDIR}


def fsync_path(path: Path) -> None:
    """Sync a file, or the list of names of a folder, to the disk."""
    folder = path.is_dir()
    try:
        # Some systems sync only what is open for writing.
        handle = os.open(path, os.O_RDONLY if folder or os.name == "posix" else os.O_RDWR)
    except OSError:
        if folder and os.name != "posix":
            return
        raise
    try:
        _fsync(handle)
    except OSError as error:
        if not (folder and error.errno in _NOT_FOLDERS):
            raise
    finally:
        os.close(handle)


def fsync_tree(folder: Path) -> None:
    """Sync a folder and everything in it, contents before names."""
    for path in sorted(folder.rglob("*"), reverse=True):
        fsync_path(path)
    fsync_path(folder)


def _fsync(handle: int) -> None:
    with suppress(ImportError):
        import fcntl

        whole = getattr(fcntl, "F_FULLFSYNC", None)
        if whole is not None:  # pragma: no cover (macOS: fsync stops at the drive's cache)
            with suppress(OSError):
                fcntl.fcntl(handle, whole)
                return
    os.fsync(handle)
