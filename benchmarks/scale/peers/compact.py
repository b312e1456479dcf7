"""policygraph's compact engine, over a store opened by memory mapping."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path as Folder

# Imported here, so that the import is not measured as part of opening a store.
import policygraph.store.opening  # noqa: F401
from policygraph import KnowledgeGraph

from .engines import Ours

FORM = "compact engine over a memory-mapped store; edges of ranked paths come with their claims"
CANNOT: dict[str, str] = {}


def build(folder: Folder, target: Folder) -> None:
    """The command line's build, from Parquet."""
    built(folder / "dataset", target)


def built(dataset: Folder, target: Folder) -> None:
    """The command line's build of a dataset."""
    command = [sys.executable, "-m", "policygraph", "build", "--graph", str(dataset)]
    subprocess.run([*command, "-o", str(target)], check=True, capture_output=True)


def load(folder: Folder, target: Folder) -> Ours:
    """The store that was built."""
    return Ours(KnowledgeGraph.load(target), "compact")
