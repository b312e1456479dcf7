"""Rows to records and records to cells, by one table of fields for each kind of record.

A :class:`Field` says how the cell of a column is read and which RDF property holds its
value; every reader and writer of the package goes by it. In goes a row, out comes a record,
and what is wrong is noted in the row. What needs more than one row to be checked
(references, duplicates, domains) is left to :mod:`policygraph.checks.records`. Formats that
hold the same rows give them to :func:`read_tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from policygraph.errors import Fault
from policygraph.model import iris
from policygraph.model.evidence import DefaultLikelihoods
from policygraph.model.names import read_name
from policygraph.model.ontology import Ontology
from policygraph.model.records import (
    AFFIRMED,
    JUDGEMENTS,
    POLARITIES,
    Claim,
    Dataset,
    Entity,
    Judgement,
    Name,
    Source,
)
from policygraph.tables.columns import Columns
from policygraph.tables.csv_reader import Row

#: Cells by column.
Cells = dict[str, str]
Record = Entity | Source | Claim | Judgement

#: What reads the rows of one table: it takes the columns, the kind of a row and a list for
#: faults, and returns whether the table was read to the end.
RowReader = Callable[[Columns, str, list[Fault]], Generator[Row, None, bool]]

RELIABILITIES = tuple("ABCDEF")
#: What the cell of a draft has.
DRAFT = "yes"
_ADDRESS_FIX = "write an https: or http: address, other characters as %XX"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table.

    ``read`` makes the value of the record's attribute, which has the name of the column.
    ``iri`` is the RDF property that has this value as it is; it is empty where RDF gives the
    value in another way (:mod:`policygraph.rdf.nodes`). With ``several`` the value is a tuple
    that has a property for each member; with ``link`` it is an IRI, not a text. A ``needed``
    column may not be absent; another is blank then. ``form`` is that of the tables that first
    had the column.
    """

    read: Callable[[Row, str], Any]
    iri: str = ""
    several: bool = False
    link: bool = False
    needed: bool = False
    form: int = 1


def _name(row: Row, column: str) -> Name:
    return read_name(row.required(column))


def _names(row: Row, column: str) -> tuple[Name, ...]:
    return tuple(read_name(name) for name in row.several(column))


def _wikidata(row: Row, column: str) -> str | None:
    value = row.optional(column)
    if value is not None and not iris.QID.match(value):
        row.fault(f"wikidata {value!r} is not an item id", "write it as Q160120")
        return None
    return value


def _addresses(row: Row, column: str) -> tuple[str, ...]:
    addresses = row.several(column)
    for address in addresses:
        if not iris.is_address(address):
            row.fault(f"{column} {address!r} is not a web address", _ADDRESS_FIX)
    return addresses


def _url(row: Row, column: str) -> str:
    value = row.text(column)
    if value and not iris.is_document(value):
        fix = "write an https:, http:, doi: or urn: address, other characters as %XX"
        row.fault(f"{column} {value!r} is no address of a document", fix)
    return value


def _published(row: Row, column: str) -> str:
    return row.date(column) or ""


def _reliability(row: Row, column: str) -> str | None:
    value = row.optional(column)
    if value is not None and value not in RELIABILITIES:
        row.fault(f"unknown {column} {value!r}", "write a letter A to F, or leave it blank")
    return value


def _date_or_blank(row: Row, column: str) -> str:
    return row.date(column) or ""


def _polarity(row: Row, column: str) -> str:
    return row.choice(column, POLARITIES) if row.text(column) else AFFIRMED


def _draft(row: Row, column: str) -> bool:
    value = row.text(column)
    if value not in ("", DRAFT):
        row.fault(f"{column} {value!r} is no mark", f"write {DRAFT}, or leave it blank")
    return value != ""


def _judgement(row: Row, column: str) -> str:
    return row.choice(column, JUDGEMENTS)


