"""A dossier in HTML, in a browser: it asks for nothing, fits a phone, and is dark at night."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph import KnowledgeGraph
from tests.browser.visitor import DESK, PHONE, Visitor


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = KnowledgeGraph.load().dossier("United States", "DeepSeek", k=3)
    written = tmp_path_factory.mktemp("dossier") / "dossier.html"
    written.write_bytes(found.document("html"))
    return written


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_dossier_opens_offline_and_fits_the_window(
    visit: Visitor, file: Path, size: tuple[int, int]
) -> None:
    page = visit(file, size=size)
    assert page.title() == "United States → DeepSeek"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_its_own_style_is_let_through_by_its_policy(visit: Visitor, file: Path) -> None:
    light, dark = visit(file), visit(file, dark=True)
    background = "getComputedStyle(document.body).backgroundColor"
    assert light.evaluate(background) == "rgb(255, 255, 255)"
    assert dark.evaluate(background) == "rgb(22, 24, 26)"


def test_a_note_is_reached_and_leads_back(visit: Visitor, file: Path) -> None:
    page = visit(file)
    page.locator("#mark-1").click()
    assert page.evaluate("location.hash") == "#note-1"
    page.locator("#note-1 [role=doc-backlink]").click()
    assert page.evaluate("location.hash") == "#mark-1"
