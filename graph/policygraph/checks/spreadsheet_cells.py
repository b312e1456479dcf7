"""Cells that a spreadsheet runs or changes when it opens a table, or that one has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from policygraph.checks.destroyed_text import TextFinding

FORMULA = "formula"
CHANGED = "changed by spreadsheets"

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?(?:\.\.|\Z)")
_EXPONENT = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}\Z")
_SHOWN = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}\Z")
_ZEROS = re.compile(r"0[0-9]+\Z")
_LONG = re.compile(r"[0-9]{16,}\Z")
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_DATE = re.compile(
    rf"(?:(?:{_MONTHS})[- ]?[0-9]{{1,4}}|[0-9]{{1,2}}[- ](?:{_MONTHS}))\Z",
    re.IGNORECASE,
)
_DATE = re.compile(r"[0-9]{1,2}[-/][0-9]{1,2}(?:[-/][0-9]{2,4})?\Z")
#: The number of a day, from 1954 to 2064, as a spreadsheet counts.
_SERIAL = re.compile(r"[2-5][0-9]{4}(?:\.[0-9]+)?\Z")
#: The day before the first of the count, which has a 29 February 1900.
_FIRST = date(1899, 12, 30)


def find_in_cell(text: str, *, dated: bool = False, number: bool = False) -> Iterator[TextFinding]:
    """What a spreadsheet does to a cell, as it stands in the table, or did to it.

    ``dated``: the cell is a date; ``number``: it is a quantity.
    """
    if not text:
        return
    if number:
        if _SHOWN.match(text):
            fix = "write all digits, as the source has them"
            yield TextFinding(CHANGED, f"{text!r} is how spreadsheets show a long number", fix)
        if _NUMBER.match(text):
            return
    if text[0] in "=+-@\t\r" and not (dated and _ZEROS.match(text[1:5])):
        fix = "write it with another first character, or open the table as text only"
        yield TextFinding(
            FORMULA, f"begins with {text[0]!r}: spreadsheets run it as a formula", fix
        )
        return
    text = text.strip()
    if dated:
        if _SERIAL.match(text):
            day = _FIRST + timedelta(days=int(text[:5]))
            what = f"{text!r} is how spreadsheets count days"
            yield TextFinding(CHANGED, what, f"write {day.isoformat()} if that is the day")
        elif _ZEROS.match(text.removeprefix("-")):
            yield _changes(text, "the number " + str(int(text)))
        return
    if _EXPONENT.match(text) or _ZEROS.match(text) or _LONG.match(text):
        yield _changes(text, "a number")
    elif _MONTH_DATE.match(text) or _DATE.match(text):
        yield _changes(text, "a date")


def _changes(text: str, becomes: str) -> TextFinding:
    fix = "choose another text, or open the table with this column as text"
    return TextFinding(CHANGED, f"spreadsheets change {text!r} to {becomes}", fix)
