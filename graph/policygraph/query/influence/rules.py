"""What may follow what on a path of influence: composition, addressee and force, step by step.

The rules of one question are compiled once. What they remember of a path is a
:class:`Standing`, which a search holds in its states. Bounds may look at the composition alone:
the other rules only forbid more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.dates import Truth
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim
from policygraph.query.edges import Edge, claim_filter, edges_of, edges_under
from policygraph.query.influence.addressees import Locations, addressees_of
from policygraph.query.influence.existence import Existence
from policygraph.query.influence.force import certainly_without, without_force
from policygraph.query.influence.timing import Window, beginning, window_of
from policygraph.query.query import Filters, Scope

#: Relief: the last step took the force of something; the steps since reach whom it had held.
TOOK, GAVE = "took", "gave"


class Standing(NamedTuple):
    """What the rules remember of a path so far.

    ``composed`` is the state of the composition. ``addressees`` are those of the latest act that
    says any, ``issuer`` who made the latest act. ``relief`` is empty, :data:`TOOK` or
    :data:`GAVE`, and ``released`` what has lost its force then.
    """

    composed: str = ""
    addressees: tuple[str, ...] = ()
    issuer: str = ""
    relief: str = ""
    released: str = ""


class Step(NamedTuple):
    """A step as the rules see it."""

    origin: str
    target: str
    relation: str
    channel: str
    act: bool
    membership: bool
    constrains: bool
    takes_force: bool
    addressees: tuple[str, ...]


def rules_of(collection: Collection, scope: Scope) -> InfluenceRules | None:
    """The rules of influence for a question; None where they do not apply to it."""
    if not scope.means_influence or collection.ontology.composition is None:
        return None
    return InfluenceRules(collection, scope)


class InfluenceRules:
    """The rules of influence as a question keeps them, over one collection."""

    def __init__(self, collection: Collection, scope: Scope) -> None:
        ontology = collection.ontology
        assert ontology.composition is not None
        self.collection, self.scope = collection, scope
        self.composition = ontology.composition
        self.transitions = None if scope.any_composition else self.composition.transitions
        self.ordered = not scope.any_order
        self.addressed = not scope.any_addressee and not scope.any_composition
        self.forceful = not scope.any_force
        self.period = dates.read_period(scope.as_of) if scope.as_of is not None else None
        #: A claim counts for where things are, when they began and what has force by these.
        self.known = Filters(not_sources=scope.not_sources, known_by=scope.known_by)
        self.existence = Existence(collection, claim_filter(collection, self.known))
        self._claim_windows: dict[str, Window] = {}
        self._restricting: dict[str, set[str]] = defaultdict(set)
        self._members: dict[str, set[str]] = defaultdict(set)
        self._bringers: dict[str, set[str]] = defaultdict(set)

    @cached_property
    def _background(self) -> list[Edge]:
        """The edges that say where things are and what has lost its force."""
        relations = tuple(
            name
            for name, relation in self.collection.ontology.relations.items()
            if relation.locates or relation.force
        )
        if not relations:
            return []
        filters = replace(self.known, relations=relations)
        triples = self.collection.background(relations)
        if triples is None:
            return edges_under(self.collection, filters)
        return edges_of(self.collection, triples, filters)

    @cached_property
    def locations(self) -> Locations:
        """Where entities are."""
        collection, counts = self.collection, claim_filter(self.collection, self.known)
        relations = collection.ontology.relations
        locating = [name for name, relation in relations.items() if relation.locates]
        triples = collection.denied(locating)
        claims: Iterable[Claim] = collection.claims.values()
        if triples is not None:
            claims = (claim for one in triples for claim in collection.index.of_triple(one))
        denials = (
            claim
            for claim in claims
            if relations[claim.relation].locates and claim.denies and counts(claim)
        )
        return Locations(collection, self._background, denials)

    @cached_property
    def without_force(self) -> Mapping[str, tuple[Claim, ...]]:
        """What has lost its force at some time, with the claims that say so."""
        return without_force(self.collection, self._background) if self.forceful else {}

    @cached_property
    def closed(self) -> frozenset[str]:
        """What has certainly no force at the time that is asked for (strict: or may have none)."""
        if self.scope.dates == "strict":
            return frozenset(self.without_force)
        return frozenset(
            name
            for name, claims in self.without_force.items()
            if certainly_without(self.collection, claims, self.period)
        )

    @property
    def beginning(self) -> Standing:
        """The standing of a path without steps."""
        return Standing(self.composition.start)

    def holding(self, edge: Edge) -> Edge | None:
        """An edge with the claims whose ends have begun by the time asked for; None without any."""
        if self.period is None or not self.ordered:
            return edge
        relations, latest = self.collection.ontology.relations, self.period.latest
        held = tuple(
            claim
            for claim in edge.supporting
            if claim.start is not None
            or relations[claim.relation].event
            or beginning(self.collection, claim, self.existence) <= latest
        )
        if len(held) == len(edge.supporting):
            return edge
        return edge.supported_by(held) if held else None

    def windows(self, edge: Edge) -> tuple[Window, ...] | None:
        """When a step over an edge may be taken; None where the order of time does not matter."""
        if not self.ordered:
            return None
        found = {self._window(claim) for claim in edge.supporting}
        return tuple(sorted((begin, until) for begin, until in found if begin <= until))

    def _window(self, claim: Claim) -> Window:
        """The window of a claim; both ways of its edge ask for it."""
        found = self._claim_windows.get(claim.id)
        if found is None:
            found = window_of(self.collection, claim, self.existence)
            self._claim_windows[claim.id] = found
        return found

    def step(self, edge: Edge, forward: bool) -> Step:
        """A move over an edge as the rules see it."""
        ontology = self.collection.ontology
        way = ontology.way(edge.relation, forward)
        channel = ontology.channels.get(way.channel) if way is not None else None
        ends = (edge.subject, edge.object)
        origin, target = ends if forward else ends[::-1]
        return Step(
            origin,
            target,
            edge.relation,
            way.channel if way is not None else "",
            channel is not None and channel.act,
            channel is not None and channel.membership,
            way is not None and way.effect == "constrains",
            bool(ontology.relations[edge.relation].force) and forward,
            addressees_of(edge),
        )

    def learn(self, steps: Iterable[Step]) -> None:
        """Note which steps restrict what, lead from a class to its members, or bring about what."""
        for step in steps:
            if step.membership:
                self._members[step.target].add(step.origin)
            elif step.act and step.constrains and step.origin not in self.without_force:
                self._restricting[step.target].add(step.origin)
            if step.act and self.collection.ontology.relations[step.relation].begins == "object":
                self._bringers[step.target].add(step.origin)

    def before(self, composed: str) -> Iterable[tuple[str, str]]:
        """The (state, channel) pairs after which the composition is in a state."""
        return self._before.get(composed, ())

    @cached_property
    def _before(self) -> Mapping[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for (state, channel), (after, _) in sorted(self.composition.transitions.items()):
            found[after].append((state, channel))
        return found

    def after(self, standing: Standing, step: Step) -> Standing | None:
        """The standing after a step; None if the step may not be taken."""
        relief = self._relief(standing, step)
        if relief is None:
            return None
        if self.transitions is None:
            return standing._replace(relief=relief[0], released=relief[1])
        found = self.transitions.get((standing.composed, step.channel))
        if found is None:
            return None
        composed, addressee = found
        addressees, issuer = standing.addressees, standing.issuer
        if self.addressed:
            if addressee == "set":
                addressees = step.addressees or addressees
                if not issuer or self.locations.has_territory(step.origin):
                    issuer = step.origin
            elif addressee == "meet" and addressees:
                met = self.locations.within(step.target, addressees)
                if met is Truth.NO:
                    return None
                if met is Truth.YES:
                    addressees, issuer = (), ""
            elif addressee == "drop":
                addressees, issuer = (), ""
            elif not self._reaches(standing, step.target, addressee):
                return None
        return Standing(composed, addressees, issuer, *relief)

    def _reaches(self, standing: Standing, target: str, addressee: str) -> bool:
        """Whether a step that tests the addressee may reach an entity."""
        if addressee == "test":
            if not standing.addressees:
                return True
            return self.locations.within(target, standing.addressees) is not Truth.NO
        if addressee == "within":
            if standing.addressees:
                return self.locations.within(target, standing.addressees) is Truth.YES
            if standing.issuer:
                return self.locations.within(target, self._territory(standing.issuer)) is Truth.YES
        return True

    def _territory(self, issuer: str) -> frozenset[str]:
        """Where who acted can act; for a plan or a programme, where who brought it about can."""
        who = {issuer}
        if not self.locations.has_territory(issuer):
            who |= self._bringers.get(issuer, set())
        return frozenset().union(*map(self.locations.territory, who))

    def _relief(self, standing: Standing, step: Step) -> tuple[str, str] | None:
        """The relief after a step, and what has lost its force; None if it may not be taken."""
        if not self.forceful:
            return "", ""
        took = standing.relief == TOOK
        if step.origin in self.closed and not took:
            return None
        if step.takes_force:
            return TOOK, step.target
        if (took and step.constrains) or (standing.relief == GAVE and step.membership):
            if self._restricted_otherwise(step.target, standing.released):
                return None
            return GAVE, standing.released
        return "", ""

    def _restricted_otherwise(self, entity: str, released: str) -> bool:
        """Whether an act in force, other than what lost its force, restricts an entity."""
        seen, left = {entity}, [entity]
        while left:
            one = left.pop()
            if self._restricting.get(one, set()) - {released}:
                return True
            for group in self._members.get(one, ()):
                if group not in seen:
                    seen.add(group)
                    left.append(group)
        return False


def counted_ways(ontology: Ontology, relation: str, scope: Scope) -> tuple[bool, ...]:
    """The ways in which a relation carries influence that counts for a question."""
    found = []
    for along in (True, False):
        way = ontology.way(relation, along)
        if way is None:
            continue
        channel = ontology.channels.get(way.channel)
        if channel is None or channel.counted or channel.id in scope.channels:
            found.append(along)
    return tuple(found)
