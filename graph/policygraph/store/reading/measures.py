"""The quantities of the claims of a store, read from their texts when two are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.columns import Measure
from policygraph.model.names import fold
from policygraph.model.records import Location
from policygraph.store.format.store_files import StoreFiles
from policygraph.tables.csv_reader import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Measures:
    """The quantities of claims by number: which claims have one, and what it is."""

    def __init__(self, files: StoreFiles) -> None:
        self._quantities, self._units = files.cells("claims/quantity"), files.cells("claims/unit")

    def given(self, claims: NDArray[Any] | None = None) -> NDArray[np.bool_]:
        """Whether each of these claims has a quantity; of all claims if none are named."""
        return self._quantities.given(claims)

    def __call__(self, claim: int) -> Measure:
        """The quantity of a claim that has one."""
        cells = {"quantity": self._quantities[claim]}
        quantity = Row(cells, Location("", 0), "claim", []).quantity()
        assert quantity is not None
        return quantity.low, quantity.high, fold(self._units[claim])
