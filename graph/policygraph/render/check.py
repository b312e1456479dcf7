"""What ``check`` gives: the faults, one a line, and what was checked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from policygraph.pipeline import CheckReport
from policygraph.render.sentence import counted
from policygraph.render.tree import AGAINST, Block, Code, Document, Paragraph, printable
from policygraph.render.views import View

_COLUMNS = ("file", "line", "subject", "what", "mend")


def check_view(report: CheckReport) -> View:
    """The report in every shape; rows and JSON lines give one fault each."""
    rows = [asdict(fault) for fault in report.faults]
    collection, passages = report.collection, report.passages
    data: dict[str, Any] = {
        "faults": rows,
        "entities": len(collection.entities) if collection else None,
        "claims": len(collection.claims) if collection else None,
        "sources": len(collection.sources) if collection else None,
        "shapes_checked": report.shapes_checked,
        "passages": None,
    }
    if passages is not None:
        data["passages"] = {"matched": passages.matched, "unchecked": passages.unchecked}
    return View(data, rows, _COLUMNS, rows, lambda: check_document(report))


def check_document(report: CheckReport) -> Document:
    """The faults, then what was checked.

    One fault is one line, however long: editors and grep read them.
    """
    faults = "\n".join(printable(str(fault)) for fault in report.faults)
    blocks: list[Block] = [Code(faults, AGAINST)] if faults else []
    return Document("", (*blocks, *(Paragraph((line,)) for line in _lines(report))))


def _lines(report: CheckReport) -> list[str]:
    lines = []
    verdict = counted(len(report.faults), "fault") if report.faults else "in order"
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
                f"{report.checksums} files match their checksums. Shapes are for tables: check "
                "those that a store is built of."
            )
    elif not report.shapes_checked:
        lines.append("Shapes were not checked: fix the faults above first.")
    if report.passages is not None:
        lines.append(
            f"Passages: {report.passages.matched} match their document, "
            f"{report.passages.unchecked} could not be checked (no hash, or no document available)."
        )
    return lines
