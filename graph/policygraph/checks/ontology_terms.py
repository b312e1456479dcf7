"""Relations and types whose IRIs the RDF form itself uses: their exports cannot be read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from policygraph.errors import Fault
from policygraph.model.ontology import Ontology
from policygraph.rdf.reserved import reserved_terms
from policygraph.tables import locations
from policygraph.tables.ontology import declared_in
from policygraph.tables.ontology_nodes import short_iri


def check_terms(ontology: Ontology, files: Sequence[Path]) -> Iterator[Fault]:
    """A fault for each relation or type that cannot be told from the RDF form's own terms.

    ``files`` are those of the ontology; a fault names the last that declares the term.
    """
    properties, classes = reserved_terms()
    terms = [("relation", each.iri, properties) for each in ontology.relations.values()]
    terms += [("type", each.iri, classes) for each in ontology.types.values()]
    for kind, iri, reserved in terms:
        if iri in reserved:
            file = next((each for each in reversed(files) if iri in declared_in(each)), files[0])
            what = "is a term of the RDF form itself, so that exports cannot be read back"
            fix = f"give the {kind} an IRI of your own"
            yield Fault(locations.shown(file), 0, f"term {short_iri(iri)}", what, fix)
