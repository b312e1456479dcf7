"""policygraph's reference engine, over claims in memory: for small graphs."""

from __future__ import annotations

from pathlib import Path as Folder

from policygraph import KnowledgeGraph

from .engines import Ours

FORM = "reference engine over the dataset in memory"
CANNOT: dict[str, str] = {}


def load(folder: Folder, target: Folder) -> Ours:
    """The dataset, read and checked."""
    return Ours(KnowledgeGraph.load(folder / "dataset"), "reference")
