"""Comparisons in a query that can never hold, because of the types of what they compare.

SPARQL compares a date with a date and a text with a text. Anything else is an error, for which a
filter drops the row without a word. The types of a variable are those of all objects that its
predicates have in the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import NamedNode, QuerySolutions, Store

from policygraph.model import iris
from policygraph.sparql.refusals import nodes_of

_NUMBERS = frozenset(
    iris.XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "short")
)
_DATE, _TIME, _TEXT = iris.XSD + "date", iris.XSD + "dateTime", iris.XSD + "string"
_TAGGED = iris.RDF + "langString"
_IRI = "an IRI"
#: What to write instead, by the two types.
_FIXES = {
    frozenset((_DATE, _TIME)): "write xsd:date(NOW()) for today, or cast with xsd:date",
    frozenset((_DATE, _TEXT)): 'write the day as "2024-01-31"^^xsd:date',
    frozenset((_TEXT, _TIME)): "write STR(xsd:date(NOW())) for today",
    frozenset((_TEXT, _TAGGED)): "compare STR of it, or give the text its language",
}


def impossible_comparisons(tree: Any, store: Store, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """One note for each comparison that holds for nothing in the data, sorted."""
    from rdflib.plugins.sparql.algebra import translateQuery

    try:
        algebra = translateQuery(tree, iris.BASE, dict(prefixes)).algebra
        return tuple(sorted(set(_notes(list(nodes_of(algebra)), store))))
    except Exception:
        # The query is answered by another engine; notes are only a help beside its answer.
        return ()


def _notes(nodes: list[Any], store: Store) -> Iterator[str]:
    from rdflib.term import URIRef, Variable

    predicates: dict[Variable, set[str]] = {}
    for node in nodes:
        for _, predicate, target in node.get("triples", ()) if node.name == "BGP" else ():
            if isinstance(target, Variable):
                named = str(predicate) if isinstance(predicate, URIRef) else ""
                predicates.setdefault(target, set()).add(named)
    for node in nodes:
        if node.name == "RelationalExpression" and node.op in ("=", "<", ">", "<=", ">="):
            left, right = (
                _types(side, predicates, store) for side in (node["expr"], node["other"])
            )
            if left and right and not {*map(_family, left)} & {*map(_family, right)}:
                first, second = (" or ".join(map(_name, sorted(kinds))) for kinds in (left, right))
                fix = next(
                    (
                        _FIXES[both]
                        for a in left
                        for b in right
                        if (both := frozenset((a, b))) in _FIXES
                    ),
                    "cast one of them",
                )
                yield f"{first} is compared with {second}, so that nothing can match; {fix}"


def _types(side: Any, predicates: Mapping[Any, set[str]], store: Store) -> set[str]:
    """The types that one side of a comparison may have; none if they are not known."""
    from rdflib.term import Literal, URIRef, Variable

    if isinstance(side, Variable):
        named = predicates.get(side, {""})
        return set() if "" in named else set().union(*(_of_objects(p, store) for p in named))
    if isinstance(side, Literal):
        return {_TAGGED if side.language else str(side.datatype or _TEXT)}
    if isinstance(side, URIRef):
        return {_IRI}
    name = getattr(side, "name", "")
    if name == "Builtin_NOW":
        return {_TIME}
    if name == "Function" and str(side.iri).startswith(iris.XSD):
        return {str(side.iri)}
    return set()


def _of_objects(predicate: str, store: Store) -> set[str]:
    """The types of all objects of a predicate."""
    found = store.query(
        f"SELECT DISTINCT (IF(isLiteral(?o), STR(DATATYPE(?o)), '{_IRI}') AS ?t) "
        f"{{ ?s {NamedNode(predicate)} ?o }}"
    )
    assert isinstance(found, QuerySolutions)
    return {row["t"].value for row in found if row["t"] is not None}


def _family(kind: str) -> str:
    return "number" if kind in _NUMBERS else kind


def _name(kind: str) -> str:
    if kind == _TAGGED:
        return "a text with a language"
    return kind.replace(iris.XSD, "xsd:")
