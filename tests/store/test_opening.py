"""Opening a store: whole and of this version, or one clear error; replaced whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from policygraph import pipeline
from policygraph.errors import DataError, InvalidData, LocationError
from policygraph.store.building.build import build
from policygraph.store.format.header import VERSION
from policygraph.store.reading import collection
from policygraph.store.reading.collection import open_store
from tests.datasets import write_dataset, write_ontology


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    build([], root / "store")
    return root / "store"


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "store"))


@pytest.mark.parametrize("ask", [pipeline.load, pipeline.read, pipeline.check])
def test_without_numpy_the_error_names_what_to_install(
    store: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[list[Path]], object]
) -> None:
    monkeypatch.setattr(pipeline, "find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"a store needs numpy.*'policygraph\[scale\]'"):
        ask([store])


def test_without_arrow_nothing_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "find_spec", lambda name: None if name == "pyarrow" else name)
    with pytest.raises(DataError, match="a store needs pyarrow, not installed here"):
        pipeline.build([], tmp_path / "store")
    assert not (tmp_path / "store").exists()


def arrays(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("*") if path.suffix in (".npy", ".ttl"))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_tables_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build([], tmp_path / "again")
    assert files(tmp_path / "again") == files(built)


def test_truncated_or_missing_file_is_one_error(store: Path) -> None:
    for path in arrays(store)[::9]:
        whole = path.read_bytes()
        for corrupt in (whole[: len(whole) // 2], whole + b"x", b""):
            path.write_bytes(corrupt)
            with pytest.raises(DataError, match="the store is corrupt; build it again"):
                open_store(store)
        path.unlink()
        with pytest.raises(DataError, match="is missing: the store is corrupt"):
            open_store(store)
        path.write_bytes(whole)
    open_store(store)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on descriptors")
@pytest.mark.parametrize("more", [0, 1, 2, 20])
def test_too_many_open_files_is_not_reported_as_a_corrupt_store(store: Path, more: int) -> None:
    code = f"""
import os, resource, sys
from pathlib import Path
from policygraph.errors import LocationError
from policygraph.store.reading.collection import open_store
store = Path(sys.argv[1])
open_store(store)
least = os.dup(0)
os.close(least)
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (least + {more}, most))
try:
    open_store(store)
except LocationError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, store], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    assert "cannot be read (Too many open files); a store keeps each of its files open" in line
    assert "ulimit -n" in line
    assert "corrupt" not in line


@pytest.mark.parametrize(
    ("number", "fix"),
    [
        (errno.EACCES, "ask the owner of the store for permission to read it"),
        (errno.ENOMEM, "allow more memory to be mapped"),
        (errno.EIO, "check the disk and the permissions"),
    ],
)
def test_file_that_the_system_cannot_read_is_not_reported_as_corrupt(
    store: Path, monkeypatch: pytest.MonkeyPatch, number: int, fix: str
) -> None:
    refused, do = str(arrays(store)[0]), os.open

    def opened(path: Any, *given: Any, **more: Any) -> int:
        if str(path) == refused:
            raise OSError(number, os.strerror(number), path)
        return do(path, *given, **more)

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(LocationError) as raised:
        open_store(store)
    line = f"{refused}: cannot be read ({os.strerror(number)}); {fix}"
    assert str(raised.value).startswith(line)


def test_header_truncated_anywhere_is_one_error(store: Path) -> None:
    header = store / "header.json"
    whole = header.read_bytes()
    for end in range(0, len(whole), max(1, len(whole) // 50)):
        header.write_bytes(whole[:end])
        with pytest.raises(DataError, match=r"corrupt|not the header"):
            open_store(store)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": VERSION + 1}, "upgrade policygraph, or build it again"),
        ({"version": str(VERSION)}, f"has format '{VERSION}', and this release reads"),
        (
            {"version": VERSION - 1},
            f"has format {VERSION - 1}, and this release reads format {VERSION}; build it again",
        ),
        ({"form": "sourmash"}, "is not the header of a store"),
        ({"datasets": ["other"]}, "does not match its checksum"),
        ({"files": 3}, "is not a complete header"),
    ],
)
def test_foreign_header_is_one_error(store: Path, change: object, message: str) -> None:
    header = store / "header.json"
    assert isinstance(change, dict)
    header.write_text(json.dumps({**json.loads(header.read_text(encoding="utf-8")), **change}))
    with pytest.raises(DataError, match=message):
        open_store(store)


def test_check_finds_a_byte_that_changed(store: Path) -> None:
    assert pipeline.check([store]).faults == ()
    for path in arrays(store)[::17]:
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        (fault,) = pipeline.check([store]).faults
        assert fault.what == "does not match its checksum"
        assert fault.file.endswith(path.name)
        path.write_bytes(whole)


