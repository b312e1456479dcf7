"""The schema of a store: every array of a store is in it, and in docs/store-format.md."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from policygraph import pipeline
from policygraph.engines.compact.arrays import Arrays
from policygraph.errors import DataError
from policygraph.store.building.build import build
from policygraph.store.format.array_file import SUFFIX, write_array
from policygraph.store.format.header import describe, encode, read_header
from policygraph.store.format.schema import ARRAYS, FILE_TYPES, FOLDERS, GRAPH, REQUIRED
from policygraph.store.reading.collection import open_store

PAGE = Path(__file__).parents[2] / "docs" / "store-format.md"


def table() -> str:
    """The schema as the table of the page."""
    lines = ["| array | type | meaning |", "| --- | --- | --- |"]
    for name, array in ARRAYS.items():
        kind = array.kind
        if isinstance(kind, tuple):
            kind = "whole"
        elif not isinstance(kind, str):
            names = kind.names
            kind = ", ".join(f"`{one}`" for one in names) if names else str(kind)
        lines.append(f"| `{name}` | {kind} | {array.meaning} |")
    return "\n".join(lines) + "\n"


def test_page_has_every_array_with_its_type_and_meaning() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")


def test_graph_arrays_are_those_of_the_compact_engine() -> None:
    graph = {name.removeprefix(GRAPH) for name in ARRAYS if name.startswith(GRAPH)}
    assert graph == {field.name for field in fields(Arrays)} - {
        "insert_before",
        "merged",
        "merged_into",
    }


@pytest.fixture
def store(tmp_path: Path) -> Path:
    build([], tmp_path / "store")
    return tmp_path / "store"


def test_built_store_has_the_arrays_of_the_schema(store: Path) -> None:
    header = read_header(store)
    arrays = {name.removesuffix(SUFFIX) for name in header.files if name.endswith(SUFFIX)}
    assert set(REQUIRED) <= arrays <= set(FILE_TYPES)
    assert {name.partition("/")[0] for name in header.files} == set(FOLDERS)


def rewritten(store: Path) -> None:
    """Write the header of a store again for the files that it has now."""
    old = read_header(store)
    new = describe(store / old.content, old.datasets, old.counts)
    shutil.move(store / old.content, store / new.content)
    (store / "header.json").write_bytes(encode(new))
    assert json.loads((store / "header.json").read_bytes())["content"] == new.content


def test_array_of_another_type_is_an_error(store: Path) -> None:
    path = store / read_header(store).content / "claims" / "subject.npy"
    np.save(path, np.load(path).astype(np.float64))
    rewritten(store)
    wanted = r"subject\.npy.*has type float64 instead of int8 or int16 or int32 or int64"
    with pytest.raises(DataError, match=wanted):
        open_store(store)


@pytest.mark.slow
def test_missing_or_unknown_array_is_an_error(store: Path) -> None:
    folder = store / read_header(store).content
    (folder / "claims" / "relation.npy").unlink()
    rewritten(store)
    with pytest.raises(DataError, match=r"claims/relation\.npy: is missing"):
        open_store(store)
    build([], store)
    write_array(store / read_header(store).content, "claims/subject", np.zeros(1, np.int64))
    folder = store / read_header(store).content
    shutil.move(folder / "claims" / "subject.npy", folder / "claims" / "unheard-of.npy")
    rewritten(store)
    with pytest.raises(DataError, match=r"unheard-of\.npy: is not an array of a store"):
        open_store(store)
    build([], store)
    assert pipeline.check([store]).faults == ()
