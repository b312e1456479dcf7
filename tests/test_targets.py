"""Targets: one writer at a time, replaced as a whole, whatever ends the writer and when."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policygraph import targets
from policygraph.cli.folder import write_folder
from policygraph.cli.options import write
from policygraph.errors import DataError, LocationError
from policygraph.store.building.build import build
from policygraph.store.format import header as header_module
from policygraph.store.reading import collection as reading
from tests.cli.running import dataset, policygraph

ENDS = {signal.SIGTERM: SystemExit, signal.SIGINT: KeyboardInterrupt}
pytestmark = pytest.mark.usefixtures("foreground_signals")
swaps = pytest.mark.skipif(sys.platform != "linux", reason="only Linux swaps two names")


def write_out(target: Path, text: str) -> None:
    write_folder({"a.csv": text.encode()}, str(target), ["*.csv"])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "exchange", lambda first, second: False)


def ended_at(
    monkeypatch: pytest.MonkeyPatch, owner: object, step: str, call: int, end: Callable[[], None]
) -> None:
    """Run ``end`` before the call of this number, or, for -1, -2, ..., after it."""
    real = getattr(owner, step)
    calls = 0

    def ended(*given: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call:
            end()
        done = real(*given)
        if calls == -call:
            end()
        return done

    monkeypatch.setattr(owner, step, ended)


@pytest.mark.parametrize("call", [1, -1, 2, -2])
@pytest.mark.parametrize("sent", ENDS)
def test_a_signal_between_two_renames_leaves_a_whole_folder_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals, call: int
) -> None:
    target = tmp_path / "out"
    write_out(target, "old")
    without_exchange(monkeypatch)
    ended_at(monkeypatch, Path, "rename", call, lambda: os.kill(os.getpid(), sent))
    with pytest.raises(ENDS[sent]):
        write_out(target, "new")
    assert names(tmp_path) == ["out"]
    assert (target / "a.csv").read_text() == "new"
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler


@swaps
@pytest.mark.parametrize("call", [1, -1])
@pytest.mark.parametrize("sent", ENDS)
def test_a_signal_at_the_exchange_leaves_a_whole_folder_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals, call: int
) -> None:
    target = tmp_path / "out"
    write_out(target, "old")
    ended_at(monkeypatch, targets, "exchange", call, lambda: os.kill(os.getpid(), sent))
    with pytest.raises(ENDS[sent]):
        write_out(target, "new")
    assert names(tmp_path) == ["out"]
    assert (target / "a.csv").read_text() == ("old" if call > 0 else "new")


@swaps
def test_two_folders_change_names_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    write_out(target, "old")
    renamed: list[Path] = []
    monkeypatch.setattr(Path, "rename", lambda path, to: renamed.append(path))
    write_out(target, "new")
    assert (target / "a.csv").read_text() == "new"
    assert renamed == []


def test_a_second_rename_that_fails_puts_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    write_out(target, "old")
    without_exchange(monkeypatch)

    def fail() -> None:
        raise OSError(28, "No space left on device")

    ended_at(monkeypatch, Path, "rename", 2, fail)
    with pytest.raises(OSError, match="No space"):
        write_out(target, "new")
    assert names(tmp_path) == ["out"]
    assert (target / "a.csv").read_text() == "old"


def killed(script: str) -> None:
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL


def test_the_next_write_restores_the_folder_that_a_killed_one_had_moved(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_out(target, "old")
    killed(f"""
import os
from pathlib import Path
from policygraph import targets
from policygraph.cli.folder import write_folder
targets.exchange = lambda first, second: False
real = Path.rename
Path.rename = lambda path, to: (real(path, to), os.kill(os.getpid(), 9))
write_folder({{"a.csv": b"new"}}, {str(target)!r}, ["*.csv"])
""")
    assert not target.exists()
    with pytest.raises(LocationError, match=r"holds a\.csv"):
        write_folder({"b.tsv": b""}, str(target), ["*.tsv"])
    assert names(tmp_path) == ["out"]
    assert (target / "a.csv").read_text() == "old"


@pytest.mark.parametrize("name", ["out", "o*[a]?", "\udce9", "n" * 240])
def test_the_next_write_removes_what_killed_ones_left_and_nothing_else(
    tmp_path: Path, name: str
) -> None:
    target = tmp_path / name
    others = [".out.lock2", ".out.csv", "b.writing-x", ".other.writing-x"]
    for other in others:
        (tmp_path / other).touch()
    killed(f"""
import os
from policygraph.cli import options
options._mode = lambda target: os.kill(os.getpid(), 9)
options.write(b"new", {str(target)!r})
""")
    assert len(names(tmp_path)) == len(others) + 2  # a lock, and half a file
    write(b"newer", str(target))
    assert names(tmp_path) == sorted([*others, name])
    assert target.read_bytes() == b"newer"


def test_the_second_writer_of_a_folder_is_told_who_writes_it(tmp_path: Path) -> None:
    data = dataset(tmp_path / "d")
    for command in (["build", "-o"], ["export", "neo4j", "-o"]):
        target = tmp_path / "out"
        with targets.locked(target):
            ended = policygraph("--graph", str(data), *command, str(target))
        assert (ended.code, ended.out) == (1, "")
        assert ended.err == (
            f"policygraph: {target}: another process ({os.getpid()}) is writing it; "
            "wait until that has ended\n"
        )
        assert names(tmp_path) == ["d"]


def test_the_second_writer_of_a_file_waits_for_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.txt"
    waits = threading.Event()
    monkeypatch.setattr("policygraph.targets.time.sleep", lambda seconds: waits.set())
    writer = threading.Thread(target=write, args=(b"second", str(target)))
    with targets.locked(target):
        writer.start()
        assert waits.wait(60)
        assert not target.exists()
    writer.join(60)
    assert target.read_bytes() == b"second"
    assert names(tmp_path) == ["a.txt"]


def test_a_lock_is_not_taken_in_a_file_that_its_holder_removed(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with targets.locked(target):
        (tmp_path / ".out.lock").unlink()
        with targets.locked(target):
            assert names(tmp_path) == [".out.lock"]
    assert names(tmp_path) == []


@pytest.mark.slow
def test_a_reader_finds_a_whole_store_however_often_it_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (
        dataset(tmp_path / name, entities=[{"id": name, "type": "company", "label": name}])
        for name in ("one", "two")
    )
    target = tmp_path / "store"
    build([first], target)

    def builds() -> Iterator[None]:
        for _ in range(3):
            for data in (second, first):
                build([data], target)
                yield

    again = builds()
    real = header_module.check_sizes

    def replaced(*given: object) -> None:
        next(again, None)
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "check_sizes", replaced)
    assert list(reading.open_store(target).entities) == ["one"]


def test_a_store_that_stays_corrupt_is_an_error(tmp_path: Path) -> None:
    target = tmp_path / "store"
    header = build([dataset(tmp_path / "one")], target)
    (target / header.content / "claims" / "subject.npy").unlink()
    with pytest.raises(DataError, match="is missing: the store is corrupt; build it again"):
        reading.open_store(target)
