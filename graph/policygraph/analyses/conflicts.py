"""Conflicts: pairs of claims that cannot both be so, and the groups that they form.

Two claims conflict where

- ``denial``: one affirms a triple and the other denies it, or a super-property's, while both
  may hold; a denial with a quantity denies that quantity only;
- ``object``: a functional relation gives one subject two objects at one time;
- ``subject``: an inverse functional relation gives one object two subjects at one time;
- ``date``: two dates of one event cannot both be right (the same triple of an event relation,
  and not two different quantities, which make two events);
- ``quantity``: two quantities of one triple in one unit exclude each other at one time.

Sub-properties count as their super-properties do, but shares of a general and of a special
holding are two things; a symmetric relation reads either way. What one claim says outright
that it disputes conflicts with it whatever the dates are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.dates import Truth
from policygraph.model.names import fold
from policygraph.model.records import Claim
from policygraph.query.edges import Edge, Triple, claim_filter, edges_of
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
        joined, about = set[Triple](), set[tuple[str, str, bool]]()
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
            if any(hint.functional for hint in hints) and (subject, relation, True) not in about:
                about.add((subject, relation, True))
                yield from (c for c in index.of_subject(subject) if c.relation in family)
            if any(h.inverse_functional for h in hints) and (target, relation, False) not in about:
                about.add((target, relation, False))
                yield from (c for c in index.of_object(target) if c.relation in family)

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
            subject, general, target = self.collection.triple(denial)
            for name in sorted(ontology.with_subrelations((general,))):
                triples = [(subject, name, target)]
                if ontology.relations[name].symmetric and subject != target:
                    triples.append((target, name, subject))
                for claim in (
                    c for t in triples if t in by_triple for c in by_triple[t].supporting
                ):
                    if self._spent():
                        return
                    disputed = _disputed(claim, denial)
                    meeting = dates.meet(self._days(claim), self._days(denial))
                    same = _same_quantity(claim, denial)
                    if disputed or (meeting is not Truth.NO and same):
                        certain = disputed or meeting is Truth.YES
                        yield self._conflict("denial", claim, denial, certain)

    def _at_one_time(self, edges: Iterable[Edge]) -> Iterator[Conflict]:
        """Two objects of a functional relation, two subjects of an inverse functional one."""
        groups: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
        relations = self.collection.ontology.relations
        for edge in edges:
            for general in self.collection.ontology.relation_chain(edge.relation):
                if relations[general].functional:
                    groups["object", general, edge.subject].append(edge)
                if relations[general].inverse_functional:
                    groups["subject", general, edge.object].append(edge)
        for kind, general, entity in sorted(groups):
            group = groups[kind, general, entity]
            for first, second in combinations(group, 2):
                if first.object == second.object and first.subject == second.subject:
                    continue
                for left in first.supporting:
                    for right in second.supporting:
                        if self._spent():
                            return
                        meeting = dates.meet(self._holds(left), self._holds(right))
                        if meeting is not Truth.NO:
                            yield self._conflict(kind, left, right, meeting is Truth.YES)

    def _of_one_triple(self, edges: Iterable[Edge]) -> Iterator[Conflict]:
        """Two dates of one event, two quantities of one thing."""
        for edge in edges:
            event = self.collection.ontology.relations[edge.relation].event
            for left, right in combinations(edge.supporting, 2):
                if self._spent():
                    return
                disputed = _disputed(left, right)
                meeting = dates.meet(self._days(left), self._days(right))
                apart = _quantities_apart(left, right)
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

    def _days(self, claim: Claim) -> dates.Validity:
        """When what a claim says holds; an event, the day that it may be of."""
        event = self.collection.ontology.relations[claim.relation].event
        if event and claim.start is not None and claim.start != "..":
            day = dates.read_bound(claim.start)
            return dates.Validity((day.earliest, day.latest), (day.latest, day.earliest))
        return dates.validity(claim.start, claim.end, event=event)


def _dated(claim: Claim) -> bool:
    return claim.start is not None and claim.start != ".."


def _disputed(left: Claim, right: Claim) -> bool:
    return left.id in right.disputes or right.id in left.disputes


def _unit(claim: Claim) -> str:
    return fold(claim.unit or "")


def _same_quantity(claim: Claim, denial: Claim) -> bool:
    """Whether a denial speaks of what a claim says: of any quantity, or of one like its own."""
    if claim.quantity is None or denial.quantity is None:
        return True
    return _unit(claim) == _unit(denial) and not _quantities_apart(claim, denial)


def _quantities_apart(left: Claim, right: Claim) -> bool:
    """Whether both give a quantity in one unit and no number is in both."""
    if left.quantity is None or right.quantity is None or _unit(left) != _unit(right):
        return False
    return left.quantity.high < right.quantity.low or right.quantity.high < left.quantity.low


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
