"""The visitor of the other tests sees what a page must not do, so that they can fail."""

from __future__ import annotations

import pytest

from tests.browser.visitor import Visitor

WRONG = {
    "a request: https://": "<img src='https://example.org/a.png' alt=''>",
    "a request: file://": "<link rel=stylesheet href='other.css'>",
    "a socket: ": "<script>new WebSocket('wss://example.org/')</script>",
    "console error: ": "<script>console.error('no')</script>",
    "an exception: ": "<script>nothing.there()</script>",
    "a dialog: ": "<script>alert('here')</script>",
    "a new window: ": "<a href='https://example.org/' target=_blank>away</a>",
}


HEAD = "<!doctype html><meta charset=utf-8><title>A page</title>"


@pytest.mark.parametrize("problem", WRONG)
def test_what_a_page_must_not_do_is_kept(problem: str, visit: Visitor) -> None:
    page = visit(HEAD + WRONG[problem])
    if page.locator("a").count():
        with page.expect_popup():
            page.locator("a").click()
    page.wait_for_timeout(50)
    assert any(kept.startswith(problem) for kept in visit.problems), visit.problems
    visit.problems.clear()


def test_a_page_of_its_own_parts_alone_has_no_problem(visit: Visitor) -> None:
    page = visit(HEAD + "<a href='data:text/plain,hello' download=x>save</a>", "here")
    with page.expect_download() as saving:
        page.locator("a").click()
    assert saving.value.path().read_text() == "hello"
