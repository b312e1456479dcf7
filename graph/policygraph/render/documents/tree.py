"""What a document is made of, before it is Markdown, HTML or DOCX.

Blocks hold lines, a line holds text and marks. Everything is plain text until a writer
escapes it in its own way, so nothing that a label or a title holds becomes markup.
"""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.render.prose import printable


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out; colour is never the only sign."""

    text: str


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A reference to a note of the document, by its number from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class SourceMark:
    """A reference to a source in the document's list, by its number from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Link:
    """An address on the web, shown as it is written; only http and https are followed."""

    url: str


Inline = str | Strong | NoteMark | SourceMark | Link
#: One line or paragraph of text.
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title: of level 2 (a section) or 3."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``lead`` is what a reader in a hurry must see, ``aside`` small print."""

    line: Line
    lead: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with what is listed under it; ``against`` marks opposition."""

    line: Line
    under: tuple[Item, ...] = ()
    against: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered where the order means something."""

    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, a header row, and the first column as the rows' own header."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A line to copy as it is."""

    text: str


Block = Heading | Paragraph | Items | Table | Code


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: title, blocks, notes, sources, and what closes it.

    Notes and sources are numbered from 1 in the order in which they stand here. ``style``
    names the style of citation, ``subject`` is what a word processor shows as such.
    """

    title: str
    subject: str
    blocks: tuple[Block, ...]
    notes: tuple[Line, ...]
    sources: tuple[Line, ...]
    style: str
    closing: tuple[Block, ...] = ()

    @property
    def cited(self) -> str:
        """What stands above the sources."""
        return f"In the style of the {self.style}; names and titles as the source has them."


def plain(line: Line) -> str:
    """A line's text, marks in brackets."""
    return "".join(map(_plain, line))


def _plain(inline: Inline) -> str:
    match inline:
        case str():
            return inline
        case Strong(text):
            return text
        case Link(url):
            return url
        case NoteMark(number) | SourceMark(number):
            return f"[{number}]"


def tidy(text: str) -> str:
    """Text on one line that no reader's screen reorders; spaces at its ends are kept as one.

    What cannot be shown becomes a space (:func:`~policygraph.render.prose.printable`).
    """
    shown = printable(text)
    words = " ".join(shown.split())
    if not words:
        return " " if text else ""
    return f"{' ' * shown[0].isspace()}{words}{' ' * shown[-1].isspace()}"
