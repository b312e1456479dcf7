"""The path view: what its rows and columns say, and that pointer and keyboard reach all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import pages
from tests.browser.visitor import PHONE, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator, Page

COLOURS = {"enables": "#0072B2", "constrains": "#D55E00", "neutral": "#7A7A7A"}


def part(page: Page, key: str) -> Locator:
    """A part of the figure: ``path 1``, ``step 1 2`` (of path 1 the second)."""
    return page.locator(f'#view-paths .part[data-part="{key}"]')


def node(page: Page, rank: int, entity: str) -> Locator:
    return page.locator(f'#view-paths .part[data-part^="node {rank} {entity} "]')


def box(found: Locator) -> FloatRect:
    place = found.bounding_box()
    assert place is not None
    return place


def line(page: Page, key: str) -> dict[str, Any]:
    """How a step is drawn."""
    made: dict[str, Any] = (
        part(page, key)
        .locator("line")
        .evaluate(
            """(line) => ({colour: line.getAttribute("stroke"),
            dash: line.getAttribute("stroke-dasharray"),
            width: +line.getAttribute("stroke-width"),
            head: line.nextElementSibling && line.nextElementSibling.getAttribute("d")})"""
        )
    )
    return made


def state(page: Page, name: str) -> Any:
    return page.evaluate(f"PG.state.get().{name}")


def test_an_answer_opens_in_the_path_view(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    assert page.get_by_role("tab", selected=True).text_content() == "Paths"
    labels = [one.get_attribute("aria-label") for one in page.locator("#view-paths .ring").all()]
    assert [label for label in labels if label and label.startswith("Path")] == [
        "Path 1: S → A → E. enables, chain strength 0.72, 2 hops, weakest step 2",
        "Path 2: S → B → E. constrains, chain strength 0.35, 2 hops, weakest step 2",
        "Path 3: S → C → E. unclear, chain strength 0.24, 2 hops, weakest step 2",
    ]


def test_columns_are_hops_and_shared_entities_are_drawn_once(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    start, middle, end = (box(node(page, 1, name)) for name in "sae")
    assert start["x"] < middle["x"] < end["x"]
    assert node(page, 1, "s").count() == node(page, 1, "e").count() == 1
    assert page.locator('#view-paths .part[data-part^="node"]').count() == 5
    heads = [box(part(page, f"path {rank}")) for rank in (1, 2, 3)]
    assert start["y"] <= heads[0]["y"] and end["y"] <= heads[0]["y"]
    assert start["height"] >= heads[2]["y"] + heads[2]["height"] - heads[0]["y"]
    assert box(node(page, 2, "b"))["x"] == middle["x"]


def test_a_step_shows_effect_modality_and_strength(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    patterns = page.evaluate("PG.data.payload.style.patterns")
    founded, blocks, uses, shapes = (
        line(page, f"step {at}") for at in ("1 1", "2 1", "2 2", "3 1")
    )
    assert founded["colour"] == COLOURS["enables"] and founded["dash"] is None
    assert blocks["colour"] == COLOURS["constrains"]
    assert blocks["dash"] == " ".join(map(str, patterns["estimated"]["dash"]))
    assert uses["dash"] == " ".join(map(str, patterns["possible"]["dash"]))
    assert shapes["colour"] == COLOURS["neutral"]
    assert founded["width"] > blocks["width"] > uses["width"]
    # A filled arrow closes, a bar is one stroke, an open arrow does not close.
    assert founded["head"].endswith("Z") and "L" not in blocks["head"]
    assert not shapes["head"].endswith("Z") and "L" in shapes["head"]
    assert "estimated 0.70" in (part(page, "step 2 1").text_content() or "")


def test_words_on_an_arrow_are_read_the_way_the_path_goes(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    assert part(page, "step 1 1").locator("tspan").first.text_content() == "founded"
    assert part(page, "step 2 2").locator("tspan").first.text_content() == "is uses of"
    label = part(page, "step 2 2").locator(".ring").get_attribute("aria-label") or ""
    assert label.startswith("it is possible that E uses B; enables; possible; likelihood 0.50")


def test_contested_and_weakest_steps_are_marked(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    assert [
        one.get_attribute("data-part") for one in page.locator(".part:has(.contested)").all()
    ] == ["step 1 2"]
    text = part(page, "step 1 2").text_content() or ""
    assert "contested" in text and "weakest" in text
    assert "weakest" not in (part(page, "step 1 1").text_content() or "")


def test_a_click_on_a_number_raises_its_path_and_another_lets_go(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    part(page, "path 2").click()
    assert state(page, "path") == 2
    assert part(page, "path 2").locator(".ring").get_attribute("aria-pressed") == "true"
    dimmed = [one.get_attribute("data-part") for one in page.locator(".part:has(g[opacity])").all()]
    assert "step 1 1" in dimmed and "step 2 1" not in dimmed
    assert page.locator("#view-paths .argument h2").last.text_content() == "Path 2: S → B → E"
    part(page, "path 2").click()
    assert state(page, "path") == 0
    assert page.locator(".part:has(g[opacity])").count() == 0


def test_a_click_on_a_step_or_an_entity_opens_its_evidence(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    part(page, "step 1 2").click()
    assert state(page, "select") == "edge:a|feeds|e"
    panel = page.locator("#panel")
    assert panel.is_visible() and "denied" in (panel.text_content() or "")
    node(page, 1, "a").click()
    assert state(page, "select") == "entity:a"


def test_the_figure_is_walked_by_arrow_keys_and_pressed_by_enter(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    assert page.locator('#view-paths .ring[tabindex="0"]').count() == 1
    part(page, "path 1").locator(".ring").focus()
    seen = []
    for key in ("ArrowDown", "Enter", "ArrowRight", "ArrowRight", "Enter", "Home"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.dataset.key"))
    assert seen[0] == seen[1] == "path 2"
    assert state(page, "path") == 2
    assert seen[3] == seen[4] and state(page, "select").startswith(("edge:", "entity:"))
    assert seen[5] == "path 1"
    assert page.locator('#view-paths .ring[tabindex="0"]').count() == 1


def test_the_argument_below_gives_every_step_with_its_evidence(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    steps = page.locator("#view-paths ol.steps > li")
    assert steps.count() == 2
    second = steps.nth(1).text_content() or ""
    assert second.startswith("A feeds E.") and "weakest step" in second
    assert "Against it" in second and "It is not so that A feeds E." in second
    steps.nth(0).get_by_role("button").click()
    assert state(page, "select") == "edge:s|founded|a"


def test_the_fragment_restores_a_path(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "path=3&view=paths")
    assert part(page, "path 3").locator(".ring").get_attribute("aria-pressed") == "true"
    assert page.locator("#view-paths .argument h2").last.text_content() == "Path 3: S → C → E"


def test_a_path_with_a_step_that_the_filters_hide_says_so(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "min=0.75")
    labels = [
        part(page, f"path {rank}").locator(".ring").get_attribute("aria-label") or ""
        for rank in (1, 2)
    ]
    assert "filters" not in labels[0] and labels[1].endswith("the filters hide a step of it")


def test_on_a_phone_paths_stand_one_below_another(visit: Visitor) -> None:
    page = visit(pages.of_answer(), size=PHONE)
    start, middle, end = (box(node(page, 1, name)) for name in "sae")
    assert start["x"] == middle["x"] == end["x"]
    assert start["y"] + start["height"] < middle["y"] < end["y"]
    assert end["y"] < box(part(page, "path 2"))["y"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE[0]


def test_on_a_phone_a_chosen_path_is_seen_from_its_beginning(visit: Visitor) -> None:
    page = visit(pages.of_curated("United States", "DeepSeek"), "path=4", size=PHONE)
    head, view = box(part(page, "path 4")), box(page.locator("#view-paths"))
    assert view["y"] - 5 <= head["y"] < view["y"] + 60


def test_where_there_is_no_path_the_view_says_why_and_what_would_give_one(visit: Visitor) -> None:
    page = visit(pages.of_answer("d", "e"))
    text = page.locator("#view-paths").text_content() or ""
    assert "No path" in text and "Not an answer to the question, without direction" in text
    # The step follows no declared influence: a line without a head.
    assert line(page, "step 1 1")["head"] is None


@pytest.mark.parametrize("ends", [("CCP", "DeepSeek"), ("United States", "DeepSeek")])
def test_no_words_of_the_curated_answers_stand_on_each_other(
    ends: tuple[str, str], visit: Visitor
) -> None:
    page = visit(pages.of_curated(*ends))
    clashes = page.evaluate(
        """() => {
          const texts = [...document.querySelectorAll("#view-paths .figure text")]
            .map((text) => [text.textContent, text.getBoundingClientRect()]);
          const found = [];
          texts.forEach(([one, a], n) => texts.slice(n + 1).forEach(([two, b]) => {
            const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
              && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
            if (over) found.push(`${one} / ${two}`);
          }));
          return found;
        }"""
    )
    assert clashes == []


@pytest.mark.parametrize("view", ["paths", "time"])
def test_what_is_pressed_stays_where_it_is(view: str, visit: Visitor) -> None:
    page = visit(pages.of_curated("CCP", "DeepSeek"), f"view={view}", size=(1280, 420))
    pressed = page.locator(f"#view-{view} .ring:not([data-key^=path])").nth(10)
    key = pressed.get_attribute("data-key")
    pressed.focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    # The panel takes room, all is laid out anew; focus and sight stay.
    assert page.evaluate("document.activeElement.dataset.key") == key
    assert page.locator(f"#view-{view}").evaluate("(root) => root.scrollTop") > 0
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.key") == key


def test_a_chosen_step_is_brought_into_sight_where_the_figure_is_wider(visit: Visitor) -> None:
    page = visit(
        pages.of_curated("United States", "DeepSeek"),
        "path=4&select=edge:deepseek|develops|deepseek-app",
    )
    part_box = page.locator('.ring[aria-pressed="true"][data-key^="step"]').first.bounding_box()
    room = page.locator("#view-paths .scroll").bounding_box()
    assert part_box and room
    assert part_box["x"] < room["x"] + room["width"] - 40
    assert page.locator("#view-paths .scroll").evaluate("(one) => one.scrollLeft") > 0
