"""The statements of a Turtle file about each IRI, and what is wrong with them.

A missing or wrong property is a fault with the name of the term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from policygraph.errors import Fault, LocationError
from policygraph.model import iris
from policygraph.tables import locations

LABEL = iris.SKOS + "prefLabel"
ID = iris.DCTERMS + "identifier"
#: The position in an order; one of thousands of digits is no position.
_POSITION = re.compile(r"\d{1,18}\Z")


class Node:
    """The statements about one IRI, as lists of plain strings by property IRI."""

    def __init__(self, iri: str, file: str) -> None:
        self.iri = iri
        self.file = file
        self.values: dict[str, set[str]] = {}

    def all(self, prop: str) -> list[str]:
        """Every value of a property, sorted."""
        return sorted(self.values.get(prop, ()))

    def one(self, prop: str) -> str:
        """The value of a property that has one; otherwise empty."""
        found = self.all(prop)
        return found[0] if len(found) == 1 else ""


class NodeReader:
    """Reads properties of nodes and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, node: Node, what: str, fix: str) -> None:
        """Note what is wrong with a node, and the likeliest fix."""
        self.faults.append(Fault(node.file, 0, f"term {short_iri(node.iri)}", what, fix))

    def need(self, node: Node, prop: str) -> str:
        """The one value of a property; empty with a fault."""
        value = node.one(prop)
        if not value:
            self.fault(node, f"has {count(node.all(prop), prop)}", "give it exactly one")
        return value

    def choice(self, node: Node, prop: str, choices: Sequence[str]) -> str:
        """The local name that a property gives, one of these; empty with a fault."""
        value = self.need(node, prop).removeprefix(iris.NS)
        if value and value not in choices:
            wanted = ", ".join(f"pg:{choice}" for choice in choices)
            self.fault(node, f"has {short_iri(prop)} {value!r}", f"write one of {wanted}")
            return ""
        return value

    def choice_at_most(self, node: Node, prop: str, choices: Sequence[str]) -> str:
        """The choice of a property that may be missing; then it is empty."""
        return self.choice(node, prop, choices) if node.all(prop) else ""

    def number(self, node: Node, prop: str) -> float:
        """A number in (0, 1]; 1 with a fault."""
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

    def truth(self, node: Node, prop: str, *, needed: bool) -> bool:
        """Whether a property is true; one that is not ``needed`` is false if it is missing."""
        value = self.need(node, prop) if needed or node.all(prop) else "false"
        if value not in ("true", "false", "1", "0", ""):
            self.fault(node, f"has {short_iri(prop)} {value!r}", "write true or false")
        return value in ("true", "1")

    def reference(self, node: Node, prop: str, declared: Mapping[str, object]) -> str:
        """The IRI of the one declared term that a property names; empty with a fault."""
        iri = self.need(node, prop)
        if iri and iri not in declared:
            what = f"{short_iri(prop)} names {short_iri(iri)}, which is not declared"
            self.fault(node, what, "declare it")
        return iri if iri in declared else ""

    def ids(self, node: Node, prop: str, by_iri: dict[str, str]) -> tuple[str, ...]:
        """The identifiers of the declared terms that a property names."""
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

    def parent(self, node: Node, prop: str, by_iri: dict[str, str]) -> str | None:
        """The super-term; terms of other vocabularies may stand beside it."""
        parents = []
        for iri in node.all(prop):
            if iri in by_iri:
                parents.append(by_iri[iri])
            elif namespace(iri) in (iris.NS, namespace(node.iri)):
                what = f"{short_iri(prop)} names {short_iri(iri)}, which is not declared"
                self.fault(node, what, "declare it")
        if len(parents) > 1:
            self.fault(node, f"has {count(parents, prop)}", "give it one at most")
        return parents[0] if parents else None

    def position(self, node: Node) -> int:
        """The position of a term in its order."""
        order = self.need(node, iris.SKOS + "notation")
        if order and not _POSITION.match(order):
            shown = order if len(order) <= 40 else f"{order[:40]}..."
            self.fault(
                node, f"has skos:notation {shown!r}", "write its position in the order: 1, 2"
            )
        return int(order) if _POSITION.match(order) else 0


def nodes_of(path: Path, faults: list[Fault]) -> dict[str, Node]:
    """The statements of a file about each IRI, in the order of the file."""
    from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse
    from pyoxigraph import Literal as RdfLiteral

    if not locations.present(path):
        raise LocationError(f"{path}: no such file; the ontology is a Turtle file of that name")
    shown = locations.shown(path)
    if why := locations.unreadable(path):
        faults.append(Fault(shown, 0, "", *why))
        return {}
    found: dict[str, Node] = {}
    plain = (NamedNode, RdfLiteral)
    blank = False
    try:
        for subject, predicate, value, _ in parse(path=str(path), format=RdfFormat.TURTLE):
            if isinstance(subject, NamedNode) and isinstance(value, plain):
                iri = subject.value
                node = found.get(iri)
                if node is None:
                    node = found[iri] = Node(iri, shown)
                node.values.setdefault(predicate.value, set()).add(value.value)
            elif isinstance(subject, BlankNode) or isinstance(value, BlankNode):
                blank = True
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        faults.append(Fault(shown, line, "", f"is not Turtle: {error}", "fix it there"))
    if blank:
        faults.append(Fault(shown, 0, "", "has a blank node", "give the thing an IRI"))
    return found


def count(values: Sequence[str], prop: str) -> str:
    """How many values of a property there are, in words."""
    return f"{len(values) or 'no'} value{'s' if len(values) > 1 else ''} of {short_iri(prop)}"


def namespace(iri: str) -> str:
    """The part of an IRI before its local name."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def short_iri(iri: str) -> str:
    """An IRI with its prefix, if it has one."""
    for prefix, namespace in iris.PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
