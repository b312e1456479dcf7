"""The page as text: the same bytes everywhere, nothing from outside, nothing run but its own."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from policygraph import KnowledgeGraph
from policygraph.errors import LocationError, UsageError
from policygraph.page import document
from policygraph.page.document import page_of_graph
from policygraph.query.name_resolver import Names
from tests.page.reading import Elements, payload
from tests.page.worlds import HOSTILE, hostile, large, small
from tests.world import world

#: Attributes by which an element loads something.
LOADING = ("src", "srcset", "href", "data", "poster", "action", "formaction", "background", "ping")

ROWS = ["a feeds b", "b feeds c", "not a feeds c", "c uses d 0.7", "b blocks d"]


def test_two_pages_of_one_graph_are_the_same_bytes() -> None:
    assert page_of_graph(small()).html == page_of_graph(small()).html


def test_the_order_in_which_entities_were_read_changes_nothing() -> None:
    kinds = {"a": "firm", "b": "group", "c": "chip", "d": "thing"}
    turned = dict(reversed(list(kinds.items())))
    assert page_of_graph(world(ROWS, kinds)).html == page_of_graph(world(ROWS, turned)).html


def test_hash_seeds_change_nothing() -> None:
    script = (
        "import hashlib; from policygraph.page.document import page_of_graph;"
        "from tests.page.worlds import large;"
        "print(hashlib.sha256(page_of_graph(large(120, 240)).html.encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(seen) == 1


def test_no_element_loads_anything() -> None:
    elements = Elements(page_of_graph(small()).html)
    loads = [
        (tag, name, value)
        for tag, attributes in elements.found
        for name, value in attributes.items()
        if name in LOADING and not (tag == "a" and str(value).startswith("#"))
    ]
    assert loads == []
    (style,) = (text for _, text in elements.all("style"))
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_allows_the_pages_own_scripts_and_style_and_nothing_else() -> None:
    elements = Elements(page_of_graph(small()).html)
    (policy,) = (
        str(attributes["content"])
        for attributes, _ in elements.all("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules.pop("img-src") == "data: blob:"
    run = [text for attributes, text in elements.all("script") if "type" not in attributes]
    assert rules.pop("script-src").split() == [hashed(text) for text in run]
    assert rules.pop("style-src").split() == [hashed(text) for _, text in elements.all("style")]
    assert rules == {}


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_hostile_text_in_every_field_stays_text() -> None:
    collection = hostile()
    page = page_of_graph(collection)
    tame = page_of_graph(small())

    def shape(html: str) -> list[tuple[str, list[str]]]:
        return [(tag, sorted(attributes)) for tag, attributes in Elements(html).found]

    assert shape(page.html) == shape(tame.html)
    assert page.title == HOSTILE
    data = payload(page)
    assert data["entities"][0]["description"] == HOSTILE
    assert all(claim["note"] == HOSTILE for claim in data["claims"])


def test_a_hostile_colour_or_shape_slot_is_drawn_as_the_first_of_the_table() -> None:
    looks = payload(page_of_graph(hostile()))["style"]["types"].values()
    assert {(look["shape"], look["fill"]) for look in looks} == {("dot", "#999999")}


def test_scripts_make_no_markup_and_ask_for_nothing() -> None:
    scripts = Path(document.__file__).parent / "web" / "scripts"
    wanted = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment"
        r"|DOMParser|\beval\(|new Function|fetch\(|XMLHttpRequest|WebSocket|EventSource"
        r"|sendBeacon|importScripts|localStorage|sessionStorage|document\.cookie"
    )
    found = [
        (path.name, match.group())
        for path in sorted(scripts.glob("*.js"))
        for match in wanted.finditer(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S))
    ]
    assert found == []


def test_every_script_and_style_of_the_folder_is_on_the_page() -> None:
    from policygraph.page.network import SCRIPTS, STYLES

    web = Path(document.__file__).parent / "web"
    assert sorted(path.name for path in (web / "scripts").iterdir()) == sorted(SCRIPTS)
    assert sorted(path.name for path in (web / "styles").iterdir()) == sorted(STYLES)


def test_another_vis_network_than_the_known_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from policygraph.page import network

    monkeypatch.setattr(network, "BUNDLE_SHA256", "0" * 64)
    with pytest.raises(LocationError, match="not the vis-network of pyvis"):
        page_of_graph(small())


def test_the_licence_of_vis_network_is_on_the_page() -> None:
    assert "vis.js may be distributed under either license." in page_of_graph(small()).html


def test_a_notebook_shows_the_page_in_a_frame_of_no_origin() -> None:
    page = page_of_graph(hostile())
    elements = Elements(page._repr_html_())
    ((tag, attributes),) = elements.found
    assert tag == "iframe"
    assert attributes["sandbox"] == "allow-scripts allow-downloads allow-popups"
    assert attributes["srcdoc"] == page.html
    assert unescape(str(attributes["title"])) == page.title


def test_large_graphs_are_left_to_the_page_to_lay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_DRAWN", 100)
    assert "x" not in payload(page_of_graph(large(101, 150)))["entities"][0]
    assert "x" in payload(page_of_graph(large(100, 150)))["entities"][0]


def test_where_a_page_and_its_scripts_part_is_one_number() -> None:
    text = (Path(document.__file__).parent / "web" / "scripts" / "focus.js").read_text()
    assert f"WHOLE: {document.MOST_DRAWN}," in text


def graph() -> KnowledgeGraph:
    collection = small()
    return KnowledgeGraph(collection, Names(collection))


def test_the_library_gives_the_pages_that_the_command_line_gives() -> None:
    kg = graph()
    assert payload(kg.page())["kind"] == "graph"
    assert payload(kg.page("A", "C"))["kind"] == "answer"
    assert kg.page("A", "C", k=1).html == kg.page(kg.trace("A", "C", k=1)).html
    assert payload(kg.page(around="A", hops=2))["around"] == {"entity": "a", "hops": 2}


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("A",), {}, "needs both ends"),
        (("A", "B"), {"around": "C"}, "two different pages"),
        ((), {"hops": 2}, "give around too"),
        ((), {"k": 2}, "k asks about paths"),
    ],
)
def test_what_is_no_page_is_refused(
    arguments: tuple[str, ...], options: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        graph().page(*arguments, **options)  # type: ignore[arg-type]


def test_a_page_of_more_claims_than_a_browser_opens_is_refused_with_what_to_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(document, "MOST_CLAIMS", 10)
    with pytest.raises(UsageError, match=r"a page of 11 claims .* give START END, or --around"):
        page_of_graph(small())


def test_a_page_around_too_much_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(document, "MOST_CLAIMS", 1)
    monkeypatch.setattr(document, "_document", pytest.fail)
    with pytest.raises(UsageError, match=r"connections, more than 1; give fewer hops"):
        document.page_around(small(), next(iter(small().entities)), 9)


def test_progress_rises_to_the_whole() -> None:
    parts: list[float] = []
    page_of_graph(replace(small()), parts.append)
    assert parts == sorted(parts)
    assert parts[-1] == pytest.approx(1.0)
