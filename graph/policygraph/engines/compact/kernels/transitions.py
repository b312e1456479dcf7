"""A step over a move: whether it is allowed, and where it leads: parts of every kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.arrays import LOOP, SUBJECT
from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.adjacency import degree
from policygraph.engines.compact.kernels.edge_costs import contains, earliest_arrival, strongest
from policygraph.engines.compact.kernels.layout import Ask, Mode
from policygraph.engines.compact.kernels.states import bound, moved, slot_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SUBJECT, _LOOP = SUBJECT, LOOP
_LATER_THAN_ALL = 2**31


@part
def letter(relation: int, flags: int, leaving: bool, letters: NDArray[Any]) -> int:
    """The class of the step over a move, when leaving or when arriving; -1 if not allowed."""
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
    move: Any, state: int, ask: NDArray[Any], letters: NDArray[Any], step: NDArray[Any]
) -> int:
    """The state of the pattern after leaving by a move, or -1 if that is not allowed."""
    kind = letter(move.relation, move.flags, True, letters)
    return -1 if kind < 0 else step[state * ask[Ask.CLASSES] + kind]


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


@part
def crossing(
    move: Any, time: int, support: NDArray[Any], against: NDArray[Any], spans: NDArray[Any],
    ask: NDArray[Any], modality_ok: NDArray[Any], sources: NDArray[Any],
    not_sources: NDArray[Any],
) -> tuple[int, int]:  # fmt: skip
    """The cost code of the edge of a move when reached at ``time``, and the time of arrival.

    The code is -1 if the filters leave no edge, or if it is too late to cross it.
    """
    code = move.code
    if ask[Ask.FILTERED]:
        code = strongest(move.edge, support, against, spans, ask, modality_ok, sources, not_sources)
    if code < 0 or not ask[Ask.CHRONOLOGICAL]:
        return code, time
    when = earliest_arrival(move.edge, time, support, spans, ask, modality_ok, sources, not_sources)
    return -1 if when == _LATER_THAN_ALL else code, when
