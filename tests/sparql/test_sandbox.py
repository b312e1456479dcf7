"""The process that a query runs in: no way out of it, and what ends it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from policygraph.errors import QueryFailed, UsageError
from policygraph.sparql import engine, sandbox
from policygraph.sparql.engine import Question, select
from policygraph.sparql.results import Result, Verdict
from policygraph.sparql.sandbox import Deadline
from tests.questions import small, solutions

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """An address on this machine, and who came to it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def wait() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    connection, peer = server.accept()
                    came.append(peer)
                    connection.close()

        thread = threading.Thread(target=wait)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", came
        over.set()
        thread.join()


def test_refused_service_reaches_nobody(listener: tuple[str, list[object]]) -> None:
    address, came = listener
    with pytest.raises(UsageError, match="query refused"):
        solutions(f"SELECT * {{ SERVICE SILENT <{address}> {{ ?a ?b ?c }} }}")
    time.sleep(0.1)
    assert came == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on descriptors")
def test_confined_process_reaches_nobody_even_if_asked(listener: tuple[str, list[object]]) -> None:
    address, came = listener
    script = (
        "import pyoxigraph, sys; from policygraph.sparql.sandbox import limit_resources\n"
        "if sys.argv[2] == 'confined': limit_resources(1 << 32)\n"
        "query = 'SELECT * { SERVICE <%s> { ?a ?b ?c } }' % sys.argv[1]\n"
        "try: list(pyoxigraph.Store().query(query))\n"
        "except Exception as error: print(error)\n"
    )
    for how, reached in (("confined", False), ("free", True)):
        subprocess.run([sys.executable, "-c", script, address, how], check=True, timeout=30)
        time.sleep(0.1)
        assert bool(came) is reached, how


def test_asking_opens_no_socket_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert solutions("SELECT ?x { BIND(1 AS ?x) }") == [("1",)]


def children() -> set[str]:
    listed = Path(f"/proc/{os.getpid()}/task")
    if not listed.is_dir():
        pytest.skip("no /proc")
    return {pid for path in listed.glob("*/children") for pid in path.read_text().split()}


def test_time_limit_ends_the_query_and_its_process() -> None:
    before = children()
    began = time.monotonic()
    with pytest.raises(QueryFailed, match=r"query stopped after 1\.5 seconds without an answer"):
        select(small("a feeds b", "b feeds c"), (), ENDLESS, seconds=1.5)
    assert time.monotonic() - began < 30  # on a busy machine; alone it takes two seconds
    assert children() == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_query_dies_soon_after_a_parent_that_was_killed() -> None:
    script = (
        "import sys; sys.path[:0] = ['.']\n"
        "from policygraph.sparql.engine import select; from tests.questions import small\n"
        f"select(small('a feeds b', 'b feeds c'), (), {ENDLESS!r}, seconds=600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[2]) as parent:
        child = ""
        deadline = time.monotonic() + 20
        listed = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        while not child and time.monotonic() < deadline:
            if not listed.parent.is_dir():
                parent.kill()
                pytest.skip("no /proc")
            child = listed.read_text().strip()
            time.sleep(0.02)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(child)


def _alive(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e9])
def test_time_limit_is_a_positive_number_of_at_most_a_day(seconds: float) -> None:
    with pytest.raises(UsageError, match="seconds is"):
        select(small(), (), "ASK {}", seconds)


def test_answer_without_bound_is_stopped() -> None:
    file = sandbox.BoundedBuffer(10)
    assert file.write(b"0123456789") == 10
    with pytest.raises(QueryFailed, match="larger than 1e-05 MB; add a LIMIT"):
        file.write(b"x")


