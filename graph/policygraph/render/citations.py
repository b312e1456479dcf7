"""The claims and sources that a document cites, numbered, and a source as a citation.

The form of a source is that of a web document in the Chicago Manual of Style (17th edition,
14.207): author, “title,” who published it, date, address. It is the style that takes names as
they are written: author-date styles turn a name round or cut it to initials, which no table
of names says how to do for ``Xi Jinping`` or a bureau. What a source does not give is left
out, dates are as exact as given, and a title in brackets, which describes, has no quotation
marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from policygraph.analyses.cited import Cited
from policygraph.analyses.path import Step
from policygraph.model.records import Source
from policygraph.render.tree import Item, Line, Link, NoteMark, SourceMark

STYLE = "Chicago Manual of Style, 17th edition, full notes"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z", re.ASCII)


class Citations:
    """What a document cites, each source and each note numbered when it is first cited.

    ``in_notes`` says that the evidence of a claim is a note, cited by its mark, and does not
    stand where the claim is cited.
    """

    def __init__(self, *, in_notes: bool = False) -> None:
        self.in_notes = in_notes
        self._claims: dict[str, tuple[int, Cited]] = {}
        self._sources: dict[str, tuple[int, Source]] = {}
        self._items: dict[int, tuple[Step, Item]] = {}

    def item_of(self, step: Step, make: Callable[[], Item]) -> Item:
        """The item that a step is in this document, made when it is first asked for."""
        if id(step) not in self._items:
            self._items[id(step)] = step, make()
        return self._items[id(step)][1]

    def source(self, source: Source) -> SourceMark:
        """The mark of a source in the list."""
        known = self._sources.setdefault(source.id, (len(self._sources) + 1, source))
        return SourceMark(known[0])

    def marks(self, sources: Iterable[Source]) -> Line:
        """The marks of several sources, each after a space; each source once."""
        unique = {source.id: source for source in sources}.values()
        return tuple(part for source in unique for part in (" ", self.source(source)))

    def note_marks(self, claims: Iterable[Cited]) -> Line:
        """The marks of the notes of claims; nothing where their evidence is no note."""
        return tuple(map(self._note_mark, claims)) if self.in_notes else ()

    def _note_mark(self, cited: Cited) -> NoteMark:
        known = self._claims.setdefault(cited.claim.id, (len(self._claims) + 1, cited))
        self.source(cited.source)
        return NoteMark(known[0])

    @property
    def noted(self) -> list[Cited]:
        """The claims that have a note, in the order of their numbers."""
        return [cited for _, cited in self._claims.values()]

    def sources(self) -> tuple[Line, ...]:
        """One line for each source."""
        return tuple(source_line(source) for _, source in self._sources.values())


def source_line(source: Source) -> Line:
    """A source as a citation, with its id, how reliable it is, and what it passes on."""
    known = [source.id]
    if source.reliability:
        known.append(f"reliability {source.reliability} on the Admiralty scale")
    if source.origin:
        known.append(f"passes on {source.origin}")
    return (*chicago(source), f" ({'; '.join(known)})")


def chicago(source: Source) -> Line:
    """A source as a full note, its address last."""
    who = authors(source.authors)
    parts = [who] if who else []
    described = source.title.startswith("[") and source.title.endswith("]")
    if source.title:
        parts.append(source.title if described else f"“{source.title},”")
    if source.publisher and source.publisher != who:
        parts.append(source.publisher)
    parts.append(chicago_date(source.published))
    text = ""
    for part in parts:
        comma = "" if not text or text.endswith(",”") else ","
        text = f"{text}{comma} {part}" if text else part
    if source.held:
        text = f"{text}, {source.held}"
    if source.url:
        return (f"{text}, ", Link(source.url), ".")
    return (text if text.endswith(".") else f"{text}.",)


def authors(names: tuple[str, ...]) -> str:
    """Names as they are written: all of up to three, of more the first and ``et al.``.

    >>> authors(("Qin Min", "Han Wei")), authors(("A", "B", "C")), authors(tuple("ABCD"))
    ('Qin Min and Han Wei', 'A, B, and C', 'A et al.')
    """
    if len(names) > 3:
        return f"{names[0]} et al."
    if len(names) == 3:
        return f"{names[0]}, {names[1]}, and {names[2]}"
    return " and ".join(names)


def chicago_date(text: str) -> str:
    """A date as exact as given, in words; what is not a plain date stays as it is written.

    >>> chicago_date("2025-01-29"), chicago_date("2025-01"), chicago_date("2025")
    ('January 29, 2025', 'January 2025', '2025')
    >>> chicago_date("2025-01?"), chicago_date("")
    ('2025-01?', 'no date')
    """
    match = _DATE.match(text)
    if match is None:
        return text or "no date"
    year, month, day = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return text
    return (
        f"{_MONTHS[int(month) - 1]} {int(day)}, {year}"
        if day
        else (f"{_MONTHS[int(month) - 1]} {year}")
    )
