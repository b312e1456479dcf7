"""Every reader is fuzzed, for half a minute each, from a small graph in its format."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policygraph.formats import FORMATS

pytestmark = pytest.mark.slow

#: What can be read, one name for each reader: Turtle 1.2 is read as Turtle is.
READERS = sorted({format.read: name for name, format in FORMATS.items() if format.read}.values())
SECONDS = int(os.environ.get("POLICYGRAPH_FUZZ_SECONDS", "30"))
SCRIPT = Path(__file__).with_name("readers.py")


@pytest.mark.parametrize("name", READERS)
def test_bytes_of_any_kind_are_read_or_refused_in_one_line(name: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    # The seed of the chance makes a failure one that comes again.
    run = [sys.executable, str(SCRIPT), name, str(corpus), f"-max_total_time={SECONDS}", "-seed=1"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, timeout=SECONDS + 120)
    said = done.stderr.decode(errors="replace")
    assert done.returncode == 0, said[-3000:]
    assert "Done " in said
