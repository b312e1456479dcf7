"""GraphML, GEXF, Cytoscape JSON, DOT and Mermaid, as their readers see them."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings

from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES
from policygraph.errors import DataError
from policygraph.formats.cytoscape import write_cytoscape
from policygraph.formats.dot import write_dot
from policygraph.formats.gexf import NAMESPACE, VIZ, read_gexf, spells, write_gexf
from policygraph.formats.graphml import read_graphml, write_graphml
from policygraph.formats.mermaid import answer_mermaid, escaped, mermaid_limits, write_mermaid
from policygraph.formats.property_graph import to_networkx
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Name
from policygraph.query.edges import edges_under
from policygraph.query.query import Query
from tests.examples import examples
from tests.formats.generated import collections
from tests.world import said, world


def arrows(graph: nx.MultiDiGraph[str]) -> dict[tuple[str, str, str], dict[str, object]]:
    return {(a, b, key): data for a, b, key, data in graph.edges(keys=True, data=True)}


@settings(max_examples=examples(60))
@given(collection=collections())
def test_networkx_reads_graphml_back_to_the_same_multigraph(collection: Collection) -> None:
    graph, again = to_networkx(collection), read_graphml(write_graphml(collection))
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    assert arrows(again) == arrows(graph)


@settings(max_examples=examples(60))
@given(collection=collections())
def test_networkx_alone_reads_graphml_with_every_parallel_arrow(collection: Collection) -> None:
    graph = to_networkx(collection)
    again = nx.read_graphml(io.BytesIO(write_graphml(collection)), force_multigraph=True)
    assert Counter(map(repr, again.edges(data=True))) == Counter(map(repr, graph.edges(data=True)))


@settings(max_examples=examples(60))
@given(collection=collections())
def test_networkx_reads_gexf_back_to_the_same_multigraph(collection: Collection) -> None:
    graph, again = to_networkx(collection), read_gexf(write_gexf(collection))
    nodes = {name: without(data, "viz") for name, data in again.nodes(data=True)}
    assert nodes == dict(graph.nodes(data=True))
    made = ("id", "weight", "spells", "start", "end")
    assert {key: without(data, *made) for key, data in arrows(again).items()} == arrows(graph)


def without(data: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in data.items() if name not in names}


@settings(max_examples=examples(30))
@given(collection=collections())
def test_networkx_reads_cytoscape_json(collection: Collection) -> None:
    graph = to_networkx(collection)
    document = json.loads(write_cytoscape(collection))
    found = nx.cytoscape_graph(document)
    assert dict(found.nodes(data="name")) == dict(graph.nodes(data="label"))
    assert sorted((a, b, d["relation"]) for a, b, d in found.edges(data=True)) == sorted(
        graph.edges
    )
    ids = [e["data"]["id"] for kind in document["elements"].values() for e in kind]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("write", [write_graphml, write_gexf])
@pytest.mark.parametrize("illegal", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\ud800"])
def test_what_xml_cannot_carry_is_an_error_that_names_it(write: object, illegal: str) -> None:
    collection = world(["a feeds b"])
    broken = replace(collection.entities["a"], label=Name(f"Before {illegal} after"))
    entities = {**collection.entities, "a": broken}
    assert callable(write)
    with pytest.raises(DataError, match=rf"U\+{ord(illegal):04X} after 'Before ' is not allowed"):
        write(replace(collection, entities=entities))


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


BROKEN = (DOCTYPE, DOCTYPE.decode().encode("utf-16"), b"", b"<x", b"\x00\xff")


@pytest.mark.parametrize(
    ("read", "data"),
    # networkx takes <x/> for a GraphML file without a graph.
    [
        *((read, data) for read in (read_graphml, read_gexf) for data in BROKEN),
        (read_gexf, b"<x/>"),
    ],
)
def test_what_is_not_the_format_ends_in_one_clear_error(read: object, data: bytes) -> None:
    assert callable(read)
    with pytest.raises(DataError, match=r"DOCTYPE|not XML|not GEXF|not GraphML"):
        read(data)


# GEXF: the structure that the published grammar (gexf.net/1.3, RELAX NG compact) gives.

G, V = f"{{{NAMESPACE}}}", f"{{{VIZ}}}"
#: By element: the attributes it must and may have, and the children it may have, in order.
GRAMMAR: dict[str, tuple[set[str], set[str], tuple[str, ...]]] = {
    f"{G}gexf": ({"version"}, {"variant"}, (f"{G}meta", f"{G}graph")),
    f"{G}meta": (set(), {"lastmodifieddate"}, (f"{G}creator", f"{G}keywords", f"{G}description")),
    f"{G}creator": (set(), set(), ()),
    f"{G}description": (set(), set(), ()),
    f"{G}graph": (
        set(),
        {"defaultedgetype", "idtype", "mode", "timeformat", "timerepresentation", "start", "end"},
        (f"{G}attributes", f"{G}nodes", f"{G}edges"),
    ),
    f"{G}attributes": ({"class"}, {"mode"}, (f"{G}attribute",)),
    f"{G}attribute": ({"id", "title", "type"}, set(), (f"{G}default", f"{G}options")),
    f"{G}nodes": (set(), {"count"}, (f"{G}node",)),
    f"{G}edges": (set(), {"count"}, (f"{G}edge",)),
    f"{G}node": (
        {"id"},
        {"label", "start", "end"},
        (f"{G}attvalues", f"{G}spells", f"{V}color", f"{V}position", f"{V}size", f"{V}shape"),
    ),
    f"{G}edge": (
        {"source", "target"},
        {"id", "type", "label", "weight", "kind", "start", "end"},
        (f"{G}attvalues", f"{G}spells", f"{V}color", f"{V}thickness", f"{V}shape"),
    ),
    f"{G}attvalues": (set(), set(), (f"{G}attvalue",)),
    f"{G}attvalue": ({"for", "value"}, {"start", "end"}, ()),
    f"{G}spells": (set(), set(), (f"{G}spell",)),
    f"{G}spell": (set(), {"start", "end"}, ()),
    f"{V}color": ({"r", "g", "b"}, {"a"}, ()),
    f"{V}size": ({"value"}, set(), ()),
    f"{V}thickness": ({"value"}, set(), ()),
    f"{V}shape": ({"value"}, {"uri"}, ()),
}
VALUES = {
    (f"{G}gexf", "version"): "1[.]3",
    (f"{G}graph", "mode"): "static|dynamic",
    (f"{G}graph", "timeformat"): "integer|double|date|dateTime",
    (f"{G}graph", "timerepresentation"): "interval",
    (f"{G}attribute", "type"): "string|double|long|boolean",
    (f"{G}edge", "type"): "directed",
    (f"{G}spell", "start"): r"\d{4}-\d\d-\d\d",
    (f"{G}spell", "end"): r"\d{4}-\d\d-\d\d",
    (f"{V}color", "r"): r"\d{1,3}",
    (f"{V}size", "value"): r"\d+[.]\d+",
}


@settings(max_examples=examples(30))
@given(collection=collections())
def test_gexf_keeps_to_the_grammar_of_its_version(collection: Collection) -> None:
    root = ElementTree.fromstring(write_gexf(collection))
    assert root.tag == f"{G}gexf"
    waiting = [root]
    while waiting:
        element = waiting.pop()
        must, may, children = GRAMMAR[element.tag]
        assert must <= set(element.keys()) <= must | may, element.tag
        order = [children.index(child.tag) for child in element]
        assert order == sorted(order), element.tag
        for name, value in element.items():
            assert re.fullmatch(VALUES.get((element.tag, name), "(?s).*"), value), (name, value)
        if element.tag in (f"{G}nodes", f"{G}edges"):
            assert element.get("count") == str(len(element))
        shapes = {f"{G}node": "disc|square|triangle|diamond", f"{G}edge": "solid|dotted|dashed"}
        for shape in element.findall(f"{V}shape"):
            assert re.fullmatch(shapes[element.tag], shape.get("value", ""))
        waiting += element


def test_gexf_holds_no_clock() -> None:
    assert b"lastmodifieddate" not in write_gexf(world(["a feeds b"]))


def days(collection: Collection) -> list[tuple[str | None, str | None]]:
    (edge,) = edges_under(collection)
    return [(dates.iso_day(first), dates.iso_day(last)) for first, last in spells(collection, edge)]


def test_a_spell_goes_from_the_first_day_to_the_last_that_a_claim_may_mean() -> None:
    assert days(world([said("a feeds b", start="2015", end="2018-02")])) == [
        ("2015-01-01", "2018-02-28")
    ]


def test_an_unknown_end_is_left_open() -> None:
    assert days(world([said("a feeds b", start="2015")])) == [("2015-01-01", None)]


def test_an_arrow_with_an_undated_claim_is_always_there() -> None:
    assert days(world([said("a feeds b", start="2015", end="2016"), "a feeds b"])) == []


def test_claims_apart_are_two_spells_and_claims_that_touch_one() -> None:
    ends = [("2010", "2011"), ("2012", "2013"), ("2013", "2014"), ("2020", "2020")]
    claims = [said("a feeds b", start=start, end=end) for start, end in ends]
    assert days(world(claims)) == [("2010-01-01", "2014-12-31"), ("2020-01-01", "2020-12-31")]


@pytest.mark.parametrize(
    ("start", "end", "spell"),
    [
        ("-0044", None, "<spell/>"),
        ("-0044", "2015", '<spell end="2015-12-31"/>'),
        ("2015", "Y20000", '<spell start="2015-01-01"/>'),
        ("Y12000", None, '<spell start="9999-12-31"/>'),
        (None, "-0100", '<spell end="0001-01-01"/>'),
    ],
)
def test_days_that_no_date_of_xml_can_be_count_as_open(
    start: str | None, end: str | None, spell: str
) -> None:
    data = write_gexf(world([said("a feeds b", start=start, end=end)])).decode()
    assert f"<spells>\n{spell}\n</spells>" in data


# DOT

TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|->|[\w]+|[{}\[\];=,])', re.DOTALL)


@settings(max_examples=examples(60))
@given(collection=collections())
def test_dot_is_nothing_but_statements_over_quoted_strings(collection: Collection) -> None:
    text = write_dot(collection).decode()
    tokens, position = [], 0
    while position < len(text.rstrip()):
        match = TOKEN.match(text, position)
        assert match is not None, text[position : position + 40]
        tokens.append(match[1])
        position = match.end()
    assert tokens[:3] == ["digraph", "policygraph", "{"]
    assert tokens.count("->") == len(edges_under(collection))
    words = {token for token in tokens if token[0].isalpha()}
    known = {"graph", "node", "edge", "charset", "rankdir", "style", "fontname", "fontsize"}
    known |= {"label", "tooltip", "shape", "fillcolor", "color", "penwidth"}
    assert words == {"digraph", "policygraph", *known} - (
        set() if "->" in tokens else {"color", "penwidth"}
    )
    assert "\n" not in "".join(token for token in tokens if token.startswith('"'))


def test_dot_label_is_text_and_no_character_of_html() -> None:
    collection = world(["a feeds b"])
    named = replace(collection.entities["a"], label=Name("R&D &copy; &#65;"))
    written = write_dot(replace(collection, entities={**collection.entities, "a": named}))
    assert b'label="R&amp;D &amp;copy; &amp;#65;"' in written


@pytest.mark.parametrize("label", ["word " * 60, "x" * 300, "关于人工智能" * 40])
def test_long_dot_label_has_several_lines_and_all_of_its_text(label: str) -> None:
    collection = world(["a feeds b"])
    named = replace(collection.entities["a"], label=Name(label.strip()))
    written = write_dot(replace(collection, entities={**collection.entities, "a": named}))
    (shown,) = re.findall(r'"a" \[label="([^"]*)"', written.decode())
    lines = shown.split("\\n")
    assert max(map(len, lines)) <= 28
    assert "".join("".join(lines).split()) == "".join(label.split())


@pytest.mark.readers
def test_graphviz_shows_each_label_as_written_in_a_box_that_fits_a_page() -> None:
    dot = shutil.which("dot")
    if dot is None:
        pytest.skip("Graphviz is not installed")
    labels = [
        "R&D &copy; &#65; <b>",
        "Framework " * 20,
        "关于人工智能" * 20,
        'a "b" \\N',
        "שלום (A)",
    ]
    collection = world([f"e{n} feeds b" for n in range(len(labels))])
    entities = dict(collection.entities)
    for number, label in enumerate(labels):
        entities[f"e{number}"] = replace(entities[f"e{number}"], label=Name(label.strip()))
    data = write_dot(replace(collection, entities=entities))
    drawn = subprocess.run([dot, "-Tsvg"], input=data, capture_output=True, check=True)
    assert drawn.stderr == b""
    root = ElementTree.fromstring(drawn.stdout)
    shown = {
        group.findtext("{*}title"): [t.text or "" for t in group.findall(".//{*}text")]
        for group in root.findall(".//{*}g[@class='node']")
    }
    for number, label in enumerate(labels):
        words = "".join(shown[f"e{number}"]).split()
        assert "".join(words).replace("\xa0", "") == "".join(label.split())
    width = float(root.get("width", "").removesuffix("pt")) / 72
    assert width < 20, f"{width} inches"


# Mermaid


def test_a_mermaid_label_is_only_ever_text() -> None:
    hostile = '"]; click n1 "javascript:alert(1)" %% <script> `x` #quot; a|b\nend'
    assert not set(escaped(hostile)) & set('"<>[]{}|`%\n\\')
    assert escaped("1. first - second") == "1#46; first - second"
    assert escaped("华为 עברית 5%") == "华为 עברית 5#37;"


@settings(max_examples=examples(40))
@given(collection=collections())
def test_mermaid_has_one_line_for_each_entity_at_an_edge_and_each_edge(
    collection: Collection,
) -> None:
    edges = edges_under(collection)
    ends = {end for edge in edges for end in (edge.subject, edge.object)}
    ends = ends or set(collection.entities)
    head, *lines = write_mermaid(collection).decode().removesuffix("\n").split("\n")
    assert head == "flowchart LR"
    assert len(lines) == len(ends) + len(edges)
    assert all(line.count('"') == 2 for line in lines)


def test_mermaid_of_a_part_without_arrows_shows_its_entities() -> None:
    collection = world(["not a feeds b"])
    lines = ["flowchart LR", '  n1(["A"])', '  n2(["B"])', ""]
    assert write_mermaid(collection).decode() == "\n".join(lines)


@pytest.mark.parametrize(("arrows", "refused"), [(500, False), (501, True)])
def test_mermaid_says_above_how_many_arrows_it_is_refused(arrows: int, refused: bool) -> None:
    data = write_mermaid(world([f"a feeds b{n}" for n in range(arrows)]))
    said_so = mermaid_limits(data)
    assert bool(said_so) == refused
    assert (f"  %% a flowchart of {arrows} arrows and " in data.decode()) == refused
    assert not refused or "Mermaid draws up to 500" in said_so


def test_mermaid_says_above_how_many_characters_it_is_refused() -> None:
    collection = world(["a feeds b"])
    named = replace(collection.entities["a"], label=Name("x" * 50_000))
    data = write_mermaid(replace(collection, entities={**collection.entities, "a": named}))
    assert "50000 unless its maxEdges and maxTextSize are raised" in mermaid_limits(data)


def test_an_answer_is_drawn_with_its_steps_in_statement_order() -> None:
    collection = world(["a feeds b 0.9", said("c uses b", modality="possible"), "x feeds y"])
    query = Query("a", "c").checked(collection)
    answer = trace(collection, query, ENGINES["reference"])
    assert answer_mermaid(collection, answer).splitlines() == [
        "flowchart LR",
        '  n1(["A"])',
        '  n2(["C"])',
        '  n3(["B"])',
        '  n1 -->|"feeds"| n3',
        '  n2 -.->|"uses (possible)"| n3',
    ]


def test_an_answer_without_a_path_draws_its_ends() -> None:
    collection = world(["a feeds b", "c feeds d"])
    answer = trace(collection, Query("a", "d").checked(collection), ENGINES["reference"])
    assert len(answer_mermaid(collection, answer).splitlines()) == 3
