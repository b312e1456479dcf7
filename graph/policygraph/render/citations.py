"""Sources in the style of a citation: the full note of the Chicago Manual of Style.

The form is that of a web document (17th edition, 14.207): author, “title,” who published
it, date, address. It is the style that takes names as they are written: author-date styles
turn a name round or cut it to initials, which no table of names says how to do for
``Xi Jinping`` or a bureau. What a source does not give is left out, dates are as exact as
given, and a title in brackets, which describes, has no quotation marks.
"""

from __future__ import annotations

import re

from policygraph.model.records import Source
from policygraph.render.documents.tree import Line, Link

STYLE = "Chicago Manual of Style, 17th edition, full notes"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z", re.ASCII)


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
    ('2025-01?', 'n.d.')
    """
    match = _DATE.match(text)
    if match is None:
        return text or "n.d."
    year, month, day = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return text
    return (
        f"{_MONTHS[int(month) - 1]} {int(day)}, {year}"
        if day
        else (f"{_MONTHS[int(month) - 1]} {year}")
    )
