"""SPARQL 1.1 over the RDF form: a question in, typed results out; nothing remote or changed.

A question sees the claim nodes, the plain triples and the ontology, in one default
graph in memory. It is parsed first, and by its parsed form refused if it would leave
the machine (``SERVICE``), name another graph (``FROM``, ``FROM NAMED``) or change
anything (``INSERT``, ``LOAD``, ``DROP`` and the like). It runs in a process of its own,
which is killed when its time is up, since no SPARQL engine at hand can be interrupted;
where the system allows it, that process can neither open a file nor a connection.

rdflib reads the question to judge it and pyoxigraph answers it. So that both read the
same text, comments, code point escapes and unusual line ends are resolved beforehand:
otherwise a ``SERVICE`` could hide where only one of them sees a comment.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pyoxigraph import (
    Quad,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from policygraph.errors import PolicyGraphError, QueryFailed, UsageError
from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.graph import claim_triples, plain_triples
from policygraph.sparql import sandbox
from policygraph.sparql.results import Result, canonical, n_triples, read_result, read_statements
from policygraph.sparql.sandbox import DEFAULT_SECONDS, MOST_SECONDS

if TYPE_CHECKING:
    from pyparsing import ParserElement

#: An answer larger than this is a question that lacks a LIMIT.
MOST_BYTES = 100_000_000
#: More claims than this are no graph for one memory in RDF.
MOST_CLAIMS = 500_000
#: Address space of the process beside ten times the data, where the system can limit it.
MEMORY = 4 << 30

#: Declared in every question; it may declare them otherwise.
PREFIXES: dict[str, str] = {
    **iris.PREFIXES,
    "claim": iris.BASE + "claim/",
    "id": iris.BASE + "id/",
    "source": iris.BASE + "source/",
}


def select(
    collection: Collection,
    vocabulary: Iterable[Path],
    text: str,
    seconds: float = DEFAULT_SECONDS,
) -> Result:
    """The answer to a SPARQL question over a collection and its ontology files.

    Raises :class:`UsageError` for what is no SPARQL query or is refused, and
    :class:`QueryFailed` where time, memory or the room for the answer is used up.
    """
    if not 0 < seconds <= MOST_SECONDS:
        raise UsageError(f"seconds is {seconds:g}; give more than 0 and at most {MOST_SECONDS:g}")
    if len(collection.claims) > MOST_CLAIMS:
        what = f"the RDF form of {len(collection.claims)} claims would not fit in memory"
        raise UsageError(f"query refused: {what}; ask about a part, with --around ENTITY --hops N")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"query, character {error.start + 1}: not Unicode; save it as UTF-8"
        ) from None
    triples = {
        *claim_triples(collection),
        *plain_triples(collection),
        *vocabulary_triples(vocabulary),
    }
    # Sorted, so that an answer does not depend on the order in which triples are made.
    data = n_triples(triples)
    task = {
        "text": text,
        "seconds": seconds,
        "memory": MEMORY + 10 * len(data),
    }
    task_line = json.dumps(task).encode() + b"\n"
    answer = sandbox.run_apart(__name__, "serve", task_line + data, seconds)
    line, _, body = answer.partition(b"\n")
    head = json.loads(line)
    if head["form"] == "fault":
        raise (UsageError if head["usage"] else QueryFailed)(head["message"])
    if head["form"] == "statements":
        return read_statements(body)
    return read_result(body, ordered=head["ordered"])


def vocabulary_triples(files: Iterable[Path]) -> Iterator[Triple]:
    """What the ontology files say: labels, definitions, influence, effect and the rest."""
    for path in files:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield quad.triple


# --- What is asked ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was read and not refused.

    ``text`` is what the engine is given: comments and escapes resolved, positions kept.
    """

    text: str
    ordered: bool