ENTITY_FIELDS: Mapping[str, Field] = {
    "id": Field(Row.slug, needed=True),
    "type": Field(Row.required, needed=True),
    "label": Field(_name, iris.SKOS + "prefLabel", needed=True),
    "aliases": Field(_names, iris.SKOS + "altLabel", several=True),
    "description": Field(Row.text, iris.DCTERMS + "description"),
    "wikidata": Field(_wikidata),
    "same_as": Field(_addresses, several=True),
}
SOURCE_FIELDS: Mapping[str, Field] = {
    "id": Field(Row.slug, needed=True),
    "kind": Field(Row.required, iris.DCTERMS + "type", needed=True),
    "title": Field(Row.required, iris.DCTERMS + "title", needed=True),
    "authors": Field(Row.several, iris.DCTERMS + "creator", several=True),
    "publisher": Field(Row.text, iris.DCTERMS + "publisher"),
    "published": Field(_published, iris.DCTERMS + "issued"),
    "url": Field(_url, iris.SCHEMA + "url", link=True),
    "origin": Field(Row.optional, iris.NS + "origin"),
    "reliability": Field(_reliability, iris.NS + "reliability"),
    "licence": Field(Row.optional, iris.NS + "licence"),
    "text_sha256": Field(Row.sha256, iris.NS + "textSha256"),
    "held": Field(Row.text, iris.NS + "held", form=2),
}
CLAIM_FIELDS: Mapping[str, Field] = {
    "id": Field(Row.slug, needed=True),
    "subject": Field(Row.required, needed=True),
    "relation": Field(Row.text, needed=True),
    "object": Field(Row.required, needed=True),
    "polarity": Field(_polarity),
    # Checked by :func:`claim_reader`, which knows the terms of the ontology.
    "modality": Field(Row.text),
    "likelihood": Field(Row.optional),
    "attributed_to": Field(Row.optional),
    "start": Field(Row.bound, iris.NS + "start"),
    "end": Field(Row.bound, iris.NS + "end"),
    "quantity": Field(Row.quantity, iris.NS + "quantity"),
    "unit": Field(Row.optional, iris.NS + "unit"),
    "locator": Field(Row.required, needed=True),
    "passage_sha256": Field(Row.sha256),
    "known_since": Field(Row.date),
    "disputes": Field(Row.several, several=True),
    "withdrawn": Field(Row.date, iris.NS + "withdrawn"),
    "note": Field(Row.text, iris.SKOS + "note"),
    "origin": Field(Row.optional, iris.NS + "origin", form=2),
    "grade": Field(Row.optional, form=2),
    "towards": Field(Row.optional, form=2),
    "need": Field(Row.optional, form=2),
    "draft": Field(_draft, form=2),
}
JUDGEMENT_FIELDS: Mapping[str, Field] = {
    "left": Field(Row.required, needed=True),
    "right": Field(Row.required, needed=True),
    "judgement": Field(_judgement, needed=True),
    "by": Field(Row.required, iris.DCTERMS + "creator", needed=True),
    "date": Field(_date_or_blank, iris.DCTERMS + "issued"),
    "why": Field(Row.required, iris.SKOS + "note", needed=True),
}
ENTITY_COLUMNS = tuple(ENTITY_FIELDS)
SOURCE_COLUMNS = tuple(SOURCE_FIELDS)
CLAIM_COLUMNS = tuple(CLAIM_FIELDS)
JUDGEMENT_COLUMNS = tuple(JUDGEMENT_FIELDS)


def _table(fields: Mapping[str, Field]) -> Columns:
    return Columns(tuple(fields), tuple(name for name, known in fields.items() if known.needed))


ENTITY_TABLE = _table(ENTITY_FIELDS)
SOURCE_TABLE = _table(SOURCE_FIELDS)
CLAIM_TABLE = _table(CLAIM_FIELDS)
JUDGEMENT_TABLE = _table(JUDGEMENT_FIELDS)
_COLUMNS: Mapping[type[Record], tuple[str, ...]] = {
    Entity: ENTITY_COLUMNS,
    Source: SOURCE_COLUMNS,
    Claim: CLAIM_COLUMNS,
    Judgement: JUDGEMENT_COLUMNS,
}
_CLAIM_READERS = {name: known.read for name, known in CLAIM_FIELDS.items()}


def _values(row: Row, fields: Mapping[str, Field], dataset: str) -> dict[str, Any]:
    values = {column: known.read(row, column) for column, known in fields.items()}
    return {**values, "extra": row.extra(), "dataset": dataset, "location": row.location}


def entity_of(row: Row, dataset: str) -> Entity:
    """The entity of a row; what is wrong with it is noted in the row."""
    return Entity(**_values(row, ENTITY_FIELDS, dataset))


def source_of(row: Row, dataset: str) -> Source:
    """The source of a row; what is wrong with it is noted in the row."""
    source = Source(**_values(row, SOURCE_FIELDS, dataset))
    if not source.url and not source.held:
        row.fault("has no address", "give its url (https:, doi:, urn:), or say in held where it is")
    return source


def judgement_of(row: Row, dataset: str) -> Judgement | None:
    """The judgement of a row, or None if it is neither; what is wrong is noted in the row."""
    values = _values(row, JUDGEMENT_FIELDS, dataset)
    judgement = values.pop("judgement")
    return Judgement(**values, same=judgement == "same") if judgement in JUDGEMENTS else None


class ClaimReader(Protocol):
    """Reads a row of a table of claims."""

    def __call__(
        self,
        row: Row,
        source: str,
        published: str,
        kind: str = "",
        *,
        strength: float | None = None,
    ) -> Claim:
        """A claim of a source: its date of publication and its kind, as far as they are known.

        ``strength`` is that of a claim without a likelihood, where it has been worked out.
        """


