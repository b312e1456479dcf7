"""The compact engine over a store built from CSV tables, equal to the one built from Parquet."""

from __future__ import annotations

import json
from pathlib import Path as Folder

from ..graphs import as_csv
from .compact import CANNOT, built, load

__all__ = ["CANNOT", "FORM", "build", "load", "prepare"]

FORM = "the same, its store built from CSV tables, byte for byte that built from Parquet"


def prepare(folder: Folder) -> None:
    """Write the tables as CSV; this is not measured."""
    as_csv(folder / "dataset", folder / "csv" / "dataset")


def build(folder: Folder, target: Folder) -> None:
    """The command line's build, from CSV; raises ValueError if its bytes differ from Parquet's."""
    built(folder / "csv" / "dataset", target)
    other = folder / "compact" / "header.json"
    if other.is_file() and content(other) != content(target / "header.json"):
        raise ValueError("the store differs from the one built from Parquet")


def content(header: Folder) -> object:
    """The files of a store: name, size and checksum."""
    return json.loads(header.read_text(encoding="utf-8"))["files"]
