"""FollowTheMoney entities as newline-delimited JSON, and a list of what FtM cannot express.

A collection gives one FtM entity for each entity and each supporting claim that the table
``ontology/ftm.csv`` has a schema for, and one :class:`Omitted` for everything else: FtM has
neither denial nor dispute, neither chips nor rules. Nothing is dropped in silence.

A claim becomes an interval of its own with the id of the claim, its source and its
modality (``status``); two sources that say the same are two intervals. Where the
table has no schema for a relation, or the ends do not fit the schema's ranges, the
claim is an ``UnknownLink`` whose ``role`` is the relation's label.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from policygraph.errors import DataError
from policygraph.formats.files import Files, csv_table
from policygraph.model import dates, iris
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Entity
from policygraph.query import wording
from policygraph.tables import locations

#: Dates as FtM takes them: a day, a month or a year from 1000 to 2999, by their length.
_PRECISIONS = {10: "day", 7: "month", 4: "year"}
_YEARS = ("1000", "2999")
#: Marks of EDTF that FtM has none for: without them a date would be surer than it was said.
_QUALIFIERS = "?~%"
_LINK = "UnknownLink"
#: The entities, and what they cannot say.
FILES = ("entities.ftm.json", "omitted.csv")
_COLUMNS = (
    "kind", "id", "schema", "subject_property", "subject_schemas", "object_property",
    "object_schemas", "quantity_property", "quantity_unit",
)  # fmt: skip

Properties = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Schema:
    """How FtM says a type or a relation.

    A side with a property and without schemas is given by its name (a list that
    designates is the *program* of a sanction); with schemas, by its id. The property of
    a quantity takes those of one unit.
    """

    name: str
    subject_property: str
    subject_schemas: frozenset[str]
    object_property: str
    object_schemas: frozenset[str]
    quantity_property: str
    quantity_unit: str


@dataclass(frozen=True, slots=True, order=True)
class Omitted:
    """What FtM cannot express: an entity, a claim, a judgement, or one value of these."""

    kind: str
    id: str
    reason: str


@dataclass(frozen=True)
class Correspondence:
    """The table, by id."""

    types: Mapping[str, Schema]
    relations: Mapping[str, Schema]


def read_correspondence(path: Path) -> Correspondence:
    """Read ``ontology/ftm.csv``; a table of other columns is an error."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise DataError(f"{path}: has other columns; they are {', '.join(_COLUMNS)}")
        found: dict[str, dict[str, Schema]] = {"type": {}, "relation": {}}
        for row in reader:
            if row["kind"] not in found:
                raise DataError(
                    f"{path}:{reader.line_num}: unknown kind {row['kind']!r}; "
                    "write type or relation"
                )
            found[row["kind"]][row["id"]] = Schema(
                row["schema"],
                row["subject_property"],
                frozenset(filter(None, row["subject_schemas"].split("|"))),
                row["object_property"],
                frozenset(filter(None, row["object_schemas"].split("|"))),
                row["quantity_property"],
                row["quantity_unit"],
            )
    return Correspondence(found["type"], found["relation"])


def write_ftm_folder(collection: Collection) -> Files:
    """The entities and the list of what they cannot say, by the table of the ontology in use."""
    table = read_correspondence(locations.ontology_folder() / "ftm.csv")
    entities, omitted = write_ftm(collection, table)
    return dict(zip(FILES, (entities, omitted_table(omitted)), strict=True))


def write_ftm(collection: Collection, table: Correspondence) -> tuple[bytes, list[Omitted]]:
    """The entities, one JSON object a line, sorted by id; and what FtM cannot express."""
    omitted: list[Omitted] = []
    schema_of: dict[str, str] = {}
    lines = []
    for entity in collection.entities.values():
        schema = _of_chain(table.types, collection.ontology.type_chain(entity.type))
        if schema is None:
            omitted.append(Omitted("entity", entity.id, f"no schema for the type {entity.type}"))
            continue
        schema_of[entity.id] = schema.name
        lines.append(_line(entity.id, schema.name, _thing(entity)))
        tagged = any(name.language for name in (entity.label, *entity.aliases))
        not_expressed = {"same_as": entity.same_as, "language of names": tagged}
        omitted.extend(
            Omitted("value", entity.id, name) for name, value in not_expressed.items() if value
        )
    for claim in collection.claims.values():
        lines.extend(_interval(collection, table, claim, schema_of, omitted))
    for source in collection.sources.values():
        omitted.append(Omitted("source", source.id, "all but its publisher and its address"))
    for judgement in collection.judgements:
        pair = f"{judgement.left} = {judgement.right}"
        reason = "the same: written as one" if judgement.same else "different"
        omitted.append(Omitted("judgement", pair, reason))
    return "".join(sorted(lines)).encode(), sorted(omitted)


