"""Whom the claims of a store are directed at, and how grave they are, from their texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model.ontology import Ontology
from policygraph.model.records import Location
from policygraph.query.influence.grades import grade_numbers, grade_of_cells
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.reading.claim_columns import InfluenceColumns
from policygraph.tables.csv_reader import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray


class InfluenceCells:
    """The cells of a store's claims that say whom they are directed at, and how grave they are."""

    def __init__(self, files: StoreFiles, ontology: Ontology) -> None:
        self._ontology = ontology
        self._towards, self._grades, self._quantities, self._units = (
            files.cells(f"claims/{name}") for name in ("towards", "grade", "quantity", "unit")
        )

    def columns(
        self,
        claims: NDArray[Any],
        relations: NDArray[Any],
        entity: Callable[[str], int],
    ) -> InfluenceColumns:
        """The columns of some claims over relations; ``entity`` gives a number after merges."""
        names, ontology = sorted(self._ontology.relations), self._ontology
        number, numbered = grade_numbers(ontology), cache(entity)
        usual = np.array(
            [
                [number[grade_of_cells(ontology, name, along=way)] for way in (True, False)]
                for name in names
            ],
            np.uint8,
        ).reshape(-1, 2)
        found = usual[relations]
        graded = np.array([_is_measured(ontology, name) for name in names], np.bool_)
        special = self._grades.given(claims) | (self._quantities.given(claims) & graded[relations])

        @cache
        def both(relation: int, grade: str, quantity: str, unit: str) -> tuple[int, int]:
            measured = Row({"quantity": quantity}, Location("", 0), "claim", []).quantity()
            low = None if measured is None else float(measured.low)
            along, against = (
                number[grade_of_cells(ontology, names[relation], grade, low, unit, along=way)]
                for way in (True, False)
            )
            return along, against

        for position in np.flatnonzero(special).tolist():
            claim = int(claims[position])
            cells = (self._grades[claim], self._quantities[claim], self._units[claim])
            found[position] = both(int(relations[position]), *cells)
        towards = np.full(len(claims), -1, np.int32)
        for position in np.flatnonzero(self._towards.given(claims)).tolist():
            towards[position] = numbered(self._towards[int(claims[position])])
        return InfluenceColumns(towards, (found[:, 0].copy(), found[:, 1].copy()))


def _is_measured(ontology: Ontology, relation: str) -> bool:
    """Whether a quantity may grade the claims over a relation."""
    ways = (ontology.way(relation, along) for along in (True, False))
    return any(way is not None and way.thresholds for way in ways)
