"""Documents as files: one writer a format, all of them from one tree.

:data:`DOCUMENTS` names the formats; the ending of a file's name chooses among them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policygraph.render.documents.docx import write_docx
from policygraph.render.documents.html import write_html
from policygraph.render.documents.markdown import write_markdown
from policygraph.render.documents.tree import Document


@dataclass(frozen=True, slots=True)
class Writer:
    """A format of documents: how its files end, and what writes one."""

    ending: str
    write: Callable[[Document], bytes]


#: By name, the default first.
DOCUMENTS: dict[str, Writer] = {
    "markdown": Writer(".md", write_markdown),
    "html": Writer(".html", write_html),
    "docx": Writer(".docx", write_docx),
}
