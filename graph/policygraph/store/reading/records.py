"""Rows of a store as the cells of their tables, and as records.

The readers of :mod:`policygraph.tables.reader` make the records, so that a record of a store
equals the one of its table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import Fault, InvalidData
from policygraph.model.merge import merge_rows
from policygraph.model.ontology import Ontology
from policygraph.model.records import (
    JUDGEMENTS,
    POLARITIES,
    Claim,
    Entity,
    Judgement,
    Location,
    Source,
)
from policygraph.store.format.cells import EmptyTexts
from policygraph.store.format.extra_cells import EXTRA, decoded_extra
from policygraph.store.format.ranges import range_at, range_of
from policygraph.store.format.schema import (
    CLAIM_DATES,
    CLAIM_TEXTS,
    DRAFT_TEXTS,
    ENTITY_TEXTS,
    JUDGEMENT_TEXTS,
    SOURCE_TEXTS,
)
from policygraph.store.format.store_files import StoreFiles
from policygraph.tables.csv_reader import Row
from policygraph.tables.reader import (
    DRAFT,
    claim_reader,
    entity_of,
    judgement_of,
    source_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _row(cells: dict[str, str], kind: str, file: str) -> Row:
    own: dict[str, str] = decoded_extra(text) if (text := cells.pop(EXTRA)) else {}
    cells.update(own)
    return Row(cells, Location(file, 0), kind, [], tuple(own))


class RowCells:
    """The cells of the rows of a table that are stored as text, by column."""

    def __init__(self, files: StoreFiles, folder: str, columns: Sequence[str]) -> None:
        every = {name: files.cells(f"{folder}/{name}") for name in columns}
        self._blank = {name: "" for name, texts in every.items() if isinstance(texts, EmptyTexts)}
        self._texts = {name: texts for name, texts in every.items() if name not in self._blank}

    def __getitem__(self, row: int) -> dict[str, str]:
        return {**self._blank, **{name: texts[row] for name, texts in self._texts.items()}}


class EntityRows:
    """The rows of entities, sorted by id, then by dataset."""

    def __init__(self, files: StoreFiles, ontology: Ontology, datasets: Sequence[str]) -> None:
        self.ids = files.sorted_texts("entities/id")
        self.first = files.optional("entities/first")
        self.datasets = files.array("entities/dataset")
        self._types = files.array("entities/type")
        self._type_ids = sorted(ontology.types)
        self._names = datasets
        self._cells = RowCells(files, "entities", ENTITY_TEXTS)

    def __len__(self) -> int:
        return len(self.datasets)

    def of(self, entity: int) -> list[tuple[int, Entity]]:
        """The rows of an id, given by number: the dataset of each, and the record."""
        if self.first is None:
            return [(int(self.datasets[entity]), self._record(entity, entity))]
        rows = range(int(self.first[entity]), int(self.first[entity + 1]))
        return [(int(self.datasets[row]), self._record(entity, row)) for row in rows]

    def rows(self, entity: int) -> slice:
        """The rows of an id, given by number."""
        return range_at(self.first, entity)

    def _record(self, entity: int, row: int) -> Entity:
        name = self._names[int(self.datasets[row])]
        cells = self._cells[row]
        cells["id"] = self.ids[entity]
        cells["type"] = self._type_ids[int(self._types[row])]
        return entity_of(_row(cells, "entity", f"{name}/entities"), name)


def entity_record(rows: EntityRows, members: Sequence[int], ontology: Ontology) -> Entity:
    """An entity from all rows of its ids: its own id first, then merged ids, sorted."""
    faults: list[Fault] = []
    found = [[record for _, record in rows.of(member)] for member in members]
    entity = merge_rows(found, ontology, faults)
    if faults:
        raise InvalidData(faults)
    return entity


class SourceRows:
    """The rows of sources, sorted by id, then by dataset."""

    def __init__(self, files: StoreFiles, datasets: Sequence[str]) -> None:
        self.ids = files.sorted_texts("sources/id")
        self.first = files.array("sources/first")
        self.datasets = files.array("sources/dataset")
        self._names = datasets
        self._cells = RowCells(files, "sources", SOURCE_TEXTS)
        self._origins = files.cells("sources/origin")

    def __len__(self) -> int:
        return len(self.datasets)

    def of(self, source: int) -> list[tuple[int, Source]]:
        """The rows of an id, given by number: the dataset of each, and the record."""
        found = []
        for row in range(int(self.first[source]), int(self.first[source + 1])):
            name = self._names[int(self.datasets[row])]
            cells = self._cells[row]
            cells["id"] = self.ids[source]
            record = source_of(_row(cells, "source", f"{name}/sources"), name)
            found.append((int(self.datasets[row]), record))
        return found

    def passing_on(self) -> Iterator[tuple[str, str]]:
        """The ids of sources with an origin, and the origin; the first row of a source decides."""
        given = self._origins.given(np.asarray(self.first)[:-1])
        for source in np.flatnonzero(given).tolist():
            if origin := self.of(source)[0][1].origin:
                yield self.ids[source], origin


class ClaimRows:
    """The claims, sorted by id."""

    def __init__(
        self,
        files: StoreFiles,
        ontology: Ontology,
        datasets: Sequence[str],
        entities: EntityRows,
        sources: SourceRows,
    ) -> None:
        self.ids = files.sorted_texts("claims/id")
        self.subject, self.object = files.array("claims/subject"), files.array("claims/object")
        self.relation, self.source = files.array("claims/relation"), files.array("claims/source")
        self.attributed = files.array("claims/attributed")
        self.strength = files.array("claims/strength")
        self._strengths = files.array("claims/strengths")
        self.denied, self.modality = files.array("claims/denied"), files.array("claims/modality")
        self.dataset = files.array("claims/dataset")
        self.dates = {column: files.array(f"claims/{column}") for column in CLAIM_DATES}
        self.withdrawn = self.dates["withdrawn"]
        self._days = files.dates()
        self._cells = RowCells(files, "claims", CLAIM_TEXTS)
        self._origins = files.cells("claims/origin")
        self._entity_ids, self._source_ids = entities.ids, sources.ids
        self.relation_ids, self.modality_ids = (
            sorted(ontology.relations),
            sorted(ontology.modalities),
        )
        self._readers = [claim_reader(ontology, name) for name in datasets]
        self._names = datasets
        self._files: dict[tuple[int, str], str] = {}

    def __len__(self) -> int:
        return len(self.subject)

    def naming_origin(self) -> NDArray[Any]:
        """The numbers of the claims that name an origin of their own."""
        return np.flatnonzero(self._origins.given())

    def record(self, claim: int, published: str) -> Claim:
        """A claim by its number; ``published`` is the date of its source."""
        cells = self._cells[claim]
        for column, codes in self.dates.items():
            code = int(codes[claim])
            cells[column] = self._days[code] if code >= 0 else ""
        by, dataset = int(self.attributed[claim]), int(self.dataset[claim])
        source = self._source_ids[int(self.source[claim])]
        cells["id"] = self.ids.cached(claim)
        cells["subject"] = self._entity_ids.cached(int(self.subject[claim]))
        cells["relation"] = self.relation_ids[int(self.relation[claim])]
        cells["object"] = self._entity_ids.cached(int(self.object[claim]))
        cells["draft"] = ""
        cells["polarity"] = POLARITIES[_is_among(self.denied, claim)]
        cells["modality"] = self.modality_ids[int(self.modality[claim])]
        cells["attributed_to"] = self._entity_ids[by] if by >= 0 else ""
        file = self._files.get((dataset, source))
        if file is None:
            file = PurePosixPath(self._names[dataset], "claims", source).as_posix()
            self._files[dataset, source] = file
        strength = float(self._strengths[self.strength[claim]])
        row = _row(cells, "claim", file)
        return self._readers[dataset](row, source, published, strength=strength)


def _is_among(numbers: NDArray[Any], number: int) -> bool:
    """Whether a number is one of sorted numbers."""
    found = range_of(numbers, number)
    return bool(found.start < found.stop)


class DraftRows:
    """The drafts, sorted by id."""

    def __init__(self, files: StoreFiles, ontology: Ontology, datasets: Sequence[str]) -> None:
        self.datasets = files.array("drafts/dataset")
        self._names = datasets
        self._cells = RowCells(files, "drafts", DRAFT_TEXTS)
        self._readers = [claim_reader(ontology, name) for name in datasets]

    def __len__(self) -> int:
        return len(self.datasets)

    def record(self, position: int, published: Callable[[str], str]) -> Claim:
        """A draft by its position; ``published`` gives the date of a source."""
        dataset = int(self.datasets[position])
        cells = self._cells[position]
        source = cells.pop("source")
        cells["draft"] = DRAFT
        file = PurePosixPath(self._names[dataset], "claims", source).as_posix()
        row = _row(cells, "claim", file)
        return self._readers[dataset](row, source, published(source))


class JudgementRows:
    """The judgements by dataset, in the order of their rows."""

    def __init__(self, files: StoreFiles, datasets: Sequence[str]) -> None:
        self.datasets = files.array("judgements/dataset")
        self._same: NDArray[Any] = files.array("judgements/same")
        self._names = datasets
        self._cells = RowCells(files, "judgements", JUDGEMENT_TEXTS)

    def __len__(self) -> int:
        return len(self.datasets)

    def record(self, position: int) -> Judgement:
        """A judgement by its position."""
        name = self._names[int(self.datasets[position])]
        cells = self._cells[position]
        cells["judgement"] = JUDGEMENTS[not self._same[position]]
        found = judgement_of(_row(cells, "judgement", f"{name}/identity"), name)
        assert found is not None
        return found
