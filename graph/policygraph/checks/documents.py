"""The texts of sources: found in a folder by their hashes, and read at the locator of a claim.

Two kinds of document can be read offline: a text, whose locator is ``line N`` or
``lines N-M`` (both included), and newline-delimited JSON, whose locator is
``record KEY, FIELD`` (the record that has KEY as the value of one of its fields, and the
field that holds the passage).
The SHA-256 of its bytes identifies a document, so its file may have any name.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

from policygraph.errors import LocationError

_LINES = re.compile(r"(?:line ([0-9]{1,18})|lines ([0-9]{1,18})-([0-9]{1,18}))\Z")
_RECORD = re.compile(r"record ([^,]+), (\w+)\Z")


class SourceText:
    """A document, its lines and its records read once.

    Lines end where an editor ends them (LF, CRLF or CR), not at form feeds or Unicode
    separators. What is not UTF-8 is replaced, so that it matches no hash rather than
    ends the check.
    """

    def __init__(self, path: Path) -> None:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        self.lines = [line.rstrip("\n") for line in io.StringIO(text, newline=None)]
        self._records: dict[str, list[dict[str, object]]] | None = None

    def passages(self, locator: str) -> list[str]:
        """The passages of a locator: lines, or the field of each record with the key."""
        lines = _LINES.match(locator)
        if lines:
            first, last = int(lines[1] or lines[2]), int(lines[1] or lines[3])
            if 1 <= first <= last <= len(self.lines):
                return ["\n".join(self.lines[first - 1 : last])]
            return []
        record = _RECORD.match(locator)
        if record is None:
            return []
        values = (row.get(record[2]) for row in self.records().get(record[1], ()))
        return [value for value in values if isinstance(value, str)]

    def records(self) -> dict[str, list[dict[str, object]]]:
        """The records by each text that one of their fields has."""
        if self._records is None:
            self._records = {}
            for line in self.lines:
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if isinstance(row, dict):
                    for value in {value for value in row.values() if isinstance(value, str)}:
                        self._records.setdefault(value, []).append(row)
        return self._records


def source_texts(folder: Path, wanted: Iterable[str]) -> dict[str, SourceText]:
    """The documents in a folder and below it that have one of these hashes, by hash.

    Raises :class:`LocationError` for a folder that is not there.
    """
    if not folder.is_dir():
        raise LocationError(f"{folder}: no such folder of source documents; name one that exists")
    hashes = set(wanted)
    found: dict[str, SourceText] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest in hashes and digest not in found:
                found[digest] = SourceText(path)
    return found
