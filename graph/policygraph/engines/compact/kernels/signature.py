"""The numba types of what every kernel takes: the graph, the question, the working memory."""

from __future__ import annotations

import numpy as np

from policygraph.engines.compact.arrays import AGAINST, LIST, MOVE, SPAN, SUPPORT
from policygraph.engines.compact.compilation import read_only, writable
from policygraph.engines.compact.kernels.layout import RECORD, SLOT

_I1, _I4, _I8 = np.dtype(np.uint8), np.dtype(np.int32), np.dtype(np.int64)
#: lists, moves, support, against, spans, costs, types
GRAPH = (
    read_only(LIST),
    read_only(MOVE),
    read_only(SUPPORT),
    read_only(AGAINST),
    read_only(SPAN),
    read_only(_I8),
    read_only(np.dtype("u2")),
)
#: ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
#: sources, not_sources, weights
QUESTION = (
    writable(_I8),
    read_only(_I4),
    read_only(_I4),
    read_only(_I4),
    read_only(_I4),
    read_only(_I1),
    read_only(_I4),
    read_only(_I4),
    read_only(_I1),
    read_only(_I1),
    read_only(_I4),
    read_only(_I4),
    read_only(_I8),
)
#: traits, kinds, actions, assertable, began, first_known, up_from, up_to, place_from, place_to,
#: kept_from, kept_to, marks, merged, merged_into, pool, climb, walk, seek: the rules of influence.
#: The last four are written to.
RULES = (
    read_only(_I4),
    read_only(_I1),
    read_only(_I1),
    read_only(_I1),
    *[read_only(_I4)] * 8,
    read_only(_I1),
    *[read_only(_I4)] * 2,
    *[writable(_I4)] * 4,
)
#: A list of slots; numbers that a kernel writes; numbers that it only reads.
INTEGERS, NUMBERS, SETTLED = writable(_I4), writable(_I8), read_only(_I4)
#: slot_of, slots, records, tally, stop
MEMORY = (writable(_I4), writable(SLOT), writable(RECORD), writable(_I8), writable(_I1))
