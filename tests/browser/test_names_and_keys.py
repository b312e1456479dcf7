"""Names in any script, keys of an input method, and pages with little or nothing on them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from policygraph import KnowledgeGraph
from policygraph.model.collection import Collection
from policygraph.model.records import Entity, Name
from policygraph.page.document import page_of_answer, page_of_graph
from policygraph.query.name_resolver import Names
from policygraph.render.spreadsheet import MARK, guarded
from tests.browser import pages
from tests.browser.test_save import SVG, picture, saved, texts
from tests.browser.visitor import Visitor
from tests.world import said, world

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEBREW, ARABIC = "אלפא (חברה)", "شركة بيتا"
FSI, PDI = "\u2068", "\u2069"
#: Keys as browsers give them while an input method composes, and late (Safari).
COMPOSING = ["isComposing: true", "keyCode: 229"]


def named(collection: Collection, **labels: str) -> Collection:
    """The collection with other labels, in its records too."""

    def of(entity: Entity) -> Entity:
        return replace(entity, label=Name(labels.get(entity.id, entity.label.text)))

    records = tuple(
        replace(dataset, entities=tuple(map(of, dataset.entities)))
        for dataset in collection.records
    )
    entities = {id: of(entity) for id, entity in collection.entities.items()}
    return replace(collection, entities=entities, records=records)


def answer(collection: Collection, start: str, end: str) -> str:
    graph = KnowledgeGraph(collection, Names(collection))
    return page_of_answer(collection, graph.trace(start, end)).html


def press(page: Page, selector: str, key: str, how: str) -> None:
    """A key that an input method handles: no engine lets a test press one."""
    page.eval_on_selector(
        selector,
        f"""(node) => node.dispatchEvent(new KeyboardEvent("keydown",
            {{key: "{key}", {how}, bubbles: true, cancelable: true}}))""",
    )


@pytest.mark.parametrize("how", COMPOSING)
@pytest.mark.parametrize("key", ["Enter", "ArrowDown", "Escape"])
def test_key_of_an_input_method_does_nothing_in_the_search(
    how: str, key: str, visit: Visitor
) -> None:
    page = visit(pages.of_graph())
    page.locator("#find").type("a")
    before = page.evaluate("location.hash")
    chosen = page.locator("#find").get_attribute("aria-activedescendant")
    press(page, "#find", key, how)
    assert page.locator("#find").input_value() == "a"
    assert page.locator("#found").is_visible()
    assert page.locator("#find").get_attribute("aria-activedescendant") == chosen
    assert page.evaluate("location.hash") == before
    page.keyboard.press("Enter")
    assert page.locator("#find").input_value() == ""


@pytest.mark.parametrize("how", COMPOSING)
@pytest.mark.parametrize("key", ["/", "?", "2", "Escape"])
def test_key_of_an_input_method_is_not_a_key_of_the_page(
    how: str, key: str, visit: Visitor
) -> None:
    page = visit(pages.of_graph(), "select=entity:a")
    before = page.evaluate("location.hash")
    press(page, "body", key, how)
    assert page.evaluate("location.hash") == before
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.id") != "find"


def test_names_from_right_to_left_are_isolated_wherever_the_page_puts_them_together(
    visit: Visitor,
) -> None:
    collection = named(pages.small(), s=HEBREW, e=ARABIC)
    page = visit(answer(collection, "s", "e"), "view=paths")
    chain = f"{FSI}{HEBREW}{PDI} → "
    assert page.title().startswith(chain) and page.locator("h1").inner_text().startswith(chain)
    assert f"{FSI}{ARABIC}{PDI}" in page.locator(".argument h2").last.inner_text()
    label = page.locator('[data-key="path 1"]').get_attribute("aria-label") or ""
    assert chain in label and f"{FSI}{ARABIC}{PDI}" in label
    assert page.evaluate("PG.data.label('s')") == HEBREW
    root = picture(page)
    title = root.findtext(SVG + "title") or ""
    assert title.startswith(chain)
    _, data = saved(page, "Claims in view (CSV)")
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert {row["subject_label"] for row in rows if row["subject"] == "s"} == {HEBREW}


def test_arrow_between_two_names_from_right_to_left_stays_between_them(visit: Visitor) -> None:
    collection = named(world(["s feeds e"]), s="אלפא", e="בטא")
    page = visit(answer(collection, "s", "e"), "view=paths")
    lefts = page.evaluate(
        """() => {
          const text = document.querySelector("h1").firstChild;
          const at = (word) => {
            const range = document.createRange();
            const start = text.data.indexOf(word);
            range.setStart(text, start); range.setEnd(text, start + word.length);
            return range.getBoundingClientRect().left;
          };
          return ["אלפא", "→", "בטא"].map(at);
        }"""
    )
    assert lefts == sorted(lefts)


def test_saved_names_have_their_halo_as_a_text_of_its_own(visit: Visitor) -> None:
    root = picture(visit(pages.of_graph(), "view=network"))
    raw = ElementTree.tostring(root, encoding="unicode")
    assert "paint-order" not in raw
    drawn = list(root.iter(SVG + "text"))
    behind = [one for one in drawn if one.get("stroke")]
    assert behind
    for one in behind:
        following = drawn[drawn.index(one) + 1]
        assert "".join(following.itertext()) == "".join(one.itertext())
        assert not following.get("stroke")
    assert "feeds" in texts(root) and "blocks" in texts(root)


def test_amounts_are_in_the_paths_and_their_words(visit: Visitor) -> None:
    collection = world([said("s feeds e", quantity="496", unit="chips")])
    page = visit(answer(collection, "s", "e"), "view=paths")
    assert "496 chips" in (page.locator("svg.figure").text_content() or "")
    assert "496 chips" in page.locator("ol.steps").inner_text()


def test_step_of_the_json_has_its_support_and_opposition(visit: Visitor) -> None:
    import json

    page = visit(pages.of_answer())
    data = json.loads(saved(page, "Claims in view (JSON)")[1])
    collection = pages.small()
    expected = KnowledgeGraph(collection, Names(collection)).trace("s", "e").as_dict()
    for given, full in zip(data["paths"], expected["paths"], strict=True):
        for step, whole in zip(given["steps"], full["steps"], strict=True):
            for side in ("support", "opposition"):
                assert step[side] == whole[side]


def test_claims_for_a_spreadsheet_are_those_of_csv_and_guarded(visit: Visitor) -> None:
    hard = {"a": "=1+1", "e": "2015-05", "s": "华为"}
    page = visit(page_of_graph(named(pages.small(), **hard)).html)
    name, data = saved(page, "Claims in view (for a spreadsheet)")
    assert name == "world-spreadsheet.csv"
    text = data.decode()
    assert text.startswith(MARK)
    opened = list(csv.reader(io.StringIO(text.removeprefix(MARK), newline="")))
    exact = list(csv.reader(io.StringIO(saved(page, "Claims in view (CSV)")[1].decode())))
    assert [[cell.removeprefix("'") for cell in row] for row in opened] == exact
    assert {"'=1+1", "'2015-05", "华为"} <= {cell for row in opened for cell in row}


def test_page_guards_the_same_texts_as_the_library(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    given = [
        "", "=1", "+1", "-5..-4", "@a", "'a", "＝1", "\ta", " =1", "2015", "2015-05", "1/2", "007",
        "1E5", "0.10", "84.29", "1234567890123456", "10:30", "5%", "TRUE", "MAR1", "1-Mar",
        "May be", "10 am", "500..", "华为", "A100", "1,000", "0", "0.0", "2015 May",
    ]  # fmt: skip
    found = page.evaluate("(texts) => texts.map(PG.claimRecords.guarded)", given)
    assert found == [guarded(text) for text in given]


def test_page_without_connections_says_so_and_offers_no_filters_to_clear(visit: Visitor) -> None:
    collection = world([], {"a": "thing"})
    page = visit(page_of_graph(collection).html, "view=network")
    nothing = page.locator(".nothing")
    assert nothing.inner_text() == "This graph has no connections."
    assert nothing.locator("button").count() == 0


def test_empty_page_says_that_it_is_empty(visit: Visitor) -> None:
    page = visit(page_of_graph(world([])).html, "view=network")
    assert page.locator(".nothing").inner_text() == "This graph has no entities."


def test_time_of_a_page_without_claims_does_not_speak_of_filters(visit: Visitor) -> None:
    page = visit(page_of_graph(world([], {"a": "thing"})).html, "view=time")
    assert "filter" not in page.locator("#view-time").inner_text()


def test_answer_without_a_path_offers_no_filters_to_clear(visit: Visitor) -> None:
    collection = world(["a feeds b", "c feeds d"])
    page = visit(answer(collection, "a", "d"), "view=network")
    assert page.locator(".nothing button").count() == 0


def test_filters_that_leave_nothing_are_named_and_can_be_cleared(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=network&min=1")
    assert "Nothing that the filters leave" in page.locator(".nothing").inner_text()
    page.locator(".nothing button").click()
    assert page.locator(".nothing").is_hidden()


def test_frame_that_forbids_printing_says_so(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    page.evaluate("() => { window.print = () => {}; }")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("menuitem", name="Print").click()
    assert "does not allow printing" in page.locator("#counts").inner_text()


def test_frame_that_may_not_read_its_drawing_says_so(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=network")
    page.evaluate(
        "() => { HTMLCanvasElement.prototype.toBlob = () => { throw new Error('tainted'); }; }"
    )
    page.get_by_role("button", name="Save").click()
    page.get_by_role("menuitem", name="Picture of the view (PNG)").click()
    page.wait_for_function(
        "document.getElementById('counts').textContent.includes('could not be drawn here')"
    )
