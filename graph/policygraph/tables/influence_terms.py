"""Channels, ways, composition and evidence, from the statements about their IRIs.

Each is declared by IRIs of its own, so that a dataset can add to them without a word about a
term of the core. What they mean is in docs/data-model.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from policygraph.model import iris
from policygraph.model.ontology import (
    ADDRESSEES,
    EFFECTS,
    Channel,
    Composition,
    EvidenceKind,
    Relation,
    Threshold,
    Way,
)
from policygraph.tables.ontology_nodes import ID, LABEL, Node, NodeReader, short_iri

_ALONG, _AGAINST = "along", "against"
_OF, _CHANNEL, _KIND = iris.NS + "ofRelation", iris.NS + "channel", iris.NS + "sourceKind"
_FROM, _TO, _START = iris.NS + "fromState", iris.NS + "toState", iris.NS + "isStart"
_USUAL, _QUANTITY = iris.NS + "usual", iris.NS + "gradeByQuantity"

#: The ways of each relation, by its IRI: along and against the statement.
Ways = dict[str, dict[str, Way]]


class InfluenceReader(NodeReader):
    """Turns nodes into what the ontology says about influence."""

    def channel(self, node: Node) -> Channel:
        """A channel; it counts unless it says that it does not."""
        counted = not node.all(iris.NS + "counted")
        return Channel(
            id=self.need(node, ID),
            iri=node.iri,
            label=self.need(node, LABEL),
            definition=self.need(node, iris.SKOS + "definition"),
            order=self.position(node),
            act=self.truth(node, iris.NS + "act", needed=False),
            membership=self.truth(node, iris.NS + "membership", needed=False),
            counted=counted or self.truth(node, iris.NS + "counted", needed=True),
        )

    def evidence_kind(self, node: Node) -> EvidenceKind:
        """A kind of evidence."""
        return EvidenceKind(
            id=self.need(node, ID),
            iri=node.iri,
            label=self.need(node, LABEL),
            definition=self.need(node, iris.SKOS + "definition"),
            likelihood=self.number(node, iris.NS + "defaultLikelihood"),
            order=self.position(node),
            source_kinds=frozenset(node.all(_KIND)),
            of_enactment=self.truth(node, iris.NS + "ofEnactment", needed=False),
            of_unnamed=self.truth(node, iris.NS + "ofUnnamed", needed=False),
            usual=self.truth(node, _USUAL, needed=False),
        )

    def usual(self, nodes: Sequence[Node], kind: str, *, needed: bool) -> str:
        """The identifier of the one term of a kind that says it is the usual one."""
        return self._marked(nodes, _USUAL, f"pg:{kind}", needed=needed)

    def _marked(self, nodes: Sequence[Node], prop: str, kind: str, *, needed: bool) -> str:
        marked = [node for node in nodes if self.truth(node, prop, needed=False)]
        for node in marked[1:]:
            what = f"has {short_iri(prop)}, as has {short_iri(marked[0].iri)}"
            self.fault(node, what, f"mark one {kind} only")
        if needed and nodes and not marked:
            what = f"is a {kind}, and none has {short_iri(prop)}"
            self.fault(nodes[0], what, f"write {short_iri(prop)} true on one of them")
        return marked[0].one(ID) if marked else ""

    def ways(
        self,
        nodes: Iterable[Node],
        relations: Mapping[str, Node],
        channels: Mapping[str, str],
        grades: Mapping[str, str],
    ) -> Ways:
        """The ways of each relation; a file declares those of its own relations only."""
        found: Ways = {}
        known_grades = frozenset(grades.values())
        for node in nodes:
            of = self.reference(node, _OF, relations)
            way = self.choice(node, iris.NS + "way", (_ALONG, _AGAINST))
            one = Way(
                channel=channels.get(self.reference(node, _CHANNEL, channels), ""),
                effect=self.choice(node, iris.NS + "effect", EFFECTS),
                grade=grades.get(self.reference(node, iris.NS + "defaultGrade", grades), ""),
                why=self.need(node, iris.NS + "why"),
                thresholds=self._thresholds(node, known_grades),
            )
            if not of or not way:
                continue
            if relations[of].file != node.file:
                what = f"is a way of {short_iri(of)}, which {relations[of].file} declares"
                self.fault(node, what, "declare a relation of your own below it")
            elif found.setdefault(of, {}).setdefault(way, one) is not one:
                what = f"is a second way {way} {short_iri(of)}"
                self.fault(node, what, "declare each way of a relation once")
        return found

    def _thresholds(self, node: Node, grades: frozenset[str]) -> tuple[Threshold, ...]:
        found: list[Threshold] = []
        units: set[str] = set()
        fix = "write a unit, and least quantities from the greatest down, as 'percent: 50 a, 5 b'"
        for text in node.all(_QUANTITY):
            unit, _, pairs = (part.strip() for part in text.partition(":"))
            least = math.inf
            for pair in pairs.split(","):
                number, _, grade = pair.strip().partition(" ")
                try:
                    value = float(number)
                except ValueError:
                    value = math.nan
                if not unit or not 0.0 <= value < least:
                    self.fault(node, f"has pg:gradeByQuantity {text[:80]!r}", fix)
                    break
                if grade.strip() not in grades:
                    what = f"pg:gradeByQuantity names the grade {grade.strip()[:40]!r}"
                    self.fault(node, f"{what}, which is not declared", "declare it")
                    break
                least = value
                found.append(Threshold(unit, value, grade.strip()))
            if unit in units:
                what = f"has two values of pg:gradeByQuantity for {unit!r}"
                self.fault(node, what, "give it one for each unit")
            units.add(unit)
        return tuple(found)

    def with_ways(
        self, relations: Iterable[Relation], ways: Ways, nodes: Mapping[str, Node]
    ) -> Iterable[Relation]:
        """The relations with their ways; influence and effect must be what the ways say."""
        for relation in relations:
            own = ways.get(relation.iri)
            if own is None:
                yield relation
                continue
            along, against = own.get(_ALONG), own.get(_AGAINST)
            node = nodes[relation.iri]
            influence = "both" if len(own) == 2 else next(iter(own))
            if relation.influence and relation.influence != influence:
                what = f"has pg:influence pg:{relation.influence}, and ways for {influence}"
                self.fault(node, what, f"write pg:influence pg:{influence}")
            first = along or against
            if first and first.effect and relation.effect not in ("", first.effect):
                what = f"has pg:effect pg:{relation.effect}, and its first way {first.effect}"
                self.fault(node, what, f"write pg:effect pg:{first.effect}")
            if relation.symmetric and along and against and not _alike(along, against):
                what = "is symmetric, and its two ways differ"
                self.fault(node, what, "declare both alike, since its ends are a pair")
            yield replace(relation, along=along, against=against)

    def composition(
        self,
        transitions: Sequence[Node],
        states: Mapping[str, Node],
        channels: Mapping[str, Node],
    ) -> Composition | None:
        """The automaton of states and transitions; None where neither is declared.

        A file declares transitions of its own states and channels only, and each channel needs
        one, since it could not be crossed without.
        """
        if not states and not transitions:
            return None
        start = self._marked(list(states.values()), _START, "pg:CompositionState", needed=True)
        for node in states.values():
            self.need(node, ID)
        found: dict[tuple[str, str], tuple[str, str]] = {}
        declared: dict[tuple[str, str], Node] = {}
        for node in transitions:
            before, after = (self.reference(node, prop, states) for prop in (_FROM, _TO))
            by = self.reference(node, _CHANNEL, channels)
            addressee = self.choice(node, iris.NS + "addressee", ADDRESSEES)
            if not (before and after and by):
                continue
            step = (states[before].one(ID), channels[by].one(ID))
            if node.file not in (states[before].file, channels[by].file):
                what = f"leads from {short_iri(before)} by {short_iri(by)}, both of another file"
                self.fault(node, what, "declare a state or a channel of your own")
            elif declared.setdefault(step, node) is not node:
                what = f"leads from {short_iri(before)} by {short_iri(by)}, as does "
                self.fault(node, what + short_iri(declared[step].iri), "remove one of them")
            else:
                found[step] = (states[after].one(ID), addressee)
        crossed = {channel for _, channel in found}
        for node in channels.values():
            if node.one(ID) not in crossed:
                self.fault(
                    node, "has no transition and is never crossed", "declare a pg:Transition"
                )
        automaton = Composition(start, found)
        if not self.faults and (widening := automaton.widened()):
            state, channel, following = widening
            what = f"lets {following} follow, which may not follow in the state {state!r}"
            fix = f"let it lead to a state after which no more may follow than in {state!r}"
            self.fault(declared[state, channel], what, fix)
        return automaton

    def check_source_kinds(
        self, kinds: Sequence[Node], relations: Iterable[Relation], nodes: Mapping[str, Node]
    ) -> None:
        """Fault a kind of source that is evidence of two kinds, or of none and yet enacts."""
        of: dict[str, str] = {}
        for node in kinds:
            for kind in node.all(_KIND):
                known = of.setdefault(kind, node.iri)
                if known != node.iri:
                    what = f"has the kind of source {kind!r}, as has {short_iri(known)}"
                    self.fault(node, what, "name it on one of them")
        if not of:
            return
        for relation in relations:
            for kind in sorted(relation.enacted_in - of.keys()):
                what = f"has pg:enactedIn {kind!r}, which is no kind of source of any evidence"
                self.fault(nodes[relation.iri], what, "name it as pg:sourceKind, or correct it")


def _alike(one: Way, other: Way) -> bool:
    """Whether two ways differ in nothing but their reason."""
    return replace(one, why="") == replace(other, why="")
