"""What each format loses, found by writing: a value whose change changes no byte is lost.

A small dataset has a record of each kind with a value in every column. One value after
another is changed, and each format writes both datasets. ``python -m tests.formats.losses``
puts the list into docs/formats.md, and a test compares it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from policygraph.formats import FORMATS
from policygraph.formats.dataset_folder import read_dataset_folder
from policygraph.formats.files import Files, csv_table
from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.ontology import Ontology
from policygraph.tables.ontology import read_ontology
from policygraph.tables.reader import (
    CLAIM_COLUMNS,
    ENTITY_COLUMNS,
    JUDGEMENT_COLUMNS,
    SOURCE_COLUMNS,
)
from tests.documents import ROOT

PAGE = ROOT / "docs" / "formats.md"
#: The list stands in the page between these two headings.
BETWEEN = ("## What each format loses", "## A release")
#: A file that lists what is lost does not keep it.
LISTS = ("omitted.csv",)

#: Rows by table: records by name, cells by column. A record without a column has it blank.
Rows = dict[str, dict[str, dict[str, str]]]

#: What every claim has besides.
MORE = {"origin": "r", "grade": "decisive", "towards": "z", "need": "each"}
BASE: Rows = {
    "entities": {
        "": {
            "id": "a", "type": "company", "label": "Alpha", "aliases": "zh:甲|Alef",
            "description": "makes things", "wikidata": "Q1", "same_as": "https://example.org/a",
        },
        "other": {"id": "b", "type": "company", "label": "Beta"},
        "spare": {"id": "z", "type": "company", "label": "Zeta"},
    },
    "sources": {
        "": {
            "id": "s", "kind": "report", "title": "A report", "authors": "An author",
            "publisher": "A publisher", "published": "2024-01-02", "url": "https://example.org/s",
            "origin": "r", "reliability": "B", "licence": "CC0", "text_sha256": "0" * 64,
            "held": "a shelf",
        },
        "other": {
            "id": "r", "kind": "report", "title": "Another", "publisher": "A publisher",
            "published": "2024-01-01", "url": "https://example.org/r",
        },
    },
    "identity": {
        "": {
            "left": "a", "right": "b", "judgement": "different", "by": "An editor",
            "date": "2024-01-05", "why": "They are two",
        },
    },
    "claims/s": {
        "": {
            "id": "c1", "subject": "a", "relation": "owns", "object": "b",
            "polarity": "affirmed", "modality": "stated", "likelihood": "0.9",
            "attributed_to": "z", "start": "2020", "end": "2021", "quantity": "51",
            "unit": "percent", "locator": "p. 1", "passage_sha256": "1" * 64,
            "known_since": "2024-01-01", "disputes": "c0", **MORE, "note": "A note",
        },
        # Weaker, of the same triple.
        "further": {
            "id": "c2", "subject": "a", "relation": "owns", "object": "b",
            "polarity": "affirmed", "modality": "stated", "likelihood": "0.5",
            "attributed_to": "z", "start": "2020", "end": "2021", "quantity": "50",
            "unit": "percent", "locator": "p. 2", "passage_sha256": "2" * 64,
            "known_since": "2024-01-01", "disputes": "c0", **MORE, "note": "Another note",
        },
        "denied": {
            "id": "c3", "subject": "a", "relation": "owns", "object": "b",
            "polarity": "denied", "modality": "stated", "likelihood": "0.8",
            "attributed_to": "z", "start": "2020", "end": "2021", "quantity": "51",
            "unit": "percent", "locator": "p. 3", "passage_sha256": "3" * 64,
            "known_since": "2024-01-01", "disputes": "c0", **MORE, "note": "A doubt",
        },
        "withdrawn": {
            "id": "c4", "subject": "a", "relation": "owns", "object": "b",
            "polarity": "affirmed", "modality": "stated", "likelihood": "0.8",
            "attributed_to": "z", "start": "2020", "end": "2021", "quantity": "9",
            "unit": "percent", "locator": "p. 4", "passage_sha256": "4" * 64,
            "known_since": "2024-01-01", "disputes": "c0", **MORE, "withdrawn": "2024-02-01",
            "note": "Wrong",
        },
        # Whatever a denial says, it speaks against this one, and so against the triple.
        "plain": {
            "id": "c5", "subject": "a", "relation": "owns", "object": "b",
            "polarity": "affirmed", "modality": "stated", "likelihood": "0.3", "locator": "p. 5",
        },
        "zero": {
            "id": "c0", "subject": "b", "relation": "owns", "object": "z",
            "polarity": "affirmed", "modality": "stated", "likelihood": "0.4",
            "start": "2019", "end": "2021", "quantity": "40", "unit": "percent", "locator": "p. 0",
        },
    },
}  # fmt: skip

#: The changed value of each column of a table. An id gets a letter more, wherever it is.
CHANGED: Mapping[str, Mapping[str, str]] = {
    "entities": {
        "id": "", "type": "fund", "label": "Omega", "aliases": "zh:乙|Alef",
        "description": "sells things", "wikidata": "Q2", "same_as": "https://example.org/b",
    },
    "sources": {
        "id": "", "kind": "law", "title": "Other words", "authors": "Somebody",
        "publisher": "Some press", "published": "2023-12-30", "url": "https://example.org/t",
        "origin": "", "reliability": "C", "licence": "CC BY", "text_sha256": "f" * 64,
        "held": "another shelf",
    },
    "identity": {
        "left": "z", "right": "z", "judgement": "same", "by": "Somebody", "date": "2024-01-06",
        "why": "Other words",
    },
    "claims/s": {
        "id": "", "subject": "z", "relation": "subsidiary-of", "object": "z",
        "polarity": "denied", "modality": "planned", "likelihood": "0.6", "attributed_to": "",
        "start": "2018", "end": "2022", "quantity": "52", "unit": "shares",
        "locator": "p. 9", "passage_sha256": "f" * 64, "known_since": "2023-12-31",
        "disputes": "", "withdrawn": "2024-02-02", "note": "Other words", "origin": "",
        "grade": "diffuse", "towards": "", "need": "any", "draft": "draft",
    },
}  # fmt: skip
#: The columns of each table, in their order. A new one needs a value above.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "entities": ENTITY_COLUMNS,
    "sources": SOURCE_COLUMNS,
    "identity": JUDGEMENT_COLUMNS,
    "claims/s": CLAIM_COLUMNS,
}
#: What the page calls a record, by its table and its name.
KINDS = {
    ("entities", ""): "entities",
    ("claims/s", ""): "claims",
    ("claims/s", "further"): "further claims of the same triple",
    ("claims/s", "denied"): "denied claims",
    ("claims/s", "withdrawn"): "withdrawn claims",
    ("sources", ""): "sources",
    ("identity", ""): "judgements of identity",
}
#: Values that are not a whole cell.
PARTS = {"language of names": ("entities", "aliases", "甲|Alef")}


@cache
def ontology() -> Ontology:
    return read_ontology(ROOT / "ontology" / "policygraph.ttl")


def collection(rows: Rows) -> Collection:
    """The dataset of rows; a fault in it fails."""
    files = {
        f"{table}.csv": csv_table(
            columns, [[cells.get(column, "") for column in columns] for cells in records.values()]
        )
        for table, records in rows.items()
        for columns in [COLUMNS.get(table, CLAIM_COLUMNS)]
    }
    (tables,) = read_dataset_folder(files, "small", ontology())
    merged, faults = merge_datasets(ontology(), [tables.dataset])
    assert not tables.faults and not faults, (tables.faults, faults)
    return merged


def changed(table: str, record: str, column: str, value: str) -> Rows:
    """The rows with another value in one cell; a new id is also in the cells that name it."""
    old = BASE[table][record][column]

    def renamed(text: str) -> str:
        return "|".join(value if part == old else part for part in text.split("|"))

    rows: Rows = {
        name: {
            key: {
                c: renamed(text) if column == "id" and c not in ("label", "aliases") else text
                for c, text in cells.items()
            }
            for key, cells in records.items()
        }
        for name, records in BASE.items()
    }
    if column == "id" and table == "sources" and not record:
        rows[f"claims/{value}"] = rows.pop("claims/s")
    rows[table if table in rows else f"claims/{value}"][record][column] = value
    return rows


def written(name: str, rows: Rows) -> Files:
    """The files of a format without those that only list what it loses."""
    files = FORMATS[name].write(collection(rows))
    return {file: data for file, data in files.items() if file not in LISTS}


def losses(name: str) -> Iterator[tuple[str, list[str], bool]]:
    """By kind of record: the columns that a format loses, and whether these are all."""
    base = written(name, BASE)
    for (table, record), kind in KINDS.items():
        lost = []
        changes = {column: (column, CHANGED[table][column]) for column in COLUMNS[table]}
        if table == "claims/s":
            del changes["draft"]  # a row so marked is no claim
            if record != "withdrawn":
                del changes["withdrawn"]
        changes |= {part: (c, value) for part, (t, c, value) in PARTS.items() if t == table}
        for shown, (column, value) in changes.items():
            if column == "id":
                value = f"{BASE[table][record]['id']}x"
            elif value == BASE[table][record].get(column):
                value = {"denied": "affirmed"}[value]
            if written(name, changed(table, record, column, value)) == base:
                lost.append(shown)
        yield kind, lost, len(lost) == len(changes)


def lines_of(name: str) -> list[str]:
    """What a format loses, as lines of a list."""
    found = []
    for kind, lost, everything in losses(name):
        if lost:
            columns = ", ".join(c if c in PARTS else f"`{c}`" for c in lost)
            found.append(f"  - {kind}: {'everything' if everything else columns}")
    return found


def section() -> str:
    """The list for the page: formats that lose the same have one entry."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in FORMATS:
        groups.setdefault(tuple(lines_of(name)), []).append(f"`{name}`")
    out = []
    for lines, names in groups.items():
        out += [f"- {', '.join(names)}{':' if lines else ': nothing'}", *lines]
    return "\n".join(out)


def rewritten(text: str) -> str:
    """The page with the current list."""
    pattern = re.compile(rf"({BETWEEN[0]}\n.*?\n\n)- .*?(\n\n{BETWEEN[1]})", re.DOTALL)
    assert pattern.search(text), f"docs/formats.md has no list after {BETWEEN[0]!r}"
    return pattern.sub(lambda match: match[1] + section() + match[2], text)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
