"""Worlds that ask much of a search: rows of claims for :func:`tests.world.world`.

A ladder has two ways around every rung, so that its paths double with each; in a clique every
entity leads to every other; a star has one hub; parallel claims say one thing, or deny it.
"""

from __future__ import annotations

from policygraph.model.records import Claim
from tests.world import said

#: The relations of a clique, all of which influence goes along.
KINDS = ("feeds", "feeds-well", "blocks", "shapes", "joins")


def ladder(rungs: int) -> list[str]:
    """Diamonds in a row from j000 on: four claims for each, 2**rungs best paths."""
    rows = []
    for number in range(rungs):
        here, there = f"j{number:03}", f"j{number + 1:03}"
        for side in "ab":
            rows += [f"{here} feeds {side}{number:03}", f"{side}{number:03} feeds {there}"]
    return rows


def clique(entities: int, kinds: int = len(KINDS)) -> list[str]:
    """Every entity e0, e1, ... with every other, over several relations."""
    return [
        f"e{one} {kind} e{other}"
        for one in range(entities)
        for other in range(entities)
        if one != other
        for kind in KINDS[:kinds]
    ]


def star(spokes: int) -> list[str]:
    """A hub e0 that feeds so many entities."""
    return [f"e0 feeds e{number}" for number in range(1, spokes + 1)]


def parallel(claims: int) -> list[Claim]:
    """Claims of one triple by as many sources, each of its own quantity and date, half denied."""
    return [
        said(
            f"{'not ' * (number % 2)}a feeds b",
            source=f"s{number}",
            start=f"{1500 + number}",
            quantity=str(number),
            unit="tons",
        )
        for number in range(claims)
    ]
