"""What surrounds the views: search, evidence, tabs, menus, keys, notices, the address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from policygraph.page import document
from policygraph.page.document import page_around, page_of_graph
from tests.browser import pages
from tests.browser.visitor import Visitor
from tests.page.worlds import large
from tests.world import said, world

if TYPE_CHECKING:
    from playwright.sync_api import Page


def state(page: Page, name: str) -> Any:
    return page.evaluate(f"PG.state.get().{name}")


def text(page: Page, selector: str) -> str:
    return str(page.locator(selector).text_content())


# Search ------------------------------------------------------------------------


def test_search_by_keyboard_alone(visit: Visitor) -> None:
    page = visit(pages.of_curated())
    page.keyboard.press("/")
    page.keyboard.type("deeps")
    box = page.get_by_role("combobox", name="Search entities by name")
    options = page.get_by_role("option")
    assert box.get_attribute("aria-expanded") == "true"
    assert str(options.first.text_content()).startswith("DeepSeek")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "found-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert state(page, "select") == "entity:deepseek"
    assert box.input_value() == ""
    assert page.evaluate("document.activeElement.className") == "panel-body"


def test_search_by_pointer_finds_an_alias_in_another_script(visit: Visitor) -> None:
    page = visit(pages.of_curated())
    page.get_by_role("combobox").fill("华为")
    page.get_by_role("option", name="Huawei").first.click()
    assert state(page, "select") == "entity:huawei"


def test_the_language_of_an_alias_is_no_part_of_it(visit: Visitor) -> None:
    page = visit(pages.of_curated())
    page.evaluate("PG.select('entity:huawei')")
    alias = page.locator("#panel dd span", has_text="华为").first
    assert (alias.text_content(), alias.get_attribute("lang")) == ("华为", "zh")
    box = page.get_by_role("combobox")
    box.fill("zh:华为")
    assert page.get_by_role("option").text_content() == "No entity of this name"
    box.fill("华为")
    assert "Huawei · 华为" in str(page.get_by_role("option").first.text_content())


def test_search_says_when_nothing_has_the_name_and_escape_empties_it(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    box = page.get_by_role("combobox")
    box.fill("nowhere")
    assert page.get_by_role("option").text_content() == "No entity of this name"
    box.press("Escape")
    assert box.input_value() == ""
    assert page.locator("#found").is_hidden()


def test_search_reaches_what_filters_hide_and_says_so(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "effects=constrains")
    page.get_by_role("combobox").fill("c")
    page.get_by_role("combobox").press("Enter")
    assert state(page, "select") == "entity:c"
    assert "Not in view" in text(page, "#panel")


# Evidence ----------------------------------------------------------------------


def test_an_edge_shows_every_claim_for_and_against_it(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "select=edge:a|feeds|e")
    panel = text(page, "#panel")
    assert "Contested: 1 claim against it." in panel
    sections = [one.text_content() for one in page.locator("#panel summary").all()]
    assert sections[:2] == ["Says that it is so1", "Says that it is not so, or disputes it1"]
    denied = page.locator('[data-claim="c03"]')
    assert "It is not so that A feeds E" in str(denied.locator(".sentence").text_content())
    assert denied.locator(".badge").first.text_content() == "denied"
    assert "likelihood 0.60 (likely)" in str(denied.text_content())


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        (("w", "w", "w"), "3 sources of 1 origin"),
        (("w", None, "w"), "3 sources of 2 origins"),
        ((None, None, None), "3 independent sources"),
    ],
)
def test_an_edge_says_of_how_many_origins_its_sources_are(
    origins: tuple[str | None, ...], words: str, visit: Visitor
) -> None:
    made = world([said("a feeds b", source=source) for source in "stu"])
    sources = {
        key: replace(one, origin=origin)
        for (key, one), origin in zip(made.sources.items(), origins, strict=True)
    }
    page = visit(page_of_graph(replace(made, sources=sources)).html, "select=edge:a|feeds|b")
    assert words in text(page, "#panel .line")


def test_a_claim_shows_attribution_dates_quantity_and_note(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    shown = {}
    for claim in ("c01", "c05", "c07", "c09"):
        page.evaluate(f"PG.select('claim:{claim}')")
        shown[claim] = str(page.locator(f'[data-claim="{claim}"]').first.text_content())
    assert "since 2010-05" in shown["c01"]
    assert "According to D" in shown["c05"]
    assert "2021-02" in shown["c05"]
    assert "2012-01 to 2014-06" in shown["c07"]
    assert "a note" in shown["c07"]
    assert "5 to 7 mentions" in shown["c09"]


def test_an_entity_lists_what_is_said_and_denied_of_it_and_leads_on_and_back(
    visit: Visitor,
) -> None:
    page = visit(pages.of_graph(), "select=entity:s")
    rows = [str(one.text_content()) for one in page.locator(".brief").all()]
    assert any("feeds E" in row and "denied" in row for row in rows)
    page.locator(".brief", has_text="founded A").press("Enter")
    assert state(page, "select") == "edge:s|founded|a"
    page.locator("#panel .statement .entity", has_text="A").click()
    assert state(page, "select") == "entity:a"
    page.get_by_role("button", name="← Back").click()
    assert state(page, "select") == "edge:s|founded|a"
    page.get_by_role("button", name="Close the evidence panel").press("Enter")
    assert page.locator("#panel").is_hidden()


def test_a_denial_that_nobody_answers_is_said_to_make_no_connection(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "select=claim:c08")
    assert "no connection is drawn" in text(page, "#panel")


def test_identities_of_an_entity_are_shown_with_links_that_tell_nothing(visit: Visitor) -> None:
    page = visit(pages.of_curated(), "select=entity:deepseek")
    link = page.get_by_role("link", name="Wikidata Q131577453")
    assert link.get_attribute("href") == "https://www.wikidata.org/wiki/Q131577453"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "深度求索" in text(page, "#panel")


def test_a_source_opens_by_its_link(visit: Visitor) -> None:
    page = visit(pages.of_curated(), "select=claim:yin-2025-013")
    assert page.locator("#panel [data-claim] a").first.get_attribute("target") == "_blank"


# The answer ---------------------------------------------------------------------


def test_paths_are_listed_with_effect_strength_and_weakest_step(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    first = str(page.locator("button.path").first.text_content())
    assert "via A" in first
    assert "enables · 0.72 · 2 hops" in first
    assert "weakest: step 2, 0.80" in first
    assert "1 step contested" in first
    assert "complete" in text(page, ".answer")
    page.locator("button.path").first.press("Enter")
    assert state(page, "path") == 1


def test_a_truncated_answer_and_an_absent_one_say_so(visit: Visitor) -> None:
    page = visit(pages.of_answer(budget=1))
    assert "Truncated." in text(page, "#notices")
    page = visit(pages.of_answer(max_hops=1), "view=network")
    assert "no path from S to E: lifting max-hops" in text(page, "#notices").lower().replace(
        "s to e", "S to E"
    )
    assert "No path" in text(page, ".answer")


# Tabs, menus, keys ---------------------------------------------------------------


def test_tabs_by_pointer_by_arrows_and_by_number(visit: Visitor) -> None:
    page = visit(pages.of_answer())

    def selected() -> str | None:
        return page.get_by_role("tab", selected=True).text_content()

    page.get_by_role("tab", name="Table").click()
    assert selected() == "Table"
    page.keyboard.press("ArrowRight")
    assert selected() == "Paths"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert selected() == "Time"
    page.keyboard.press("Home")
    assert selected() == "Paths"
    page.locator("#stage").focus()
    for key, name in (("2", "Network"), ("4", "Table"), ("3", "Time"), ("1", "Paths")):
        page.keyboard.press(key)
        assert selected() == name
        assert page.get_by_role("tabpanel").count() == 1


def test_the_theme_follows_the_system_until_one_is_chosen(visit: Visitor) -> None:
    page = visit(pages.of_graph(), dark=True)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)
    assert dark != light
    page.get_by_role("button", name="Theme").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert page.evaluate(ground) == dark
    assert state(page, "theme") == "dark"
    assert page.evaluate("document.activeElement.textContent") == "Theme"
    page.get_by_role("button", name="Theme").click()
    assert page.get_by_role("menuitemradio", checked=True).text_content() == "Dark"
    page.get_by_role("menuitemradio", name="As the system").click()
    assert page.evaluate(ground) == light


def test_menus_close_by_escape_and_by_a_click_elsewhere(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    button = page.get_by_role("button", name="Save")
    for leave in ("key", "click"):
        button.click()
        assert page.get_by_role("menu").count() == 1
        if leave == "key":
            page.keyboard.press("Escape")
        else:
            page.locator("#title").click()
        assert page.get_by_role("menu").count() == 0
        assert button.get_attribute("aria-expanded") == "false"


def test_the_keys_are_listed_by_key_and_by_button(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    for opened in ("key", "button"):
        if opened == "key":
            page.keyboard.press("?")
        else:
            page.get_by_role("button", name="Keys").click()
        dialog = page.get_by_role("dialog", name="Keys")
        assert dialog.is_visible()
        if opened == "key":
            page.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name="Close").click()
        assert dialog.is_hidden()


def test_escape_leaves_one_thing_after_the_other(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "view=network&path=1&select=entity:a&focus=a")
    for kept in (("path", 1), ("focus", "a"), ("focus", "")):
        page.keyboard.press("Escape")
        assert state(page, kept[0]) == kept[1]
    assert (state(page, "select"), state(page, "path")) == ("", 0)


def test_the_skip_link_leads_to_the_view(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "stage"


# The address ----------------------------------------------------------------------

FRAGMENT = (
    "view=network&types=chip&types=firm&effects=enables&modalities=stated&min=0.3"
    "&asof=2016&uncontested=1&select=entity%3Aa&focus=s&hops=2&theme=dark"
)


def test_the_address_restores_the_view_and_is_kept_as_it_changes(visit: Visitor) -> None:
    page = visit(pages.of_graph(), FRAGMENT)
    assert sorted(page.evaluate("PG.state.fragment()").split("&")) == sorted(FRAGMENT.split("&"))
    assert page.locator('[data-facet="effects"] [aria-pressed="true"]').count() == 1
    assert text(page, "#panel .panel-body > h2") == "A"
    assert page.get_by_role("button", name="2 hops").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert "select" not in page.evaluate("location.hash")
    again = visit(pages.of_graph(), page.evaluate("location.hash.slice(1)"))
    assert again.evaluate("PG.state.fragment()") == page.evaluate("PG.state.fragment()")
    assert text(again, "#counts") == text(page, "#counts")


def test_an_address_typed_into_the_bar_changes_the_view(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    page.evaluate("location.hash = 'view=table&select=entity:b'")
    page.wait_for_function("PG.state.get().view === 'table'")
    assert text(page, "#panel .panel-body > h2") == "B"


@pytest.mark.parametrize(
    "fragment",
    ["types=%3Cimg%3E&min=x&select=entity:none", "view=none&path=99&focus=none", "%E0%A4"],
)
def test_an_address_that_makes_no_sense_does_no_harm(fragment: str, visit: Visitor) -> None:
    page = visit(pages.of_answer(), fragment)
    assert page.locator("html").get_attribute("data-ready") == "true"
    assert page.locator("#panel").is_hidden()


# Kinds of page ----------------------------------------------------------------------


def test_a_page_around_an_entity_says_what_it_is(visit: Visitor) -> None:
    page = visit(page_around(pages.small(), "e", 1).html)
    assert text(page, "#title") == "Around E"
    assert "1 hop around E" in text(page, "#subtitle")


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entities in rows: for tests to which it does not matter where they lie."""
    monkeypatch.setattr(
        document, "lay_out", lambda count, *_: [(n % 40 * 90, n // 40 * 60) for n in range(count)]
    )


@pytest.mark.usefixtures("quickly")
def test_a_large_graph_warns_and_a_very_large_one_opens_in_focus_and_says_so(
    visit: Visitor,
) -> None:
    page = visit(page_of_graph(large(1600, 1700)).html)
    assert "are drawn. Filters" in text(page, "#notices")
    page = visit(page_of_graph(large(3100, 6000)).html)
    notice = text(page, "#notices")
    assert "Neighbourhood of" in notice
    assert "The graph has 3,100 entities, too many to draw together" in notice
    assert 1 < page.evaluate("PG.network.drawnIds().length") <= 300
    # Search reaches the whole, and goes there.
    page.get_by_role("combobox").fill("e03099")
    page.get_by_role("combobox").press("Enter")
    assert state(page, "focus") == "e03099"
    assert "e03099" in page.evaluate("PG.network.drawnIds()")


@pytest.mark.usefixtures("quickly")
def test_a_focus_of_too_many_is_cut_and_says_so(visit: Visitor) -> None:
    page = visit(page_of_graph(large(900, 3000)).html, "focus=e00000&hops=3")
    shown = text(page, "#notices")
    assert "the nearest 300 of" in shown
    assert page.evaluate("PG.visible().entities.size") <= 300
