"""Tables of entities to the store's columns, and which rows are in doubt.

What is judged here by columns is what :func:`policygraph.tables.reader.entity_of` and
:mod:`policygraph.checks.records` judge row by row: no row that they would find at fault is
passed over, and those in doubt are left to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import numbers
from policygraph.errors import Fault
from policygraph.model import iris
from policygraph.model.iris import is_address
from policygraph.model.merge import canonical_ids, merge_rows
from policygraph.model.ontology import Ontology
from policygraph.model.records import Entity, Judgement
from policygraph.store.arrays import write_array
from policygraph.store.files import Files
from policygraph.store.reading import (
    Doubts,
    Ids,
    Table,
    blank,
    coded,
    distinct,
    matches,
    read_together,
    sorted_ids,
)
from policygraph.store.rows import ENTITY_TEXTS, EntityRows
from policygraph.store.texts import TextWriter
from policygraph.tables.reader import ENTITY_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass
class EntityTable:
    """The entities as read: every id once and sorted, and the rows that stand behind each.

    ``order`` says for each row, sorted by id, where it was read. ``canonical`` is the number
    of the id that each goes by, and ``judged`` are those that judgements name. ``types`` are
    the numbers of the types after merges, -1 for one that the ontology does not have.
    """

    ids: Ids
    first: NDArray[np.int64]
    order: NDArray[np.int64]
    types: NDArray[np.int32]
    canonical: NDArray[np.int32]
    judged: list[int]
    doubts: Doubts

    def rows_of(self, entity: int) -> list[int]:
        """The rows of an id by the order of reading."""
        rows: list[int] = self.order[self.first[entity] : self.first[entity + 1]].tolist()
        return rows


def read_entities(
    tables: list[Table],
    datasets: Sequence[str],
    judgements: Sequence[Judgement],
    ontology: Ontology,
    folder: Path,
) -> EntityTable:
    """Read tables of entities, and write what the store keeps of them."""
    doubts = Doubts()
    type_codes = numbers(ontology.types)
    writers = {name: TextWriter(folder, f"entities/{name}") for name in ENTITY_TEXTS}
    numbers_of = np.array([table.dataset for table in tables])
    ids: list[Any] = []
    types: list[NDArray[np.int64]] = []
    dataset: list[NDArray[np.int64]] = []
    for first, table, cells in read_together(tables, ENTITY_COLUMNS, "entity", doubts):
        kinds = coded(cells["type"], lambda name: type_codes.get(name, -1))
        doubts.add(first, _doubtful(cells) | (kinds < 0))
        for name, writer in writers.items():
            writer.append(cells[name])
        ids.append(cells["id"])
        types.append(kinds)
        dataset.append(numbers_of[table])
    for writer in writers.values():
        writer.close()
    every, rows = sorted_ids(ids)
    new = distinct(every)
    first_rows = np.append(np.flatnonzero(new), len(every)).astype(np.int64)
    order = np.arange(len(every)) if rows is None else rows
    kind, of = (np.concatenate(part or [np.zeros(0, np.int64)]) for part in (types, dataset))
    kind, of = kind[order], of[order]
    _doubt_repeats(order, new, of, doubts)
    known = Ids(every.filter(_mask(new)))
    write_ids(folder, "entities/id", known)
    write_array(folder, "entities/first", first_rows)
    write_array(folder, "entities/dataset", of.astype(np.int16))
    write_array(folder, "entities/type", np.maximum(kind, 0).astype(np.int32))
    if rows is not None:
        write_array(folder, "entities/row", rows)
    table_of = EntityTable(
        known, first_rows, order, kind[first_rows[:-1]].astype(np.int32),
        np.arange(len(known), dtype=np.int32), [], doubts,
    )  # fmt: skip
    _merge(table_of, judgements, EntityRows(Files.of(folder), ontology, datasets), ontology)
    write_array(folder, "entities/kind", table_of.types)
    merged = np.flatnonzero(table_of.canonical != np.arange(len(known)))
    if len(merged):
        kept = table_of.canonical[merged]
        by_kept = np.argsort(kept, kind="stable")
        write_array(folder, "entities/canonical", table_of.canonical)
        write_array(folder, "entities/merged", merged[by_kept].astype(np.int32))
        write_array(folder, "entities/kept", kept[by_kept])
    return table_of


def write_ids(folder: Path, name: str, ids: Ids) -> None:
    """Write a column of sorted ids."""
    writer = TextWriter(folder, name)
    writer.append(ids.ids)
    writer.close()


def _mask(chosen: NDArray[np.bool_]) -> Any:
    import pyarrow as pa

    return pa.array(chosen)


def _doubtful(cells: Any) -> NDArray[np.bool_]:
    """Rows that :func:`policygraph.tables.reader.entity_of` might find at fault."""
    doubtful = ~matches(cells["id"], iris.SLUG.pattern.removesuffix(r"\Z"))
    doubtful |= blank(cells["label"])
    given = ~blank(cells["wikidata"])
    if given.any():
        doubtful |= given & ~matches(cells["wikidata"], iris.QID.pattern.removesuffix(r"\Z"))
    for row in np.flatnonzero(~blank(cells["same_as"])):
        parts = (part.strip() for part in cells["same_as"][int(row)].as_py().split("|"))
        doubtful[row] |= not all(is_address(part) for part in parts if part)
    return doubtful


def _doubt_repeats(
    order: NDArray[np.int64], new: NDArray[np.bool_], of: NDArray[Any], doubts: Doubts
) -> None:
    """Doubt the rows whose id stands twice in one dataset."""
    twice = np.flatnonzero(~new & (of == np.roll(of, 1)))
    doubts.rows.update(order[twice].tolist(), order[twice - 1].tolist())


def _merge(
    table: EntityTable, judgements: Sequence[Judgement], rows: EntityRows, ontology: Ontology
) -> None:
    """Which ids are merged, and the types of entities that stand in several rows."""
    faults: list[Fault] = []
    number = {
        name: place
        for judgement in judgements
        for name in (judgement.left, judgement.right)
        if (place := table.ids.texts.place(name)) is not None
    }
    table.judged.extend(number.values())
    groups: dict[int, list[int]] = {}
    for merged, kept in canonical_ids(judgements, number, faults).items():
        table.canonical[number[merged]] = number[kept]
        groups.setdefault(number[kept], [number[kept]]).append(number[merged])
    for entity in np.flatnonzero(np.diff(table.first) > 1).tolist():
        groups.setdefault(int(table.canonical[entity]), [entity])
    types = numbers(ontology.types)
    for first, members in groups.items():
        known = len(faults)
        if any(table.types[member] < 0 for member in members):
            continue
        found: list[list[Entity]] = [[row for _, row in rows.of(m)] for m in members]
        table.types[first] = types[merge_rows(found, ontology, faults).type]
        if len(faults) > known:
            doubts = table.doubts.rows
            for member in members:
                doubts.update(table.rows_of(member))
