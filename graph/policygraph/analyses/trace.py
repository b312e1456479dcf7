"""Trace: the paths from one entity to another, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TypeVar

from policygraph.analyses.answer import (
    COMPLETE,
    MAKING,
    TRUNCATED,
    Absence,
    Answer,
    Lifted,
    Variants,
)
from policygraph.analyses.cited import Node
from policygraph.analyses.intended import intended
from policygraph.analyses.path import Path
from policygraph.analyses.path_maker import PathMaker, paths_by, paths_of
from policygraph.engines.base import TIME, Engine, Found
from policygraph.model.collection import Collection
from policygraph.model.names import isolated
from policygraph.query.deadline import Deadline
from policygraph.query.query import Query, Scope, restrictions_of
from policygraph.query.wording import lifted_words

_Scope = TypeVar("_Scope", bound=Scope)

#: One search of an explanation may use up one part in so many of what is left.
_SHARE = 10
#: The restriction that bounds the hops.
_HOPS = "max-hops"
#: The restriction that asks what was known earlier.
KNOWN_BY = "known-by"


def trace(
    collection: Collection,
    query: Query,
    engine: Engine,
    deadline: Deadline | None = None,
    *,
    intentions: bool = True,
) -> Answer:
    """Answer a checked query with an engine; an empty complete answer is explained.

    The explanation spends what the search has left of the budget, and the search for
    ``intentions`` what that leaves. All of it is done by the deadline, which is that of
    ``query`` from now on where none is given.
    """
    deadline = deadline or Deadline(query.seconds)
    found = engine.search(collection, replace(query, seconds=deadline.searching))
    absence, spent = None, found.expansions
    if not found.paths and found.complete:
        lifting = _Lifting(collection, query, engine, query.budget - spent, deadline)
        absence = _explain(collection, query, lifting)
        spent = query.budget - lifting.budget
    maker = PathMaker(collection, query)
    aims = None
    if intentions and found.complete:
        left = replace(query, budget=query.budget - spent)
        aims, took = intended(collection, left, engine, maker, deadline.within(1 / 3))
        spent += took
    # Rendering takes about twice as long.
    telling = deadline.within(1 / 3, MAKING)
    paths = tuple(paths_by(telling, maker, found.paths))
    reason = found.reason if len(paths) == len(found.paths) else TIME
    return Answer(
        query=query,
        start=Node.of(collection, query.start),
        end=Node.of(collection, query.end),
        engine=engine.name,
        status=TRUNCATED if reason else COMPLETE,
        expansions=spent,
        paths=paths,
        absence=absence,
        reason=reason,
        variants=tuple(_variants(telling, maker, found))[: len(paths)],
        intended=aims,
    )


def _variants(deadline: Deadline, maker: PathMaker, found: Found) -> Iterator[Variants]:
    """The variants of each lever; as many as there is time for."""
    for further in found.variants:
        paths = paths_by(deadline, maker, further)
        yield Variants(tuple(paths), found.counted and len(paths) == len(further))


class _Lifting:
    """Searches for one path with some restrictions lifted, as few of them as will do.

    Lifting more never loses a path, with one exception: what shuts out opposing claims
    (a source, a date) can keep an edge uncontested. With ``uncontested`` lifted there is
    no exception, so a set that has it and gives no path settles all its subsets. Where the
    bound on the hops is lifted, the path found is one of the fewest.
    """

    def __init__(
        self,
        collection: Collection,
        query: Query,
        engine: Engine,
        budget: int,
        deadline: Deadline,
    ) -> None:
        self.collection, self.query, self.engine = collection, query, engine
        self.active = {r.option: r for r in restrictions_of(query, collection.ontology)}
        self.always = frozenset(("uncontested",)) & self.active.keys()
        self.longest = hops_enough(collection, query)
        self.budget = budget
        self.deadline = deadline
        self.known: dict[frozenset[str], bool | None] = {frozenset(): False}
        self.paths: dict[frozenset[str], Path] = {}
        self.barren: list[frozenset[str]] = []

    def gives(self, options: Iterable[str]) -> bool | None:
        """Whether lifting these options gives a path; None where the budget ran out."""
        options = frozenset(options)
        if options not in self.known:
            if any(options <= one and self._alike(options, one) for one in self.barren):
                return False
            self.known[options] = self._search(options)
            if self.known[options] is False and options >= self.always:
                self.barren.append(options)
        return self.known[options]

    @property
    def what_ran_out(self) -> str:
        """What kept the explanation from being whole, if it is not."""
        return "the time" if self.deadline.passed else "the budget"

    def _alike(self, options: frozenset[str], others: frozenset[str]) -> bool:
        """Whether both are asked of the same graph: ``known-by`` lifted asks that of today."""
        collection = self.collection
        same = collection.today is collection
        return same or (KNOWN_BY in options) == (KNOWN_BY in others)

    def widen(self, options: Iterable[str]) -> None:
        """Add to options that give no path all that is lifted beside them in vain."""
        barren = self.always.union(options)
        if self.gives(barren) is False:
            for option in self.active:
                if self.gives(barren | {option}) is False:
                    barren |= {option}

    def smallest(self) -> tuple[tuple[str, ...], bool]:
        """The smallest set that gives a path, ties by option order, and if that is certain."""
        whole = [frozenset(self.active), frozenset(self.active) - {KNOWN_BY}]
        if all(self.gives(options) is False for options in whole):
            return (), True
        certain = True
        for size in range(1, len(self.active) + 1):
            for options in combinations(self.active, size):
                gives = self.gives(options)
                if gives:
                    return options, certain
                if gives is None:
                    certain = False
                elif frozenset(options) in self.known:
                    self.widen(options)
        return (), False

    def _search(self, options: frozenset[str]) -> bool | None:
        if self.budget < 1 or self.deadline.look():
            return None
        share = max(1, self.budget // _SHARE)
        seconds = self.deadline.searching
        query = replace(self.query, k=1, select="shortest", each_path=True, budget=share)
        query = replace(query, seconds=seconds)
        for option in options:
            query = self.active[option].lift(query, self.longest)
        if _HOPS in options:
            # How far it is, and not what the strongest of all ways is, which may be long.
            query = replace(query, rank="hops")
        collection, query = of_its_time(self.collection, query)
        found = self.engine.search(collection, query)
        self.budget -= found.expansions
        if found.paths:
            self.paths[options] = paths_of(collection, found, query)[0]
            return True
        return False if found.complete else None


def of_its_time(collection: Collection, query: Query) -> tuple[Collection, Query]:
    """The graph that a query is asked of, and the query by its ids.

    Without ``known_by`` that is the graph of today, in which other entities may be merged.
    """
    graph, query = scope_of_its_time(collection, query)
    ids = graph.entity_id
    return graph, replace(query, start=ids(query.start), end=ids(query.end))


def scope_of_its_time(collection: Collection, scope: _Scope) -> tuple[Collection, _Scope]:
    """See :func:`of_its_time`."""
    today = collection.today
    if scope.known_by is not None or today is collection:
        return collection, scope
    via, avoid = (tuple(map(today.entity_id, names)) for names in (scope.via, scope.avoid))
    return today, replace(scope, via=via, avoid=avoid)


def hops_enough(collection: Collection, query: Query) -> int:
    """So many hops that there is a path in them if there is one at all, whatever is lifted.

    A walk needs to be nowhere twice with as many of ``via`` passed and the pattern in the
    same state; a trail has at most all edges.
    """
    states = len(query.via) + 1
    if query.pattern is not None:
        from policygraph.query.pattern import compile_pattern

        states *= len(compile_pattern(query.pattern, collection.ontology))
    return max(len(collection.claims), len(collection.entities) * states)


def _explain(collection: Collection, query: Query, lifting: _Lifting) -> Absence:
    """Which restrictions keep ``query`` from having a path.

    Each alone, then the smallest set together, ties by option order.
    """
    if lifting.gives(lifting.active) is not False:
        lifting.widen(())
    restrictions = tuple(
        Lifted(option, restriction.value(query), lifting.gives((option,)))
        for option, restriction in lifting.active.items()
    )
    together, settled = lifting.smallest()
    touching = [collection.index.degree(entity) for entity in (query.start, query.end)]
    return Absence(
        summary=_summary(
            collection, query, restrictions, together, touching, settled, lifting.what_ran_out
        ),
        edges_at_start=touching[0],
        edges_at_end=touching[1],
        restrictions=restrictions,
        together=together,
        path=lifting.paths.get(frozenset(together)),
        settled=settled,
    )


def _summary(
    collection: Collection,
    query: Query,
    restrictions: Sequence[Lifted],
    together: Sequence[str],
    touching: Sequence[int],
    settled: bool,
    ran_out: str,
) -> str:
    start, end = (isolated(collection.label(entity)) for entity in (query.start, query.end))
    none = f"no path from {start} to {end}"
    alone = [lifted.option for lifted in restrictions if lifted.found]
    for entity, count in ((start, touching[0]), (end, touching[1])):
        if not count and not alone:
            return f"{none}: no claim connects {entity} to anything"
    if alone:
        which = " or ".join(_worded(collection, query, option) for option in alone)
        return f"{none}: lifting {which} would give one"
    which = " and ".join(_worded(collection, query, option) for option in together)
    if together and settled:
        return f"{none}: only lifting {which} together would give one"
    if together:
        doubt = f"{ran_out} ran out before fewer were ruled out"
        return f"{none}: lifting {which} together would give one; {doubt}"
    if not settled:
        return f"{none}: {ran_out} ran out before the reason was found"
    return f"{none}: the claims at hand do not connect them at all"


def _worded(collection: Collection, query: Query, option: str) -> str:
    found = restrictions_of(query, collection.ontology)
    value = next(r.value(query) for r in found if r.option == option)
    if lifted_words(option, value) != option:
        return lifted_words(option, value)
    if isinstance(value, tuple):
        value = ", ".join(value)
    return option if value is True else f"{option} ({value})"
