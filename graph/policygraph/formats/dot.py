"""Graphviz DOT: a drawing of the graph, or of a part of it.

Colour and shape show the type, the colour of an arrow its effect, its line the modality:
solid for stated, dashed for hedged, dotted for planned or possible. The label of a contested
arrow says so. Long labels have several lines. DOT is for drawing; other formats hold what a
source says.

Graphviz reads an ``&`` in a text as the beginning of a character of HTML (``&copy;``), so it
is written as ``&amp;``.
"""

from __future__ import annotations

from policygraph.formats.drawing import caption, effect_colour, line_of, look_of, wrapped
from policygraph.formats.files import encoded
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under

_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": " ", "\0": " "})
#: Columns of the lines of a label, on an entity and on an arrow.
_NODE_WIDTH, _ARROW_WIDTH = 28, 22


def write_dot(collection: Collection) -> bytes:
    """The nodes and arrows of a collection, sorted, as a directed graph."""
    ontology = collection.ontology
    lines = [
        "digraph policygraph {",
        '  graph [charset="UTF-8", rankdir="LR"];',
        '  node [style="filled", fontname="Helvetica"];',
        '  edge [fontname="Helvetica", fontsize="10"];',
    ]
    for entity in collection.entities.values():
        look = look_of(ontology, entity.type)
        values = _attributes(
            label=wrapped(entity.label.text, _NODE_WIDTH),
            tooltip=ontology.types[entity.type].label,
            shape=look.dot_shape,
            fillcolor=look.colour,
        )
        lines.append(f"  {quoted(entity.id)} [{values}];")
    for edge in edges_under(collection):
        values = _attributes(
            label=wrapped(caption(ontology, edge), _ARROW_WIDTH),
            tooltip=", ".join(claim.id for claim in edge.supporting),
            color=effect_colour(ontology, edge.relation),
            style=line_of(ontology, edge.supporting[0]),
            penwidth=f"{1 + 2 * edge.strength:.2f}",
        )
        lines.append(f"  {quoted(edge.subject)} -> {quoted(edge.object)} [{values}];")
    return encoded("\n".join([*lines, "}", ""]))


def quoted(text: str) -> str:
    r"""A quoted string of DOT; a backslash stays one, so that no ``\N`` is replaced.

    >>> print(quoted('a "b" \\N'))
    "a \"b\" \\N"
    """
    return '"' + text.translate(_ESCAPED) + '"'


def _attributes(**values: str) -> str:
    escaped = {name: value.replace("&", "&amp;") for name, value in values.items()}
    return ", ".join(f"{name}={quoted(value)}" for name, value in escaped.items())
