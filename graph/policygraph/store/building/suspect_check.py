"""The row-by-row checks of suspect rows, over the smallest collection that decides.

Columns of a large dataset are checked at once. The rows that they cannot decide are read again
here with everything that they refer to, and checked by
:func:`policygraph.checks.records.merge_and_check` like any dataset. All sources and judgements are
included. All other rows are valid, so the faults are those of the whole.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from policygraph.checks.records import components, merge_and_check
from policygraph.engines.compact.columns import numbers
from policygraph.errors import Fault, InvalidData
from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.ontology import Ontology
from policygraph.query.name_resolver import Names
from policygraph.store.building.claims import ClaimTable
from policygraph.store.building.entities import EntityTable
from policygraph.store.building.suspect_rows import SuspectRows
from policygraph.store.format.schema import NO_DATE
from policygraph.store.reading.subset import Subset
from policygraph.tables.columns import Columns
from policygraph.tables.csv_reader import Row
from policygraph.tables.folder import CLAIMS, READERS
from policygraph.tables.reader import RowReader, TableReaders, Tables, read_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Record = TypeVar("_Record")

#: How often the ends of chains are removed before the rest is searched.
_ROUNDS = 200


@dataclass(frozen=True)
class DatasetFiles:
    """A dataset to be read: its name, the files of its tables, and their faults."""

    name: str
    files: Mapping[str, Path]
    faults: list[Fault]


def check_suspect_rows(
    folders: Sequence[DatasetFiles], ontology: Ontology, entities: EntityTable, claims: ClaimTable
) -> None:
    """Raise :class:`InvalidData` with every fault of datasets whose tables were read."""
    _suspect_cycles(claims, entities, ontology)
    wanted_claims = _disputed_by(claims)
    wanted = _wanted(claims.suspects, claims.rows_of(wanted_claims))
    wanted |= _wanted(entities.suspects, _entity_rows(claims, wanted_claims, entities))
    sheets = [
        {
            name: partial(_sheet, path, wanted.get(path))
            for name, path in folder.files.items()
            if path in wanted or name in ("sources", "identity")
        }
        for folder in folders
    ]
    tables = [_read(folder, found, ontology) for folder, found in zip(folders, sheets, strict=True)]

    def known(collection: Collection) -> Collection:
        names = entities.ids.texts
        own = np.flatnonzero(entities.canonical == np.arange(len(names)))
        return replace(
            collection,
            entities=Subset(collection.entities, lambda: [names[int(n)] for n in own]),
            claims=Subset(collection.claims, lambda: list(claims.ids.texts)),
        )

    def named(_: Collection) -> Names:
        whole = [_read(folder, _entity_sheets(folder), ontology).dataset for folder in folders]
        return Names(merge_datasets(ontology, whole)[0])

    _, faults = merge_and_check(ontology, tables, known, named)
    faults += [fault for folder in folders for fault in folder.faults]
    if faults:
        raise InvalidData(faults)


def _entity_sheets(folder: DatasetFiles) -> dict[str, RowReader]:
    """The tables that give entities their names, with all rows."""
    names = ("entities", "identity")
    return {
        name: partial(_sheet, folder.files[name], None) for name in names if name in folder.files
    }


def _read(folder: DatasetFiles, sheets: Mapping[str, RowReader], ontology: Ontology) -> Tables:
    claims = {n.removeprefix(CLAIMS): s for n, s in sheets.items() if n.startswith(CLAIMS)}
    given = TableReaders(
        sheets.get("entities"), sheets.get("sources"), sheets.get("identity"), claims
    )  # fmt: skip
    return read_tables(given, folder.name, ontology)


def _sheet(
    path: Path, wanted: frozenset[int] | None, columns: Columns, kind: str,
    faults: list[Fault],
) -> Generator[Row, None, bool]:  # fmt: skip
    """The wanted rows of a table, by number from 0; all rows if None."""
    rows = READERS[path.suffix](path, columns, kind, faults)
    number = 0
    while True:
        try:
            row = next(rows)
        except StopIteration as end:
            return bool(end.value)
        if wanted is None or number in wanted:
            yield row
        number += 1


def _wanted(suspects: SuspectRows, rows: Sequence[int]) -> dict[Path, frozenset[int]]:
    """The numbers of the wanted rows by table; tables at fault are always included."""
    found: dict[int, set[int]] = {table: set() for table in suspects.faulty}
    for row in (*rows, *suspects.rows):
        table, number = suspects.location(row)
        found.setdefault(table, set()).add(number)
    return {suspects.tables[table].path: frozenset(numbers) for table, numbers in found.items()}


def _disputed_by(claims: ClaimTable) -> NDArray[np.int64]:
    """The suspect claims, those that they dispute, and so on."""
    if not claims.suspects.rows:
        return np.zeros(0, np.int64)
    every = np.arange(len(claims))
    rows = np.zeros(len(claims) + len(claims.drafts.rows), np.bool_)
    rows[list(claims.suspects.rows)] = True
    wanted = rows[claims.drafts.rows_of(claims.texts_of(every))]
    wanted[claims.disputed_by_drafts()] = True
    there = claims.disputed >= 0
    by, of = claims.disputing[there], claims.disputed[there]
    while not wanted[of[wanted[by]]].all():
        wanted[of[wanted[by]]] = True
    return np.flatnonzero(wanted)


def _entity_rows(claims: ClaimTable, wanted: NDArray[np.int64], entities: EntityTable) -> list[int]:
    """The rows of all entities in wanted claims, suspect rows and judgements."""
    named = np.zeros(len(entities.ids), np.bool_)
    for column in ("subject", "object", "attributed"):
        positions = claims.columns[column][wanted]
        named[positions[positions >= 0]] = True
    named[entities.judged] = True
    named[claims.towards] = True
    position = entities.ids.texts.position
    named[[n for name in claims.drafts.named() if (n := position(name)) is not None]] = True
    if entities.suspects.rows:
        # A suspect row of an id is compared with the other rows of this id.
        read = np.zeros(len(entities.order), np.bool_)
        read[list(entities.suspects.rows)] = True
        of_row = np.repeat(np.arange(len(entities.ids)), np.diff(entities.first))
        named[of_row[read[entities.order]]] = True
    groups = np.zeros(len(entities.ids), np.bool_)
    groups[entities.canonical[named]] = True
    return [
        row
        for entity in np.flatnonzero(groups[entities.canonical]).tolist()
        for row in entities.rows_of(entity)
    ]


def _suspect_cycles(claims: ClaimTable, entities: EntityTable, ontology: Ontology) -> None:
    """Mark claims that may close a cycle of an acyclic relation as suspect."""
    codes = numbers(ontology.relations)
    columns = claims.columns
    for relation in ontology.relations.values():
        above = ontology.relation_chain(relation.id)[1:]
        if not relation.acyclic or any(ontology.relations[name].acyclic for name in above):
            continue
        family = [codes[name] for name in ontology.with_subrelations((relation.id,))]
        there = np.isin(columns["relation"], family) & columns["affirms"]
        there &= (columns["withdrawn"] == NO_DATE) & (columns["subject"] >= 0)
        chosen = np.flatnonzero(there & (columns["object"] >= 0))
        if len(chosen):
            subject = entities.canonical[columns["subject"][chosen]]
            target = entities.canonical[columns["object"][chosen]]
            claims.mark_suspect(chosen[_on_cycles(subject, target)])


def _on_cycles(
    subject: NDArray[np.int32],
    target: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Which arrows may be on a cycle; chains that lead to none are removed first."""
    left = np.arange(len(subject))
    for _ in range(_ROUNDS):
        inner = np.intersect1d(subject[left], target[left])
        remaining = left[np.isin(subject[left], inner) & np.isin(target[left], inner)]
        if len(remaining) == len(left):
            break
        left = remaining
    arrows: dict[int, list[int]] = {}
    for here, there in zip(subject[left].tolist(), target[left].tolist(), strict=True):
        arrows.setdefault(here, []).append(there)
    component = components(arrows)
    on = [
        component.get(there) == component[here]
        for here, there in zip(subject[left].tolist(), target[left].tolist(), strict=True)
    ]
    return left[np.array(on, np.bool_)]
