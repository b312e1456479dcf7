"""GEXF 1.3 for Gephi: validity as spells, colour, size and shape by type, no clock.

An arrow is there during the spells of its claims. A spell goes from the first day on
which the claim may hold to the last; an end that the source does not give is left open,
and an arrow with a claim that gives no date at all has no spells: it is always there.
Spells that touch are one, since Gephi refuses overlaps. Days before year 1 and after
9999, which an XML date cannot be, count as open. The dates as the source gives them are
in the attribute ``valid``.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from policygraph.errors import DataError
from policygraph.formats.drawing import effect_colour, line_of, look_of
from policygraph.formats.files import encoded
from policygraph.formats.graphml import keyed, written
from policygraph.formats.property_graph import Value, arrow_attributes, node_attributes
from policygraph.formats.xml_text import attributes, refuse_doctype, text
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Entity
from policygraph.query.edges import Edge, edges_under

if TYPE_CHECKING:
    import networkx as nx

NAMESPACE = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"

_TYPES: dict[type, str] = {str: "string", float: "double", int: "long", bool: "boolean"}
_FIRST, _LAST = dates.day_number(1, 1, 1), dates.day_number(9999, 12, 31)

Spell = tuple[dates.Day, dates.Day]


def write_gexf(collection: Collection) -> bytes:
    """The nodes and arrows of a collection, sorted."""
    edges = edges_under(collection)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<gexf xmlns="{NAMESPACE}" xmlns:viz="{VIZ}" version="1.3">',
        f"<meta><creator>policygraph</creator><description>{_described(collection)}"
        "</description></meta>",
        '<graph defaultedgetype="directed" mode="dynamic" timeformat="date"'
        ' timerepresentation="interval">',
    ]
    for of, sample in (
        ("node", next((_node_values(collection, e) for e in collection.entities.values()), {})),
        ("edge", _edge_values(collection, edges[0]) if edges else {}),
    ):
        lines.append(f'<attributes class="{of}" mode="static">')
        for name, value in sample.items():
            declared = attributes(id=name, title=name, type=_TYPES[type(value)])
            lines.append(f"<attribute{declared}/>")
        lines.append("</attributes>")
    lines.append(f'<nodes count="{len(collection.entities)}">')
    for entity in collection.entities.values():
        look = look_of(collection.ontology, entity.type)
        lines += [
            f"<node{attributes(id=entity.id, label=entity.label.text)}>",
            *_attvalues(_node_values(collection, entity)),
            _colour(look.colour),
            f'<viz:size value="{look.size}"/>',
            f'<viz:shape value="{look.gexf_shape}"/>',
            "</node>",
        ]
    lines += ["</nodes>", f'<edges count="{len(edges)}">']
    for number, edge in enumerate(edges):
        values = _edge_values(collection, edge)
        head = attributes(
            id=str(number),
            source=edge.subject,
            target=edge.object,
            type="directed",
            label=collection.ontology.relations[edge.relation].label,
            kind=edge.relation,
            weight=str(edge.strength),
        )
        lines += [
            f"<edge{head}>",
            *_attvalues(values),
            *_spells(collection, edge),
            _colour(effect_colour(collection.ontology, edge.relation)),
            f'<viz:thickness value="{1 + 3 * edge.strength:.2f}"/>',
            f'<viz:shape value="{line_of(collection.ontology, edge.supporting[0])}"/>',
            "</edge>",
        ]
    return encoded("\n".join([*lines, "</edges>", "</graph>", "</gexf>", ""]))


def read_gexf(data: bytes) -> nx.MultiDiGraph[str]:
    """The multigraph of a GEXF file as networkx reads it, arrows keyed by their relation.

    Raises :class:`DataError` for what is not GEXF or has a DOCTYPE. Nodes and arrows
    have, beside their own attributes, those that networkx makes of spells and drawing.
    """
    import networkx as nx

    refuse_doctype(data)
    try:
        found = nx.MultiDiGraph(nx.read_gexf(io.BytesIO(data)))
    except (nx.NetworkXException, LookupError, ValueError, AttributeError, TypeError) as error:
        raise DataError(f"the document is not GEXF: {error}; write it again") from None
    return keyed(found)


def spells(collection: Collection, edge: Edge) -> list[Spell]:
    """When an arrow may hold: days from and to, in order, apart; none if always."""
    event = collection.ontology.relations[edge.relation].event
    found = sorted(
        dates.validity(claim.start, claim.end, event=event).outer for claim in edge.supporting
    )
    joined: list[Spell] = []
    for first, last in found:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return [] if joined == [(float("-inf"), float("inf"))] else joined


def _spells(collection: Collection, edge: Edge) -> list[str]:
    found = []
    for first, last in spells(collection, edge):
        ends = {}
        if first >= _FIRST:
            ends["start"] = str(dates.iso_day(min(first, _LAST)))
        if last <= _LAST:
            ends["end"] = str(dates.iso_day(max(last, _FIRST)))
        found.append(f"<spell{attributes(**ends)}/>")
    return ["<spells>", *found, "</spells>"] if found else []


def _node_values(collection: Collection, entity: Entity) -> dict[str, Value]:
    """The attributes of a node; its label is part of the tag."""
    values = node_attributes(collection, entity)
    return {name: value for name, value in values.items() if name != "label"}


def _edge_values(collection: Collection, edge: Edge) -> dict[str, Value]:
    values = arrow_attributes(collection, edge)
    return {name: value for name, value in values.items() if name != "label"}


def _attvalues(values: dict[str, Value]) -> list[str]:
    rows = [f"<attvalue{attributes(for_=n, value=written(v))}/>" for n, v in values.items()]
    return ["<attvalues>", *rows, "</attvalues>"]


def _colour(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _described(collection: Collection) -> str:
    return text(" + ".join(sorted(collection.datasets)))