def test_rows_without_a_value_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_CELLS", 1_000)
    for text in (
        "SELECT ?z { ?a ?b ?c . ?d ?e ?f } LIMIT 5000000",
        "SELECT ?a ?z { ?a ?b ?c . ?d ?e ?f }",
        "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }",
    ):
        with pytest.raises(QueryFailed, match="has more than 1,000 cells; add a LIMIT"):
            solutions(text)
    assert len(solutions("SELECT ?z { ?a ?b ?c . ?d ?e ?f } LIMIT 1000")) == 1_000


def test_an_answer_of_many_bytes_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_BYTES", 100)
    with pytest.raises(QueryFailed, match=r"larger than 0\.0001 MB; add a LIMIT"):
        solutions("SELECT * { ?a ?b ?c }")


def test_making_the_data_counts_and_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(collection: object) -> Iterator[object]:
        yield from iter(lambda: ("<x:a>", []), None)

    monkeypatch.setattr(engine, "plain_nodes", endless)
    before = children()
    with pytest.raises(QueryFailed, match=r"query stopped after 1 seconds without an answer"):
        select(small(), (), "ASK {}", seconds=1)
    assert children() == before


def test_time_that_was_used_before_counts() -> None:
    question = Question(small(), (), "ASK {}", 600, began=time.monotonic() - 700)
    with pytest.raises(QueryFailed, match="query stopped after 600 seconds"):
        engine.answer(question, engine.__name__, "serve", {})


def never_written(file: IO[bytes]) -> bytes:
    """Runs in the process of a query."""

    def write(result: Result, task: object) -> Iterator[bytes]:
        while isinstance(result, Verdict) and result.holds:
            pass
        yield b""

    return engine.serve_as(file, write)


@pytest.mark.slow
def test_writing_the_answer_counts() -> None:
    question = Question(small(), (), "ASK {}", 5)
    with pytest.raises(QueryFailed, match="query stopped after 5 seconds"):
        engine.answer(question, __name__, "never_written", {})


def outliving(file: IO[bytes]) -> bytes:
    """Runs in a process that the system does not kill with its parent."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, 0)
    Path(file.read().decode()).write_text(str(os.getpid()))
    time.sleep(600)
    return b"x"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_process_ends_when_its_input_is_closed(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    script = (
        "import sys; sys.path[:0] = ['.']\n"
        "from policygraph.sparql.sandbox import Deadline, run_in_process\n"
        f"run_in_process({__name__!r}, 'outliving', [{str(told)!r}.encode()], Deadline(600))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[2]) as parent:
        assert within(60, lambda: told.exists() and bool(told.read_text()))
        parent.send_signal(signal.SIGKILL)
    assert within(60, lambda: not _alive(told.read_text()))


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something holds before so many seconds have passed."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
@pytest.mark.parametrize("kilobytes", [200_000, 300_000, 400_000])
def test_little_memory_is_one_line(kilobytes: int) -> None:
    command = [sys.executable, "-m", "policygraph", "query", "SELECT * { ?a ?b ?c }"]
    limited = ["bash", "-c", f'ulimit -v {kilobytes}; exec "$@"', "bash", *command]
    done = subprocess.run(limited, capture_output=True, check=False)
    assert done.returncode in (0, 1)
    assert done.stderr.count(b"\n") == done.returncode, done.stderr
    assert b"Traceback" not in done.stderr


def test_process_that_dies_is_said_in_one_line() -> None:
    with pytest.raises(QueryFailed, match="query ended without an answer, code 1") as caught:
        sandbox.run_in_process("policygraph.sparql.engine", "no_such_function", [], Deadline(60))
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
def test_memory_limit_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MEMORY", 200 << 20)
    grow = "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l"
    with pytest.raises(QueryFailed, match="memory"):
        select(small("a feeds b", "b feeds c", "c feeds a"), (), grow, seconds=60)


def test_modules_beside_the_caller_are_not_picked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rdflib.py").write_text("raise SystemExit('picked up')")
    (tmp_path / "policygraph.py").write_text("raise SystemExit('picked up')")
    monkeypatch.chdir(tmp_path)
    assert solutions("SELECT (1 AS ?x) {}") == [("1",)]
