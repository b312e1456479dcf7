"""Levers: what a path of influence turns on, so that ten spellings of one act count once.

A path's lever is its last act. Two paths are variants of one lever if their effect up to that
act is the same, and the act is the same triple; or what the act reaches, after steps from a
class to its members, is the same and lies between the ends; or that is the end itself, and
the act's relation and who acts agree. Without an act it is what the first step reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from policygraph.model.ontology import Ontology
from policygraph.query.edges import Edge


class Crossing(Protocol):
    """A step as levers see it: an edge, the way it is crossed, and the entities on both sides."""

    @property
    def edge(self) -> Edge:
        """The edge."""
        ...

    @property
    def forward(self) -> bool:
        """Whether it is crossed from its subject to its object."""
        ...

    @property
    def origin(self) -> str:
        """The entity that the step leaves."""
        ...

    @property
    def target(self) -> str:
        """The entity that the step reaches."""
        ...


#: What variants of a lever agree in; two paths are variants if they share one of their keys.
LeverKey = tuple[str, ...]


class Settled(NamedTuple):
    """The lever keys of the first steps of a path, if no act follows.

    ``open`` is True where the next step may still change what the last act reaches.
    """

    keys: frozenset[LeverKey]
    open: bool


def lever_keys(ontology: Ontology, path: Sequence[Crossing], end: str) -> frozenset[LeverKey]:
    """The keys of a whole path of influence."""
    return settled(ontology, path, end, whole=True).keys


def settled(
    ontology: Ontology, path: Sequence[Crossing], end: str, *, whole: bool = False
) -> Settled:
    """The keys of the first steps of a path that makes no further act, or of a whole path."""
    last = last_act(ontology, path)
    if last is None:
        return Settled(frozenset((("first", path[0].target),)), False)
    sign = 1
    for step in path[: last + 1]:
        way = ontology.way(step.edge.relation, step.forward)
        effect = way.effect if way is not None else "neutral"
        sign *= {"enables": 1, "constrains": -1}.get(effect, 0)
    act, reached, more = path[last], path[last].target, True
    for step in path[last + 1 :]:
        if not _is_membership(ontology, step):
            more = False
            break
        reached = step.target
    keys: list[LeverKey] = [("act", str(sign), *act.edge.triple)]
    if not more or whole:
        if reached == end:
            keys.append(("end", str(sign), act.edge.relation, act.origin))
        elif reached != path[0].origin:
            keys.append(("reached", str(sign), reached))
    return Settled(frozenset(keys), more)


class Levers:
    """The levers of the paths to one end, as they are found, best path first."""

    def __init__(self, ontology: Ontology, end: str) -> None:
        self.ontology, self.end = ontology, end
        self.keys: list[frozenset[LeverKey]] = []
        self.best: list[tuple[Any, ...]] = []
        self.variants: list[list[tuple[Any, ...]]] = []

    def of(self, path: Sequence[Crossing]) -> int | None:
        """The position of the lever that a whole path is a variant of; None if of none yet."""
        return self._sharing(lever_keys(self.ontology, path, self.end))

    def decided(self, path: Sequence[Crossing]) -> bool:
        """Whether a path that begins so, and makes no further act, is a variant in any case."""
        return self._sharing(settled(self.ontology, path, self.end).keys) is not None

    def add(self, path: Sequence[Crossing]) -> None:
        """Add a lever with its best path."""
        self.keys.append(lever_keys(self.ontology, path, self.end))
        self.best.append(tuple(path))
        self.variants.append([])

    def place(self, path: Sequence[Crossing]) -> None:
        """Add a path as a variant of its lever, or as the best of a new one."""
        known = self.of(path)
        if known is None:
            self.add(path)
        else:
            self.variants[known].append(tuple(path))

    def _sharing(self, keys: frozenset[LeverKey]) -> int | None:
        for position, known in enumerate(self.keys):
            if keys & known:
                return position
        return None


def last_act(ontology: Ontology, path: Sequence[Crossing]) -> int | None:
    """The position, from 0, of the last step that is an act; None if there is none."""
    for position in range(len(path) - 1, -1, -1):
        if is_act(ontology, path[position]):
            return position
    return None


def is_act(ontology: Ontology, step: Crossing) -> bool:
    """Whether a step is what an actor does: its channel is declared an act."""
    way = ontology.way(step.edge.relation, step.forward)
    channel = ontology.channels.get(way.channel) if way is not None else None
    return channel is not None and channel.act


def _is_membership(ontology: Ontology, step: Crossing) -> bool:
    way = ontology.way(step.edge.relation, step.forward)
    channel = ontology.channels.get(way.channel) if way is not None else None
    return channel is not None and channel.membership
