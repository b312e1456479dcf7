"""Compares the answers of a peer with the baseline, and says how they differ.

The baseline is the reference engine if the graph is small, else the compact engine, else a
peer. Costs are compared as integers, to the last unit. The order of paths with the same cost
is compared between policygraph's own engines only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

SAME = "same"
#: The peers whose answers may be the baseline, in this order.
BASELINES = ("reference", "compact", "duckdb", "igraph")
OURS = ("reference", "compact", "compact_csv")


def verdict(answer: Any, baseline: Any, hops: int, ours: bool) -> str:
    """``same``, or in a few words how the answer is wrong."""
    if isinstance(answer, bool):
        return SAME if answer == bool(baseline) else "ends only, and wrong"
    if isinstance(answer, dict):
        known = [n for n in ("count", "numbers", "costs") if None not in (answer[n], baseline[n])]
        same = all(answer[name] == baseline[name] for name in known)
        return SAME if same else "reaches something else"
    costs, wanted = [p["cost"] for p in answer], [p["cost"] for p in baseline]
    if any(len(set(p["entities"])) < len(p["entities"]) for p in answer):
        return "repeats an entity"
    if any(len(p["entities"]) - 1 > hops for p in answer):
        return "too many hops"
    if ours:
        return SAME if answer == baseline else "another path or order"
    if costs == wanted:
        return SAME
    once = _once(baseline)
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
    answers: Sequence[Any], baselines: Sequence[Any], hops: int, ours: bool
) -> Counter[str]:
    """The count of each verdict, over the questions that both have answered."""
    return Counter(
        verdict(answer, baseline, hops, ours)
        for answer, baseline in zip(answers, baselines, strict=False)
    )
