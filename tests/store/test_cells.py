"""Columns of cells and of ids: each form reads back as the texts that were written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.store.format import cells
from policygraph.store.format.array_file import SUFFIX, write_array
from policygraph.store.format.cells import Cells, CellWriter
from policygraph.store.format.ids import write_ids
from policygraph.store.format.schema import CODES, GIVEN, RUNS, STARTS
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.format.texts import Texts

#: Texts that repeat, few texts, and texts that differ.
REPEATED = [("page 1", "page 2", "")[n % 3] for n in range(90)]
FEW = [f"see also the {n}th of these notes" if n % 30 == 0 else "" for n in range(90)]
DIFFERENT = [f"row {n * 7919}" for n in range(90)]
#: Where each row of a store was read.
ORDER = np.random.default_rng(5).permutation(90)


def written(
    folder: Path, texts: Sequence[str], *, order: bool = False, batch: int = 25
) -> tuple[Cells, set[str]]:
    """A column of notes as it is read back, and the suffixes of its files."""
    (folder / "claims").mkdir()
    writer = CellWriter(folder, "claims/note")
    for first in range(0, len(texts), batch):
        writer.append(pa.array(texts[first : first + batch], pa.string()))
    by_row = writer.close(ORDER if order else None)
    if order and by_row:
        write_array(folder, "claims/row", ORDER)
    suffixes = {
        path.name.removeprefix("note").removesuffix(SUFFIX)
        for path in (folder / "claims").glob("note.*")
    }
    write_array(folder, "claims/subject", np.zeros(len(texts), np.int32))
    return StoreFiles.partial(folder).cells("claims/note"), suffixes


@pytest.mark.parametrize("order", [False, True])
@pytest.mark.parametrize(
    ("texts", "form"), [(REPEATED, CODES), (FEW, GIVEN), (DIFFERENT, STARTS), ([""] * 90, "")]
)
def test_each_form_of_a_column_reads_back(
    tmp_path: Path, texts: list[str], form: str, order: bool
) -> None:
    read, suffixes = written(tmp_path, texts, order=order)
    wanted = [texts[row] for row in ORDER] if order else texts
    assert suffixes - {".bytes"} == {form, STARTS} - {""} if form else suffixes == set()
    assert list(read) == wanted
    assert read.given().tolist() == [text != "" for text in wanted]
    some = np.array([3, 0, 89, 30])
    assert read.given(some).tolist() == [wanted[n] != "" for n in some.tolist()]


@pytest.mark.parametrize("texts", [REPEATED, FEW, DIFFERENT])
def test_form_does_not_depend_on_the_batches(
    tmp_path: Path, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def files(folder: Path, batch: int) -> dict[str, bytes]:
        folder.mkdir()
        written(folder, texts, batch=batch)
        return {path.name: path.read_bytes() for path in sorted((folder / "claims").iterdir())}

    assert files(tmp_path / "many", 7) == files(tmp_path / "one", 90)
    # Also where there are more different texts than are held in memory.
    monkeypatch.setattr(cells, "_MOST", 20)
    assert files(tmp_path / "few", 7) == files(tmp_path / "whole", 90)


def ids(folder: Path, names: Sequence[str]) -> Texts:
    """Sorted ids as they are read back."""
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    write_ids(folder, "claims/id", pa.array(names, pa.string()))
    return StoreFiles.partial(folder).sorted_texts("claims/id")


NUMBERED = [f"note-{year}-{n:03}" for year in (2024, 2025) for n in range(1, 130)]


def test_runs_of_numbered_ids_are_stored_as_their_first(tmp_path: Path) -> None:
    assert list(ids(tmp_path, NUMBERED)) == NUMBERED
    runs = np.load(tmp_path / "claims" / f"id{RUNS}{SUFFIX}")
    assert runs.tolist() == [0, 129, 258]
    assert (tmp_path / "claims" / "id.bytes.npy").stat().st_size == 128 + 2 * len("note-2024-001")


@pytest.mark.parametrize(
    "names",
    [
        ["a", "b", "c"],
        # Longer by a digit, a gap, a carry, a digit that is no number at the end.
        ["a1", "a10", "a11", "a12", "a2", "a3", "a8", "a9"],
        ["n098", "n099", "n100", "n101", "n1a", "n1b", "n1c"],
        ["x9", "x:", "x;"],
        [f"{n:04}" for n in range(9_990)][9_000:],
        [*NUMBERED[:50], *NUMBERED[60:]],
        ["é1", "é2", "é3", "é4", "é5", "é6"],
    ],
)
def test_ids_read_back_and_are_found(tmp_path: Path, names: list[str]) -> None:
    read = ids(tmp_path, names)
    assert list(read) == names
    assert [read.position(name) for name in names] == list(range(len(names)))
    for other in ("", "a", "n0981", "note-2024-0505", "zz", names[-1] + "0", names[0][:-1]):
        assert read.position(other) == (names.index(other) if other in names else None)
        assert read.bisect(other.encode()) == sum(n.encode() < other.encode() for n in names)


@given(st.sets(st.integers(0, 400), min_size=1), st.sampled_from(["", "n", "n-1", "9"]))
def test_any_numbered_ids_read_back(numbers: set[int], stem: str) -> None:
    import tempfile

    names = sorted({f"{stem}{n}" for n in numbers} | {f"{stem}{n:03}" for n in numbers})
    with tempfile.TemporaryDirectory() as folder:
        read = ids(Path(folder), names)
        assert list(read) == names
        assert [read.position(name) for name in names] == list(range(len(names)))
