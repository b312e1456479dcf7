"""Columns of ids: sorted, without repetition, and looked up together or one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.store.building.batches import to_numpy
from policygraph.store.format.texts import Texts, arrow_buffers

if TYPE_CHECKING:
    from numpy.typing import NDArray


class IdColumn:
    """Sorted ids without repetition, as Arrow strings and as texts."""

    def __init__(self, ids: Any) -> None:
        self.ids = ids
        self.texts = Texts(*arrow_buffers(ids))

    def __len__(self) -> int:
        return len(self.texts)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.texts.position(text) is not None

    def positions(self, texts: Any) -> NDArray[np.int32]:
        """The position of each text, or -1."""
        import pyarrow.compute as pc

        found = pc.fill_null(pc.index_in(texts.cast(self.ids.type), value_set=self.ids), -1)
        return to_numpy(found).astype(np.int32, copy=False)


def sorted_ids(chunks: list[Any]) -> tuple[Any, NDArray[np.int64] | None]:
    """Ids by code point, as one Arrow array, and the row of each; None if they were sorted.

    An id of several rows is repeated, in the order of the rows.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    large = [chunk.cast(pa.large_string()) for chunk in chunks]
    ids = pa.concat_arrays(large) if large else pa.array([], pa.large_string())
    if len(ids) < 2 or pc.all(pc.less(ids[:-1], ids[1:])).as_py():
        return ids, None
    order = pc.sort_indices(ids)
    return ids.take(order), to_numpy(order).astype(np.int64)


def distinct(ids: Any) -> NDArray[np.bool_]:
    """Which of sorted ids differ from the id before."""
    import pyarrow.compute as pc

    new = np.ones(len(ids), np.bool_)
    if len(ids) > 1:
        new[1:] = to_numpy(pc.not_equal(ids[1:], ids[:-1]))
    return new
