"""``policygraph page`` and ``trace --page``: one file, or one line that says why not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from policygraph.cli.page import progress
from tests.cli.running import policygraph
from tests.page.reading import Elements


def title(path: Path) -> str:
    return Elements(path.read_text(encoding="utf-8")).all("title")[0][1]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "policygraph · policygraph"),
        (("CCP", "DeepSeek"), "Chinese Communist Party → DeepSeek · policygraph"),
        (("--around", "DeepSeek", "--hops", "1"), "Around DeepSeek · policygraph"),
    ],
)
def test_a_page_is_written_and_nothing_is_said(
    arguments: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    ran = policygraph("page", *arguments, "-o", file)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert title(file) == expected


def test_a_page_goes_to_standard_output() -> None:
    ran = policygraph("page", "--around", "DeepSeek")
    assert ran.out.startswith("<!DOCTYPE html>")


def test_trace_writes_its_page_beside_its_answer(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    ran = policygraph("trace", "CCP", "DeepSeek", "-k", "1", "--page", file)
    assert ran.code == 0
    assert ran.out.startswith("Chinese Communist Party → DeepSeek")
    page = tmp_path / "other.html"
    policygraph("trace", "CCP", "DeepSeek", "-k", "1", "--page", page, "--format", "json")
    assert file.read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("page", "CCP", "-o", "{}/p.html"), 2, "needs both ends"),
        (("page", "--hops", "2", "-o", "{}/p.html"), 2, "give around too"),
        (("page", "--open"), 2, "say which with -o FILE"),
        (("page", "-o", "{}/none/p.html"), 1, "no such folder"),
        (("page", "-o", "{}"), 1, "is a folder; name a file"),
        (("page", "--around", "Deepsek", "-o", "{}/p.html"), 2, "did you mean deepseek"),
        (("trace", "CCP", "DeepSeek", "--page", "{}/none/p.html"), 1, "no such folder"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_nothing_is_written(
    arguments: tuple[str, ...], code: int, message: str, tmp_path: Path
) -> None:
    ran = policygraph(*(argument.format(tmp_path) for argument in arguments))
    assert ran.code == code
    assert ran.err.count("\n") == 1
    assert message in ran.err
    assert list(tmp_path.iterdir()) == []


def test_open_hands_the_file_to_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def show(address: str) -> bool:
        opened.append(address)
        return False

    monkeypatch.setattr("webbrowser.open", show)
    file = tmp_path / "page.html"
    ran = policygraph("page", "CCP", "DeepSeek", "-o", file, "--open")
    assert opened == [file.resolve().as_uri()]
    assert "no browser was found" in ran.err


class Terminal(io.StringIO):
    """A stream that says that somebody looks at it."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_alone_and_cleared_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with progress() as report:
        assert report is None
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as report:
        assert report is not None
        report(0.5)
    shown = terminal.getvalue()
    assert "making the page" in shown
    assert shown.rpartition("making the page")[2].count("\x1b[2K") >= 1
