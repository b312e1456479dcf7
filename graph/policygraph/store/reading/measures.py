"""The quantities of the claims of a store, read from their texts when two are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import Measure
from policygraph.model.names import fold
from policygraph.model.records import Location
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.format.texts import Texts
from policygraph.tables.csv_reader import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Measures:
    """The quantities of claims by number: which claims have one, and what it is."""

    def __init__(self, files: StoreFiles) -> None:
        count, rows = len(files.array("claims/dataset")), files.optional("claims/row")
        self._quantities = files.texts("claims/quantity", count, rows)
        self._units = files.texts("claims/unit", count, rows)
        self._rows = rows

    def given(self, claims: NDArray[Any] | None = None) -> NDArray[np.bool_]:
        """Whether each of these claims has a quantity; of all claims if none are named."""
        texts = self._quantities
        if not isinstance(texts, Texts):
            return np.zeros(len(texts) if claims is None else len(claims), np.bool_)
        rows = self._rows if claims is None or self._rows is None else self._rows[claims]
        if rows is None:
            rows = np.arange(len(texts)) if claims is None else claims
        found: NDArray[np.bool_] = texts.starts[rows] != texts.starts[np.asarray(rows) + 1]
        return found

    def __call__(self, claim: int) -> Measure:
        """The quantity of a claim that has one."""
        cells = {"quantity": self._quantities[claim]}
        quantity = Row(cells, Location("", 0), "claim", []).quantity()
        assert quantity is not None
        return quantity.low, quantity.high, fold(self._units[claim])
