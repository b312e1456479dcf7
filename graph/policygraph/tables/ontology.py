"""Read Turtle files to a frozen :class:`~policygraph.model.ontology.Ontology`.

The core is read first; an ``ontology.ttl`` of a dataset may add types and relations and may
not redefine one. Only these files define which types and relations exist. A missing or wrong
property is a fault with the name of the term; all faults are raised at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from policygraph.errors import Fault, InvalidData, LocationError, UsageError
from policygraph.model import iris
from policygraph.model.ontology import (
    EFFECTS,
    INFLUENCES,
    EntityType,
    Grade,
    LikelihoodTerm,
    Modality,
    NamedPattern,
    Need,
    Ontology,
    Relation,
)
from policygraph.tables import locations

Term = TypeVar("Term", EntityType, Relation, Modality, NamedPattern, Grade, Need)

_LABEL = iris.SKOS + "prefLabel"
_ID = iris.DCTERMS + "identifier"
_WITHIN = iris.NS + "valuesWithin"
#: The position of a modality; one of thousands of digits is no position.
_POSITION = re.compile(r"\d{1,18}\Z")
_KINDS = (
    "EntityType", "Relation", "Modality", "LikelihoodTerm", "NamedPattern", "Grade", "Need",
)  # fmt: skip
#: The properties that only terms of one kind have.
_SIGNS = {
    "Relation": ("influence", "effect", "temporality", "why", "inverseLabel", "hint"),
    "EntityType": ("colour", "shape", "attributable"),
    "Modality": ("defaultLikelihood", "assertable", "phrase", "denial"),
    "LikelihoodTerm": ("low", "high"),
    "NamedPattern": ("pattern",),
}
_SIGN_OF = {iris.NS + sign: kind for kind, signs in _SIGNS.items() for sign in signs}


class _Node:
    """The statements about one IRI, as lists of plain strings by property IRI."""

    def __init__(self, iri: str, file: str) -> None:
        self.iri = iri
        self.file = file
        self.values: dict[str, set[str]] = {}

    def all(self, prop: str) -> list[str]:
        return sorted(self.values.get(prop, ()))

    def one(self, prop: str) -> str:
        found = self.all(prop)
        return found[0] if len(found) == 1 else ""


class _Reader:
    """Turns nodes into terms and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, node: _Node, what: str, fix: str) -> None:
        self.faults.append(Fault(node.file, 0, f"term {short_iri(node.iri)}", what, fix))

    def need(self, node: _Node, prop: str) -> str:
        value = node.one(prop)
        if not value:
            self.fault(node, f"has {_count(node.all(prop), prop)}", "give it exactly one")
        return value

    def choice(self, node: _Node, prop: str, choices: Sequence[str]) -> str:
        value = self.need(node, prop).removeprefix(iris.NS)
        if value and value not in choices:
            wanted = ", ".join(f"pg:{choice}" for choice in choices)
            self.fault(node, f"has {short_iri(prop)} {value!r}", f"write one of {wanted}")
        return value

    def number(self, node: _Node, prop: str) -> float:
        value = self.need(node, prop)
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0.0 < number <= 1.0:
            if value:
                self.fault(node, f"has {short_iri(prop)} {value!r}", "write a number in (0, 1]")
            return 1.0
        return number

    def truth(self, node: _Node, prop: str, *, needed: bool) -> bool:
        value = self.need(node, prop) if needed or node.all(prop) else "false"
        if value not in ("true", "false", "1", "0", ""):
            self.fault(node, f"has {short_iri(prop)} {value!r}", "write true or false")
        return value in ("true", "1")

    def ids(self, node: _Node, prop: str, by_iri: dict[str, str]) -> tuple[str, ...]:
        found = []
        for iri in node.all(prop):
            if iri in by_iri:
                found.append(by_iri[iri])
            else:
                self.fault(
                    node,
                    f"{short_iri(prop)} names {short_iri(iri)}, which is not declared",
                    "declare it",
                )
        return tuple(found)

    def parent(self, node: _Node, prop: str, by_iri: dict[str, str]) -> str | None:
        """The super-term; terms of other vocabularies may stand beside it."""
        parents = []
        for iri in node.all(prop):
            if iri in by_iri:
                parents.append(by_iri[iri])
            elif _namespace(iri) in (iris.NS, _namespace(node.iri)):
                what = f"{short_iri(prop)} names {short_iri(iri)}, which is not declared"
                self.fault(node, what, "declare it")
        if len(parents) > 1:
            self.fault(node, f"has {_count(parents, prop)}", "give it one at most")
        return parents[0] if parents else None

    def entity_type(self, node: _Node, types: dict[str, str]) -> EntityType:
        return EntityType(
            id=self.need(node, _ID),
            iri=node.iri,
            label=self.need(node, _LABEL),
            definition=self.need(node, iris.SKOS + "definition"),
            parent=self.parent(node, iris.RDFS + "subClassOf", types),
            colour=self.need(node, iris.NS + "colour"),
            shape=self.need(node, iris.NS + "shape"),
            attributable=self.truth(node, iris.NS + "attributable", needed=False),
        )

    def relation(self, node: _Node, types: dict[str, str], relations: dict[str, str]) -> Relation:
        hints = {hint.removeprefix(iris.NS) for hint in node.all(iris.NS + "hint")}
        known = {"functional", "inverseFunctional", "symmetric", "acyclic"}
        for hint in sorted(hints - known):
            self.fault(node, f"has the hint {hint!r}", f"write one of {', '.join(sorted(known))}")
        influence = self.choice(node, iris.NS + "influence", INFLUENCES)
        if "symmetric" in hints and influence in ("along", "against"):
            what = f"is symmetric, and its influence flows {influence} it"
            self.fault(node, what, "write both or none, since its ends are a pair")
        if {"symmetric", "acyclic"} <= hints:
            self.fault(node, "is symmetric and acyclic", "remove one of the hints")
        for side in ("domainIncludes", "rangeIncludes"):
            if not node.all(iris.SCHEMA + side):
                self.fault(node, f"has no schema:{side}", "name at least one type")
        within = [relations[iri] for iri in node.all(_WITHIN) if iri in relations]
        if len(within) != len(node.all(_WITHIN)) or len(within) > 1:
            what = f"has {_count(list(node.all(_WITHIN)), _WITHIN)}, and not one relation"
            self.fault(node, what, "name one relation that is declared")
        elif within and not hints & {"functional", "inverseFunctional"}:
            what = f"has {short_iri(_WITHIN)}, and no hint that it has one value"
            self.fault(node, what, "add pg:hint pg:functional, or remove it")
        return Relation(
            id=self.need(node, _ID),
            iri=node.iri,
            label=self.need(node, _LABEL),
            inverse_label=self.need(node, iris.NS + "inverseLabel"),
            definition=self.need(node, iris.SKOS + "definition"),
            domain=self.ids(node, iris.SCHEMA + "domainIncludes", types),
            range=self.ids(node, iris.SCHEMA + "rangeIncludes", types),
            influence=influence,
            effect=self.choice(node, iris.NS + "effect", EFFECTS),
            event=self.choice(node, iris.NS + "temporality", ("event", "state")) == "event",
            why=self.need(node, iris.NS + "why"),
            parent=self.parent(node, iris.RDFS + "subPropertyOf", relations),
            functional="functional" in hints,
            inverse_functional="inverseFunctional" in hints,
            symmetric="symmetric" in hints,
            acyclic="acyclic" in hints,
            values_within=within[0] if within else None,
        )

    def position(self, node: _Node) -> int:
        order = self.need(node, iris.SKOS + "notation")
        if order and not _POSITION.match(order):
            shown = order if len(order) <= 40 else f"{order[:40]}..."
            self.fault(
                node, f"has skos:notation {shown!r}", "write its position in the order: 1, 2"
            )
        return int(order) if _POSITION.match(order) else 0

    def grade(self, node: _Node) -> Grade:
        return Grade(
            id=self.need(node, _ID),
            iri=node.iri,
            label=self.need(node, _LABEL),
            weight=self.number(node, iris.NS + "weight"),
            order=self.position(node),
        )

    def need_term(self, node: _Node) -> Need:
        label, order = self.need(node, _LABEL), self.position(node)
        return Need(self.need(node, _ID), node.iri, label, order)

    def modality(self, node: _Node) -> Modality:
        return Modality(
            id=self.need(node, _ID),
            iri=node.iri,
            label=self.need(node, _LABEL),
            phrase=node.one(iris.NS + "phrase"),
            default_likelihood=self.number(node, iris.NS + "defaultLikelihood"),
            assertable=self.truth(node, iris.NS + "assertable", needed=True),
            order=self.position(node),
            denial=node.one(iris.NS + "denial"),
        )

    def named_pattern(self, node: _Node) -> NamedPattern:
        return NamedPattern(
            id=self.need(node, _ID),
            iri=node.iri,
            label=self.need(node, _LABEL),
            definition=self.need(node, iris.SKOS + "definition"),
            pattern=self.need(node, iris.NS + "pattern"),
        )

    def likelihood_term(self, node: _Node) -> LikelihoodTerm:
        term = LikelihoodTerm(
            label=self.need(node, _LABEL),
            synonyms=tuple(node.all(iris.SKOS + "altLabel")),
            low=self.number(node, iris.NS + "low"),
            high=self.number(node, iris.NS + "high"),
        )
        if term.low > term.high:
            self.fault(node, f"goes from {term.low} to {term.high}", "write the lower as pg:low")
        return term

    def by_id(self, terms: Iterable[Term], nodes: dict[str, _Node]) -> dict[str, Term]:
        found: dict[str, Term] = {}
        for term in terms:
            node = nodes[term.iri]
            known = found.setdefault(term.id, term)
            if term.id and not iris.SLUG.match(term.id):
                self.fault(node, f"has the identifier {term.id!r}", "write a lower-case slug")
            elif term.id and known is not term:
                what = f"shares the identifier {term.id!r} with {short_iri(known.iri)}"
                self.fault(node, what, "choose another")
        return dict(sorted(found.items()))


