"""Groups of claims that conflict, one with the next: counted in full, told as far as wanted.

Claims that differ in nothing on which a conflict can hang are compared as one, and conflicts
are counted and joined by runs. So a thousand claims of one triple form a group without every
pair of them being gone through; pairs are listed of the claims alone that are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, zip_longest

from policygraph.analyses.conflicts import KINDS, Conflict, Conflicts, Run
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.model.triples import Triple
from policygraph.query.edges import Edge, edges_of


@dataclass(frozen=True, slots=True)
class ConflictGroup:
    """Claims that conflict, one with the next; each conflict is one of two claims.

    ``claims`` are all of them, by id; ``told`` those that are told in full, in the order of
    their triples, affirmed before denied, and ``conflicts`` the conflicts among these.
    ``count`` is how many conflicts there are in all.
    """

    claims: frozenset[str]
    told: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    count: int
    kinds: tuple[str, ...]
    certain: bool
    outright: bool


def groups_between(
    search: Conflicts, edges: Iterable[Edge], said: Iterable[Claim], limit: int
) -> list[ConflictGroup]:
    """The groups between claims that support these edges and denials in ``said``.

    At most ``limit`` claims of a group are told.
    """
    edges, said = list(edges), list(said)
    return _told(search, _joined(search, edges, said), edges, said, frozenset(), limit)


def groups_touching(search: Conflicts, claims: Iterable[str], limit: int) -> list[ConflictGroup]:
    """The groups that have one of these claims, by id, each of them whole.

    What conflicts with such a claim may conflict with others: what can conflict with a claim
    of a group is taken in until there is no more. Not all that is said of the entities is
    looked at. These claims are told before others.
    """
    collection, wanted = search.collection, frozenset(claims)
    taken, new = set[str](), set(wanted)
    said: dict[str, Claim] = {}
    edges: dict[Triple, Edge] = {}
    joined = _Joined({})
    while new and search.left >= 0:
        taken |= new
        beside = {c.id: c for c in search.beside(collection.claims[id] for id in new)}
        said |= beside
        triples = {collection.triple(claim) for claim in beside.values()}
        edges |= {e.triple: e for e in edges_of(collection, triples, search.filters)}
        joined = _joined(search, [edges[t] for t in sorted(edges)], [said[i] for i in sorted(said)])
        touched = [group for group in joined.groups() if not wanted.isdisjoint(group)]
        new = {id for group in touched for id in group} - taken
    return [
        group
        for group in _told(search, joined, list(edges.values()), said.values(), wanted, limit)
        if not wanted.isdisjoint(group.claims)
    ]


class _Joined:
    """Claims joined by the runs between them (union-find), with what was counted of each.

    ``alike`` gives for a claim that stands for others all of them, itself included.
    """

    def __init__(self, alike: Mapping[str, Sequence[str]]) -> None:
        self.alike = alike
        self.leader: dict[str, str] = {}
        self.count: dict[str, int] = defaultdict(int)
        self.kinds: dict[str, set[str]] = defaultdict(set)
        self.certain, self.outright = set[str](), set[str]()
        #: By the identity of a list of claims: the list, and which part of it is joined.
        self._parts: dict[int, tuple[Sequence[str], int, int]] = {}
        self._sizes: dict[int, tuple[Sequence[str], list[int]]] = {}

    def find(self, claim: str) -> str:
        while (above := self.leader.setdefault(claim, claim)) != claim:
            self.leader[claim] = self.leader[above]
            claim = self.leader[claim]
        return claim

    def add(self, run: Run) -> None:
        """Join a claim and those of its run, and count their conflicts."""
        here = self.find(run.claim)
        for name in self._to_join(run):
            there = self.find(name)
            if there != here:
                self.leader[there] = here
        size = len(self.alike.get(run.claim, (run.claim,)))
        self.count[run.claim] += size * self._size(run)
        self.kinds[run.claim].add(run.kind)
        if run.certain:
            self.certain.add(run.claim)
        if run.outright:
            self.outright.add(run.claim)

    def _to_join(self, run: Run) -> Iterable[str]:
        """One of what is joined already, and all that is not yet."""
        others, first, last = run.others, run.first, run.last
        if last - first == 1:
            return (others[first],)
        known = self._parts.get(id(others))
        if known is None or known[2] <= first or last <= known[1]:
            self._parts[id(others)] = (others, first, last)
            return others[first:last]
        _, low, high = known
        self._parts[id(others)] = (others, min(first, low), max(last, high))
        return chain(others[first:low], (others[low],), others[high:last])

    def _size(self, run: Run) -> int:
        """How many claims there are in a run, with those alike."""
        if run.last - run.first == 1:
            return len(self.alike.get(run.others[run.first], (run.claim,)))
        _, sums = self._sizes.get(id(run.others), (run.others, [0]))
        if len(sums) <= run.last:
            more = (len(self.alike.get(n, (n,))) for n in run.others[len(sums) - 1 :])
            sums += list(accumulate(more, initial=sums[-1]))[1:]
            self._sizes[id(run.others)] = (run.others, sums)
        return sums[run.last] - sums[run.first]

    def groups(self) -> list[list[str]]:
        """The claims of each group, those alike included; one of one claim is none."""
        found: dict[str, list[str]] = defaultdict(list)
        for claim in self.leader:
            found[self.find(claim)].extend(self.alike.get(claim, (claim,)))
        return [group for group in found.values() if len(group) > 1]


def _joined(search: Conflicts, edges: Iterable[Edge], said: Iterable[Claim]) -> _Joined:
    """All claims joined that conflict, one of those alike standing for them."""
    alike: dict[str, list[str]] = {}
    supporting, disputed = [], set[str]()
    edges, said = list(edges), list(said)
    for claim in chain(said, *(edge.supporting for edge in edges)):
        if claim.disputes:
            disputed.update((claim.id, *claim.disputes))
    for edge in edges:
        firsts = _firsts(search.collection, edge.supporting, disputed, alike)
        supporting.append(replace(edge, supporting=tuple(firsts)))
    denials = [claim for claim in said if claim.denies and search.in_play(claim)]
    joined = _Joined(alike)
    for run in search.between(supporting, _firsts(search.collection, denials, disputed, alike)):
        joined.add(run)
    return joined


def _firsts(
    collection: Collection,
    claims: Iterable[Claim],
    disputed: Several[str],
    alike: dict[str, list[str]],
) -> list[Claim]:
    """The first of claims that are alike in all on which a conflict can hang."""
    known: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        own = claim.id if claim.id in disputed else ""
        key = (
            collection.triple(claim), claim.polarity, claim.start, claim.end, claim.quantity,
            claim.unit, claim.modality, own,
        )  # fmt: skip
        first = known.setdefault(key, claim)
        alike.setdefault(first.id, []).append(claim.id)
    return list(known.values())


def _told(
    search: Conflicts,
    joined: _Joined,
    edges: Sequence[Edge],
    said: Iterable[Claim],
    wanted: Several[str],
    limit: int,
) -> list[ConflictGroup]:
    """The groups, with the conflicts among those of their claims that are told."""
    collection = search.collection
    classes: dict[str, list[Sequence[str]]] = defaultdict(list)
    for claim in joined.leader:
        classes[joined.find(claim)].append(joined.alike.get(claim, (claim,)))
    told = {leader: _chosen(collection, those, wanted, limit) for leader, those in classes.items()}
    leaders = {name: leader for leader, names in told.items() for name in names}
    listed = defaultdict[str, set[Conflict]](set)
    listing = Conflicts(collection, search.filters, limit * (len(leaders) + 1) * 8, search.deadline)
    shown = [
        replace(edge, supporting=tuple(c for c in edge.supporting if c.id in leaders))
        for edge in edges
        if any(c.id in leaders for c in edge.supporting)
    ]
    for run in listing.between(shown, [c for c in said if c.id in leaders]):
        listed[leaders[run.claim]].update(listing.conflicts_of(run))
    if listing.left < 0:
        search.left = min(search.left, -1)
    return [
        _group(joined, those, told[leader], sorted(listed[leader], key=_place))
        for leader, those in classes.items()
    ]


def _group(
    joined: _Joined,
    classes: Sequence[Sequence[str]],
    told: Sequence[str],
    conflicts: Sequence[Conflict],
) -> ConflictGroup:
    firsts = [names[0] for names in classes]
    kinds = set[str]().union(*(joined.kinds.get(name, ()) for name in firsts))
    return ConflictGroup(
        claims=frozenset(chain(*classes)),
        told=tuple(told),
        conflicts=tuple(conflicts),
        count=sum(joined.count.get(name, 0) for name in firsts),
        kinds=tuple(kind for kind in KINDS if kind in kinds),
        certain=not joined.certain.isdisjoint(firsts),
        outright=not joined.outright.isdisjoint(firsts),
    )


def _chosen(
    collection: Collection, classes: Sequence[Sequence[str]], wanted: Several[str], limit: int
) -> list[str]:
    """The claims of a group that are told: of each class in turn, what is wanted first."""

    def place(name: str) -> tuple[Triple, bool, str]:
        claim = collection.claims[name]
        return collection.triple(claim), not claim.affirms, name

    every = [name for names in classes for name in names]
    if len(every) > limit:
        ordered = sorted((sorted(names, key=place) for names in classes), key=lambda n: place(n[0]))
        turns = [name for turn in zip_longest(*ordered) for name in turn if name is not None]
        turns.sort(key=lambda name: name not in wanted)
        every = turns[:limit]
    return sorted(every, key=place)


def _place(conflict: Conflict) -> tuple[int, str, str]:
    return KINDS.index(conflict.kind), conflict.left, conflict.right
