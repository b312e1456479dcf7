"""Read a SPARQL query, and refuse what would leave the machine or change anything.

A query is refused by its parsed form if it would ask another machine (``SERVICE``), name
another graph (``FROM``, ``FROM NAMED``) or change anything (``INSERT``, ``LOAD``, ``DROP``
and the like). rdflib reads the query to check it and pyoxigraph answers it. So that both
read the same text, comments, code point escapes and unusual line ends are resolved
beforehand: otherwise a ``SERVICE`` could hide where only one of them sees a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policygraph.errors import UsageError

if TYPE_CHECKING:
    from pyparsing import ParserElement


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A query that was read and not refused.

    ``text`` is for the engine: comments and escapes are resolved, lines keep their numbers.
    ``ordered`` says whether it has an ORDER BY. ``tree`` is its parsed form.
    """

    text: str
    ordered: bool
    tree: Any = None


def read_query(text: str) -> CheckedQuery:
    """Read a query; raises :class:`UsageError` if it is refused or is not SPARQL.

    The parsed form decides: the words of a literal, a comment, an IRI or a variable refuse
    nothing. Syntax errors are given with line and column.
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import Query, UpdateUnit

    plain = plain_text(text)
    try:
        with _services_as_parsed():
            tree = Query.parse_string(plain, parse_all=True)
    except RecursionError:
        raise UsageError("query: nested too deeply to be read; write it flatter") from None
    except ParseBaseException:
        try:
            updates = UpdateUnit.parse_string(plain, parse_all=True)
        except (ParseBaseException, RecursionError):
            raise UsageError(_not_sparql(Query, plain)) from None
        for node in nodes_of(updates):
            if node.name in _WRITES:
                what = _WRITES[node.name]
                fix = "ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
                raise UsageError(f"query refused: {what}, and a query only reads; {fix}") from None
        raise UsageError("query is empty; write SELECT, ASK, CONSTRUCT or DESCRIBE") from None
    for node in nodes_of(tree):
        if node.name == _SERVICE:
            what = f"SERVICE {_shown(node['term'])} would ask another machine"
            raise UsageError(
                f"query refused: {what}; remove it, a query reads only the loaded graph"
            )
        if node.name == "DatasetClause":
            [(kind, iri)] = node.items()
            what = f"FROM {'NAMED ' if kind == 'named' else ''}{_shown(iri)} names another graph"
            raise UsageError(f"query refused: {what}; remove it, and choose data with --graph")
    return CheckedQuery(plain, ordered="orderby" in tree[1], tree=tree)


#: Operations of SPARQL 1.1 Update by rdflib's names for them.
_WRITES = {
    "InsertData": "INSERT DATA adds triples",
    "DeleteData": "DELETE DATA removes triples",
    "DeleteWhere": "DELETE WHERE removes triples",
    "Modify": "DELETE and INSERT change triples",
    "Load": "LOAD reads a file or another machine",
    "Clear": "CLEAR empties a graph",
    "Drop": "DROP removes a graph",
    "Create": "CREATE makes a graph",
    "Add": "ADD changes a graph",
    "Move": "MOVE changes a graph",
    "Copy": "COPY changes a graph",
}

#: What a string literal looks like.
STRING = "|".join(
    (
        r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""',
        r"'''(?:'{0,2}(?:[^'\\]|\\.))*'''",
        r'"(?:[^"\\\n\r]|\\.)*"',
        r"'(?:[^'\\\n\r]|\\.)*'",
    )
)
_TOKEN = re.compile(
    rf"""(?P<string>{STRING})
    |(?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<stray>\\[uU])
    |(?P<local>\\.)
    |(?P<end>\r\n|\r)
    |(?P<tab>\t)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_INSTRINGS = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def plain_text(text: str) -> str:
    """``text`` without comments, code point escapes, tabs and carriage returns.

    Parsers differ on each of these and agree on the rest. Lines keep their numbers, and
    columns do too, except after an escape.
    """

    def point(match: re.Match[str]) -> str | None:
        digits = match[1] or match[2]
        if digits is None:
            return None
        try:
            found = chr(int(digits, 16))
            found.encode()
        except (ValueError, OverflowError):
            raise _at(text, text.find(match[0]), f"{match[0]} is not a character") from None
        return found

    def in_string(match: re.Match[str]) -> str:
        found = point(match)
        return match[0] if found is None else _INSTRINGS.get(found, found)

    def in_iri(match: re.Match[str]) -> str:
        found = point(match)
        if found is None or _NOT_IN_IRIS.match(found):
            raise _at(text, text.find(match[0]), f"{match[0]} is not allowed in an IRI")
        return found

    def resolved(token: re.Match[str]) -> str:
        kind, found = token.lastgroup, token[0]
        if kind == "string":
            found = _ESCAPE.sub(in_string, found) if "\\" in found else found
            return found.replace("\r", "\\r").replace("\t", "\\t")
        if kind == "iri":
            return _ESCAPE.sub(in_iri, found) if "\\" in found else found
        if kind == "stray":
            what = f"{found} is outside of a string and an IRI"
            raise _at(text, token.start(), f"{what}; write the character itself")
        return {"comment": " ", "end": "\n", "tab": " "}.get(kind or "", found)

    return _TOKEN.sub(resolved, text)


