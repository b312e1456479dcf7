"""What a caller, or else the environment, names: datasets and an ontology, as they were written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

GRAPH_VARIABLE = "POLICYGRAPH_GRAPH"
ONTOLOGY_VARIABLE = "POLICYGRAPH_ONTOLOGY"


@dataclass(frozen=True, slots=True)
class NamedLocations:
    """What a caller, or else the environment, named, as it was written; empty: the shipped."""

    graph: tuple[str, ...] = ()
    ontology: str | None = None

    @classmethod
    def of(
        cls, folders: Sequence[str | Path] = (), ontology: str | Path | None = None
    ) -> NamedLocations:
        """What is named now by these arguments and the environment."""
        variable = os.environ.get(GRAPH_VARIABLE, "").split(os.pathsep)
        graph = tuple(str(Path(folder)) for folder in folders or filter(None, variable))
        core = str(ontology or os.environ.get(ONTOLOGY_VARIABLE) or "")
        return cls(graph, core or None)
