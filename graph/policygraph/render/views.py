"""One result, ready to be written in every output format.

A :class:`View` holds the same result in three shapes: plain values (JSON), rows
(table, CSV) and a document (text, Markdown). :data:`FORMATS` names the writers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from policygraph.model.names import isolated
from policygraph.render.tree import Document, printable
from policygraph.render.writers import DOCUMENTS
from policygraph.render.writers.text import Page, text_parts

#: Cells of a row by column; every row of a view has the same columns.
Row = Mapping[str, object]


_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Again(Iterable[_One]):
    """Things made anew each time that they are gone through, and never all held."""

    make: Callable[[], Iterator[_One]]

    def __iter__(self) -> Iterator[_One]:
        return self.make()


@dataclass(frozen=True)
class View:
    """A result in all its shapes; ``document`` is made when it is asked for.

    ``records`` are what JSON lines give, one a line. They and the rows may be :class:`Again`,
    where there are very many.
    """

    data: Any
    records: Iterable[Any]
    columns: tuple[str, ...]
    rows: Iterable[Row]
    document: Callable[[], Document]


def _json(view: View, page: Page) -> Iterator[str]:
    from policygraph.render.writers.json_text import json_parts

    yield from json_parts(view.data, 1)
    yield "\n"


def _jsonl(view: View, page: Page) -> Iterator[str]:
    from policygraph.render.writers.json_text import json_lines

    return json_lines(view.records)


def _csv(view: View, page: Page) -> Iterator[str]:
    for rows in ([view.columns], ([row[column] for column in view.columns] for row in view.rows)):
        for row in rows:
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerow(row)
            yield out.getvalue()


def _spreadsheet(view: View, page: Page) -> Iterator[str]:
    from policygraph.render.spreadsheet import spreadsheet_csv

    rows = ([row[column] for column in view.columns] for row in view.rows)
    yield spreadsheet_csv(view.columns, rows)


def _table(view: View, page: Page) -> Iterator[str]:
    """Columns aligned with two spaces between; nothing is cut or wrapped."""

    def lines() -> Iterator[list[str]]:
        return ([_cell(row[column]) for column in view.columns] for row in view.rows)

    widths = [len(column) for column in view.columns]
    for line in lines():
        widths = [max(width, len(cell)) for width, cell in zip(widths, line, strict=True)]
    for line in chain([list(view.columns)], [["-" * width for width in widths]], lines()):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(cells).rstrip() + "\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    return " ".join(printable(isolated(str(value))).split())


#: What writes a view piece by piece, by the name of the format that the command line uses;
#: ``text`` is the default.
WRITERS: dict[str, Callable[[View, Page], Iterator[str]]] = {
    "text": lambda view, page: text_parts(view.document(), page),
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "spreadsheet": _spreadsheet,
    "markdown": lambda view, page: iter((DOCUMENTS["markdown"].write(view.document()).decode(),)),
}


def _whole(name: str) -> Callable[[View, Page], str]:
    return lambda view, page: "".join(WRITERS[name](view, page))


#: Output formats as one text.
FORMATS: dict[str, Callable[[View, Page], str]] = {name: _whole(name) for name in WRITERS}
