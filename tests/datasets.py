"""Small dataset folders and a small ontology on disk, for tests of reading and checking.

A row is a dictionary of the cells that matter; :data:`ENTITY` and the like give the others.
The ontology belongs to this file and shares no name with the curated one.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from policygraph import pipeline
from policygraph.model.collection import Collection
from policygraph.tables import locations
from policygraph.tables.reader import (
    CLAIM_COLUMNS,
    ENTITY_COLUMNS,
    JUDGEMENT_COLUMNS,
    SOURCE_COLUMNS,
)

Row = Mapping[str, str]

ENTITY: Row = {"type": "firm", "label": "?"}
SOURCE: Row = {
    "kind": "report",
    "title": "A report",
    "authors": "A. Author",
    "publisher": "A publisher",
    "published": "2024-05-01",
    "url": "https://example.org/report",
}
CLAIM: Row = {
    "subject": "a",
    "relation": "feeds",
    "object": "b",
    "polarity": "affirmed",
    "modality": "stated",
    "locator": "line 1",
}
JUDGEMENT: Row = {"judgement": "same", "by": "tester", "date": "2024", "why": "a test"}

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pg: <https://w3id.org/policygraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix w: <https://example.org/w#> .
"""


def type_turtle(id: str, parent: str | None = "thing", more: str = "") -> str:
    """The declaration of a type below ``thing``."""
    above = f"rdfs:subClassOf w:{parent} ; " if parent else ""
    return (
        f'w:{id} a pg:EntityType ; {above}dcterms:identifier "{id}" ; skos:prefLabel "{id}"@en ;'
        f' skos:definition "What {id} means."@en ; pg:colour "grey" ; pg:shape "dot" {more} .\n'
    )


def relation_turtle(
    id: str, *, domain: str = "w:thing", range: str = "w:thing", time: str = "state", more: str = ""
) -> str:
    """The declaration of a relation that carries influence along its statement."""
    return (
        f'w:{id} a pg:Relation ; dcterms:identifier "{id}" ; skos:prefLabel "{id}"@en ;'
        f' pg:inverseLabel "inverse of {id}"@en ; schema:domainIncludes {domain} ;'
        f" schema:rangeIncludes {range} ; pg:influence pg:along ; pg:effect pg:enables ;"
        f' pg:temporality pg:{time} ; skos:definition "What {id} means."@en ;'
        f' pg:why "For tests."@en {more} .\n'
    )


def modality_turtle(id: str, order: int, likelihood: float, assertable: bool) -> str:
    """The declaration of a modality."""
    return (
        f'pg:{id} a pg:Modality ; dcterms:identifier "{id}" ; skos:prefLabel "{id}"@en ;'
        f" skos:notation {order} ; pg:defaultLikelihood {likelihood} ;"
        f" pg:assertable {str(assertable).lower()} .\n"
    )


def term_turtle(id: str, kind: str, order: int, more: str = "") -> str:
    """The declaration of a channel, a grade, a state or a kind of evidence."""
    return (
        f'w:{id} a pg:{kind} ; dcterms:identifier "{id}" ; skos:prefLabel "{id}"@en ;'
        f' skos:notation {order} ; skos:definition "What {id} means."@en {more} .\n'
    )


def way_turtle(
    relation: str,
    way: str = "along",
    channel: str = "push",
    grade: str = "much",
    effect: str = "enables",
    more: str = "",
) -> str:
    """The declaration of a way of a relation."""
    return (
        f"w:{relation}-{way} a pg:Way ; pg:ofRelation w:{relation} ; pg:way pg:{way} ;"
        f" pg:channel w:{channel} ; pg:effect pg:{effect} ; pg:defaultGrade w:{grade} ;"
        f' pg:why "For tests, {way}."@en {more} .\n'
    )


def transition_turtle(before: str, channel: str, after: str, addressee: str = "keep") -> str:
    """The declaration of a transition."""
    return (
        f"w:{before}-{channel} a pg:Transition ; pg:fromState w:{before} ; pg:channel w:{channel} ;"
        f" pg:toState w:{after} ; pg:addressee pg:{addressee} .\n"
    )


CORE = (
    PREFIXES
    + '<https://w3id.org/policygraph/ns> a owl:Ontology ; owl:versionInfo "9.9" .\n'
    + modality_turtle("stated", 1, 0.9, True)
    + modality_turtle("estimated", 2, 0.75, True)
    + modality_turtle("planned", 3, 0.6, False)
    + modality_turtle("possible", 4, 0.5, False)
    + 'pg:likely a pg:LikelihoodTerm ; skos:prefLabel "Likely"@en ;'
    + ' skos:altLabel "probable"@en ; pg:low 0.55 ; pg:high 0.80 .\n'
    + type_turtle("thing", None)
    + type_turtle("body", more="; pg:attributable true")
    + type_turtle("firm", "body")
    + type_turtle("device")
    + relation_turtle("feeds")
    + relation_turtle("feeds-well", more="; rdfs:subPropertyOf w:feeds")
    + relation_turtle("founded", time="event")
    + relation_turtle("inside", more="; pg:hint pg:acyclic")
    + relation_turtle("deep-inside", more="; rdfs:subPropertyOf w:inside")
    + relation_turtle("builds", domain="w:body", range="w:device")
)

