"""Text for XML 1.0 documents, and a check of XML before it is read.

Writing: a character that XML does not allow (control characters, half a surrogate pair) is
an error that gives its position. The tables refuse such characters already, so only records
made in code can hold one. Line ends and tabs are written as references, since a reader would
change them.

Reading: a document with a DOCTYPE is refused before anything else sees it, so that no
entity can open a file, call home or grow without bound.
"""

from __future__ import annotations

from xml.parsers import expat

from policygraph.errors import DataError
from policygraph.tables.csv_reader import FORBIDDEN

# Not by xml.sax.saxutils, whose import loads an HTTP client and takes longer than an export.
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_TEXT = str.maketrans(_MARKS)
_ATTRIBUTE = str.maketrans({**_MARKS, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def text(value: str) -> str:
    """A text between tags."""
    return _checked(value).translate(_TEXT)


def attributes(**values: str) -> str:
    r"""Attributes of a tag, each with a blank before it; ``for_`` is ``for``.

    >>> attributes(id="a", label='say "<"\n')
    ' id="a" label="say &quot;&lt;&quot;&#10;"'
    """
    return "".join(
        f' {name.rstrip("_")}="{_checked(value).translate(_ATTRIBUTE)}"'
        for name, value in values.items()
    )


def refuse_doctype(data: bytes) -> None:
    """Raise :class:`DataError` unless ``data`` is XML, well formed and without a DOCTYPE."""

    def refuse(*_: object) -> None:
        raise DataError("the document has a DOCTYPE, which is not read; remove it")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise DataError(f"the document is not XML: {error}; write it again") from None


def _checked(value: str) -> str:
    if found := FORBIDDEN.search(value):
        where = value[max(0, found.start() - 30) : found.start()]
        what = f"U+{ord(found[0]):04X} after {where!r} is not allowed in XML"
        raise DataError(f"{what}; remove it from the record")
    return value