def claim_reader(
    ontology: Ontology, dataset: str, types: Mapping[str, str] | None = None
) -> ClaimReader:
    """What reads rows of claims; ``types`` are those of the entities, as far as they are known.

    Where a source or an entity is of another dataset, :mod:`policygraph.model.merge` works out
    what hangs on it. A blank polarity is affirmed, a blank modality the first in the order of the
    ontology. The relation of a draft may be blank.
    """
    ordered = sorted(ontology.modalities.values(), key=lambda m: (m.order, m.id))
    modalities = tuple(modality.id for modality in ordered)

    # What a source says outright; the modalities have an order for this.
    default = modalities[0] if modalities else ""

    likelihoods, types = DefaultLikelihoods(ontology), types or {}

    def given(row: Row, text: str) -> float:
        number = ontology.likelihood(text)
        if number is None or not 0.0 < number <= 1.0:
            terms = ", ".join(term.label for term in ontology.likelihood_terms)
            row.fault(
                f"likelihood {text!r} is neither a number in (0, 1] nor a term",
                f"write for instance 0.8, or one of {terms}",
            )
            return 1.0
        return number

    grades = sorted(ontology.grades.values(), key=lambda g: (g.order, g.id))
    needs = sorted(ontology.needs.values(), key=lambda n: (n.order, n.id))
    terms = {"grade": tuple(g.id for g in grades), "need": tuple(n.id for n in needs)}

    def read(
        row: Row,
        source: str,
        published: str,
        kind: str = "",
        *,
        strength: float | None = None,
    ) -> Claim:
        values: dict[str, Any] = {name: read(row, name) for name, read in _CLAIM_READERS.items()}
        modality = row.choice("modality", modalities) if values["modality"] else default
        for column, choices in terms.items():
            if values[column] is not None:
                row.choice(column, choices)
        if not values["relation"] and not values["draft"]:
            row.required("relation")
        start, end = values["start"], values["end"]
        dated = start not in (None, "..") and end not in (None, "..")
        if dated and row.span(start).earliest > row.span(end).latest:
            row.fault(f"ends ({end}) before it starts ({start})", "swap or correct the dates")
        if values["withdrawn"] is not None and not values["note"]:
            row.fault("is withdrawn without a reason", "give the reason in note")
        if values["quantity"] is not None and values["unit"] is None:
            row.fault("has a quantity without a unit", "give the unit")
        values["modality"] = modality
        if values["likelihood"] is not None:
            strength = given(row, values["likelihood"])
        elif strength is None:
            by = values["attributed_to"]
            speaker = None if by is None else types.get(by, "")
            strength = likelihoods.of(modality, values["relation"], kind, speaker)
        return Claim(
            **values,
            strength=strength,
            source=source,
            knowable=values["known_since"] or published,
            extra=row.extra(),
            dataset=dataset,
            location=row.location,
        )

    return read


def columns_of(record: Record) -> tuple[str, ...]:
    """The columns of the table of a record, without a dataset's own."""
    return _COLUMNS[type(record)]


def cells_of(record: Record) -> Cells:
    """The row of a record: every column, blank where the record has nothing, then its own.

    Reading the cells again gives the same record. What is derived (strength, the day from
    which a claim could be known) is not a cell, nor is the source of a claim, which names
    its table.
    """
    cells = {column: _cell(getattr(record, column)) for column in columns_of(record)}
    cells.update(record.extra)
    return cells


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return DRAFT if value else ""
    if value is None:
        return ""
    return list_cell(map(str, value)) if isinstance(value, tuple) else str(value)


def list_cell(values: Iterable[str]) -> str:
    """Several values as one cell, separated by ``|``."""
    return "|".join(values)


@dataclass
class Tables:
    """What reading the tables of a dataset gave: the records, and the faults of their rows.

    ``complete`` is False if its entities or sources could not be read to the end:
    references to them cannot be checked then.
    """

    dataset: Dataset
    faults: list[Fault] = field(default_factory=list)
    complete: bool = True


@dataclass(frozen=True)
class TableReaders:
    """What reads each table of one dataset; ``claims`` by the id of their source."""

    entities: RowReader | None = None
    sources: RowReader | None = None
    judgements: RowReader | None = None
    claims: Mapping[str, RowReader] = field(default_factory=dict)


def read_tables(readers: TableReaders, name: str, ontology: Ontology) -> Tables:
    """Read the tables of one dataset, wherever their rows come from."""
    faults: list[Fault] = []
    read_to_the_end: list[bool] = []

    def rows(reader: RowReader | None, columns: Columns, kind: str) -> Iterator[Row]:
        if reader is not None:
            read_to_the_end.append((yield from reader(columns, kind, faults)))

    entities = tuple(entity_of(row, name) for row in rows(readers.entities, ENTITY_TABLE, "entity"))
    sources = tuple(source_of(row, name) for row in rows(readers.sources, SOURCE_TABLE, "source"))
    complete = all(read_to_the_end)
    judgements = [
        judgement_of(row, name) for row in rows(readers.judgements, JUDGEMENT_TABLE, "judgement")
    ]
    known = {source.id: (source.published, source.kind) for source in sources}
    claims: list[Claim] = []
    read_claim = claim_reader(ontology, name, {entity.id: entity.type for entity in entities})
    for source, reader in readers.claims.items():
        published, kind = known.get(source, ("", ""))
        for row in rows(reader, CLAIM_TABLE, "claim"):
            claims.append(read_claim(row, source, published, kind))
    given = tuple(judgement for judgement in judgements if judgement is not None)
    drafts = tuple(claim for claim in claims if claim.draft)
    if drafts:
        claims = [claim for claim in claims if not claim.draft]
    found = Dataset(name, entities, sources, tuple(claims), given, drafts)
    return Tables(found, faults, complete)
