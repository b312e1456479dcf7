"""A table as CSV that a spreadsheet opens as it is: nothing runs, nothing is converted.

It begins with a byte-order mark, by which a spreadsheet knows UTF-8. A text that a spreadsheet
would take for a formula, a number, a date or a truth value has one apostrophe in front, and so
has a text that begins with an apostrophe. Without its first apostrophe such a cell is the text.
Numbers that are numbers here are written as they are. CSV for programs has none of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: The byte-order mark.
MARK = "\ufeff"

#: What begins a formula, also in full width, and what some programs drop before one; and the
#: apostrophe, so that the first one can be taken away again.
_FORMULA = tuple("=+-@\t\r\n'＝＋－＠")
#: A number that every spreadsheet keeps: at most fifteen digits, no zero that it would drop.
_PLAIN = re.compile(r"(?=[\d.]{1,16}\Z)(?:0|[1-9]\d{0,14})(?:\.\d{0,13}[1-9])?\Z", re.ASCII)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
#: What spreadsheets may read as a number, a date, a time or a truth value.
_CONVERTED = re.compile(
    rf"[\d\s.,:/%eE+-]*\d[\d\s.,:/%eE+-]*(?:[ap]m)?|true|false"
    rf"|\d{{0,4}}[-/. ]*(?:{_MONTHS})[a-z]*[-/., ]*\d{{0,4}}(?:[-/., ]+\d{{1,4}})?",
    re.IGNORECASE,
)


def guarded(text: str) -> str:
    """A text as a spreadsheet keeps it.

    >>> guarded("=1+1"), guarded("2015-05"), guarded("1E5"), guarded("007"), guarded("MAR1")
    ("'=1+1", "'2015-05", "'1E5", "'007", "'MAR1")
    >>> guarded("NVIDIA A100"), guarded("2015"), guarded("84.29"), guarded("华为")
    ('NVIDIA A100', '2015', '84.29', '华为')
    """
    if text.startswith(_FORMULA):
        return f"'{text}"
    # A text that spaces begin or end is converted too.
    bare = text.strip()
    if bare.startswith(_FORMULA) or (_CONVERTED.fullmatch(bare) and not _PLAIN.match(text)):
        return f"'{text}"
    return text


def spreadsheet_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A header and rows; texts are :func:`guarded`, every other value is as it is."""
    lines = [",".join(map(_cell, row)) for row in (columns, *rows)]
    return MARK + "".join(f"{line}\r\n" for line in lines)


def _cell(value: object) -> str:
    text = guarded(value) if isinstance(value, str) else "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if re.search('[",;\t\r\n]', text) else text
