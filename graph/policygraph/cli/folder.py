"""Write or compare a folder of files as a whole.

The files are written to a new folder beside the old one, which it then replaces, so that a
write that fails leaves the old one. Files that the new folder does not have are lost;
so only a folder with nothing but files of the same format is replaced.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from policygraph.cli.options import default_mode, terminable
from policygraph.errors import LocationError
from policygraph.formats.files import Files
from policygraph.tables import locations
from policygraph.targets import locked, put_folder, temporary_folder


def write_folder(files: Files, output: str, patterns: Sequence[str]) -> None:
    """Write files to the folder ``output``, which is replaced if it has the same format.

    ``patterns`` match the names of the format's files. An interruption leaves the old folder or
    the new one at ``output`` (:mod:`policygraph.targets`).
    """
    target = Path(os.path.abspath(output))  # noqa: PTH100 (a link stays a link)
    if not target.parent.is_dir():
        raise LocationError(f"{target.parent}: no such folder; make it first")
    if target.is_symlink():
        raise LocationError(f"{target}: is a link; name the folder that it leads to")
    with terminable(), locked(target):
        if target.exists():
            _check_replaceable(target, patterns)
        beside = temporary_folder(target)
        try:
            new = beside / "new"
            new.mkdir(mode=0o777)
            for name, data in files.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                path.chmod(default_mode())
            put_folder(new, target)
        finally:
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
