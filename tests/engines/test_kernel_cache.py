"""Compiled kernels are cached: read by later processes, safe in parallel, never out of date.

Each run is a process of its own over a copy of the package with empty caches.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import policygraph
from policygraph.environment import GRAPH_VARIABLE, ONTOLOGY_VARIABLE

ROOT = Path(policygraph.__file__).parents[2]
TRACE = ["trace", "CCP", "DeepSeek", "-k", "1", "--direction", "any", "--engine", "compact"]
#: The cache suffices: importing numba fails.
NO_NUMBA = """
import sys
class Refusing:
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == "numba" and path is not None:
            raise AssertionError(name)
sys.meta_path.insert(0, Refusing)
"""
#: As if no folder were writable.
NOTHING_WRITABLE = """
from numba.core import caching
def refuse(self): raise OSError("read-only")
caching._CacheLocator.ensure_cache_path = refuse
from policygraph.engines.compact import machine_code
def refuse_to_write(path, data): raise OSError("read-only")
machine_code.write = refuse_to_write
"""


class Copy:
    """A copy of the package in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "graph", folder / "graph", ignore=ignored)

    def start(self, before: str = "") -> subprocess.Popen[str]:
        script = f"{before}\nfrom policygraph.cli.entry import main\nmain({TRACE!r})"
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder / "graph"),
            GRAPH_VARIABLE: str(ROOT / "data"),
            ONTOLOGY_VARIABLE: str(ROOT / "ontology"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
        }
        environment.pop("NUMBA_CACHE_DIR", None)
        return subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, before: str = "") -> tuple[str, bool]:
        """The output, and whether a compilation was reported."""
        return self.ended(self.start(before))

    @staticmethod
    def ended(process: subprocess.Popen[str]) -> tuple[str, bool]:
        out, said = process.communicate()
        assert process.returncode == 0, said
        lines = said.splitlines()
        assert lines in ([], [line for line in lines if "compiling the compact engine" in line])
        assert len(lines) <= 1
        return out, bool(lines)


@pytest.mark.slow
def test_kernels_are_compiled_once_and_again_when_they_change(
    tmp_path: Path,
) -> None:
    copy = Copy(tmp_path)
    together = [copy.start(), copy.start()]
    (one, first), (two, second) = map(copy.ended, together)
    assert one == two
    assert first
    assert second
    assert copy.run(NO_NUMBA) == (one, False)
    assert copy.run(NOTHING_WRITABLE) == (one, False)
    engine = tmp_path / "graph/policygraph/engines/compact"
    for cached in ("kernels/__pycache__/ranking*.nbc", "__pycache__/kernels-*/rank_paths.code"):
        path = next(engine.glob(cached))
        path.write_bytes(path.read_bytes()[:1000])
    assert copy.run() == (one, True)
    assert copy.run(NO_NUMBA) == (one, False)
    with (tmp_path / "graph/policygraph/engines/compact/kernels/edge_costs.py").open("a") as part:
        part.write("# changed\n")
    assert copy.run() == (one, True)


@pytest.mark.slow
def test_kernels_that_cannot_be_cached_are_compiled_for_the_process(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    out, said = copy.run(NOTHING_WRITABLE)
    assert said
    assert "engine compact" in out