def read_question(text: str) -> Question:
    """Read a question and refuse what would leave the machine or change anything.

    It goes by the parsed form: the words of a literal, a comment, an IRI or a variable
    refuse nothing. Faults of syntax are given with line and column.
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import Query, UpdateUnit

    plain = _plain(text)
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
        for node in _nodes(updates):
            if node.name in _WRITES:
                what = _WRITES[node.name]
                mend = "ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
                raise UsageError(f"query refused: {what}, and a query only reads; {mend}") from None
        raise UsageError("query is empty; write SELECT, ASK, CONSTRUCT or DESCRIBE") from None
    for node in _nodes(tree):
        if node.name == _SERVICE:
            what = f"SERVICE {_shown(node['term'])} would ask another machine"
            raise UsageError(f"query refused: {what}; take it out, only the graph here is asked")
        if node.name == "DatasetClause":
            [(kind, iri)] = node.items()
            what = f"FROM {'NAMED ' if kind == 'named' else ''}{_shown(iri)} names another graph"
            raise UsageError(f"query refused: {what}; take it out, and choose data with --graph")
    return Question(plain, ordered="orderby" in tree[1])


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


def _plain(text: str) -> str:
    """``text`` without comments, code point escapes, tabs and carriage returns.

    Parsers differ on each of these; what is left they read alike. Lines keep their
    numbers, and columns theirs but after an escape.
    """

    def point(match: re.Match[str]) -> str | None:
        digits = match[1] or match[2]
        if digits is None:
            return None
        try:
            found = chr(int(digits, 16))
            found.encode()
        except (ValueError, OverflowError):
            raise _at(text, text.find(match[0]), f"{match[0]} is no character") from None
        return found

    def in_string(match: re.Match[str]) -> str:
        found = point(match)
        return match[0] if found is None else _INSTRINGS.get(found, found)

    def in_iri(match: re.Match[str]) -> str:
        found = point(match)
        if found is None or _NOT_IN_IRIS.match(found):
            raise _at(text, text.find(match[0]), f"{match[0]} may not stand in an IRI")
        return found

    def resolved(token: re.Match[str]) -> str:
        kind, found = token.lastgroup, token[0]
        if kind == "string":
            found = _ESCAPE.sub(in_string, found) if "\\" in found else found
            return found.replace("\r", "\\r").replace("\t", "\\t")
        if kind == "iri":
            return _ESCAPE.sub(in_iri, found) if "\\" in found else found
        if kind == "stray":
            what = f"{found} stands outside of a string and an IRI"
            raise _at(text, token.start(), f"{what}; write the character itself")
        return {"comment": " ", "end": "\n", "tab": " "}.get(kind or "", found)

    return _TOKEN.sub(resolved, text)


def _at(text: str, place: int, what: str) -> UsageError:
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    return UsageError(f"query, line {line}, column {column}: {what}")


def _not_sparql(grammar: ParserElement, text: str) -> str:
    """What to say of a text that cannot be parsed: the furthest place that reading came to.

    The parser's own exception names the place where it gave up its last alternative,
    often many lines before the fault.
    """
    furthest = 0

    def note(text: str, place: int, expression: ParserElement, error: Exception) -> None:
        nonlocal furthest
        furthest = max(furthest, getattr(error, "loc", 0))

    elements = list(grammar.visit_all())  # type: ignore[no-untyped-call]
    for element in elements:
        element.set_fail_action(note)
    try:
        with _services_as_parsed():
            grammar.parse_string(text, parse_all=True)
    except Exception:  # noqa: S110 -- it failed before; this time only the place is asked
        pass
    finally:
        for element in elements:
            element.failAction = None
    rest = text[furthest:]
    place = furthest + len(rest) - len(rest.lstrip())
    words = rest.split(maxsplit=1)
    if not words:
        place = len(text.rstrip())
        what = "ends too early; is a bracket or a quote not closed?"
    else:
        what = f"not SPARQL 1.1 from {words[0][:30]!r} on; look there and just before"
    return str(_at(text, place, what))


_SERVICE = "Service"


@contextmanager
def _services_as_parsed() -> Iterator[None]:
    """While this holds, rdflib makes of a SERVICE what it parsed, and no more.

    By its own name for the node it also looks for the node's text from the start of the
    query, takes a ``#`` in a literal for a comment there, and then calls a query with a
    SERVICE no query at all. Under another name it does not look.
    """
    from rdflib.plugins.sparql.parser import ServiceGraphPattern

    name = ServiceGraphPattern.name
    ServiceGraphPattern.set_name(_SERVICE)
    try:
        yield
    finally:
        ServiceGraphPattern.set_name(name)


def _nodes(tree: Any) -> Iterator[Any]:
    """All named nodes of a parsed question, wherever they stand in it.

    A walk without recursion: the depth is the question's own.
    """
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, CompValue):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, ParseResults | list | tuple):
            # As a sequence: to the abstract classes a ParseResults is a mapping as well.
            waiting.extend(list(node))


def _shown(term: object) -> str:
    from rdflib import URIRef, Variable

    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, Variable):
        return f"?{term}"
    # A prefixed name is a mapping of its two halves.
    halves = dict(term) if isinstance(term, dict) else {}
    return f"{halves.get('prefix', '')}:{halves.get('localname', '')}"


# --- The process that answers -------------------------------------------------------


def serve(file: IO[bytes]) -> bytes:
    """The answer to one task as bytes, or a fault: what the process runs."""
    task = json.loads(file.readline())
    sandbox.mortal(task["seconds"])
    # Each bracket of a question is some twenty calls deep in its parser.
    sys.setrecursionlimit(8000)
    try:
        head, body = _answer(task, file)
    except UsageError as error:
        head, body = {"form": "fault", "usage": True, "message": str(error)}, b""
    except (PolicyGraphError, OSError, RuntimeError, ValueError, MemoryError) as error:
        message = str(error) or "out of memory; ask for less"
        head, body = {"form": "fault", "usage": False, "message": message}, b""
    return json.dumps(head).encode() + b"\n" + body


def _answer(task: Mapping[str, Any], data: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    question = read_question(task["text"])
    store = Store()
    store.extend(Quad(*quad.triple) for quad in parse(data.read(), format=RdfFormat.N_TRIPLES))
    sandbox.confine(task["memory"])
    try:
        result = store.query(question.text, base_iri=iris.BASE, prefixes=PREFIXES)
    except SyntaxError as error:
        raise UsageError(_engine_fault(str(error))) from None
    out = sandbox.Bounded(MOST_BYTES)
    if isinstance(result, QueryTriples):
        triples = serialize(result, out, format=RdfFormat.N_TRIPLES)
        assert triples is None
        return {"form": "statements"}, canonical(out.getvalue())
    result.serialize(out, format=QueryResultsFormat.JSON)
    return {"form": "bindings", "ordered": question.ordered}, out.getvalue()


def _engine_fault(message: str) -> str:
    """The engine's complaint in one line: its place, and its reasons where they are words."""
    found = re.match(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", message, re.DOTALL)
    if found is None:
        return f"query: {' '.join(message.split())}"
    reasons = sorted(
        reason[:1].lower() + reason[1:]
        for reason in found[3].split(", ")
        if re.fullmatch(r"[A-Z][a-zA-Z]*(?: [\w?'-]+)+", reason)
    )
    what = ", ".join(reasons) or "not SPARQL 1.1 from about here on; look there and just before"
    if "prefix not found" in reasons:
        what += f"; declare it with PREFIX, or use one of {', '.join(sorted(PREFIXES))}"
    return f"query, line {found[1]}, column {found[2]}: {what}"
