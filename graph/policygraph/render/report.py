"""What ``check`` gives: the faults, one a line, and what was looked at."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from policygraph.pipeline import CheckReport
from policygraph.render.markdown import escape
from policygraph.render.prose import Page
from policygraph.render.views import View

_COLUMNS = ("file", "line", "subject", "what", "mend")


def report_view(report: CheckReport) -> View:
    """The report in every shape; rows and JSON lines give one fault each."""
    rows = [asdict(fault) for fault in report.faults]
    data: dict[str, Any] = {
        "faults": rows,
        "entities": len(report.collection.entities) if report.collection else None,
        "claims": len(report.collection.claims) if report.collection else None,
        "sources": len(report.collection.sources) if report.collection else None,
        "shapes_checked": report.shapes_checked,
        "passages": None,
    }
    if report.passages is not None:
        passages = report.passages
        data["passages"] = {"matched": passages.matched, "unchecked": passages.unchecked}

    def prose(page: Page) -> str:
        # One fault stays one line, however long: editors and grep read them.
        faults = "".join(page.paint(str(fault), "against") + "\n" for fault in report.faults)
        return faults + "".join(page.paragraph(line) for line in _lines(report))

    def markdown() -> str:
        faults = "".join(f"- {escape(str(fault))}\n" for fault in report.faults)
        return faults + "\n" + "\n".join(escape(line) for line in _lines(report)) + "\n"

    return View(data, rows, _COLUMNS, rows, prose, markdown)


def _lines(report: CheckReport) -> list[str]:
    lines = []
    count = len(report.faults)
    verdict = "in order" if not count else f"{count} fault{'' if count == 1 else 's'}"
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
        lines.append("Shapes were not checked: mend the faults above first.")
    if report.passages is not None:
        lines.append(
            f"Passages: {report.passages.matched} match their document, "
            f"{report.passages.unchecked} could not be checked (no hash, or no document at hand)."
        )
    return lines
