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

from policygraph.model.names import END, FIRST_STRONG
from policygraph.render.repeated import Repeated
from policygraph.render.tree import (
    AGAINST,
    ASIDE,
    LEAD,
    Block,
    Break,
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
    verbatim,
)

_HERE = Path(__file__).parent


def write_html(document: Document) -> bytes:
    """The document as UTF-8 text that any browser shows without a network."""
    style = "\n" + (_HERE / "document.css").read_text(encoding="utf-8")
    page = Template((_HERE / "document.html").read_text(encoding="utf-8"))
    title, body = _text(document.title or "policygraph"), html_fragment(document)
    return page.substitute(policy=_policy(style), title=title, style=style, body=body).encode()


def html_fragment(document: Document, *, notebook: bool = False) -> str:
    """The document as part of another page, in whose style it then stands.

    In a notebook, headings are smaller, what is under a numbered item is folded away, and ids
    are this document's own, so that its links lead to its own notes and sources.
    """
    name = hashlib.sha256(repr(document).encode()).hexdigest()[:8] + "-" if notebook else ""
    writer = _Writer(name, below=2 if notebook else 0, folded=notebook)
    parts = [writer.heading(1, (document.title,))] if document.title else []
    parts += map(writer.block, document.blocks)
    for id, role, heading, above, lines in (
        ("notes", "doc-endnotes", "Notes", "", map(writer.note, document.notes)),
        (
            "sources",
            "doc-bibliography",
            "Sources",
            document.cited,
            map(writer.source, document.sources),
        ),
    ):
        entries = "".join(lines)
        if entries:
            parts.append(f'<section id="{name}{id}" role="{role}">\n')
            parts.append(writer.heading(2, (heading,)))
            parts += [writer.block(Paragraph((above,), ASIDE))] if above else []
            parts.append(f"<ol>\n{entries}</ol>\n</section>\n")
    parts += map(writer.block, document.closing)
    return "".join(parts)


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _text(text: str) -> str:
    return escaped(tidy(text))


def _marked(text: str) -> str:
    """A text between tags, its isolated names as ``bdi``."""
    return _text(text).replace(FIRST_STRONG, "<bdi>").replace(END, "</bdi>")


class _Writer:
    """Writes blocks and remembers which marks it has written, so that notes lead back.

    ``name`` begins each id; headings are ``below`` levels lower; what is under a numbered item
    may be ``folded`` away.
    """

    def __init__(self, name: str, *, below: int, folded: bool) -> None:
        self._name = name
        self._below = below
        self._folded = folded
        self._marked: set[int] = set()
        self._repeated = Repeated()
        self._notes = self._sources = 0

    def heading(self, level: int, line: Line) -> str:
        tag = f"h{level + self._below}"
        return f"<{tag}>{self.line(line)}</{tag}>\n"

    def block(self, block: Block) -> str:
        match block:
            case Heading(level):
                return self.heading(level, block.numbered)
            case Paragraph(line, role):
                kind = f' class="{role}"' if role in (LEAD, ASIDE) else ""
                return f"<p{kind}>{self.line(line)}</p>\n"
            case Items(items, numbered):
                return self._items(items, numbered=numbered)
            case Table():
                return self._table(block)
            case Code(text):
                return f'<pre tabindex="0"><code>{escaped(verbatim(text))}</code></pre>\n'

    def note(self, note: Line) -> str:
        self._notes += 1
        number, back = self._notes, ""
        if number in self._marked:
            label = f"Back to where note {number} is first cited"
            link = f'href="#{self._name}mark-{number}" role="doc-backlink" aria-label="{label}"'
            back = f" <a {link}>↩</a>"
        return f'<li id="{self._name}note-{number}">{self.line(note)}{back}</li>\n'

    def source(self, source: Line) -> str:
        self._sources += 1
        return f'<li id="{self._name}source-{self._sources}">{self.line(source)}</li>\n'

    def line(self, line: Line) -> str:
        return "".join(map(self._inline, line)).strip()

    def _inline(self, inline: Inline) -> str:
        match inline:
            case str():
                return _marked(inline)
            case Strong(text):
                return f"<strong>{_marked(text)}</strong>"
            case NoteMark(number):
                id = "" if number in self._marked else f' id="{self._name}mark-{number}"'
                self._marked.add(number)
                target = f'href="#{self._name}note-{number}"'
                return f'<sup><a {target} role="doc-noteref"{id}>{number}</a></sup>'
            case SourceMark(number):
                target = f'href="#{self._name}source-{number}"'
                return f'<a {target} role="doc-biblioref">[{number}]</a>'
            case Link(url):
                if not url.lower().startswith(("https://", "http://")):
                    return _text(url)
                return f'<a href="{escaped(url)}" rel="noopener noreferrer">{_text(url)}</a>'
            case Break():
                return "<br>"

    def _items(self, items: tuple[Item, ...], *, numbered: bool) -> str:
        tag = "ol" if numbered else "ul"
        parts = [f"<{tag}>\n"]
        for item in items:
            known = self._repeated.text(item, tag)
            if known is not None:
                parts.append(known)
                continue
            first = len(parts)
            kind = ' class="against"' if item.kind == AGAINST else ""
            line = self.line(item.line)
            under = self._items(item.under, numbered=item.numbered) if item.under else ""
            if under and numbered and self._folded:
                line, under = f"<details><summary>{line}</summary>{under}</details>", ""
            parts.append(f"<li{kind}>{line}{under}</li>\n")
            self._repeated.wrote(item, tag, parts, first)
        return "".join([*parts, f"</{tag}>\n"])

    def _table(self, table: Table) -> str:
        label = f' aria-label="{_text(table.caption)}"' if table.caption else ""
        region = f' role="region" tabindex="0"{label}' if label else ""
        parts = [f'<div class="wide"{region}>\n<table>\n']
        if table.caption:
            parts.append(f"<caption>{_marked(table.caption)}</caption>\n")
        if table.header:
            head = "".join(f'<th scope="col">{_text(name)}</th>' for name in table.header)
            parts.append(f"<thead><tr>{head}</tr></thead>\n")
        parts.append("<tbody>\n")
        for first, *others in table.rows:
            cells = "".join(f"<td>{self.line(cell)}</td>" for cell in others)
            parts.append(f'<tr><th scope="row">{self.line(first)}</th>{cells}</tr>\n')
        return "".join([*parts, "</tbody>\n</table>\n</div>\n"])