def read_ontology(
    core: Path, extensions: Iterable[Path] = (), *, checked: bool = False
) -> Ontology:
    """The ontology of a core file and the files that datasets add to it.

    With ``checked``, named patterns are not compiled, since they were before.
    Raises :class:`InvalidData` with every fault, and :class:`LocationError` if the
    core file is not there.
    """
    reader = _Reader()
    nodes = _nodes(core, reader.faults)
    for path in extensions:
        for iri, node in _nodes(path, reader.faults).items():
            known = nodes.setdefault(iri, node)
            if known.values != node.values:
                what = f"is declared in {known.file} already and may not be redefined"
                reader.fault(node, what, "give yours another IRI and identifier")
    kinds = tuple(iris.NS + kind for kind in _KINDS)
    of_kind: dict[str, list[_Node]] = {kind: [] for kind in kinds}
    for node in nodes.values():
        declared = [kind for kind in node.all(iris.RDF + "type") if kind in kinds]
        if not declared and (kind := _meant(node)):
            # Taken as what it is meant for, so that what refers to it is no fault too.
            what = f"has properties of a pg:{kind} and is none"
            reader.fault(node, what, f"add 'a pg:{kind}'")
            declared = [iris.NS + kind]
        for kind in declared:
            of_kind[kind].append(node)
    types = {node.iri: node.one(_ID) for node in of_kind[iris.NS + "EntityType"]}
    relations = {node.iri: node.one(_ID) for node in of_kind[iris.NS + "Relation"]}
    for kind in ("EntityType", "Relation", "Modality"):
        if not of_kind[iris.NS + kind] and not reader.faults:
            fix = "name the folder of an ontology of policygraph"
            reader.faults.append(Fault(locations.shown(core), 0, "", f"declares no pg:{kind}", fix))
    terms = [reader.likelihood_term(node) for node in of_kind[iris.NS + "LikelihoodTerm"]]
    head = nodes.get(iris.NS.rstrip("#"))
    ontology = Ontology(
        iri=iris.NS.rstrip("#"),
        version=head.one(iris.OWL + "versionInfo") if head else "",
        types=reader.by_id(
            (reader.entity_type(n, types) for n in of_kind[iris.NS + "EntityType"]), nodes
        ),
        relations=reader.by_id(
            (reader.relation(n, types, relations) for n in of_kind[iris.NS + "Relation"]), nodes
        ),
        modalities=reader.by_id((reader.modality(n) for n in of_kind[iris.NS + "Modality"]), nodes),
        likelihood_terms=tuple(sorted(terms, key=lambda term: (term.low, term.label))),
        patterns=reader.by_id(
            (reader.named_pattern(n) for n in of_kind[iris.NS + "NamedPattern"]), nodes
        ),
        grades=reader.by_id((reader.grade(n) for n in of_kind[iris.NS + "Grade"]), nodes),
        needs=reader.by_id((reader.need_term(n) for n in of_kind[iris.NS + "Need"]), nodes),
    )
    _check_parents(reader, nodes, ontology.types)
    _check_parents(reader, nodes, ontology.relations)
    if not checked:
        _check_patterns(reader, nodes, ontology)
    if reader.faults:
        raise InvalidData(reader.faults)
    return ontology


