"""How an entity and an edge are drawn: the ontology's slots, as colours, shapes and lines.

The ontology gives each type a colour slot and a shape slot by name and each relation an
effect; this table says what they look like, for every format that draws. The colours
are those of Okabe and Ito, which people with any colour vision tell apart. A line is
solid for what is said outright, dashed for what is hedged and dotted for what is not
(yet) asserted at all; a slot that is not in the table is drawn as the first.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim
from policygraph.query.edges import Edge

COLOURS = {
    "grey": "#999999",
    "orange": "#E69F00",
    "sky-blue": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
    "black": "#000000",
}
#: Shape slots as GEXF (1.3, module viz), Graphviz and Mermaid have them.
SHAPES = {
    "dot": ("disc", "ellipse", ("([", "])")),
    "square": ("square", "box", ("[", "]")),
    "box": ("square", "box", ("[", "]")),
    "triangle": ("triangle", "triangle", ("[/", "\\]")),
    "diamond": ("diamond", "diamond", ("{", "}")),
    "star": ("diamond", "star", ("{{", "}}")),
}
EFFECT_COLOURS = {"neutral": "#7A7A7A", "enables": "#0072B2", "constrains": "#D55E00"}
SOLID, DASHED, DOTTED = "solid", "dashed", "dotted"

#: Joins the signs before and after it to one (emoji, Indic letters).
_JOINER = "\u200d"

#: Who can act or speak is drawn larger than what is acted upon.
_ACTOR_SIZE, _THING_SIZE = 16.0, 10.0


class Look(NamedTuple):
    """How a node is drawn: colour as ``#RRGGBB``, shape by format, size."""

    colour: str
    gexf_shape: str
    dot_shape: str
    brackets: tuple[str, str]
    size: float


def look_of(ontology: Ontology, type_id: str) -> Look:
    """How the entities of a type are drawn."""
    kind = ontology.types[type_id]
    colour = COLOURS.get(kind.colour, next(iter(COLOURS.values())))
    gexf, dot, brackets = SHAPES.get(kind.shape, next(iter(SHAPES.values())))
    acts = any(ontology.types[t].attributable for t in ontology.type_chain(type_id))
    return Look(colour, gexf, dot, brackets, _ACTOR_SIZE if acts else _THING_SIZE)


def effect_colour(ontology: Ontology, relation: str) -> str:
    """The colour of an edge: what its relation's influence does."""
    effects = EFFECT_COLOURS
    return effects.get(ontology.relations[relation].effect, next(iter(effects.values())))


def line_of(ontology: Ontology, claim: Claim) -> str:
    """The line of an edge, by how its strongest claim is put."""
    modality = ontology.modalities[claim.modality]
    if not modality.assertable:
        return DOTTED
    return DASHED if modality.phrase else SOLID


def caption(ontology: Ontology, edge: Edge) -> str:
    """The words on an edge: hedge, relation, and that it is contested if it is."""
    claim, relation = edge.supporting[0], ontology.relations[edge.relation]
    modality = ontology.modalities[claim.modality]
    words = relation.label if not modality.phrase else f"{relation.label} ({modality.label})"
    return f"{words}, contested" if edge.contested else words


def wrapped(text: str, width: int) -> str:
    """A text in lines of at most ``width`` columns, broken at blanks, else between letters.

    A letter of Chinese, Japanese or Korean takes two columns and a combining mark none, so
    that a name without blanks has lines too. Nothing but blanks at a break is left out.

    >>> wrapped("Framework for Artificial Intelligence Diffusion", 20).split("\\n")
    ['Framework for', 'Artificial', 'Intelligence', 'Diffusion']
    >>> wrapped("关于人工智能", 6)
    '关于人\\n工智能'
    """
    lines: list[str] = []
    for word in text.split():
        if lines and _columns(lines[-1]) + 1 + _columns(word) <= width:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        used = 0
        for number, char in enumerate(word):
            takes = _columns(char)
            if takes and used + takes > width and word[number - 1] != _JOINER:
                lines.append("")
                used = 0
            lines[-1] += char
            used += takes
    return "\n".join(lines)


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me", "Cf")
        else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )
