"""The composition of a question as tables: what a step is, and what may follow it."""

from __future__ import annotations

from typing import NamedTuple

from policygraph.engines.compact.kernels.layout import Acts, Addressee, Trait
from policygraph.model.ontology import Ontology
from policygraph.query.query import Scope

_ACTIONS = {one.name.lower(): int(one) for one in Addressee}
#: No state.
NOWHERE = -1
#: What acts may follow after an act, and after another step.
_ACTS: dict[Acts, tuple[Acts | None, Acts | None]] = {
    Acts.ANY: (Acts.DONE, Acts.AWAITED),
    Acts.NONE: (None, None),
    Acts.AWAITED: (Acts.DONE, Acts.AWAITED),
    Acts.DONE: (None, None),
}
_OTHERS: dict[Acts, tuple[Acts | None, Acts | None]] = {
    Acts.ANY: (Acts.NONE, Acts.AWAITED),
    **{acts: (acts, None) for acts in Acts if acts != Acts.ANY},
}


class Effect(NamedTuple):
    """What a step does in a state: where it may lead, and what becomes of the addressee."""

    one: int
    other: int
    action: int


class Composing:
    """The states of the composition, the start first; one where nothing is composed.

    With ``levers`` each is one for each of :class:`~.kernels.layout.Acts`.
    """

    def __init__(self, ontology: Ontology, scope: Scope, *, levers: bool = False) -> None:
        self.ontology, self.levers = ontology, levers
        self.ruled = scope.means_influence and ontology.composition is not None
        composition = None if scope.any_composition or not self.ruled else ontology.composition
        self.states = composition.states if composition is not None else ("",)
        self.transitions = composition.transitions if composition is not None else None

    def __len__(self) -> int:
        return len(self.states) * (len(Acts) if self.levers else 1)

    def column(self, relation: str, along: bool) -> list[Effect]:
        """What a step does to each state."""
        composed = self._composed(relation, along)
        if not self.levers:
            return [Effect(after, NOWHERE, action) for after, action in composed]
        following = _ACTS if self.trait(relation, along) & Trait.ACT else _OTHERS
        count, column = len(Acts), []
        for after, action in composed:
            for acts in Acts:
                one, other = (
                    NOWHERE if after < 0 or then is None else after * count + then
                    for then in following[acts]
                )
                column.append(Effect(one, other, action))
        return column

    def _composed(self, relation: str, along: bool) -> list[tuple[int, int]]:
        """For each state, the one after a step (-1: none), and what becomes of the addressee."""
        if self.transitions is None:
            return [(0, 0)]
        way = self.ontology.way(relation, along)
        number = {name: position for position, name in enumerate(self.states)}
        found = []
        for state in self.states:
            after = self.transitions.get((state, way.channel if way is not None else ""))
            found.append((-1, 0) if after is None else (number[after[0]], _ACTIONS[after[1]]))
        return found

    def accepts(self) -> list[bool]:
        """Whether a path may end in each state."""
        if not self.levers:
            return [True] * len(self)
        return [acts in (Acts.NONE, Acts.DONE) for acts in Acts] * len(self.states)

    def trait(self, relation: str, along: bool) -> int:
        """What a step is, as bits (:class:`~.kernels.layout.Trait`)."""
        if not self.ruled:
            return 0
        way, declared = self.ontology.way(relation, along), self.ontology.relations[relation]
        channel = self.ontology.channels.get(way.channel) if way is not None else None
        act = channel is not None and channel.act
        return (
            Trait.ACT * act
            | Trait.MEMBERSHIP * (channel is not None and channel.membership)
            | Trait.CONSTRAINS * (way is not None and way.effect == "constrains")
            | Trait.TAKES_FORCE * (bool(declared.force) and along)
            | Trait.ENABLES * (way is not None and way.effect == "enables")
            | Trait.BRINGS_ABOUT * (act and declared.begins == "object")
        )
