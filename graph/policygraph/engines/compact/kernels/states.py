"""States and their bounds: parts of every kernel.

A state is an entity with the progress of the pattern and of ``via``. It is stored in a slot.
Its bounds form a list: each has more hops and costs less than the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.layout import DEEPEST, ENDLESS, Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def slot_at(entity: int, quality: int, slot_of: NDArray[Any], slots: NDArray[Any]) -> int:
    """The slot of a state, or -1."""
    slot = slot_of[entity]
    while slot >= 0 and slots[slot].quality != quality:
        slot = slots[slot].next
    return slot


@part
def slot_for(
    entity: int, quality: int, slot_of: NDArray[Any], slots: NDArray[Any], tally: NDArray[Any]
) -> int:
    """The slot of a state, added if there is none; the caller checks the capacity."""
    slot = slot_at(entity, quality, slot_of, slots)
    if slot >= 0:
        return slot
    slot = tally[Tally.SLOTS]
    tally[Tally.SLOTS] = slot + 1
    new = slots[slot]
    new.entity = entity
    new.quality = quality
    new.head = -1
    new.depth = DEEPEST
    new.layer = -1
    new.stamp = 0
    new.closed = -1
    new.closed_stamp = 0
    new.cost = ENDLESS
    # The first slot of an entity stays the first, because it has the marks of the entity.
    first = slot_of[entity]
    if first < 0:
        new.next = -1
        slot_of[entity] = slot
    else:
        new.next = slots[first].next
        slots[first].next = slot
    return slot


@part
def bound(slot: int, hops: int, slots: NDArray[Any], records: NDArray[Any]) -> int:
    """The record of the least cost from a state to the end within ``hops``, or -1."""
    record = slots[slot].head
    while record >= 0 and records[record].hops > hops:
        record = records[record].previous
    return record


@part
def improve(
    slot: int,
    cost: int,
    hops: int,
    to: int,
    edge: int,
    slots: NDArray[Any],
    records: NDArray[Any],
    tally: NDArray[Any],
) -> bool:
    """Give a state a better bound for ``hops``; True if it is the first for that number."""
    head = slots[slot].head
    if head >= 0 and records[head].hops == hops:
        known = records[head]
        known.cost, known.to, known.edge = cost, to, edge
        return False
    record = tally[Tally.RECORDS]
    tally[Tally.RECORDS] = record + 1
    new = records[record]
    new.cost, new.hops, new.previous, new.to, new.edge = cost, hops, head, to, edge
    slots[slot].head = record
    return True


@part
def moved(target: int, quality: int, via: NDArray[Any], states: int, following: int) -> int:
    """The quality after passing through ``target`` with the pattern at ``following``."""
    passed = quality // states
    if passed < via.shape[0] and via[passed] == target:
        passed += 1
    return passed * states + following
