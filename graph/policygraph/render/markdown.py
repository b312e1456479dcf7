"""Pieces of Markdown: escaped text, claims as list items, sources as footnotes."""

from __future__ import annotations

from policygraph.answers import Cited
from policygraph.render.prose import Sources, evidence


def escape(text: str) -> str:
    r"""Text as Markdown shows it: nothing in a label or a note becomes markup or HTML.

    >>> print(escape("a_b <script> [x](y)"))
    a\_b &lt;script> \[x\](y)
    """
    text = " ".join(text.split()).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for mark in "`*_[]|":
        text = text.replace(mark, "\\" + mark)
    return text


def note_mark(cited: Cited, sources: Sources) -> str:
    """The footnote mark of a claim's source."""
    return f"[^{sources.number(cited.source)}]"


def evidence_item(cited: Cited, sources: Sources) -> str:
    """A claim's line of evidence and its note, without the number that text output has."""
    line = evidence(cited, sources).replace(f"[{sources.number(cited.source)}] ", "")
    return escape(f"{line} ({cited.claim.note})" if cited.claim.note else line)


def footnotes(sources: Sources) -> str:
    """The sources cited, as footnotes."""
    return "".join(f"[^{number}]: {escape(line)}\n" for number, line in sources.listed())
