"""Rows that may be at fault, for the row-by-row checks to decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a dataset: the dataset's number, the table's name, and its file."""

    dataset: int
    name: str
    path: Path


@dataclass
class SuspectRows:
    """Rows that may be at fault, and tables that are: the row-by-row checks decide.

    ``rows`` are numbers of rows in the order of reading; ``table_starts`` has the number of
    the first row of each table in ``tables``.
    """

    tables: list[Table] = field(default_factory=list)
    table_starts: list[int] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    faulty: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.rows or self.faulty)

    def add(self, first: int, suspect: NDArray[np.bool_]) -> None:
        """Add the suspect rows of a batch."""
        if suspect.any():
            self.rows.update((np.flatnonzero(suspect) + first).tolist())

    def location(self, row: int) -> tuple[int, int]:
        """The table of a row, and its number there, from 0."""
        table = int(np.searchsorted(self.table_starts, row, "right")) - 1
        return table, row - self.table_starts[table]
