"""What ``check`` gives: faults and warnings, one a line, and what was checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from policygraph.errors import DataWarning, Fault
from policygraph.pipeline import CheckReport
from policygraph.render.sentence import counted
from policygraph.render.tree import AGAINST, Block, Code, Document, Paragraph, printable
from policygraph.render.views import View

_COLUMNS = ("severity", "kind", "file", "line", "subject", "what", "mend")
#: How many warnings of one kind a document lists; rows and JSON have all of them.
LISTED = 20


def check_view(report: CheckReport) -> View:
    """The report in every shape; rows and JSON lines give one fault or warning each."""
    rows = [_row(found) for found in (*report.faults, *report.warnings)]
    collection, passages = report.collection, report.passages
    data: dict[str, Any] = {
        "faults": [asdict(fault) for fault in report.faults],
        "warnings": [asdict(warning) for warning in report.warnings],
        "entities": len(collection.entities) if collection else None,
        "claims": len(collection.claims) if collection else None,
        "sources": len(collection.sources) if collection else None,
        "shapes_checked": report.shapes_checked,
        "passages": None,
    }
    if passages is not None:
        data["passages"] = {
            "matched": passages.matched,
            "unchecked": passages.unchecked,
            "found": passages.found,
        }
    return View(data, rows, _COLUMNS, rows, lambda: check_document(report))


def _row(found: Fault) -> dict[str, object]:
    warned = isinstance(found, DataWarning)
    row: dict[str, object] = {"severity": "warning" if warned else "fault", "kind": ""}
    return {**row, **asdict(found)}


def check_document(report: CheckReport) -> Document:
    """The faults, then the warnings, then what was checked.

    One fault is one line, however long: editors and grep read them. All faults are listed, and
    of each kind of warning the first :data:`LISTED`.
    """
    blocks: list[Block] = []
    faults = "\n".join(printable(str(fault)) for fault in report.faults)
    if faults:
        blocks.append(Code(faults, AGAINST))
    if report.warnings:
        blocks.append(Code("\n".join(_listed(report.warnings))))
    return Document("", (*blocks, *(Paragraph((line,)) for line in _lines(report))))


def _listed(warnings: tuple[DataWarning, ...]) -> list[str]:
    """The first warnings of each kind, and how many more of it there are."""
    lines: list[str] = []
    count: Counter[str] = Counter()
    for warning in warnings:
        count[warning.kind] += 1
        if count[warning.kind] <= LISTED:
            lines.append(printable(str(warning)))
    lines += (
        f"and {number - LISTED} more of the kind '{kind}'; --format csv lists all"
        for kind, number in sorted(count.items())
        if number > LISTED
    )
    return lines


def _lines(report: CheckReport) -> list[str]:
    lines = []
    verdict = counted(len(report.faults), "fault") if report.faults else "in order"
    if report.passages is not None and report.passages.empty and not report.faults:
        verdict = "tables in order, passages not checked"
    if report.warnings:
        verdict += f", {counted(len(report.warnings), 'warning')}"
    if report.collection is not None:
        held = report.collection
        lines.append(
            f"{len(held.entities)} entities, {len(held.claims)} claims, "
            f"{len(held.sources)} sources: {verdict}."
        )
    else:
        what = "The ontology" if report.checksums is None else "The store"
        lines.append(f"{what} cannot be used: {verdict}.")
    if report.checksums is not None:
        if report.collection is not None:
            lines.append(
                f"{report.checksums} files match their checksums. Texts, dates, identities and "
                "shapes are checked in tables: check those that a store is built of."
            )
    elif not report.shapes_checked:
        lines.append("Shapes were not checked: fix the faults above first.")
    if report.passages is not None and report.passages.empty:
        found = counted(report.passages.found, "text")
        claims = counted(report.passages.unchecked, "claim")
        lines.append(
            f"No passage was checked: {found} of the sources found there, {claims} without a hash "
            "or a text. Name the folder of the texts whose text_sha256 sources.csv has."
        )
    elif report.passages is not None:
        lines.append(
            f"Passages: {report.passages.matched} match their document, "
            f"{report.passages.unchecked} could not be checked (no hash, or no document available)."
        )
    return lines
