"""The legend that filters: by pointer and by keyboard, with live counts, and as trace filters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from policygraph.model.collection import Collection
from policygraph.page.document import page_of_graph
from policygraph.query.edges import edges_under
from policygraph.query.query import Filters
from tests.browser import pages
from tests.browser.visitor import PHONE, Visitor
from tests.page.worlds import large
from tests.world import said, world

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Filters of the page, and the same as the library has them.
ASKED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"min": 0.7}, {"min_likelihood": 0.7}),
    ({"modalities": ["estimated", "possible"]}, {"modalities": ("estimated", "possible")}),
    ({"sources": ["s03", "s17"]}, {"sources": ("s03", "s17")}),
    ({"relations": ["feeds"]}, {"relations": ("feeds",)}),
    ({"uncontested": True}, {"uncontested": True}),
    ({"asof": "2011"}, {"as_of": "2011"}),
    ({"asof": "2011-02"}, {"as_of": "2011-02"}),
    ({"asof": "2011-02-28"}, {"as_of": "2011-02-28"}),
    ({"asof": "2011", "strict": True}, {"as_of": "2011", "dates": "strict"}),
    (
        {"asof": "2015-07", "min": 0.6, "modalities": ["stated"], "uncontested": True},
        {"as_of": "2015-07", "min_likelihood": 0.6, "modalities": ("stated",), "uncontested": True},
    ),
]


def dated() -> Collection:
    """Claims with every kind of dates, denials and disputes of some of them."""
    collection = large(60, 240)
    ends = {n: f"c{n:06d}" for n in range(240)}
    claims = dict(collection.claims)
    for number, name in ends.items():
        claim = claims[name]
        start, end = claim.start, None
        if number % 5 == 0:
            start, end = "201X", ".."
        elif number % 5 == 1:
            start, end = None, "2016-05"
        elif number % 5 == 2:
            start, end = None, None
        elif number % 5 == 3:
            end = str(int(claim.start or 0) + 4)
        disputes = (ends[number - 7],) if number % 11 == 0 and number > 7 else ()
        claims[name] = replace(claim, start=start, end=end, disputes=disputes)
    rows = [replace(claim, location=None) for claim in claims.values()]
    rows.append(said("not e00003 feeds e00007", id="d1", start="2014"))
    kinds = {name: entity.type for name, entity in collection.entities.items()}
    return world(rows, kinds)


def test_the_page_filters_as_the_library_does(visit: Visitor) -> None:
    collection = dated()
    page = visit(page_of_graph(collection).html)
    for asked, options in ASKED:
        shown = page.evaluate(
            """(patch) => {
                PG.state.set({...PG.state.DEFAULTS, ...patch});
                return PG.visible().edges.map(({edge, supporting, against, strength}) => [
                    edge.subject, edge.relation, edge.object, strength,
                    supporting.map((claim) => claim.id), against.map((claim) => claim.id)]);
            }""",
            asked,
        )
        expected = [
            [
                *edge.triple,
                edge.strength,
                [claim.id for claim in edge.supporting],
                [claim.id for claim in edge.against],
            ]
            for edge in edges_under(collection, Filters(**options))
        ]
        assert shown == expected, asked
        assert len(expected) > 3


def test_effects_of_relations_are_a_filter_of_their_own(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "effects=constrains")
    keys = page.evaluate("PG.visible().edges.map((one) => one.edge.key)")
    assert keys == ["s|blocks|b"]


def counts(page: Page) -> str:
    return str(page.locator("#counts").text_content())


def item(page: Page, facet: str, name: str) -> Any:
    return page.locator(f'[data-facet="{facet}"]').get_by_role("button", name=f"{name}, ")


CHOICES = (
    ("effects", "constrains", "1 of 7 connections"),
    ("modalities", "planned", "1 of 7 connections"),
    ("types", "chip", "2 of 7 connections"),
    ("relations", "feeds", "2 of 7 connections"),
    ("sources", "a publisher: T", "1 of 7 connections"),
)


@pytest.mark.parametrize("by_key", [False, True])
def test_a_choice_in_the_legend_shows_only_those_and_a_second_takes_it_back(
    by_key: bool, visit: Visitor
) -> None:
    page = visit(pages.of_graph())
    for facet, name, shown in CHOICES:
        box = page.locator(f'[data-facet="{facet}"]')
        if box.get_attribute("open") is None:
            summary = box.locator("summary")
            summary.focus()
            page.keyboard.press("Enter") if by_key else summary.click()
        for pressed, expected in (("true", shown), ("false", "7 connections")):
            button = item(page, facet, name)
            if by_key:
                button.focus()
                page.keyboard.press("Space")
            else:
                button.click()
            assert button.get_attribute("aria-pressed") == pressed
            assert expected in counts(page)


def test_counts_in_the_legend_follow_the_other_filters(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    assert item(page, "effects", "enables").locator(".count").text_content() == "4"
    item(page, "modalities", "possible").click()
    assert item(page, "effects", "enables").locator(".count").text_content() == "1"
    assert item(page, "effects", "constrains").locator(".count").text_content() == "0"
    # What was chosen in a facet does not empty its other rows.
    assert item(page, "modalities", "stated").locator(".count").text_content() == "4"


def test_likelihood_slides_by_pointer_and_by_keyboard(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    slider = page.get_by_label("Likelihood at least")
    place = slider.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] * 0.7, place["y"] + place["height"] / 2)
    assert page.evaluate("PG.state.get().min") == pytest.approx(0.7)
    assert "4 of 7 connections" in counts(page)
    assert slider.get_attribute("aria-valuetext") == "0.70 (likely)"
    page.keyboard.press("Home")
    assert page.evaluate("PG.state.get().min") == 0
    for _ in range(17):
        page.keyboard.press("ArrowRight")
    assert "2 of 7 connections" in counts(page)


def test_the_date_slides_and_what_is_not_certain_can_be_left_out(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    strict = page.get_by_label("Leave out what is not certainly in force then")
    assert strict.is_disabled()
    slider = page.get_by_label("In force in")
    slider.focus()
    page.keyboard.press("End")
    assert page.evaluate("PG.state.get().asof") == "2030-12"
    # c07 ended in 2014; all others may be in force.
    assert "6 of 7 connections" in counts(page)
    strict.check()
    # Certain are the event of 2010 and what began in 2015 without an end.
    assert page.evaluate("PG.visible().edges.map((one) => one.edge.key)") == [
        "a|feeds|e",
        "s|founded|a",
    ]
    page.keyboard.press("Space")
    slider.focus()
    page.keyboard.press("Home")
    assert page.evaluate("PG.state.get().asof") == ""


def test_what_is_contested_can_be_hidden(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    page.get_by_label("Hide what is contested").check()
    assert "6 of 7 connections" in counts(page)
    assert "contested" not in counts(page).replace("not drawn", "")


def test_filters_in_use_are_named_and_each_can_be_taken_back(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "effects=enables&min=0.5&uncontested=1")
    chips = page.locator(".chip")
    assert [chip.text_content() for chip in chips.all()] == [
        "enables ✕",
        "likelihood ≥ 0.50 ✕",
        "uncontested ✕",
    ]
    page.get_by_role("button", name="Remove the filter likelihood ≥ 0.50").click()
    assert page.evaluate("PG.state.get().min") == 0
    page.get_by_role("button", name="Clear").press("Enter")
    assert chips.count() == 0
    assert "7 connections" in counts(page)


def test_a_long_list_is_found_in_and_shown_whole(visit: Visitor) -> None:
    page = visit(page_of_graph(large(60, 400)).html)
    box = page.locator('[data-facet="sources"]')
    box.locator("summary").click()
    assert box.locator("li").count() == 9
    box.get_by_role("button", name="Show all 40").click()
    assert box.locator("li").count() == 40
    box.get_by_role("searchbox", name="Find in Sources").fill("S07")
    assert box.locator("li").count() == 1


def test_on_a_phone_the_legend_opens_over_the_view_and_closes_again(visit: Visitor) -> None:
    page = visit(pages.of_graph(), size=PHONE)
    side = page.locator("#side")
    assert side.is_hidden()
    toggle = page.get_by_role("button", name="Legend and filters")
    toggle.tap()
    assert side.is_visible()
    item(page, "effects", "constrains").tap()
    page.keyboard.press("Escape")
    assert side.is_hidden()
    assert "1 of 7 connections" in counts(page)
    assert toggle.get_attribute("aria-expanded") == "false"
