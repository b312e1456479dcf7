"""The time that a question may take, from its beginning to its last word.

A question has one deadline. All that is done for it is done by then, whichever part of the
program does it: the search, the explanation of an absence, what is told of the paths.
"""

from __future__ import annotations

import time
from typing import Final

#: Work, in arrows examined or things as dear, between two looks at the clock.
_EVERY: Final = 2_048
#: The share of the time that is kept to tell what a search found, and the most seconds of it.
TELLING, MOST_TELLING = 0.25, 1.0


class Deadline:
    """When a question must be answered; None seconds are no limit.

    >>> Deadline(None).passed, Deadline(60).passed, Deadline(1e-9).passed
    (False, False, True)
    """

    __slots__ = ("_at", "_worked", "passed")

    def __init__(self, seconds: float | None) -> None:
        self._at = None if seconds is None else time.monotonic() + seconds
        self._worked = 0
        #: Whether the time was up when the clock was last looked at; it stays so.
        self.passed = self.look()

    def look(self) -> bool:
        """Look at the clock: whether the time is up."""
        self.passed = self._at is not None and time.monotonic() >= self._at
        return self.passed

    def passes(self, work: int = 1) -> bool:
        """Count some work; whether the time is up, as far as the clock was looked at."""
        self._worked += work
        if self._worked >= _EVERY:
            self._worked = 0
            if self._at is not None:
                self.look()
        return self.passed

    @property
    def seconds(self) -> float | None:
        """The seconds that are left, more than zero; None if there is no limit."""
        return None if self._at is None else max(self._at - time.monotonic(), 1e-9)

    @property
    def searching(self) -> float | None:
        """The seconds that a search may take, so that some are left to tell what it found."""
        left = self.seconds
        return None if left is None else left - min(left * TELLING, MOST_TELLING)

    def within(self, share: float, least: float = 0.0) -> Deadline:
        """A deadline at a share of what is left, at ``least`` so many seconds from now."""
        left = self.seconds
        return Deadline(None if left is None else max(left * share, least))
