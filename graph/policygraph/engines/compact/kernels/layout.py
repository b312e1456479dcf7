"""What the kernels of a search share: the layout of the question and of the working memory.

A question is a vector of whole numbers (:class:`Ask` names their positions) and a few small
tables. The working memory of a search is :data:`SLOT` and the types after it. A *state* is an
entity with the progress of the pattern and of ``via``, and is stored in a slot;
``slots[i].next`` chains the states of one entity. The size of everything here depends on what
a search has reached, except for one number for each entity.
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
    """The positions of the numbers of a question."""

    START = 0
    END = 1
    #: Numbers of states of the pattern, of step classes, and of states with via.
    STATES = 2
    CLASSES = 3
    QUALITIES = 4
    #: The hops and the cost that a path may have in this pass.
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
    #: Whether types, and claims, are filtered.
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
    #: The largest number of states that one move can come from.
    FAN = 27
    #: How many moves to look at before the pass stops.
    LOOKS = 28
    #: Whether some claims are hidden.
    MASKED = 29
    #: How much more than the first of a group of paths another may cost.
    TOLERANCE = 30
    #: Set by kernels: something leads outside of an array, because a file is damaged.
    DAMAGED = 31
    #: How many steps the found paths may have together.
    MAX_STEPS = 32
    #: Whether the claims for an edge are one step for each of their grades.
    GRADED = 33
    #: Whether the steps of the question are those of another one, taken the other way.
    REVERSED = 34
    #: Which rules of influence hold: the order of time, addressees, force, and existence at the
    #: time asked for.
    ORDERED = 35
    ADDRESSED = 36
    FORCEFUL = 37
    HELD = 38
    #: Whether a path may be forbidden although every state on it has a bound.
    WATCHED = 39
    #: How many states a step may lead to: 2 where acts are told apart, so that the lever of a
    #: partial path is known before it is whole.
    CHOICES = 40
    COUNT = 41


class Mode(IntEnum):
    """The path modes; those after ``SIMPLE`` may visit an entity again."""

    ACYCLIC = 0
    SIMPLE = 1
    TRAIL = 2
    WALK = 3


class Trait(IntEnum):
    """What the step over a relation is, as bits."""

    ACT = 1
    MEMBERSHIP = 2
    CONSTRAINS = 4
    TAKES_FORCE = 8
    #: An act by which its target begins.
    BRINGS_ABOUT = 16
    ENABLES = 32


class Kind(IntEnum):
    """What a relation is, as bits."""

    EVENT = 1
    AT_START = 2
    #: What it brings forth.
    SUBJECT = 4
    OBJECT = 8


class Mark(IntEnum):
    """What is known of an entity, as bits."""

    HOLDS_THINGS = 1
    HOLDS_MEMBERS = 2
    #: It has lost its force at some time; certainly at the time asked for.
    WITHOUT_FORCE = 4
    CLOSED = 8


class Addressee(IntEnum):
    """What becomes of the addressee in a step."""

    KEEP = 0
    SET = 1
    DROP = 2
    #: Those from here on are asked whether the target is within it.
    MEET = 3
    TEST = 4
    WITHIN = 5


class Acts(IntEnum):
    """Which acts may follow, as the least part of a state, where levers are told apart."""

    #: No step was taken.
    ANY = 0
    #: The path makes no act.
    NONE = 1
    #: An act is to come; the last act was made.
    AWAITED = 2
    DONE = 3


class Shared(IntEnum):
    """What variants of a lever agree in."""

    FIRST = 0
    ACT = 1
    END = 2
    REACHED = 3


class Relief(IntEnum):
    """What the last steps did to the force of something."""

    NONE = 0
    TOOK = 1
    GAVE = 2


class Select(IntEnum):
    """When a search has found all that is wanted."""

    SHORTEST = 0
    ALL_SHORTEST = 1
    GROUPS = 2
    ALL = 3


class Tally(IntEnum):
    """The positions of the counters of a search."""

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
    #: States of the next layer, and the number of their moves.
    NEXT = 10
    WORK = 11
    #: Whether the budget ran out while bounds were spread.
    EXHAUSTED = 12
    #: Steps of the found paths.
    STEPS = 13
    #: What the found levers are told by.
    LEVERS = 14
    COUNT = 15


class Status(IntEnum):
    """Why a kernel returned."""

    DONE = 0
    BUDGET = 1
    STOPPED = 2
    CAPACITY = 3
    #: The arrays that measure a detour are full.
    DETOUR = 4
    #: The found paths have as many steps as they may have.
    STEPS = 5
    #: The memory for partial paths, or for several addressees, is used up.
    MEMORY = 6
    #: Something leads outside of an array, because a file is damaged.
    DAMAGED = 7


#: ``head`` is the newest of the state's bounds; ``depth`` and ``cost`` are the least hops
#: and the least cost known from the start; ``layer`` marks a state that is queued already.
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
#: The ``closed_stamp`` of a state that the corridor has reached.
MET = -1
#: A bound of a state: within ``hops`` the end can be reached at ``cost``, by ``edge`` to
#: the slot ``to``. ``previous`` has fewer hops and costs more.
RECORD = np.dtype(
    [("cost", "<i8"), ("hops", "<i4"), ("previous", "<i4"), ("to", "<i4"), ("edge", "<i4")]
)
#: What the rules of influence remember of a path: whom the latest act was directed at (an entity,
#: -1 for nobody, else the complement of a position in the pool of several), who made it, the
#: relief, and what has lost its force then.
_STANDING = [("towards", "<i4"), ("issuer", "<i4"), ("relief", "<i4"), ("released", "<i4")]
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
        ("grade", "<i4"),
        *_STANDING,
    ]
)
#: A walk to a state, after ``parent``; ``previous`` is the one that closed the state before it.
LABEL = np.dtype(
    [
        ("cost", "<i8"),
        ("parent", "<i4"),
        ("slot", "<i4"),
        ("edge", "<i4"),
        ("hops", "<i4"),
        ("time", "<i4"),
        ("previous", "<i4"),
        *_STANDING,
    ]
)
#: Flags of a node: the step goes against its statement; its rank is exact; it is at the end. From
#: bit :data:`TRAITS` on: what the step is (:class:`Trait`).
AGAINST_STEP, EXACT, ARRIVED = 1, 2, 4
TRAITS = 4
#: What the variants of a lever agree in (:class:`Shared`), with the sign of the effect up to the
#: act: the edge of the act; its relation and who acts; what it reaches.
LEVER = np.dtype([("shared", "<i4"), ("sign", "<i4"), ("one", "<i4"), ("other", "<i4")])
#: An entry of the queue: the rank of the best path that the node may become.
QUEUED = np.dtype([("cost", "<i8"), ("hops", "<i4"), ("node", "<i4")])
#: An open state of the A* that measures a detour.
OPEN = np.dtype(
    [
        ("total", "<i8"),
        ("cost", "<i8"),
        ("total_hops", "<i4"),
        ("hops", "<i4"),
        ("slot", "<i4"),
        ("time", "<i4"),
        *_STANDING,
    ]
)
#: A closed state of that A*: ``slots[i].closed`` is the newest of a state.
CLOSED = np.dtype(
    [("cost", "<i8"), ("hops", "<i4"), ("previous", "<i4"), ("time", "<i8"), *_STANDING]
)
#: A state seen from one end of a question for the fewest hops: how many hops it is from that end
#: (-1 if it was not seen from there), at which least cost, and the first such path's step there:
#: the slot nearer to the end, the relation, and whether it goes against the statement.
SIDE = np.dtype(
    [("cost", "<i8"), ("hops", "<i4"), ("nearer", "<i4"), ("relation", "<u2"), ("against", "<u2")]
)
