"""Write or compare a folder of files as a whole.

The files are written to a new folder beside the old one, which it replaces by renaming, so
that a write that fails leaves the old one. Files that the new folder does not have are lost;
so only a folder with nothing but files of the same format is replaced.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from policygraph.cli.options import default_mode, terminable
from policygraph.errors import LocationError
from policygraph.formats.files import Files
from policygraph.tables import locations


def write_folder(files: Files, output: str, patterns: Sequence[str]) -> None:
    """Write files to the folder ``output``, which is replaced if it has the same format.

    ``patterns`` match the names of the format's files. Between the two renames there is no
    folder at ``output``; if the second fails, or the process is interrupted or terminated there,
    the old folder is restored.
    """
    target = Path(os.path.abspath(output))  # noqa: PTH100 (a link stays a link)
    if not target.parent.is_dir():
        raise LocationError(f"{target.parent}: no such folder; make it first")
    if target.is_symlink():
        raise LocationError(f"{target}: is a link; name the folder that it leads to")
    if target.exists():
        _check_replaceable(target, patterns)
    with terminable():
        try:
            beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        except OSError as error:
            what = f"no folder can be made there ({error.strerror})"
            raise LocationError(f"{target}: {what}") from None
        new, old = beside / "new", beside / "old"
        try:
            new.mkdir(mode=0o777)
            for name, data in files.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                path.chmod(default_mode())
            if target.exists():
                target.rename(old)
            new.rename(target)
        finally:
            # An interruption may come at any step, also after a rename and before the next.
            if old.exists() and not target.exists():
                old.rename(target)
            shutil.rmtree(beside, ignore_errors=True)


def differences(files: Files, folder: str) -> list[str]:
    """One line for each file of a folder that is missing, superfluous or of other bytes.

    Sorted by path; a folder is compared by its files, whatever their permissions.
    """
    root = Path(folder)
    if not root.is_dir():
        raise LocationError(f"{root}: no such folder; name the one to compare")
    existing = {
        path.relative_to(root).as_posix(): path
        for path in root.rglob("*")
        if (path.is_symlink() or not path.is_dir()) and not locations.is_leftover(path)
    }
    found = []
    for name in sorted({*files, *existing}):
        if name not in existing:
            found.append(f"{(root / name).as_posix()}: missing")
        elif name not in files:
            found.append(f"{(root / name).as_posix()}: superfluous")
        elif not existing[name].is_file() or existing[name].read_bytes() != files[name]:
            found.append(f"{(root / name).as_posix()}: differs")
    return found


def _check_replaceable(target: Path, patterns: Sequence[str]) -> None:
    if not target.is_dir():
        raise LocationError(f"{target}: is a file; name a folder")
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target).as_posix()
        known = any(fnmatchcase(name, pattern) for pattern in patterns)
        known = known or locations.is_leftover(path)
        if path.is_symlink() or not (path.is_dir() or known):
            what = f"holds {name}, which writing this format there would remove"
            raise LocationError(f"{target}: {what}; name a new folder")
