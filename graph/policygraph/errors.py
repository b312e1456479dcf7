"""Every exception of the package.

::

    PolicyGraphError
    ├── UsageError            the question itself is wrong (exit code 2)
    │   ├── UnknownName       a name that resolves to nothing
    │   └── AmbiguousName     a name that resolves to more than one thing
    ├── DataError             tables or ontology that cannot be used (exit code 1)
    │   └── InvalidData       faults found by checking, all of them at once
    ├── LocationError            a dataset, the ontology or an output that is not there
    └── QueryFailed           a query in order that gave no answer: time, memory or room

A message is one line: where, what, the likeliest mend. Only the command line
turns an exception into an exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PolicyGraphError(Exception):
    """Base of everything this package raises on purpose."""


class UsageError(PolicyGraphError):
    """The question is wrong: an option, a date or a combination that means nothing."""


class UnknownName(UsageError):  # noqa: N818 (says what is wrong)
    """A name that no entity, claim or source bears; ``near`` holds what was near."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class AmbiguousName(UsageError):  # noqa: N818 (says what is wrong)
    """A name that several entities bear on the same tier; ``candidates`` holds their ids."""

    def __init__(self, message: str, candidates: Sequence[str]) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class DataError(PolicyGraphError):
    """Data that cannot be read at all."""


class LocationError(PolicyGraphError):
    """A folder or file that is missing, or cannot be read or written."""


class QueryFailed(PolicyGraphError):  # noqa: N818 (says what is wrong)
    """A query that is in order and gave no answer: its time, memory or room was used up."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in the data: where it stands, what it is, the likeliest mend.

    As text it is one line, whatever the data holds: what cannot be printed is escaped.
    """

    file: str
    line: int
    subject: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        subject = f" {self.subject}" if self.subject else ""
        line = f"{place}{subject}: {self.what}; {self.mend}"
        if line.isprintable():
            return line
        return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


class InvalidData(DataError):  # noqa: N818 (says what is wrong)
    """The faults of a check, sorted by file and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        super().__init__(f"{self.faults[0]}{more}")
