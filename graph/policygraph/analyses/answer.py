"""What callers get back: paths with the evidence of every step, or why there is none.

Answers are frozen, hold everything that is shown, and turn into the JSON contract
of docs/command-line.md by :meth:`Answer.as_dict`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policygraph.analyses.cited import Node
from policygraph.analyses.path import Path, Step, paths_as_dicts
from policygraph.presentation import Presented
from policygraph.query.query import Query

#: The version of the JSON form; it changes only with a reason in CHANGELOG.md.
VERSION = 2
COMPLETE, TRUNCATED = "complete", "truncated"
#: The seconds that the claims of found paths may take to be put together where none are left.
MAKING = 0.15
#: Claims against one that are told with it, where it is one of many; the others are counted.
MOST_AGAINST = 10


@dataclass(frozen=True, slots=True)
class Lifted:
    """One restriction of a question without an answer, and whether lifting it alone gives one.

    ``found`` is None where the search for it ran out of budget.
    """

    option: str
    value: Any
    found: bool | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"option": self.option, "value": value, "path_if_lifted": self.found}


@dataclass(frozen=True, slots=True)
class Absence:
    """Why there is no path: which restriction is responsible.

    ``restrictions`` says for each restriction whether lifting it alone gives a path;
    ``together`` is the smallest set whose lifting gives one (ties by option order),
    empty if no set does; ``path`` is the best path it would give. ``settled`` is False
    where the budget ran out before that was certain: a smaller or an earlier set may
    do then, or some set where none is named. ``edges_at_start`` and ``edges_at_end``
    count the edges that touch the ends at all.
    """

    summary: str
    edges_at_start: int
    edges_at_end: int
    restrictions: tuple[Lifted, ...]
    together: tuple[str, ...]
    path: Path | None
    settled: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "summary": self.summary,
            "start_exists": True,
            "end_exists": True,
            "edges_at_start": self.edges_at_start,
            "edges_at_end": self.edges_at_end,
            "restrictions": [lifted.as_dict() for lifted in self.restrictions],
            "together": list(self.together),
            "settled": self.settled,
            "would_give": self.path.as_dict() if self.path else None,
        }


@dataclass(frozen=True, slots=True)
class Variants:
    """The further paths of one lever, in their order, without its best one.

    ``counted`` is False where there may be more of them.
    """

    paths: tuple[Path, ...] = ()
    counted: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "number": len(self.paths),
            "counted": self.counted,
            "paths": [path.in_brief() for path in self.paths],
        }


@dataclass(frozen=True, slots=True)
class Intended:
    """What is intended but does not count as influence: steps of channels that carry none.

    The first ``leading`` of them lie on a way from the start to the end that there would be if
    such channels counted (``channels``, by id); the others leave the start. ``more`` counts the
    steps that are not told. ``complete`` is False where the search for them was cut; there are
    none then.
    """

    steps: tuple[Step, ...]
    channels: tuple[str, ...]
    leading: int = 0
    more: int = 0
    complete: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "channels": list(self.channels),
            "complete": self.complete,
            "steps": [
                {**step.as_dict(), "would_lead": number < self.leading}
                for number, step in enumerate(self.steps)
            ],
            "more": self.more,
        }


@dataclass(frozen=True, slots=True)
class Answer(Presented):
    """The answer to a path query, complete or honestly truncated.

    Where the query counts levers, each path is the best of its lever, and ``variants`` has the
    further ones of each; it is empty where paths are counted. ``intended`` is None where every
    channel counts. ``expansions`` is what was spent, the explanation of an absence and the
    search for what is intended included. ``reason`` says why a truncated answer is: one of
    :data:`policygraph.engines.base.REASONS`.
    """

    query: Query
    start: Node
    end: Node
    engine: str
    status: str
    expansions: int
    paths: tuple[Path, ...]
    absence: Absence | None
    reason: str = ""
    variants: tuple[Variants, ...] = ()
    intended: Intended | None = None

    def as_dict(self) -> dict[str, Any]:
        """The answer as docs/command-line.md gives it, ready for :func:`json.dumps`."""
        paths = paths_as_dicts(self.paths)
        for path, variants in zip(paths, self.variants, strict=False):
            path["variants"] = variants.as_dict()
        return {
            "version": VERSION,
            "query": self.query.as_dict(),
            "engine": self.engine,
            "status": self.status,
            **truncation(self.reason),
            "spent": {"expansions": self.expansions},
            "paths": paths,
            "intended": self.intended.as_dict() if self.intended else None,
            "absence": self.absence.as_dict() if self.absence else None,
        }

    def __len__(self) -> int:
        return len(self.paths)

    def __repr__(self) -> str:
        count = len(self.paths)
        best = f", best {self.paths[0].likelihood:.2f}" if self.paths else ""
        plural = "path" if count == 1 else "paths"
        return (
            f"<Answer {self.start.label} → {self.end.label}: {count} {plural}{best}, {self.status}>"
        )


def truncation(reason: str) -> dict[str, str]:
    """The reason of a truncated result as its JSON gives it; nothing of a complete one."""
    return {"reason": reason} if reason else {}
