"""One result, ready to be written in every output format.

A :class:`View` holds the same result in three shapes: plain values (JSON), rows
(table, CSV) and a document (text, Markdown). :data:`FORMATS` names the writers.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policygraph.model.names import isolated
from policygraph.render.tree import Document, printable
from policygraph.render.writers import DOCUMENTS
from policygraph.render.writers.text import Page, write_text

#: Cells of a row by column; every row of a view has the same columns.
Row = Mapping[str, object]


@dataclass(frozen=True)
class View:
    """A result in all its shapes; ``document`` is made when it is asked for.

    ``records`` are what JSON lines give, one a line.
    """

    data: Any
    records: Sequence[Any]
    columns: tuple[str, ...]
    rows: Sequence[Row]
    document: Callable[[], Document]


def _json(view: View, page: Page) -> str:
    return json.dumps(view.data, ensure_ascii=False, indent=1) + "\n"


def _jsonl(view: View, page: Page) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in view.records)


def _csv(view: View, page: Page) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(view.columns)
    writer.writerows([row[column] for column in view.columns] for row in view.rows)
    return out.getvalue()


def _spreadsheet(view: View, page: Page) -> str:
    from policygraph.render.spreadsheet import spreadsheet_csv

    rows = ([row[column] for column in view.columns] for row in view.rows)
    return spreadsheet_csv(view.columns, rows)


def _table(view: View, page: Page) -> str:
    """Columns aligned with two spaces between; nothing is cut or wrapped."""
    lines = [list(view.columns)]
    lines += [[_cell(row[column]) for column in view.columns] for row in view.rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(view.columns))]
    lines.insert(1, ["-" * width for width in widths])
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        + "\n"
        for line in lines
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    return " ".join(printable(isolated(str(value))).split())


#: Output formats by the name the command line uses; ``text`` is the default.
FORMATS: dict[str, Callable[[View, Page], str]] = {
    "text": lambda view, page: write_text(view.document(), page),
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "spreadsheet": _spreadsheet,
    "markdown": lambda view, page: DOCUMENTS["markdown"].write(view.document()).decode(),
}
