"""Conflicts: pairs of claims that cannot both be so, and the groups that they form.

Two claims conflict where

- ``denial``: one denies what the other affirms, or a more general triple, at a time and of a
  quantity that both may be meant of (:mod:`policygraph.query.opposition`);
- ``object``: a functional relation gives one subject two objects at one time;
- ``subject``: an inverse functional relation gives one object two subjects at one time;
- ``date``: two dates of one event cannot both be right (the same triple of an event relation,
  and not two different quantities, which make two events);
- ``quantity``: two quantities of one triple in one unit exclude each other at one time.

Sub-properties count as their super-properties do, but shares of a general and of a special
holding are two things. A symmetric relation reads either way, so a functional one gives each
entity one partner at a time. What one claim says outright that it disputes conflicts with it
whatever the dates are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.dates import Truth
from policygraph.model.quantities import quantities_apart
from policygraph.model.records import Claim
from policygraph.model.triples import Triple, implying
from policygraph.query.edges import Edge, claim_filter, edges_of
from policygraph.query.opposition import contests, days_of
from policygraph.query.query import Filters

#: Kinds of conflict, in the order in which they are told.
KINDS = ("denial", "object", "subject", "date", "quantity")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims, by id, that cannot both be so.

    ``certain`` is False where dates that are not known might keep them apart; ``disputed``
    says that one of the two says outright that it disputes the other; ``outright`` is
    False where one of them is a doubt, a plan or a possibility.
    """

    kind: str
    left: str
    right: str
    certain: bool
    disputed: bool
    outright: bool