#: What an ontology adds to :data:`CORE` that says by which channels influence flows: ``push``
#: is the usual one, after ``pass`` no ``push`` may follow.
INFLUENCE = (
    term_turtle("push", "Channel", 1, "; pg:act true ; pg:usual true")
    + term_turtle("pass", "Channel", 2)
    + term_turtle("wish", "Channel", 3, "; pg:counted false")
    + term_turtle("much", "Grade", 1, "; pg:weight 1.0")
    + term_turtle("some", "Grade", 2, "; pg:weight 0.5 ; pg:usual true")
    + term_turtle("at-first", "CompositionState", 1, "; pg:isStart true")
    + term_turtle("further", "CompositionState", 2)
    + transition_turtle("at-first", "push", "at-first", "set")
    + transition_turtle("at-first", "wish", "at-first")
    + transition_turtle("at-first", "pass", "further", "test")
    + transition_turtle("further", "pass", "further", "drop")
)

#: Kinds of evidence, and a relation that a ``rule`` enacts and a type of the unnamed.
EVIDENCE = (
    term_turtle(
        "enacted", "EvidenceKind", 1, "; pg:defaultLikelihood 0.99 ; pg:ofEnactment true"
    )
    + term_turtle(
        "own", "EvidenceKind", 2, '; pg:defaultLikelihood 0.95 ; pg:sourceKind "rule", "filing"'
    )
    + term_turtle(
        "told", "EvidenceKind", 3,
        '; pg:defaultLikelihood 0.9 ; pg:usual true ; pg:sourceKind "report"',
    )
    + term_turtle("rumour", "EvidenceKind", 4, "; pg:defaultLikelihood 0.75 ; pg:ofUnnamed true")
    + type_turtle("crowd", "body", "; pg:unnamed true")
    + type_turtle("crew", "crowd")
    + relation_turtle("bans", more='; pg:enactedIn "rule"')
)  # fmt: skip


def write_ontology(folder: Path, text: str = CORE) -> Path:
    """Write an ontology folder with this core and the project's shapes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policygraph.ttl").write_text(text, encoding="utf-8")
    shutil.copy(locations.ontology_folder() / "shapes.ttl", folder / "shapes.ttl")
    return folder


def table(columns: Iterable[str], rows: Iterable[Row], defaults: Row | None = None) -> str:
    """CSV text of rows; a missing cell has the default, or is blank."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**(defaults or {}), **row} for row in rows)
    return text.getvalue()


def write_dataset(
    folder: Path,
    claims: Iterable[Row] | Mapping[str, Iterable[Row]] = (),
    *,
    entities: Iterable[Row] = ({"id": "a"}, {"id": "b"}, {"id": "c"}),
    sources: Iterable[Row] = ({"id": "s"},),
    judgements: Iterable[Row] = (),
) -> Path:
    """Write a dataset folder; a claim without a source is of ``s``, one without id is numbered."""
    by_source = claims if isinstance(claims, Mapping) else {"s": claims}
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    texts = {
        "entities.csv": table(
            ENTITY_COLUMNS, ({**ENTITY, "label": row["id"].upper(), **row} for row in entities)
        ),
        "sources.csv": table(SOURCE_COLUMNS, sources, SOURCE),
        "identity.csv": table(JUDGEMENT_COLUMNS, judgements, JUDGEMENT),
    }
    for source, rows in by_source.items():
        numbered = ({"id": f"{source}-{n:03d}", **row} for n, row in enumerate(rows, 1))
        texts[f"claims/{source}.csv"] = table(CLAIM_COLUMNS, numbered, CLAIM)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def faults(*folders: Path, ontology: Path | None = None) -> list[str]:
    """The faults of a check, one line each; paths are relative to the first folder's parent."""
    core = ontology or write_ontology(folders[0].parent / "ontology")
    above = f"{folders[0].parent.as_posix()}/"
    found = pipeline.check(folders, ontology=core).faults
    return [str(fault).replace(above, "") for fault in found]


def warnings(*folders: Path, ontology: Path | None = None) -> list[str]:
    """The warnings of a check, as :func:`faults` gives its faults."""
    core = ontology or write_ontology(folders[0].parent / "ontology")
    above = f"{folders[0].parent.as_posix()}/"
    found = pipeline.check(folders, ontology=core).warnings
    return [str(warning).replace(above, "") for warning in found]


def load(*folders: Path, ontology: Path | None = None) -> Collection:
    """The collection of folders without faults."""
    return pipeline.load(folders, ontology or write_ontology(folders[0].parent / "ontology"))
