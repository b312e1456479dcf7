"""The header of a store: the version of its format, its counts, and the size of each file.

A store is a folder with a ``header.json`` and a folder of arrays, which is named by a hash of
its content. The header is written last and replaced in one step, so that a reader finds
the whole old store or the whole new one. Opening compares sizes, :func:`verify` every byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from policygraph.errors import DataError, Fault, LocationError
from policygraph.store.format.array_file import unreadable
from policygraph.tables.locations import STORE_HEADER as HEADER

FORMAT = "policygraph-store"
#: The version of the format; a store of another version is built again.
VERSION = 5


#: Paths of files in a store: no part begins or ends with a dot, so that none leads outside.
_PLACE = re.compile(r"[\w-]+(?:[./][\w-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class File:
    """The size of a file in bytes, and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Header:
    """The content of the header: names of datasets, counts, and the files by their path."""

    datasets: tuple[str, ...]
    counts: Mapping[str, int]
    content: str
    files: Mapping[str, File]

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(file.bytes for file in self.files.values())

    def size_of(self, *parts: str) -> int:
        """The size in bytes of the files whose names begin with one of ``parts``."""
        return sum(file.bytes for name, file in self.files.items() if name.startswith(parts))


def describe(folder: Path, datasets: tuple[str, ...], counts: Mapping[str, int]) -> Header:
    """The header of the files below a folder."""
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        files[path.relative_to(folder).as_posix()] = File(path.stat().st_size, digest)
    listed = json.dumps([(name, file.sha256) for name, file in files.items()])
    content = hashlib.sha256(listed.encode()).hexdigest()[:16]
    return Header(datasets, counts, content, files)


def encode(header: Header) -> bytes:
    """A header as it is written: JSON, with the SHA-256 of the rest at its end."""
    body = {"form": FORMAT, "version": VERSION, **asdict(header)}
    text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)
    return json.dumps(
        {**body, "sha256": hashlib.sha256(text.encode()).hexdigest()},
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    ).encode()


def read_header(folder: Path) -> Header:
    """The header of a store; :func:`check_sizes` compares its files.

    Raises :class:`DataError` for a store that is foreign, corrupt or of another version, and
    :class:`LocationError` for a header that is missing or cannot be read.
    """
    path = folder / HEADER
    try:
        text = path.read_bytes()
        found: Any = json.loads(text)
    except FileNotFoundError:
        raise LocationError(f"{folder}: has no {HEADER}; name a store that was built") from None
    except OSError as error:
        raise unreadable(path, error) from None
    except (ValueError, RecursionError):
        raise _corrupt(path, "is not a complete header") from None
    if not isinstance(found, dict) or found.get("form") != FORMAT:
        raise DataError(f"{path}: is not the header of a store; name one that policygraph built")
    version = found.get("version")
    if version != VERSION or not isinstance(version, int):
        newer = isinstance(version, int) and version > VERSION
        fix = "upgrade policygraph, or build" if newer else "build"
        given = version if isinstance(version, int) else repr(version)[:40]
        what = f"the store has format {given}, and this release reads format {VERSION}"
        raise DataError(f"{folder}: {what}; {fix} it again with this release")
    try:
        header = Header(
            tuple(found["datasets"]),
            found["counts"],
            found["content"],
            {name: File(**file) for name, file in found["files"].items()},
        )
        whole = found["sha256"] == _checksum(text, found["sha256"])
    except (KeyError, TypeError, AttributeError):
        raise _corrupt(path, "is not a complete header") from None
    if not whole:
        raise _corrupt(path, "does not match its checksum")
    _check_form(path, header)
    return header


def _check_form(path: Path, header: Header) -> None:
    """Refuse values of other types, and files that would be outside of the store."""
    numbers = [*header.counts.values(), *(file.bytes for file in header.files.values())]
    texts = [*header.datasets, *(file.sha256 for file in header.files.values())]
    if not (
        all(type(number) is int and number >= 0 for number in numbers)
        and all(isinstance(text, str) for text in texts)
    ):
        raise _corrupt(path, "is not a complete header")
    for place in (header.content, *header.files):
        if not (isinstance(place, str) and _PLACE.fullmatch(place)):
            raise _corrupt(path, f"names {place!r}, which is not a file of a store")
    if "/" in header.content:
        raise _corrupt(path, f"names {header.content!r}, which is not a folder of a store")


def check_sizes(folder: Path, header: Header) -> None:
    """Raise :class:`DataError` for a file that is missing, has another size, or is no file.

    A link is no file of a store: it may lead outside.
    """
    arrays = os.path.join(folder, header.content)  # noqa: PTH118 (a third of the time)
    folders = {name.rpartition("/")[0] for name in header.files}
    for name in ("", *sorted(folders - {""})):
        if os.path.islink(f"{arrays}/{name}".rstrip("/")):  # noqa: PTH114
            raise _corrupt(folder / header.content / name, "is a link")
    for name, file in header.files.items():
        try:
            found = os.lstat(f"{arrays}/{name}")
        except (FileNotFoundError, NotADirectoryError):
            raise _corrupt(folder / header.content / name, "is missing") from None
        except OSError as error:
            raise unreadable(folder / header.content / name, error) from None
        if not stat.S_ISREG(found.st_mode):
            raise _corrupt(folder / header.content / name, "is not a file")
        if found.st_size != file.bytes:
            what = f"has {found.st_size} bytes where {file.bytes} were written"
            raise _corrupt(folder / header.content / name, what)


def _checksum(text: bytes, given: str) -> str:
    """The SHA-256 of a header without the line of its checksum."""
    line = f' "sha256": "{given}",\n'.encode()
    return hashlib.sha256(text.replace(b"\n" + line, b"\n", 1)).hexdigest()


def verify(folder: Path) -> list[Fault]:
    """Compare every byte of a store with its checksums; one fault for each file that differs."""
    header = read_header(folder)
    check_sizes(folder, header)
    what, fix = "does not match its checksum", "build the store again"
    return [
        Fault(path.as_posix(), 0, "", what, fix)
        for name, wanted in header.files.items()
        if not has_checksum(path := folder / header.content / name, wanted)
    ]


def has_checksum(path: Path, wanted: File) -> bool:
    """Whether a file exists and has its checksum."""
    if not path.is_file() or path.stat().st_size != wanted.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256


def _corrupt(path: Path, what: str) -> DataError:
    return DataError(f"{path}: {what}: the store is corrupt; build it again")