def _meant(node: _Node) -> str:
    """The kind of term whose properties a node has that is declared as none; empty if it has none.

    A term of the other vocabularies has no identifier and no such property.
    """
    for prop in node.values:
        if prop in _SIGN_OF:
            return _SIGN_OF[prop]
    sides = (iris.SCHEMA + "domainIncludes", iris.SCHEMA + "rangeIncludes")
    return "Relation" if _ID in node.values and any(map(node.all, sides)) else ""


def declared_in(path: Path) -> frozenset[str]:
    """The IRIs of the terms that a file of the ontology says something about."""
    return frozenset(_nodes(path, []))


def _nodes(path: Path, faults: list[Fault]) -> dict[str, _Node]:
    """The statements of a file about each IRI, in the order of the file."""
    from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse
    from pyoxigraph import Literal as RdfLiteral

    if not locations.present(path):
        raise LocationError(f"{path}: no such file; the ontology is a Turtle file of that name")
    shown = locations.shown(path)
    if why := locations.unreadable(path):
        faults.append(Fault(shown, 0, "", *why))
        return {}
    found: dict[str, _Node] = {}
    blank = False
    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | RdfLiteral):
                node = found.setdefault(subject.value, _Node(subject.value, shown))
                node.values.setdefault(quad.predicate.value, set()).add(value.value)
            blank = blank or isinstance(subject, BlankNode) or isinstance(value, BlankNode)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        faults.append(Fault(shown, line, "", f"is not Turtle: {error}", "fix it there"))
    if blank:
        faults.append(Fault(shown, 0, "", "has a blank node", "give the thing an IRI"))
    return found


