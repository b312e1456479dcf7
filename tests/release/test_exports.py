"""The committed exports are what the code writes from the committed data, and are of use."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import policygraph
from tests.documents import ROOT

EXPORTS = ROOT / "exports"
README = (EXPORTS / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
#: The largest file that is kept in the repository, in bytes.
LARGEST = 5_000_000


@pytest.mark.slow
def test_committed_exports_are_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYGRAPH_ONTOLOGY", str(ROOT / "ontology"))
    ran = policygraph("--graph", ROOT / "data", "export", "all", "--check", EXPORTS)
    assert ran.code == 0, f"run: policygraph export all -o exports\n{ran.out}{ran.err}"


def test_committed_exports_are_small_enough_to_keep() -> None:
    sizes = {path.name: path.stat().st_size for path in EXPORTS.rglob("*") if path.is_file()}
    assert max(sizes.values()) <= LARGEST, sizes


def test_readme_names_what_is_there_and_nothing_else() -> None:
    named = {link.rstrip("/") for link in re.findall(r"\]\((?!https?:)([^)]+)\)", README)}
    assert named == {path.name for path in EXPORTS.iterdir()} - {"README.md"}


def test_readme_has_a_first_command_for_every_file() -> None:
    named = re.findall(r"^\| \[`([^`]+)`\]", README, re.MULTILINE)
    assert len(COMMANDS) == len(named)
    for name, command in zip(named, COMMANDS, strict=True):
        assert name in command


@pytest.mark.readers
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.partition(" ")[0])
def test_first_command_works_and_leaves_the_exports_as_they_are(
    command: str, tmp_path: Path
) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    tool, *_ = shlex.split(command)
    if shutil.which(tool, path=path) is None:
        pytest.skip(f"{tool} is not here")
    folder = tmp_path / "exports"
    shutil.copytree(EXPORTS, folder)
    before = {file.name for file in folder.rglob("*")}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert {file.name for file in folder.rglob("*")} == before
