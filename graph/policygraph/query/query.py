"""A path query: every option as resolved, and which of them restrict.

:class:`Filters` say which claims count, a :class:`Scope` also where paths may go, a
:class:`Query` also its two ends and which paths are wanted. They are frozen and hold ids
only; names are resolved before. An engine gets nothing but a query. :data:`RESTRICTIONS`
lists, in the order of the command line's options, what can keep a path from being found and
how each is lifted; the explanation of an absence goes through that list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, Self, get_args

from policygraph.errors import DataError, UsageError
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology

Direction = Literal["influence", "stated", "any"]
#: The path modes of GQL (ISO/IEC 39075) and its selectors.
Mode = Literal["walk", "trail", "acyclic", "simple"]
Selector = Literal["shortest", "any-shortest", "all-shortest", "shortest-groups", "all"]
Rank = Literal["influence", "likelihood", "hops"]
DateRule = Literal["lenient", "strict"]

DIRECTIONS: tuple[str, ...] = get_args(Direction)
MODES: tuple[str, ...] = get_args(Mode)
SELECTORS: tuple[str, ...] = get_args(Selector)
RANKS: tuple[str, ...] = get_args(Rank)
DATE_RULES: tuple[str, ...] = get_args(DateRule)
#: What ranks were called before version 0.2.
FORMER_RANKS = {"strength": "likelihood"}

DEFAULT_K = 10
DEFAULT_MAX_HOPS = 6
#: Expansions of partial paths before an answer is called truncated.
DEFAULT_BUDGET = 2_000_000
#: Steps that the paths of an answer may have together before it is called truncated.
DEFAULT_MAX_STEPS = 100_000
#: The greatest whole number of an option; every engine can count to it.
MOST = 2**63 - 1
#: The longest time limit: thirty years, which every clock can measure.
MOST_SECONDS = 1e9


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which claims count; every question over the graph has these options.

    The names and meanings are those of docs/paths.md. Empty tuples and None mean
    "no restriction". ``as_of`` is an EDTF date or interval, ``known_by`` a day.
    """

    relations: tuple[str, ...] = ()
    not_relations: tuple[str, ...] = ()
    min_likelihood: float | None = None
    modalities: tuple[str, ...] = ()
    uncontested: bool = False
    sources: tuple[str, ...] = ()
    not_sources: tuple[str, ...] = ()
    as_of: str | None = None
    dates: str = "lenient"
    known_by: str | None = None

    def checked(self, collection: Collection) -> Self:
        """This object, if every option is valid over ``collection``.

        Raises :class:`UsageError` with the option, the value and the likeliest fix.
        """
        if self.min_likelihood is not None and not 0.0 < self.min_likelihood <= 1.0:
            raise UsageError(f"min-likelihood is {self.min_likelihood}; give a number in (0, 1]")
        _one_of("dates", self.dates, DATE_RULES)
        ontology = collection.ontology
        _all_of("relation", self.relations, ontology.relations)
        _all_of("not-relation", self.not_relations, ontology.relations)
        _all_of("modality", self.modalities, ontology.modalities)
        _all_of("source", self.sources, collection.sources)
        _all_of("not-source", self.not_sources, collection.sources)
        if self.as_of is not None:
            _read("as-of", self.as_of, dates.read_period)
        if self.known_by is not None:
            known_by_day(self.known_by)
        if self.dates == "strict" and not self._dated():
            raise UsageError("dates strict says how as-of counts unknown dates; give --as-of too")
        return self

    def _dated(self) -> bool:
        """Whether an option uses dates."""
        return self.as_of is not None

    def as_dict(self) -> dict[str, Any]:
        """Every option as resolved, in plain values."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True, kw_only=True)
class Scope(Filters):
    """Which claims count, where paths may go, and how long the search may take.

    ``pattern`` is one of :mod:`policygraph.query.pattern`, for the whole path; ``direction`` and
    it must both hold. ``any_order``, ``any_composition``, ``any_force`` and ``any_addressee``
    each lift a part of what influence means (docs/paths.md); ``channels`` are crossed that do
    not count by themselves. ``chronological`` asks for times in order; see
    :mod:`policygraph.engines.reference.time_windows`. ``max_steps`` bounds the steps of all paths
    together, ``seconds`` the time by the clock, if given. The ``rank`` ``influence`` is by how
    likely and how much, ``likelihood`` by how likely alone.
    """

    max_hops: int = DEFAULT_MAX_HOPS
    direction: str = "influence"
    mode: str = "simple"
    rank: str = "influence"
    pattern: str | None = None
    transit_types: tuple[str, ...] = ()
    not_transit_types: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    max_degree: int | None = None
    chronological: bool = False
    any_order: bool = False
    any_composition: bool = False
    any_force: bool = False
    any_addressee: bool = False
    channels: tuple[str, ...] = ()
    budget: int = DEFAULT_BUDGET
    max_steps: int = DEFAULT_MAX_STEPS
    seconds: float | None = None

    def checked(self, collection: Collection) -> Self:
        """This object, if every option is valid over ``collection``."""
        super().checked(collection)
        _whole("max-hops", self.max_hops, 1)
        _whole("budget", self.budget, 1)
        _whole("max-steps", self.max_steps, 1)
        if self.max_degree is not None:
            _whole("max-degree", self.max_degree, 0)
        check_seconds(self.seconds)
        _one_of("direction", self.direction, DIRECTIONS)
        _one_of("mode", self.mode, MODES)
        _one_of("rank", FORMER_RANKS.get(self.rank, self.rank), RANKS)
        types = collection.ontology.types
        _all_of("transit-type", self.transit_types, types)
        _all_of("not-transit-type", self.not_transit_types, types)
        _all_of("via", self.via, collection.entities)
        _all_of("avoid", self.avoid, collection.entities)
        _all_of("channel", self.channels, collection.ontology.channels)
        if self.pattern is not None:
            from policygraph.query.pattern import compile_pattern

            compile_pattern(self.pattern, collection.ontology)
        rank = FORMER_RANKS.get(self.rank, self.rank)
        if rank == "influence" and not self.means_influence:
            rank = "likelihood"  # Associations have no grade.
        return self if rank == self.rank else replace(self, rank=rank)

    def as_dict(self) -> dict[str, Any]:
        """Every option as resolved; the bound on steps only where it is not the usual one."""
        values = super().as_dict()
        if self.max_steps == DEFAULT_MAX_STEPS:
            del values["max_steps"]
        return values

    @property
    def means_influence(self) -> bool:
        """Whether steps follow declared influence, under the rules that docs/paths.md gives it."""
        return self.direction == "influence"

    def _dated(self) -> bool:
        return super()._dated() or self.chronological


#: The options of a scope that mean something where entities are ranked by their influence.
OPTIONS_OF_INFLUENCE = (
    *(field.name for field in fields(Filters)),
    *("max_hops", "any_composition", "channels", "budget", "seconds"),
)


@dataclass(frozen=True)
class Query(Scope):
    """A path query over ids: the two ends, and which paths are wanted.

    ``k`` counts levers, what paths turn on; with ``each_path`` it counts paths.
    """

    start: str
    end: str
    k: int = DEFAULT_K
    select: str = "shortest"
    each_path: bool = False

    @property
    def counts_levers(self) -> bool:
        """Whether ``k`` counts levers, where the ontology says what an act is."""
        return self.means_influence and self.select == "shortest" and not self.each_path

    def checked(self, collection: Collection) -> Self:
        """This object, if every option is valid over ``collection``."""
        ranked = super().checked(collection)
        _whole("k", self.k, 1)
        _one_of("select", self.select, SELECTORS)
        _all_of("start", (self.start,), collection.entities)
        _all_of("end", (self.end,), collection.entities)
        for entity in self.avoid:
            if entity in (self.start, self.end):
                raise UsageError(f"avoid names {entity}, which is an end of the question; drop it")
        return ranked

    def as_dict(self) -> dict[str, Any]:
        """Every option as resolved, the ends first, in plain values."""
        values = super().as_dict()
        first = ("start", "end", "k", "max_hops", "direction", "mode", "select", "rank", "pattern")
        return {name: values[name] for name in dict.fromkeys((*first, *values))}


def known_by_day(text: str) -> dates.Day:
    """The day of ``known_by``; :class:`UsageError` for a text that is not a day."""
    return day_of("known-by", text)


def day_of(option: str, text: str) -> dates.Day:
    """The day that an option gives; :class:`UsageError` for a text that is not a day."""
    span = _read(option, text, dates.read_date)
    if span.earliest != span.latest:
        raise UsageError(f"{option}: {text!r} is not a day; write YYYY-MM-DD")
    return span.earliest


def check_seconds(seconds: float | None) -> None:
    """Raise :class:`UsageError` for a limit of time that no clock can measure."""
    if seconds is not None and not 0 < seconds <= MOST_SECONDS:
        raise UsageError(f"seconds is {seconds}; give more than 0 and at most {MOST_SECONDS:.0f}")


def _read(option: str, text: str, read: Callable[[str], dates.Span]) -> dates.Span:
    try:
        return read(text)
    except DataError as error:
        raise UsageError(f"{option}: {error}") from None


def _whole(option: str, value: int, least: int) -> None:
    if value < least:
        raise UsageError(f"{option} is {value}; give {least} or more")
    if value > MOST:
        raise UsageError(f"{option} is too large; give at most {MOST}")


def _all_of(option: str, values: Sequence[str], known: Mapping[str, object]) -> None:
    for value in values:
        if value not in known:  # Looked up: a store's mapping may hold millions.
            _one_of(option, value, tuple(known))


def _one_of(option: str, value: str, choices: Sequence[str]) -> None:
    if value in choices:
        return
    from difflib import get_close_matches

    near = get_close_matches(value, choices, n=3, cutoff=0.6)
    if near:
        fix = f"did you mean {' or '.join(near)}?"
    elif len(choices) <= 12:
        fix = f"choose from {', '.join(choices)}"
    else:
        fix = "see policygraph info for what there is"
    raise UsageError(f"unknown {option} {value!r}; {fix}")


@dataclass(frozen=True, slots=True)
class Restriction:
    """One option that can keep a path from being found.

    ``value`` gives what the query sets (None: it restricts nothing), ``lift`` the query
    without it; ``longest`` is a number of hops in which there is a path if there is any.
    """

    option: str
    value: Callable[[Query], Any]
    lift: Callable[[Query, int], Query]


def _cleared(**fields: Any) -> Callable[[Query, int], Query]:
    return lambda query, longest: replace(query, **fields)


def _mode_that_matters(query: Query) -> str | None:
    """The mode, where it can keep a path from being found.

    Cycles can be cut out of a walk until it is a path of any mode, unless the walk needs
    them: to come back to its start, for ``via`` or for a pattern.
    """
    needed = query.start == query.end or query.via or query.pattern is not None
    return query.mode if needed and query.mode != "walk" else None


#: The value of a rule of influence that a question does not lift.
KEPT = "kept"


def _kept(query: Query, lifted: bool) -> str | None:
    """What a question that does not lift a rule of influence keeps to."""
    return None if lifted or not query.means_influence else KEPT


#: In the order of the command line's options, by which ties are broken.
RESTRICTIONS: tuple[Restriction, ...] = (
    Restriction("max-hops", lambda q: q.max_hops, lambda q, longest: replace(q, max_hops=longest)),
    Restriction(
        "direction",
        lambda q: q.direction if q.direction != "any" else None,
        _cleared(direction="any"),
    ),
    Restriction("mode", _mode_that_matters, _cleared(mode="walk")),
    Restriction("pattern", lambda q: q.pattern, _cleared(pattern=None)),
    Restriction("relation", lambda q: q.relations or None, _cleared(relations=())),
    Restriction("not-relation", lambda q: q.not_relations or None, _cleared(not_relations=())),
    Restriction("transit-type", lambda q: q.transit_types or None, _cleared(transit_types=())),
    Restriction(
        "not-transit-type", lambda q: q.not_transit_types or None, _cleared(not_transit_types=())
    ),
    Restriction("via", lambda q: q.via or None, _cleared(via=())),
    Restriction("avoid", lambda q: q.avoid or None, _cleared(avoid=())),
    Restriction("max-degree", lambda q: q.max_degree, _cleared(max_degree=None)),
    Restriction("min-likelihood", lambda q: q.min_likelihood, _cleared(min_likelihood=None)),
    Restriction("modality", lambda q: q.modalities or None, _cleared(modalities=())),
    Restriction("uncontested", lambda q: q.uncontested or None, _cleared(uncontested=False)),
    Restriction("source", lambda q: q.sources or None, _cleared(sources=())),
    Restriction("not-source", lambda q: q.not_sources or None, _cleared(not_sources=())),
    Restriction("as-of", lambda q: q.as_of, _cleared(as_of=None)),
    Restriction(
        "dates", lambda q: q.dates if q.dates == "strict" else None, _cleared(dates="lenient")
    ),
    Restriction("known-by", lambda q: q.known_by, _cleared(known_by=None)),
    Restriction("chronological", lambda q: q.chronological or None, _cleared(chronological=False)),
    Restriction("any-order", lambda q: _kept(q, q.any_order), _cleared(any_order=True)),
    Restriction(
        "any-composition", lambda q: _kept(q, q.any_composition), _cleared(any_composition=True)
    ),
    Restriction("any-force", lambda q: _kept(q, q.any_force), _cleared(any_force=True)),
    Restriction("any-addressee", lambda q: _kept(q, q.any_addressee), _cleared(any_addressee=True)),
)
#: The options that lift a part of what influence means, where the ontology declares a composition.
_OF_INFLUENCE = frozenset(("any-order", "any-composition", "any-force", "any-addressee"))


def restrictions_of(query: Query, ontology: Ontology) -> tuple[Restriction, ...]:
    """The restrictions in force for a query, in the order of the command line's options."""
    found = [one for one in RESTRICTIONS if one.value(query) is not None]
    if ontology.composition is None:
        return tuple(one for one in found if one.option not in _OF_INFLUENCE)
    uncounted = uncounted_channels(query, ontology)
    if uncounted:
        every = (*query.channels, *uncounted)
        found.append(Restriction("channel", lambda q: uncounted, _cleared(channels=every)))
    return tuple(found)


def uncounted_channels(scope: Scope, ontology: Ontology) -> tuple[str, ...]:
    """The channels that carry no influence by themselves and are not asked for, in their order."""
    if ontology.composition is None or not scope.means_influence:
        return ()
    return tuple(
        channel.id
        for channel in sorted(ontology.channels.values(), key=lambda c: (c.order, c.id))
        if not channel.counted and channel.id not in scope.channels
    )
