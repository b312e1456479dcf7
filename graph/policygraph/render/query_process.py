"""An answer to a SPARQL query, written in the process of the query.

Sorting and writing a long answer then end with the query's time, and take none of the memory of
the process that asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from policygraph.render.query import query_view, result_text
from policygraph.render.writers import DOCUMENTS
from policygraph.render.writers.text import Page
from policygraph.sparql import engine
from policygraph.sparql.engine import Question
from policygraph.sparql.results import Notes, Result


def written(question: Question, format: str, page: Page) -> tuple[bytes, Notes]:
    """The answer and its notes, in one of :data:`~policygraph.render.query.RESULT_FORMATS`."""
    task = {"format": format, "width": page.width, "colour": page.colour}
    return engine.answer(question, __name__, "serve", task)


def document(question: Question, kind: str) -> tuple[bytes, Notes]:
    """The answer and its notes, as one of :data:`~policygraph.render.writers.DOCUMENTS`."""
    return engine.answer(question, __name__, "serve_document", {"kind": kind})


def serve(file: IO[bytes]) -> bytes:
    """Answer one task of :func:`written`; the process runs this function."""
    return engine.serve_as(file, _write)


def serve_document(file: IO[bytes]) -> bytes:
    """Answer one task of :func:`document`, whose writer may open a template."""
    return engine.serve_as(file, _write_document, files=True)


def _write(result: Result, task: Mapping[str, Any]) -> Iterator[bytes]:
    page = Page(task["width"], task["colour"])
    yield result_text(result, task["format"], page).encode(errors="backslashreplace")


def _write_document(result: Result, task: Mapping[str, Any]) -> Iterator[bytes]:
    yield DOCUMENTS[task["kind"]].write(query_view(result).document())
