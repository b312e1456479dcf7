"""Verdicts on claims, read back from the sheet that ``audit`` wrote and a reader filled in.

A sheet is CSV with a header row. A row is about the claim in its column ``claim``; a blank
``verdict`` is one that is still to be given. Every other column may be absent. A spreadsheet's
apostrophe before a cell (:mod:`policygraph.render.spreadsheet`) is no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policygraph.errors import DataError, Fault, LocationError
from policygraph.model.records import Location
from policygraph.tables import locations
from policygraph.tables.columns import Columns
from policygraph.tables.csv_reader import Row, csv_rows

#: The columns of a sheet, in its order: the claim, where it stands, and what a reader finds.
SHEET_COLUMNS = (
    "number", "claim", "sentence", "modality", "likelihood", "start", "end", "passage",
    "passage_why", "verdict", "by", "why", "locator", "source", "title", "url", "note",
    "claim_sha256",
)  # fmt: skip
_COLUMNS = Columns(SHEET_COLUMNS, ("claim", "verdict"))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What one reader found of one claim; ``verdict`` is empty where it is still to be given.

    ``sha256`` is that of what the claim said when it was drawn, empty where the sheet has none.
    """

    claim: str
    verdict: str
    by: str
    why: str
    sha256: str
    location: Location


def read_verdicts(path: str | Path, terms: Sequence[str]) -> list[SheetRow]:
    """The rows of a sheet, in its order, with verdicts in the spelling of ``terms``.

    Raises :class:`DataError` with the first bad row: an unknown verdict, no claim, or one
    reader's second row about a claim.
    """
    file = Path(path)
    shown = locations.shown(file)
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        what = "no such file; name the sheet that audit -o wrote"
        raise LocationError(f"{shown}: {what}") from None
    except OSError as error:
        raise LocationError(f"{shown}: cannot be read ({error.strerror})") from None
    faults: list[Fault] = []
    known = {_folded(term): term for term in terms}
    seen: dict[tuple[str, str], int] = {}
    found = []
    for row in csv_rows(data, shown, _COLUMNS, "row", faults):
        read = _read(row, known)
        first = seen.setdefault((read.claim, read.by), row.location.line)
        if first != row.location.line:
            again = f"{read.claim} is judged in line {first} too"
            row.fault(again, "keep one of the rows, or say in 'by' who judged each")
        found.append(read)
    if faults:
        worst = sorted(faults)
        more = f" (and {len(worst) - 1} more)" if len(worst) > 1 else ""
        raise DataError(f"{worst[0]}{more}")
    return found


def _read(row: Row, known: dict[str, str]) -> SheetRow:
    cells = {name: row.text(name).removeprefix("'") for name in ("claim", "verdict", "by", "why")}
    if not cells["claim"]:
        row.fault("claim is blank", "write the id of the claim, or remove the row")
    verdict = known.get(_folded(cells["verdict"]), "")
    if cells["verdict"] and not verdict:
        fix = f"write one of {', '.join(known.values())}, or leave it blank"
        row.fault(f"unknown verdict {cells['verdict']!r}", fix)
    sha256 = row.text("claim_sha256").removeprefix("'")
    return SheetRow(cells["claim"], verdict, cells["by"], cells["why"], sha256, row.location)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
