"""Terms and nodes as N-Triples text: what the RDF form is made of.

Every node is an IRI, so that the same data gives the same graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from policygraph.model import iris
from policygraph.model.records import Name

#: A node: its IRI, then predicates and objects; all terms as N-Triples writes them.
Node = tuple[str, list[tuple[str, str]]]

A = f"<{iris.RDF}type>"
IDENTIFIER = f"<{iris.DCTERMS}identifier>"
IS_PART_OF = f"<{iris.DCTERMS}isPartOf>"
NOTE = f"<{iris.SKOS}note>"
SAME_AS = f"<{iris.OWL}sameAs>"


@cache
def pg(term: str) -> str:
    """A term of the vocabulary, by its local name."""
    return f"<{iris.NS}{term}>"


def string(value: str) -> str:
    """A plain literal, escaped as pyoxigraph does; writers take it as it is."""
    return str(Literal(value))


#: The same for values that most claims share, such as dates and units.
common_string = lru_cache(maxsize=1 << 16)(string)


def decimal(value: float | Decimal) -> str:
    """The number in full: no exponent, which xsd:decimal has not, and no digit lost."""
    return _number(str(value))


# By its text: equal numbers of other digits (60 and 60.0) must not share an entry.
@lru_cache(maxsize=1 << 12)
def _number(text: str) -> str:
    return f'"{format(Decimal(text), "f")}"^^<{iris.XSD}decimal>'


def named(name: Name) -> str:
    """A name, with its language if it has one."""
    return str(Literal(name.text, language=name.language) if name.language else Literal(name.text))


def iri_node(iri: str) -> str:
    """An IRI from the data; one of :mod:`policygraph.model.iris` needs no escaping."""
    return str(NamedNode(iri))


def entity_node(slug: str) -> str:
    """An entity."""
    return f"<{iris.BASE}id/{slug}>"


def dataset_node(dataset: str) -> str:
    """A dataset, whose name may have any characters."""
    return f"<{iris.dataset_iri(path_segment(dataset))}>"


def path_segment(text: str) -> str:
    """Any text as one part of the path of an IRI."""
    return quote(text, safe="")


def part_of(dataset: str) -> list[tuple[str, str]]:
    """The property that names the dataset of a node; nothing for a dataset without a name."""
    return [(IS_PART_OF, dataset_node(dataset))] if dataset else []


def merge_nodes(parts: Iterable[Node]) -> dict[str, list[tuple[str, str]]]:
    """One node for each IRI, sorted; its properties once each, sorted, with its type first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for subject, pairs in parts:
        known = found.get(subject)
        found[subject] = pairs if known is None else [*known, *pairs]
    ordered = {}
    for subject in sorted(found):
        pairs = sorted(set(found[subject]))
        types = [pair for pair in pairs if pair[0] == A]
        ordered[subject] = types + [pair for pair in pairs if pair[0] != A]
    return ordered


def n_triples(parts: Iterable[Node]) -> bytes:
    """Nodes as N-Triples, in the order given."""
    return "".join(
        f"{subject} {predicate} {value} .\n"
        for subject, pairs in parts
        for predicate, value in pairs
    ).encode()
