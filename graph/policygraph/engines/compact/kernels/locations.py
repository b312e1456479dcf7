"""Where entities are, and whether they are within an addressee: parts of the ranking.

The definitions are those of :mod:`policygraph.query.influence.addressees`. ``up_from`` and
``up_to`` are pairs of a thing and what it is in, sorted; ``place_from`` and ``place_to`` those
of them that lead to places; ``kept_from`` and ``kept_to`` pairs of a thing and what it is said
not to be in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.layout import Mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

_THINGS, _MEMBERS = int(Mark.HOLDS_THINGS), int(Mark.HOLDS_MEMBERS)
NO, UNKNOWN, YES = 0, 1, 2
_NO, _UNKNOWN, _YES = NO, UNKNOWN, YES


@part
def mark_of(entity: int, marks: NDArray[Any]) -> int:
    """The marks of an entity."""
    return marks[entity] if entity < marks.shape[0] else 0


@part
def first_from(sorted_numbers: NDArray[Any], number: int) -> int:
    """The first position of a number in sorted numbers, or where it would be."""
    low, high = 0, sorted_numbers.shape[0]
    while low < high:
        middle = (low + high) // 2
        if sorted_numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low


@part
def now(entity: int, merged: NDArray[Any], merged_into: NDArray[Any]) -> int:
    """The number of an entity after the merges of an overlay."""
    position = first_from(merged, entity)
    if position < merged.shape[0] and merged[position] == entity:
        return merged_into[position]
    return entity


@part
def is_among(numbers: NDArray[Any], count: int, number: int) -> bool:
    """Whether a number is among the first ones of an array."""
    position = 0
    while position < count and numbers[position] != number:
        position += 1
    return position < count


@part
def closure(
    begin: int, filled: int, origins: NDArray[Any], targets: NDArray[Any], found: NDArray[Any]
) -> int:
    """Fill ``found`` with all that pairs lead to from what it has; how many there are then.

    What is before ``begin`` is followed already.
    """
    while begin < filled:
        entity = found[begin]
        position = first_from(origins, entity)
        while position < origins.shape[0] and origins[position] == entity:
            target = targets[position]
            if filled < found.shape[0] and not is_among(found, filled, target):
                found[filled] = target
                filled += 1
            position += 1
        begin += 1
    return filled


@part
def is_in(
    entity: int, wanted: int, up_from: NDArray[Any], up_to: NDArray[Any], climb: NDArray[Any]
) -> bool:
    """Whether an entity is another one, or in it."""
    if entity == wanted:
        return True
    climb[0] = entity
    filled = closure(0, 1, up_from, up_to, climb)
    return is_among(climb, filled, wanted)


@part
def has_territory(entity: int, place_from: NDArray[Any], marks: NDArray[Any]) -> bool:
    """Whether an entity is a place, or is somewhere."""
    if mark_of(entity, marks) & _THINGS:
        return True
    position = first_from(place_from, entity)
    return position < place_from.shape[0] and place_from[position] == entity


@part
def nth_place(
    entity: int, number: int, place_from: NDArray[Any], place_to: NDArray[Any], marks: NDArray[Any]
) -> int:
    """One of the places where an entity is, itself the first if it is one; -1 after the last."""
    if mark_of(entity, marks) & _THINGS:
        if number == 0:
            return entity
        number -= 1
    position = first_from(place_from, entity) + number
    if position < place_from.shape[0] and place_from[position] == entity:
        return place_to[position]
    return -1


@part
def is_wider(
    entity: int, place: int, up_from: NDArray[Any], up_to: NDArray[Any],
    place_from: NDArray[Any], place_to: NDArray[Any], marks: NDArray[Any], climb: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether a place of an entity has another one of its places in it."""
    number = 0
    while True:
        other = nth_place(entity, number, place_from, place_to, marks)
        if other < 0:
            return False
        number += 1
        if other != place and is_in(other, place, up_from, up_to, climb):
            return True


