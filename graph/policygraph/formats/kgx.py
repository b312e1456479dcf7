"""KGX, the knowledge graph exchange format of Biolink: JSON lines (lossless) and TSV.

Each claim is one edge with its own provenance: ``negated``, ``knowledge_level``,
``agent_type``, ``primary_knowledge_source`` and ``publications`` as the Biolink model
has them. What Biolink has no word for is in properties whose names begin with
``policygraph_``.

A denied claim is never an edge: many consumers ignore ``negated`` and would read the
contrary of what the source says. So the file of edges holds only what is affirmed, and
denied claims are records of the same form, with ``negated``, in a file of their own
whose name no reader of KGX picks up; likewise what was withdrawn. Every node is a
``biolink:NamedThing`` and every predicate ``biolink:related_to``, since Biolink has no
terms for policy; the relation's own IRI is in ``relation`` and ``original_predicate``.
A claim whose modality may be asserted is a ``knowledge_assertion``, any other a
``prediction`` ("a statement of a possible fact"); ``policygraph_modality`` has the modality.

JSON lines can be read back to the datasets they were written from. Only files of this
module are: other KGX says nothing of what a claim needs.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from policygraph.errors import Fault
from policygraph.formats.files import Files, encoded, json_lines
from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.model.records import About, Claim, Source
from policygraph.rdf.nodes import about_texts
from policygraph.rdf.terms import path_segment
from policygraph.tables.columns import Columns
from policygraph.tables.csv_reader import Row, given_rows
from policygraph.tables.reader import (
    CLAIM_COLUMNS,
    Cells,
    RowReader,
    TableReaders,
    Tables,
    cells_of,
    read_tables,
)

PREFIX = "policygraph_"
_ABOUT = ("edition", "licence", "retrieved")
ROWS = PREFIX + "rows"
DATASET = "dataset"
SOURCE = "source"
#: What each file holds; the first two are what readers of KGX look for.
PARTS = ("nodes", "edges", "denied", "withdrawn", "drafts", "publications", "identity", "datasets")
#: The parts whose records are rows of claims.
_CLAIMS = ("edges", "denied", "withdrawn", "drafts")
JSONL_FILES = tuple(f"policygraph_{part}.jsonl" for part in PARTS)
#: The parts that tables leave out.
_LINES_ONLY = ("identity", "drafts", "datasets")
TSV_FILES = tuple(f"policygraph_{part}.tsv" for part in PARTS if part not in _LINES_ONLY)

Record = dict[str, object]

_NODE_COLUMNS = (
    "id", "category", "name", "description", "xref", "provided_by", "synonym", PREFIX + "type",
    PREFIX + "former_ids",
)  # fmt: skip
_EDGE_COLUMNS = (
    "id", "subject", "predicate", "object", "category", "relation", "original_predicate",
    "negated", "knowledge_level", "agent_type", "primary_knowledge_source",
    "publications", "has_confidence_score", "deprecated",
    *(PREFIX + column for column in (*CLAIM_COLUMNS, SOURCE, DATASET)),
)  # fmt: skip
_BREAKS = re.compile(r"\s+")


def write_kgx_jsonl(collection: Collection) -> dict[str, bytes]:
    """Nodes, edges, and what is not an edge, each sorted, as JSON lines."""
    return {
        f"policygraph_{part}.jsonl": json_lines(records)
        for part, records in _records(collection).items()
    }


def write_kgx_tsv(collection: Collection) -> dict[str, bytes]:
    """The same as tables: several values by ``|``, line ends and tabs as blanks.

    KGX reads TSV without quoting, so that a cell can hold neither; that is one reason
    why the tables cannot be read back to the dataset.
    """
    files = {}
    for part, records in _records(collection).items():
        if part in _LINES_ONLY:
            continue
        for record in records:
            record.pop(ROWS, None)
        edges = part in ("edges", "denied", "withdrawn")
        columns = _EDGE_COLUMNS if edges else _NODE_COLUMNS
        lines = ["\t".join(columns)]
        lines += ["\t".join(_cell(record.get(c)) for c in columns) for record in records]
        files[f"policygraph_{part}.tsv"] = encoded("\n".join([*lines, ""]))
    return files


def read_kgx_jsonl(files: Files, name: str, ontology: Ontology) -> list[Tables]:
    """The datasets in KGX JSON lines that this module wrote; faults are gathered.

    ``name`` is that of a dataset where a record gives none.
    """
    faults: list[Fault] = []
    # By dataset: rows of entities, sources and judgements, and of claims by source.
    plain: dict[str, dict[str, list[_Given]]] = defaultdict(lambda: defaultdict(list))
    claims: dict[str, dict[str, list[_Given]]] = defaultdict(lambda: defaultdict(list))
    abouts: dict[str, About] = {}
    for path in sorted(files):
        part = path.rpartition("_")[2].removesuffix(".jsonl")
        if part not in PARTS or not path.endswith(".jsonl"):
            what, fix = "is not a file of KGX JSON lines", f"give {', '.join(JSONL_FILES)}"
            faults.append(Fault(path, 0, "", what, fix))
            continue
        for line, record in _lines(files[path], path, faults):
            for cells in _rows(record, part, path, line, faults):
                dataset, source = cells.pop(DATASET, name), cells.pop(SOURCE, "")
                if not isinstance(dataset, str) or not isinstance(source, str):
                    what = "the name of a dataset or source is not text"
                    faults.append(Fault(path, line, "", what, "write it as a string"))
                elif part == "datasets":
                    edition, licence, retrieved = (str(cells.get(key, "")) for key in _ABOUT)
                    abouts[dataset] = About(edition, licence, retrieved)
                elif part in _CLAIMS:
                    claims[dataset][source].append((path, line, cells))
                else:
                    plain[dataset][part].append((path, line, cells))
    found = []
    for dataset in sorted({*plain, *claims, *abouts}) or [name]:
        rows = plain[dataset]
        readers = TableReaders(
            entities=_row_reader(rows["nodes"]),
            sources=_row_reader(rows["publications"]),
            judgements=_row_reader(rows["identity"]),
            claims={
                source: _row_reader(given) for source, given in sorted(claims[dataset].items())
            },
        )
        tables = read_tables(readers, dataset, ontology)
        tables.dataset = replace(tables.dataset, about=abouts.get(dataset, About()))
        found.append(tables)
    found[0].faults[:0] = faults
    return found


#: A row as a record gives it: file, line, cells.
_Given = tuple[str, int, Mapping[str, object]]


def _records(collection: Collection) -> dict[str, list[Record]]:
    rows: dict[str, dict[str, list[Cells]]] = {
        "nodes": defaultdict(list),
        "sources": defaultdict(list),
    }
    for dataset in collection.records:
        for entity in sorted(dataset.entities, key=lambda entity: entity.id):
            cells = _filled(cells_of(entity)) | {DATASET: dataset.name}
            rows["nodes"][collection.entity_id(entity.id)].append(cells)
        for source in dataset.sources:
            cells = _filled(cells_of(source)) | {DATASET: dataset.name}
            rows["sources"][source.id].append(cells)
    parts: dict[str, list[Record]] = {part: [] for part in PARTS}
    for entity in collection.entities.values():
        addresses = [iris.WIKIDATA + entity.wikidata] if entity.wikidata else []
        parts["nodes"].append(
            {
                "id": iris.entity_iri(entity.id),
                "category": ["biolink:NamedThing"],
                "name": entity.label.text,
                "description": entity.description,
                "xref": [*addresses, *entity.same_as],
                "provided_by": sorted({row[DATASET] for row in rows["nodes"][entity.id]}),
                "synonym": [alias.text for alias in entity.aliases],
                PREFIX + "type": entity.type,
                PREFIX + "former_ids": list(collection.former_ids(entity.id)),
                ROWS: rows["nodes"][entity.id],
            }
        )
    for source in collection.sources.values():
        parts["publications"].append(_publication(source, rows["sources"][source.id]))
    for claim in collection.claims.values():
        parts[_part_of(claim)].append(_edge(collection, claim))
    for draft in collection.drafts:
        cells = cells_of(draft) | {SOURCE: draft.source, DATASET: draft.dataset}
        named = {PREFIX + name: cell for name, cell in cells.items() if cell}
        parts["drafts"].append({"id": iris.draft_iri(draft.id), **named})
    for dataset in collection.records:
        for judgement in dataset.judgements:
            cells = cells_of(judgement) | {DATASET: dataset.name}
            parts["identity"].append({PREFIX + name: cell for name, cell in cells.items()})
    parts["identity"].sort(key=lambda record: tuple(map(str, record.values())))
    for dataset in sorted(collection.records, key=lambda dataset: dataset.name):
        if texts := about_texts(dataset.about):
            named = {DATASET: dataset.name, **dict(texts)}
            record: Record = {PREFIX + key: text for key, text in named.items()}
            parts["datasets"].append({"id": iris.dataset_iri(path_segment(dataset.name)), **record})
    for part in ("drafts", "datasets"):
        # Most datasets have none, and readers of KGX look for no such file.
        if not parts[part]:
            del parts[part]
    return parts


def _part_of(claim: Claim) -> str:
    if claim.supports:
        return "edges"
    return "denied" if claim.denies else "withdrawn"


def _edge(collection: Collection, claim: Claim) -> Record:
    subject, relation, target = collection.statement(claim)
    predicate = collection.ontology.relations[relation].iri
    assertable = collection.ontology.modalities[claim.modality].assertable
    source = collection.sources[claim.source]
    cells = _filled(cells_of(claim)) | {SOURCE: claim.source, DATASET: claim.dataset}
    return {
        "id": iris.claim_iri(claim.id),
        "subject": iris.entity_iri(subject),
        "predicate": "biolink:related_to",
        "object": iris.entity_iri(target),
        "category": ["biolink:Association"],
        "relation": predicate,
        "original_predicate": predicate,
        "negated": not claim.affirms,
        "knowledge_level": "knowledge_assertion" if assertable else "prediction",
        "agent_type": "manual_agent",
        "primary_knowledge_source": iris.source_iri(claim.source),
        "publications": [source.url or iris.source_iri(claim.source)],
        "has_confidence_score": claim.strength,
        "deprecated": claim.withdrawn is not None,
        **{PREFIX + name: cell for name, cell in cells.items()},
    }


def _publication(source: Source, rows: list[Cells]) -> Record:
    return {
        "id": iris.source_iri(source.id),
        "category": ["biolink:Publication"],
        "name": source.title,
        "xref": [source.url] if source.url else [],
        "provided_by": sorted({row[DATASET] for row in rows}),
        ROWS: rows,
    }


def _filled(cells: Cells) -> Cells:
    return {name: cell for name, cell in cells.items() if cell}


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(_cell, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else _BREAKS.sub(" ", str(value)).strip()


def _row_reader(given: list[_Given]) -> RowReader:
    def rows(columns: Columns, kind: str, faults: list[Fault]) -> Generator[Row, None, bool]:
        for path, line, cells in given:
            yield from given_rows([(line, cells)], path, columns, kind, faults)
        return True

    return rows


def _lines(data: bytes, path: str, faults: list[Fault]) -> Iterator[tuple[int, Record]]:
    fault = partial(_fault, path, faults)
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            fault(number, "is not UTF-8", "save it again as UTF-8")
            continue
        except (ValueError, RecursionError) as error:
            fault(number, f"is not JSON: {' '.join(str(error).split())[:100]}", "fix the line")
            continue
        if isinstance(record, dict):
            yield number, record
        else:
            fault(number, "is not a record", "write one JSON object a line")


def _rows(
    record: Record, part: str, path: str, line: int, faults: list[Fault]
) -> Iterable[dict[str, object]]:
    """The rows that a record holds: several of a node, one of anything else."""
    fix = "only KGX that policygraph wrote can be read back"
    if part not in ("nodes", "publications"):
        cells = {k.removeprefix(PREFIX): v for k, v in record.items() if k.startswith(PREFIX)}
        if not cells:
            _fault(path, faults, line, f"has no {PREFIX}… properties", fix)
        return [cells] if cells else []
    rows = record.get(ROWS)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _fault(path, faults, line, f"has no {ROWS}", fix)
        return []
    return [dict(row) for row in rows]


def _fault(path: str, faults: list[Fault], line: int, what: str, fix: str) -> None:
    faults.append(Fault(path, line, "", what, fix))
