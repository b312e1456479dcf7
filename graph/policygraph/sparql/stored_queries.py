"""Stored queries: SPARQL files with a title, a description and parameters, run by name.

A query is a file ``NAME.rq`` in a folder. Its header is the comment lines at the top of the file::

    # title: Who funds whom
    # description: One line or
    #   several.
    # entail: none
    # parameter: ?who entity DeepSeek

``entail``, which may be left out, says what the query sees beside the data
(:data:`~policygraph.sparql.entailment.ENTAILMENTS`). A parameter is a variable of the query, a
kind of :data:`KINDS` and a default. Its value replaces the variable as a term, never as text, so it
cannot change the rest of the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from policygraph.errors import DataError, LocationError, UsageError
from policygraph.model import dates, iris
from policygraph.query.name_resolver import Names
from policygraph.sparql.refusals import STRING


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a stored query that may be given a value."""

    name: str
    kind: str
    default: str


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A stored query: ``text`` is the whole file."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    entail: str = ""


def _entity(value: str, name: str, known: Names) -> NamedNode:
    return NamedNode(iris.entity_iri(known.resolve(value, what=name)))


def _day(value: str, name: str, known: Names) -> Literal:
    try:
        span = dates.read_date(value)
        exact = dates.iso_day(span.earliest) == value
    except DataError:
        exact = False
    if not exact:
        raise UsageError(f"{name}: {value!r} is not a day; write it as YYYY-MM-DD")
    return Literal(value)


#: What a parameter can be: any name of an entity, or a day.
KINDS: dict[str, Callable[[str, str, Names], NamedNode | Literal]] = {
    "entity": _entity,
    "day": _day,
}

_LINE = re.compile(r"#\s*(?:(title|description|entail|parameter):)?\s*(.*)")


def read_stored_queries(folder: Path) -> dict[str, StoredQuery]:
    """The stored queries of a folder by name, sorted; raises :class:`DataError` on a bad header."""
    if not folder.is_dir():
        raise LocationError(f"{folder}: no such folder of stored queries; name one with .rq files")
    return {path.stem: _read_stored_query(path) for path in sorted(folder.glob("*.rq"))}


def _read_stored_query(path: Path) -> StoredQuery:
    text = path.read_text(encoding="utf-8")
    header: dict[str, str] = {}
    parameters: list[Parameter] = []
    field = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            break
        field = match[1] or field
        if field == "parameter":
            words = match[2].split(maxsplit=2)
            if len(words) != 3 or words[0][:1] != "?" or words[1] not in KINDS:
                fix = f"write ?NAME, one of {', '.join(KINDS)}, and a default"
                raise DataError(f"{path.name}:{number}: {match[2]!r} is not a parameter; {fix}")
            parameters.append(Parameter(words[0][1:], words[1], words[2]))
        elif field:
            header[field] = f"{header.get(field, '')} {match[2]}".strip()
    for wanted in ("title", "description"):
        if not header.get(wanted):
            raise DataError(f"{path.name}:1: no {wanted}; begin with '# {wanted}: ...'")
    return StoredQuery(
        path.stem,
        header["title"],
        header["description"],
        tuple(parameters),
        text,
        header.get("entail", ""),
    )


#: Strings, IRIs and comments, in which nothing is a variable, and then a variable.
_VARIABLE = re.compile(rf"{STRING}|<[^\s<>]*>|#[^\n\r]*|[?$](?P<name>\w+)", re.DOTALL)


def with_parameters(query: StoredQuery, given: Mapping[str, str], known: Names) -> str:
    """The text of a query with a term for each parameter.

    A parameter that is not given takes its default. Raises :class:`UsageError` for a
    parameter that the query does not have, and for a value of another kind.
    """
    names = [parameter.name for parameter in query.parameters]
    for name in given:
        if name not in names:
            listed = f"it has {', '.join(names)}" if names else "it has none"
            raise UsageError(f"{query.name} has no parameter {name!r}; {listed}")
    terms = {
        parameter.name: KINDS[parameter.kind](
            given.get(parameter.name, parameter.default), parameter.name, known
        )
        for parameter in query.parameters
    }

    def put(match: re.Match[str]) -> str:
        return str(terms[match["name"]]) if match["name"] in terms else match[0]

    return _VARIABLE.sub(put, query.text)