def test_failed_build_leaves_the_old_store(store: Path, tmp_path: Path) -> None:
    before = files(store)
    core = write_ontology(tmp_path / "ontology")
    folder = write_dataset(tmp_path / "d", [{"subject": "nobody"}])
    with pytest.raises(InvalidData, match="unknown subject 'nobody'"):
        build([folder], store, core)
    assert files(store) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d", "ontology", "store"]


def test_only_a_store_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for name, what in (("mine", "holds no store"), ("file", "is a file"), ("link", "is a link")):
        with pytest.raises(LocationError, match=what):
            build([], tmp_path / name)
    with pytest.raises(LocationError, match="no such folder"):
        build([], tmp_path / "not" / "there")
    assert files(tmp_path / "mine") == {"notes.txt": b"mine"}


def test_corrupt_store_is_repaired_by_building_it_again(store: Path) -> None:
    path = arrays(store)[0]
    path.write_bytes(b"")
    build([], store)
    assert pipeline.check([store]).faults == ()


def test_open_store_stays_readable_when_another_replaces_it(store: Path, tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "ontology")
    old = open_store(store)
    labels = {name: entity.label.text for name, entity in pipeline.load().entities.items()}
    build([write_dataset(tmp_path / "d", [{}])], store, core)
    assert list(open_store(store).entities) == ["a", "b", "c"]
    assert {name: entity.label.text for name, entity in old.entities.items()} == labels


@pytest.mark.parametrize("moment", ["check_sizes", "StoreFiles", "read_ontology"])
def test_store_replaced_while_it_is_opened_is_opened_again(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    core = write_ontology(tmp_path / "ontology")
    before = getattr(collection, moment)
    do = before.opened if moment == "StoreFiles" else before

    def struck(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(collection, moment, before)
        found = do(*given) if moment == "StoreFiles" else None
        build([write_dataset(tmp_path / "d", [{}])], store, core)
        return found or do(*given, **more)

    stand_in = SimpleNamespace(opened=struck) if moment == "StoreFiles" else struck
    monkeypatch.setattr(collection, moment, stand_in)
    assert list(open_store(store).entities) == ["a", "b", "c"]


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_old_store_or_the_new(
    store: Path, tmp_path: Path
) -> None:
    core = write_ontology(tmp_path / "ontology")
    folder = write_dataset(tmp_path / "d", [{}, {"relation": "founded"}])
    build([folder], tmp_path / "new", core)
    new, old = files(tmp_path / "new"), files(store)
    script = (
        "import os, pathlib, shutil, sys, time\n"
        "from policygraph.store.building import replacement\n"
        "from policygraph.store.building.build import build\n"
        "step = int(sys.argv[1])\n"
        "def struck(function):\n"
        "    def strike(*given, **more):\n"
        "        global step\n"
        "        step -= 1\n"
        "        if step == 0: os.kill(os.getpid(), 9)\n"
        "        return function(*given, **more)\n"
        "    return strike\n"
        "if step:\n"
        "    for name in ('rename', 'replace', 'write_bytes', 'mkdir'):\n"
        "        setattr(pathlib.Path, name, struck(getattr(pathlib.Path, name)))\n"
        "    replacement.shutil.rmtree = struck(shutil.rmtree)\n"
        "print('ready', flush=True)\n"
        f"build([{str(folder)!r}], {str(store)!r}, {str(core)!r})\n"
    )
    found: list[bool] = []
    # By the clock, and before each change of a folder, until one comes through.
    for step in (0, 0, 0, *range(9, 20)):
        worker = subprocess.Popen([sys.executable, "-c", script, str(step)], stdout=subprocess.PIPE)
        assert worker.stdout is not None
        worker.stdout.readline()
        if not step:
            time.sleep(0.04 * len(found))
            worker.kill()
        worker.wait()
        worker.stdout.close()
        header = (store / "header.json").read_bytes()
        assert header in (new["header.json"], old["header.json"])
        assert pipeline.check([store]).faults == ()
        found.append(header == new["header.json"])
        if found[-1]:
            break
    assert found[0] is False
    assert found[-1] is True
    build([folder], store, core)
    assert files(store) == new
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.slow
def test_several_processes_read_one_store_at_once(built: Path) -> None:
    script = (
        "import sys\n"
        "from policygraph import KnowledgeGraph\n"
        "graph = KnowledgeGraph.load(sys.argv[1])\n"
        "answer = graph.trace('CCP', 'DeepSeek', engine='reference')\n"
        "print(len(answer.paths), len(dict(graph.collection.claims)))\n"
    )
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(built)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    found = {reader.communicate()[0] for reader in readers}
    assert len(found) == 1
    assert found.pop().split()[1] == str(len(pipeline.load().claims))
