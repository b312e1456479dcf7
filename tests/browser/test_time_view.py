"""The time view: what is certain, what is bounded, what is not known, and since when known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from policygraph.page.document import page_of_graph
from tests.browser import pages
from tests.browser.visitor import PHONE, Visitor
from tests.world import said, world

if TYPE_CHECKING:
    from playwright.sync_api import Page

DAY = "(day) => PG.timeAxis.iso(day)"


def span(page: Page, claim: str) -> dict[str, Any]:
    """How a claim lies in time, its days as dates."""
    made: dict[str, Any] = page.evaluate(
        """(id) => {
          const when = PG.timeAxis.span(PG.data.claims.get(id));
          const days = (pair) => pair && pair.map((day) => Math.abs(day) < PG.timeAxis.FAR
            ? PG.timeAxis.iso(day) : null);
          return { ...when, bounds: days(when.bounds), sure: days(when.sure) };
        }""",
        claim,
    )
    return made


def row(page: Page, claim: str) -> Any:
    return page.locator(f'#view-time .part[data-part="{claim}"]')


CASES = {
    # A month is somewhere in the month; nothing but the bounds is sure.
    ("2015-05", None): ("span", ["2015-05-01", "2015-05-31"], None, "none", "unknown"),
    # A day that is known is certain, and nothing after it.
    ("2015-05-08", None): ("span", ["2015-05-08"] * 2, ["2015-05-08"] * 2, "none", "unknown"),
    ("2015", ".."): ("span", ["2015-01-01", None], ["2015-12-31", None], "none", "open"),
    ("2012-01", "2014-06"): (
        "span", ["2012-01-01", "2014-06-30"], ["2012-01-31", "2014-06-01"], "none", "none",
    ),
    (None, "2030"): ("span", ["2030-01-01", "2030-12-31"], None, "unknown", "none"),
    ("..", "2030"): ("span", [None, "2030-12-31"], [None, "2030-01-01"], "open", "none"),
    ("2015", "2015"): ("span", ["2015-01-01", "2015-12-31"], None, "none", "none"),
    # Since ever, but until when is not said: certain on no day.
    ("..", None): ("span", [None, None], None, "open", "unknown"),
    (None, ".."): ("span", [None, None], None, "unknown", "open"),
    ("..", ".."): ("span", [None, None], [None, None], "open", "open"),
    # Known on one side only, or not for certain.
    ("../2015", None): ("span", ["2015-12-31"] * 2, None, "unknown", "unknown"),
    ("2015/..", None): ("span", ["2015-01-01"] * 2, None, "none", "unknown"),
    ("2010", "2015/.."): (
        "span", ["2010-01-01", "2015-01-01"], ["2010-12-31", "2015-01-01"], "none", "unknown",
    ),
    ("../2010", "2015"): (
        "span", ["2010-12-31", "2015-12-31"], ["2010-12-31", "2015-01-01"], "unknown", "none",
    ),
    (None, "../2015"): ("span", ["2015-12-31"] * 2, None, "unknown", "none"),
    ("2015~", None): ("span", ["2014-01-01", "2016-12-31"], None, "none", "unknown"),
    (None, None): ("undated", None, None, "unknown", "unknown"),
}  # fmt: skip


def test_a_state_is_certain_in_its_core_and_bounded_outside(visit: Visitor) -> None:
    claims = [said("a feeds b", start=start, end=end) for start, end in CASES]
    page = visit(page_of_graph(world(claims)).html, "view=time")
    for number, expected in enumerate(CASES.values(), 1):
        made = span(page, f"c{number:02d}")
        assert tuple(made[name] for name in ("kind", "bounds", "sure", "before", "after")) == (
            expected
        ), list(CASES)[number - 1]


def test_what_is_drawn_agrees_with_the_filter_on_every_day(visit: Visitor) -> None:
    claims = [said("a feeds b", start=start, end=end) for start, end in CASES]
    page = visit(page_of_graph(world(claims)).html, "view=time")
    wrong = page.evaluate(
        """() => {
          const { inForce, YES, NO, day } = PG.dates;
          const found = [];
          for (const claim of PG.data.payload.claims) {
            const { sure, bounds, before, after } = PG.timeAxis.span(claim);
            for (let at = day(2009, 11, 20); at < day(2031, 0, 10); at += 1) {
              const answer = inForce(claim, [at, at]);
              const certain = Boolean(sure) && sure[0] <= at && at <= sure[1];
              const never = Boolean(bounds)
                && ((before === "none" && at < bounds[0]) || (after === "none" && at > bounds[1]));
              if ((answer === YES) !== certain || (answer === NO) !== never) {
                found.push(`${claim.id} ${PG.timeAxis.iso(at)}`);
                break;
              }
            }
          }
          return found;
        }"""
    )
    assert wrong == []


def test_an_event_is_a_point_within_the_days_it_may_be_of(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=time")
    assert span(page, "c01")["bounds"] == ["2010-05-01", "2010-05-31"]
    assert span(page, "c01")["kind"] == "point"
    label = row(page, "c01").locator(".ring").get_attribute("aria-label") or ""
    assert "an event" in label and "not before 2010-05-01; not after 2010-05-31" in label


def test_signs_of_open_unknown_denied_and_undated_differ(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=time")
    # c02 has no end: an arrow. c04 has an unknown one: a dotted line and a question mark.
    assert row(page, "c02").locator("path[d*='Z']").count() == 1
    assert "?" not in (row(page, "c02").text_content() or "").partition("denied")[0][-3:]
    assert row(page, "c04").locator("line").count() == 1
    assert "?" in [one.text_content() for one in row(page, "c04").locator("text").all()]
    # c03 is denied and gives no dates: it says both.
    label = row(page, "c03").locator(".ring").get_attribute("aria-label") or ""
    assert label.startswith("It is not so that A feeds E. no dates given")
    assert "denied, stated 0.60" in (row(page, "c03").text_content() or "")
    headings = page.locator("#view-time .figure > text").all_text_contents()
    assert headings == ["Without dates of validity (4): when these hold is not said"]


def test_since_when_a_claim_was_known_is_marked_apart_from_its_validity(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=time")
    days = page.evaluate("PG.data.claims.get('c05').known")
    assert page.evaluate(DAY, days[0]) == "2021-02-01"
    assert (row(page, "c05").locator(".ring").get_attribute("aria-label") or "").endswith(
        "known since 2021-02"
    )
    # It gives no dates, so that the tick is all that is drawn beside its words.
    assert row(page, "c05").locator("path").count() == 1


@pytest.mark.parametrize(
    ("fragment", "claims"),
    [
        ("view=time", "c01 c02 c03 c04 c05 c06 c07"),
        ("view=time&path=2", "c04 c05"),
        ("view=time&select=entity:b", "c04 c05"),
        ("view=time&time=entity:c", "c06 c07"),
        ("view=time&time=answer&min=0.65", "c01 c02 c03 c04"),
    ],
)
def test_claims_are_of_the_subject_and_pass_the_filters(
    fragment: str, claims: str, visit: Visitor
) -> None:
    page = visit(pages.of_answer(), fragment)
    shown = [one.get_attribute("data-part") for one in page.locator("#view-time .part").all()]
    assert sorted(map(str, shown)) == claims.split()


def test_the_subject_is_chosen_from_a_list_and_kept_in_the_fragment(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "view=time")
    page.get_by_role("combobox", name="Claims of").select_option("all")
    assert "time=all" in page.url
    page.get_by_role("combobox", name="Claims of").focus()
    page.keyboard.press("Home")
    page.wait_for_function("PG.state.get().time === 'answer'")


def test_a_row_opens_its_evidence_and_the_subject_stays(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "view=time&select=entity:a")
    row(page, "c02").click()
    assert page.evaluate("PG.state.get().select") == "edge:a|feeds|e"
    assert page.get_by_role("combobox", name="Claims of").input_value() == "entity:a"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.evaluate("PG.state.get().select") == "edge:s|founded|a"


def test_the_claims_of_an_entity_stay_when_its_evidence_is_closed(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "view=network&select=entity:a")
    page.get_by_role("button", name="On a time axis").click()
    page.keyboard.press("Escape")
    assert page.evaluate("PG.state.get().select") == ""
    assert page.get_by_role("combobox", name="Claims of").input_value() == "entity:a"


def test_the_axis_shows_the_span_that_is_asked_for(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "view=time")
    page.get_by_label("from", exact=True).fill("2011")
    page.get_by_label("from", exact=True).press("Tab")
    page.get_by_label("to", exact=True).fill("2013-06")
    page.get_by_label("to", exact=True).press("Enter")
    assert page.evaluate("PG.state.get().span") == "2011/2013-06"
    ticks = page.locator("#view-time .axis text").all_text_contents()
    assert "2011" in ticks and "2013" in ticks and "2015" not in ticks
    # What lies outside is said to, and on which side.
    assert "◂ 2010-05-31" in (row(page, "c01").text_content() or "")
    assert "2019-03-04 ▸" in (row(page, "c04").text_content() or "")
    page.get_by_role("button", name="All time").click()
    assert page.evaluate("PG.state.get().span") == ""


def test_a_span_that_is_none_is_marked_and_changes_nothing(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "view=time")
    page.get_by_label("from", exact=True).fill("next year")
    page.get_by_label("from", exact=True).press("Enter")
    assert page.get_by_label("from", exact=True).get_attribute("aria-invalid") == "true"
    assert page.evaluate("PG.state.get().span") == ""


def test_on_a_phone_words_stand_above_the_axis(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "view=time", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    words = row(page, "c07").locator("text").first.bounding_box()
    mark = row(page, "c07").locator("rect").first.bounding_box()
    assert words and mark and words["y"] + words["height"] <= mark["y"]
