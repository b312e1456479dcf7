"""A document as Markdown: CommonMark, with the tables and footnotes of GitHub's dialect."""

from __future__ import annotations

import re

from policygraph.render.repeated import Repeated
from policygraph.render.tree import (
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
    split,
    tidy,
    verbatim,
)

_ADDRESS = re.compile(r"https?://[^\s<>\\]+\Z", re.ASCII | re.IGNORECASE)


def write_markdown(document: Document) -> bytes:
    """The document as UTF-8 text; notes are footnotes, sources a numbered list."""
    parts = [f"# {_line((document.title,))}\n"] if document.title else []
    repeated = Repeated()
    parts += (_block(block, repeated) for block in document.blocks)
    if document.sources:
        parts.append("## Sources\n")
        if document.cited:
            parts.append(f"{_line((document.cited,))}\n")
        sources = tuple(Item(line) for line in document.sources)
        parts.append("".join(_items(sources, "", repeated, numbered=True)))
    parts += (_block(block, repeated) for block in document.closing)
    notes = enumerate(document.notes, 1)
    if document.notes:
        parts.append("".join(f"[^{number}]: {_line(note)}\n" for number, note in notes))
    return "\n".join(parts).encode()


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


def _block(block: Block, repeated: Repeated) -> str:
    match block:
        case Heading(level):
            return f"{'#' * level} {_line(block.numbered)}\n"
        case Paragraph(line, role):
            return f"{_strong(_line(line)) if role == LEAD else _line(line)}\n"
        case Items(items, numbered):
            return "".join(_items(items, "", repeated, numbered=numbered))
        case Table(_, header):
            return _table(block) if header else _pairs(block)
        case Code(text):
            return "".join(f"    {line}\n" for line in verbatim(text).split("\n"))


def _items(
    items: tuple[Item, ...], indent: str, repeated: Repeated, *, numbered: bool
) -> list[str]:
    parts: list[str] = []
    for number, item in enumerate(items, 1):
        mark = f"{number}. " if numbered else "- "
        known = repeated.text(item, indent + mark)
        if known is not None:
            parts.append(known)
            continue
        first = len(parts)
        under = indent + " " * len(mark)
        lines = f"\\\n{under}".join(map(_line, split(item.line)))
        parts.append(f"{indent}{mark}{lines}\n")
        parts += _items(item.under, under, repeated, numbered=item.numbered)
        repeated.wrote(item, indent + mark, parts, first)
    return parts


def _table(table: Table) -> str:
    rows = [tuple((name,) for name in table.header), *table.rows]
    lines = [f"| {' | '.join(map(_line, row))} |\n" for row in rows]
    lines.insert(1, f"|{' --- |' * len(table.header)}\n")
    caption = f"{_line((table.caption,))}:\n\n" if table.caption else ""
    return f"{caption}{''.join(lines)}"


def _pairs(table: Table) -> str:
    return "".join(f"- {' '.join(map(_line, row))}\n" for row in table.rows)


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
        case Break():
            return " "


def _strong(text: str) -> str:
    return f"**{text}**" if text else ""


def _text(text: str) -> str:
    text = tidy(text)
    return f"{' ' * text.startswith(' ')}{escape(text)}{' ' * (text != ' ' and text.endswith(' '))}"
