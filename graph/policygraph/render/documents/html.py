"""A document as one HTML file: no script, nothing loaded, styles for screen and print.

A content security policy in the file forbids everything but its own style sheet, which it
names by its hash; every text is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape as escaped
from pathlib import Path
from string import Template

from policygraph.render.documents.tree import (
    Block,
    Code,
    Document,
    Heading,
    Inline,
    Item,
    Items,
    Line,
    Link,
    NoteMark,
    Paragraph,
    SourceMark,
    Strong,
    Table,
    tidy,
)

_HERE = Path(__file__).parent


def write_html(document: Document) -> bytes:
    """The document as UTF-8 text that any browser shows without a network."""
    style = "\n" + (_HERE / "document.css").read_text(encoding="utf-8")
    page = Template((_HERE / "document.html").read_text(encoding="utf-8"))
    title, body = _text(document.title), html_fragment(document)
    return page.substitute(policy=_policy(style), title=title, style=style, body=body).encode()


def html_fragment(document: Document) -> str:
    """The document as part of another page, in whose style it then stands."""
    writer = _Writer()
    parts = [f"<h1>{_text(document.title)}</h1>\n"]
    parts += map(writer.block, document.blocks)
    if document.notes:
        parts.append('<section id="notes" role="doc-endnotes">\n<h2>Notes</h2>\n<ol>\n')
        parts += (writer.note(n, note) for n, note in enumerate(document.notes, 1))
        parts.append("</ol>\n</section>\n")
    if document.sources:
        parts.append('<section id="sources" role="doc-bibliography">\n<h2>Sources</h2>\n')
        parts.append(f'<p class="aside">{_text(document.cited)}</p>\n<ol>\n')
        for number, source in enumerate(document.sources, 1):
            parts.append(f'<li id="source-{number}">{writer.line(source)}</li>\n')
        parts.append("</ol>\n</section>\n")
    parts += map(writer.block, document.closing)
    return "".join(parts)


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _text(text: str) -> str:
    return escaped(tidy(text))


class _Writer:
    """Writes blocks and remembers which marks it has written, so that notes lead back."""

    def __init__(self) -> None:
        self._marked: set[int] = set()

    def block(self, block: Block) -> str:
        match block:
            case Heading(level, line):
                return f"<h{level}>{self.line(line)}</h{level}>\n"
            case Paragraph(line, lead=lead, aside=aside):
                kind = ' class="lead"' if lead else ' class="aside"' if aside else ""
                return f"<p{kind}>{self.line(line)}</p>\n"
            case Items(items, numbered=numbered):
                return self._items(items, "ol" if numbered else "ul")
            case Table():
                return self._table(block)
            case Code(text):
                return f'<pre tabindex="0"><code>{escaped(text)}</code></pre>\n'

    def note(self, number: int, note: Line) -> str:
        back = ""
        if number in self._marked:
            label = f"Back to where note {number} is first cited"
            back = f' <a href="#mark-{number}" role="doc-backlink" aria-label="{label}">↩</a>'
        return f'<li id="note-{number}">{self.line(note)}{back}</li>\n'

    def line(self, line: Line) -> str:
        return "".join(map(self._inline, line)).strip()

    def _inline(self, inline: Inline) -> str:
        match inline:
            case str():
                return _text(inline)
            case Strong(text):
                return f"<strong>{_text(text)}</strong>"
            case NoteMark(number):
                name = "" if number in self._marked else f' id="mark-{number}"'
                self._marked.add(number)
                link = f'<a href="#note-{number}" role="doc-noteref"{name}>{number}</a>'
                return f"<sup>{link}</sup>"
            case SourceMark(number):
                return f'<a href="#source-{number}" role="doc-biblioref">[{number}]</a>'
            case Link(url):
                if not url.lower().startswith(("https://", "http://")):
                    return _text(url)
                return f'<a href="{escaped(url)}" rel="noopener noreferrer">{_text(url)}</a>'

    def _items(self, items: tuple[Item, ...], tag: str) -> str:
        parts = [f"<{tag}>\n"]
        for item in items:
            kind = ' class="against"' if item.against else ""
            under = self._items(item.under, "ul") if item.under else ""
            parts.append(f"<li{kind}>{self.line(item.line)}{under}</li>\n")
        return "".join([*parts, f"</{tag}>\n"])

    def _table(self, table: Table) -> str:
        caption = _text(table.caption)
        head = "".join(f'<th scope="col">{_text(name)}</th>' for name in table.header)
        parts = [
            f'<div class="wide" role="region" tabindex="0" aria-label="{caption}">\n',
            f"<table>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n",
        ]
        for first, *others in table.rows:
            cells = "".join(f"<td>{self.line(cell)}</td>" for cell in others)
            parts.append(f'<tr><th scope="row">{self.line(first)}</th>{cells}</tr>\n')
        return "".join([*parts, "</tbody>\n</table>\n</div>\n"])
