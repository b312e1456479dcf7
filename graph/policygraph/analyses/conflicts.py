"""Conflicts: which claims cannot both be so, found without going through every pair.

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
entity one partner at a time. Of two values of a functional relation of which one is within the
other, by the relation that the ontology names for that, both may hold. What one claim says
outright that it disputes conflicts with it whatever the dates are.

A claim conflicts with a :class:`Run` of others at once: claims of one triple or one subject
are held by their dates, and their quantities sorted, so that a thousand quantities of one
triple are a thousand runs and not half a million pairs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.dates import Truth
from policygraph.model.quantities import quantities_apart, unit_of
from policygraph.model.records import Claim
from policygraph.model.triples import Triple, implying
from policygraph.query.deadline import Deadline
from policygraph.query.edges import Edge, claim_filter
from policygraph.query.opposition import contests, days_of
from policygraph.query.query import Filters

#: Kinds of conflict, in the order in which they are told.
KINDS = ("denial", "object", "subject", "date", "quantity")
#: Claims of a run that cost as much as a pair.
PAIRS_OF_ONE = 64
#: Claims of one triple that are compared pair by pair.
_FEW = 16


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


@dataclass(frozen=True, slots=True)
class Run:
    """A claim that conflicts with each of ``others[first:last]``, all by id, in one way.

    ``outright`` says that neither it nor any of the others is a doubt.
    """

    kind: str
    claim: str
    others: Sequence[str]
    first: int
    last: int
    certain: bool
    outright: bool


class Conflicts:
    """Compares claims, as many pairs as it may and until the deadline.

    ``left`` is how many pairs may still be compared; a run costs one, and one more for every
    :data:`PAIRS_OF_ONE` claims in it. Below zero what was found is not all.
    """

    def __init__(
        self, collection: Collection, filters: Filters, pairs: int, deadline: Deadline
    ) -> None:
        self.collection, self.filters, self.left = collection, filters, pairs
        self.deadline = deadline
        self.in_play = claim_filter(collection, filters)
        self._validities: dict[tuple[str | None, str | None, bool, bool], dates.Validity] = {}
        self._wider_values: dict[tuple[str, str], frozenset[str]] = {}
        self._meetings: dict[tuple[dates.Validity, dates.Validity], Truth] = {}

    def beside(self, claims: Iterable[Claim]) -> Iterator[Claim]:
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

    def between(self, edges: Iterable[Edge], said: Iterable[Claim]) -> Iterator[Run]:
        """Every conflict between claims that support these edges, and with denials in ``said``.

        A pair may be in several runs, of different kinds.
        """
        by_triple = {edge.triple: edge for edge in edges}
        denials = [claim for claim in said if claim.denies and self.in_play(claim)]
        ways = (
            self._denied(by_triple, denials),
            self._at_one_time(by_triple.values()),
            self._of_one_triple(by_triple.values()),
        )
        for way in ways:
            yield from way

    def _denied(self, by_triple: Mapping[Triple, Edge], denials: Iterable[Claim]) -> Iterator[Run]:
        ontology = self.collection.ontology
        for denial in denials:
            for triple in implying(ontology, self.collection.triple(denial)):
                edge = by_triple.get(triple)
                for claim in edge.supporting if edge is not None else ():
                    if self._spent():
                        return
                    disputed = _disputed(claim, denial)
                    if disputed or contests(ontology, denial, claim):
                        meeting = self._meet(self._days(claim), self._days(denial))
                        certain = disputed or meeting is Truth.YES
                        yield self._pair("denial", claim, denial, certain)

    def _at_one_time(self, edges: Iterable[Edge]) -> Iterator[Run]:
        """Two objects of a functional relation, two subjects of an inverse functional one."""
        groups: dict[tuple[str, str, str], list[tuple[str, Edge]]] = defaultdict(list)
        for edge in edges:
            for key, value in self._values(edge):
                groups[key].append((value, edge))
        for kind, general, entity in sorted(groups):
            group = sorted(groups[kind, general, entity], key=lambda one: (one[0], one[1].triple))
            within = self.collection.ontology.relations[general].values_within
            #: The claims so far by when they hold, whether they are outright, and their value if
            #: values may be within each other.
            before: dict[tuple[dates.Validity, bool, str], list[str]] = defaultdict(list)
            for value, same in groupby(group, lambda one: one[0]):
                claims = [claim for _, edge in same for claim in edge.supporting]
                for claim in claims:
                    holds, sure = self._holds(claim), self._outright(claim)
                    for (when, outright, known), others in before.items():
                        if self._spent(len(others)):
                            return
                        if within is not None and self._nested(within, value, known):
                            continue
                        meeting = self._meet(holds, when)
                        if meeting is not Truth.NO:
                            certain, both = meeting is Truth.YES, sure and outright
                            yield Run(kind, claim.id, others, 0, len(others), certain, both)
                for claim in claims:
                    when, outright = self._holds(claim), self._outright(claim)
                    before[when, outright, value if within is not None else ""].append(claim.id)

    def _nested(self, within: str, one: str, other: str) -> bool:
        """Whether one of two values is within the other, by claims that assert it."""
        return other in self._wider(within, one) or one in self._wider(within, other)

    def _wider(self, within: str, value: str) -> frozenset[str]:
        """The values that a value is within, however many steps away."""
        if (within, value) not in self._wider_values:
            ontology, index = self.collection.ontology, self.collection.index
            names = ontology.with_subrelations((within,))
            found, new = {value}, [value]
            while new:
                for claim in index.of_subject(new.pop()):
                    target = self.collection.entity_id(claim.object)
                    if (
                        claim.relation in names
                        and claim.supports
                        and self.in_play(claim)
                        and self._outright(claim)
                        and target not in found
                    ):
                        found.add(target)
                        new.append(target)
            self._wider_values[within, value] = frozenset(found)
        return self._wider_values[within, value]

    def _values(self, edge: Edge) -> Iterator[tuple[tuple[str, str, str], str]]:
        """What an edge says is the one value: kind, relation and entity, and the value.

        Of functional relations the most general one holds all that the others do.
        """
        ontology, ends = self.collection.ontology, (edge.subject, edge.object)
        chain = ontology.relation_chain(edge.relation)[::-1]
        relations = ontology.relations
        functional = next((name for name in chain if relations[name].functional), None)
        inverse = next((name for name in chain if relations[name].inverse_functional), None)
        if inverse == functional and inverse in ontology.symmetric:
            inverse = None  # Of a symmetric relation the two are one condition.
        for kind, general in (("object", functional), ("subject", inverse)):
            if general is None:
                continue
            either = ontology.reads_both_ways(edge.relation, general)
            for subject, target in sorted({ends, ends[::-1]} if either else {ends}):
                if kind == "object":
                    yield (kind, general, subject), target
                else:
                    yield (kind, general, target), subject

    def _of_one_triple(self, edges: Iterable[Edge]) -> Iterator[Run]:
        """Two dates of one event, two quantities of one thing."""
        for edge in edges:
            disputing = {c.id for c in edge.supporting if c.disputes}
            disputing |= {name for claim in edge.supporting for name in claim.disputes}
            many = [claim for claim in edge.supporting if claim.id not in disputing]
            if len(many) < _FEW:
                many = []
            sorted_apart = {claim.id for claim in many}
            for left, right in combinations(edge.supporting, 2):
                if left.id in sorted_apart and right.id in sorted_apart:
                    continue
                if self._spent():
                    return
                yield from self._two_of_one_triple(edge, left, right)
            for run in self._many_of_one_triple(edge, many):
                if self._spent(run.last - run.first):
                    return
                yield run

    def _two_of_one_triple(self, edge: Edge, left: Claim, right: Claim) -> Iterator[Run]:
        event = self.collection.ontology.relations[edge.relation].event
        disputed = _disputed(left, right)
        meeting = self._meet(self._days(left), self._days(right))
        apart = quantities_apart(left, right)
        if disputed or (apart and meeting is not Truth.NO):
            certain = disputed or meeting is Truth.YES
            yield self._pair("quantity", left, right, certain)
        elif event and _dated(left) and _dated(right) and meeting is Truth.NO and not apart:
            yield self._pair("date", left, right, True)

    def _many_of_one_triple(self, edge: Edge, claims: Iterable[Claim]) -> Iterator[Run]:
        """As :meth:`_two_of_one_triple`, for claims of which none disputes another.

        Claims are held by their days; of two days that meet, those with a quantity in one unit
        are sorted by it, and what is apart from a claim on one side is then a run.
        """
        event = self.collection.ontology.relations[edge.relation].event
        cells: dict[tuple[dates.Validity, bool, bool], list[Claim]] = defaultdict(list)
        for claim in claims:
            cells[self._days(claim), self._outright(claim), _dated(claim)].append(claim)
        rising = {key: _by_quantity(cell) for key, cell in cells.items()}
        for here, left in cells.items():
            for there, right in cells.items():
                meeting = self._meet(here[0], there[0])
                certain, outright = meeting is Truth.YES, here[1] and there[1]
                if meeting is not Truth.NO:
                    for unit, (lows, names) in rising[there].items():
                        for claim in left:
                            if claim.quantity is None or unit_of(claim) != unit:
                                continue
                            at = bisect_right(lows, claim.quantity.high)
                            if at < len(names):
                                yield Run(
                                    "quantity", claim.id, names, at, len(names), certain, outright
                                )
                elif event and here[2] and there[2] and id(left) < id(right):
                    for one in left:
                        others = [c.id for c in right if not quantities_apart(one, c)]
                        if others:
                            yield Run("date", one.id, others, 0, len(others), True, outright)

    def _spent(self, claims: int = 1) -> bool:
        """Whether the pairs or the time are used up; otherwise a run of so many is counted."""
        self.left -= 1 + claims // PAIRS_OF_ONE
        if self.deadline.passes(1 + claims // PAIRS_OF_ONE):
            self.left = min(self.left, -1)
        return self.left < 0

    def _pair(self, kind: str, left: Claim, right: Claim, certain: bool) -> Run:
        outright = self._outright(left) and self._outright(right)
        return Run(kind, left.id, (right.id,), 0, 1, certain, outright)

    def _outright(self, claim: Claim) -> bool:
        return self.collection.ontology.modalities[claim.modality].assertable

    def _meet(self, left: dates.Validity, right: dates.Validity) -> Truth:
        known = self._meetings.get((left, right))
        if known is None:
            known = self._meetings[left, right] = dates.meet(left, right)
        return known

    def conflicts_of(self, run: Run) -> Iterator[Conflict]:
        """The pairs of a run."""
        claim = self.collection.claims[run.claim]
        for name in run.others[run.first : run.last]:
            first, second = sorted((run.claim, name))
            disputed = _disputed(claim, self.collection.claims[name])
            yield Conflict(run.kind, first, second, run.certain, disputed, run.outright)

    def _holds(self, claim: Claim) -> dates.Validity:
        """When what a claim says holds; an event's outcome holds from its date on."""
        return self._validity(claim, days=False)

    def _days(self, claim: Claim) -> dates.Validity:
        """When what a claim says holds; an event, the day that it may be of."""
        return self._validity(claim, days=True)

    def _validity(self, claim: Claim, *, days: bool) -> dates.Validity:
        event = self.collection.ontology.relations[claim.relation].event
        key = (claim.start, claim.end, event, days)
        if key not in self._validities:
            self._validities[key] = (
                days_of(self.collection.ontology, claim)
                if days
                else dates.validity(claim.start, claim.end, event=event)
            )
        return self._validities[key]


def _dated(claim: Claim) -> bool:
    return claim.start is not None and claim.start != ".."


def _disputed(left: Claim, right: Claim) -> bool:
    return left.id in right.disputes or right.id in left.disputes


def _by_quantity(claims: Iterable[Claim]) -> dict[str, tuple[list[Decimal], list[str]]]:
    """By unit the lowest numbers, rising, and the claims that give them."""
    found: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for claim in claims:
        if claim.quantity is not None:
            found[unit_of(claim)].append((claim.quantity.low, claim.id))
    return {
        unit: ([low for low, _ in sorted(rows)], [name for _, name in sorted(rows)])
        for unit, rows in found.items()
    }
