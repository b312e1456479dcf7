"""The header of a store: which form it has, what it holds, and how large each file is.

A store is a folder with a ``header.json`` and, named by its content, the folder of its
arrays. The header is written last and replaced in one step, so that whoever opens the
folder finds the old store or the new one, whole. Opening looks at sizes, :func:`verify` at
every byte.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from policygraph.errors import DataError, Fault, LocationError
from policygraph.store.format.array_file import unreadable
from policygraph.tables.locations import STORE_HEADER as HEADER

FORM = "policygraph-store"
#: Before the names of what a search runs over; and of what of it filters look at.
GRAPH = "graph/"
EVIDENCE = ("graph/support", "graph/against", "graph/spans")
#: The version of the form; a store of another one is built again.
VERSION = 3


@dataclass(frozen=True, slots=True)
class File:
    """The size of a file in bytes, and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says: names of datasets, counts, and the files by their path."""

    datasets: tuple[str, ...]
    counts: Mapping[str, int]
    content: str
    files: Mapping[str, File]

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(file.bytes for file in self.files.values())

    def size_of(self, *parts: str) -> int:
        """The size of the files whose names begin so, in bytes."""
        return sum(file.bytes for name, file in self.files.items() if name.startswith(parts))


def described(folder: Path, datasets: tuple[str, ...], counts: Mapping[str, int]) -> Header:
    """The header of the files below a folder."""
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        files[path.relative_to(folder).as_posix()] = File(path.stat().st_size, digest)
    listed = json.dumps([(name, file.sha256) for name, file in files.items()])
    content = hashlib.sha256(listed.encode()).hexdigest()[:16]
    return Header(datasets, counts, content, files)


def encoded(header: Header) -> bytes:
    """A header as it is written: JSON, with the SHA-256 of the rest at its end."""
    body = {"form": FORM, "version": VERSION, **asdict(header)}
    text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)
    return json.dumps(
        {**body, "sha256": hashlib.sha256(text.encode()).hexdigest()},
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    ).encode()


def read_header(folder: Path) -> Header:
    """The header of a store; :func:`check_sizes` looks at its files.

    Raises :class:`DataError` for a store that is foreign, of another version or torn, and
    :class:`LocationError` for a header that is not there or cannot be read.
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
        raise _torn(path, "is no whole header") from None
    if not isinstance(found, dict) or found.get("form") != FORM:
        raise DataError(f"{path}: is not the header of a store; name one that policygraph built")
    version = found.get("version")
    if version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        mend = "upgrade policygraph, or build" if newer else "build"
        what = f"the store has form {version}, and this release reads form {VERSION}"
        raise DataError(f"{folder}: {what}; {mend} it again with this release")
    try:
        header = Header(
            tuple(found["datasets"]),
            found["counts"],
            found["content"],
            {name: File(**file) for name, file in found["files"].items()},
        )
        whole = found["sha256"] == _checksum(text, found["sha256"])
    except (KeyError, TypeError, AttributeError):
        raise _torn(path, "is no whole header") from None
    if not whole:
        raise _torn(path, "does not match its checksum")
    return header


def check_sizes(folder: Path, header: Header) -> None:
    """Raise :class:`DataError` where a file of a store is missing or not of the size it had."""
    arrays = os.path.join(folder, header.content)  # noqa: PTH118 (a third of the time)
    for name, file in header.files.items():
        try:
            size = os.stat(f"{arrays}/{name}").st_size  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError):
            raise _torn(folder / header.content / name, "is missing") from None
        except OSError as error:
            raise unreadable(folder / header.content / name, error) from None
        if size != file.bytes:
            what = f"has {size} bytes where {file.bytes} were written"
            raise _torn(folder / header.content / name, what)


def _checksum(text: bytes, told: str) -> str:
    """The SHA-256 of a header without the line that tells it, which is all that differs."""
    line = f' "sha256": "{told}",\n'.encode()
    return hashlib.sha256(text.replace(b"\n" + line, b"\n", 1)).hexdigest()


def verify(folder: Path) -> list[Fault]:
    """Compare every byte of a store with its checksums; a fault for each file that differs."""
    header = read_header(folder)
    check_sizes(folder, header)
    what, mend = "does not match its checksum", "build the store again"
    return [
        Fault(path.as_posix(), 0, "", what, mend)
        for name, wanted in header.files.items()
        if not matches(path := folder / header.content / name, wanted)
    ]


def matches(path: Path, wanted: File) -> bool:
    """Whether a file is there and holds what was written."""
    if not path.is_file() or path.stat().st_size != wanted.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256


def _torn(path: Path, what: str) -> DataError:
    return DataError(f"{path}: {what}: the store is torn; build it again")
