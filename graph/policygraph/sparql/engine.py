"""SPARQL 1.1 over the RDF form: a query in, typed results out; nothing remote or changed.

A query sees the claim nodes, the plain triples and the ontology, in one default graph in
memory. :mod:`policygraph.sparql.refusals` reads it first. It runs in a process of its own,
which is killed when its time is up, since pyoxigraph cannot be interrupted; where the
system allows it, that process can open neither a file nor a connection.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

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
from policygraph.sparql.refusals import read_query
from policygraph.sparql.results import Result, canonical, n_triples, read_result, read_statements
from policygraph.sparql.sandbox import DEFAULT_SECONDS, MOST_SECONDS

#: The size of an answer; a query with a larger one lacks a LIMIT.
MOST_BYTES = 100_000_000
#: The RDF form of more claims than this does not fit in memory.
MOST_CLAIMS = 500_000
#: Address space of the process beside ten times the data, where the system can limit it.
MEMORY = 4 << 30

#: Declared in every query, which may declare them otherwise.
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
    """The answer to a SPARQL query over a collection and its ontology files.

    Raises :class:`UsageError` for a text that is not a SPARQL query or is refused, and
    :class:`QueryFailed` where time, memory or the size of the answer is used up.
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
    answer = sandbox.run_in_process(__name__, "serve", task_line + data, seconds)
    line, _, body = answer.partition(b"\n")
    head = json.loads(line)
    if head["form"] == "fault":
        raise (UsageError if head["usage"] else QueryFailed)(head["message"])
    if head["form"] == "statements":
        return read_statements(body)
    return read_result(body, ordered=head["ordered"])


def vocabulary_triples(files: Iterable[Path]) -> Iterator[Triple]:
    """The triples of the ontology files: labels, definitions, influence, effect and the rest."""
    for path in files:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield quad.triple


def serve(file: IO[bytes]) -> bytes:
    """The answer to one task as bytes, or a fault; the process runs this function."""
    task = json.loads(file.readline())
    sandbox.limit_time(task["seconds"])
    # Each bracket of a query is some twenty calls deep in its parser.
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
    query = read_query(task["text"])
    store = Store()
    store.extend(Quad(*quad.triple) for quad in parse(data.read(), format=RdfFormat.N_TRIPLES))
    sandbox.limit_resources(task["memory"])
    try:
        result = store.query(query.text, base_iri=iris.BASE, prefixes=PREFIXES)
    except SyntaxError as error:
        raise UsageError(_engine_fault(str(error))) from None
    out = sandbox.BoundedBuffer(MOST_BYTES)
    if isinstance(result, QueryTriples):
        triples = serialize(result, out, format=RdfFormat.N_TRIPLES)
        assert triples is None
        return {"form": "statements"}, canonical(out.getvalue())
    result.serialize(out, format=QueryResultsFormat.JSON)
    return {"form": "bindings", "ordered": query.ordered}, out.getvalue()


def _engine_fault(message: str) -> str:
    """The engine's error in one line: its position, and its reasons where they are words."""
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
