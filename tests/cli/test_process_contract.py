"""The command line as a process: pipes, terminals, folders, hash seeds."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from policygraph import KnowledgeGraph
from policygraph.engines import ENGINES
from policygraph.engines.compact import Compact
from tests.test_layers import HEAVY

COMMAND = [sys.executable, "-m", "policygraph"]


def test_reader_that_leaves_early_is_no_error() -> None:
    with subprocess.Popen(
        [*COMMAND, "export", "turtle"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_standard_output_that_is_closed_is_one_line(tmp_path: Path) -> None:
    refused = _closed(">&-", "info")
    assert refused.returncode == 1
    assert refused.stderr == (
        b"policygraph: standard output is closed; write to a file with -o FILE\n"
    )
    written = _closed(">&-", "info", "-o", str(tmp_path / "info"))
    assert (written.returncode, written.stderr) == (0, b"")


def test_standard_input_that_is_closed_is_one_line() -> None:
    refused = _closed("<&-", "query", "-")
    assert refused.returncode == 2
    assert refused.stderr == (
        b"policygraph: standard input is closed; give the query itself, or --name\n"
    )


def _closed(stream: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["sh", "-c", f'"$@" {stream}', "sh", *COMMAND, *arguments]
    return subprocess.run(command, stderr=subprocess.PIPE, check=False)


@pytest.mark.slow
def test_answer_is_the_same_from_any_folder_and_for_any_hash_seed(tmp_path: Path) -> None:
    outputs = {
        subprocess.run(
            [*COMMAND, "trace", "CCP", "DeepSeek", "--format", "json"],
            cwd=folder,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for folder, seed in ((tmp_path, "1"), (Path.cwd(), "2"))
    }
    assert len(outputs) == 1


def _on_a_terminal(columns: int, **variables: str) -> str:
    leader, follower = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm"} | variables
    with subprocess.Popen(
        [*COMMAND, "trace", "Huawei", "DeepSeek", "-k", "1"],
        stdout=follower,
        stderr=follower,
        env=environment,
    ) as process:
        os.close(follower)
        out = b""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:
                break
            if not piece:
                break
            out += piece
        process.wait()
    os.close(leader)
    return out.decode().replace("\r\n", "\n")


@pytest.mark.slow
def test_terminal_gets_colour_and_lines_that_fit() -> None:
    out = _on_a_terminal(80)
    assert "\x1b[" in out
    plain = _on_a_terminal(80, NO_COLOR="1")
    assert "\x1b" not in plain
    longest = max(len(line) for line in plain.split("\n") if "https://" not in line)
    assert 60 < longest <= 80


def test_pipe_gets_plain_unwrapped_lines() -> None:
    done = subprocess.run(
        [*COMMAND, "trace", "CCP", "DeepSeek"],
        capture_output=True,
        check=True,
        env=os.environ | {"COLUMNS": "40"},
    )
    assert b"\x1b" not in done.stdout
    assert max(len(line) for line in done.stdout.decode().splitlines()) > 100


def imported(*arguments: str) -> set[str]:
    """What a command has imported of what takes long to import."""
    script = (
        "import sys\n"
        "from policygraph.cli.main import run\n"
        f"assert run({arguments!r}) == 0\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return set(done.stderr.decode().split()) & {*HEAVY, "scipy", "pandas"}


@pytest.mark.slow
@pytest.mark.parametrize("command", [["trace", "CCP", "DeepSeek"], ["show", "CCP"], ["info"]])
def test_a_question_imports_none_of_what_takes_long(command: list[str]) -> None:
    assert imported(*command) == set()


@pytest.mark.slow
def test_a_question_to_a_store_imports_numpy_and_what_loads_kernels(tmp_path: Path) -> None:
    engine = ENGINES["compact"]
    assert isinstance(engine, Compact)
    engine.prepare()
    store = str(tmp_path / "store")
    KnowledgeGraph.build(to=store)
    for question in (["trace", "CCP", "DeepSeek"], ["reach", "CCP"], ["common", "CCP", "DeepSeek"]):
        assert imported("--graph", store, *question) <= {"numpy", "llvmlite"}
