"""Hostile labels, notes and titles stay text in every rendering."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from policygraph import Answer, KnowledgeGraph
from policygraph.render.results import document_of
from policygraph.render.writers.text import write_text
from tests.cli.running import dataset, policygraph

HOSTILE = "<script>alert(1)</script> [x](javascript:y) | `a` *b* \"q\" & 'z' \u202eabc"

#: The elements of a result in a notebook.
NOTEBOOK = {
    "a", "br", "caption", "code", "details", "div", "h3", "h4", "h5", "li", "ol", "p", "pre",
    "section", "strong", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


analyses = pytest.mark.parametrize(
    "ask",
    [
        lambda kg: kg.show("a-thing"),
        lambda kg: kg.fragility("a-thing", "b-thing"),
        lambda kg: kg.chokepoints("a-thing", "b-thing"),
        lambda kg: kg.contradictions(),
        lambda kg: kg.reach("a-thing"),
        lambda kg: kg.common("a-thing", "b-thing"),
        lambda kg: kg.timeline("a-thing"),
        lambda kg: kg.whatif("a-thing", "b-thing", without_sources="note-2025"),
        lambda kg: KnowledgeGraph.load().diff(kg),
        lambda kg: kg.trace("a-thing", "b-thing"),
        lambda kg: kg.dossier("a-thing", "b-thing"),
        lambda kg: kg.find("a-thing"),
    ],
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    entities = [
        {"id": "a-thing", "type": "company", "label": HOSTILE + " a"},
        {"id": "b-thing", "type": "company", "label": HOSTILE + " b"},
    ]
    claims = [
        {"subject": "a-thing", "relation": "funds", "object": "b-thing", "note": HOSTILE},
        {"subject": "a-thing", "relation": "funds", "object": "b-thing", "note": HOSTILE,
         "polarity": "denied", "locator": HOSTILE},
    ]  # fmt: skip
    return dataset(tmp_path / "hostile", entities=entities, claims=claims, title=HOSTILE)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links.update(value or "" for name, value in attrs if name == "href")


def test_notebook_form_has_only_the_markup_of_its_own(hostile: Path) -> None:
    kg = KnowledgeGraph.load(hostile)
    parser = _Tags()
    parser.feed(kg.trace("a-thing", "b-thing")._repr_html_() + kg._repr_html_())
    assert parser.tags <= NOTEBOOK
    assert {link for link in parser.links if link[0] != "#"} == {"https://example.org/note"}


@analyses
def test_notebook_form_of_an_analysis_has_only_the_markup_of_its_own(
    hostile: Path, ask: Callable[[KnowledgeGraph], Answer]
) -> None:
    parser = _Tags()
    parser.feed(ask(KnowledgeGraph.load(hostile))._repr_html_())
    assert parser.tags <= NOTEBOOK
    assert HOSTILE.split()[0] in parser.text


@pytest.mark.parametrize(
    "command", [["trace", "a-thing", "b-thing"], ["show", "a-thing"], ["find", "a-thing"]]
)
@pytest.mark.parametrize("format", ["text", "table"])
def test_text_breaks_steers_and_reorders_nothing(
    tmp_path: Path, command: list[str], format: str
) -> None:
    label = "A\n1. Forged \u202eline\x9b31m"
    folder = dataset(
        tmp_path / "forged",
        entities=[
            {"id": "a-thing", "type": "company", "label": label},
            {"id": "b-thing", "type": "company", "label": "B"},
        ],
        claims=[{"subject": "a-thing", "relation": "funds", "object": "b-thing", "note": label}],
        title=label,
    )
    out = policygraph("--graph", folder, *command, "--format", format).out
    assert "A 1. Forged" in out
    assert not re.search("^1. Forged|[\u202e\x9b]", out, re.MULTILINE)


@pytest.mark.parametrize("command", [["trace", "a-thing", "b-thing"], ["show", "a-thing"]])
def test_markdown_shows_hostile_text_as_text(hostile: Path, command: list[str]) -> None:
    out = policygraph("--graph", hostile, *command, "--format", "markdown").out
    assert "<script>" not in out
    assert not re.search(r"(?<!\\)\[x(?<!\\)\]\(", out)


def test_json_carries_hostile_text_unchanged(hostile: Path) -> None:
    out = policygraph("--graph", hostile, "trace", "a-thing", "b-thing", "--format", "json").out
    step = json.loads(out)["paths"][0]["steps"][0]
    assert step["from"]["label"] == HOSTILE + " a"
    assert step["contested"] is True
    assert step["against"][0]["note"] == HOSTILE


@analyses
def test_no_writer_lets_text_steer_reorder_or_become_markup(
    hostile: Path, ask: Callable[[KnowledgeGraph], Answer]
) -> None:
    pytest.importorskip("docx")
    found = ask(KnowledgeGraph.load(hostile))
    text = write_text(document_of(found))
    page = found.document("html").decode()
    markdown = found.document("markdown").decode()
    with ZipFile(io.BytesIO(found.document("docx"))) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        word = archive.read("word/document.xml").decode()
    for shown in (text, page, markdown, word):
        assert "alert(1)" in shown
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
    assert "<script" not in page
    assert "<script" not in markdown
    assert not re.search(r"(?<!\\)\[x(?<!\\)\]\(", markdown)
