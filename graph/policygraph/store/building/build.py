"""Building a store from datasets, step by step.

    tables -> columns, checked -> suspect rows, checked one by one -> sorted -> arrays
           -> a header -> the store replaced

Each table is read once. Texts are written to their files as they are read. Numbers and ids
stay in memory: at most about 250 bytes a claim, whatever its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from policygraph.engines.compact.arrays import build_arrays
from policygraph.errors import UsageError
from policygraph.model.ontology import Ontology
from policygraph.model.records import Entity, Judgement, Source
from policygraph.store.building.claims import ClaimTable, Drafts, read_claims
from policygraph.store.building.entities import EntityTable, read_entities
from policygraph.store.building.names import write_names
from policygraph.store.building.replacement import build_folder, replace_store
from policygraph.store.building.suspect_check import DatasetFiles, check_suspect_rows
from policygraph.store.building.suspect_rows import Table
from policygraph.store.format.array_file import write_array
from policygraph.store.format.cells import CellWriter
from policygraph.store.format.extra_cells import EXTRA, encoded_extra
from policygraph.store.format.header import Header, describe
from policygraph.store.format.ids import write_ids
from policygraph.store.format.ranges import range_starts
from policygraph.store.format.schema import (
    ABOUT_TEXTS,
    CLAIM_CODES,
    DRAFT_TEXTS,
    ENDS,
    FOLDERS,
    JUDGEMENT_TEXTS,
    NO_DATE,
    ORDERS,
    SOURCE_TEXTS,
)
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.format.texts import TextWriter
from policygraph.store.reading.claim_columns import columns_of_codes
from policygraph.store.reading.influence_cells import InfluenceCells
from policygraph.store.reading.measures import Measures
from policygraph.store.reading.records import EntityRows, entity_record
from policygraph.tables import locations
from policygraph.tables.dataset_file import dataset_names, read_dataset_file
from policygraph.tables.folder import CLAIMS, READERS, dataset_files
from policygraph.tables.ontology import read_ontology
from policygraph.tables.parquet_reader import arrow
from policygraph.tables.reader import TableReaders, cells_of, read_tables


def build(
    folders: Sequence[str | Path], target: str | Path, ontology: str | Path | None = None
) -> Header:
    """Build a store of datasets at ``target``; it replaces a store there.

    Without folders: those of the environment, else the curated dataset. Raises
    :class:`InvalidData` with every fault of the datasets, and
    :class:`~policygraph.errors.LocationError` if a store cannot be written; ``target`` is not
    changed then.
    """
    arrow()
    located = locations.resolve(folders, ontology)
    for folder in located.stores:
        raise UsageError(f"{folder}: is a store; name the datasets that it was built from")
    named, vocabulary = located.datasets, (located.core, *located.extensions)
    terms = read_ontology(located.core, located.extensions)
    with build_folder(Path(target)) as temporary:
        arrays = temporary / "arrays"
        for name in FOLDERS:
            (arrays / name).mkdir(parents=True)
        names = dataset_names(list(named))
        counts = _write(named, names, terms, arrays)
        for number, path in enumerate(vocabulary):
            (arrays / "ontology" / f"{number:04d}.ttl").write_bytes(path.read_bytes())
        header = describe(arrays, tuple(names), counts)
        replace_store(arrays, header, Path(target))
    return header


def _write(
    named: Sequence[Path], names: list[str], ontology: Ontology, folder: Path
) -> dict[str, int]:
    pairs = zip(names, named, strict=True)
    datasets = [DatasetFiles(name, *dataset_files(path)) for name, path in pairs]
    about = [
        read_dataset_file(path, dataset.faults).about
        for path, dataset in zip(named, datasets, strict=True)
    ]
    for key in ABOUT_TEXTS:
        _write_texts(folder, f"datasets/{key}", [str(getattr(one, key)) for one in about])
    sources, judgements = _small_tables(datasets, ontology)
    source_ids = _write_sources(sources, folder)
    _write_judgements(judgements, folder)
    entities = read_entities(
        _tables(datasets, "entities"),
        names,
        [judgement for _, judgement in judgements],
        ontology,
        folder,
    )
    by_id = {source.id: source for _, source in sources}
    sorted_sources = [by_id[name] for name in source_ids]
    claims = read_claims(_tables(datasets, CLAIMS), sorted_sources, entities, ontology, folder)
    check_suspect_rows(datasets, ontology, entities, claims)
    del datasets
    _write_judged(judgements, entities, folder)
    _write_claims(claims, folder)
    _write_drafts(claims.drafts, folder)
    own = entities.canonical == np.arange(len(entities.ids))
    rows = EntityRows(StoreFiles.partial(folder), ontology, names)
    # These need not be decoded again.
    rows.ids = entities.ids.texts
    groups = _groups(entities)

    def entity(number: int) -> Entity:
        return entity_record(rows, groups.get(number, (number,)), ontology)

    write_names(folder, np.flatnonzero(own).tolist(), entity, entities.ids.texts)
    _write_orders(claims, entities, len(source_ids), folder)
    counts = {
        "entities": int(own.sum()),
        "claims": len(claims),
        "sources": len(source_ids),
        "judgements": len(judgements),
    }
    measures = Measures(StoreFiles.partial(folder))
    columns = columns_of_codes(
        claims.columns,
        claims.days.texts,
        [source.published for source in sorted_sources],
        entities.canonical,
        entities.types,
        (claims.disputing, claims.disputed),
        measures.given(),
        measures,
        ontology,
        InfluenceCells(StoreFiles.partial(folder), ontology).columns(
            np.arange(len(claims)),
            claims.columns["relation"],
            lambda name: int(entities.canonical[entities.ids.texts.position(name) or 0]),
        ),
    )
    claims.columns.clear()
    graph = build_arrays(columns)
    for name, values in graph.by_name().items():
        write_array(folder, f"graph/{name}", values)
    counts["edges"] = graph.edges
    return counts


def _tables(datasets: Sequence[DatasetFiles], prefix: str) -> list[Table]:
    return [
        Table(number, name, path)
        for number, dataset in enumerate(datasets)
        for name, path in dataset.files.items()
        if name.startswith(prefix)
    ]


# --- Sources and judgements: few, so they are read as for any dataset --------------------


def _small_tables(
    datasets: Sequence[DatasetFiles], ontology: Ontology
) -> tuple[list[tuple[int, Source]], list[tuple[int, Judgement]]]:
    sources, judgements = [], []
    for number, dataset in enumerate(datasets):
        sheets = {
            name: partial(READERS[path.suffix], path)
            for name, path in dataset.files.items()
            if name in ("sources", "identity")
        }
        given = TableReaders(sources=sheets.get("sources"), judgements=sheets.get("identity"))
        tables = read_tables(given, dataset.name, ontology)
        sources += [(number, source) for source in tables.dataset.sources]
        judgements += [(number, judgement) for judgement in tables.dataset.judgements]
    return sources, judgements


def _write_sources(sources: list[tuple[int, Source]], folder: Path) -> list[str]:
    """Write the rows of sources, sorted by id, and return the ids."""
    pa, _ = arrow()
    rows = sorted(sources, key=lambda pair: (pair[1].id, pair[0]))
    ids = list(dict.fromkeys(source.id for _, source in rows))
    write_ids(folder, "sources/id", pa.array(ids, pa.string()))
    cells = [_cells(source) for _, source in rows]
    for column in SOURCE_TEXTS:
        _write_cells(folder, f"sources/{column}", [row[column] for row in cells])
    numbers = {name: number for number, name in enumerate(ids)}
    of = np.array([numbers[source.id] for _, source in rows], np.int64)
    write_array(folder, "sources/first", range_starts(of, len(ids)))
    write_array(folder, "sources/dataset", np.array([number for number, _ in rows]))
    return ids


def _write_judgements(judgements: list[tuple[int, Judgement]], folder: Path) -> None:
    cells = [_cells(judgement) for _, judgement in judgements]
    for column in JUDGEMENT_TEXTS:
        _write_cells(folder, f"judgements/{column}", [row[column] for row in cells])
    write_array(folder, "judgements/dataset", np.array([n for n, _ in judgements], np.int16))
    write_array(folder, "judgements/same", np.array([j.same for _, j in judgements], np.bool_))


def _cells(record: Source | Judgement) -> dict[str, str]:
    return {**cells_of(record), EXTRA: encoded_extra(record.extra)}


def _write_judged(
    judgements: list[tuple[int, Judgement]], entities: EntityTable, folder: Path
) -> None:
    """Write which judgements are about each entity, by its number after merges."""
    number = entities.ids.texts.position
    pairs = sorted(
        {
            (int(entities.canonical[number(side) or 0]), position)
            for position, (_, judgement) in enumerate(judgements)
            for side in (judgement.left, judgement.right)
        }
    )
    write_array(folder, "judgements/entity", np.array([pair[0] for pair in pairs], np.int32))
    write_array(folder, "judgements/place", np.array([pair[1] for pair in pairs], np.int32))


def _write_cells(folder: Path, name: str, texts: Sequence[str]) -> None:
    writer = CellWriter(folder, name)
    writer.extend(texts)
    writer.close()


def _write_texts(folder: Path, name: str, texts: Sequence[str]) -> None:
    writer = TextWriter(folder, name)
    writer.extend(texts)
    writer.close()


# --- Entities and claims ------------------------------------------------------------------


def _groups(entities: EntityTable) -> dict[int, list[int]]:
    """The ids of each entity with merged ids, its own first, by number."""
    groups: dict[int, list[int]] = {}
    merged = np.flatnonzero(entities.canonical != np.arange(len(entities.canonical)))
    for number in merged.tolist():
        target = int(entities.canonical[number])
        groups.setdefault(target, [target]).append(number)
    return groups


def _write_claims(claims: ClaimTable, folder: Path) -> None:
    columns = claims.columns
    for name in CLAIM_CODES:
        if name not in ("affirms", "strength"):
            write_array(folder, f"claims/{name}", columns[name])
    write_array(folder, "claims/denied", np.flatnonzero(~columns["affirms"]))
    # Few strengths differ, and numbering them needs no sorting of all.
    pa, _ = arrow()
    encoded = pa.array(columns["strength"]).dictionary_encode()
    strengths = encoded.dictionary.to_numpy()
    order = np.argsort(strengths)
    codes = np.argsort(order)[encoded.indices.to_numpy()]
    write_array(folder, "claims/strengths", strengths[order])
    write_array(folder, "claims/strength", codes)
    _write_texts(folder, "dates/text", claims.days.texts)
    by_disputed = np.lexsort((claims.disputing, claims.disputed))
    write_array(folder, "claims/disputed", claims.disputed[by_disputed])
    write_array(folder, "claims/disputing", claims.disputing[by_disputed])


def _write_drafts(drafts: Drafts, folder: Path) -> None:
    """Write the drafts, sorted by id."""
    order = sorted(range(len(drafts.rows)), key=lambda n: drafts.cells[n]["id"])
    cells = [{**drafts.cells[n], "source": drafts.sources[n]} for n in order]
    for column in DRAFT_TEXTS:
        _write_cells(folder, f"drafts/{column}", [row[column] for row in cells])
    write_array(folder, "drafts/dataset", np.array([drafts.datasets[n] for n in order], np.int16))


def _write_orders(claims: ClaimTable, entities: EntityTable, sources: int, folder: Path) -> None:
    """Write the claims by speaker and by source, and where each begins.

    Of the claims by subject and by object only those that are not in the graph.
    """
    count, columns = len(entities.ids), claims.columns
    outside = np.flatnonzero(~columns["affirms"] | (columns["withdrawn"] != NO_DATE))
    for side in ENDS:
        keys = columns[side][outside]
        keys = entities.canonical[keys] if count else keys
        by_key = np.argsort(keys, kind="stable")
        write_array(folder, f"order/{side}.of", keys[by_key])
        write_array(folder, f"order/{side}", outside[by_key])
    for name in ORDERS:
        keys, number = columns[name], sources
        chosen = np.arange(len(keys), dtype=np.int32)
        if name == "attributed":
            chosen, number = chosen[keys >= 0], count
            keys = entities.canonical[keys[chosen]] if count else keys[chosen]
        by_key = np.argsort(keys, kind="stable")
        keys, chosen = keys[by_key], chosen[by_key]
        write_array(folder, f"order/{name}.first", range_starts(keys, number))
        if len(chosen) != len(claims) or np.any(chosen[1:] < chosen[:-1]):
            write_array(folder, f"order/{name}", chosen)
