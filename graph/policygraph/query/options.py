"""Options as people write them: their names and types, and how they become a question.

:class:`FilterOptions`, :class:`ScopeOptions` and :class:`QueryOptions` declare what the
methods of :class:`~policygraph.api.KnowledgeGraph` accept by keyword (PEP 692), one
TypedDict for each of :class:`~policygraph.query.query.Filters`,
:class:`~policygraph.query.query.Scope` and :class:`~policygraph.query.query.Query`.
:func:`resolve_options` turns them into the fields of those: entities by id, several values
as a tuple, a likelihood as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from inspect import cleandoc
from typing import Any, TypedDict, TypeVar

from policygraph.errors import UsageError
from policygraph.model.ontology import Ontology
from policygraph.query.name_resolver import Names
from policygraph.query.query import DateRule, Direction, Filters, Mode, Rank, Scope, Selector

#: A single value, or several.
Several = str | Iterable[str]


class FilterOptions(TypedDict, total=False):
    """Options that say which claims count. Where several values may stand, one may stand alone.

    relations: ids of relations; only these and their sub-relations. Default: all.
    not_relations: ids of relations; these and their sub-relations are left out.
    min_likelihood: the least likelihood of a supporting claim, a number above 0 and at most 1,
        or a term of the ontology such as "likely". Default: None, no least.
    modalities: ids of modalities; only claims of these support an edge. Default: all.
    uncontested: True leaves out every edge that a claim speaks against. Default: False.
    sources: ids of sources; only their claims support an edge. Default: all.
    not_sources: ids of sources; their claims are ignored, for and against.
    as_of: a date or period (EDTF, such as "2024" or "2021/2022-06"); only claims in force
        then count. Default: None, whatever their dates.
    dates: "lenient" counts a claim whose dates leave open whether it holds, "strict" does
        not. Needs as_of, or chronological. Default: "lenient".
    known_by: a day (YYYY-MM-DD); only claims that could be known by then count. Default: None.
    """

    relations: Several
    not_relations: Several
    min_likelihood: float | str | None
    modalities: Several
    uncontested: bool
    sources: Several
    not_sources: Several
    as_of: str | None
    dates: DateRule
    known_by: str | None


class TimeOptions(TypedDict, total=False):
    """Options that say which claims are in force or known; their meaning is that of the others."""

    as_of: str | None
    dates: DateRule
    known_by: str | None


class ScopeOptions(FilterOptions, total=False):
    """Options that say where paths may go, and how long the search may take.

    max_hops: the longest path, in steps. Default: 6.
    direction: which way a step may cross a statement: "influence" as the ontology declares
        that influence flows, "stated" from subject to object, "any" either way. Default:
        "influence", with a pattern "any".
    mode: what a path may repeat (ISO/IEC 39075): "walk" anything, "trail" no edge, "acyclic"
        no entity, "simple" no entity and no edge, but the last entity may be the first.
        Default: "simple".
    rank: "influence" goes by how likely and how much, "likelihood" by how likely alone, "hops"
        puts the shortest first. Default: "influence"; "likelihood" where steps need not follow
        influence.
    pattern: a SPARQL property path over relations that the whole path matches, or @name for
        a named pattern of the ontology. Default: None.
    transit_types: ids of types; a path passes only through entities of these and of their
        sub-types. Its ends may be of any type. Default: all.
    not_transit_types: ids of types; a path passes through no entity of these.
    via: entities, by any name; a path passes through all of them, in this order.
    avoid: entities, by any name; no path touches them.
    max_degree: a path passes through no entity with more edges than this. Default: None.
    chronological: True asks for steps that can have followed one another in time.
        Default: False.
    any_order: True also follows influence against the order of time: what came later to what
        came before. Default: False.
    any_composition: True lets any kind of step follow any other. Default: False.
    any_force: True also follows a rule that was suspended or rescinded. Default: False.
    any_addressee: True also reaches who is outside those that a rule is directed at.
        Default: False.
    channels: ids of channels that carry no influence by themselves, such as "agenda"; steps
        of these count too. Default: none.
    budget: how many partial paths may be expanded; then the answer is cut short. Default:
        2,000,000.
    max_steps: how many steps the paths of an answer may have together; then it is cut short.
        Default: 100,000.
    seconds: how many seconds the answer may take; then it is cut short. Default: None, no
        limit.
    """

    max_hops: int
    direction: Direction
    mode: Mode
    rank: Rank
    pattern: str | None
    transit_types: Several
    not_transit_types: Several
    via: Several
    avoid: Several
    max_degree: int | None
    chronological: bool
    any_order: bool
    any_composition: bool
    any_force: bool
    any_addressee: bool
    channels: Several
    budget: int
    max_steps: int
    seconds: float | None


class QueryOptions(ScopeOptions, total=False):
    """Options that say which paths are returned, and in which order.

    k: how many levers (what paths turn on), or how many groups of paths, at most. Default: 10.
    select: "shortest" the best k paths, "any-shortest" the best alone, "all-shortest" all as
        good as the best, "shortest-groups" the best k groups of equal rank, "all" every path.
        Default: "shortest".
    each_path: True counts paths instead of levers. Default: False.
    """

    k: int
    select: Selector
    each_path: bool


#: The option of every method that searches for paths.
_ENGINE = """engine: which engine searches, "reference" or "compact"; they give the same answers.
    Default: None, chosen by the size of the graph."""

#: Each kind of question with the options that it adds to the one before it.
_KINDS: tuple[tuple[type, str], ...] = (
    (FilterOptions, ""),
    (ScopeOptions, _ENGINE),
    (QueryOptions, ""),
)

#: Options that name entities, by any of their names.
_ENTITIES = ("via", "avoid")
_WHOLE = frozenset(("k", "max_hops", "max_degree", "budget", "max_steps"))
_NUMBERS = _WHOLE | {"min_likelihood", "seconds"}

_Method = TypeVar("_Method", bound=Callable[..., Any])


def documented(kind: type, *, engine: bool = True) -> Callable[[_Method], _Method]:
    """Append the meaning of each option of ``kind`` to the docstring of a method.

    ``help()`` shows the name of a TypedDict but not its keys; so it shows them here.
    ``engine`` says whether the method takes an engine too.
    """

    def decorate(method: _Method) -> _Method:
        if method.__doc__ is not None:  # None under python -OO
            method.__doc__ = f"{cleandoc(method.__doc__)}\n\n{_described(kind, engine)}"
        return method

    return decorate


@cache
def _described(kind: type, engine: bool) -> str:
    """The docstrings of a kind of options and of those that it extends."""
    sections = []
    for one, more in _KINDS:
        sections.append(cleandoc(one.__doc__ or ""))
        if more and engine:
            sections[-1] += f"\n{more}"
        if one is kind:
            break
    return "\n\n".join(sections)


def resolve_options(
    kind: type[Filters], options: Mapping[str, Any], names: Names, ontology: Ontology
) -> dict[str, Any]:
    """The fields of ``kind`` that the options set; those without a default are no options.

    The direction is ``any`` where there is a pattern and no direction is given. Raises
    :class:`UsageError` for what is no option or of the wrong kind, with the likeliest fix.
    """
    known = {field.name: field.default for field in fields(kind) if field.default is not MISSING}
    given: dict[str, Any] = {}
    for option, value in options.items():
        if option not in known:
            raise _unknown(option, kind, known)
        _check_kind(option, value, known[option])
        given[option] = several(value) if known[option] == () else value
    for option in _ENTITIES:
        if option in given:
            given[option] = tuple(names.resolve(name, what=option) for name in given[option])
    if isinstance(given.get("min_likelihood"), str):
        given["min_likelihood"] = _likelihood(given["min_likelihood"], ontology)
    if given.get("pattern") is not None:
        # A pattern says itself which way each step goes.
        given.setdefault("direction", "any")
    return given


def several(values: Several) -> tuple[str, ...]:
    """One value or several as a tuple."""
    return (values,) if isinstance(values, str) else tuple(values)


def _likelihood(text: str, ontology: Ontology) -> float:
    number = ontology.likelihood(text)
    if number is None:
        terms = ", ".join(term.label for term in ontology.likelihood_terms)
        raise UsageError(
            f"min-likelihood {text!r} is neither a number in (0, 1] nor a term; "
            f"write for instance 0.8, or one of {terms}"
        )
    return number


def _unknown(option: str, kind: type[Filters], known: Iterable[str]) -> UsageError:
    from difflib import get_close_matches

    if option == "engine":
        return UsageError("unknown option 'engine'; only what searches for paths takes an engine")
    names = sorted((*known, "engine")) if issubclass(kind, Scope) else sorted(known)
    near = get_close_matches(option, names, n=1, cutoff=0.7)
    fix = f"did you mean {near[0]}?" if near else f"the options are {', '.join(names)}"
    return UsageError(f"unknown option {option!r}; {fix}")


def _check_kind(option: str, value: object, default: object) -> None:
    if default == ():
        # What can be read once only is read where it is used.
        fits = isinstance(value, Iterable) and not isinstance(value, Mapping | bytes)
        if isinstance(value, list | tuple | set | frozenset):
            fits = all(isinstance(one, str) for one in value)
        wanted = "a name or a list of names"
    elif option in _NUMBERS:
        fits = isinstance(value, int if option in _WHOLE else int | float)
        fits = fits and not isinstance(value, bool)
        fits = fits or (option == "min_likelihood" and isinstance(value, str))
        wanted = "a whole number" if option in _WHOLE else "a number"
    else:
        fits = isinstance(value, bool if isinstance(default, bool) else str)
        wanted = "True or False" if isinstance(default, bool) else "a text"
    if not (fits or (value is None and default is None)):
        raise UsageError(f"{option} is {_brief(value)}; give {wanted}")


def _brief(value: object) -> str:
    """A value of a wrong kind, shortened, whatever it is."""
    try:
        shown = repr(value)
    except (RecursionError, ValueError):  # Nested deeply, or a number of too many digits.
        return f"no {type(value).__name__} that can be shown"
    return shown if len(shown) <= 100 else f"{shown[:100]}..."
