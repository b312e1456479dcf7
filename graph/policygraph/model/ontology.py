"""The ontology's terms: types, relations, modalities, grades, needs, patterns, likelihoods.

Everything here is frozen and does no input or output. Which terms there are is data, read by
:mod:`policygraph.tables.ontology`; code knows only what a term is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

#: The ways influence may flow along a statement, and what it may do (the ontology
#: says which relation has which).
INFLUENCES = ("along", "against", "both", "none")
EFFECTS = ("enables", "constrains", "neutral")
#: The two ends of a statement, as a relation may speak of one of them.
ENDS = ("subject", "object")
#: What a relation may do to the force of its object.
FORCES = ("ends", "interrupts")
#: What a relation may lead to that says where its subject is.
LOCATES = ("place", "membership")
#: What a step may do with whom the acts of a path are directed at: the step says it anew, leaves
#: it as it is, reaches nobody who is certainly outside it (with "meet", who is certainly within it
#: has been met, and the path goes on without it), reaches only who is certainly within it, or goes
#: on without it.
ADDRESSEES = ("set", "keep", "test", "meet", "within", "drop")


@dataclass(frozen=True, slots=True)
class EntityType:
    """A class of entities; ``colour`` and ``shape`` are slots for drawing.

    Members of an ``attributable`` type, and of its sub-types, can say something. Those of an
    ``unnamed`` one are people whom a source does not name.
    """

    id: str
    iri: str
    label: str
    definition: str
    parent: str | None
    colour: str
    shape: str
    attributable: bool = False
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A kind of step: how influence gets from one entity to the next.

    An ``act`` is what an actor does (authority, a rule, promotion, money). ``membership`` leads
    from a class, a group or a whole to its members. One that is not ``counted`` carries
    influence only for who asks for it, as an intention does.
    """

    id: str
    iri: str
    label: str
    definition: str
    order: int
    act: bool = False
    membership: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Threshold:
    """A quantity of at least ``least`` in ``unit`` gives a claim this grade."""

    unit: str
    least: float
    grade: str


@dataclass(frozen=True, slots=True)
class Way:
    """One of the two ways in which a relation carries influence.

    ``thresholds`` grade a claim by its quantity, for each unit from the greatest down; ``grade``
    is that of a claim for which none of them speaks.
    """

    channel: str
    effect: str
    grade: str
    why: str
    thresholds: tuple[Threshold, ...] = ()


@dataclass(frozen=True)
class Composition:
    """Which kind of step may follow which: a deterministic automaton, all of whose states accept.

    ``transitions`` gives, for a state and a channel, the next state and what becomes of the
    addressee (:data:`ADDRESSEES`).
    """

    start: str
    transitions: Mapping[tuple[str, str], tuple[str, str]]

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states, the start first, the others by name."""
        named = {state for state, _ in self.transitions}
        named.update(after for after, _ in self.transitions.values())
        return (self.start, *sorted(named - {self.start}))

    def widened(self) -> tuple[str, str, str] | None:
        """A step after which something may follow that might not have followed before it.

        (state, channel of the step, channel that may follow); None where there is none. Then a
        cycle can be cut out of every path, which keeps the search exact and cheap.
        """
        leaving: dict[str, dict[str, str]] = {state: {} for state in self.states}
        for (state, channel), (after, _) in self.transitions.items():
            leaving[state][channel] = after
        for (state, channel), (after, _) in sorted(self.transitions.items()):
            pairs, seen = [(after, state)], {(after, state)}
            while pairs:
                narrow, wide = pairs.pop()
                for following, then in sorted(leaving[narrow].items()):
                    if following not in leaving[wide]:
                        return state, channel, following
                    pair = (then, leaving[wide][following])
                    if pair not in seen:
                        seen.add(pair)
                        pairs.append(pair)
        return None


@dataclass(frozen=True, slots=True)
class Relation:
    """A kind of statement: what it means and how influence flows along it.

    ``values_within`` is a relation that leads from a finer value of this functional relation to
    a coarser one that holds as well, as from a city to its country; None: values exclude each
    other. ``along`` and ``against`` say what a step that way is; a relation that was declared
    without them has the ontology's defaults (:meth:`Ontology.way`).

    ``brings_forth`` and ``begins`` name an end (:data:`ENDS`): the first was made by then, the
    second began then. ``force`` is what the relation does to the force of its object
    (:data:`FORCES`). ``locates`` says that it leads from a thing to the place where it is, or to
    what it is a member of (:data:`LOCATES`). One ``at_start`` carries influence only when it
    begins, as a thing that was bought once. ``enacted_in`` holds the kinds of source that make
    the relation so by saying it. ``need`` is the need of a claim that states none.
    ``replaced_by`` is the relation that a deprecated one is read as.
    """

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
    values_within: str | None = None
    along: Way | None = None
    against: Way | None = None
    brings_forth: str = ""
    begins: str = ""
    force: str = ""
    locates: str = ""
    at_start: bool = False
    enacted_in: frozenset[str] = frozenset()
    need: str | None = None
    replaced_by: str | None = None

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
class Grade:
    """How much a relation matters to what it reaches; ``weight`` is in (0, 1]."""

    id: str
    iri: str
    label: str
    weight: float
    order: int
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Whether an input can be replaced by another of its kind.

    Without one that is needed ``alone``, what it goes into fails; of the others, all inputs by
    one relation must fail for that.
    """

    id: str
    iri: str
    label: str
    order: int
    definition: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """What a claim rests on, and how likely that makes what is said outright.

    ``source_kinds`` are the kinds of source that are evidence of this kind. One is
    ``of_enactment`` (the source makes it so by saying it), one ``of_unnamed`` (nobody named says
    it), one is the ``usual`` one, for which the defaults of modalities are made.
    """

    id: str
    iri: str
    label: str
    definition: str
    likelihood: float
    order: int
    source_kinds: frozenset[str] = frozenset()
    of_enactment: bool = False
    of_unnamed: bool = False
    usual: bool = False


@dataclass(frozen=True, slots=True)
class NamedPattern:
    """A pattern of paths that may be asked for as ``@id``; see :mod:`policygraph.query.pattern`."""

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
    grades: Mapping[str, Grade] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceKind] = field(default_factory=dict)
    #: What may follow what; None: whatever influences may follow each other.
    composition: Composition | None = None
    #: The channel and the grade of a relation that declares none.
    default_channel: str = ""
    default_grade: str = ""
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

    def way(self, relation_id: str, along: bool) -> Way | None:
        """What a step over a relation is, along the statement or against it.

        None where it carries no influence that way. A deprecated one that declares none has those
        of its replacement. A relation that declares no way at all, as
        in an ontology written for version 0.1, has the default channel and grade.
        """
        relation = self.relations[relation_id]
        if relation.along is None and relation.against is None:
            if relation.replaced_by is not None:
                return self.way(relation.replaced_by, along)
            if not relation.carries(along):
                return None
            return Way(self.default_channel, relation.effect, self.default_grade, relation.why)
        return relation.along if along else relation.against

    @cached_property
    def symmetric(self) -> frozenset[str]:
        """The symmetric relations: one holds from a to b exactly if it holds from b to a."""
        return frozenset(name for name, one in self.relations.items() if one.symmetric)

    def reads_both_ways(self, relation_id: str, general: str | None = None) -> bool:
        """Whether a statement implies one with swapped ends.

        It does if the relation or a super-property is symmetric; with ``general``, which is
        one of these, if one up to it is.
        """
        for name in self.relation_chain(relation_id):
            if name in self.symmetric:
                return True
            if name == general:
                break
        return False

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
