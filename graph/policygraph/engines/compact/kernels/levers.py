"""The levers that found paths turn on, and their variants: parts of the ranking.

The definitions are those of :mod:`policygraph.query.influence.levers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.layout import TRAITS, Acts, Ask, Shared, Tally, Trait

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TRAITS = TRAITS
_ACT, _MEMBERSHIP = int(Trait.ACT), int(Trait.MEMBERSHIP)
_ENABLES, _CONSTRAINS = int(Trait.ENABLES), int(Trait.CONSTRAINS)
_FIRST, _BY_ACT = int(Shared.FIRST), int(Shared.ACT)
_END, _REACHED = int(Shared.END), int(Shared.REACHED)
_AWAITED, _KINDS = int(Acts.AWAITED), len(Acts)


@part
def last_act(node: int, nodes: NDArray[Any]) -> int:
    """The last step of a partial path that is an act; -1 if there is none."""
    while nodes[node].parent >= 0:
        if (nodes[node].flags >> _TRAITS) & _ACT:
            return node
        node = nodes[node].parent
    return -1


@part
def sign_up_to(node: int, nodes: NDArray[Any]) -> int:
    """The sign of the effect of a path up to one of its steps."""
    sign = 1
    while nodes[node].parent >= 0:
        trait = nodes[node].flags >> _TRAITS
        if trait & _CONSTRAINS:
            sign = -sign
        elif not trait & _ENABLES:
            sign = 0
        node = nodes[node].parent
    return sign


@part
def reached_by(node: int, act: int, nodes: NDArray[Any]) -> int:
    """The step with which an act and the steps from a class to its members end."""
    reached = act
    while True:
        following = node
        while following != reached and nodes[following].parent != reached:
            following = nodes[following].parent
        if following == reached or not (nodes[following].flags >> _TRAITS) & _MEMBERSHIP:
            return reached
        reached = following


@part
def shared_by(
    node: int, whole: bool, number: int, ask: NDArray[Any], nodes: NDArray[Any],
    slots: NDArray[Any],
) -> tuple[int, int, int, int]:  # fmt: skip
    """What a path that makes no further act has in common with others of its lever.

    ``number`` 0 is the act, 1 what it reaches; without that, (-1, 0, 0, 0).
    """
    act = last_act(node, nodes)
    if act < 0:
        if number > 0:
            return -1, 0, 0, 0
        first = node
        while nodes[nodes[first].parent].parent >= 0:
            first = nodes[first].parent
        return _FIRST, 0, slots[nodes[first].slot].entity, 0
    sign = sign_up_to(act, nodes)
    if number == 0:
        return _BY_ACT, sign, nodes[act].edge, 0
    reached = reached_by(node, act, nodes)
    if reached == node and not whole:
        return -1, 0, 0, 0
    entity = slots[nodes[reached].slot].entity
    if entity == ask[Ask.END]:
        origin = slots[nodes[nodes[act].parent].slot].entity
        return _END, sign, nodes[act].relation, origin
    if entity == ask[Ask.START]:
        return -1, 0, 0, 0
    return _REACHED, sign, entity, 0


@part
def awaits_act(state: int) -> bool:
    """Whether a path in a state is still to make an act."""
    return state % _KINDS == _AWAITED


@part
def is_variant(
    node: int, whole: bool, ask: NDArray[Any], tally: NDArray[Any], nodes: NDArray[Any],
    slots: NDArray[Any], levers: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether a path, and all that it becomes without a further act, is of a found lever."""
    for number in range(2):
        shared, sign, one, other = shared_by(node, whole, number, ask, nodes, slots)
        if shared < 0:
            continue
        for position in range(tally[Tally.LEVERS]):
            known = levers[position]
            if (
                known.shared == shared
                and known.sign == sign
                and known.one == one
                and known.other == other
            ):
                return True
    return False


@part
def add_lever(
    node: int, ask: NDArray[Any], tally: NDArray[Any], nodes: NDArray[Any], slots: NDArray[Any],
    levers: NDArray[Any],
) -> None:  # fmt: skip
    """Note what the variants of a found path agree in; the caller checks the capacity."""
    for number in range(2):
        shared, sign, one, other = shared_by(node, True, number, ask, nodes, slots)
        if shared < 0:
            continue
        new = levers[tally[Tally.LEVERS]]
        tally[Tally.LEVERS] += 1
        new.shared, new.sign, new.one, new.other = shared, sign, one, other
