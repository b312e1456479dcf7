"""A workbook for people (Office Open XML, ECMA-376): claims, entities, sources, judgements.

Every cell is text as the tables have it, except likelihoods and quantities that are plain
numbers; so no cell is a formula, no date is converted, and every script is shown. The claims
have the names of what they are about beside the ids, and their sources beside them. The file
is for reading, sorting and filtering; the tables of the format ``dataset`` are for editing.

The same graph gives the same bytes: no clock, no name of a machine, no compression.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from policygraph.errors import DataError
from policygraph.formats.files import encoded
from policygraph.formats.xml_text import attributes, text
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.tables.columns import own_columns
from policygraph.tables.reader import (
    CLAIM_COLUMNS,
    ENTITY_COLUMNS,
    JUDGEMENT_COLUMNS,
    SOURCE_COLUMNS,
    Cells,
    cells_of,
)

#: What a cell and a sheet may hold in the programs that open workbooks.
LONGEST, MOST_ROWS = 32_767, 1_048_576

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Columns that hold numbers, where a number is one that keeps its digits.
_NUMERIC = ("likelihood", "quantity")
_NUMBER = re.compile(r"(?=[-\d.]{1,16}\Z)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?\Z", re.ASCII)
#: ``_x0041_`` is a letter for a reader of workbooks, and a carriage return is written so.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: Of the columns of a source, those beside its claims.
_BESIDE = ("title", "publisher", "published", "url")
_WIDEST = 60

Rows = Iterable[Sequence[str]]


def write_xlsx(collection: Collection) -> bytes:
    """The workbook; raises :class:`DataError` for what no sheet can hold."""
    judgements = sorted(
        (judgement for dataset in collection.records for judgement in dataset.judgements),
        key=lambda judgement: judgement.order,
    )
    return workbook(
        {
            "claims": _table(
                _claim_columns(),
                (_claim_cells(collection, claim) for claim in collection.claims.values()),
            ),
            "entities": _table(ENTITY_COLUMNS, map(cells_of, collection.entities.values())),
            "sources": _table(SOURCE_COLUMNS, map(cells_of, collection.sources.values())),
            "identity": _table(JUDGEMENT_COLUMNS, map(cells_of, judgements)),
        }
    )


def workbook(sheets: dict[str, tuple[Sequence[str], Rows]]) -> bytes:
    """Sheets by name, each with its columns and rows, as one file."""
    numbered = list(enumerate(sheets.items(), 1))
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet{attributes(name=name, sheetId=str(n))} r:id="rId{n}"/>'
            for n, (name, _) in numbered
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered}
            | {"rId0": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _STYLES,
    }
    parts |= {
        f"xl/worksheets/sheet{n}.xml": _sheet(name, columns, rows)
        for n, (name, (columns, rows)) in numbered
    }
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, part in parts.items():
            info = ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, encoded(_HEAD + part))
    return out.getvalue()


def _table(columns: Sequence[str], rows: Iterable[Cells]) -> tuple[Sequence[str], Rows]:
    """Columns and rows of a sheet; the datasets' own columns come last."""
    rows = list(rows)
    own = own_columns({column for row in rows for column in row})
    return (*columns, *own), ([row.get(c, "") for c in (*columns, *own)] for row in rows)


def _claim_cells(collection: Collection, claim: Claim) -> Cells:
    """The cells of a claim, with names beside ids and its source beside it."""
    subject, relation, target = collection.triple(claim)
    source = cells_of(collection.sources[claim.source])
    return {
        **cells_of(claim),
        "subject_label": collection.label(subject),
        "relation_label": collection.ontology.relations[relation].label,
        "object_label": collection.label(target),
        "source": claim.source,
        **{f"source_{column}": source[column] for column in _BESIDE},
    }


def _claim_columns() -> list[str]:
    named = ("subject", "relation", "object")
    columns = []
    for column in CLAIM_COLUMNS:
        columns += [column, f"{column}_label"] if column in named else [column]
    return [*columns, "source", *(f"source_{column}" for column in _BESIDE)]


def _sheet(name: str, columns: Sequence[str], rows: Rows) -> str:
    """A sheet whose header stays in sight and can be filtered by."""
    lines, widths = [], [len(column) + 3 for column in columns]
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            raise DataError(f"{name}: a sheet holds {MOST_ROWS} rows; export dataset or parquet")
        widths = [max(pair) for pair in zip(widths, map(len, row), strict=True)]
        lines.append(_row(number, columns, row, name))
    last = f"{letters(len(columns))}{len(lines) + 1}"
    sized = "".join(
        f'<col min="{n}" max="{n}" width="{min(width + 1, _WIDEST)}" customWidth="1"/>'
        for n, width in enumerate(widths, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{sized}</cols>"
        f"<sheetData>{_row(1, columns, columns, name, head=True)}{''.join(lines)}</sheetData>"
        f'<autoFilter ref="A1:{last}"/></worksheet>'
    )


def _row(
    number: int, columns: Sequence[str], row: Sequence[str], sheet: str, *, head: bool = False
) -> str:
    def cells() -> Iterator[str]:
        for place, (column, value) in enumerate(zip(columns, row, strict=True), 1):
            if not value:
                continue
            if len(value.encode("utf-16-le")) > 2 * LONGEST:
                what = f"{column} has {len(value)} characters, and a cell of a workbook {LONGEST}"
                raise DataError(f"{sheet} {row[0]!r}: {what}; export dataset")
            at = f'r="{letters(place)}{number}"'
            style = ' s="1"' if head else ""
            if column in _NUMERIC and not head and _NUMBER.match(value):
                yield f"<c {at}><v>{value}</v></c>"
            else:
                shown = _ESCAPE.sub("_x005F_", value).replace("\r", "_x000D_")
                kept = f'<t xml:space="preserve">{text(shown)}</t>'
                yield f'<c {at}{style} t="inlineStr"><is>{kept}</is></c>'

    return f'<row r="{number}">{"".join(cells())}</row>'


def letters(column: int) -> str:
    """The name of a column by its number from 1.

    >>> letters(1), letters(26), letters(27)
    ('A', 'Z', 'AA')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for id, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _content_types(sheets: int) -> str:
    kinds = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    kinds |= {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in range(1, sheets + 1)}
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


#: Two styles of cells: ordinary, and bold for headers.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