@part
def may_hold(
    addressee: int, entity: int, up_from: NDArray[Any], up_to: NDArray[Any],
    place_from: NDArray[Any], place_to: NDArray[Any], marks: NDArray[Any], climb: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether an addressee may have within it an entity that is at some place."""
    mark = mark_of(addressee, marks)
    if not mark & _THINGS:
        return not mark & _MEMBERS and not has_territory(addressee, place_from, marks)
    number = 0
    while True:
        place = nth_place(entity, number, place_from, place_to, marks)
        if place < 0:
            return False
        number += 1
        if not is_wider(
            entity, place, up_from, up_to, place_from, place_to, marks, climb
        ) and is_in(addressee, place, up_from, up_to, climb):
            return True


@part
def is_pair(entity: int, wanted: int, origins: NDArray[Any], targets: NDArray[Any]) -> bool:
    """Whether two entities are one of some sorted pairs."""
    position = first_from(origins, entity)
    while position < origins.shape[0] and origins[position] == entity:
        if targets[position] == wanted:
            return True
        position += 1
    return False


@part
def is_kept_out(
    entity: int, addressee: int, up_from: NDArray[Any], up_to: NDArray[Any],
    place_from: NDArray[Any], place_to: NDArray[Any], kept_from: NDArray[Any],
    kept_to: NDArray[Any], marks: NDArray[Any], climb: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether an entity, or each place where it is, is said not to be in an addressee."""
    if kept_from.shape[0] == 0:
        return False
    if is_pair(entity, addressee, kept_from, kept_to):
        return True
    number, places = 0, 0
    while True:
        place = nth_place(entity, number, place_from, place_to, marks)
        if place < 0:
            return places > 0
        number += 1
        if is_wider(entity, place, up_from, up_to, place_from, place_to, marks, climb):
            continue
        places += 1
        climb[0] = place
        filled = closure(0, 1, up_from, up_to, climb)
        one = 0
        while one < filled and not is_pair(climb[one], addressee, kept_from, kept_to):
            one += 1
        if one == filled:
            return False


@part
def within_one(
    entity: int, addressee: int, up_from: NDArray[Any], up_to: NDArray[Any],
    place_from: NDArray[Any], place_to: NDArray[Any], kept_from: NDArray[Any],
    kept_to: NDArray[Any], marks: NDArray[Any], climb: NDArray[Any],
) -> int:  # fmt: skip
    """Whether an entity is within an addressee: no, unknown or yes."""
    if is_in(entity, addressee, up_from, up_to, climb):
        return _YES
    if is_kept_out(
        entity, addressee, up_from, up_to, place_from, place_to, kept_from, kept_to, marks, climb
    ):
        return _NO
    if not has_territory(entity, place_from, marks):
        return _UNKNOWN
    if may_hold(addressee, entity, up_from, up_to, place_from, place_to, marks, climb):
        return _UNKNOWN
    return _NO


@part
def within(
    entity: int, towards: int, pool: NDArray[Any], up_from: NDArray[Any], up_to: NDArray[Any],
    place_from: NDArray[Any], place_to: NDArray[Any], kept_from: NDArray[Any],
    kept_to: NDArray[Any], marks: NDArray[Any], merged: NDArray[Any],
    merged_into: NDArray[Any], climb: NDArray[Any],
) -> int:  # fmt: skip
    """Whether an entity is within one of the addressees that ``towards`` stands for."""
    if towards >= 0:
        return within_one(
            entity, now(towards, merged, merged_into), up_from, up_to, place_from, place_to,
            kept_from, kept_to, marks, climb,
        )  # fmt: skip
    best = _NO
    first = ~towards
    for position in range(first + 1, first + 1 + pool[first]):
        best = max(
            best,
            within_one(
                entity, now(pool[position], merged, merged_into), up_from, up_to, place_from,
                place_to, kept_from, kept_to, marks, climb,
            ),
        )  # fmt: skip
    return best
