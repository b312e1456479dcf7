"""Read RDF back to the tables it was written from: Turtle, N-Triples, TriG and JSON-LD.

The nodes of a file that :mod:`policygraph.formats` wrote, or one of the same form, become
rows, and these are read and checked like the rows of tables. Faults name the claim.

:mod:`policygraph.formats.rdf_parser` parses and refuses unsafe input; a file that is not RDF
is one :class:`~policygraph.errors.InvalidData`. RDF/XML is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import unquote

from pyoxigraph import Literal, RdfFormat

from policygraph.errors import Fault
from policygraph.formats.default_cells import blank_defaults
from policygraph.formats.files import Files
from policygraph.formats.rdf_parser import Properties, Term, parse_nodes, rdf_fault, refuse_unsafe
from policygraph.model import iris
from policygraph.model.ontology import Ontology
from policygraph.model.records import About
from policygraph.rdf.nodes import addresses, given_term, sorted_cell
from policygraph.rdf.paused_collector import paused_collector
from policygraph.tables.columns import Columns
from policygraph.tables.csv_reader import Row, given_rows
from policygraph.tables.reader import (
    CLAIM_FIELDS,
    DRAFT,
    ENTITY_FIELDS,
    JUDGEMENT_FIELDS,
    SOURCE_FIELDS,
    Cells,
    Field,
    RowReader,
    TableReaders,
    Tables,
    read_tables,
)

_LIKELIHOOD_GIVEN = iris.NS + given_term("likelihood")
_TYPE = iris.RDF + "type"
_IDENTIFIER = iris.DCTERMS + "identifier"
_PART_OF = iris.DCTERMS + "isPartOf"
_SAME_AS = iris.OWL + "sameAs"
_ISSUED = iris.DCTERMS + "issued"
_PREF_LABEL = iris.SKOS + "prefLabel"
_CELL = iris.NS + "cell"
#: What a node has that describes an entity or a source, and does not only point on.
_DESCRIBED = (_TYPE, _PREF_LABEL, _IDENTIFIER)
_ENTITY, _SOURCE, _CLAIM = iris.entity_iri(""), iris.source_iri(""), iris.claim_iri("")
_ABOUT = ("edition", "licence", "retrieved")
_DRAFT = iris.draft_iri("")
_DATASET = iris.dataset_iri("")

_FIELDS = {"entity": ENTITY_FIELDS, "source": SOURCE_FIELDS, "claim": CLAIM_FIELDS}
_GIVEN = {
    kind: tuple((column, iris.NS + given_term(column)) for column in fields)
    for kind, fields in _FIELDS.items()
}
_TERMS = {
    "claim": (
        "subject", "relation", "object", "polarity", "modality", "likelihood", "knownSince",
        "evidence", "grade", "need", "towards",
    ),
    "judgement": ("left", "right", "verdict"),
    "row": ("describes",),
    "draft": (),
}  # fmt: skip
#: The project's own properties of each kind of node; any other is a fault.
_OWN = {
    kind: frozenset(
        (
            *(iris.NS + term for term in _TERMS.get(kind, ())),
            _CELL,
            *(field.iri for field in _FIELDS.get(kind, {}).values()),
            *(iri for of in ("entity", "source") if kind == "row" for _, iri in _GIVEN[of]),
            *(iri for _, iri in _GIVEN.get(kind, ())),
        )
    )
    for kind in (*_FIELDS, "judgement", "row", "draft")
}


def read_turtle(files: Files, name: str, ontology: Ontology) -> list[Tables]:
    """The datasets in Turtle 1.1 or 1.2; a dataset without a name goes by ``name``."""
    return _read(files, name, ontology, RdfFormat.TURTLE)


def read_ntriples(files: Files, name: str, ontology: Ontology) -> list[Tables]:
    """The datasets in N-Triples."""
    return _read(files, name, ontology, RdfFormat.N_TRIPLES)


def read_trig(files: Files, name: str, ontology: Ontology) -> list[Tables]:
    """The datasets in TriG, whatever graph a triple stands in."""
    return _read(files, name, ontology, RdfFormat.TRIG)


def read_jsonld(files: Files, name: str, ontology: Ontology) -> list[Tables]:
    """The datasets in JSON-LD whose context is inside and at the top."""
    return _read(files, name, ontology, RdfFormat.JSON_LD)


def _read(files: Files, name: str, ontology: Ontology, format: RdfFormat) -> list[Tables]:
    found: dict[str, Properties] = {}
    shown = ""
    with paused_collector():
        for path in sorted(files):
            shown = path or f"{name}.{format.file_extension}"
            refuse_unsafe(files[path], format, shown)
            parse_nodes(files[path], format, shown, found)
        return _Reader(ontology, name, shown, found).tables()


class _Reader:
    """The nodes of a file as the rows of its datasets."""

    def __init__(
        self, ontology: Ontology, name: str, shown: str, found: dict[str, Properties]
    ) -> None:
        self.ontology, self.name, self.shown, self.nodes = ontology, name, shown, found
        self.types = {kind.iri: kind.id for kind in ontology.types.values()}
        self.relations = {relation.iri: relation.id for relation in ontology.relations.values()}
        self.modalities = {modality.iri: modality.id for modality in ontology.modalities.values()}
        self.grades = {grade.iri: grade.id for grade in ontology.grades.values()}
        self.needs = {need.iri: need.id for need in ontology.needs.values()}
        self.faults: list[Fault] = []
        self.subject = ""
        self.issued: dict[str, str] = {}
        # By dataset and table; the tables of claims go by their source.
        self.rows: dict[str, dict[str, list[Cells]]] = defaultdict(lambda: defaultdict(list))
        self.claims: dict[str, dict[str, list[Cells]]] = defaultdict(lambda: defaultdict(list))
        #: Claims, by their source, whose likelihood may be the default.
        self.numbered: list[tuple[str, Cells]] = []
        self.claimed: set[tuple[str, str, str]] = set()
        self.datasets: dict[str, str] = {}
        self.abouts: dict[str, About] = {}

    def tables(self) -> list[Tables]:
        ordered = sorted(self.nodes)
        records: list[tuple[Callable[[str, Properties], None], str]] = []
        described: set[str] = set()
        for iri in ordered:
            node = self.nodes[iri]
            types = {value.value for value in node.get(_TYPE, ())}
            if iris.NS + "Dataset" in types:
                self.subject = f"dataset {iri.removeprefix(_DATASET)}"
                named = self.one(node, _IDENTIFIER)
                self.datasets[iri] = named or unquote(iri.removeprefix(_DATASET))
                edition, licence, retrieved = (self.one(node, iris.NS + key) for key in _ABOUT)
                self.abouts[self.datasets[iri]] = About(edition, licence, retrieved)
            elif iris.NS + "Row" in types:
                described.update(value.value for value in node.get(iris.NS + "describes", ()))
                records.append((self.row, iri))
            elif iris.NS + "Judgement" in types:
                records.append((self.judgement, iri))
            elif iris.NS + "Draft" in types:
                records.append((self.draft, iri))
            elif iris.NS + "Claim" in types or _names_a_claim(iri):
                records.append((self.claim, iri))
            elif iri.startswith(_SOURCE) and not node.keys().isdisjoint(_DESCRIBED):
                # Every row of a source has the same date; claims compare theirs with it.
                self.issued[iri] = next((value.value for value in node.get(_ISSUED, ())), "")
                records.append((self.source, iri))
            elif iri.startswith(_ENTITY) and not node.keys().isdisjoint(_DESCRIBED):
                records.append((self.entity, iri))
        for read, iri in records:
            if iri not in described:
                read(iri, self.nodes[iri])
        self.check_plain_triples()
        blank_defaults(self.ontology, self.rows, self.numbered)
        return self.read()

    def read(self) -> list[Tables]:
        named = sorted({*self.rows, *self.claims, *self.datasets.values()})
        if not named:
            what = "has no entity, source or claim of policygraph"
            raise rdf_fault(self.shown, what, "give a file that policygraph exported")
        found = []
        for dataset in named:
            rows, claims = self.rows[dataset], self.claims[dataset]
            readers = TableReaders(
                self.row_reader(rows["entity"]),
                self.row_reader(rows["source"]),
                self.row_reader(rows["judgement"]),
                {source: self.row_reader(claims[source]) for source in sorted(claims)},
            )
            tables = read_tables(readers, dataset, self.ontology)
            if dataset in self.abouts:
                tables.dataset = replace(tables.dataset, about=self.abouts[dataset])
            found.append(tables)
        found[0].faults[:0] = self.faults
        return found

    def row_reader(self, rows: list[Cells]) -> RowReader:
        """What reads these rows as a table."""

        def records(columns: Columns, kind: str, faults: list[Fault]) -> Generator[Row, None, bool]:
            numbered = ((0, cells) for cells in rows)
            return (yield from given_rows(numbered, self.shown, columns, kind, faults))

        return records

    # --- One node -------------------------------------------------------------------

    def entity(self, iri: str, node: Properties) -> None:
        self.begin("entity", iri.removeprefix(_ENTITY), node)
        types = [value.value for value in node.get(_TYPE, ())]
        known = [self.types[each] for each in types if each in self.types] or types
        if len(known) > 1:
            self.fault(f"has {len(known)} types: {', '.join(sorted(known))}", "give it one")
        wikidata, same_as = addresses(value.value for value in node.get(_SAME_AS, ()))
        cells = self.cells(node, ENTITY_FIELDS) | {
            "id": iri.removeprefix(_ENTITY),
            "type": known[0] if known else "",
            "wikidata": wikidata,
            "same_as": same_as,
        }
        self.rows[self.of(node)]["entity"].append(self.as_given("entity", node, cells))

    def source(self, iri: str, node: Properties) -> None:
        self.begin("source", iri.removeprefix(_SOURCE), node)
        cells = self.cells(node, SOURCE_FIELDS) | {"id": iri.removeprefix(_SOURCE)}
        self.rows[self.of(node)]["source"].append(self.as_given("source", node, cells))

    def row(self, iri: str, node: Properties) -> None:
        target = self.one(node, iris.NS + "describes")
        kind = "source" if target.startswith(_SOURCE) else "entity"
        self.begin("row", iri, node)
        self.subject = f"row {iri}"
        blank = {column: "" for column, _ in _GIVEN[kind]} | self.own(node)
        self.rows[self.of(node)][kind].append(self.as_given(kind, node, blank))

    def judgement(self, iri: str, node: Properties) -> None:
        left, right = (
            self.one(node, iris.NS + side).removeprefix(_ENTITY) for side in ("left", "right")
        )
        self.begin("judgement", f"{left} = {right}", node)
        cells = self.cells(node, JUDGEMENT_FIELDS) | {
            "left": left,
            "right": right,
            "judgement": self.one(node, iris.NS + "verdict").removeprefix(iris.NS),
        }
        self.rows[self.of(node)]["judgement"].append(cells)

    def draft(self, iri: str, node: Properties) -> None:
        id = iri.removeprefix(_DRAFT)
        self.begin("draft", id, node)
        cells = {"id": id, "draft": DRAFT} | self.own(node)
        if not cells.get("source"):
            self.fault("has no source", "give it a pg:cell source=ID")
        self.claims[self.of(node)][cells.pop("source", "")].append(cells)

    def claim(self, iri: str, node: Properties) -> None:
        id = iri.removeprefix(_CLAIM)
        self.begin("claim", id, node)
        one, pg = partial(self.one, node), iris.NS
        source = one(iris.DCTERMS + "source")
        if not source.startswith(_SOURCE):
            self.fault("has no source", "give it a dcterms:source of policygraph")
        subject, relation, target = one(pg + "subject"), one(pg + "relation"), one(pg + "object")
        self.claimed.add((subject, relation, target))
        modality = one(pg + "modality")
        modality = self.modalities.get(modality, modality)
        passage = self.nodes.get(one(pg + "evidence"), {})
        selector = self.nodes.get(self.one(passage, iris.OA + "hasSelector"), {})
        likelihood, known_since = one(pg + "likelihood"), one(pg + "knownSince")
        if known_since == self.issued.get(source):
            known_since = ""
        cells = self.cells(node, CLAIM_FIELDS) | {
            "id": id,
            "subject": subject.removeprefix(_ENTITY),
            "relation": self.relations.get(relation, relation),
            "object": target.removeprefix(_ENTITY),
            "polarity": one(pg + "polarity").removeprefix(pg),
            "modality": modality,
            "likelihood": likelihood,
            "attributed_to": one(iris.PROV + "wasAttributedTo").removeprefix(_ENTITY),
            "grade": self.grades.get(one(pg + "grade"), one(pg + "grade")),
            "need": self.needs.get(one(pg + "need"), one(pg + "need")),
            "towards": one(pg + "towards").removeprefix(_ENTITY),
            "locator": self.one(selector, iris.RDF + "value"),
            "passage_sha256": self.one(passage, pg + "sha256"),
            "known_since": known_since,
            "disputes": sorted_cell(
                value.value.removeprefix(_CLAIM) for value in node.get(iris.CITO + "disputes", ())
            ),
        }
        cells = self.as_given("claim", node, cells)
        source = source.removeprefix(_SOURCE)
        self.claims[self.of(node)][source].append(cells)
        if _LIKELIHOOD_GIVEN not in node:
            self.numbered.append((source, cells))

    # --- Its properties -------------------------------------------------------------

    def fault(self, what: str, fix: str) -> None:
        self.faults.append(Fault(self.shown, 0, self.subject, what, fix))

    def begin(self, kind: str, name: str, node: Properties) -> None:
        """Set the subject of faults, and fault unknown properties and a wrong identifier."""
        self.subject = f"{kind} {name}"
        for predicate in node:
            known = predicate in _OWN[kind] or predicate in self.relations
            if predicate.startswith(iris.NS) and not known:
                local = predicate.removeprefix(iris.NS)
                self.fault(f"has an unknown property pg:{local}", "remove it or correct its name")
        identifier = node.get(_IDENTIFIER)
        if kind != "row" and identifier and identifier[0].value != name:
            what = (
                f"has the identifier {identifier[0].value!r}, which differs from the end of its IRI"
            )
            self.fault(what, "make the two equal")

    def one(self, node: Properties, predicate: str) -> str:
        """The value of a property, blank if it has none; more than one is a fault."""
        values = node.get(predicate)
        if values is None:
            return ""
        if len(values) > 1:
            self.fault(f"has {len(values)} values of {_short(predicate)}", "give it one")
        return _cell(values[0])

    def cells(self, node: Properties, fields: Mapping[str, Field]) -> Cells:
        """A cell for each field; blank where RDF does not hold the value as it is."""
        return {
            column: self.several(node, field.iri) if field.several else self.one(node, field.iri)
            for column, field in fields.items()
        } | self.own(node)

    def own(self, node: Properties) -> Cells:
        """The cells that no other property holds."""
        pairs = (value.value.partition("=") for value in node.get(_CELL, ()))
        return {column: text for column, _, text in pairs}

    def several(self, node: Properties, predicate: str) -> str:
        values = [_cell(value) for value in node.get(predicate, ())]
        for value in values:
            if "|" in value:
                self.fault(f"{_short(predicate)} {value!r} has a |", "a list of values has none")
        return sorted_cell(values)

    def as_given(self, kind: str, node: Properties, cells: Cells) -> Cells:
        """The cells, replaced by the ``Given`` properties that the node has."""
        for column, predicate in _GIVEN[kind]:
            if predicate in node:
                cells[column] = self.one(node, predicate)
        return cells

    def of(self, node: Properties) -> str:
        """The dataset of a node."""
        iri = self.one(node, _PART_OF)
        if iri not in self.datasets:
            self.datasets[iri] = (
                unquote(iri.removeprefix(_DATASET)) if iri.startswith(_DATASET) else self.name
            )
        return self.datasets[iri]

    def check_plain_triples(self) -> None:
        """Fault each plain triple that no claim is about."""
        for subject, relation, target in self.plain():
            ways = [(subject, relation, target)]
            if self.relations[relation] in self.ontology.symmetric:
                ways.append((target, relation, subject))
            if self.claimed.isdisjoint(ways):
                self.subject = f"entity {subject.removeprefix(_ENTITY)}"
                what = f"{self.relations[relation]} {target.removeprefix(_ENTITY)} has no claim"
                self.fault(what, "only claims can be read back; export claims or both")

    def plain(self) -> Iterator[tuple[str, str, str]]:
        relations: Mapping[str, str] = self.relations
        for iri, node in self.nodes.items():
            if iri.startswith(_ENTITY):
                for predicate, values in node.items():
                    if predicate in relations:
                        for value in values:
                            yield iri, predicate, value.value


def _names_a_claim(iri: str) -> bool:
    return iri.startswith(_CLAIM) and "/" not in iri[len(_CLAIM) :]


def _cell(value: Term) -> str:
    if isinstance(value, Literal) and value.language:
        return f"{value.language}:{value.value}"
    return value.value


def _short(iri: str) -> str:
    for prefix, namespace in iris.PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
