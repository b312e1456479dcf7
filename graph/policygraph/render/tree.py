"""What a result is made of, before it is text, Markdown, HTML or DOCX.

Blocks hold lines, a line holds text and marks. Everything is plain text until a writer
escapes it in its own way, so nothing that a label or a title holds becomes markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policygraph.model.names import END, FIRST_STRONG


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


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line within a paragraph or an item; what follows is less prominent."""


Inline = str | Strong | NoteMark | SourceMark | Link | Break
#: One line or paragraph of text.
Line = tuple[Inline, ...]

#: What a paragraph may be besides an ordinary one: what a reader in a hurry must see, small
#: print, or something that has an effect on influence.
LEAD, ASIDE = "lead", "aside"
#: What an item may be besides an ordinary one: a claim as evidence, something that speaks
#: against, a count of what supports, something that is not known.
CLAIM, AGAINST, SUPPORT, OPEN = "claim", "against", "support", "open"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title: of level 2 (a section) or 3, numbered if there are several."""

    level: int
    line: Line
    number: int | None = None

    @property
    def numbered(self) -> Line:
        """The line with its number."""
        return self.line if self.number is None else (f"{self.number}. ", *self.line)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``role`` is ``lead``, ``aside``, an effect, or nothing."""

    line: Line
    role: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with what is listed under it.

    ``kind`` is ``claim``, ``against``, ``support``, ``open``, or nothing. ``numbered`` says
    whether the items under it are.
    """

    line: Line
    under: tuple[Item, ...] = ()
    kind: str = ""
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered where the order means something."""

    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the first column as the header of its rows.

    The caption may be empty. Without a header it is a list of pairs, such as ids and names.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to copy or to search as they are: never wrapped."""

    text: str
    role: str = ""


Block = Heading | Paragraph | Items | Table | Code


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: title, blocks, notes, sources, and what closes it.

    The title may be empty. Notes and sources are numbered from 1 in the order in which they
    stand here. ``style`` names the style of citation where a reader must know it, ``subject``
    is what a word processor shows as such.
    """

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Line, ...] = ()
    sources: tuple[Line, ...] = ()
    closing: tuple[Block, ...] = ()
    style: str = ""
    subject: str = ""

    @property
    def cited(self) -> str:
        """What stands above the sources, if anything does."""
        if not self.style:
            return ""
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
        case NoteMark(number):
            return f"[^{number}]"
        case SourceMark(number):
            return f"[{number}]"
        case Break():
            return "\n"


def split(line: Line) -> list[Line]:
    """The parts of a line between its breaks."""
    parts: list[list[Inline]] = [[]]
    for inline in line:
        if isinstance(inline, Break):
            parts.append([])
        else:
            parts[-1].append(inline)
    return [tuple(part) for part in parts]


def printable(text: str) -> str:
    """Text on one line: what breaks, controls or reorders what a screen shows becomes a space.

    Those are control characters, which may be commands to a terminal, line ends, with which
    data could forge lines, and the bidirectional overrides, which make a sentence read as
    another. First-strong isolates that are closed stay: they keep a name from turning the
    words around it (:func:`policygraph.model.names.isolated`), and can turn nothing themselves.
    """
    if text.isprintable():
        return text
    never = _NEVER - {FIRST_STRONG, END} if _closed(text) else _NEVER
    return "".join(c if _shown(c, never) else " " for c in text)


def _closed(text: str) -> bool:
    """Whether each first-strong isolate ends in the text, and nothing else is ended there."""
    depth = 0
    for character in text:
        depth += (character == FIRST_STRONG) - (character == END)
        if depth < 0:
            return False
    return depth == 0


def _shown(character: str, never: frozenset[str]) -> bool:
    from unicodedata import category

    return category(character) not in ("Cc", "Cs", "Zl", "Zp") and character not in never


#: Explicit directional formatting (Unicode Standard Annex 9, 2.1 to 2.5), and the two
#: noncharacters that no XML file may hold.
_NEVER = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


def tidy(text: str) -> str:
    """Text on one line that no reader's screen reorders; spaces at its ends are kept as one.

    What cannot be shown becomes a space (:func:`printable`).
    """
    shown = printable(text)
    words = " ".join(shown.split())
    if not words:
        return " " if text else ""
    return f"{' ' * shown[0].isspace()}{words}{' ' * shown[-1].isspace()}"


def verbatim(text: str) -> str:
    """Lines and tabs as they are; what cannot be shown becomes a space."""
    return "".join(
        part if part in "\n\t" else printable(part) for part in re.split("([\n\t])", text)
    )
