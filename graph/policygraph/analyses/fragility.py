"""Fragility: what the best path, and the answer as a whole, would not outlive.

The answer is every path within the bound, not the k best. It breaks where no path is
left. Single sources and single origins are tried one by one; only one that breaks the
best path can break the answer.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from policygraph.analyses.answer import COMPLETE, TRUNCATED, VERSION, Absence, truncation
from policygraph.analyses.cited import Node
from policygraph.analyses.counterfactuals import Ground, Without, ground_of
from policygraph.analyses.path import Path
from policygraph.analyses.path_maker import path_of
from policygraph.analyses.trace import trace
from policygraph.engines.base import Engine, Move
from policygraph.engines.reference.product_graph import ProductGraph
from policygraph.model.collection import Collection
from policygraph.model.records import Source
from policygraph.presentation import Presented
from policygraph.query.corroboration import origins_of
from policygraph.query.deadline import Deadline
from policygraph.query.edges import edges_of
from policygraph.query.query import Query


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One source, or one origin with all its claims, without which the best path is gone.

    A claim that names an origin of its own belongs to that, and not to its source's.

    ``steps`` are the numbers, from 1, of the steps that nobody else supports (none, where
    only the order of times hangs on it), ``claims`` those of it that the path stands on.
    ``left`` is the best path without it; None where no path is left, and ``breaks_answer``
    says then that the answer goes with it (None: the budget ran out before that was
    certain).
    """

    name: str
    sources: tuple[Source, ...]
    steps: tuple[int, ...]
    claims: tuple[str, ...]
    left: Path | None
    breaks_answer: bool | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "id": self.name,
            "sources": [
                {"id": s.id, "title": s.title, "publisher": s.publisher,
                 "published": s.published, "url": s.url}
                for s in self.sources
            ],
            "steps": list(self.steps),
            "claims": list(self.claims),
            "breaks_answer": self.breaks_answer,
            "left": self.left.as_dict() if self.left else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fragility(Presented):
    """What one source, one origin or one likelihood too many takes away.

    ``best`` is the best path; it disappears where support must be more likely than
    ``threshold``, which is its weakest step's likelihood (or less, where the order of times
    hangs on a weaker claim). ``sturdiest`` is the best of the paths that stand the longest:
    above ``answer_threshold`` no path is left (both None where the budget ran out).
    ``sources`` and ``origins`` are those that the best path does not outlive, by falling
    number of steps. Without a path everything is empty and ``absence`` explains it.
    """

    query: Query
    start: Node
    end: Node
    engine: str
    status: str
    expansions: int
    best: Path | None
    threshold: float | None
    sturdiest: Path | None
    answer_threshold: float | None
    sources: tuple[Withdrawal, ...]
    origins: tuple[Withdrawal, ...]
    absence: Absence | None
    reason: str = ""

    @property
    def breaking_sources(self) -> tuple[Withdrawal, ...]:
        """The single sources without which no path at all is left."""
        return tuple(one for one in self.sources if one.breaks_answer)

    @property
    def breaking_origins(self) -> tuple[Withdrawal, ...]:
        """The single origins without which no path at all is left."""
        return tuple(one for one in self.origins if one.breaks_answer)

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": self.query.as_dict(),
            "engine": self.engine,
            "status": self.status,
            **truncation(self.reason),
            "spent": {"expansions": self.expansions},
            "start": asdict(self.start),
            "end": asdict(self.end),
            "best_path": self.best
            and {
                "path": self.best.as_dict(),
                "weakest_step": self.best.weakest_step,
                "threshold": self.threshold,
                "sources": [one.as_dict() for one in self.sources],
                "origins": [one.as_dict() for one in self.origins],
            },
            "answer": self.best
            and {
                "path": self.sturdiest.as_dict() if self.sturdiest else None,
                "weakest_step": self.sturdiest.weakest_step if self.sturdiest else None,
                "threshold": self.answer_threshold,
                "sources": [one.name for one in self.breaking_sources],
                "origins": [one.name for one in self.breaking_origins],
            },
            "absence": self.absence.as_dict() if self.absence else None,
        }

    def __repr__(self) -> str:
        names = ", ".join(one.name for one in self.sources) or "no single source"
        return f"<Fragility {self.start.label} → {self.end.label}: best path rests on {names}>"


def fragility(
    collection: Collection, query: Query, engine: Engine, deadline: Deadline | None = None
) -> Fragility:
    """What the paths of a checked query would not outlive; ``k`` and ``select`` are ignored."""
    deadline = deadline or Deadline(query.seconds)
    query = replace(query, k=1, select="shortest")
    answer = trace(collection, query, engine, deadline.within(0.5), intentions=False)
    spent = answer.expansions
    ground = ground_of(collection, query, engine, spent, deadline) if answer.paths else None
    best = next(iter(answer.paths), None)
    lowest, sturdiest, highest = None, None, None
    sources: tuple[Withdrawal, ...] = ()
    origins: tuple[Withdrawal, ...] = ()
    complete, reason = answer.status == COMPLETE, answer.reason
    if best is not None and ground is not None:
        support = _Support(collection, query, best)
        lowest = support.threshold()
        if ground.complete:
            sources = _withdrawals(support, ground, by_origin=False)
            origins = _withdrawals(support, ground, by_origin=True)
            sturdiest, highest = _sturdiest(support, ground, lowest)
        complete, spent = complete and ground.complete, ground.spent
        reason = reason or ground.reason
    return Fragility(
        query=query,
        start=answer.start,
        end=answer.end,
        engine=answer.engine,
        status=COMPLETE if complete else TRUNCATED,
        expansions=spent,
        best=best,
        threshold=lowest,
        sturdiest=sturdiest,
        answer_threshold=highest,
        sources=sources,
        origins=origins,
        absence=answer.absence,
        reason="" if complete else reason,
    )


