"""policygraph's compact engine, over a store opened by memory mapping."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path as Folder

# What opens a store is imported by the first who asks for it: not what opening itself takes.
import policygraph.store.opening  # noqa: F401
from policygraph import KnowledgeGraph

from .engines import Ours

FORM = "compact engine over a memory-mapped store; edges come with their claims"
CANNOT: dict[str, str] = {}


def build(folder: Folder, place: Folder) -> None:
    """The command line's own build, from Parquet."""
    built(folder / "dataset", place)


def built(dataset: Folder, place: Folder) -> None:
    """The command line's own build of a dataset."""
    command = [sys.executable, "-m", "policygraph", "build", "--graph", str(dataset)]
    subprocess.run([*command, "-o", str(place)], check=True, capture_output=True)


def load(folder: Folder, place: Folder) -> Ours:
    """The store that was built."""
    return Ours(KnowledgeGraph.load(place), "compact")
