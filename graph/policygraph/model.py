"""The nouns: entities, claims, sources, identities, and the ontology's own terms.

Everything here is frozen and does no input or output. A :class:`Claim` is the
atom; entities, edges, graphs, pages and paths are views over claims. Claims say
``subject`` and ``object``; paths say ``start`` and ``end``; ``source`` always
means evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from policygraph.index import Index, MemoryIndex, NameIndex, Totals

AFFIRMED = "affirmed"
DENIED = "denied"
POLARITIES = (AFFIRMED, DENIED)

#: The ways influence may flow along a statement, and what it may do (the ontology
#: says which relation has which).
INFLUENCES = ("along", "against", "both", "none")
EFFECTS = ("enables", "constrains", "neutral")


@dataclass(frozen=True, slots=True)
class Place:
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

    Two quantities are equal if their numbers are: ``0.60`` is ``0.6``.
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
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A document that says something; ``origin`` names what it only passes on."""

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
    dataset: str = ""
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """One source saying that one relation holds, or does not, between two entities.

    ``likelihood`` is what the cell says (an ICD 203 term or a number, None when
    blank) and ``strength`` the number it stands for; ``known_since`` is the given
    date, and ``knowable`` that date or else the source's date of publication.
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
    dataset: str = ""
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def affirms(self) -> bool:
        """Whether the claim says that the relation holds."""
        return self.polarity == AFFIRMED

    @property
    def supports(self) -> bool:
        """Whether the claim can support an edge: it affirms, and is not withdrawn."""
        return self.affirms and self.withdrawn is None

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
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EntityType:
    """A class of entities; ``colour`` and ``shape`` are slots for drawing.

    Members of an ``attributable`` type, and of its sub-types, can say something.
    """

    id: str
    iri: str
    label: str
    definition: str
    parent: str | None
    colour: str
    shape: str
    attributable: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A kind of statement: what it means and how influence flows along it."""

    id: str
    iri: str
    label: str
    inverse_label: str
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    influence: str
    effect: str
    event: bool
    why: str
    parent: str | None = None
    functional: bool = False
    inverse_functional: bool = False
    symmetric: bool = False
    acyclic: bool = False

    def carries(self, along: bool) -> bool:
        """Whether influence flows subject to object (``along``) or object to subject."""
        return self.influence == "both" or self.influence == ("along" if along else "against")


@dataclass(frozen=True, slots=True)
class Modality:
    """How a source puts what it says; ``assertable`` ones may become plain triples.

    ``phrase`` goes before a sentence of this modality; it is empty where a thing is
    said outright. ``denial`` goes before what is denied in this modality.
    """

    id: str
    iri: str
    label: str
    phrase: str
    default_likelihood: float
    assertable: bool
    order: int
    denial: str = ""


@dataclass(frozen=True, slots=True)
class NamedPattern:
    """A pattern of paths that may be asked for as ``@id``; see :mod:`policygraph.pattern`."""

    id: str
    iri: str
    label: str
    definition: str
    pattern: str


@dataclass(frozen=True, slots=True)
class LikelihoodTerm:
    """A term of ICD 203 and its range; it stands for the middle."""

    label: str
    synonyms: tuple[str, ...]
    low: float
    high: float

    @property
    def middle(self) -> float:
        """The middle of the range, rounded to what two decimals of its ends allow."""
        return round((self.low + self.high) / 2, 6)


@dataclass(frozen=True)
class Ontology:
    """The vocabulary in use: the only place that knows which relations there are."""

    iri: str
    version: str
    types: Mapping[str, EntityType]
    relations: Mapping[str, Relation]
    modalities: Mapping[str, Modality]
    likelihood_terms: tuple[LikelihoodTerm, ...]
    patterns: Mapping[str, NamedPattern] = field(default_factory=dict)
    #: What has been asked for: lineages and families of relations are asked claim by claim.
    _lineages: dict[str, tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _families: dict[tuple[str, ...], frozenset[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def type_chain(self, type_id: str) -> tuple[str, ...]:
        """A type and its super-types, nearest first."""
        chain: list[str] = []
        current: str | None = type_id
        while current is not None and current not in chain:
            chain.append(current)
            current = self.types[current].parent
        return tuple(chain)

    def relation_chain(self, relation_id: str) -> tuple[str, ...]:
        """A relation and its super-properties, nearest first."""
        known = self._lineages.get(relation_id)
        if known is not None:
            return known
        chain: list[str] = []
        current: str | None = relation_id
        while current is not None and current not in chain:
            chain.append(current)
            current = self.relations[current].parent
        return self._lineages.setdefault(relation_id, tuple(chain))

    def with_subrelations(self, relation_ids: tuple[str, ...]) -> frozenset[str]:
        """The given relations and all their sub-properties."""
        known = self._families.get(relation_ids)
        if known is not None:
            return known
        wanted = set(relation_ids)
        family = frozenset(r for r in self.relations if wanted & set(self.relation_chain(r)))
        return self._families.setdefault(relation_ids, family)

    def with_subtypes(self, type_ids: tuple[str, ...]) -> frozenset[str]:
        """The given types and all their sub-types."""
        wanted = set(type_ids)
        return frozenset(t for t in self.types if wanted & set(self.type_chain(t)))

    def likelihood(self, text: str) -> float | None:
        """The number a likelihood cell stands for, or None if it is neither term nor number."""
        wanted = " ".join(text.casefold().split())
        for term in self.likelihood_terms:
            if wanted in (name.casefold() for name in (term.label, *term.synonyms)):
                return term.middle
        try:
            return float(text)
        except ValueError:
            return None


@dataclass(frozen=True)
class Dataset:
    """The tables of one folder, as records."""

    name: str
    entities: Sequence[Entity]
    sources: Sequence[Source]
    claims: Sequence[Claim]
    judgements: Sequence[Judgement]


@dataclass(frozen=True)
class Collection:
    """Several datasets as one graph: what every view, query and writer starts from.

    ``canonical`` maps the id of each merged entity to the id it goes by now (the
    least of its group in code-point order); ids that were not merged are absent.
    All mappings are sorted by id. ``records`` are the datasets as they were read, before
    anything was merged: what a lossless format writes back. The mappings and records need
    not be in memory; ``index`` finds claims and rows by what they are about.
    """

    ontology: Ontology
    datasets: tuple[str, ...]
    entities: Mapping[str, Entity]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    judgements: Sequence[Judgement]
    canonical: Mapping[str, str]
    records: tuple[Dataset, ...] = field(repr=False)

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about, made when it is first asked for."""
        return MemoryIndex(self)

    @property
    def names(self) -> NameIndex | None:
        """An index of names that is there already, or None where one is to be made."""
        return None

    @property
    def totals(self) -> Totals | None:
        """How much of each there is, where that is known without a look at every claim."""
        return None

    @property
    def kept(self) -> Mapping[str, int] | None:
        """How a store keeps it: version of the form, files, bytes; None where none does."""
        return None

    @property
    def stored(self) -> bool:
        """Whether it is a store, alone or with datasets on top, and need not be in memory."""
        return False

    def entity_id(self, entity: str) -> str:
        """The id an entity goes by after merges."""
        return self.canonical.get(entity, entity)

    def triple(self, claim: Claim) -> tuple[str, str, str]:
        """A claim's (subject, relation, object) after merges."""
        return self.entity_id(claim.subject), claim.relation, self.entity_id(claim.object)

    def label(self, entity: str) -> str:
        """The label of an entity, after merges."""
        return self.entities[self.entity_id(entity)].label.text
