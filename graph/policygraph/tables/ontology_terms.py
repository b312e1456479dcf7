"""Types, relations, modalities and the like, from the statements about their IRIs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from policygraph.model import iris
from policygraph.model.ontology import (
    EFFECTS,
    ENDS,
    FORCES,
    INFLUENCES,
    LOCATES,
    Channel,
    EntityType,
    EvidenceKind,
    Grade,
    LikelihoodTerm,
    Modality,
    NamedPattern,
    Need,
    Relation,
)
from policygraph.tables.ontology_nodes import ID, LABEL, Node, NodeReader, count, short_iri

Term = TypeVar(
    "Term", EntityType, Relation, Modality, NamedPattern, Grade, Need, Channel, EvidenceKind
)

_WITHIN = iris.NS + "valuesWithin"
_NEED = iris.NS + "defaultNeed"
_REPLACED = iris.DCTERMS + "isReplacedBy"


class TermReader(NodeReader):
    """Turns nodes into terms."""

    def entity_type(self, node: Node, types: dict[str, str]) -> EntityType:
        """A type of entities."""
        return EntityType(
            id=self.need(node, ID),
            iri=node.iri,
            label=self.need(node, LABEL),
            definition=self.need(node, iris.SKOS + "definition"),
            parent=self.parent(node, iris.RDFS + "subClassOf", types),
            colour=self.need(node, iris.NS + "colour"),
            shape=self.need(node, iris.NS + "shape"),
            attributable=self.truth(node, iris.NS + "attributable", needed=False),
            unnamed=self.truth(node, iris.NS + "unnamed", needed=False),
        )

    def relation(
        self,
        node: Node,
        types: dict[str, str],
        relations: dict[str, str],
        needs: dict[str, str],
    ) -> Relation:
        """A relation without its ways."""
        hints = {hint.removeprefix(iris.NS) for hint in node.all(iris.NS + "hint")}
        known = {"functional", "inverseFunctional", "symmetric", "acyclic"}
        for hint in sorted(hints - known):
            self.fault(node, f"has the hint {hint!r}", f"write one of {', '.join(sorted(known))}")
        influence = self.choice(node, iris.NS + "influence", INFLUENCES)
        if "symmetric" in hints and influence in ("along", "against"):
            what = f"is symmetric, and its influence flows {influence} it"
            self.fault(node, what, "write both or none, since its ends are a pair")
        for name in ("bringsForth", "begins", "force", "locates") if "symmetric" in hints else ():
            if node.all(iris.NS + name):
                what = f"is symmetric, and has pg:{name}"
                self.fault(node, what, "remove one, since its ends are a pair and neither is first")
        if {"symmetric", "acyclic"} <= hints:
            self.fault(node, "is symmetric and acyclic", "remove one of the hints")
        for side in ("domainIncludes", "rangeIncludes"):
            if not node.all(iris.SCHEMA + side):
                self.fault(node, f"has no schema:{side}", "name at least one type")
        within = [relations[iri] for iri in node.all(_WITHIN) if iri in relations]
        if len(within) != len(node.all(_WITHIN)) or len(within) > 1:
            what = f"has {count(list(node.all(_WITHIN)), _WITHIN)}, and not one relation"
            self.fault(node, what, "name one relation that is declared")
        elif within and not hints & {"functional", "inverseFunctional"}:
            what = f"has {short_iri(_WITHIN)}, and no hint that it has one value"
            self.fault(node, what, "add pg:hint pg:functional, or remove it")
        return Relation(
            id=self.need(node, ID),
            iri=node.iri,
            label=self.need(node, LABEL),
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
            brings_forth=self.choice_at_most(node, iris.NS + "bringsForth", ENDS),
            begins=self.choice_at_most(node, iris.NS + "begins", ENDS),
            force=self.choice_at_most(node, iris.NS + "force", FORCES),
            locates=self.choice_at_most(node, iris.NS + "locates", LOCATES),
            at_start=self.truth(node, iris.NS + "atStart", needed=False),
            enacted_in=frozenset(node.all(iris.NS + "enactedIn")),
            need=needs.get(self.reference(node, _NEED, needs)) if node.all(_NEED) else None,
            replaced_by=self.replacement(node, relations),
        )

    def replacement(self, node: Node, relations: dict[str, str]) -> str | None:
        """The relation that a deprecated one is read as."""
        deprecated = self.truth(node, iris.OWL + "deprecated", needed=False)
        if not deprecated and not node.all(_REPLACED):
            return None
        if not deprecated:
            self.fault(node, "is replaced and not deprecated", "add owl:deprecated true")
        iri = self.reference(node, _REPLACED, relations)
        return relations.get(iri)

    def grade(self, node: Node) -> Grade:
        """A grade."""
        return Grade(
            id=self.need(node, ID),
            iri=node.iri,
            label=self.need(node, LABEL),
            weight=self.number(node, iris.NS + "weight"),
            order=self.position(node),
            definition=node.one(iris.SKOS + "definition"),
        )

    def need_term(self, node: Node) -> Need:
        """A need."""
        label, order = self.need(node, LABEL), self.position(node)
        definition = node.one(iris.SKOS + "definition")
        alone = self.truth(node, iris.NS + "alone", needed=False)
        return Need(self.need(node, ID), node.iri, label, order, definition, alone)

    def modality(self, node: Node) -> Modality:
        """A modality."""
        return Modality(
            id=self.need(node, ID),
            iri=node.iri,
            label=self.need(node, LABEL),
            phrase=node.one(iris.NS + "phrase"),
            default_likelihood=self.number(node, iris.NS + "defaultLikelihood"),
            assertable=self.truth(node, iris.NS + "assertable", needed=True),
            order=self.position(node),
            denial=node.one(iris.NS + "denial"),
        )

    def named_pattern(self, node: Node) -> NamedPattern:
        """A named pattern; it is compiled later."""
        return NamedPattern(
            id=self.need(node, ID),
            iri=node.iri,
            label=self.need(node, LABEL),
            definition=self.need(node, iris.SKOS + "definition"),
            pattern=self.need(node, iris.NS + "pattern"),
        )

    def likelihood_term(self, node: Node) -> LikelihoodTerm:
        """A term of likelihood and its range."""
        term = LikelihoodTerm(
            label=self.need(node, LABEL),
            synonyms=tuple(node.all(iris.SKOS + "altLabel")),
            low=self.number(node, iris.NS + "low"),
            high=self.number(node, iris.NS + "high"),
        )
        if term.low > term.high:
            self.fault(node, f"goes from {term.low} to {term.high}", "write the lower as pg:low")
        return term

    def by_id(self, terms: Iterable[Term], nodes: Mapping[str, Node]) -> dict[str, Term]:
        """Terms by identifier, which must be a slug and no other term's."""
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