def _at(text: str, position: int, what: str) -> UsageError:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return UsageError(f"query, line {line}, column {column}: {what}")


def _not_sparql(grammar: ParserElement, text: str) -> str:
    """The message for a text that cannot be parsed: the furthest position that was read.

    The parser's own exception names the position where it gave up its last alternative,
    often many lines before the error.
    """
    furthest = 0

    def note(text: str, position: int, expression: ParserElement, error: Exception) -> None:
        nonlocal furthest
        furthest = max(furthest, getattr(error, "loc", 0))

    elements = list(grammar.visit_all())  # type: ignore[no-untyped-call]
    for element in elements:
        element.set_fail_action(note)
    try:
        with _services_as_parsed():
            grammar.parse_string(text, parse_all=True)
    except Exception:  # noqa: S110 -- it failed before; only the position is wanted now
        pass
    finally:
        for element in elements:
            element.failAction = None
    rest = text[furthest:]
    position = furthest + len(rest) - len(rest.lstrip())
    words = rest.split(maxsplit=1)
    if not words:
        position = len(text.rstrip())
        what = "ends too early; is a bracket or a quote not closed?"
    else:
        what = f"not SPARQL 1.1 from {words[0][:30]!r} on; look there and just before"
    return str(_at(text, position, what))


_SERVICE = "Service"


@contextmanager
def _services_as_parsed() -> Iterator[None]:
    """A context in which rdflib parses a SERVICE and does not look for its text.

    rdflib looks for the text of a node with its own name for SERVICE from the start of the
    query, takes a ``#`` in a literal for a comment there, and then rejects the query as no
    query at all. It does not do so for a node of another name.
    """
    from rdflib.plugins.sparql.parser import ServiceGraphPattern

    name = ServiceGraphPattern.name
    ServiceGraphPattern.set_name(_SERVICE)
    try:
        yield
    finally:
        ServiceGraphPattern.set_name(name)


def nodes_of(tree: Any) -> Iterator[Any]:
    """All named nodes of a parsed query at any depth.

    Without recursion, since the query decides the depth.
    """
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    frontier = [tree]
    while frontier:
        node = frontier.pop()
        if isinstance(node, CompValue):
            yield node
            frontier.extend(node.values())
        elif isinstance(node, ParseResults | list | tuple):
            # As a sequence: to the abstract classes a ParseResults is a mapping as well.
            frontier.extend(list(node))


def _shown(term: object) -> str:
    from rdflib import URIRef, Variable

    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, Variable):
        return f"?{term}"
    # A prefixed name is a mapping of its two halves.
    halves = dict(term) if isinstance(term, dict) else {}
    return f"{halves.get('prefix', '')}:{halves.get('localname', '')}"
