"""Check the passage of a claim: its locator finds it in a document, its hash identifies it.

Which documents can be read, and which locators, is in :mod:`.documents`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from policygraph.checks.documents import SourceText, source_texts
from policygraph.errors import Fault
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Location


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


def check_passages(collection: Collection, folder: Path) -> PassageReport:
    """Check every claim's passage hash against the documents in ``folder``.

    A claim without a hash, or of a source whose document is not there, counts as
    unchecked. A locator without a passage, or a passage with another hash, is a
    fault.
    """
    wanted = {s.text_sha256 for s in collection.sources.values() if s.text_sha256}
    documents = source_texts(folder, wanted)
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


def _fault(claim: Claim, document: SourceText) -> Fault | None:
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