def omitted_table(omitted: list[Omitted]) -> bytes:
    """What FtM cannot express, as CSV: counted by reason first, then one row each."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for item in omitted:
        counts[item.kind, item.reason] += 1
    totals = ((kind, "", reason, str(n)) for (kind, reason), n in sorted(counts.items()))
    rows = ((item.kind, item.id, item.reason, "1") for item in omitted)
    return csv_table(("kind", "id", "reason", "count"), (*totals, *rows))


def ftm_date(span: dates.Span) -> str | None:
    """The finest day, month or year of FtM that has all days of a date, or None.

    A qualified date (``2015~``) has none: FtM would take it for certain.

    >>> ftm_date(dates.read_date("2024-05-XX")), ftm_date(dates.read_date("2024-21"))
    ('2024-05', '2024')
    >>> ftm_date(dates.read_date("0044")), ftm_date(dates.read_date("202X"))
    (None, None)
    """
    first, last = dates.iso_day(span.earliest), dates.iso_day(span.latest)
    if first is None or last is None or any(mark in span.text for mark in _QUALIFIERS):
        return None
    if not _YEARS[0] <= first[:4] <= _YEARS[1]:
        return None
    return next((first[:n] for n in _PRECISIONS if first[:n] == last[:n]), None)


def _of_chain(schemas: Mapping[str, Schema], chain: tuple[str, ...]) -> Schema | None:
    return next((schemas[term] for term in chain if term in schemas), None)


def _thing(entity: Entity) -> Properties:
    return {
        "name": [entity.label.text],
        "alias": [alias.text for alias in entity.aliases],
        "summary": [entity.description],
        "wikidataId": [entity.wikidata or ""],
    }


def _interval(
    collection: Collection,
    table: Correspondence,
    claim: Claim,
    schema_of: Mapping[str, str],
    omitted: list[Omitted],
) -> Iterator[str]:
    def omit(reason: str) -> None:
        omitted.append(Omitted("claim", claim.id, reason))

    subject, relation, target = collection.statement(claim)
    if not claim.supports:
        return omit("denied" if claim.denies else "withdrawn")
    schema = _of_chain(table.relations, collection.ontology.relation_chain(relation))
    if schema is not None and not (
        (not schema.subject_schemas or schema_of.get(subject) in schema.subject_schemas)
        and schema_of.get(target) in schema.object_schemas
    ):
        schema = None
    if schema is None and not (subject in schema_of and target in schema_of):
        return omit("an end of it is of a type without a schema")
    source = collection.sources[claim.source]
    properties: Properties = {
        "role": [collection.ontology.relations[relation].label],
        "status": [claim.modality],
        "description": [wording.claim_sentence(collection, claim)],
        "summary": [claim.note],
        "recordId": [claim.id],
        "sourceUrl": [source.url] if iris.is_address(source.url) else [],
        "publisher": [source.publisher],
    }
    if schema is None:
        properties |= {"subject": [subject], "object": [target]}
    else:
        by_name = not schema.subject_schemas
        properties[schema.subject_property] = [collection.label(subject) if by_name else subject]
        properties[schema.object_property] = [target]
        if by_name:
            properties.pop("role")
    if source.url and not properties["sourceUrl"]:
        omitted.append(Omitted("value", claim.id, "sourceUrl: an address that FtM cannot hold"))
    takes = schema is not None and schema.quantity_property and schema.quantity_unit == claim.unit
    if claim.quantity is not None and schema is not None and takes:
        properties[schema.quantity_property] = [claim.quantity.text]
    elif claim.quantity is not None:
        omitted.append(Omitted("value", claim.id, "quantity, but in the description"))
    event = collection.ontology.relations[relation].event
    spans = dates.sides(claim.start, claim.end, event=event)
    for name, text, span in zip(
        ("startDate", "endDate"), (claim.start, claim.end), spans, strict=True
    ):
        if text is None or text == "..":
            continue
        date = ftm_date(span)
        if date is None:
            omitted.append(Omitted("value", claim.id, f"{name}: a date that FtM cannot hold"))
        else:
            properties[name] = [date]
            if date != text:
                reason = f"{name}: more than the {_PRECISIONS[len(date)]} of the date"
                omitted.append(Omitted("value", claim.id, reason))
    not_expressed = {
        "that it disputes other claims": claim.disputes,
        "attributed_to, but in the description": claim.attributed_to,
        "likelihood": claim.likelihood,
        "locator": claim.locator,
        "passage_sha256": claim.passage_sha256,
        "known_since": claim.known_since,
        "origin": claim.origin,
        "grade": claim.grade,
        "towards": claim.towards,
        "need": claim.need,
        "the dataset's own columns": claim.extra,
    }
    omitted.extend(
        Omitted("value", claim.id, name) for name, value in not_expressed.items() if value
    )
    yield _line(f"claim-{claim.id}", schema.name if schema else _LINK, properties)


def _line(id: str, schema: str, properties: Properties) -> str:
    kept = {name: [v for v in values if v] for name, values in sorted(properties.items())}
    entity = {"id": id, "schema": schema, "properties": {n: v for n, v in kept.items() if v}}
    return json.dumps(entity, ensure_ascii=False) + "\n"
