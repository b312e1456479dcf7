"""A dossier in HTML, in a browser: it asks for nothing, fits a phone, and is dark at night."""

from __future__ import annotations

import pytest

from policygraph import KnowledgeGraph
from tests.browser.visitor import DESK, PHONE, Visitor


@pytest.fixture(scope="module")
def html() -> str:
    found = KnowledgeGraph.load().dossier("United States", "DeepSeek", k=3)
    return found.document("html").decode()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_dossier_opens_offline_and_fits_the_window(
    visit: Visitor, html: str, size: tuple[int, int]
) -> None:
    page = visit(html, size=size)
    assert page.title() == "United States → DeepSeek"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_its_own_style_is_let_through_by_its_policy(visit: Visitor, html: str) -> None:
    light, dark = visit(html), visit(html, dark=True)
    background = "getComputedStyle(document.body).backgroundColor"
    assert light.evaluate(background) == "rgb(255, 255, 255)"
    assert dark.evaluate(background) == "rgb(22, 24, 26)"


def test_a_note_is_reached_and_leads_back(visit: Visitor, html: str) -> None:
    page = visit(html)
    page.locator("#mark-1").click()
    assert page.evaluate("location.hash") == "#note-1"
    page.locator("#note-1 [role=doc-backlink]").click()
    assert page.evaluate("location.hash") == "#mark-1"
