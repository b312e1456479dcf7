"""A step over a move: whether it is allowed, and where it leads: parts of every kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.arrays import LOOP, SUBJECT
from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.adjacency import degree
from policygraph.engines.compact.kernels.edge_costs import contains
from policygraph.engines.compact.kernels.layout import Ask, Mode
from policygraph.engines.compact.kernels.states import bound, moved, slot_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SUBJECT, _LOOP = SUBJECT, LOOP


@part
def letter(relation: int, flags: int, leaving: bool, letters: NDArray[Any]) -> int:
    """The class of the step over a move, when leaving or when arriving; -1 if not allowed.

    From a table of classes; from one of anything else that steps have, that.
    """
    if flags & _LOOP:
        return letters[4 * relation + 2]
    along = ((flags & _SUBJECT) != 0) == leaving
    return letters[4 * relation + (0 if along else 1)]


@part
def goes_against(relation: int, flags: int, letters: NDArray[Any]) -> int:
    """1 if leaving by a move goes against its statement, else 0."""
    if flags & _LOOP:
        return letters[4 * relation + 3]
    return 0 if flags & _SUBJECT else 1


@part
def arrives_against(relation: int, flags: int, ask: NDArray[Any], letters: NDArray[Any]) -> int:
    """1 if arriving by a move goes against its statement, else 0.

    Where the question is reversed, arriving is leaving.
    """
    if flags & _LOOP:
        return letters[4 * relation + 3]
    return 1 if ((flags & _SUBJECT) != 0) != (ask[Ask.REVERSED] != 0) else 0


@part
def may_pass(
    entity: int,
    ask: NDArray[Any],
    lists: NDArray[Any],
    types: NDArray[Any],
    type_ok: NDArray[Any],
    avoid: NDArray[Any],
) -> bool:
    """Whether a path may pass through an entity."""
    if ask[Ask.MODE] <= Mode.SIMPLE and (entity == ask[Ask.START] or entity == ask[Ask.END]):
        return False
    if ask[Ask.TYPED] and (types[entity] >= type_ok.shape[0] or not type_ok[types[entity]]):
        return False
    if degree(lists, entity) > ask[Ask.MAX_DEGREE] and not (
        ask[Ask.MASKED] and contains(avoid, -1 - entity)
    ):
        return False
    return avoid.shape[0] == 0 or not contains(avoid, entity)


@part
def stepped(
    move: Any, state: int, choice: int, ask: NDArray[Any], letters: NDArray[Any],
    step: NDArray[Any],
) -> int:  # fmt: skip
    """A state after leaving by a move, or -1 if that is not allowed.

    ``choice`` says which, where there are several.
    """
    kind = letter(move.relation, move.flags, True, letters)
    if kind < 0:
        return -1
    return step[(choice * ask[Ask.STATES] + state) * ask[Ask.CLASSES] + kind]


@part
def trait_of(move: Any, traits: NDArray[Any]) -> int:
    """What the step is that leaves by a move."""
    return letter(move.relation, move.flags, True, traits)


@part
def action_of(
    move: Any, state: int, ask: NDArray[Any], letters: NDArray[Any], actions: NDArray[Any]
) -> int:
    """What becomes of the addressee in the step that leaves by an allowed move in a state."""
    return actions[state * ask[Ask.CLASSES] + letter(move.relation, move.flags, True, letters)]


@part
def arrived(
    target: int, quality: int, next_state: int, ask: NDArray[Any], accepting: NDArray[Any],
    via: NDArray[Any], slot_of: NDArray[Any], slots: NDArray[Any],
) -> int:  # fmt: skip
    """The slot of the arrival at ``target``, or -1 if the question does not end there."""
    states = ask[Ask.STATES]
    passed = quality // states
    if target != ask[Ask.END] or passed != via.shape[0] or not accepting[next_state]:
        return -1
    return slot_at(target, ask[Ask.QUALITIES] + passed * states + next_state, slot_of, slots)


@part
def onward(
    target: int, quality: int, next_state: int, left: int, lists: NDArray[Any],
    types: NDArray[Any], ask: NDArray[Any], via: NDArray[Any], avoid: NDArray[Any],
    type_ok: NDArray[Any], slot_of: NDArray[Any], slots: NDArray[Any], records: NDArray[Any],
) -> tuple[int, int]:  # fmt: skip
    """The slot of passing through ``target``, and the record of its bound.

    Both are -1 if it may not be passed, or if the end is more than ``left`` hops away.
    """
    to = slot_at(target, moved(target, quality, via, ask[Ask.STATES], next_state), slot_of, slots)
    if to < 0:
        return -1, -1
    record = bound(to, left, slots, records)
    if record < 0 or not may_pass(target, ask, lists, types, type_ok, avoid):
        return -1, -1
    return to, record
