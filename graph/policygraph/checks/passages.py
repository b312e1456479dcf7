"""Check the passage of a claim: its locator finds it in a document, its hash identifies it.

Two kinds of document can be checked offline: a text, whose locator is ``line N`` or
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
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from policygraph.errors import Fault, LocationError
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Location

_LINES = re.compile(r"(?:line ([0-9]{1,18})|lines ([0-9]{1,18})-([0-9]{1,18}))\Z")
_RECORD = re.compile(r"record ([^,]+), (\w+)\Z")


def passage_sha256(text: str) -> str:
    """The SHA-256 of a passage: Unicode NFC, white space collapsed, UTF-8.

    >>> passage_sha256("a  b\\n") == passage_sha256("a b")
    True
    """
    collapsed = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(collapsed.encode()).hexdigest()


@dataclass
class PassageReport:
    """How many passages match, how many could not be checked, and the faults.

    ``found`` counts the documents of sources that were found. A report is ``empty`` if not
    one passage was found and compared, although the caller asked for it.
    """

    matched: int = 0
    unchecked: int = 0
    found: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether no passage was checked at all."""
        return not self.matched and not self.faults


class _Document:
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


def check_passages(collection: Collection, folder: Path) -> PassageReport:
    """Check every claim's passage hash against the documents in ``folder``.

    A claim without a hash, or of a source whose document is not there, counts as
    unchecked. A locator without a passage, or a passage with another hash, is a
    fault.
    """
    if not folder.is_dir():
        raise LocationError(f"{folder}: no such folder of source documents; name one that exists")
    wanted = {s.text_sha256 for s in collection.sources.values() if s.text_sha256}
    documents = _documents(folder, wanted)
    report = PassageReport(found=len(documents))
    for claim in collection.claims.values():
        source = collection.sources.get(claim.source)
        document = documents.get((source.text_sha256 or "") if source else "")
        if document is None or claim.passage_sha256 is None:
            report.unchecked += 1
            continue
        fault = _fault(claim, document)
        if fault:
            report.faults.append(fault)
        else:
            report.matched += 1
    return report


def _documents(folder: Path, wanted: Iterable[str | None]) -> dict[str, _Document]:
    hashes = set(wanted)
    found: dict[str, _Document] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest in hashes and digest not in found:
                found[digest] = _Document(path)
    return found


def _fault(claim: Claim, document: _Document) -> Fault | None:
    at = claim.location or Location("", 0)
    hashes = [passage_sha256(passage) for passage in document.passages(claim.locator)]
    if not hashes:
        what = f"locator {claim.locator!r} finds no passage in the document"
        fix = "write 'line N', 'lines N-M' or 'record KEY, FIELD'"
    elif claim.passage_sha256 not in hashes:
        what = f"the passage hash does not match {claim.locator}"
        fix = f"correct the locator, or write {hashes[0]} if the passage is right"
    else:
        return None
    return Fault(at.file, at.line, f"claim {claim.id}", what, fix)
