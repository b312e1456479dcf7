"""What the Save menu gives: pictures and data that other programs read, and paper."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from policygraph import KnowledgeGraph
from policygraph.model import iris
from policygraph.model.merge import merge_datasets
from policygraph.model.records import Name
from policygraph.page.document import page_of_graph
from policygraph.query.name_resolver import Names
from tests.browser import pages
from tests.browser.visitor import Visitor
from tests.engines.influence_worlds import influence_world
from tests.world import said, world

if TYPE_CHECKING:
    from playwright.sync_api import Page

SVG = "{http://www.w3.org/2000/svg}"
SVG_NAME, PNG_NAME = "Picture of the view (SVG)", "Picture of the view (PNG)"
CSV_NAME, JSON_NAME, TURTLE_NAME = (
    f"Claims in view ({name})" for name in ("CSV", "JSON", "Turtle")
)
HOSTILE = "</script><img src=x onerror=alert(1)> \"'\\ =1+1"


def saved(page: Page, name: str) -> tuple[str, bytes]:
    """The file that an entry of the Save menu gives: its name and its bytes."""
    page.get_by_role("button", name="Save").click()
    with page.expect_download() as saving:
        page.get_by_role("menuitem", name=name).click()
    return saving.value.suggested_filename, Path(saving.value.path()).read_bytes()


def picture(page: Page) -> ElementTree.Element:
    name, data = saved(page, SVG_NAME)
    assert name.endswith(".svg")
    root = ElementTree.fromstring(data)
    assert root.tag == SVG + "svg"
    return root


def texts(root: ElementTree.Element) -> str:
    return " ".join("".join(one.itertext()) for one in root.iter(SVG + "text"))


@cache
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(pages.small(), Names(pages.small()))


@pytest.mark.parametrize("view", ["paths", "network", "time"])
def test_a_view_is_saved_as_svg_that_stands_by_itself(view: str, visit: Visitor) -> None:
    page = visit(pages.of_answer(), f"view={view}")
    root = picture(page)
    raw = ElementTree.tostring(root, encoding="unicode")
    assert "var(" not in raw and "class=" not in raw and "url(" not in raw and "href" not in raw
    words = texts(root)
    # Title, legend and origin go with the figure.
    for part in ("S → E", "constrains", "estimated", "policygraph"):
        assert part in words
    dashes = {one.get("stroke-dasharray") for one in root.iter() if one.get("stroke-dasharray")}
    patterns = page.evaluate("PG.data.payload.style.patterns")
    assert " ".join(map(str, patterns["estimated"]["dash"])) in dashes
    colours = {one.get("stroke", "").upper() for one in root.iter()}
    assert {"#0072B2", "#D55E00", "#7A7A7A"} <= colours


def test_the_network_as_svg_has_shapes_lines_heads_and_signs(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "view=network")
    root = picture(page)
    titled = [
        one.findtext(SVG + "title") for one in root.iter() if one.find(SVG + "title") is not None
    ]
    edges = page.evaluate("PG.visible().edges.length")
    entities = page.evaluate("PG.visible().entities.size")
    assert len(titled) == 1 + edges + entities
    assert "A feeds E (contested)" in titled
    assert not any("not" in (title or "") for title in titled)


def test_a_picture_in_the_dark_is_dark_and_paper_is_not(visit: Visitor) -> None:
    page = visit(pages.of_answer(), dark=True)
    dark = picture(page).find(SVG + "rect")
    assert dark is not None and dark.get("fill") == "#15191f"
    light = page.evaluate(
        "PG.picture.make('paths', {light: true}).svg.querySelector('rect').getAttribute('fill')"
    )
    assert light == "#ffffff"
    assert page.evaluate("document.documentElement.dataset.theme") == "system"


def test_a_view_is_saved_as_png_of_twice_its_size(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    root = picture(page)
    name, data = saved(page, PNG_NAME)
    assert name == "s-e-paths.png" and data.startswith(b"\x89PNG\r\n\x1a\n")
    size = [int.from_bytes(data[at : at + 4]) for at in (16, 20)]
    assert size == [2 * int(root.get(side, "0")) for side in ("width", "height")]


def test_csv_has_every_claim_in_view_and_names_what_is_denied(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    name, data = saved(page, CSV_NAME)
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert name == "world.csv"
    assert [row["id"] for row in rows] == sorted(pages.small().claims)
    assert {row["id"] for row in rows if row["polarity"] == "denied"} == {"c03", "c08"}
    assert next(row for row in rows if row["id"] == "c02")["against"] == "c03"
    assert next(row for row in rows if row["id"] == "c09")["quantity"] == "5..7"


def test_json_has_each_claim_as_show_gives_it(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    data = json.loads(saved(page, JSON_NAME)[1])
    assert data["version"] == 1 and data["filters"] == {}
    for claim in data["claims"]:
        expected = graph().show(claim["id"]).as_dict()["claim"]
        given = {key: value for key, value in claim.items() if key != "against"}
        assert given == {key: expected[key] for key in given}
        assert set(expected) - set(claim) == {"support", "opposition"}


def test_json_and_turtle_have_whom_a_claim_is_directed_at_and_how_much_it_matters(
    visit: Visitor,
) -> None:
    told = influence_world([said("a bans b", towards="q", grade="bit"), said("z sits q")])
    kg = KnowledgeGraph(told, Names(told))
    page = visit(page_of_graph(kg.collection).html)
    claims = json.loads(saved(page, JSON_NAME)[1])["claims"]
    for claim in claims:
        expected = kg.show(claim["id"]).as_dict()["claim"]
        assert {part: claim[part] for part in ("grade", "towards", "need")} == {
            part: expected[part] for part in ("grade", "towards", "need")
        }
    assert [claim["grade"] for claim in claims] == ["bit", None]
    found = set(ox.parse(saved(page, TURTLE_NAME)[1], format=ox.RdfFormat.TURTLE))
    said_of = {one.predicate.value.rpartition("#")[2] for one in found}
    assert {"towards", "grade"} <= said_of


def test_json_of_an_answer_has_its_paths_by_their_claims(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    data = json.loads(saved(page, JSON_NAME)[1])
    answer = graph().trace("s", "e").as_dict()
    assert data["query"] == answer["query"] and data["status"] == answer["status"]
    for given, expected in zip(data["paths"], answer["paths"], strict=True):
        assert {key: given[key] for key in ("rank", "kind", "hops", "effect")} == {
            key: expected[key] for key in ("rank", "kind", "hops", "effect")
        }
        assert given["strength"] == expected["likelihood"]["product"]
        for step, full in zip(given["steps"], expected["steps"], strict=True):
            assert step["sentence"] == full["sentence"] and step["from"] == full["from"]
            for side in ("claims", "against"):
                assert step[side] == [claim["id"] for claim in full[side]]
    known = {claim["id"] for claim in data["claims"]}
    assert all(set(step["claims"]) <= known for path in data["paths"] for step in path["steps"])


def test_data_is_of_the_view_and_says_what_narrows_it(visit: Visitor) -> None:
    page = visit(pages.of_graph(), "min=0.75&modalities=stated")
    data = json.loads(saved(page, JSON_NAME)[1])
    assert data["filters"] == {"min": 0.75, "modalities": ["stated"]}
    assert {claim["id"] for claim in data["claims"]} == {"c01", "c02", "c03", "c08", "c09"}


def test_turtle_says_claims_as_the_export_does_and_no_plain_triple(visit: Visitor) -> None:
    page = visit(pages.of_graph())
    name, data = saved(page, TURTLE_NAME)
    assert name == "world.ttl"
    found = set(ox.parse(data, format=ox.RdfFormat.TURTLE))
    exported = set(ox.parse(graph().export("turtle", "claims"), format=ox.RdfFormat.TURTLE))
    assert found <= exported
    claims = {one.subject for one in found if one.object == ox.NamedNode(iris.NS + "Claim")}
    assert {str(claim).rpartition("/")[2].rstrip(">") for claim in claims} == set(
        pages.small().claims
    )
    relations = {relation.iri for relation in pages.small().ontology.relations.values()}
    assert not any(one.predicate.value in relations for one in found)
    # All that a claim has is there, but for what only the dataset's own rows have.
    missing = {one.predicate.value for one in exported - found if one.subject in claims}
    assert missing <= {iris.NS + "knownSinceGiven"}


def test_turtle_of_the_curated_graph_is_part_of_its_export(visit: Visitor) -> None:
    page = visit(pages.of_curated())
    found = set(ox.parse(saved(page, TURTLE_NAME)[1], format=ox.RdfFormat.TURTLE))
    exported = set(ox.parse(pages.curated().export("turtle", "claims"), format=ox.RdfFormat.TURTLE))
    assert found <= exported and len(found) > 5000


def test_hostile_names_stay_text_in_every_file(visit: Visitor) -> None:
    plain = world(["a feeds b 0.9"])
    named = [replace(one, label=Name(HOSTILE)) for one in plain.records[0].entities]
    collection, _ = merge_datasets(
        plain.ontology, [replace(plain.records[0], entities=tuple(named))]
    )
    page = visit(page_of_graph(collection).html, "view=network")
    assert HOSTILE.split()[0] in texts(picture(page))
    row = next(csv.DictReader(io.StringIO(saved(page, CSV_NAME)[1].decode())))
    assert row["subject_label"] == HOSTILE
    assert json.loads(saved(page, JSON_NAME)[1])["claims"][0]["subject"]["label"] == HOSTILE
    quads = list(ox.parse(saved(page, TURTLE_NAME)[1], format=ox.RdfFormat.TURTLE))
    assert HOSTILE in {one.object.value for one in quads if isinstance(one.object, ox.Literal)}


def test_the_menu_saves_by_keyboard(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_download() as saving:
        page.keyboard.press("Enter")
    assert saving.value.suggested_filename == "s-e-spreadsheet.csv"


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("ends", [("CCP", "DeepSeek"), ("United States", "DeepSeek")])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_an_answer_prints_on_one_sheet(ends: tuple[str, str], paper: str, visit: Visitor) -> None:
    page = visit(pages.of_curated(*ends), "path=4")
    assert sheets(page.pdf(format=paper, landscape=True)) == 1
    assert page.locator("#paper").count() == 0 and page.locator("#view-paths").is_visible()


def test_the_network_prints_on_one_sheet_and_the_table_on_as_many_as_it_needs(
    visit: Visitor,
) -> None:
    page = visit(pages.of_curated(), "view=network")
    assert sheets(page.pdf(prefer_css_page_size=True)) == 1
    page.get_by_role("tab", name="Table").click()
    assert sheets(page.pdf(prefer_css_page_size=True)) > 5
