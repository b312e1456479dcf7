"""A document as Markdown: CommonMark, with the tables and footnotes of GitHub's dialect."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from policygraph.render.markdown import escape

_ADDRESS = re.compile(r"https?://[^\s<>\\]+\Z", re.ASCII | re.IGNORECASE)


def write_markdown(document: Document) -> bytes:
    """The document as UTF-8 text; notes are footnotes, sources a numbered list."""
    parts = [f"# {_line((document.title,))}\n"]
    parts += map(_block, document.blocks)
    if document.sources:
        parts.append("## Sources\n")
        parts.append(f"{_line((document.cited,))}\n")
        parts.append("".join(_numbered(document.sources)))
    parts += map(_block, document.closing)
    notes = enumerate(document.notes, 1)
    if document.notes:
        parts.append("".join(f"[^{number}]: {_line(note)}\n" for number, note in notes))
    return "\n".join(parts).encode()


def _numbered(lines: tuple[Line, ...]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        yield f"{number}. {_line(line)}\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level, line):
            return f"{'#' * level} {_line(line)}\n"
        case Paragraph(line, lead=lead):
            return f"{_strong(_line(line)) if lead else _line(line)}\n"
        case Items(items, numbered=numbered):
            return "".join(_items(items, "", numbered=numbered))
        case Table():
            return _table(block)
        case Code(text):
            return f"    {text}\n"


def _items(items: tuple[Item, ...], indent: str, *, numbered: bool) -> Iterator[str]:
    for number, item in enumerate(items, 1):
        mark = f"{number}. " if numbered else "- "
        yield f"{indent}{mark}{_line(item.line)}\n"
        yield from _items(item.under, indent + " " * len(mark), numbered=False)


def _table(table: Table) -> str:
    rows = [tuple((name,) for name in table.header), *table.rows]
    lines = [f"| {' | '.join(map(_line, row))} |\n" for row in rows]
    lines.insert(1, f"|{' --- |' * len(table.header)}\n")
    return f"{_line((table.caption,))}:\n\n{''.join(lines)}"


def _line(line: Line) -> str:
    return "".join(map(_inline, line)).strip()


def _inline(inline: Inline) -> str:
    match inline:
        case str():
            return _text(inline)
        case Strong(text):
            inner = _text(text)
            return _strong(inner.strip()) + " " * inner.endswith(" ")
        case NoteMark(number):
            return f"[^{number}]"
        case SourceMark(number):
            return f"\\[{number}\\]"
        case Link(url):
            return f"<{url}>" if _ADDRESS.match(url) else _text(url)


def _strong(text: str) -> str:
    return f"**{text}**" if text else ""


def _text(text: str) -> str:
    text = tidy(text)
    return f"{' ' * text.startswith(' ')}{escape(text)}{' ' * (text != ' ' and text.endswith(' '))}"
