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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, TypeVar

from pyoxigraph import QueryBoolean, QueryTriples, RdfFormat, Store, parse

from policygraph.errors import PolicyGraphError, QueryFailed, UsageError
from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.nodes import claim_nodes, context_nodes, plain_nodes
from policygraph.rdf.terms import n_triples
from policygraph.sparql import results, sandbox
from policygraph.sparql.comparisons import impossible_comparisons
from policygraph.sparql.entailment import ENTAILMENTS, RELATIONS, entailed, with_merged
from policygraph.sparql.former_ids import with_current_ids
from policygraph.sparql.refusals import CheckedQuery, read_query
from policygraph.sparql.results import (
    Result,
    Solutions,
    Statements,
    Verdict,
    canonical,
    decode,
    encode,
    read_statements,
    solutions,
)
from policygraph.sparql.sandbox import (
    DEFAULT_SECONDS,
    MOST_SECONDS,
    Deadline,
)

Row = TypeVar("Row")

#: The size of an answer, in bytes and in cells; a query with a larger one lacks a LIMIT.
MOST_BYTES, MOST_CELLS = 100_000_000, 1_000_000
#: The RDF form of more claims than this does not fit in memory.
MOST_CLAIMS = 500_000
#: Address space that the process may use beside the data, where the system can limit it.
MEMORY = 1 << 30
#: How many nodes of the data are made at a time.
_BATCH = 500

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
    entail: str = RELATIONS,
) -> Result:
    """The answer to a SPARQL query over a collection and its ontology files.

    ``entail`` is one of :data:`~policygraph.sparql.entailment.ENTAILMENTS`.

    Raises :class:`UsageError` for a text that is not a SPARQL query or is refused, and
    :class:`QueryFailed` where time, memory or the size of the answer is used up.
    """
    question = Question(collection, tuple(vocabulary), text, seconds, entail)
    body, notes = answer(question, __name__, "serve", {})
    return replace(decode(body.splitlines(keepends=True)), notes=notes)


@dataclass(frozen=True)
class Question:
    """A query, what it asks, and its time: ``seconds`` since ``began``, else since it is asked."""

    collection: Collection
    vocabulary: tuple[Path, ...]
    text: str
    seconds: float
    entail: str = RELATIONS
    began: float | None = None


def answer(
    question: Question, module: str, function: str, task: Mapping[str, Any]
) -> tuple[bytes, tuple[str, ...]]:
    """What a function of a module makes of the answer, in the process of the query, and notes.

    The function calls :func:`serve_as`, and gets ``task`` there. Raises as :func:`select` does.
    """
    seconds, claims = question.seconds, len(question.collection.claims)
    if not 0 < seconds <= MOST_SECONDS:
        raise UsageError(f"seconds is {seconds:g}; give more than 0 and at most {MOST_SECONDS:g}")
    if claims > MOST_CLAIMS:
        what = f"the RDF form of {claims} claims would not fit in memory"
        raise UsageError(f"query refused: {what}; ask about a part, with --around ENTITY --hops N")
    try:
        question.text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"query, character {error.start + 1}: not Unicode; save it as UTF-8"
        ) from None
    if question.entail not in ENTAILMENTS:
        listed = ", ".join(ENTAILMENTS)
        raise UsageError(f"unknown entailment {question.entail!r}; choose from {listed}")
    text, replaced = question.text, dict[str, str]()
    if question.entail == RELATIONS:
        text, replaced = with_current_ids(text, question.collection.canonical, PREFIXES)
    limits = {"memory": MEMORY, "cells": MOST_CELLS, "bytes": MOST_BYTES}
    line = json.dumps({**task, "text": text, **limits}).encode() + b"\n"
    found = sandbox.run_in_process(
        module, function, chain((line,), _data(question)), Deadline(seconds, question.began)
    )
    head, _, body = found.partition(b"\n")
    said = json.loads(head)
    if "fault" in said:
        raise (UsageError if said["usage"] else QueryFailed)(said["fault"])
    merged = (
        f"{former} is merged into {current}, and is asked by that id"
        for former, current in sorted(replaced.items())
    )
    return body, (*merged, *said["notes"])


def _data(question: Question) -> Iterator[bytes]:
    """What a query asks, in N-Triples, a piece at a time; a triple may come more than once."""
    collection = question.collection
    plain = plain_nodes(collection)
    context = context_nodes(collection)
    if question.entail == RELATIONS:
        plain, context = entailed(plain, collection.ontology), with_merged(context, collection)
    nodes = chain(context, (node for _, found in claim_nodes(collection) for node in found), plain)
    while batch := list(islice(nodes, _BATCH)):
        yield n_triples(batch)
    for path in question.vocabulary:
        quads = parse(path=str(path), format=RdfFormat.TURTLE)
        yield results.n_triples(quad.triple for quad in quads)


def serve(file: IO[bytes]) -> bytes:
    """The answer to one task as lines of :func:`~policygraph.sparql.results.encode`."""
    return serve_as(file, lambda result, task: encode(result))


def serve_as(
    file: IO[bytes],
    write: Callable[[Result, Mapping[str, Any]], Iterable[bytes]],
    *,
    files: bool = False,
) -> bytes:
    """A fault in one line of JSON, or notes in one and the answer as ``write`` writes it.

    The process of a query calls this. ``files`` says that ``write`` opens files.
    """
    task = json.loads(file.readline())
    # Each bracket of a query is some twenty calls deep in its parser.
    sys.setrecursionlimit(8000)
    said: dict[str, Any]
    body = b""
    try:
        query = read_query(task["text"])
        store = Store()
        store.bulk_load(input=file, format=RdfFormat.N_TRIPLES)
        # What is imported while it writes is imported now: later no file can be opened.
        for nothing in (Verdict(False), Statements(()), Solutions((), ())):
            with suppress(PolicyGraphError):
                b"".join(write(nothing, task))
        notes = impossible_comparisons(query.tree, store, PREFIXES)
        sandbox.limit_resources(task["memory"], files=files)
        result = _result(store, query, task["cells"])
        if files:
            sandbox.allow_files()
        out = sandbox.BoundedBuffer(task["bytes"])
        for piece in write(result, task):
            out.write(piece)
        said, body = {"notes": notes}, out.getvalue()
    except UsageError as error:
        said = {"usage": True, "fault": str(error)}
    except (PolicyGraphError, OSError, RuntimeError, ValueError, MemoryError) as error:
        said = {"usage": False, "fault": str(error) or "out of memory; ask for less"}
    return json.dumps(said).encode() + b"\n" + body


def _result(store: Store, query: CheckedQuery, cells: int) -> Result:
    try:
        found = store.query(query.text, base_iri=iris.BASE, prefixes=PREFIXES)
    except SyntaxError as error:
        raise UsageError(_engine_fault(str(error))) from None
    if isinstance(found, QueryBoolean):
        return Verdict(bool(found))
    if isinstance(found, QueryTriples):
        triples = list(_few(found, 3, cells))
        return read_statements(canonical(results.n_triples(triples)))
    variables = [variable.value for variable in found.variables]
    rows = [tuple(row) for row in _few(found, len(variables), cells)]
    return solutions(variables, rows, ordered=query.ordered)


def _few(rows: Iterable[Row], width: int, cells: int) -> Iterator[Row]:
    """Rows of at most so many cells, or :class:`QueryFailed`; an unbound cell counts too."""
    most = cells // max(1, width)
    for number, row in enumerate(rows):
        if number == most:
            raise QueryFailed(
                f"query stopped: its answer has more than {cells:,} cells; add a LIMIT"
            )
        yield row


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
