"""The triples of a stored graph that say where things are or are not, or take force."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.model.ontology import Ontology
from policygraph.model.triples import Triple

if TYPE_CHECKING:
    from numpy.typing import NDArray


def background_triples(
    graph: NumberedGraph, ontology: Ontology, relations: Collection[str]
) -> Sequence[Triple]:
    """The triples of the edges over some relations of the background."""
    return _triples(graph, ontology, relations, graph.arrays.background)


def denied_triples(
    graph: NumberedGraph, ontology: Ontology, relations: Collection[str]
) -> Sequence[Triple]:
    """The triples over some relations that a claim denies."""
    return _triples(graph, ontology, relations, graph.arrays.denied)


def _triples(
    graph: NumberedGraph, ontology: Ontology, relations: Collection[str], rows: NDArray[Any]
) -> Sequence[Triple]:
    """The different triples of rows, in the order of their numbers."""
    names = sorted(ontology.relations)
    chosen = rows[np.isin(rows["relation"], [n for n, one in enumerate(names) if one in relations])]
    entity_id = cache(graph.entity_id)
    found = zip(*(chosen[name].tolist() for name in ("subject", "relation", "object")), strict=True)
    return [
        (entity_id(subject), names[relation], entity_id(target))
        for subject, relation, target in dict.fromkeys(found)
    ]
