"""Documents as files: text stays text, links lead somewhere, and the bytes are the same."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from policygraph import KnowledgeGraph
from policygraph.environment import NamedLocations
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.records import Name, Source
from policygraph.query.name_resolver import Names
from policygraph.render.tree import (
    AGAINST,
    LEAD,
    Code,
    Document,
    Heading,
    Item,
    Items,
    Link,
    NoteMark,
    Paragraph,
    SourceMark,
    Strong,
    Table,
    tidy,
)
from policygraph.render.writers import DOCUMENTS
from tests.cli.running import policygraph
from tests.examples import examples
from tests.world import entity_type, relation, said, world

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=y> [x](javascript:y) ![i](z) | `a` **b** _c_ "
    "\"q\" & 'z' &lt; </title></style> [^1]: ~~d~~ $m$ <https://evil.example/> \\"
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ALLOWED = {
    "a", "body", "br", "caption", "code", "div", "h1", "h2", "h3", "head", "html", "li", "main",
    "meta", "ol", "p", "pre", "section", "strong", "style", "sup", "table", "tbody", "td",
    "th", "thead", "title", "tr", "ul",
}  # fmt: skip


def hostile_world() -> Collection:
    """A world in which everything that has words has hostile ones."""
    relations = [replace(relation("feeds"), label=HOSTILE)]
    types = [entity_type("thing", None), entity_type("group", attributable=True)]
    rows = [
        said("a feeds b", id="# a claim", note=HOSTILE, locator=HOSTILE, attributed_to="g"),
        said("a feeds b", quantity="5", unit=HOSTILE, source="t"),
        said("not a feeds b", note=f"# {HOSTILE}", source="t"),
    ]
    found = world(rows, relations=relations, types=[replace(t, label=HOSTILE) for t in types])
    entities = {
        id: replace(entity, label=Name(f"{id}. {HOSTILE}")) for id, entity in found.entities.items()
    }
    told = Source("", "report", HOSTILE, (HOSTILE,), HOSTILE, "2020", "", HOSTILE, "B")
    urls = {"s": f"javascript:{HOSTILE}", "t": f"https://example.org/{HOSTILE}"}
    sources = {id: replace(told, id=id, url=urls[id]) for id in found.sources}
    return replace(found, entities=entities, sources=sources, datasets=(HOSTILE,))


def hostile(format: str) -> bytes:
    collection = hostile_world()
    kg = KnowledgeGraph(collection, Names(collection), named=NamedLocations((HOSTILE,)))
    return kg.dossier("a", "b").document(format)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


def parsed(html: bytes) -> _Page:
    page = _Page()
    page.feed(html.decode())
    page.close()
    return page


def word(data: bytes) -> Any:
    docx = pytest.importorskip("docx")
    return docx.Document(io.BytesIO(data))


def shown(data: bytes) -> list[str]:
    """The text of every paragraph of a DOCX file, links and cells included."""
    with ZipFile(io.BytesIO(data)) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in tree.iter(f"{W}p")]


# --- Hostile text --------------------------------------------------------------------


def test_html_has_no_markup_but_its_own() -> None:
    page = parsed(hostile("html"))
    assert set(page.tags) <= ALLOWED
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert page.tags.count("title") == page.tags.count("style") == 1
    for target in page.values("href"):
        assert target.startswith(("#", "https://example.org/")), target
    assert page.text.count(f"a. {HOSTILE} → b. {HOSTILE}") == 3


def test_html_forbids_everything_but_its_own_style() -> None:
    data = hostile("html").decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', data)
    style = data.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "<script" not in data
    assert "url(" not in style
    assert "@import" not in style


def test_markdown_shows_hostile_text_as_text() -> None:
    text = hostile("markdown").decode()
    # Footnotes are of another dialect: for this reader their marks are taken out.
    plain = re.sub(r"(?<!\\)\[\^\d+\]:?", "", text)
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(plain)
    page = parsed(html.encode())
    assert set(page.tags) <= {
        "h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "pre", "code", "table", "thead", "tbody",
        "tr", "th", "td",
    }  # fmt: skip
    whole = " ".join(page.text)
    assert f"a. {HOSTILE} → b. {HOSTILE}" in "".join(page.text)
    assert whole.count("alert(1)") == text.count("alert(1)")


def test_markdown_keeps_every_line_in_its_place() -> None:
    """A label that begins like a list or a heading begins none."""
    text = hostile("markdown").decode()
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Question", "Answer", "Paths", "How firm it is", "Contradictions touched",
        "What was not found", "Sources",
        "To ask again",
    ]  # fmt: skip
    notes = re.findall(r"^\[\^(\d+)\]: ", text, re.MULTILINE)
    assert notes == ["1", "2", "3"]


def test_docx_shows_hostile_text_as_text() -> None:
    data = hostile("docx")
    paragraphs = shown(data)
    assert paragraphs[0] == f"a. {HOSTILE} → b. {HOSTILE}"
    assert any(paragraph.endswith(f"{HOSTILE}. # {HOSTILE}.") or HOSTILE in paragraph
               for paragraph in paragraphs[-8:])  # fmt: skip
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        rels = ElementTree.fromstring(archive.read("word/_rels/document.xml.rels"))
    outside = [rel.get("Target") for rel in rels if rel.get("TargetMode") == "External"]
    assert outside == []


SHOWN = st.text(max_size=40).filter(lambda text: tidy(text).strip())


@settings(max_examples=examples(25))
@given(SHOWN, SHOWN)
def test_any_text_is_shown_tidied_in_every_file(label: str, note: str) -> None:
    document = Document(
        title=label,
        subject=note,
        blocks=(
            Heading(2, (label,)),
            Paragraph((label, Strong(note), NoteMark(1)), role=LEAD),
            Items((Item((label,), (Item((note,), kind=AGAINST),)),), numbered=True),
            Table(label, (label, "b"), (((label,), (note,)),)),
            Code("policygraph"),
        ),
        notes=((label, SourceMark(1)),),
        sources=((label, Link(note)),),
        style="a style",
    )
    page = parsed(DOCUMENTS["html"].write(document))
    assert set(page.tags) <= ALLOWED
    assert tidy(label).strip() in "".join(page.text)
    paragraphs = shown(DOCUMENTS["docx"].write(document))
    assert paragraphs[0].split() == tidy(label).split()
    assert paragraphs[1].split() == tidy(label).split()
    text = DOCUMENTS["markdown"].write(document).decode()
    plain = re.sub(r"(?<!\\)\[\^\d+\]:?", "", text)
    rendered = parsed(MarkdownIt("commonmark").enable("table").render(plain).encode())
    assert not {"a", "img", "script", "hr", "blockquote", "em"} & set(rendered.tags)
    assert rendered.tags.count("table") == 1


def test_text_that_reorders_what_is_read_is_taken_out() -> None:
    assert tidy("a\u202eb\u2066c\x00d\ufffee\nf") == "a b c d e f"
    assert tidy(" a ") == " a "
    assert tidy("") == ""


# --- Links and structure ---------------------------------------------------------------


@pytest.fixture(scope="module")
def curated() -> KnowledgeGraph:
    return KnowledgeGraph.load()


def test_every_mark_in_html_leads_somewhere_and_every_id_is_one(curated: KnowledgeGraph) -> None:
    page = parsed(curated.dossier("United States", "DeepSeek", k=3).document("html"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    inside = [target[1:] for target in page.values("href") if target.startswith("#")]
    assert inside
    assert set(inside) <= set(ids)
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_mark_in_docx_leads_to_a_bookmark(curated: KnowledgeGraph) -> None:
    data = curated.dossier("United States", "DeepSeek", k=3).document("docx")
    with ZipFile(io.BytesIO(data)) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    marks = [link.get(f"{W}anchor") for link in tree.iter(f"{W}hyperlink")]
    names = [mark.get(f"{W}name") for mark in tree.iter(f"{W}bookmarkStart")]
    ids = [mark.get(f"{W}id") for mark in tree.iter(f"{W}bookmarkStart")]
    assert len(set(names)) == len(names) == len(set(ids))
    inside = {mark for mark in marks if mark is not None}
    assert inside == {name for name in names if name is not None}


def test_docx_has_headings_lists_and_a_table_of_the_word_processor(
    curated: KnowledgeGraph,
) -> None:
    found = word(curated.dossier("United States", "DeepSeek", k=2).document("docx"))
    headings = [p.text for p in found.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "Question", "Answer", "Paths", "Intended, not counted as influence", "How firm it is",
        "Contradictions touched", "What was not found", "Notes", "Sources", "To ask again",
    ]  # fmt: skip
    assert [p.text[:2] for p in found.paragraphs if p.style.name == "Heading 2"] == ["1.", "2."]
    first = found.tables[0]
    assert first.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert first._tbl.xpath("./w:tblPr/w:tblCaption")
    assert [cell.text for cell in first.rows[0].cells][:2] == ["Rank", "Path"]


def test_each_list_of_steps_in_docx_begins_at_one(curated: KnowledgeGraph) -> None:
    found = word(curated.dossier("United States", "DeepSeek", k=3).document("docx"))
    numberings = [
        p._p.pPr.numPr.numId.val for p in found.paragraphs if p.style.name == "List Number"
    ]
    assert len(set(numberings)) == 3
    numbering = found.part.numbering_part.element
    for number in set(numberings):
        definition = numbering.num_having_numId(number)
        assert definition.xpath("./w:lvlOverride/w:startOverride/@w:val") == ["1"]


# --- The same bytes --------------------------------------------------------------------


def test_docx_holds_no_clock_and_no_name(curated: KnowledgeGraph) -> None:
    data = curated.dossier("CCP", "DeepSeek", k=1).document("docx")
    with ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {ZIP_STORED}
        assert archive.namelist()[0] == "[Content_Types].xml"
        core = archive.read("docProps/core.xml").decode()
        assert not [name for name in archive.namelist() if "thumbnail" in name]
    assert "dcterms:" not in re.sub(r"xmlns:\w+", "", core)
    assert "python-docx" not in core
    assert "Chinese Communist Party → DeepSeek" in core
    assert str(datetime.now().year) not in core


SCRIPT = """
import hashlib
from policygraph import KnowledgeGraph
found = KnowledgeGraph.load().dossier("United States", "DeepSeek", k=3, known_by="2025-06-30")
for format in ("markdown", "html", "docx"):
    print(hashlib.sha256(found.document(format)).hexdigest())
"""


@pytest.mark.slow
def test_another_process_time_zone_and_hash_seed_give_the_same_bytes() -> None:
    given = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"})
    first, second = (
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for environment in given
    )
    assert len(first.split()) == 3
    assert first == second


# --- The command -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".md", ".HTML", ".docx"])
def test_the_ending_of_the_file_chooses_its_format(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"out{ending}"
    ran = policygraph("dossier", "Huawei", "DeepSeek", "-k", "1", "-o", file)
    assert (ran.code, ran.out) == (0, "")
    beginning = {".md": b"# Huawei", ".html": b"<!doctype html>", ".docx": b"PK\x03\x04"}
    assert file.read_bytes().startswith(beginning[ending.lower()])


def test_another_ending_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    file = tmp_path / "out.pdf"
    ran = policygraph("--graph", tmp_path / "nowhere", "dossier", "a", "b", "-o", file)
    assert ran.code == 2
    assert ran.err == (
        f"policygraph: {file}: a dossier is a file that ends in one of .md, .html, .docx\n"
    )
    assert not file.exists()


def test_docx_without_its_library_says_what_to_install(
    curated: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match=r"pip install 'policygraph\[docx\]', or write \.md"):
        curated.dossier("CCP", "DeepSeek", k=1).document("docx")
