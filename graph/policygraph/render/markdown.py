"""Pieces of Markdown: escaped text, claims as list items, sources as footnotes."""

from __future__ import annotations

import re

from policygraph.analyses.answer import Cited
from policygraph.render.prose import Sources, evidence


def escape(text: str) -> str:
    r"""Text as Markdown shows it: nothing in a label or a note becomes markup or HTML.

    >>> print(escape("a_b <script> [x](y)"))
    a\_b &lt;script> \[x\](y)
    >>> print(escape("1. of $5"), escape("# a"), escape("0.5 b"))
    1\. of \$5 \# a 0.5 b
    """
    text = " ".join(text.split()).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for mark in "`*_[]|~$":
        text = text.replace(mark, "\\" + mark)
    # What would begin a heading, a quotation, a list or a rule at the beginning of a line.
    return re.sub(r"^(?:([#>+=-])|(\d+)([.)])(?= |$))", r"\2\\\1\3", text)


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
