"""Names that run from right to left turn nothing round in any document, and others no byte."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.model.collection import Collection
from policygraph.model.names import END, FIRST_STRONG, isolated
from policygraph.model.records import Name
from policygraph.query.name_resolver import Names
from policygraph.render.dossier import dossier_document
from policygraph.render.trace import trace_document, trace_view
from policygraph.render.tree import printable
from policygraph.render.views import FORMATS
from policygraph.render.writers import DOCUMENTS
from policygraph.render.writers.text import Page
from tests.world import world

HEBREW, ARABIC = "אלפא (חברה)", "شركة بيتا"
#: Everything that directs text but the isolates of names.
FORBIDDEN = re.compile("[\u202a-\u202e\u2066\u2067]")


def graph(**labels: str) -> KnowledgeGraph:
    collection: Collection = world(["a feeds b", "b uses c", "not a feeds b"])
    entities = dict(collection.entities)
    for id, label in labels.items():
        entities[id] = replace(entities[id], label=Name(label))
    named = replace(collection, entities=entities)
    return KnowledgeGraph(named, Names(named))


def bare(text: str) -> list[str]:
    """What stands outside isolates: nothing there may have letters from right to left."""
    outside, depth = [], 0
    for char in text:
        depth += char == FIRST_STRONG
        if not depth:
            outside.append(char)
        depth -= char == END
    return re.findall("[\u0590-\u08ff]+", "".join(outside))


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_every_name_from_right_to_left_is_isolated(format: str) -> None:
    answer = graph(a=HEBREW, b=ARABIC).trace("a", "b", direction="stated")
    text = FORMATS[format](trace_view(answer), Page())
    assert f"{FIRST_STRONG}{HEBREW}{END} → {FIRST_STRONG}{ARABIC}{END}" in text
    assert bare(text) == []


def test_html_has_each_such_name_as_bdi() -> None:
    answer = graph(a=HEBREW, b=ARABIC).trace("a", "b", direction="stated")
    html = DOCUMENTS["html"].write(trace_document(answer)).decode()
    assert f"<h1><bdi>{HEBREW}</bdi> → <bdi>{ARABIC}</bdi></h1>" in html
    body = html.partition("<body")[2]
    assert not re.findall("[\u0590-\u08ff]+", re.sub("<bdi>.*?</bdi>", "", body))


def test_docx_has_each_such_name_isolated() -> None:
    pytest.importorskip("docx", reason="python-docx is not installed")
    answer = graph(a=HEBREW, b=ARABIC).trace("a", "b", direction="stated")
    data = DOCUMENTS["docx"].write(trace_document(answer))
    with ZipFile(io.BytesIO(data)) as parts:
        body = parts.read("word/document.xml").decode()
    assert f"{FIRST_STRONG}{HEBREW}{END} → {FIRST_STRONG}{ARABIC}{END}" in body
    assert bare(body) == []


def test_dossier_has_each_such_name_isolated() -> None:
    dossier = graph(a=HEBREW, b=ARABIC).dossier("a", "b", direction="stated")
    text = DOCUMENTS["markdown"].write(dossier_document(dossier)).decode()
    assert bare(text.partition("```")[0].partition("policygraph ")[0]) == []


def test_labels_of_json_and_csv_are_exact() -> None:
    answer = graph(a=HEBREW, b=ARABIC).trace("a", "b", direction="stated")
    view = trace_view(answer)
    assert f'"label": "{HEBREW}"' in FORMATS["json"](view, Page())
    assert f",{HEBREW},feeds,{ARABIC}," in FORMATS["csv"](view, Page())


def test_answer_without_such_names_has_no_isolates() -> None:
    answer = graph(a="华为", b="Société").trace("a", "b", direction="stated")
    for format in ("text", "markdown", "json", "table"):
        assert not set(FORMATS[format](trace_view(answer), Page())) & {FIRST_STRONG, END}


@given(text=st.text(st.sampled_from("aא \u2066\u2067\u2068\u2069\u202e\u202b"), max_size=12))
def test_text_keeps_isolates_only_where_each_is_closed(text: str) -> None:
    shown = printable(text)
    assert not FORBIDDEN.search(shown)
    depth = 0
    for char in shown:
        depth += (char == FIRST_STRONG) - (char == END)
        assert depth >= 0
    assert depth == 0


@given(name=st.text(st.sampled_from("aבع \u2066\u2069\u2068\u202e"), max_size=8))
def test_name_cannot_leave_its_isolate(name: str) -> None:
    shown = isolated(name)
    if shown != name:
        inner = shown.removeprefix(FIRST_STRONG).removesuffix(END)
        assert f"{FIRST_STRONG}{inner}{END}" == shown
        assert not set(inner) & set("\u202e\u2066\u2067\u2068\u2069")
