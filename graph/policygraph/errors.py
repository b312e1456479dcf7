"""Every exception of the package.

::

    PolicyGraphError
    ├── UsageError            the question itself is wrong (exit code 2)
    │   ├── UnknownName       a name that resolves to nothing
    │   └── AmbiguousName     a name that resolves to more than one thing
    ├── DataError             tables or ontology that cannot be used (exit code 1)
    │   └── InvalidData       faults found by checking, all of them at once
    ├── LocationError         a file or folder that is missing, or cannot be read or written
    └── QueryFailed           a valid query without an answer: over its time, memory or size

A message is one line: where, what, the likeliest fix. Only the command line
turns an exception into an exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PolicyGraphError(Exception):
    """Base of everything this package raises on purpose."""


class UsageError(PolicyGraphError):
    """The question is wrong: an option, a date or a combination that is not valid.

    ``excerpt`` has the lines that mark a position, if any; they follow the message.
    """

    def __init__(self, message: str, excerpt: str = "") -> None:
        super().__init__(f"{message}{excerpt}")
        self.excerpt = excerpt


class UnknownName(UsageError):  # noqa: N818 (says what is wrong)
    """A name of no entity, claim, source or relation; ``near`` holds the ids of near names."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class AmbiguousName(UsageError):  # noqa: N818 (says what is wrong)
    """A name of several entities; ``candidates`` holds their ids."""

    def __init__(self, message: str, candidates: Sequence[str]) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class DataError(PolicyGraphError):
    """Data that cannot be read at all."""


class LocationError(PolicyGraphError):
    """A file or folder that is missing, or cannot be read or written."""


class QueryFailed(PolicyGraphError):  # noqa: N818 (says what is wrong)
    """A valid query that gave no answer: it exceeded its limit of time, memory or size."""


def one_line(text: str) -> str:
    """The text with every character that is not printable escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in the data: its location, what it is, the likeliest fix.

    As text it is one line; characters that are not printable are escaped.
    """

    file: str
    line: int
    subject: str
    what: str
    mend: str

    def __str__(self) -> str:
        return self._text(self.what)

    def _text(self, what: str) -> str:
        location = f"{self.file}:{self.line}" if self.line else self.file
        subject = f" {self.subject}" if self.subject else ""
        return one_line(f"{location}{subject}: {what}; {self.mend}")


@dataclass(frozen=True, slots=True, order=True)
class DataWarning(Fault):
    """Something that may be meant, but is more often a mistake; only ``check`` looks for it.

    ``kind`` names what was looked for, in a word or two.
    """

    kind: str = ""

    @classmethod
    def of(cls, fault: Fault, kind: str) -> DataWarning:
        """What would be a fault, as a warning."""
        return cls(fault.file, fault.line, fault.subject, fault.what, fault.mend, kind)

    def __str__(self) -> str:
        return self._text(f"warning: {self.what}")


class InvalidData(DataError):  # noqa: N818 (says what is wrong)
    """The faults of a check, sorted by file and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        super().__init__(f"{self.faults[0]}{more}")
