"""A store as a collection: the records that its tables gave, made on access.

Opening maps the files and reads no claim. A record is read from its columns by the readers
of tables; the last few thousand are cached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Collection as Group
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

import numpy as np

from policygraph.engines.compact.arrays import Arrays
from policygraph.errors import DataError, LocationError
from policygraph.model.collection import Collection
from policygraph.model.index import Index, NameIndex, Totals
from policygraph.model.records import About, Claim, Dataset, Entity, Source
from policygraph.model.triples import Triple
from policygraph.store.format.header import VERSION, Header, check_sizes, read_header
from policygraph.store.format.schema import ABOUT_TEXTS, EVIDENCE, GRAPH
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.reading.background import background_triples, denied_triples
from policygraph.store.reading.index import StoredIndex
from policygraph.store.reading.names import StoredNames
from policygraph.store.reading.numbered_graph import StoredGraph
from policygraph.store.reading.record_views import (
    DatasetRows,
    MatchingPositions,
    MergedIds,
    RecordSequence,
    StoredRecords,
)
from policygraph.store.reading.records import (
    ClaimRows,
    DraftRows,
    EntityRows,
    JudgementRows,
    SourceRows,
    entity_record,
)
from policygraph.store.reading.totals import stored_totals
from policygraph.tables.ontology import read_ontology

#: How many records of each kind are cached: more claims than a hub has.
_CACHED, _CACHED_CLAIMS = 1 << 14, 1 << 16
#: How often a store that is replaced while it is opened is opened again.
_ATTEMPTS = 100


@dataclass(frozen=True)
class StoredCollection(Collection):
    """The collection of a store: only what was accessed is in memory."""

    header: Header
    folder: Path
    files: StoreFiles
    vocabulary: tuple[Path, ...]
    _index: StoredIndex
    _names: StoredNames

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about, from the store's arrays."""
        return self._index

    def stated(self, entity: str, relations: Iterable[str]) -> Sequence[Claim]:
        """The claims over some relations whose subject the entity is."""
        return self._index.of_subject_over(entity, relations)

    @property
    def names(self) -> NameIndex | None:
        """The store's own index of names."""
        return self._names

    @cached_property
    def totals(self) -> Totals:
        """The totals, counted in the arrays."""
        return stored_totals(self.files, self.ontology, self._index.source_ids)

    @property
    def storage(self) -> Mapping[str, int]:
        """The version of the format, the number of files, and their bytes."""
        header = self.header
        return {
            "version": VERSION,
            "files": len(header.files),
            "bytes": header.bytes,
            "graph_bytes": header.size_of(GRAPH) - header.size_of(*EVIDENCE),
            "evidence_bytes": header.size_of(*EVIDENCE),
        }

    @property
    def stored(self) -> bool:
        """True."""
        return True

    def denied(self, relations: Group[str]) -> Sequence[Triple]:
        """See :meth:`Collection.denied`."""
        return denied_triples(self.numbered, self.ontology, relations)

    def background(self, relations: Group[str]) -> Sequence[Triple]:
        """See :meth:`Collection.background`."""
        return background_triples(self.numbered, self.ontology, relations)

    @cached_property
    def numbered(self) -> StoredGraph:
        """The arrays that the compact engine searches."""
        graph = {
            name.removeprefix(GRAPH): values
            for name, values in self.files.arrays.items()
            if name.startswith(GRAPH)
        }
        return StoredGraph(Arrays(**graph), self._index, self.files.sorted_texts("claims/id"))


def open_store(folder: Path) -> StoredCollection:
    """Open a store.

    Raises :class:`DataError` for one that is corrupt, foreign or of another version, and
    :class:`LocationError` for one that is missing or cannot be read.
    """
    header = read_header(folder)
    for _ in range(_ATTEMPTS):
        try:
            check_sizes(folder, header)
            return _open(folder, header)
        except (DataError, LocationError):
            # Another store may have replaced it meanwhile.
            again = read_header(folder)
            if again.content == header.content:
                break
            header = again
    check_sizes(folder, header)
    return _open(folder, header)


