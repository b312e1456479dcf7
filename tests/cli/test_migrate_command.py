"""``policygraph migrate``: what it writes, and what it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import dataset, policygraph


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_migrate_writes_dataset_toml_and_changes_no_row(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "mine")
    before = bytes_of(folder)
    checked = policygraph("migrate", str(folder), "--check")
    assert (checked.code, bytes_of(folder)) == (3, before)
    assert 'would be written: tables = 2, name = "mine"' in checked.out
    done = policygraph("migrate", str(folder), "--licence", "CC0-1.0", "--retrieved", "2025-03")
    assert done.code == 0
    text = b'tables = 2\nname = "mine"\nlicence = "CC0-1.0"\nretrieved = "2025-03"\n'
    assert bytes_of(folder) == {**before, "dataset.toml": text}


def test_migrate_twice_changes_nothing(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "mine")
    policygraph("migrate", str(folder))
    before = bytes_of(folder)
    for more in ([], ["--check"]):
        again = policygraph("migrate", str(folder), *more)
        assert (again.code, bytes_of(folder)) == (0, before)
        assert "the tables have form 2 already" in again.out


def test_migrate_changes_only_the_form_of_a_file_that_is_there(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "mine")
    (folder / "dataset.toml").write_bytes(b'# ours\r\nname = "M"\r\ntables = 1 # old\r\n')
    assert policygraph("migrate", str(folder)).code == 0
    text = (folder / "dataset.toml").read_bytes()
    assert text == b'# ours\r\nname = "M"\r\ntables = 2 # old\r\n'
    assert policygraph("migrate", str(folder), "--name", "N").code == 2


@pytest.mark.parametrize(
    ("options", "what"),
    [(["--name", "a/../b"], "name is 'a/../b'"), (["--retrieved", "soon"], "is not a date")],
)
def test_migrate_refuses_what_the_file_may_not_say(
    tmp_path: Path, options: list[str], what: str
) -> None:
    folder = dataset(tmp_path / "mine")
    before = bytes_of(folder)
    refused = policygraph("migrate", str(folder), *options)
    assert (refused.code, bytes_of(folder)) == (1, before)
    assert what in refused.err


def test_migrate_lists_faults_and_writes_nothing(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "mine")
    (folder / "entities.csv").write_text("id,type\nx,company\n")
    refused = policygraph("migrate", str(folder))
    assert refused.code == 1
    assert "missing column 'label'" in refused.err
    assert not (folder / "dataset.toml").exists()


def test_migrate_refuses_what_is_no_dataset(tmp_path: Path) -> None:
    assert policygraph("migrate", str(tmp_path / "nowhere")).code == 1
