"""What a caller, or else the environment, names: datasets and an ontology, as they were written.

The environment variables are read here and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

GRAPH_VARIABLE = "POLICYGRAPH_GRAPH"
#: The name of the data that comes with the package; a path beside it is written with ``./``.
CURATED = "policygraph"
ONTOLOGY_VARIABLE = "POLICYGRAPH_ONTOLOGY"


@dataclass(frozen=True, slots=True)
class NamedLocations:
    """The folders and the ontology that were named, as they were written.

    No folder stands for the curated dataset, no ontology for the one of the package.
    """

    graph: tuple[str, ...] = ()
    ontology: str | None = None

    @classmethod
    def of(
        cls, folders: Sequence[str | Path] = (), ontology: str | Path | None = None
    ) -> NamedLocations:
        """What these arguments name, or else the environment does now."""
        variable = os.environ.get(GRAPH_VARIABLE, "").split(os.pathsep)
        graph = tuple(map(_written, folders or filter(None, variable)))
        core = str(ontology or os.environ.get(ONTOLOGY_VARIABLE) or "")
        return cls(graph, core or None)


def _written(folder: str | Path) -> str:
    """A folder as it is named; only the text ``policygraph`` names the curated data."""
    if folder == CURATED:
        return CURATED
    path = str(Path(folder))
    return f"./{path}" if path == CURATED else path
