"""A document as text for a page of a given width: wrapped, indented, coloured where wanted."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policygraph.render.repeated import Repeated
from policygraph.render.tree import (
    AGAINST,
    ASIDE,
    CLAIM,
    OPEN,
    SUPPORT,
    Block,
    Code,
    Document,
    Heading,
    Item,
    Items,
    Line,
    Paragraph,
    Table,
    plain,
    printable,
    split,
    tidy,
    verbatim,
)

#: What a colour means, in the words of rich's styles; colour is never the only sign.
_ROLES = {
    "title": "bold",
    "lead": "bold",
    "enables": "blue",
    "constrains": "dark_orange3",
    "against": "red",
    "aside": "dim",
}
#: The mark of an item by its kind, and its role.
_MARKS = {
    "": ("-", ""),
    CLAIM: ("·", ASIDE),
    AGAINST: ("!", AGAINST),
    SUPPORT: ("=", ASIDE),
    OPEN: ("?", ASIDE),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Where text goes: its width in columns, and whether it may be coloured.

    A width of None does not wrap (a pipe, a file).
    """

    width: int | None = None
    colour: bool = False

    def paint(self, text: str, role: str) -> str:
        """``text`` in the colour of a role, if the page has colours."""
        if not self.colour or role not in _ROLES:
            return text
        from rich.style import Style

        return Style.parse(_ROLES[role]).render(text)

    def paragraph(self, text: str, *, first: str = "", rest: str = "", role: str = "") -> str:
        """``text`` wrapped to the page; ``first`` indents its first line, ``rest`` the others."""
        text = printable(text)
        if self.width is None:
            lines = [first + text]
        else:
            lines = textwrap.wrap(
                text,
                max(self.width, 40),
                initial_indent=first,
                subsequent_indent=rest,
                break_long_words=False,
                break_on_hyphens=False,
            ) or [first]
        return "".join(self.paint(line.rstrip(), role) + "\n" for line in lines)


def write_text(document: Document, page: Page | None = None) -> str:
    """The document as text; sources are a numbered list at its end."""
    return "".join(text_parts(document, page))


def text_parts(document: Document, page: Page | None = None) -> Iterator[str]:
    """The document as text, block by block."""
    writer = _Writer(page or Page())
    if document.title:
        writer.line((document.title,), role="title")
    for block in document.blocks:
        writer.block(block)
        yield from writer.finished()
    writer.entries("Notes", "", document.notes, "[^{}] ")
    writer.entries("Sources", document.cited, document.sources, "[{}] ")
    if document.closing:
        writer.section()
    for block in document.closing:
        writer.block(block)
    if writer.parts and writer.parts[-1] == "\n":
        writer.parts.pop()
    yield "".join(writer.parts)


class _Writer:
    """Writes blocks; what follows a numbered heading is indented as far as its words."""

    def __init__(self, page: Page) -> None:
        self.parts: list[str] = []
        self._page = page
        self._indent = ""
        self._repeated = Repeated()

    def finished(self) -> list[str]:
        """What is written and can be given away; what is last stays, as more may hang on it."""
        done, self.parts = self.parts[:-1], self.parts[-1:]
        return done

    def section(self) -> None:
        """Begin a section: a blank line, and no indentation."""
        self._indent = ""
        self._blank()

    def _blank(self) -> None:
        if self.parts and self.parts[-1] != "\n":
            self.parts.append("\n")

    def entries(self, heading: str, above: str, lines: Sequence[Line], mark: str) -> None:
        """A section of numbered lines, if there are any."""
        if not lines:
            return
        self.section()
        self.line((heading,), role="title")
        if above:
            self.line((above,), role=ASIDE)
        for number, line in enumerate(lines, 1):
            self.line(line, mark.format(number))

    def block(self, block: Block) -> None:
        match block:
            case Heading(_, line, number):
                self.section()
                mark = "" if number is None else f"{number}. "
                self.line(line, mark, role="title")
                self._indent = " " * len(mark)
            case Paragraph(line, role):
                self.line(line, self._indent, role)
            case Items(items, numbered):
                self._items(items, self._indent, numbered=numbered)
            case Table():
                self._table(block)
            case Code(text, role):
                for row in verbatim(text).split("\n"):
                    self.parts.append(self._page.paint(self._indent + row, role) + "\n")

    def line(self, line: Line, first: str = "", role: str = "") -> None:
        """A line after its indentation or mark; what follows a break is small print."""
        rest = " " * len(first)
        for part in split(line):
            text = plain(part).strip()
            self.parts.append(self._page.paragraph(text, first=first, rest=rest, role=role))
            first, role = rest, ASIDE

    def _items(self, items: Sequence[Item], indent: str, *, numbered: bool) -> None:
        for number, item in enumerate(items, 1):
            mark, role = _MARKS[item.kind]
            mark = f"{number}) " if numbered else f"{mark} "
            known = self._repeated.text(item, indent + mark)
            if known is not None:
                self.parts.append(known)
                continue
            first = len(self.parts)
            self.line(item.line, indent + mark, role)
            self._items(item.under, indent + " " * len(mark), numbered=item.numbered)
            self._repeated.wrote(item, indent + mark, self.parts, first)

    def _table(self, table: Table) -> None:
        if table.caption:
            self._blank()
            self.line((f"{table.caption}:",), self._indent)
        rows = [[tidy(plain(cell)).strip() for cell in row] for row in table.rows]
        self.parts.append(grid(table.header, rows, self._page))
        if table.header:
            self.parts.append("\n")


def grid(header: Sequence[str], rows: Sequence[Sequence[str]], page: Page) -> str:
    """Columns aligned, two spaces between; on a page of some width the widest are wrapped."""
    names = [tidy(name).strip() for name in header]
    every = [names, *rows] if names else rows
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    if page.width is not None:
        widths = _fitted(widths, page.width)
    lines = [_row(row, widths, page, "") for row in rows]
    if names:
        rule = "  ".join("-" * width for width in widths) + "\n"
        lines = [_row(names, widths, page, "title"), rule, *lines]
    return "".join(lines)


def _row(cells: Sequence[str], widths: Sequence[int], page: Page, role: str) -> str:
    pieces = [
        (textwrap.wrap(cell, width) or [""]) if len(cell) > width else [cell]
        for cell, width in zip(cells, widths, strict=True)
    ]
    lines = ""
    for number in range(max(map(len, pieces), default=0)):
        parts = [p[number] if number < len(p) else "" for p in pieces]
        text = "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
        lines += page.paint(text.rstrip(), role) + "\n"
    return lines


def _fitted(widths: Sequence[int], page: int) -> list[int]:
    """Widths that fit the page: the widest give way first, down to twelve."""
    fitted = list(widths)
    while sum(fitted) + 2 * (len(fitted) - 1) > page and max(fitted, default=0) > 12:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted
