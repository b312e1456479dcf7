"""Mermaid flowcharts, for a path, an answer or a small part of the graph in a document.

An arrow goes from subject to object and says its relation; a dashed one is hedged in
its words. A graph without arrows shows its entities. Every character that Mermaid or HTML
could take for its own is written as an entity code, so that a label is only ever text.

Mermaid refuses a flowchart above two limits of its configuration, which no text of a flowchart
may raise. A first line of one that is larger says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from policygraph.analyses.answer import Answer
from policygraph.formats.drawing import SOLID, caption, line_of, look_of
from policygraph.formats.files import encoded
from policygraph.model.collection import Collection
from policygraph.query.edges import Edge, edges_under

#: Mermaid's defaults: the arrows (``maxEdges``) and the UTF-16 code units (``maxTextSize``).
MAX_EDGES, MAX_TEXT = 500, 50_000

_COMMENT = "  %% "
_PLAIN = frozenset(",.-()/:'?!")


def write_mermaid(collection: Collection) -> bytes:
    """The arrows of a collection and the entities at their ends; without arrows, its entities."""
    edges = edges_under(collection)
    return encoded(_flowchart(collection, edges, () if edges else collection.entities))


def mermaid_limits(data: bytes) -> str:
    """What Mermaid refuses in a flowchart that :func:`write_mermaid` wrote; empty if nothing."""
    first = data.decode().split("\n", 2)[1]
    return first.removeprefix(_COMMENT) if first.startswith(_COMMENT) else ""


def answer_mermaid(collection: Collection, answer: Answer) -> str:
    """The paths of an answer in one flowchart, steps in the order of the paths.

    Empty paths (an answer without any) give a flowchart of the two ends alone.
    """
    edges = {edge.triple: edge for edge in edges_under(collection, answer.query)}
    taken: dict[tuple[str, str, str], Edge] = {}
    for path in answer.paths:
        for step in path.steps:
            taken[step.triple] = edges[step.triple]
    return _flowchart(collection, taken.values(), (answer.start.id, answer.end.id))


def _flowchart(collection: Collection, edges: Iterable[Edge], entities: Iterable[str] = ()) -> str:
    edges, ontology = list(edges), collection.ontology
    ends = (end for edge in edges for end in (edge.subject, edge.object))
    numbers = {name: f"n{i}" for i, name in enumerate(dict.fromkeys((*entities, *ends)), 1)}
    lines = ["flowchart LR"]
    for name, number in numbers.items():
        entity = collection.entities[name]
        left, right = look_of(ontology, entity.type).brackets
        lines.append(f'  {number}{left}"{escaped(entity.label.text)}"{right}')
    for edge in edges:
        arrow = "-->" if line_of(ontology, edge.supporting[0]) == SOLID else "-.->"
        words = escaped(caption(ontology, edge))
        lines.append(f'  {numbers[edge.subject]} {arrow}|"{words}"| {numbers[edge.object]}')
    size = len("\n".join([*lines, ""]).encode("utf-16-le")) // 2
    if len(edges) > MAX_EDGES or size > MAX_TEXT:
        lines.insert(1, _COMMENT + _too_large(len(edges), size))
    return "\n".join([*lines, ""])


def _too_large(edges: int, size: int) -> str:
    return (
        f"a flowchart of {edges} arrows and {size} characters; "
        f"Mermaid draws up to {MAX_EDGES} and {MAX_TEXT} unless its maxEdges and "
        "maxTextSize are raised; export a part, or use dot"
    )


def escaped(text: str) -> str:
    """A label's text: letters and digits of any script as they are, other marks as codes.

    What Mermaid would take for Markdown (``1.`` or a dash at the beginning) is a code too.

    >>> escaped('5 < 6 "x"'), escaped("1. A-b")
    ('5 #60; 6 #34;x#34;', '1#46; A-b')
    """
    out = []
    for index, char in enumerate(text):
        begins = not text[:index].strip("0123456789")
        if char.isspace():
            out.append(" ")
        elif unicodedata.category(char)[0] in "LMN" or (char in _PLAIN and not begins):
            out.append(char)
        else:
            out.append(f"#{ord(char)};")
    return "".join(out)