def _open(folder: Path, header: Header) -> StoredCollection:
    arrays = folder / header.content
    files = StoreFiles.opened(arrays, header.files, len(header.datasets))
    core, *extensions = sorted(arrays / name for name in header.files if name.endswith(".ttl"))
    ontology = read_ontology(core, extensions, checked=True)
    names = header.datasets
    entity_rows = EntityRows(files, ontology, names)
    source_rows = SourceRows(files, names)
    claim_rows = ClaimRows(files, ontology, names, entity_rows, source_rows)
    judgement_rows = JudgementRows(files, names)
    draft_rows = DraftRows(files, ontology, names)
    canonical = files.optional("entities/canonical")
    index = StoredIndex(files, ontology, entity_rows, source_rows, claim_rows, judgement_rows)

    @lru_cache(maxsize=_CACHED)
    def entity(number: int) -> Entity:
        return entity_record(entity_rows, index.group(number), ontology)

    @lru_cache(maxsize=_CACHED)
    def source(number: int) -> Source:
        return source_rows.of(number)[0][1]

    @lru_cache(maxsize=_CACHED_CLAIMS)
    def claim(number: int) -> Claim:
        return claim_rows.record(number, source(int(claim_rows.source[number])).published)

    def draft(position: int) -> Claim:
        return draft_rows.record(position, published)

    def published(name: str) -> str:
        number = source_rows.ids.position(name)
        return "" if number is None else source(number).published

    abouts = _abouts(files, len(names))
    drafts = partial(_drafts, draft_rows, draft)
    index.claim = claim
    own = None
    if canonical is not None:
        own = np.flatnonzero(canonical == np.arange(len(canonical)))
    return StoredCollection(
        ontology=ontology,
        datasets=names,
        entities=StoredRecords(entity_rows.ids, entity, own),
        sources=StoredRecords(source_rows.ids, source),
        claims=StoredRecords(claim_rows.ids, claim),
        judgements=RecordSequence(range(len(judgement_rows)), judgement_rows.record),
        canonical=MergedIds(entity_rows.ids, canonical),
        records=tuple(
            _dataset(
                number,
                name,
                entity_rows,
                source_rows,
                claim_rows,
                claim,
                judgement_rows,
                drafts,
                abouts[number],
            )
            for number, name in enumerate(names)
        ),
        header=header,
        folder=folder,
        files=files,
        vocabulary=(core, *extensions),
        _index=index,
        _names=StoredNames(files, entity_rows.ids, index.canonical, entity),
    )


def _dataset(
    number: int,
    name: str,
    entities: EntityRows,
    sources: SourceRows,
    claims: ClaimRows,
    claim: Callable[[int], Claim],
    judgements: JudgementRows,
    drafts: Callable[[int], Sequence[Claim]],
    about: About,
) -> Dataset:
    return Dataset(
        name,
        DatasetRows(entities, number, entities.of),
        DatasetRows(sources, number, sources.of),
        RecordSequence(MatchingPositions(claims.dataset, number), claim),
        RecordSequence(MatchingPositions(judgements.datasets, number), judgements.record),
        drafts(number),
        about,
    )


def _abouts(files: StoreFiles, count: int) -> list[About]:
    """What each dataset says of itself."""
    texts = {key: files.texts(f"datasets/{key}", count) for key in ABOUT_TEXTS}
    found = [{key: column[number] for key, column in texts.items()} for number in range(count)]
    return [About(**{**one, "tables": int(one["tables"])}) for one in found]  # type: ignore[arg-type]


def _drafts(rows: DraftRows, record: Callable[[int], Claim], number: int) -> Sequence[Claim]:
    """The drafts of a dataset; none are looked for where the store has none."""
    return RecordSequence(MatchingPositions(rows.datasets, number), record) if len(rows) else ()
