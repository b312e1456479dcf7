"""A build during which the power fails leaves the old store or the new one on the disk.

The disk is simulated. It has the content of a file as it was last synced, and nothing else; each
name in a folder as it was then, or as it is now. At each step of replacing a store, every state
that the disk may have is checked.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from policygraph import pipeline
from policygraph.store.building import replacement
from policygraph.store.building.build import build
from policygraph.store.building.fsync import fsync_path, fsync_tree
from tests.datasets import write_dataset, write_ontology

Files = dict[str, bytes]


class Disk:
    """What was synced: the bytes of files and the names in folders, by inode."""

    def __init__(self) -> None:
        self.bytes: dict[int, bytes] = {}
        self.names: dict[int, dict[str, int]] = {}
        #: Held open, so that no number is given to another.
        self.held: dict[int, int] = {}

    def fsync(self, handle: int) -> None:
        status = os.fstat(handle)
        if status.st_ino not in self.held:
            self.held[status.st_ino] = os.dup(handle)
        if stat.S_ISDIR(status.st_mode):
            self.names[status.st_ino] = dict(names(Path(f"/proc/self/fd/{handle}")))
        else:
            self.bytes[status.st_ino] = Path(f"/proc/self/fd/{handle}").read_bytes()

    def after_loss(self, parent: Path) -> Iterator[Files]:
        """The possible contents of a folder when the power comes back."""
        changes = []
        for folder in (parent, *parent.iterdir()):
            if folder.is_dir():
                inode, now = folder.stat().st_ino, dict(names(folder))
                was = self.names.get(inode, {})
                changed = [name for name in {**was, **now} if was.get(name) != now.get(name)]
                changes += [(inode, name, now.get(name)) for name in changed]
        for come in product((False, True), repeat=len(changes)):
            known = {inode: dict(there) for inode, there in self.names.items()}
            for (inode, name, to), new in zip(changes, come, strict=True):
                if new and to is None:
                    del known[inode][name]
                elif new and to is not None:
                    known.setdefault(inode, {})[name] = to
            yield dict(self._below(parent.stat().st_ino, known, ""))

    def _below(
        self, folder: int, known: dict[int, dict[str, int]], path: str
    ) -> Iterator[tuple[str, bytes]]:
        for name, inode in known.get(folder, {}).items():
            if inode in known:
                yield from self._below(inode, known, f"{path}{name}/")
            else:
                yield f"{path}{name}", self.bytes.get(inode, b"")


def names(folder: Path) -> Iterator[tuple[str, int]]:
    return ((entry.name, entry.inode()) for entry in os.scandir(folder))


def files(folder: Path) -> Files:
    return {
        path.relative_to(folder.parent).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def disk() -> Iterator[Disk]:
    simulated = Disk()
    yield simulated
    for handle in simulated.held.values():
        os.close(handle)


def watched(monkeypatch: pytest.MonkeyPatch, look: Callable[[], None]) -> None:
    """Check before and after each step that changes the disk."""

    def stepping(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **more: Any) -> Any:
            look()
            result = function(*given, **more)
            look()
            return result

        return step

    for name in ("rename", "replace", "write_bytes", "mkdir", "rmdir"):
        monkeypatch.setattr(Path, name, stepping(getattr(Path, name)))
    monkeypatch.setattr(shutil, "rmtree", stepping(shutil.rmtree))
    for name in ("fsync_path", "fsync_tree"):
        monkeypatch.setattr(replacement, name, stepping(getattr(replacement, name)))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the simulated disk reads /proc")
def test_loss_of_power_leaves_the_old_store_or_the_new(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = write_ontology(tmp_path / "ontology")
    datasets = [
        write_dataset(tmp_path / "one", [{}]),
        write_dataset(tmp_path / "two", [{}, {"relation": "founded"}]),
    ]
    parent = tmp_path / "place"
    parent.mkdir()
    store = parent / "store"
    wanted: list[Files] = []
    for number, folder in enumerate(datasets):
        (tmp_path / f"wanted-{number}").mkdir()
        build([folder], tmp_path / f"wanted-{number}" / "store", core)
        wanted.append(files(tmp_path / f"wanted-{number}" / "store"))
    monkeypatch.setattr(os, "fsync", disk.fsync)
    fsync_path(parent)
    seen: list[int | None] = []

    def look() -> None:
        for found in disk.after_loss(parent):
            header = found.get("store/header.json")
            which = None
            if header is not None:
                which = next(
                    n for n, one in enumerate(wanted) if one["store/header.json"] == header
                )
                assert {name: found.get(name) for name in wanted[which]} == wanted[which]
            seen.append(which)

    for before, after in ((None, 0), (0, 1), (1, 1), (1, 0)):
        with monkeypatch.context() as patch:
            watched(patch, look)
            seen.clear()
            build([datasets[after]], store, core)
        assert set(seen) == {before, after}
        seen.clear()
        look()
        assert set(seen) == {after}
        assert pipeline.check([store]).faults == ()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the simulated disk reads /proc")
def test_store_that_was_never_synced_is_synced_when_built_again(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = write_ontology(tmp_path / "ontology")
    folder = write_dataset(tmp_path / "one", [{}])
    build([folder], tmp_path / "first", core)
    parent = tmp_path / "place"
    shutil.copytree(tmp_path / "first", parent / "store")
    monkeypatch.setattr(os, "fsync", disk.fsync)
    fsync_path(parent)
    assert files(parent / "store") not in list(disk.after_loss(parent))
    build([folder], parent / "store", core)
    assert all(found == files(parent / "store") for found in disk.after_loss(parent))


def test_failing_disk_leaves_the_old_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core = write_ontology(tmp_path / "ontology")
    store = tmp_path / "store"
    build([write_dataset(tmp_path / "one", [{}])], store, core)
    before = files(store)

    def failing(handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        build([write_dataset(tmp_path / "two", [{}, {"relation": "founded"}])], store, core)
    assert files(store) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "ontology", "store", "two"]


def test_folder_that_cannot_be_synced_is_no_error_and_a_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(handle: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    (tmp_path / "file").write_bytes(b"bytes")
    monkeypatch.setattr(os, "fsync", refusing)
    fsync_path(tmp_path)
    with pytest.raises(OSError, match=os.strerror(errno.EINVAL)):
        fsync_path(tmp_path / "file")


def test_contents_of_a_folder_are_synced_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "file").write_bytes(b"bytes")
    (tmp_path / "other").write_bytes(b"bytes")
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    fsync_tree(tmp_path)
    order = [synced.index(path.stat().st_ino) for path in (tmp_path, *tmp_path.rglob("*"))]
    assert sorted(order) == list(range(4))
    assert order[0] == 3
    inner, file = (tmp_path / "inner").stat().st_ino, (tmp_path / "inner" / "file").stat().st_ino
    assert synced.index(file) < synced.index(inner)
