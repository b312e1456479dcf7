"""The page on the architecture names files that exist."""

from __future__ import annotations

import re

from tests.documents import ROOT

PACKAGE = ROOT / "graph" / "policygraph"


def test_every_answer_to_where_is_a_file_of_the_package() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("\n## Where is ...?\n")[2].partition("\n## ")[0]
    answers = re.findall(r"`([^`]+\.py)`", table)
    assert len(answers) >= 20
    assert [answer for answer in answers if not (PACKAGE / answer).is_file()] == []


def test_every_folder_that_the_page_names_exists() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    roots = (ROOT, PACKAGE, PACKAGE / "engines", PACKAGE / "render")
    folders = sorted(set(re.findall(r"`([a-z]+)/`", page)))
    assert "model" in folders
    assert [name for name in folders if not any((root / name).is_dir() for root in roots)] == []
