"""The seeded questions of the benchmark, the same for every peer.

A question asks for the fewest hops between two entities, for the k best paths by summed
cost, or for the entities that an entity reaches. Costs are the integer costs of the edges;
libraries with floating point numbers represent them exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .graphs import SEED, Graph, relation_id

#: The most hops of a path ranked by hops.
FAR = 6
#: The first and the last relation of the pattern.
FIRST, LAST = 0, 1
PATTERN = f"{relation_id(FIRST)}/.*/{relation_id(LAST)}"
#: What makes paths plain, as other libraries know them: only their steps follow influence, and
#: they are ranked by likelihood. The options of policygraph for reach, and for paths.
LIFTED: dict[str, Any] = {
    "any_composition": True,
    "any_order": True,
    "any_force": True,
    "any_addressee": True,
    "rank": "likelihood",
}
PLAIN: dict[str, Any] = {**LIFTED, "each_path": True}


@dataclass(frozen=True)
class Question:
    """The ends of a question (``reach`` and ``costs`` have none), its bound on hops, its filters.

    ``patterned`` asks for paths along the statements whose first and last relations are
    those of :data:`PATTERN`; ``day`` asks for edges in force, ``least`` for their likelihood.
    """

    start: int
    end: int = -1
    hops: int = 5
    k: int = 10
    patterned: bool = False
    day: int | None = None
    least: int = 0


@dataclass(frozen=True)
class Path:
    """One path of an answer: its cost, and its entities, both ends included.

    The cost of a shortest path is its hops. ``relations`` are its steps, if a peer returns
    them; a minus sign marks a relation that is crossed against its statement.
    """

    cost: int
    entities: tuple[int, ...]
    relations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reached:
    """The entities reached: their count, the sum of their numbers, and of their costs if known."""

    count: int
    numbers: int
    costs: int | None = None


#: Paths, the entities reached, or only whether there is a path.
Answer = list[Path] | Reached | bool


#: The tasks by name, in the order of the table, and the question of each.
TASKS = {
    "shortest": "fewest hops, random pairs",
    "best": "10 best paths of at most 5 hops, random pairs",
    "hubs": "the same between hubs",
    "pattern": f"the same on random pairs, under the pattern {PATTERN}",
    "filter": "the same on random pairs, in force on a day and with a least likelihood",
    "reach": "the entities within 3 hops",
    "costs": "the entities within 3 hops, and the least cost of a path of so many hops to each",
}
HUBS = 16


def questions(graph: Graph, count: int) -> dict[str, list[Question]]:
    """``count`` questions for each task, a third as many between hubs."""
    chance = np.random.default_rng(SEED + 2)
    leaving = np.bincount(graph.origin, minlength=graph.entities)
    arriving = np.bincount(graph.target, minlength=graph.entities)
    hubs = np.argsort(-(leaving + arriving), kind="stable")[:HUBS]
    starts, ends = np.flatnonzero(leaving), np.flatnonzero(arriving)

    def pairs(first: Any, second: Any, wanted: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        while len(found) < wanted:
            start, end = int(chance.choice(first)), int(chance.choice(second))
            if start != end:
                found.append((start, end))
        return found

    few = max(1, count // 3)
    days = chance.integers(12784, 20089, count).tolist()  # 2005 to 2024
    least = chance.choice((30, 40, 50), count).tolist()
    random = pairs(starts, ends, count)
    hub_pairs = pairs(hubs, hubs, few)
    around = [Question(start, hops=3, k=0) for start in chance.choice(starts, count).tolist()]
    return {
        "shortest": [Question(*pair, hops=FAR, k=1) for pair in random],
        "best": [Question(*pair) for pair in random],
        "hubs": [Question(*pair) for pair in hub_pairs],
        "pattern": [Question(*pair, patterned=True) for pair in random],
        "filter": [
            Question(*pair, day=day, least=at_least)
            for pair, day, at_least in zip(random, days, least, strict=True)
        ],
        "reach": around,
        "costs": around,
    }


def in_force(graph: Graph, question: Question) -> Any:
    """The arrows that pass the question's filter, as a mask."""
    if question.day is None:
        return np.ones(graph.arrows, np.bool_)
    return (
        (graph.since <= question.day)
        & (graph.until >= question.day)
        & (graph.strength >= question.least / 100)
    )