class Conflicts:
    """Goes through pairs of claims, as many as it may."""

    def __init__(self, collection: Collection, filters: Filters, pairs: int) -> None:
        self.collection, self.filters, self.left = collection, filters, pairs
        self.in_play = claim_filter(collection, filters)

    def around(self, entity: str) -> list[list[Conflict]]:
        """The groups of conflicts with a claim about an entity, each of them whole."""
        return self.touching(claim.id for claim in _about(self.collection, entity))

    def touching(self, claims: Iterable[str]) -> list[list[Conflict]]:
        """The groups of conflicts that have one of these claims, by id, each of them whole.

        What conflicts with such a claim may conflict with others: what can conflict with a
        claim of a group is taken in until there is no more. Not all that is said of the
        entities is looked at.
        """
        wanted = frozenset(claims)
        taken, new = set[str](), set(wanted)
        said: dict[str, Claim] = {}
        edges: dict[Triple, Edge] = {}
        groups = list[list[Conflict]]()
        while new and self.left >= 0:
            taken |= new
            beside = {c.id: c for c in self._beside(self.collection.claims[id] for id in new)}
            said |= beside
            triples = {self.collection.triple(claim) for claim in beside.values()}
            edges |= {e.triple: e for e in edges_of(self.collection, triples, self.filters)}
            found = self.between(
                [edges[triple] for triple in sorted(edges)], [said[id] for id in sorted(said)]
            )
            groups = [group for group in gathered(found) if not wanted.isdisjoint(_claims(group))]
            new = {id for group in groups for id in _claims(group)} - taken
        return groups

    def _beside(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Every claim that can conflict with one of these by its kind, and they themselves."""
        index, ontology = self.collection.index, self.collection.ontology
        joined, about = set[Triple](), set[tuple[str, bool, str]]()
        for claim in sorted(claims, key=self.collection.triple):
            subject, relation, target = self.collection.triple(claim)
            lineage = ontology.relation_chain(relation)
            family = ontology.with_subrelations(lineage)
            for here, there in {(subject, target), (target, subject)}:
                if (here, relation, there) not in joined:
                    joined.add((here, relation, there))
                    for name in family:
                        yield from index.of_triple((here, name, there))
            hints = [ontology.relations[name] for name in lineage]
            functional = any(hint.functional for hint in hints)
            inverse = any(hint.inverse_functional for hint in hints)
            either = (functional or inverse) and any(name in ontology.symmetric for name in family)
            sides = [(subject, True)] if functional or either else []
            sides += [(target, False)] if inverse or either else []
            if either:
                sides += [(subject, False), (target, True)]
            for side in sides:
                if (*side, relation) not in about:
                    about.add((*side, relation))
                    claims_of = index.of_subject if side[1] else index.of_object
                    yield from (c for c in claims_of(side[0]) if c.relation in family)

    def between(self, edges: Iterable[Edge], said: Iterable[Claim]) -> Iterator[Conflict]:
        """Every conflict between claims that support these edges, and with denials in ``said``."""
        by_triple = {edge.triple: edge for edge in edges}
        denials = [claim for claim in said if claim.denies and self.in_play(claim)]
        ways = (
            self._denied(by_triple, denials),
            self._at_one_time(by_triple.values()),
            self._of_one_triple(by_triple.values()),
        )
        for way in ways:
            yield from way

    def _denied(
        self, by_triple: Mapping[Triple, Edge], denials: Iterable[Claim]
    ) -> Iterator[Conflict]:
        ontology = self.collection.ontology
        for denial in denials:
            for triple in implying(ontology, self.collection.triple(denial)):
                edge = by_triple.get(triple)
                for claim in edge.supporting if edge is not None else ():
                    if self._spent():
                        return
                    disputed = _disputed(claim, denial)
                    if disputed or contests(ontology, denial, claim):
                        certain = disputed or self._meeting(claim, denial) is Truth.YES
                        yield self._conflict("denial", claim, denial, certain)

    def _at_one_time(self, edges: Iterable[Edge]) -> Iterator[Conflict]:
        """Two objects of a functional relation, two subjects of an inverse functional one."""
        groups: dict[tuple[str, str, str], list[tuple[Edge, str]]] = defaultdict(list)
        for edge in edges:
            for key, value in self._values(edge):
                groups[key].append((edge, value))
        for kind, general, entity in sorted(groups):
            for (first, value), (second, other) in combinations(groups[kind, general, entity], 2):
                if value == other:
                    continue
                for left in first.supporting:
                    for right in second.supporting:
                        if self._spent():
                            return
                        meeting = dates.meet(self._holds(left), self._holds(right))
                        if meeting is not Truth.NO:
                            yield self._conflict(kind, left, right, meeting is Truth.YES)

    def _values(self, edge: Edge) -> Iterator[tuple[tuple[str, str, str], str]]:
        """What an edge says is the one value: kind, relation and entity, and the value."""
        ontology, ends = self.collection.ontology, (edge.subject, edge.object)
        for general in ontology.relation_chain(edge.relation):
            relation = ontology.relations[general]
            either = ontology.reads_both_ways(edge.relation, general)
            ways = {ends, ends[::-1]} if either else {ends}
            for subject, target in sorted(ways):
                if relation.functional:
                    yield ("object", general, subject), target
                # Of a symmetric relation the two are one condition.
                if relation.inverse_functional and not (relation.functional and relation.symmetric):
                    yield ("subject", general, target), subject

    def _of_one_triple(self, edges: Iterable[Edge]) -> Iterator[Conflict]:
        """Two dates of one event, two quantities of one thing."""
        for edge in edges:
            event = self.collection.ontology.relations[edge.relation].event
            for left, right in combinations(edge.supporting, 2):
                if self._spent():
                    return
                disputed = _disputed(left, right)
                meeting = self._meeting(left, right)
                apart = quantities_apart(left, right)
                if disputed or (apart and meeting is not Truth.NO):
                    certain = disputed or meeting is Truth.YES
                    yield self._conflict("quantity", left, right, certain)
                elif event and _dated(left) and _dated(right) and meeting is Truth.NO and not apart:
                    yield self._conflict("date", left, right, True)

    def _spent(self) -> bool:
        self.left -= 1
        return self.left < 0

    def _conflict(self, kind: str, left: Claim, right: Claim, certain: bool) -> Conflict:
        modalities = self.collection.ontology.modalities
        first, second = sorted((left.id, right.id))
        outright = all(modalities[claim.modality].assertable for claim in (left, right))
        return Conflict(kind, first, second, certain, _disputed(left, right), outright)

    def _holds(self, claim: Claim) -> dates.Validity:
        """When what a claim says holds; an event's outcome holds from its date on."""
        event = self.collection.ontology.relations[claim.relation].event
        return dates.validity(claim.start, claim.end, event=event)

    def _meeting(self, left: Claim, right: Claim) -> Truth:
        """Whether two claims are of one time; an event is of the day that it may be of."""
        ontology = self.collection.ontology
        return dates.meet(days_of(ontology, left), days_of(ontology, right))


def _dated(claim: Claim) -> bool:
    return claim.start is not None and claim.start != ".."


def _disputed(left: Claim, right: Claim) -> bool:
    return left.id in right.disputes or right.id in left.disputes


def _about(collection: Collection, entity: str) -> list[Claim]:
    """The claims that an entity is subject or object of, each once."""
    index = collection.index
    return list({c.id: c for c in (*index.of_subject(entity), *index.of_object(entity))}.values())


def _claims(group: Iterable[Conflict]) -> set[str]:
    return {id for conflict in group for id in (conflict.left, conflict.right)}


def gathered(conflicts: Iterable[Conflict]) -> list[list[Conflict]]:
    """Conflicts in groups that share claims, one with the next (union-find)."""
    leader: dict[str, str] = {}

    def find(claim: str) -> str:
        while (above := leader.setdefault(claim, claim)) != claim:
            leader[claim] = leader[above]
            claim = leader[claim]
        return claim

    every = sorted(set(conflicts), key=lambda c: (KINDS.index(c.kind), c.left, c.right))
    for conflict in every:
        leader[find(conflict.left)] = find(conflict.right)
    groups: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in every:
        groups[find(conflict.left)].append(conflict)
    return list(groups.values())
