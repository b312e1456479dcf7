"""Documents as files: one writer a format, all of them from one tree.

:data:`DOCUMENTS` names the formats; the ending of a file's name chooses one of them. The text
of a terminal is written by :mod:`policygraph.render.writers.text`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from policygraph.errors import UsageError
from policygraph.render.tree import Document


@dataclass(frozen=True, slots=True)
class Writer:
    """A format of documents: how its files end, and what writes one."""

    ending: str
    write: Callable[[Document], bytes]


def _markdown(document: Document) -> bytes:
    from policygraph.render.writers.markdown import write_markdown

    return write_markdown(document)


def _html(document: Document) -> bytes:
    from policygraph.render.writers.html import write_html

    return write_html(document)


def _docx(document: Document) -> bytes:
    from policygraph.render.writers.docx import write_docx

    return write_docx(document)


#: By name, the default first.
DOCUMENTS: dict[str, Writer] = {
    "markdown": Writer(".md", _markdown),
    "html": Writer(".html", _html),
    "docx": Writer(".docx", _docx),
}


def document_writer(format: str) -> Writer:
    """The writer of a format; raises :class:`UsageError` where there is none."""
    if format not in DOCUMENTS:
        raise UsageError(f"unknown document {format!r}; choose from {', '.join(DOCUMENTS)}")
    return DOCUMENTS[format]


def format_of(file: str) -> str | None:
    """The format of documents that the ending of a file's name asks for, or None."""
    ending = PurePath(file).suffix.lower()
    return next((name for name, writer in DOCUMENTS.items() if writer.ending == ending), None)
