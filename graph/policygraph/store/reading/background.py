"""The edges of a stored graph that say where things are, when they began, or take force."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

import numpy as np

from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.model.ontology import Ontology
from policygraph.model.triples import Triple


def background_triples(
    graph: NumberedGraph, ontology: Ontology, relations: Collection[str]
) -> Sequence[Triple]:
    """The triples of the edges over some relations of the background."""
    names, rows = sorted(ontology.relations), graph.arrays.background
    chosen = rows[np.isin(rows["relation"], [n for n, one in enumerate(names) if one in relations])]
    entity_id = cache(graph.entity_id)
    return [
        (entity_id(subject), names[relation], entity_id(target))
        for subject, target, _, relation in chosen.tolist()
    ]
