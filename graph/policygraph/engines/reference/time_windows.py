"""When a step may be taken: time-respecting paths by earliest arrival.

A path is in order of time if there are times t1 <= t2 <= ... with each ti within the
validity of a claim that supports step i (Holme and Saramäki 2012, temporal networks). The
earliest time at which each step can have been taken is enough to decide this. Which
bounds of a validity count:

- lenient: the outer ones, earliest start to latest end. There are such times for *some*
  true dates.
- strict: the latest start and the earliest end. Whatever the true dates are, no claim on
  the path has ended when one before it may begin.

Times are day numbers, as :mod:`policygraph.model.dates` counts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim

#: For each supporting claim: the earliest time at which a step over it arrives, and the latest
#: at which a path may come to it. Under the strict rule the first may be the later.
Windows = tuple[tuple[float, float], ...]

#: Before all times, and after all of them.
BEGINNING, FOREVER = -inf, inf


def windows_of(collection: Collection, claims: Iterable[Claim], *, strict: bool) -> Windows:
    """The windows of claims that support a step, each once."""
    found = set()
    for claim in claims:
        event = collection.ontology.relations[claim.relation].event
        when = dates.validity(claim.start, claim.end, event=event)
        if strict:
            found.add(when.core)
        elif when.outer[0] <= when.outer[1]:
            found.add(when.outer)
    return tuple(sorted(found))


def arrival(windows: Windows, time: float) -> float | None:
    """The earliest arrival by a step that a path comes to at ``time``; None if it is too late.

    >>> arrival(((3, 5), (4, 9)), 1), arrival(((3, 5), (4, 9)), 6), arrival(((3, 5),), 6)
    (3, 6, None)
    """
    return min((max(time, since) for since, until in windows if time <= until), default=None)


def deadline(windows: Windows, latest: float) -> float | None:
    """The latest time to come to a step and arrive by ``latest``; None if there is none.

    >>> deadline(((3, 5), (4, 9)), 8), deadline(((3, 5),), 8), deadline(((3, 5),), 2)
    (8, 5, None)
    """
    return max((min(until, latest) for since, until in windows if since <= latest), default=None)
