"""The compact engine over a store built from CSV tables; the store is that built from Parquet."""

from __future__ import annotations

import json
from pathlib import Path as Folder

from ..graphs import as_csv
from .compact import CANNOT, built, load

__all__ = ["CANNOT", "FORM", "build", "load", "prepare"]

FORM = "the same, its store built from CSV tables, byte for byte that built from Parquet"


def prepare(folder: Folder) -> None:
    """The tables as CSV, which is not what is measured."""
    as_csv(folder / "dataset", folder / "csv" / "dataset")


def build(folder: Folder, place: Folder) -> None:
    """The command line's own build, from CSV; other bytes than from Parquet are an error."""
    built(folder / "csv" / "dataset", place)
    other = folder / "compact" / "header.json"
    if other.is_file() and content(other) != content(place / "header.json"):
        raise ValueError("the store is not that built from Parquet")


def content(header: Folder) -> object:
    """What the files of a store hold, by name, size and checksum."""
    return json.loads(header.read_text(encoding="utf-8"))["files"]
