"""Neo4j: CSV files with typed headers for ``neo4j-admin database import full``.

``nodes.csv`` has the entities, labelled by their types, ``relationships.csv`` one
relationship for each claim that is affirmed and not withdrawn, with its modality and
evidence. Denied claims are nodes of the label ``DeniedClaim`` without a relationship,
and sources nodes of the label ``Source``: a denial is never an arrow.

Arrays are separated by ``|``, which no value holds: the importer cannot escape its own
separator, so it must be told (``--array-delimiter="|"``), and that text may have more
lines (``--multiline-fields=true``). Each kind has an id space of its own.
"""

from __future__ import annotations

from policygraph.formats.files import csv_table
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.edges import edges_under
from policygraph.tables.reader import (
    CLAIM_COLUMNS,
    ENTITY_COLUMNS,
    SOURCE_COLUMNS,
    cells_of,
    list_cell,
)

FILES = ("denied.csv", "nodes.csv", "relationships.csv", "sources.csv")

#: Columns of the tables that are arrays.
_ARRAYS = ("aliases", "former_ids", "same_as", "authors", "disputes")
_CLAIM = tuple(name for name in CLAIM_COLUMNS if name not in ("subject", "relation", "object"))
#: The ids in the row of a claim, which may be former ids of its ends.
_GIVEN = ("subject_given", "object_given")


def write_neo4j(collection: Collection) -> dict[str, bytes]:
    """Nodes and relationships, sorted."""
    ontology = collection.ontology
    contested = {
        claim.id: edge.contested for edge in edges_under(collection) for claim in edge.supporting
    }
    nodes, sources, arrows, denied = [], [], [], []
    for entity in collection.entities.values():
        cells = cells_of(entity)
        labels = "|".join(map(label_of, reversed(ontology.type_chain(entity.type))))
        former = list_cell(collection.former_ids(entity.id))
        nodes.append([*(cells[name] for name in ENTITY_COLUMNS), former, labels])
    for source in collection.sources.values():
        cells = cells_of(source)
        sources.append([*(cells[name] for name in SOURCE_COLUMNS), "Source"])
    for claim in collection.claims.values():
        subject, relation, target = collection.statement(claim)
        values = _claim_cells(collection, claim)
        if claim.supports:
            more = [relation, str(contested[claim.id]).lower()]
            arrows.append([subject, target, type_of(relation), *more, *values])
        elif claim.denies:
            denied.append([claim.id, subject, relation, target, *values[1:], "DeniedClaim"])
    claim_header = [
        *_typed(_CLAIM), *_GIVEN, "source", "strength:double", "earliest:date", "latest:date",
    ]  # fmt: skip
    return {
        "denied.csv": csv_table(
            ["id:ID(claim)", "subject", "relation", "object", *claim_header[1:], ":LABEL"], denied
        ),
        "nodes.csv": csv_table(
            ["id:ID(entity)", *_typed((*ENTITY_COLUMNS[1:], "former_ids")), ":LABEL"], nodes
        ),
        "relationships.csv": csv_table(
            [
                ":START_ID(entity)", ":END_ID(entity)", ":TYPE", "relation", "contested:boolean",
                *claim_header,
            ],
            arrows,
        ),
        "sources.csv": csv_table(
            ["id:ID(source)", *_typed(SOURCE_COLUMNS[1:]), ":LABEL"], sources
        ),
    }  # fmt: skip


def label_of(type_id: str) -> str:
    """The label of a type, as Cypher writes it.

    >>> label_of("political-party")
    'PoliticalParty'
    """
    return "".join(part.capitalize() for part in type_id.split("-"))


def type_of(relation: str) -> str:
    """The relationship type of a relation, as Cypher writes it.

    >>> type_of("trains-on")
    'TRAINS_ON'
    """
    return relation.upper().replace("-", "_")


def _typed(columns: tuple[str, ...]) -> list[str]:
    return [f"{name}:string[]" if name in _ARRAYS else name for name in columns]


def _claim_cells(collection: Collection, claim: Claim) -> list[str]:
    """The cells of a claim, its source, its strength, and the days that bound it."""
    cells = cells_of(claim)
    if claim.attributed_to:
        cells["attributed_to"] = collection.entity_id(claim.attributed_to)
    event = collection.ontology.relations[claim.relation].event
    days = [dates.iso_day(day) for day in dates.validity(claim.start, claim.end, event=event).outer]
    evidence = [claim.subject, claim.object, claim.source, str(claim.strength)]
    return [*(cells[name] for name in _CLAIM), *evidence, *(day or "" for day in days)]
