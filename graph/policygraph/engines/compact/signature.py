"""What every kernel takes, as numba has it: the graph, the question, the working memory."""

from __future__ import annotations

import numpy as np

from policygraph.engines.compact.arrays import AGAINST, LIST, MOVE, SPAN, SUPPORT
from policygraph.engines.compact.compiled import changing, fixed
from policygraph.engines.compact.layout import RECORD, SLOT

_I1, _I4, _I8 = np.dtype(np.uint8), np.dtype(np.int32), np.dtype(np.int64)
#: lists, moves, support, against, spans, costs, types
GRAPH = (
    fixed(LIST),
    fixed(MOVE),
    fixed(SUPPORT),
    fixed(AGAINST),
    fixed(SPAN),
    fixed(_I8),
    fixed(np.dtype("u2")),
)
#: ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
#: sources, not_sources
QUESTION = (
    changing(_I8),
    fixed(_I4),
    fixed(_I4),
    fixed(_I4),
    fixed(_I4),
    fixed(_I1),
    fixed(_I4),
    fixed(_I4),
    fixed(_I1),
    fixed(_I1),
    fixed(_I4),
    fixed(_I4),
)
#: A list of slots; numbers that a kernel keeps; numbers that it only reads.
INTEGERS, NUMBERS, SETTLED = changing(_I4), changing(_I8), fixed(_I4)
#: slot_of, slots, records, tally, stop
SCRATCH = (changing(_I4), changing(SLOT), changing(RECORD), changing(_I8), changing(_I1))
