"""The table: every claim in view, by pointer and keyboard, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph.page.document import page_of_graph
from tests.browser import pages
from tests.browser.visitor import PHONE, Visitor
from tests.world import said, world

if TYPE_CHECKING:
    from playwright.sync_api import Page


def ids(page: Page) -> list[str]:
    """The claims of the rows in the document, in order."""
    return [
        one.get_attribute("data-id") or ""
        for one in page.locator("#view-table .row[data-id]").all()
    ]


def at(page: Page) -> str:
    """The text of the cell that the keyboard has reached."""
    found: str = page.evaluate(
        """() => document.getElementById(document.querySelector("#view-table .claims")
             .getAttribute("aria-activedescendant")).textContent"""
    )
    return found


def test_every_claim_is_a_row_and_denied_ones_say_so(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=table")
    assert ids(page) == sorted(pages.small().claims)
    denied = page.locator('#view-table .row[data-id="c03"] > div').all_text_contents()
    assert denied[:2] == ["It is not so that A feeds E.", "denied"]
    assert page.locator("#table-words").text_content() == "9 claims, 2 of them denied"
    assert page.locator('#view-table .row[data-id="c02"] .of-against').text_content() == "contested"
    assert page.get_by_role("grid").get_attribute("aria-rowcount") == "10"


def test_the_table_follows_the_filters(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=table&min=0.75")
    # c03 denies what is in view: a filter of support never hides what speaks against it.
    assert ids(page) == ["c01", "c02", "c03", "c08", "c09"]
    page.evaluate("PG.state.set({min: 0.85})")
    assert ids(page) == ["c01", "c08", "c09"]


def test_a_heading_sorts_up_then_down_then_not_at_all(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=table")
    heading = page.get_by_role("columnheader", name="From")
    orders = []
    for way in ("ascending", "descending", "none"):
        heading.click()
        assert heading.get_attribute("aria-sort") == way
        orders.append(ids(page))
    dated = ["c01", "c07", "c02", "c04"]
    blank = ["c03", "c05", "c06", "c08", "c09"]
    # What gives no date comes last both ways.
    assert orders == [dated + blank, dated[::-1] + blank, sorted(dated + blank)]


def test_the_fragment_restores_the_order(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=table&sort=-likelihood")
    assert ids(page)[0] == "c01" and ids(page)[-1] == "c07"
    assert "sorted by likelihood, descending" in (page.locator("#table-words").text_content() or "")


def test_the_keyboard_walks_sorts_and_opens(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=table")
    page.get_by_role("grid").focus()
    keys = page.keyboard
    assert at(page) == "S founded A."
    keys.press("ArrowDown")
    keys.press("ArrowRight")
    assert at(page) == "affirmed"
    keys.press("End")
    assert at(page) == "c02"
    keys.press("Control+End")
    assert at(page) == "c09"
    keys.press("Control+Home")
    keys.press("ArrowUp")
    keys.press("Enter")
    assert page.evaluate("PG.state.get().sort") == "claim"
    keys.press("ArrowDown")
    keys.press("Enter")
    assert page.evaluate("PG.state.get().select") == "claim:c02"
    assert page.locator("#panel").is_visible()
    assert page.locator('#view-table .row[data-id="c02"]').get_attribute("aria-selected") == "true"


def test_a_click_on_a_denied_claim_opens_its_evidence(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=table")
    page.locator('#view-table .row[data-id="c08"] > div').first.click()
    assert page.evaluate("PG.state.get().select") == "claim:c08"
    assert "denied" in (page.locator("#panel").text_content() or "").lower()


def test_thousands_of_rows_are_there_but_only_those_in_sight_are_drawn(visit: Visitor) -> None:
    count = 5000
    rows = [f"n{number % 70} feeds m{number % 71}" for number in range(count)]
    claims = [said(row, id=f"c{number:04d}") for number, row in enumerate(rows, 1)]
    page = visit(page_of_graph(world(claims)).html, "view=table")
    grid = page.get_by_role("grid")
    assert grid.get_attribute("aria-rowcount") == str(count + 1)
    assert len(ids(page)) < 60
    grid.focus()
    page.keyboard.press("Control+End")
    assert at(page) == f"c{count}"
    last = page.locator("#view-table .row[data-id]").last
    assert last.get_attribute("aria-rowindex") == str(count + 1)
    assert len(ids(page)) < 60
    page.keyboard.press("PageUp")
    assert 10 < count - int(at(page)[1:]) < 40
    box = page.locator(".scroller").bounding_box()
    assert box
    page.mouse.move(box["x"] + 50, box["y"] + 200)
    page.mouse.wheel(0, -100000000)
    page.wait_for_selector('#view-table .row[data-id="c0001"]')


def test_on_a_phone_the_table_scrolls_within_the_window(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=table", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.locator(".scroller").evaluate("(box) => box.scrollWidth > box.clientWidth")


def test_an_address_that_names_no_column_leaves_the_table_unsorted(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=table&sort=constructor")
    assert ids(page) == sorted(pages.small().claims)
    assert page.locator("#table-words").text_content() == "9 claims, 2 of them denied"
