"""A search looks at no more moves than it did; see :mod:`tests.work`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.work import FIGURES, figures

#: More than this part of the committed figure is a slower search, less than that a better one
#: whose figure is to be written.
MOST, LEAST = 1.02, 0.9


@pytest.mark.slow
def test_searches_look_at_as_many_moves_as_committed(tmp_path: Path) -> None:
    committed = json.loads(FIGURES.read_text(encoding="utf-8"))
    found = figures(tmp_path)
    assert found.keys() == committed.keys()
    ratios = {task: round(looked / committed[task], 3) for task, looked in found.items()}
    changed = {task: ratio for task, ratio in ratios.items() if not LEAST <= ratio <= MOST}
    assert not changed, f"{changed}: if intended, write the figures by python tests/work.py"