def _check_parents(
    reader: _Reader, nodes: Mapping[str, _Node], terms: Mapping[str, EntityType | Relation]
) -> None:
    fix = "remove one of its super-terms"
    ends: set[str] = set()  # Terms above which there is no circle, or one that they are not in.
    for term in terms.values():
        way: dict[str, int] = {}
        at: str | None = term.id
        while at is not None and at in terms and at not in way and at not in ends:
            way[at] = len(way)
            at = terms[at].parent
        if at in way:
            for one in list(way)[way[at] :]:
                reader.fault(nodes[terms[one].iri], "is its own super-term", fix)
        ends.update(way)


def _check_patterns(reader: _Reader, nodes: Mapping[str, _Node], ontology: Ontology) -> None:
    """Fault every named pattern that does not compile."""
    if reader.faults:
        return
    from policygraph.query.pattern import compile_pattern

    for term in ontology.patterns.values():
        try:
            compile_pattern(f"@{term.id}", ontology)
        except UsageError as error:
            reader.fault(nodes[term.iri], *str(error).partition("\n")[0].split("; ", 1))


def _count(values: Sequence[str], prop: str) -> str:
    return f"{len(values) or 'no'} value{'s' if len(values) > 1 else ''} of {short_iri(prop)}"


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def short_iri(iri: str) -> str:
    """An IRI with its prefix, if it has one."""
    for prefix, namespace in iris.PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
