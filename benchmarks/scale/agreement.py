"""Whether answers are the same, and if not, what is wrong with them.

The measure is the reference engine where the graph is small, the compact engine otherwise,
and a peer where neither is asked. Costs are compared as integers, to the last unit; which of
several paths of one cost comes first is compared among policygraph's own engines only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

SAME = "same"
#: Whose answers are the measure, in this order.
MEASURES = ("reference", "compact", "duckdb", "igraph")
OURS = ("reference", "compact", "compact_csv")


def verdict(answer: Any, measure: Any, hops: int, ours: bool) -> str:
    """``same``, or in a few words what is wrong."""
    if isinstance(answer, bool):
        return SAME if answer == bool(measure) else "ends only, and wrong"
    if isinstance(answer, dict):
        known = [n for n in ("count", "numbers", "costs") if None not in (answer[n], measure[n])]
        same = all(answer[name] == measure[name] for name in known)
        return SAME if same else "reaches something else"
    costs, wanted = [p["cost"] for p in answer], [p["cost"] for p in measure]
    if any(len(set(p["entities"])) < len(p["entities"]) for p in answer):
        return "repeats an entity"
    if any(len(p["entities"]) - 1 > hops for p in answer):
        return "too many hops"
    if ours:
        return SAME if answer == measure else "another path or order"
    if costs == wanted:
        return SAME
    once = _once(measure)
    if costs[: len(once)] == once and len(once) < len(wanted):
        return "parallel arrows once"
    if len(costs) < len(wanted) and costs == wanted[: len(costs)]:
        return "too few paths"
    return "other costs"


def _once(paths: Sequence[dict[str, Any]]) -> list[int]:
    """The costs of paths, those that pass the same entities counted once."""
    found: dict[tuple[int, ...], int] = {}
    for path in paths:
        found.setdefault(tuple(path["entities"]), path["cost"])
    return list(found.values())


def verdicts(
    answers: Sequence[Any], measures: Sequence[Any], hops: int, ours: bool
) -> Counter[str]:
    """How often which verdict was given, over the questions that both have answered."""
    return Counter(
        verdict(answer, measure, hops, ours)
        for answer, measure in zip(answers, measures, strict=False)
    )
