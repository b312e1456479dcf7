"""Files forced to the disk, so that what counts on them afterwards finds them whole.

Where a folder is renamed or a header replaced, the disk may write that first and the files
that it names later; if the power fails between, the new name leads to holes. So files are
forced before what names them, and the folder that has a new name in it after that.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

#: What systems say of a folder that cannot be forced: it is done some other way there.
_NOT_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EISDIR}


def force(path: Path) -> None:
    """Force a file, or the list of names of a folder, to the disk."""
    folder = path.is_dir()
    try:
        # Some systems force only what is open for writing.
        handle = os.open(path, os.O_RDONLY if folder or os.name == "posix" else os.O_RDWR)
    except OSError:
        if folder and os.name != "posix":
            return
        raise
    try:
        _force(handle)
    except OSError as error:
        if not (folder and error.errno in _NOT_FOLDERS):
            raise
    finally:
        os.close(handle)


def force_all(folder: Path) -> None:
    """Force a folder with all that is in it to the disk, what is named before its name."""
    for path in sorted(folder.rglob("*"), reverse=True):
        force(path)
    force(folder)


def _force(handle: int) -> None:
    with suppress(ImportError):
        import fcntl

        whole = getattr(fcntl, "F_FULLFSYNC", None)
        if whole is not None:  # pragma: no cover (macOS: fsync stops at the drive's memory)
            with suppress(OSError):
                fcntl.fcntl(handle, whole)
                return
    os.fsync(handle)
