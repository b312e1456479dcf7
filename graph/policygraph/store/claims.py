"""Tables of claims to the store's columns, and which rows are in doubt.

What is judged here by columns is what :func:`policygraph.tables.reader.claim_reader` and
:mod:`policygraph.checks.records` judge row by row: no row that they would find at fault is
passed over, and those in doubt are left to them. Texts go to their files as they are
read; what stays in memory are numbers and the ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import DataError
from policygraph.model import dates, iris
from policygraph.model.ontology import Ontology
from policygraph.model.records import POLARITIES, Location
from policygraph.store.entities import EntityTable, write_ids
from policygraph.store.reading import (
    Cells,
    Doubts,
    Ids,
    Table,
    blank,
    coded,
    distinct,
    matches,
    numbers,
    read_together,
    sorted_ids,
)
from policygraph.store.rows import CLAIM_DATES, CLAIM_TEXTS
from policygraph.store.texts import TextWriter
from policygraph.tables.csv_reader import NUMBER, Row
from policygraph.tables.folder import CLAIMS
from policygraph.tables.reader import CLAIM_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The code of a date that is not given, and of one that cannot be read.
NONE, UNREADABLE = -1, -2

#: A likelihood that Arrow and Python read alike; others are read one by one.
_DECIMAL = r"0?\.[0-9]{1,15}|[01](?:\.[0-9]{1,15})?"


class Days:
    """The different dates of all claims, each once: its text, and the days it may mean."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {"": NONE}
        self.spans: list[dates.Span] = []

    def code(self, text: str) -> int:
        """The code of a date as it is written."""
        code = self.codes.get(text)
        if code is None:
            code = UNREADABLE
            try:
                span = dates.Span("..", -inf, inf) if text == ".." else None
                self.spans.append(span or dates.read_date(text))
                code = len(self.spans) - 1
            except DataError:
                pass
            self.codes[text] = code
        return code

    @property
    def open(self) -> int:
        """The code of ``..``, or one that no date has."""
        return self.codes.get("..", UNREADABLE)

    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The earliest and the latest day of each date."""
        return (
            np.array([span.earliest for span in self.spans], np.float64),
            np.array([span.latest for span in self.spans], np.float64),
        )

    @property
    def texts(self) -> list[str]:
        """The dates as written, by code."""
        return [span.text for span in self.spans]


@dataclass
class ClaimTable:
    """The claims as read, sorted by id: one array a column.

    ``order`` says for each claim where it was read, or is None where that is its own place.
    ``disputing`` and ``disputed`` go together, the latter -1 where no such claim is there.
    """

    ids: Ids
    order: NDArray[np.int64] | None
    columns: dict[str, NDArray[Any]]
    days: Days
    disputing: NDArray[np.int64]
    disputed: NDArray[np.int64]
    disputed_ids: list[str]
    doubts: Doubts

    def __len__(self) -> int:
        return len(self.columns["subject"])

    def rows_of(self, claims: NDArray[Any]) -> list[int]:
        """Where claims were read."""
        found: list[int] = (claims if self.order is None else self.order[claims]).tolist()
        return found

    def doubt(self, claims: NDArray[Any]) -> None:
        """Leave claims, by their numbers, to the checks that go row by row."""
        self.doubts.rows.update(self.rows_of(claims))


class _Judge:
    """What the cells of a batch of claims must be, by columns."""

    def __init__(self, ontology: Ontology, entities: EntityTable) -> None:
        self.ontology, self.entities, self.days = ontology, entities, Days()
        relations = [ontology.relations[name] for name in sorted(ontology.relations)]
        types = sorted(ontology.types)
        self.relation_codes = {relation.id: code for code, relation in enumerate(relations)}
        self.modality_codes = {name: code for code, name in enumerate(sorted(ontology.modalities))}
        # One more of each, the last, where code -1 leads: what the ontology does not have.
        self.defaults = np.array(
            [*(ontology.modalities[n].default_likelihood for n in self.modality_codes), 1.0]
        )
        chains = [frozenset(ontology.type_chain(name)) for name in types]
        self.takes = {"subject": np.ones((len(relations) + 1, len(types) + 1), np.bool_)}
        self.takes["object"] = self.takes["subject"].copy()
        for code, relation in enumerate(relations):
            for side, wanted in (("subject", relation.domain), ("object", relation.range)):
                self.takes[side][code, :-1] = [bool(chain & set(wanted)) for chain in chains]
        self.speaks = np.array(
            [any(ontology.types[name].attributable for name in chain) for chain in chains] + [True]
        )

    def __call__(self, cells: Cells) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
        """The columns of a batch, and which of its rows are in doubt."""
        doubtful = ~matches(cells["id"], iris.SLUG.pattern.removesuffix(r"\Z"))
        found = {
            "relation": coded(cells["relation"], lambda text: self.relation_codes.get(text, -1)),
            "polarity": coded(cells["polarity"], lambda text: _place(POLARITIES, text)),
            "modality": coded(cells["modality"], lambda text: self.modality_codes.get(text, -1)),
        }
        for codes in found.values():
            doubtful |= codes < 0
        found["affirms"] = found.pop("polarity") == 0
        doubtful |= self._ends(cells, found)
        doubtful |= self._strengths(cells, found)
        doubtful |= self._dates(cells, found)
        doubtful |= _quantities(cells)
        doubtful |= blank(cells["locator"])
        doubtful |= (found["withdrawn"] != NONE) & blank(cells["note"])
        given = ~blank(cells["passage_sha256"])
        if given.any():
            doubtful |= given & ~matches(cells["passage_sha256"], "[0-9a-f]{64}")
        return found, doubtful

    def _ends(self, cells: Cells, found: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
        """Who it is about and who says it: known, and of a type that the relation takes."""
        import pyarrow as pa

        count = len(cells["id"])
        ids = self.entities.ids
        both = ids.places(pa.concat_arrays([cells["subject"], cells["object"]]))
        found["subject"], found["object"] = both[:count], both[count:]
        named = ~blank(cells["attributed_to"])
        found["attributed"] = np.full(count, -1, np.int32)
        if named.any():
            found["attributed"] = ids.places(cells["attributed_to"])
        doubtful = (both[:count] < 0) | (both[count:] < 0) | (named & (found["attributed"] < 0))
        for side, takes in self.takes.items():
            doubtful |= ~takes[found["relation"], self._types(found[side])]
        if named.any():
            doubtful |= named & ~self.speaks[self._types(found["attributed"])]
        return doubtful

    def _types(self, entities: NDArray[Any]) -> NDArray[Any]:
        if not len(self.entities.canonical):
            return np.full(len(entities), -1)
        types: NDArray[Any] = self.entities.types[self.entities.canonical[entities]]
        return types

    def _strengths(self, cells: Cells, found: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
        """The likelihood that each claim has, by its cell or else by its modality."""
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = cells["likelihood"]
        strengths = self.defaults[found["modality"]]
        given = ~blank(texts)
        if given.any():
            plain = given & matches(texts, _DECIMAL)
            strengths[plain] = numbers(pc.cast(texts.filter(pa.array(plain)), pa.float64()))
            others = given & ~plain
            strengths[others] = _read_each(texts, others, self._likelihood)
        found["strength"] = strengths
        in_doubt: NDArray[np.bool_] = ~((strengths > 0.0) & (strengths <= 1.0))
        return in_doubt

    def _likelihood(self, text: str) -> float:
        number = self.ontology.likelihood(text)
        return 0.0 if number is None else number

    def _dates(self, cells: Cells, found: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
        for column in CLAIM_DATES:
            found[column] = coded(cells[column], self.days.code)
        doubtful = np.zeros(len(cells["id"]), np.bool_)
        for column in CLAIM_DATES:
            doubtful |= found[column] == UNREADABLE
        for column in ("known_since", "withdrawn"):
            doubtful |= (found[column] >= 0) & (found[column] == self.days.open)
        if self.days.spans:
            # Of what has an open side nothing can end before it starts.
            earliest, latest = self.days.bounds()
            start, end = found["start"], found["end"]
            ends_first = earliest[np.maximum(start, 0)] > latest[np.maximum(end, 0)]
            doubtful |= (start >= 0) & (end >= 0) & ends_first
        return doubtful


def _place(choices: Sequence[str], text: str) -> int:
    return choices.index(text) if text in choices else -1


def _read_each(
    texts: Any, chosen: NDArray[np.bool_], read: Callable[[str], float]
) -> NDArray[np.float64]:
    import pyarrow as pa

    encoded = texts.filter(pa.array(chosen)).dictionary_encode()
    values = np.array([read(text) for text in encoded.dictionary.to_pylist()], np.float64)
    return values[numbers(encoded.indices)] if len(values) else np.zeros(0)


def _quantities(cells: Cells) -> NDArray[np.bool_]:
    """A quantity is a number or a range, and has a unit."""
    texts = cells["quantity"]
    given = ~blank(texts)
    if not given.any():
        return np.zeros(len(given), np.bool_)
    doubtful = given & blank(cells["unit"])
    others = given & ~matches(texts, NUMBER.pattern.removesuffix(r"\Z"))
    if others.any():
        doubtful[others] |= _read_each(texts, others, _range) == 0.0
    return doubtful


def _range(text: str) -> float:
    row = Row({"quantity": text}, Location("", 0), "claim", [])
    return float(row.quantity() is not None)


def read_claims(
    tables: list[Table],
    sources: Sequence[str],
    entities: EntityTable,
    ontology: Ontology,
    folder: Path,
) -> ClaimTable:
    """Read tables of claims, and write what the store keeps of their texts and ids.

    ``sources`` are the ids of all sources, sorted.
    """
    doubts, judge = Doubts(), _Judge(ontology, entities)
    writers = {name: TextWriter(folder, f"claims/{name}") for name in CLAIM_TEXTS}
    place = {name: number for number, name in enumerate(sources)}
    source_of = np.array([place.get(t.name.removeprefix(CLAIMS), -1) for t in tables], np.int32)
    dataset_of = np.array([table.dataset for table in tables], np.int16)
    ids: list[Any] = []
    columns: dict[str, list[NDArray[Any]]] = {}
    disputing: list[int] = []
    disputed_ids: list[str] = []
    for first, table, cells in read_together(tables, CLAIM_COLUMNS, "claim", doubts):
        found, doubtful = judge(cells)
        found["source"], found["dataset"] = source_of[table], dataset_of[table]
        doubts.add(first, doubtful | (found["source"] < 0))
        for name, writer in writers.items():
            writer.append(cells[name])
        ids.append(cells["id"])
        for name, values in found.items():
            columns.setdefault(name, []).append(values.astype(KINDS[name], copy=False))
        for row in np.flatnonzero(~blank(cells["disputes"])).tolist():
            parts = (part.strip() for part in cells["disputes"][row].as_py().split("|"))
            for part in dict.fromkeys(part for part in parts if part):
                disputing.append(first + row)
                disputed_ids.append(part)
    for writer in writers.values():
        writer.close()
    every, order = sorted_ids(ids)
    ids.clear()
    new = distinct(every)
    whole = {}
    for name, kind in KINDS.items():
        values = np.concatenate([np.zeros(0, kind), *columns.pop(name, [])])
        whole[name] = values if order is None else values[order]
    known = Ids(every)
    write_ids(folder, "claims/id", known)
    found_at = _disputed(known, disputed_ids)
    by = np.array(disputing, np.int64)
    if order is not None:
        where = np.empty(len(order), np.int64)
        where[order] = np.arange(len(order))
        by = where[by]
    claims = ClaimTable(known, order, whole, judge.days, by, found_at, disputed_ids, doubts)
    twice = np.flatnonzero(~new)
    claims.doubt(np.concatenate((twice, twice - 1)))
    _doubt_disputes(claims, entities)
    return claims


#: How each column of claims is kept.
KINDS: dict[str, Any] = {
    "subject": np.int32, "object": np.int32, "relation": np.int32, "attributed": np.int32,
    "affirms": np.bool_, "modality": np.int32, "source": np.int32, "dataset": np.int16,
    "strength": np.float64, "start": np.int32, "end": np.int32, "known_since": np.int32,
    "withdrawn": np.int32,
}  # fmt: skip


def _disputed(ids: Ids, wanted: list[str]) -> NDArray[np.int64]:
    import pyarrow as pa

    if not wanted:
        return np.zeros(0, np.int64)
    return ids.places(pa.array(wanted, pa.large_string())).astype(np.int64)


def _doubt_disputes(claims: ClaimTable, entities: EntityTable) -> None:
    """A dispute is of the same triple as what it disputes, and says something else of it."""
    by, of = claims.disputing, claims.disputed
    doubtful = (of < 0) | (of == by)
    columns = claims.columns
    if len(entities.canonical):
        for side in ("subject", "object"):
            ends = entities.canonical[columns[side]]
            doubtful |= ends[by] != ends[of]
    for column in ("relation", "affirms"):
        same = columns[column][by] == columns[column][of]
        doubtful |= same if column == "affirms" else ~same
    claims.doubt(by[doubtful])
