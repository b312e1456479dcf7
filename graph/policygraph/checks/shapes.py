"""SHACL shapes over the RDF form of a collection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.errors import DataError, Fault, LocationError
from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Entity, Location, Source
from policygraph.tables import locations

if TYPE_CHECKING:
    import rdflib

_NOWHERE = Location("", 0)


def check_shapes(collection: Collection, shapes: Path) -> list[Fault]:
    """What pyshacl finds against the shapes, one line for each result.

    All entities, sources and claims are checked, each in its RDF form without the
    properties that no shape names. The import of pyshacl takes longer than a
    whole trace, so it happens here.
    """
    import rdflib
    from pyshacl import validate
    from rdflib.namespace import RDF, SH

    from policygraph.rdf.graph import claim_triples, rdflib_graph

    if not shapes.is_file():
        raise LocationError(f"{shapes}: no such file; the shapes are a Turtle file of that name")
    try:
        wanted = rdflib.Graph(bind_namespaces="none").parse(shapes, format="turtle")
    except (SyntaxError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise DataError(f"{shapes}: is not Turtle: {said}; fix it there") from None
    used = _predicates(wanted)
    graph = rdflib_graph(
        triple
        for triple in claim_triples(collection)
        if used is None or triple.predicate.value in used
    )
    # In place: nothing is inferred, so the graph need not be copied first.
    try:
        _, report, _ = validate(graph, shacl_graph=wanted, inference="none", inplace=True)
    except (MemoryError, OSError):
        raise
    except Exception as error:  # Of a shape's own SPARQL, pyshacl passes on any error.
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise DataError(f"{shapes}: cannot be applied: {said}; fix the shapes") from None
    if not isinstance(report, rdflib.Graph):
        raise DataError(f"{shapes}: cannot be applied: {report}; fix the shapes")
    faults = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = str(report.value(result, SH.focusNode) or "")
        path = str(report.value(result, SH.resultPath) or "")
        message = str(report.value(result, SH.resultMessage) or "does not conform")
        value = report.value(result, SH.value)
        given = "" if value is None else f", not {str(value)!r}"
        location, subject = _location_of(focus, collection)
        local = path.rpartition("#")[2].rpartition("/")[2] or "the node"
        what = f"shape of {local}: {message}{given}"
        fix = f"see {locations.shown(shapes)}"
        faults.append(Fault(location.file, location.line, subject, what, fix))
    return sorted(set(faults))


def _predicates(shapes: rdflib.Graph) -> frozenset[str] | None:
    """The properties that shapes can use: those that they name, and the type.

    None for all of them, where a shape is closed or holds a query of its own.
    """
    from rdflib.namespace import RDF, SH

    for prop in (SH.closed, SH.sparql, SH.select, SH.ask, SH.js):
        if (None, prop, None) in shapes:
            return None
    return frozenset({str(RDF.type), *map(str, shapes.objects())})


def _location_of(iri: str, collection: Collection) -> tuple[Location, str]:
    local = iri.removeprefix(iris.BASE)
    kind, _, rest = local.partition("/")
    record: Claim | Entity | Source | None = None
    if kind == "claim":
        rest = rest.removesuffix("/selector").removesuffix("/passage")
        record = collection.claims.get(rest)
    elif kind == "id":
        kind, record = "entity", collection.entities.get(rest)
    elif kind == "source":
        record = collection.sources.get(rest)
    if record is None or record.location is None:
        return _NOWHERE, iri
    return record.location, f"{kind} {rest}"
