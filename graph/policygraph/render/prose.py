"""Prose for a page of a given width: wrapping, indents, and colour where it is wanted."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from policygraph.analyses.answer import Cited, Step
from policygraph.model.records import Source
from policygraph.query.corroboration import Corroboration
from policygraph.query.query import Filters
from policygraph.query.wording import validity_words

#: What a colour means, in the words of rich's styles; colour is never the only sign.
ROLES = {
    "title": "bold",
    "enables": "blue",
    "constrains": "dark_orange3",
    "against": "red",
    "faint": "dim",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Where prose goes: its width in columns, and whether it may be coloured.

    A width of None does not wrap (a pipe, a file).
    """

    width: int | None = None
    colour: bool = False

    def paint(self, text: str, role: str) -> str:
        """``text`` in the colour of a role, if the page has colours."""
        if not self.colour or role not in ROLES:
            return text
        from rich.style import Style

        return Style.parse(ROLES[role]).render(text)

    def paragraph(
        self, text: str, *, first: str = "", rest: str | None = None, role: str = ""
    ) -> str:
        """``text`` wrapped to the page; ``first`` indents its first line, ``rest`` the others."""
        rest = " " * len(first) if rest is None else rest
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
        return "".join(self.paint(line, role) + "\n" for line in lines)


def printable(text: str) -> str:
    """Text on one line: what breaks, steers or reorders what a screen shows becomes a space.

    Those are control characters, which may be commands to a terminal, line ends, with which
    data could forge lines, and the bidirectional overrides, which make a sentence read as
    another.
    """
    if text.isprintable():
        return text
    return "".join(c if _shown(c) else " " for c in text)


def _shown(character: str) -> bool:
    from unicodedata import category

    return category(character) not in ("Cc", "Cs", "Zl", "Zp") and character not in _NEVER


#: Explicit directional formatting (Unicode Standard Annex 9, 2.1 to 2.5), and the two
#: noncharacters that no XML file may hold.
_NEVER = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


class Sources:
    """The sources cited in a text, numbered in the order in which they are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._cited: list[Source] = []

    def number(self, source: Source) -> int:
        """The number of a source; a new one gets the next."""
        if source.id not in self._numbers:
            self._cited.append(source)
            self._numbers[source.id] = len(self._cited)
        return self._numbers[source.id]

    def listed(self) -> list[tuple[int, str]]:
        """Number and citation of each source cited."""
        return [(n, citation(source)) for n, source in enumerate(self._cited, 1)]


def citation(source: Source) -> str:
    """A source as a line of a bibliography: who, when, what, where."""
    who = ", ".join(source.authors) or source.publisher
    publisher = "" if who == source.publisher else f" {source.publisher}."
    title = source.title if source.title.endswith((".", "?", "!")) else f"{source.title}."
    when = f" ({source.published})" if source.published else ""
    return f"{who}{when}. {title}{publisher} {source.url}".rstrip()


def evidence(cited: Cited, sources: Sources) -> str:
    """One claim's line: how it is said, by whom, when, and where that stands."""
    claim = cited.claim
    how = claim.modality if claim.affirms else f"denied, {claim.modality}"
    words = [f"{how} {claim.strength:.2f}"]
    if cited.attributed_to:
        words.append(f"according to {cited.attributed_to.label}")
    dated = validity_words(claim)
    if dated:
        words.append(dated)
    if claim.knowable:
        words.append(f"known since {claim.knowable}")
    words.append(f"[{sources.number(cited.source)}] {claim.locator}")
    return f"{claim.id}: {', '.join(words)}"


def corroborated(support: Corroboration, opposition: Corroboration) -> str:
    """How many sources support a thing and how many oppose it, and how independent they are.

    Nothing where one source supports it and none opposes it: its evidence shows that.
    """
    if support.sources < 2 and not opposition.sources:
        return ""
    words = [f"supported by {_sources(support)}"]
    if opposition.sources:
        words.append(f"opposed by {_sources(opposition)}")
    return ", ".join(words)


def undated(step: Step, query: Filters) -> str:
    """That it is not known whether a step held when it was asked for; nothing where it is."""
    if step.in_force != "unknown":
        return ""
    return f"whether this was so at {query.as_of} is not known: no claim's dates settle it"


def _sources(said: Corroboration) -> str:
    if said.sources < 2:
        return f"{said.sources or 'no'} source"
    kind = "independent origins" if said.origins > 1 else "origin"
    return f"{said.sources} sources of {said.origins} {kind}"


def sentence_case(text: str) -> str:
    """The first letter raised, a full stop at the end."""
    raised = text[:1].upper() + text[1:]
    return raised if raised.endswith((".", "?", "!")) else raised + "."
