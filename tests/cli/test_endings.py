"""How commands end when something goes wrong: one line, an exit code, nothing half-written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policygraph.cli import entry, main
from policygraph.cli.options import write
from tests.cli.running import dataset, policygraph

CURATED = Path(__file__).parents[2] / "data"
#: A name whose bytes are not UTF-8, as Python gives it.
LATIN = os.fsdecode(b"caf\xe9")
QUESTION = ["trace", "CCP", "DeepSeek"]


def process(*arguments: str, shell: str = "") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "policygraph", *arguments]
    if shell:
        command = ["bash", "-c", f'"$@" {shell}', "bash", *command]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("a\nb"), "unforeseen error (KeyError: 'a\\nb'); please report it"),
        (ValueError(), "unforeseen error (ValueError); please report it"),
        (
            ImportError("no memory for it"),
            "a library cannot be loaded (ImportError: no memory for it); install it again",
        ),
        (MemoryError(), "out of memory; give it more, or ask for less"),
        (RecursionError(), "what was given is nested too deeply; give less at once"),
        (OSError("of no file"), "of no file"),
        (FileNotFoundError(2, "No such file", "a\n\x1bb"), "a\\n\\x1bb: No such file"),
    ],
)
def test_any_error_of_a_command_is_one_line_with_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*given: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(main, "app", fail)
    ended = policygraph(*QUESTION)
    assert (ended.code, ended.out, ended.err) == (1, "", f"policygraph: {said}\n")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (MemoryError(), 1, "out of memory; give it more, or ask for less"),
        (ImportError("x"), 1, "cannot start (ImportError: x); install it again"),
    ],
)
def test_an_error_while_importing_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    class Refusing:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "policygraph.cli.main":
                raise error

    monkeypatch.delitem(sys.modules, "policygraph.cli.main")
    monkeypatch.setattr(sys, "meta_path", [Refusing(), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        entry.main(QUESTION)
    assert ended.value.code == code
    assert capfd.readouterr().err == f"policygraph: {said}\n"


@pytest.mark.slow
@pytest.mark.parametrize("command", [["info"], QUESTION, ["show", "CCP"], ["--help"]])
def test_a_pipe_that_nobody_reads_is_no_error(command: list[str]) -> None:
    ended = process(*command, shell="| true; exit ${PIPESTATUS[0]}")
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.slow
@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize("command", [["trace"], ["trace", "no-one", "CCP"], ["trace", "--no"]])
def test_a_usage_error_exits_2_where_nobody_hears_it(stream: str, command: list[str]) -> None:
    assert process(*command, shell=stream).returncode == 2


def test_line_breaks_and_escapes_of_a_path_are_escaped() -> None:
    assert policygraph("--graph", "a\n\x1b[31mb", "info").err == (
        "policygraph: a\\n\\x1b[31mb: no such dataset folder; name a folder with entities.csv\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["--graph", LATIN, "info"],
        ["trace", LATIN, "CCP"],
        ["trace", "CCP", "DeepSeek", "--pattern", LATIN],
        ["trace", f"--{LATIN}"],
        ["diff", LATIN, LATIN],
        ["info", "-o", f"{LATIN}/file"],
    ],
)
def test_arguments_that_are_not_utf_8_are_refused_in_one_line(command: list[str]) -> None:
    ended = process(*command)
    assert ended.returncode in (1, 2)
    assert ended.stderr.startswith(b"policygraph: ")
    assert b"Traceback" not in ended.stderr
    ended.stderr.decode()


@pytest.mark.parametrize("variable", ["POLICYGRAPH_GRAPH", "POLICYGRAPH_ONTOLOGY"])
def test_variables_that_are_not_utf_8_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, LATIN)
    ended = policygraph("info")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith("policygraph: caf\\udce9: no such ")


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["check", "--sources", LATIN],
        ["diff", str(CURATED), str(CURATED), "--watch", LATIN],
        ["export", "all", "--check", LATIN],
        ["query", "--name", LATIN],
        ["query", f"ASK {{ ?{LATIN} ?p ?o }}"],
        ["query", "--name", "known-by", "--set", f"day={LATIN}"],
    ],
)
def test_values_of_options_that_are_not_utf_8_are_refused_in_one_line(command: list[str]) -> None:
    ended = policygraph(*command)
    assert ended.code in (1, 2)
    assert ended.err.count("\n") == 1
    assert "unforeseen" not in ended.err


@pytest.mark.slow
def test_folders_and_files_whose_names_are_not_utf_8_work(tmp_path: Path) -> None:
    shutil.copytree(CURATED, data := tmp_path / LATIN)
    graph = ["--graph", str(data)]
    for command in (
        ["info", "--format", "json", "-o", str(tmp_path / f"{LATIN}.json")],
        ["export", "turtle"],
        [*QUESTION, "--format", "json"],
        ["page", "-o", str(tmp_path / f"{LATIN}.html")],
        ["query", "SELECT * { ?d a pg:Dataset }", "-o", str(tmp_path / f"{LATIN}.csv")],
        ["check"],
        ["export", "dataset", "-o", str(tmp_path / f"{LATIN}.copy")],
    ):
        ended = policygraph(*graph, *command)
        assert (ended.code, ended.err) == (0, "")
    built = process(*graph, "build", "-o", store := str(tmp_path / f"{LATIN}.store"))
    assert (built.returncode, built.stderr) == (0, b"")
    assert policygraph("--graph", store, "info").code == 0
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith(".")}
    assert left == set()


def end(monkeypatch: pytest.MonkeyPatch, step: str, sent: signal.Signals, *, after: bool) -> None:
    """Send this process a signal at the first call of a step of a path."""
    real = getattr(Path, step)

    def ended(path: Path, *given: object) -> object:
        monkeypatch.setattr(Path, step, real)
        done = real(path, *given) if after else None
        os.kill(os.getpid(), sent)
        return done if after else real(path, *given)

    monkeypatch.setattr(Path, step, ended)


ENDS = {signal.SIGTERM: SystemExit, signal.SIGINT: KeyboardInterrupt}


@pytest.mark.parametrize("sent", ENDS)
@pytest.mark.usefixtures("foreground_signals")
def test_a_write_that_is_ended_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals
) -> None:
    (tmp_path / "a.txt").write_text("old")
    end(monkeypatch, "chmod", sent, after=False)
    with pytest.raises(ENDS[sent]):
        write(b"new", str(tmp_path / "a.txt"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_markdown_holds_nothing_that_commands_a_terminal_or_reorders_text(tmp_path: Path) -> None:
    hostile = "A\u009bb\u202ec"
    entity = {"id": "a", "type": "company", "label": hostile, "description": hostile}
    folder = dataset(tmp_path / "d", entities=[entity], title=hostile)
    for name in ("a", "note-2025"):
        shown = policygraph("--graph", folder, "show", name, "--format", "markdown")
        assert shown.code == 0
        assert "A b c" in shown.out
        assert not {"\u009b", "\u202e"} & set(shown.out)
