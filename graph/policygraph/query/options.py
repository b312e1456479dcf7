"""Options as people write them, turned into what a question holds.

In: names, terms and single values by keyword. Out: the fields of
:class:`~policygraph.query.query.Filters`, :class:`~policygraph.query.query.Scope` or
:class:`~policygraph.query.query.Query`, entities by id, lists as tuples, a likelihood as a
number. What is no option, or of the wrong kind, is a
:class:`~policygraph.errors.UsageError` with the likeliest mend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from policygraph.errors import UsageError
from policygraph.model.ontology import Ontology
from policygraph.query.name_resolver import Names
from policygraph.query.query import Filters

#: Options that name entities, by any of their names.
_ENTITIES = ("via", "avoid")
_WHOLE = frozenset(("k", "max_hops", "max_degree", "budget"))
_NUMBERS = _WHOLE | {"min_likelihood", "seconds"}


def resolved(
    kind: type[Filters], options: Mapping[str, Any], names: Names, ontology: Ontology
) -> dict[str, Any]:
    """The fields of ``kind`` that the options set; those without a default are no options.

    The direction is ``any`` where there is a pattern and no direction is given.
    """
    known = {field.name: field.default for field in fields(kind) if field.default is not MISSING}
    given: dict[str, Any] = {}
    for option, value in options.items():
        if option not in known:
            raise _unknown(option, known)
        _check_kind(option, value, known[option])
        given[option] = _several(value) if known[option] == () else value
    for option in _ENTITIES:
        if option in given:
            given[option] = tuple(names.resolve(name, what=option) for name in given[option])
    if isinstance(given.get("min_likelihood"), str):
        given["min_likelihood"] = _likelihood(given["min_likelihood"], ontology)
    if given.get("pattern") is not None:
        # A pattern says itself which way each step goes.
        given.setdefault("direction", "any")
    return given


def _several(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _likelihood(text: str, ontology: Ontology) -> float:
    number = ontology.likelihood(text)
    if number is None:
        terms = ", ".join(term.label for term in ontology.likelihood_terms)
        raise UsageError(
            f"min-likelihood {text!r} is neither a number in (0, 1] nor a term; "
            f"write for instance 0.8, or one of {terms}"
        )
    return number


def _unknown(option: str, known: Iterable[str]) -> UsageError:
    from difflib import get_close_matches

    names = sorted((*known, "engine"))
    near = get_close_matches(option, names, n=1, cutoff=0.7)
    mend = f"did you mean {near[0]}?" if near else f"the options are {', '.join(names)}"
    return UsageError(f"unknown option {option!r}; {mend}")


def _check_kind(option: str, value: object, default: object) -> None:
    if default == ():
        fits = isinstance(value, Iterable)
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
        raise UsageError(f"{option} is {value!r}; give {wanted}")
