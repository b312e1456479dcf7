"""What the kernels of a search share: the layout of the question and of the scratch.

A question is a vector of whole numbers (:class:`Ask` names their places) and a few small
tables; a search's working memory is :data:`SLOT` and its like. A *state* is an entity
with how far the pattern and ``via`` have come, and lives in a slot; ``slots[i].next``
chains the states of one entity. Nothing here is larger than what a search has touched,
but for one number for each entity.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

#: More than any cost or day.
ENDLESS = 2**62
#: Deeper than any walk.
DEEPEST = 2**31 - 1
#: No time is too early.
FIRST_DAY = -(2**31)


class Ask(IntEnum):
    """The places of the numbers of a question."""

    START = 0
    END = 1
    #: Shares of a state's number: states of the pattern, and with those of via.
    STATES = 2
    CLASSES = 3
    QUALITIES = 4
    #: Hops and cost that a path may have, in this pass.
    HOPS = 5
    COST = 6
    #: The first and last group of moves to leave by; to arrive by.
    LEAVE = 7
    LEAVE_END = 8
    ARRIVE = 9
    ARRIVE_END = 10
    BY_HOPS = 11
    MODE = 12
    SELECT = 13
    K = 14
    BUDGET = 15
    CHRONOLOGICAL = 16
    MAX_DEGREE = 17
    #: Whether types, and claims, are looked at, at all.
    TYPED = 18
    FILTERED = 19
    #: Filters of claims; days as codes.
    LAST_CODE = 20
    PERIOD_START = 21
    PERIOD_END = 22
    STRICT = 23
    KNOWN_BY = 24
    UNCONTESTED = 25
    DATED = 26
    #: How many states may lie before one state by one move, at most.
    FAN = 27
    #: How many moves to look at before the pass is given up.
    LOOKS = 28
    #: Whether some claims are gone.
    THINNED = 29
    COUNT = 30


class Mode(IntEnum):
    """The path modes; those after ``SIMPLE`` may pass an entity again."""

    ACYCLIC = 0
    SIMPLE = 1
    TRAIL = 2
    WALK = 3


class Select(IntEnum):
    """When a search has all that was asked for."""

    SHORTEST = 0
    ALL_SHORTEST = 1
    GROUPS = 2
    ALL = 3


class Tally(IntEnum):
    """The places of what a search counts."""

    SLOTS = 0
    RECORDS = 1
    NODES = 2
    QUEUE = 3
    FOUND = 4
    EXPANSIONS = 5
    STAMP = 6
    #: Moves looked at.
    LOOKS = 7
    GROUPS = 8
    REACHED = 9
    #: States of the next layer, and the moves that stand with them.
    NEXT = 10
    WORK = 11
    #: Whether the budget ran out while spreading.
    OUT = 12
    COUNT = 13


class Status(IntEnum):
    """How a kernel came to return."""

    DONE = 0
    BUDGET = 1
    STOPPED = 2
    ROOM = 3


#: ``head`` is the newest of the state's bounds; ``depth`` and ``cost`` are the least hops
#: and the least cost known from the start; ``layer`` marks whether it waits already.
SLOT = np.dtype(
    [
        ("entity", "<i4"),
        ("quality", "<i4"),
        ("next", "<i4"),
        ("head", "<i4"),
        ("depth", "<i4"),
        ("layer", "<i4"),
        ("stamp", "<i4"),
        ("closed", "<i4"),
        ("cost", "<i8"),
        ("closed_stamp", "<i8"),
    ]
)
#: Stands in ``closed_stamp`` of a state that the corridor has met.
MET = -1
#: A bound of a state: within ``hops`` the end can be reached at ``cost``, by ``edge`` to
#: the slot ``to``. ``previous`` has fewer hops and costs more.
RECORD = np.dtype(
    [("cost", "<i8"), ("hops", "<i4"), ("previous", "<i4"), ("to", "<i4"), ("edge", "<i4")]
)
#: A partial path: a step after ``parent``.
NODE = np.dtype(
    [
        ("cost", "<i8"),
        ("parent", "<i4"),
        ("slot", "<i4"),
        ("edge", "<i4"),
        ("hops", "<i4"),
        ("time", "<i4"),
        ("relation", "<u2"),
        ("flags", "<u2"),
    ]
)
#: Flags of a node: the step goes against its statement; its rank is exact; it has arrived.
AGAINST_STEP, EXACT, OVER = 1, 2, 4
#: What waits in the queue: the rank of the best path that the node may become.
WAITING = np.dtype([("cost", "<i8"), ("hops", "<i4"), ("node", "<i4")])
#: What waits while one partial path is measured.
MEASURED = np.dtype(
    [
        ("total", "<i8"),
        ("cost", "<i8"),
        ("total_hops", "<i4"),
        ("hops", "<i4"),
        ("slot", "<i4"),
        ("time", "<i4"),
    ]
)
#: What has been measured: ``slots[i].closed`` is the newest of a state.
CLOSED = np.dtype([("cost", "<i8"), ("hops", "<i4"), ("previous", "<i4"), ("time", "<i8")])
