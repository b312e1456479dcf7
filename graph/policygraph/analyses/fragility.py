"""Fragility: what the best path, and the answer as a whole, would not outlive.

The answer is every path within the bound, not the k best. It breaks where no path is
left. Single sources and single origins are tried one by one; only one that breaks the
best path can break the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from policygraph.analyses.ground import Ground
from policygraph.analyses.trace import trace
from policygraph.answers import COMPLETE, TRUNCATED, VERSION, Absence, Node, Path, path_of
from policygraph.corroboration import origin_of
from policygraph.engines.base import Engine, Move
from policygraph.model import Collection, Source
from policygraph.query import Query


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One source, or one origin with all its sources, without which the best path is gone.

    ``steps`` are the numbers, from 1, of the steps that nobody else supports. ``left`` is
    the best path without it; None where no path is left, and ``breaks_answer`` says then
    that the answer goes with it (None: the budget ran out before that was certain).
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
class Fragility:
    """What one source, one origin or one likelihood too many takes away.

    ``best`` is the best path; it disappears where support must be more likely than its
    weakest step. ``sturdiest`` is the path whose weakest step is the strongest: when that
    disappears, no path is left (None where the budget ran out). ``sources`` and
    ``origins`` are those that the best path does not outlive, by falling number of steps.
    Without a path everything is empty and ``absence`` explains it.
    """

    query: Query
    start: Node
    end: Node
    engine: str
    status: str
    expansions: int
    best: Path | None
    sturdiest: Path | None
    sources: tuple[Withdrawal, ...]
    origins: tuple[Withdrawal, ...]
    absence: Absence | None

    @property
    def threshold(self) -> float | None:
        """The likelihood above which the best path is gone: that of its weakest step."""
        return least_strength(self.best) if self.best else None

    @property
    def answer_threshold(self) -> float | None:
        """The likelihood above which every path within the bound is gone."""
        return least_strength(self.sturdiest) if self.sturdiest else None

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

    def _repr_html_(self) -> str:
        from policygraph.render.fragility import fragility_view
        from policygraph.render.html import view_html

        return view_html(fragility_view(self))


def fragility(collection: Collection, query: Query, engine: Engine) -> Fragility:
    """What the paths of a checked query would not outlive; ``k`` and ``select`` are ignored."""
    query = replace(query, k=1, select="shortest")
    answer = trace(collection, query, engine)
    ground = Ground(collection, query, engine, answer.expansions) if answer.paths else None
    best, sturdiest = next(iter(answer.paths), None), None
    sources: tuple[Withdrawal, ...] = ()
    origins: tuple[Withdrawal, ...] = ()
    complete, spent = answer.status == COMPLETE, answer.expansions
    if best is not None and ground is not None:
        if ground.complete:
            sources = _withdrawals(collection, ground, best, by_origin=False)
            origins = _withdrawals(collection, ground, best, by_origin=True)
            sturdiest = _sturdiest(collection, ground, best)
        complete, spent = complete and ground.complete, ground.spent
    return Fragility(
        query=query,
        start=answer.start,
        end=answer.end,
        engine=engine.name,
        status=COMPLETE if complete else TRUNCATED,
        expansions=spent,
        best=best,
        sturdiest=sturdiest,
        sources=sources,
        origins=origins,
        absence=answer.absence,
    )


def least_strength(path: Path) -> float:
    """The strength of a path's weakest step."""
    return min(step.strength for step in path.steps)


def _withdrawals(
    collection: Collection, ground: Ground, best: Path, *, by_origin: bool
) -> tuple[Withdrawal, ...]:
    """Each source, or origin, that alone supports a step, with what is left without it."""
    names = {
        cited.source.id: origin_of(collection, cited.source.id) if by_origin else cited.source.id
        for step in best.steps
        for cited in step.claims
    }
    alone: dict[str, list[int]] = {}
    for number, step in enumerate(best.steps, 1):
        supporting = {names[cited.source.id] for cited in step.claims}
        if len(supporting) == 1:
            alone.setdefault(supporting.pop(), []).append(number)
    found = []
    for name, steps in alone.items():
        withdrawn = _sources_of(collection, ground, name) if by_origin else (name,)
        left = ground.without_sources(withdrawn)
        certain = left is not None or ground.complete
        found.append(
            Withdrawal(
                name=name,
                sources=tuple(collection.sources[s] for s in sorted(names) if names[s] == name),
                steps=tuple(steps),
                claims=tuple(c.claim.id for n in steps for c in best.steps[n - 1].claims),
                left=_path(collection, left),
                breaks_answer=left is None if certain else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (-len(one.steps), one.steps, one.name)))


def _sources_of(collection: Collection, ground: Ground, origin: str) -> tuple[str, ...]:
    """The sources of an origin that support anything the answer could stand on."""
    used = {claim.source for move in ground.whole for claim in move.edge.supporting}
    used |= {claim.source for move in ground.whole for claim in move.edge.against}
    return tuple(sorted(source for source in used if origin_of(collection, source) == origin))


def _sturdiest(collection: Collection, ground: Ground, best: Path) -> Path | None:
    """The best of the paths whose weakest step is as strong as can be.

    Asking for likelier support only takes support away, so the highest likelihood that
    leaves a path is found by halving.
    """
    floor = least_strength(best)
    strengths = sorted({m.edge.strength for m in ground.moves if m.edge.strength > floor})
    low, high, found = 0, len(strengths), None
    while low < high:
        middle = (low + high) // 2
        moves = ground.best(min_likelihood=strengths[middle])
        if not ground.complete and moves is None:
            return None
        if moves is None:
            high = middle
        else:
            low, found = middle + 1, moves
    return best if found is None else _path(collection, found)


def _path(collection: Collection, moves: Iterable[Move] | None) -> Path | None:
    return None if moves is None else path_of(collection, tuple(moves))
