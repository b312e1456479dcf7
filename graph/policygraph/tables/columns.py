"""The columns of a table: which it may have, and which it must.

A column that may be absent is blank then. A column whose name begins with ``x-`` is the
dataset's own: it is kept, and nothing else reads it. Any other column is a fault, so that a
typo hides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

#: What the names of a dataset's own columns begin with.
OWN = "x-"
#: How many unknown columns of a header get a suggestion.
_NEAR_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of table: all that it may have, and those that it must."""

    names: tuple[str, ...]
    needed: tuple[str, ...]

    def fit(self, header: Sequence[str], fault: Callable[[str, str], None]) -> bool:
        """Whether rows can be read under a header; what is wrong with it goes to ``fault``.

        Rows can be read beside an unknown column, but not without a needed one, nor if a
        column is there twice.
        """
        for number, name in enumerate(sorted(set(header) - set(self.names))):
            if why := self.wrong(name, near=number < _NEAR_LIMIT):
                fault(*why)
        duplicates = sorted(name for name, count in Counter(header).items() if count > 1)
        for name in duplicates:
            fault(f"duplicate column {name!r}", "remove one")
        missing = [name for name in self.needed if name not in header]
        for name in missing:
            fault(f"missing column {name!r}", "add it")
        return not missing and not duplicates

    def absent(self, header: Iterable[str]) -> tuple[str, ...]:
        """The columns that a header leaves out: blank in every row."""
        given = set(header)
        return tuple(name for name in self.names if name not in given)

    def wrong(self, name: str, *, near: bool = True) -> tuple[str, str] | None:
        """Why a table cannot have a column of that name, and the likeliest fix; else None.

        With ``near`` the fix may be the column that was meant.
        """
        if name in self.names:
            return None
        if is_own(name):
            if name == OWN or "=" in name:
                return f"column {name!r} is no name", f"write {OWN}, then a name without ="
            return None
        own = f"begin a column of your own with {OWN}"
        if not name:
            return "a column without a name", f"name it or remove it; {own}"
        found: list[str] = []
        if near:
            from difflib import get_close_matches

            found = get_close_matches(name.strip().lower().replace(" ", "_"), self.names, 1)
        fix = f"did you mean {found[0]}?" if found else f"the columns are {', '.join(self.names)}"
        return f"unknown column {name!r}", f"{fix} ({own})"


def is_own(name: str) -> bool:
    """Whether a column is the dataset's own."""
    return name.startswith(OWN)


def own_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The columns among these that are the dataset's own, sorted."""
    return tuple(sorted(filter(is_own, names)))
