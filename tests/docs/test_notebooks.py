"""The notebooks run, and show their current outputs."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from policygraph.environment import GRAPH_VARIABLE, ONTOLOGY_VARIABLE
from tests.notebooks import METADATA, NOTEBOOKS, ROOT, code, written


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.name)
def notebook(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


def test_there_is_a_notebook() -> None:
    assert [path.name for path in NOTEBOOKS] == ["influence.ipynb"]


def test_notebook_has_the_committed_form(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    read = json.loads(text)
    assert written(read) == text
    assert read["metadata"] == METADATA


def test_notebook_was_run_in_order_and_without_error(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    run = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in run] == list(range(1, len(run) + 1))
    kinds = {output["output_type"] for cell in run for output in cell["outputs"]}
    assert kinds <= {"execute_result", "stream"}
    assert all(cell["outputs"] or "import" in "".join(cell["source"]) for cell in run)


@pytest.mark.slow
def test_code_of_a_notebook_runs(notebook: Path) -> None:
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in code(notebook):
            exec(compile(cell, notebook.name, "exec"), names)


@pytest.mark.slow
def test_notebook_shows_the_outputs_of_a_kernel(notebook: Path) -> None:
    if importlib.util.find_spec("nbclient") is None:
        pytest.skip("no kernel is installed: pip install -e '.[notebook]'")
    unset = (GRAPH_VARIABLE, ONTOLOGY_VARIABLE)
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    ran = subprocess.run(
        [sys.executable, "tests/notebooks.py", "--check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"run: python tests/notebooks.py\n{ran.stderr}"
