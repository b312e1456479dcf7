"""The network view: what is drawn, what pointer and keys do to it, labels that keep clear."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from policygraph.page.document import page_of_graph
from tests.browser import pages
from tests.browser.visitor import PHONE, Visitor
from tests.page.worlds import large
from tests.world import world

if TYPE_CHECKING:
    from playwright.sync_api import Page


def network(page: Page) -> None:
    """Wait until the network stands."""
    page.wait_for_function("PG.network.drawn")


def state(page: Page, name: str) -> Any:
    return page.evaluate(f"PG.state.get().{name}")


def place(page: Page, entity: str) -> tuple[float, float]:
    """Where an entity is in the window."""
    x, y = page.evaluate(
        """(id) => {
            const net = PG.network.network, frame = net.body.container.getBoundingClientRect();
            const at = net.canvasToDOM(net.getPositions([id])[id]);
            return [at.x + frame.left, at.y + frame.top];
        }""",
        entity,
    )
    return x, y


def rest(page: Page) -> None:
    """Wait until the view and its frame have not moved for ten frames."""
    page.evaluate(
        """() => new Promise((done) => {
            const net = PG.network.network;
            let last = "", same = 0;
            const look = () => {
                const now = JSON.stringify([net.getViewPosition(), net.body.container.clientWidth]);
                same = now === last ? same + 1 : 0;
                last = now;
                same === 10 ? done() : requestAnimationFrame(look);
            };
            look();
        })"""
    )


def middle(page: Page, key: str) -> tuple[float, float]:
    """Where the middle of an edge is in the window."""
    x, y = page.evaluate(
        """(key) => {
            const net = PG.network.network, frame = net.body.container.getBoundingClientRect();
            const [x, y] = PG.network.curves().find((one) => one.edge.key === key).middle;
            const at = net.canvasToDOM({x, y});
            return [at.x + frame.left, at.y + frame.top];
        }""",
        key,
    )
    return x, y


def colours(page: Page) -> dict[str, int]:
    """How many pixels of the canvas have exactly each colour."""
    found: dict[str, int] = page.evaluate(
        """() => {
            const canvas = document.querySelector(".canvas canvas");
            const copy = document.createElement("canvas");
            [copy.width, copy.height] = [canvas.width, canvas.height];
            const ctx = copy.getContext("2d", {willReadFrequently: true});
            ctx.drawImage(canvas, 0, 0);
            const data = ctx.getImageData(0, 0, copy.width, copy.height).data;
            const found = {};
            for (let n = 0; n < data.length; n += 4) {
                const hex = "#" + [0, 1, 2].map((k) =>
                    data[n + k].toString(16).padStart(2, "0")).join("").toUpperCase();
                found[hex] = (found[hex] || 0) + 1;
            }
            return found;
        }"""
    )
    return found


def test_a_graph_opens_on_its_network_with_every_edge_drawn_in_the_colours_of_effects(
    visit: Visitor,
) -> None:
    page = visit(pages.of_graph())
    network(page)
    assert page.get_by_role("tab", selected=True).text_content() == "Network"
    assert page.evaluate("PG.network.curves().length") == 7
    found = colours(page)
    for colour in ("#0072B2", "#D55E00", "#7A7A7A"):
        assert found.get(colour, 0) > 50, colour


def test_a_denied_claim_is_no_curve_and_marks_the_edge_that_it_denies(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    network(page)
    curves = page.evaluate("PG.network.curves().map((one) => [one.edge.key, one.one.contested])")
    assert ["a|feeds|e", True] in curves
    assert [key for key, contested in curves if contested] == ["a|feeds|e"]
    assert "s|feeds|e" not in [key for key, _ in curves]


def test_a_click_on_an_entity_shows_its_evidence_and_the_neighbours_stand_out(
    visit: Visitor,
) -> None:
    page = visit(pages.of_graph())
    network(page)
    before = colours(page).get("#D55E00", 0)
    page.mouse.click(*place(page, "a"))
    assert state(page, "select") == "entity:a"
    assert page.locator("#panel h2").nth(1).text_content() == "A"
    page.wait_for_timeout(100)
    assert colours(page).get("#D55E00", 0) < before / 4  # the blocking edge lies under the veil


def test_a_click_on_an_edge_shows_its_claims_and_a_click_beside_closes_them(
    visit: Visitor,
) -> None:
    page = visit(pages.of_graph())
    network(page)
    page.mouse.click(*middle(page, "a|feeds|e"))
    assert state(page, "select") == "edge:a|feeds|e"
    assert page.locator("#panel [data-claim]").count() == 2
    page.mouse.click(300, 400)
    assert page.locator("#panel").is_hidden()


def test_pointing_says_what_is_there_without_a_click(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    network(page)
    page.mouse.move(*place(page, "b"))
    assert page.locator(".tip").text_content() == "B · thing"
    page.mouse.move(*middle(page, "a|feeds|e"))
    assert page.locator(".tip").text_content() == "A feeds E (contested)"
    page.mouse.move(700, 5)
    assert page.locator(".tip").is_hidden()


def test_a_double_click_shows_the_neighbourhood_laid_out_anew(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    network(page)
    before = page.evaluate("PG.network.network.getPositions(['d']).d")
    page.mouse.dblclick(*place(page, "d"))
    assert state(page, "focus") == "d"
    assert page.evaluate("PG.network.drawnIds().sort().join()") == "d,e"
    assert page.evaluate("PG.network.network.getPositions(['d']).d") != before
    page.get_by_role("button", name="2 hops").click()
    assert page.evaluate("PG.network.drawnIds().sort().join()") == "a,b,c,d,e"
    page.get_by_role("button", name="Show all", exact=True).click()
    assert state(page, "focus") == ""
    assert page.evaluate("PG.network.network.getPositions(['d']).d") == before


def test_dragging_moves_the_view_or_the_entity_and_the_wheel_zooms(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    network(page)
    view = "JSON.stringify(PG.network.network.getViewPosition())"
    before = page.evaluate(view)
    page.mouse.move(320, 700)
    page.mouse.down()
    page.mouse.move(420, 640, steps=4)
    page.mouse.up()
    assert page.evaluate(view) != before
    # Selected before, since a press that lasts opens the panel, which moves the view.
    page.evaluate("PG.select('entity:a')")
    rest(page)  # vis-network takes touches of one moment for one
    x, y = place(page, "a")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    assert place(page, "a") == pytest.approx((x + 60, y + 40), abs=3)
    zoom = page.evaluate("PG.network.network.getScale()")
    page.mouse.wheel(0, -300)
    page.wait_for_function(f"PG.network.network.getScale() > {zoom}")


def test_zooming_by_key_and_by_button_are_the_same(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    network(page)
    for press, button in (("+", "Zoom in"), ("-", "Zoom out"), ("0", "Fit the view")):
        scales = []
        for by_key in (True, False):
            page.evaluate("PG.network.network.moveTo({scale: 0.8})")
            if by_key:
                page.locator(".canvas").focus()
                page.keyboard.press(press)
            else:
                page.get_by_role("button", name=button).click()
            scales.append(page.evaluate("PG.network.network.getScale()"))
        assert scales[0] == pytest.approx(scales[1])
        assert scales[0] != pytest.approx(0.8)


def test_arrows_move_the_view_and_shift_arrows_go_from_entity_to_entity(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    network(page)
    page.locator(".canvas").focus()
    before = page.evaluate("PG.network.network.getViewPosition().x")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("PG.network.network.getViewPosition().x") > before
    page.keyboard.press("Enter")
    seen = {state(page, "select")}
    for press in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(f"Shift+{press}")
        seen.add(state(page, "select"))
    assert len(seen) >= 4
    assert all(target.startswith("entity:") for target in seen)
    page.keyboard.press("Escape")
    assert state(page, "select") == ""
    assert page.evaluate("document.activeElement.className") == "canvas"


def test_parallel_edges_of_a_pair_are_drawn_apart(visit: Visitor) -> None:
    rows = ["a feeds b", "a blocks b", "b shapes a", "b joins a", "a uses a"]
    page = visit(page_of_graph(world(rows)).html)
    network(page)
    middles = page.evaluate("PG.network.curves().map((one) => one.middle)")
    scale = page.evaluate("PG.network.network.getScale()")
    for (ax, ay), (bx, by) in combinations(middles, 2):
        assert ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 * scale > 12
    for key in page.evaluate("PG.network.curves().map((one) => one.edge.key)"):
        target = page.evaluate(
            """(key) => {
                const [x, y] = PG.network.curves().find((one) => one.edge.key === key).middle;
                return PG.network.targetAt(PG.network.network.canvasToDOM({x, y}));
            }""",
            key,
        )
        assert target == f"edge:{key}"


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_labels_of_hundred_entities_do_not_lie_over_each_other(
    size: tuple[int, int], visit: Visitor
) -> None:
    page = visit(page_of_graph(large(100, 160)).html, size=size)
    network(page)
    boxes = page.evaluate("PG.network.labels().map((one) => one.box)")
    assert len(boxes) >= (70 if size != PHONE else 12)
    for a, b in combinations(boxes, 2):
        assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_a_view_that_fits_holds_every_label_and_the_buttons_lie_over_none(
    size: tuple[int, int], visit: Visitor
) -> None:
    page = visit(pages.of_curated("Huawei"), size=size)
    network(page)
    labels, width, height, buttons = page.evaluate(
        """() => {
            const net = PG.network.network, origin = net.canvasToDOM({x: 0, y: 0});
            const box = (one) => [one.left, one.top, one.right, one.bottom];
            const frame = net.body.container.getBoundingClientRect();
            const zoom = document.querySelector(".zoom").getBoundingClientRect();
            return [
                PG.network.labels().map(({box: [l, t, r, b]}) =>
                    [l + origin.x, t + origin.y, r + origin.x, b + origin.y]),
                frame.width, frame.height,
                box(zoom).map((at, n) => at - (n % 2 ? frame.top : frame.left)),
            ];
        }"""
    )
    assert len(labels) > 10
    for left, top, right, bottom in labels:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert right <= buttons[0] or buttons[2] <= buttons[0] or bottom <= buttons[1]


def test_what_has_no_connection_is_counted_and_drawn_once_it_is_chosen(visit: Visitor) -> None:
    page = visit(page_of_graph(world(["a feeds b", "not a feeds c"])).html)
    network(page)
    assert page.evaluate("PG.network.drawnIds().sort().join()") == "a,b"
    assert "1 entity without a connection, not drawn" in str(page.locator("#counts").text_content())
    page.evaluate("PG.select('entity:c')")
    assert page.evaluate("PG.network.drawnIds().sort().join()") == "a,b,c"


def test_a_path_chosen_from_the_list_stands_out_and_escape_puts_it_back(visit: Visitor) -> None:
    page = visit(pages.of_answer(), "view=network")
    network(page)
    before = colours(page)
    page.locator("button.path").nth(1).click()
    assert state(page, "path") == 2
    assert page.locator("button.path").nth(1).get_attribute("aria-pressed") == "true"
    assert "Path 2: constrains" in str(page.locator("#notices").text_content())
    page.wait_for_timeout(100)
    after = colours(page)
    assert after.get("#7A7A7A", 0) < before["#7A7A7A"] / 4
    assert after["#D55E00"] > before["#D55E00"] / 2
    page.keyboard.press("Escape")
    assert state(page, "path") == 0


def test_the_canvas_follows_the_theme(visit: Visitor) -> None:
    page = visit(pages.of_graph(), dark=True)
    network(page)
    assert page.evaluate("getComputedStyle(document.body).colorScheme") is not None
    dark = colours(page)
    page.get_by_role("button", name="Theme").click()
    page.get_by_role("menuitemradio", name="Light").click()
    page.wait_for_timeout(100)
    light = colours(page)
    assert dark.get("#E7EBF0", 0) > 20 > light.get("#E7EBF0", 0)
    assert light.get("#1B1F24", 0) > 20
