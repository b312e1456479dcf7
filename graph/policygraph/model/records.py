"""The records: entities, claims, sources, judgements and the datasets that they make up.

Everything here is frozen and does no input or output. A :class:`Claim` is the atom; entities,
edges, graphs, pages and paths are views over claims. Claims say ``subject`` and ``object``;
paths say ``start`` and ``end``; ``source`` always means evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

AFFIRMED = "affirmed"
DENIED = "denied"
POLARITIES = (AFFIRMED, DENIED)
JUDGEMENTS = ("same", "different")

#: The cells of the columns that are a dataset's own (``x-...``), by column, sorted; not blank.
Extra = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a record was read: file and line, for messages; line 0 is the file as a whole."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Name:
    """A label or alias, with its language tag (empty: the dataset's own language)."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return f"{self.language}:{self.text}" if self.language else self.text


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value, or a range from ``low`` to ``high``; ``text`` is how the source's row has it.

    An open side is infinite: ``500..`` has no highest value. Two quantities are equal if their
    numbers are: ``0.60`` is ``0.6``.
    """

    text: str = field(compare=False)
    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Entity:
    """Something a claim can be about."""

    id: str
    type: str
    label: Name
    aliases: tuple[Name, ...] = ()
    description: str = ""
    wikidata: str | None = None
    same_as: tuple[str, ...] = ()
    dataset: str = ""
    location: Location | None = field(default=None, compare=False, repr=False)
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document that says something; ``origin`` names what it only passes on.

    ``published`` is empty where the date is not known. ``url`` is an address or an identifier;
    ``held`` says where a document is that has none, or only there.
    """

    id: str
    kind: str
    title: str
    authors: tuple[str, ...]
    publisher: str
    published: str
    url: str
    origin: str | None = None
    reliability: str | None = None
    licence: str | None = None
    text_sha256: str | None = None
    held: str = ""
    dataset: str = ""
    location: Location | None = field(default=None, compare=False, repr=False)
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One source saying that one relation holds, or does not, between two entities.

    ``likelihood`` is what the cell says (an ICD 203 term or a number, None when
    blank) and ``strength`` the number it stands for; ``known_since`` is the given
    date, and ``knowable`` that date or else the source's date of publication; it is empty where
    neither is known. ``origin`` is whose word the claim passes on, before that of its source.
    ``grade`` is how much it matters, ``towards`` the entity that it is directed at, ``need``
    whether its object can do without it. A ``draft`` is in :attr:`Dataset.drafts`, never among
    the claims of a dataset.
    """

    id: str
    subject: str
    relation: str
    object: str
    polarity: str
    modality: str
    strength: float
    source: str
    knowable: str
    likelihood: str | None = None
    attributed_to: str | None = None
    start: str | None = None
    end: str | None = None
    quantity: Quantity | None = None
    unit: str | None = None
    locator: str = ""
    passage_sha256: str | None = None
    known_since: str | None = None
    disputes: tuple[str, ...] = ()
    withdrawn: str | None = None
    note: str = ""
    origin: str | None = None
    grade: str | None = None
    towards: str | None = None
    need: str | None = None
    draft: bool = False
    dataset: str = ""
    location: Location | None = field(default=None, compare=False, repr=False)
    extra: Extra = ()

    @property
    def affirms(self) -> bool:
        """Whether the claim says that the relation holds."""
        return self.polarity == AFFIRMED

    @property
    def supports(self) -> bool:
        """Whether the claim can support an edge: it affirms its triple, and is not withdrawn.

        A denied claim is never an edge: every view of the claims asks this, and decides
        nothing by ``polarity`` itself.
        """
        return self.polarity == AFFIRMED and self.withdrawn is None and not self.draft

    @property
    def denies(self) -> bool:
        """Whether the claim speaks against an edge: it denies its triple, and is not withdrawn."""
        return self.polarity != AFFIRMED and self.withdrawn is None and not self.draft

    @property
    def triple(self) -> tuple[str, str, str]:
        """(subject, relation, object), as the row has them."""
        return self.subject, self.relation, self.object


@dataclass(frozen=True, slots=True)
class Judgement:
    """A recorded decision that two entities are the same, or are not."""

    left: str
    right: str
    same: bool
    by: str
    date: str
    why: str
    dataset: str = ""
    location: Location | None = field(default=None, compare=False, repr=False)
    extra: Extra = ()

    @property
    def judgement(self) -> str:
        """One of :data:`JUDGEMENTS`."""
        return JUDGEMENTS[not self.same]

    @property
    def order(self) -> tuple[str, ...]:
        """What a judgement is sorted by in lists that do not depend on the order of rows."""
        return (self.left, self.right, self.judgement, self.date, self.by, self.why, self.dataset)


@dataclass(frozen=True, slots=True)
class About:
    """What a dataset says of itself; each is empty where it does not say.

    ``tables`` is the form of its tables, ``licence`` the name or the address of a licence, and
    ``retrieved`` the day on which the data were retrieved.
    """

    edition: str = ""
    licence: str = ""
    retrieved: str = ""
    tables: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Dataset:
    """The tables of one folder, as records.

    ``drafts`` are the rows of claims that are marked as drafts: they are checked and kept, and
    no view of the claims has them.
    """

    name: str
    entities: Sequence[Entity]
    sources: Sequence[Source]
    claims: Sequence[Claim]
    judgements: Sequence[Judgement]
    drafts: Sequence[Claim] = ()
    about: About = field(default_factory=About)
