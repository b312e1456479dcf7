"""States and their bounds: parts of every kernel.

A state is an entity with how far pattern and ``via`` have come, and lives in a slot. Its
bounds form a list, more hops and less cost each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compiled import part
from policygraph.engines.compact.layout import DEEPEST, ENDLESS, Tally

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
    """The slot of a state, made where there is none; the caller has seen to the room."""
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
    # The first slot of an entity stays the first: marks of the entity stand there.
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
    """The record of the least cost from a state to the end within so many hops, or -1."""
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
    """Give a state a better bound for ``hops``; whether it is the first for so many."""
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
