"""The terms that the RDF form itself uses, which no ontology may declare as relations or types."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import chain

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.ontology import EntityType, Grade, Modality, Need, Ontology, Relation
from policygraph.model.records import (
    AFFIRMED,
    DENIED,
    Claim,
    Dataset,
    Entity,
    Judgement,
    Name,
    Quantity,
    Source,
)
from policygraph.rdf.nodes import REIFIES, given_term, nodes_of
from policygraph.rdf.terms import A
from policygraph.tables.reader import (
    CLAIM_FIELDS,
    ENTITY_FIELDS,
    JUDGEMENT_FIELDS,
    SOURCE_FIELDS,
)

_OWN = "urn:own:"
_FIELDS = (ENTITY_FIELDS, SOURCE_FIELDS, CLAIM_FIELDS, JUDGEMENT_FIELDS)


@cache
def reserved_terms() -> tuple[frozenset[str], frozenset[str]]:
    """The IRIs of the properties and of the classes that the RDF form uses.

    They are those that a small graph with every kind of record and every field has as RDF, and
    the properties of all columns. A relation with such an IRI could not be told from the
    form's own statements when an export is read back.
    """
    nodes = nodes_of(_every_field())
    pairs = [*chain.from_iterable(nodes.values()), (REIFIES, "")]
    used = {predicate[1:-1] for predicate, _ in pairs}
    for fields in _FIELDS:
        used |= {field.iri for field in fields.values() if field.iri}
        used |= {iris.NS + given_term(column) for column in fields}
    classes = {value[1:-1] for predicate, value in pairs if predicate == A}
    return (
        frozenset(iri for iri in used if not iri.startswith(_OWN)),
        frozenset(iri for iri in classes if not iri.startswith(_OWN)),
    )


def _every_field() -> Collection:
    """A graph that has each kind of node, and no field that is blank."""
    terms = Ontology(
        iri=_OWN,
        version="",
        types={
            "t": EntityType(
                id="t", iri=_OWN + "t", label="t", definition="t", parent=None, colour="", shape="",
            )
        },
        relations={
            "r": Relation(
                id="r", iri=_OWN + "r", label="r", inverse_label="r", definition="r", domain=("t",),
                range=("t",), influence="along", effect="enables", event=False, why="r",
            )
        },
        modalities={
            "m": Modality(
                id="m", iri=_OWN + "m", label="m", phrase="", default_likelihood=0.9,
                assertable=True, order=1,
            )
        },
        likelihood_terms=(),
        grades={"g": Grade(id="g", iri=_OWN + "g", label="g", weight=1.0, order=1)},
        needs={"n": Need(id="n", iri=_OWN + "n", label="n", order=1)},
        patterns={},
    )  # fmt: skip
    entity = Entity(
        id="a", type="t", label=Name("a", "zh-TW"), aliases=(Name("b", "en"), Name("a")),
        description="d", wikidata="Q1", same_as=("https://a.b",), extra=(("x-a", "a"),),
        dataset="d",
    )  # fmt: skip
    source = Source(
        id="s", kind="k", title="t", authors=("b", "a"), publisher="p", published="2024",
        url="https://a.b", origin="o", reliability="A", licence="l", text_sha256="0", held="h",
        dataset="d",
    )  # fmt: skip
    claim = Claim(
        id="c", subject="b", relation="r", object="c", polarity=AFFIRMED, modality="m",
        strength=0.5, source="s", knowable="2023", likelihood="likely", attributed_to="b",
        start="2020", end="2021", quantity=Quantity("1..2", Decimal(1), Decimal(2)), unit="u",
        locator="l", passage_sha256="0", known_since="2023", disputes=("e", "d"), note="n",
        withdrawn="2025", origin="o", grade="g", towards="b", need="n", dataset="d",
    )  # fmt: skip
    judgement = Judgement(left="a", right="b", same=True, by="b", date="2024", why="w", dataset="d")
    claims = (
        claim,
        replace(claim, id="d", polarity=DENIED, object="b"),
        replace(claim, id="e", withdrawn=None, end=None),
        replace(claim, id="f", withdrawn=None, end=None, disputes=(), object="b"),
    )
    sources = (source, replace(source, id="o", origin=None))
    entities = (entity, replace(entity, id="b"), replace(entity, id="c"))
    judgements = (judgement, replace(judgement, right="c", same=False))
    drafts = (replace(claim, id="g", draft=True),)
    rows = Dataset("d", entities, sources, claims, judgements, drafts)
    again = Dataset(
        "e", (replace(entities[2], dataset="e"),), (replace(source, dataset="e"),), (), ()
    )
    return merge_datasets(terms, [rows, again])[0]
