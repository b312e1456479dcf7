"""What data or others put into a page stays text, is not run and reaches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policygraph.page.document import page_of_graph
from tests.browser import pages
from tests.browser.visitor import PHONE, Visitor
from tests.page.worlds import HOSTILE, hostile, small

if TYPE_CHECKING:
    from playwright.sync_api import Page


def text(page: Page, selector: str) -> str:
    return str(page.locator(selector).text_content())


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_a_hostile_text_in_every_field_is_shown_as_text(
    size: tuple[int, int], visit: Visitor
) -> None:
    page = visit(page_of_graph(hostile()).html, size=size)
    page.wait_for_function("PG.network.drawn")
    for target in ("entity:a", "edge:a|feeds|b", "claim:c08", "claim:c07"):
        page.evaluate("(target) => PG.select(target)", target)
        assert HOSTILE.replace("\u2028", "")[:40] in text(page, "#panel").replace("\u2028", "")
    for view in ("time", "table", "network"):
        page.evaluate("(view) => PG.state.set({view})", view)
    page.get_by_role("combobox").fill("script")
    page.evaluate(
        "PG.state.set({types: [], focus: 'a', effects: ['enables'], min: 0.1, asof: '2020'})"
    )
    assert page.locator("img, iframe, object, embed, form").count() == 0
    assert page.locator("script").count() == 3
    hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.href)")
    assert not [href for href in hrefs if not href.startswith(("https:", "http:", "file:"))]


def test_an_injected_script_style_or_image_is_blocked(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            const frame = document.createElement("iframe");
            frame.srcdoc = "<p>here</p>";
            document.body.append(frame);
            const button = document.createElement("button");
            button.setAttribute("onclick", "window.ran = true");
            document.body.append(button);
            button.click();
        }"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in problem for problem in visit.problems)
    page.evaluate("fetch('https://example.org/').catch(() => { window.refused = true; })")
    page.wait_for_function("window.refused")
    assert not [problem for problem in visit.problems if not problem.startswith("console error")]
    visit.problems.clear()


def test_a_notebook_frame_shows_the_page_and_reaches_nothing_around_it(visit: Visitor) -> None:
    page = visit(
        "<!doctype html><title>A notebook</title><script>window.secret = 1</script>"
        + page_of_graph(small())._repr_html_()
    )
    frame = page.frame_locator("iframe")
    frame.get_by_role("tab", name="Table").click()
    assert frame.get_by_role("tab", selected=True).text_content() == "Table"
    inner = page.frames[1]
    assert inner.evaluate("document.documentElement.dataset.ready") == "true"
    assert (
        inner.evaluate(
            "(() => { try { return String(parent.secret); } catch { return 'refused'; } })()"
        )
        == "refused"
    )
