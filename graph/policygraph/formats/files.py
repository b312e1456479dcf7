"""The files that a format is made of: relative name to bytes.

A format of one file has one entry, named by the empty string. Names use ``/`` and
never leave the folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from policygraph.errors import DataError

Files = Mapping[str, bytes]

#: The name of the only file of a format that has one.
ONLY = ""

#: What a cell must be quoted for; a lone carriage return ends a row for some readers.
_QUOTED = frozenset(',"\r\n')


def single(data: bytes) -> dict[str, bytes]:
    """The files of a format that is one file."""
    return {ONLY: data}


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    r"""A header and rows as UTF-8 CSV (RFC 4180, lines ended by a line feed).

    A cell is quoted only where it must be, by this rule and not by the installed
    Python's, so that the bytes are the same on every version.

    >>> csv_table(["a", "b"], [["x", "y,z"]])
    b'a,b\nx,"y,z"\n'
    """
    lines = [",".join(map(_cell, row)) for row in (columns, *rows)]
    return encoded("".join(f"{line}\n" for line in lines))


def json_lines(records: Iterable[object]) -> bytes:
    """One JSON value a line, keys in the order given, UTF-8."""
    line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
    return encoded("".join(f"{line(record)}\n" for record in records))


def encoded(text: str) -> bytes:
    """UTF-8; raises :class:`DataError` for half a surrogate pair, which has no bytes."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        near = text[max(0, error.start - 40) : error.start].rpartition("\n")[2]
        lone = f"U+{ord(text[error.start]):04X}"
        raise DataError(f"{lone} after {near!r} is not a character; remove it") from None


def _cell(text: str) -> str:
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