def least_likelihood(path: Path) -> float:
    """The likelihood of a path's weakest step."""
    return min(step.likelihood for step in path.steps)


class _Support:
    """Whether a path still stands where some of its claims are taken away."""

    def __init__(self, collection: Collection, query: Query, path: Path) -> None:
        self.collection, self.query, self.path = collection, query, path
        triples = [step.triple for step in path.steps]
        self.edges = {edge.triple: edge for edge in edges_of(collection, triples, query)}

    def stands(
        self, *, least: float = 0.0, gone: Container[str] = (), without: Without | None = None
    ) -> bool:
        """Whether it stands on claims of this likelihood at least, and on none of ``gone``.

        The rules of influence and times in order go by what is left of the graph ``without``.
        """
        without = without or Without(self.collection, self.query.not_sources)
        moves = []
        for step in self.path.steps:
            claims = [
                cited.claim
                for cited in step.claims
                if cited.claim.strength >= least and cited.claim.id not in gone
            ]
            if not claims:
                return False
            edge = self.edges[step.triple].supported_by(claims)
            forward = step.along if not edge.symmetric else edge.subject == step.origin.id
            moves.append(Move(edge, forward))
        asked = replace(self.query, not_sources=without.not_sources)
        graph = ProductGraph(without.collection, asked, Deadline(None), dict.fromkeys(moves))
        arrows = {arrow.move: arrow for arrow in graph.arrows}
        state, time = graph.start(self.query.start)
        for arrow in map(arrows.__getitem__, moves):
            following, arrival = graph.after(state, arrow), graph.arrives(arrow, time)
            if following is None or arrival is None:
                return False
            state, time = following, arrival
        return True

    def threshold(self) -> float:
        """The highest likelihood that can be asked of support so that the path still stands.

        It is that of the weakest step, unless the order of times hangs on a weaker claim.
        """
        strengths = {cited.claim.strength for step in self.path.steps for cited in step.claims}
        return max(strength for strength in strengths if self.stands(least=strength))


def _withdrawals(support: _Support, ground: Ground, *, by_origin: bool) -> tuple[Withdrawal, ...]:
    """Each source, or origin, without which the best path does not stand, and what is left."""
    collection, best = support.collection, support.path
    cited = [cited.claim for step in best.steps for cited in step.claims]
    said = {(claim.origin, claim.source) for claim in cited}
    origins = origins_of(collection, said) if by_origin else {one: one[1] for one in said}
    names = {claim.id: origins[claim.origin, claim.source] for claim in cited}
    found = []
    for name in dict.fromkeys(names.values()):
        own = [claim for claim in cited if names[claim.id] == name]
        without = ground.no_origin(own) if by_origin else ground.no_sources((name,))
        if support.stands(gone={claim.id for claim in own}, without=without):
            continue
        steps = [
            number
            for number, step in enumerate(best.steps, 1)
            if {names[cited.claim.id] for cited in step.claims} == {name}
        ]
        left = ground.best(**without._asdict())
        certain = left is not None or ground.complete
        found.append(
            Withdrawal(
                name=name,
                sources=tuple(collection.sources[id] for id in sorted({c.source for c in own})),
                steps=tuple(steps),
                claims=tuple(claim.id for claim in own),
                left=_path(collection, left, ground.asked),
                breaks_answer=left is None if certain else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (-len(one.steps), one.steps, one.name)))


def _sturdiest(
    support: _Support, ground: Ground, floor: float
) -> tuple[Path, float] | tuple[None, None]:
    """The best of the paths that stand under the highest likelihood, and that likelihood.

    Asking for likelier support only takes support away, so the highest likelihood that
    leaves a path is found by halving.
    """
    strengths = ground.strengths(floor)
    low, high, found = 0, len(strengths), None
    while low < high:
        middle = (low + high) // 2
        moves = ground.best(min_likelihood=float(strengths[middle]))
        if not ground.complete and moves is None:
            return None, None
        if moves is None:
            high = middle
        else:
            low, found = middle + 1, moves
    if found is None:
        return support.path, floor
    return path_of(support.collection, found, filters=ground.asked), float(strengths[low - 1])


def _path(collection: Collection, moves: Iterable[Move] | None, query: Query) -> Path | None:
    return None if moves is None else path_of(collection, tuple(moves), filters=query)
