"""Tables of entities to the columns of a store, and which rows are suspect.

The checks here go by columns. They find every row in which
:func:`policygraph.tables.reader.entity_of` or :mod:`policygraph.checks.records` would find a
fault; the suspect rows are left to these.
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
from policygraph.store.building.batches import blank, coded, matches, read_batches
from policygraph.store.building.id_column import IdColumn, distinct, sorted_ids
from policygraph.store.building.suspect_rows import SuspectRows, Table
from policygraph.store.format.array_file import write_array
from policygraph.store.format.cells import CellWriter
from policygraph.store.format.ids import write_ids
from policygraph.store.format.ranges import write_ranges
from policygraph.store.format.schema import ENTITY_TEXTS
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.reading.records import EntityRows
from policygraph.tables.reader import ENTITY_TABLE

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass
class EntityTable:
    """The entities as read: every id once, sorted, and the rows of each.

    ``order`` has the row of each entry, sorted by id. ``canonical`` is the number of each id after
    merges, and ``judged`` are the ids in judgements. ``types`` are the numbers of the types after
    merges, -1 for one that the ontology does not have; ``first_types`` those of the first row of
    each id, in the order of the datasets.
    """

    ids: IdColumn
    first: NDArray[np.int64]
    order: NDArray[np.int64]
    types: NDArray[np.int32]
    first_types: NDArray[np.int32]
    canonical: NDArray[np.int32]
    judged: list[int]
    suspects: SuspectRows

    def rows_of(self, entity: int) -> list[int]:
        """The rows of an id, in the order of reading."""
        rows: list[int] = self.order[self.first[entity] : self.first[entity + 1]].tolist()
        return rows


def read_entities(
    tables: list[Table],
    datasets: Sequence[str],
    judgements: Sequence[Judgement],
    ontology: Ontology,
    folder: Path,
) -> EntityTable:
    """Read tables of entities, and write their columns."""
    suspects = SuspectRows()
    type_codes = numbers(ontology.types)
    writers = {name: CellWriter(folder, f"entities/{name}") for name in ENTITY_TEXTS}
    numbers_of = np.array([table.dataset for table in tables])
    ids: list[Any] = []
    types: list[NDArray[np.int64]] = []
    dataset: list[NDArray[np.int64]] = []
    for first, table, cells in read_batches(tables, ENTITY_TABLE, "entity", suspects):
        kinds = coded(cells["type"], lambda name: type_codes.get(name, -1))
        suspects.add(first, _suspect(cells) | (kinds < 0))
        for name, writer in writers.items():
            writer.append(cells[name])
        ids.append(cells["id"])
        types.append(kinds)
        dataset.append(numbers_of[table])
    every, rows = sorted_ids(ids)
    by_row = [writer.close(rows) for writer in writers.values()]
    new = distinct(every)
    first_rows = np.append(np.flatnonzero(new), len(every)).astype(np.int64)
    order = np.arange(len(every)) if rows is None else rows
    kind, of = (np.concatenate(part or [np.zeros(0, np.int64)]) for part in (types, dataset))
    kind, of = kind[order], of[order]
    _suspect_repeats(order, new, of, suspects)
    known = IdColumn(every.filter(_mask(new)))
    write_ids(folder, "entities/id", known.ids)
    write_ranges(folder, "entities/first", first_rows)
    write_array(folder, "entities/dataset", of)
    write_array(folder, "entities/type", np.maximum(kind, 0))
    if rows is not None and any(by_row):
        write_array(folder, "entities/row", rows)
    table_of = EntityTable(
        known, first_rows, order, kind[first_rows[:-1]].astype(np.int32),
        kind[first_rows[:-1]].astype(np.int32), np.arange(len(known), dtype=np.int32), [], suspects,
    )  # fmt: skip
    _merge(
        table_of, judgements, EntityRows(StoreFiles.partial(folder), ontology, datasets), ontology
    )
    write_array(folder, "entities/kind", table_of.types)
    merged = np.flatnonzero(table_of.canonical != np.arange(len(known)))
    if len(merged):
        target = table_of.canonical[merged]
        by_target = np.argsort(target, kind="stable")
        write_array(folder, "entities/canonical", table_of.canonical)
        write_array(folder, "entities/merged", merged[by_target])
        write_array(folder, "entities/kept", target[by_target])
    return table_of


def _mask(chosen: NDArray[np.bool_]) -> Any:
    import pyarrow as pa

    return pa.array(chosen)


def _suspect(cells: Any) -> NDArray[np.bool_]:
    """Rows in which :func:`policygraph.tables.reader.entity_of` might find a fault."""
    suspect = ~matches(cells["id"], iris.SLUG.pattern.removesuffix(r"\Z"))
    suspect |= blank(cells["label"])
    given = ~blank(cells["wikidata"])
    if given.any():
        suspect |= given & ~matches(cells["wikidata"], iris.QID.pattern.removesuffix(r"\Z"))
    for row in np.flatnonzero(~blank(cells["same_as"])):
        parts = (part.strip() for part in cells["same_as"][int(row)].as_py().split("|"))
        suspect[row] |= not all(is_address(part) for part in parts if part)
    return suspect


def _suspect_repeats(
    order: NDArray[np.int64], new: NDArray[np.bool_], of: NDArray[Any], suspects: SuspectRows
) -> None:
    """Mark the rows whose id is repeated in one dataset as suspect."""
    twice = np.flatnonzero(~new & (of == np.roll(of, 1)))
    suspects.rows.update(order[twice].tolist(), order[twice - 1].tolist())


def _merge(
    table: EntityTable, judgements: Sequence[Judgement], rows: EntityRows, ontology: Ontology
) -> None:
    """Find which ids are merged, and the types of entities with several rows."""
    faults: list[Fault] = []
    number = {
        name: position
        for judgement in judgements
        for name in (judgement.left, judgement.right)
        if (position := table.ids.texts.position(name)) is not None
    }
    table.judged.extend(number.values())
    groups: dict[int, list[int]] = {}
    first_dataset = {
        name: int(rows.datasets[rows.rows(position).start]) for name, position in number.items()
    }
    for merged, target in canonical_ids(judgements, first_dataset, faults).items():
        table.canonical[number[merged]] = number[target]
        groups.setdefault(number[target], [number[target]]).append(number[merged])
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
            suspects = table.suspects.rows
            for member in members:
                suspects.update(table.rows_of(member))
