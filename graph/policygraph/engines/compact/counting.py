"""Which rows of claims count under the filters that apply to all claims, read at once.

The definition is that of :func:`policygraph.query.edges.claim_filter`, but for dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import Arrays, day_codes, unmarked
from policygraph.engines.compact.columns import day
from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.masked import MaskedCollection
from policygraph.query.query import Scope

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Counting:
    """Whether each of some rows counts under ``known_by``, ``not_sources`` and what is hidden."""

    def __init__(self, collection: Collection, graph: NumberedGraph, query: Scope) -> None:
        self.by = None
        if query.known_by is not None:
            self.by = day_code(graph.arrays, dates.read_date(query.known_by).latest)
        sources: Sequence[str] = query.not_sources
        hidden: Sequence[str] = ()
        if isinstance(collection, MaskedCollection):
            sources = (*sources, *collection.hidden_sources)
            hidden = tuple(collection.hidden)
        self.sources = np.array([graph.source(name) for name in sources], np.int64)
        self.hidden = np.array([graph.claim(name) for name in hidden], np.int64)

    def __call__(self, rows: NDArray[Any]) -> NDArray[np.bool_]:
        """By row; the rows have ``known``, ``source`` and ``claim``."""
        found = np.ones(len(rows), np.bool_)
        if self.by is not None:
            found &= rows["known"] <= self.by
        if len(self.sources):
            found &= ~np.isin(unmarked(rows["source"]), self.sources)
        if len(self.hidden):
            found &= ~np.isin(unmarked(rows["claim"]), self.hidden)
        return found


def day_code(arrays: Arrays, when: float) -> int:
    """The number that stands for a day in the arrays."""
    return int(day_codes(np.array([day(when)]), arrays.far)[0])
