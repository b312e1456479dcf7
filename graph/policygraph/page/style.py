"""How everything on the page is drawn: one table, one meaning for each channel.

In: an ontology. Out: plain values that go into the page's data, and from there to the
drawing, the legend and the saved picture, so that all of them agree. The colours of types
and effects are those of every other format that draws (:mod:`policygraph.formats.drawing`).
The table names no type, relation or modality; it maps slots and orders to looks:

* effect: colour and arrowhead of an edge;
* modality: the pattern of its line, by the order that the ontology gives modalities;
* likelihood: its width;
* entity type: shape and fill of a node, by the slots of the type;
* a claim against an edge: a sign in its middle, never an edge of its own.
"""

from __future__ import annotations

from typing import Any

from policygraph.formats.drawing import COLOURS, EFFECT_COLOURS, SHAPES
from policygraph.model.ontology import EFFECTS, Ontology

#: Effect to arrowhead: a filled arrow, a bar across the end, an open arrow.
HEADS = {"enables": "filled", "constrains": "bar", "neutral": "open"}

#: Line patterns, plainest first, as lengths of dash and gap; the first modality is solid.
#: The last serves every modality beyond it.
PATTERNS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("solid", ()),
    ("dashed", (7, 5)),
    ("long dash", (15, 6)),
    ("dotted", (2, 5)),
    ("dash and dot", (9, 4, 2, 4)),
)

#: The width of an edge in pixels: of likelihood 0, and what likelihood 1 adds.
WIDTH = (0.8, 3.2)

#: Radius of a node in pixels: of one without edges, of the largest.
RADIUS = (8, 20)


def style_of(ontology: Ontology) -> dict[str, Any]:
    """The style table of an ontology, in plain values."""
    plain_shape, plain_colour = next(iter(SHAPES)), next(iter(COLOURS))
    modalities = sorted(ontology.modalities.values(), key=lambda m: (m.order, m.id))
    last = len(PATTERNS) - 1
    return {
        "effects": {
            effect: {"colour": EFFECT_COLOURS[effect], "head": HEADS[effect]} for effect in EFFECTS
        },
        "patterns": {
            modality.id: {
                "name": PATTERNS[min(number, last)][0],
                "dash": list(PATTERNS[min(number, last)][1]),
            }
            for number, modality in enumerate(modalities)
        },
        "types": {
            kind.id: {
                "shape": kind.shape if kind.shape in SHAPES else plain_shape,
                "fill": COLOURS.get(kind.colour, COLOURS[plain_colour]),
            }
            for kind in ontology.types.values()
        },
        "width": list(WIDTH),
        "radius": list(RADIUS),
    }
