"""Tables of claims to the columns of a store, and which rows are suspect.

The checks here go by columns. They find every row in which
:func:`policygraph.tables.reader.claim_reader` or :mod:`policygraph.checks.records` would find a
fault; the suspect rows are left to these. Texts are written to files as they are read, so that
only numbers and ids stay in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import DataError
from policygraph.model import dates, iris
from policygraph.model.ontology import Ontology, Relation
from policygraph.model.records import POLARITIES, Location, Source
from policygraph.store.building.batches import (
    Cells,
    blank,
    coded,
    matches,
    read_batches,
    to_numpy,
)
from policygraph.store.building.defaults import DefaultColumns
from policygraph.store.building.entities import EntityTable
from policygraph.store.building.id_column import IdColumn, distinct, sorted_ids
from policygraph.store.building.suspect_rows import SuspectRows, Table
from policygraph.store.format.array_file import write_array
from policygraph.store.format.cells import CellWriter
from policygraph.store.format.ids import write_ids
from policygraph.store.format.schema import (
    CLAIM_CODES,
    CLAIM_DATES,
    CLAIM_TEXTS,
    NO_DATE,
    UNREADABLE,
)
from policygraph.tables.csv_reader import NUMBER, Row
from policygraph.tables.folder import CLAIMS
from policygraph.tables.reader import CLAIM_TABLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A likelihood that Arrow and Python read alike; others are read one by one.
_DECIMAL = r"0?\.[0-9]{1,15}|[01](?:\.[0-9]{1,15})?"


class Days:
    """The different dates of all claims: the text of each, and the days it may mean."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {"": NO_DATE}
        self.spans: list[dates.Span] = []

    def code(self, text: str) -> int:
        """The code of a date as it is written."""
        code = self.codes.get(text)
        if code is None:
            code = UNREADABLE
            try:
                span = dates.Span("..", -inf, inf) if text == ".." else None
                self.spans.append(span or dates.read_bound(text))
                code = len(self.spans) - 1
            except DataError:
                pass
            self.codes[text] = code
        return code

    def only_bounds(self) -> NDArray[np.bool_]:
        """Which of them are a start or an end only: ``..`` and intervals are not dates."""
        return np.array([text == ".." or "/" in text for text in self.texts], np.bool_)

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
class Drafts:
    """The drafts among the rows of claims: their rows, sources, datasets and cells."""

    rows: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    datasets: list[int] = field(default_factory=list)
    cells: list[dict[str, str]] = field(default_factory=list)

    def add(self, first: int, chosen: NDArray[np.bool_], tables: list[Table], cells: Cells) -> None:
        """Add the chosen rows of a batch; ``tables`` are those of these rows."""
        import pyarrow as pa

        self.rows += (np.flatnonzero(chosen) + first).tolist()
        self.sources += [table.name.removeprefix(CLAIMS) for table in tables]
        self.datasets += [table.dataset for table in tables]
        mask = pa.array(chosen)
        self.cells += pa.table({n: texts.filter(mask) for n, texts in cells.items()}).to_pylist()

    def rows_of(self, others: NDArray[Any]) -> NDArray[Any]:
        """The rows of others, given by their positions among the rows that are no drafts."""
        before = np.array(self.rows, np.int64) - np.arange(len(self.rows))
        return others + np.searchsorted(before, others, "right") if len(before) else others

    def named(self) -> set[str]:
        """What the drafts name as entities."""
        columns = ("subject", "object", "attributed_to", "towards")
        return {cells[column] for cells in self.cells for column in columns if cells[column]}


@dataclass
class ClaimTable:
    """The claims as read, sorted by id: one array for each column.

    ``order`` has the position of each claim among the rows that are no drafts, or is None if
    these were sorted. ``disputing`` and ``disputed`` are paired; the latter is -1 for an unknown
    claim. ``towards`` are the numbers of the entities that claims are directed at, each once.
    """

    ids: IdColumn
    order: NDArray[np.int64] | None
    columns: dict[str, NDArray[Any]]
    days: Days
    disputing: NDArray[np.int64]
    disputed: NDArray[np.int64]
    disputed_ids: list[str]
    suspects: SuspectRows
    drafts: Drafts
    towards: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.columns["subject"])

    def rows_of(self, claims: NDArray[Any]) -> list[int]:
        """The rows of claims."""
        found: list[int] = self.drafts.rows_of(self.texts_of(claims)).tolist()
        return found

    def disputed_by_drafts(self) -> NDArray[np.int64]:
        """The claims that drafts dispute."""
        cells = [cells["disputes"] for cells in self.drafts.cells if cells["disputes"]]
        parts = [part.strip() for cell in cells for part in cell.split("|")]
        return _disputed(self.ids, parts, known_only=True)

    def texts_of(self, claims: NDArray[Any]) -> NDArray[Any]:
        """The positions of claims among the rows that are no drafts."""
        return claims if self.order is None else self.order[claims]

    def mark_suspect(self, claims: NDArray[Any]) -> None:
        """Leave claims, given by number, to the row-by-row checks."""
        self.suspects.rows.update(self.rows_of(claims))


class _ColumnChecks:
    """The checks of a batch of claims, by columns."""

    def __init__(self, ontology: Ontology, entities: EntityTable, defaults: DefaultColumns) -> None:
        self.ontology, self.entities, self.days = ontology, entities, Days()
        relations = [ontology.relations[name] for name in sorted(ontology.relations)]
        types = sorted(ontology.types)
        self.relation_codes = {relation.id: code for code, relation in enumerate(relations)}
        self.modality_codes = {name: code for code, name in enumerate(sorted(ontology.modalities))}
        self.first = min(ontology.modalities.values(), key=lambda m: (m.order, m.id)).id
        self.terms = {"grade": ontology.grades, "need": ontology.needs}
        self.towards: set[int] = set()
        self.defaults = defaults
        chains = [frozenset(ontology.type_chain(name)) for name in types]
        self.takes = {"subject": np.ones((len(relations) + 1, len(types) + 1), np.bool_)}
        self.takes["object"] = self.takes["subject"].copy()
        for code, relation in enumerate(relations):
            for side, wanted in (("subject", relation.domain), ("object", relation.range)):
                self.takes[side][code, :-1] = [bool(chain & set(wanted)) for chain in chains]
        self.speaks = np.array(
            [any(ontology.types[name].attributable for name in chain) for chain in chains] + [True]
        )

    def __call__(
        self, cells: Cells, kinds: NDArray[np.int32]
    ) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
        """The columns of a batch, and which of its rows are suspect.

        ``kinds`` are the codes of the kinds of their sources (:class:`.defaults.DefaultColumns`).
        """
        suspect = ~matches(cells["id"], iris.SLUG.pattern.removesuffix(r"\Z"))
        found = {
            "relation": coded(cells["relation"], lambda text: self.relation_codes.get(text, -1)),
            # A blank cell has the first of each.
            "polarity": coded(
                cells["polarity"], lambda text: _code_of(POLARITIES, text or POLARITIES[0])
            ),
            "modality": coded(
                cells["modality"], lambda text: self.modality_codes.get(text or self.first, -1)
            ),
        }
        for codes in found.values():
            suspect |= codes < 0
        found["affirms"] = found.pop("polarity") == 0
        suspect |= self._ends(cells, found)
        suspect |= self._strengths(cells, found, kinds)
        suspect |= self._dates(cells, found)
        suspect |= _quantities(cells)
        suspect |= blank(cells["locator"])
        suspect |= (found["withdrawn"] != NO_DATE) & blank(cells["note"])
        for column, known in self.terms.items():
            given = ~blank(cells[column])
            if given.any():
                suspect |= given & (coded(cells[column], partial(_is_known, known)) == 0)
        suspect |= self._towards(cells)
        given = ~blank(cells["passage_sha256"])
        if given.any():
            suspect |= given & ~matches(cells["passage_sha256"], "[0-9a-f]{64}")
        return found, suspect

    def _towards(self, cells: Cells) -> NDArray[np.bool_]:
        """Rows that are directed at an unknown entity."""
        suspect: NDArray[np.bool_] = ~blank(cells["towards"])
        if suspect.any():
            found = self.entities.ids.positions(cells["towards"])
            self.towards.update(found[suspect & (found >= 0)].tolist())
            suspect &= found < 0
        return suspect

    def _ends(self, cells: Cells, found: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
        """Subject, object and speaker: known, and of a type that the relation allows."""
        import pyarrow as pa

        count = len(cells["id"])
        ids = self.entities.ids
        both = ids.positions(pa.concat_arrays([cells["subject"], cells["object"]]))
        found["subject"], found["object"] = both[:count], both[count:]
        named = ~blank(cells["attributed_to"])
        found["attributed"] = np.full(count, -1, np.int32)
        if named.any():
            found["attributed"] = ids.positions(cells["attributed_to"])
        suspect = (both[:count] < 0) | (both[count:] < 0) | (named & (found["attributed"] < 0))
        for side, takes in self.takes.items():
            suspect |= ~takes[found["relation"], self._types(found[side])]
        if named.any():
            suspect |= named & ~self.speaks[self._types(found["attributed"])]
        return suspect

    def _types(self, entities: NDArray[Any]) -> NDArray[Any]:
        if not len(self.entities.canonical):
            return np.full(len(entities), -1)
        types: NDArray[Any] = self.entities.types[self.entities.canonical[entities]]
        return types

    def _strengths(
        self, cells: Cells, found: dict[str, NDArray[Any]], kinds: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """The likelihood of each claim: its own, or that of its modality and its evidence."""
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = cells["likelihood"]
        strengths = self.defaults.of(found, kinds)
        given = ~blank(texts)
        if given.any():
            plain = given & matches(texts, _DECIMAL)
            strengths[plain] = to_numpy(pc.cast(texts.filter(pa.array(plain)), pa.float64()))
            others = given & ~plain
            strengths[others] = _read_each(texts, others, self._likelihood)
        found["strength"] = strengths
        suspect: NDArray[np.bool_] = ~((strengths > 0.0) & (strengths <= 1.0))
        return suspect

    def _likelihood(self, text: str) -> float:
        number = self.ontology.likelihood(text)
        return 0.0 if number is None else number

    def _dates(self, cells: Cells, found: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
        for column in CLAIM_DATES:
            found[column] = coded(cells[column], self.days.code)
        suspect = np.zeros(len(cells["id"]), np.bool_)
        for column in CLAIM_DATES:
            suspect |= found[column] == UNREADABLE
        if self.days.spans:
            only_bounds = self.days.only_bounds()
            for column in ("known_since", "withdrawn"):
                suspect |= (found[column] >= 0) & only_bounds[np.maximum(found[column], 0)]
            # An open start or end cannot be out of order.
            earliest, latest = self.days.bounds()
            start, end = found["start"], found["end"]
            ends_first = earliest[np.maximum(start, 0)] > latest[np.maximum(end, 0)]
            suspect |= (start >= 0) & (end >= 0) & ends_first
        return suspect


def _is_known(known: Container[str], text: str) -> int:
    return int(text in known)


def _code_of(choices: Sequence[str], text: str) -> int:
    return choices.index(text) if text in choices else -1


def _read_each(
    texts: Any, chosen: NDArray[np.bool_], read: Callable[[str], float]
) -> NDArray[np.float64]:
    import pyarrow as pa

    encoded = texts.filter(pa.array(chosen)).dictionary_encode()
    values = np.array([read(text) for text in encoded.dictionary.to_pylist()], np.float64)
    return values[to_numpy(encoded.indices)] if len(values) else np.zeros(0)


def _quantities(cells: Cells) -> NDArray[np.bool_]:
    """A quantity is a number or a range, and has a unit."""
    texts = cells["quantity"]
    given = ~blank(texts)
    if not given.any():
        return np.zeros(len(given), np.bool_)
    suspect = given & blank(cells["unit"])
    others = given & ~matches(texts, NUMBER.pattern.removesuffix(r"\Z"))
    if others.any():
        suspect[others] |= _read_each(texts, others, _range) == 0.0
    return suspect


def _range(text: str) -> float:
    row = Row({"quantity": text}, Location("", 0), "claim", [])
    return float(row.quantity() is not None)


def read_claims(
    tables: list[Table],
    sources: Sequence[Source],
    entities: EntityTable,
    ontology: Ontology,
    folder: Path,
) -> ClaimTable:
    """Read tables of claims, and write their texts and ids.

    ``sources`` are all sources, sorted by their ids.
    """
    defaults = DefaultColumns(ontology, entities.first_types)
    suspects, checks = SuspectRows(), _ColumnChecks(ontology, entities, defaults)
    writers = {name: CellWriter(folder, f"claims/{name}") for name in CLAIM_TEXTS}
    position = {source.id: number for number, source in enumerate(sources)}
    kinds = np.array([*(defaults.kind(source.kind) for source in sources), -1], np.int32)
    source_of = np.array([position.get(t.name.removeprefix(CLAIMS), -1) for t in tables], np.int32)
    dataset_of = np.array([table.dataset for table in tables], np.int16)
    ids: list[Any] = []
    columns: dict[str, list[NDArray[Any]]] = {}
    disputing: list[int] = []
    disputed_ids: list[str] = []
    drafts, count = Drafts(), 0
    for first, table, cells in read_batches(tables, CLAIM_TABLE, "claim", suspects):
        drafted = ~blank(cells["draft"])
        if drafted.any():
            # Few, so each is left to the row-by-row checks.
            drafts.add(first, drafted, [tables[n] for n in table[drafted].tolist()], cells)
            suspects.add(first, drafted)
            mask = _mask(~drafted)
            cells = {name: texts.filter(mask) for name, texts in cells.items()}
            table = table[~drafted]
        found, suspect = checks(cells, kinds[source_of[table]])
        found["source"], found["dataset"] = source_of[table], dataset_of[table]
        suspect |= found["source"] < 0
        kept = np.flatnonzero(~drafted) + first
        suspects.rows.update(kept[suspect].tolist())
        for name, writer in writers.items():
            writer.append(cells[name])
        ids.append(cells["id"])
        for name, values in found.items():
            columns.setdefault(name, []).append(values.astype(CLAIM_CODES[name], copy=False))
        for row in np.flatnonzero(~blank(cells["disputes"])).tolist():
            parts = (part.strip() for part in cells["disputes"][row].as_py().split("|"))
            for part in dict.fromkeys(part for part in parts if part):
                disputing.append(count + row)
                disputed_ids.append(part)
        count += len(table)
    every, order = sorted_ids(ids)
    by_row = [writer.close(order) for writer in writers.values()]
    writers.clear()
    ids.clear()
    new = distinct(every)
    whole = {}
    for name, dtype in CLAIM_CODES.items():
        values = np.concatenate([np.zeros(0, dtype), *columns.pop(name, [])])
        whole[name] = values if order is None else values[order]
    known = IdColumn(every)
    write_ids(folder, "claims/id", known.ids)
    if order is not None and any(by_row):
        write_array(folder, "claims/row", order)
    found_at = _disputed(known, disputed_ids)
    by = np.array(disputing, np.int64)
    if order is not None:
        where = np.empty(len(order), np.int64)
        where[order] = np.arange(len(order))
        by = where[by]
    towards = np.array(sorted(checks.towards), np.int64)
    claims = ClaimTable(
        known, order, whole, checks.days, by, found_at, disputed_ids, suspects, drafts, towards
    )
    claims.mark_suspect(_disputed(known, [cells["id"] for cells in drafts.cells], known_only=True))
    twice = np.flatnonzero(~new)
    claims.mark_suspect(np.concatenate((twice, twice - 1)))
    relations = [ontology.relations[name] for name in sorted(ontology.relations)]
    _suspect_disputes(claims, entities, relations)
    return claims


def _mask(chosen: NDArray[np.bool_]) -> Any:
    import pyarrow as pa

    return pa.array(chosen)


def _disputed(ids: IdColumn, wanted: list[str], *, known_only: bool = False) -> NDArray[np.int64]:
    """The positions of ids; -1 for an unknown one, which ``known_only`` leaves out."""
    import pyarrow as pa

    if not wanted:
        return np.zeros(0, np.int64)
    found = ids.positions(pa.array(wanted, pa.large_string())).astype(np.int64)
    return found[found >= 0] if known_only else found


def _suspect_disputes(
    claims: ClaimTable, entities: EntityTable, relations: Sequence[Relation]
) -> None:
    """Mark disputes of another triple, or with the same polarity, as suspect."""
    by, of = claims.disputing, claims.disputed
    suspect = (of < 0) | (of == by)
    columns = claims.columns
    if len(entities.canonical):
        subject, target = (entities.canonical[columns[side]] for side in ("subject", "object"))
        other = (subject[by] != subject[of]) | (target[by] != target[of])
        symmetric = np.array([*(one.symmetric for one in relations), False])
        swapped = symmetric[columns["relation"][by]]
        swapped &= (subject[by] == target[of]) & (target[by] == subject[of])
        suspect |= other & ~swapped
    for column in ("relation", "affirms"):
        same = columns[column][by] == columns[column][of]
        suspect |= same if column == "affirms" else ~same
    claims.mark_suspect(by[suspect])
