"""Reading linked data: faults name the claim, nothing remote is opened, nothing crashes."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.errors import DataError
from policygraph.formats import FORMATS
from policygraph.formats.files import single
from policygraph.formats.rdf_parser import MOST_TEXT
from policygraph.formats.rdf_reader import read_jsonld, read_trig, read_turtle
from policygraph.tables.reader import Tables
from tests.examples import examples
from tests.world import ontology, said, world

FORMS = [name for name, format in FORMATS.items() if format.write_view and format.read]
WORLD = world(
    [
        said("a feeds b", id="x", start="2015", note='a "note"', locator="line 1"),
        said("not a feeds b", id="y", locator="line 2"),
    ],
    same=[("a", "z")],
    entities={"a": "thing", "z": "thing"},
)
FILES = {name: FORMATS[name].write(WORLD)[""] for name in FORMS}
PREFIX = b"@prefix pg: <https://w3id.org/policygraph/ns#> .\n"


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("something was opened on the network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)


def read(name: str, data: bytes) -> list[Tables]:
    reader = FORMATS[name].read
    assert reader is not None
    return reader(single(data), "given", ontology())


def refused(name: str, data: bytes) -> str:
    with pytest.raises(DataError) as caught:
        read(name, data)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 500
    return message


def faults(change: Callable[[bytes], bytes]) -> list[str]:
    changed = change(FILES["turtle"])
    assert changed != FILES["turtle"]
    return [
        str(f)
        for tables in read("turtle", changed)
        for f in tables.faults
        if "address" not in f.what
    ]


def test_a_wrong_value_is_a_fault_that_names_the_claim() -> None:
    (fault,) = faults(lambda data: data.replace(b'"2015"', b'"May 2015"'))
    assert fault.startswith("given.ttl claim x: start: 'May 2015' is not a date")


def test_two_values_of_one_property_are_a_fault() -> None:
    (fault,) = faults(lambda data: data.replace(b'"2015"', b'"2015" , "2016"'))
    assert fault == "given.ttl claim x: has 2 values of pg:start; give it one"


def test_an_unknown_property_is_a_fault() -> None:
    (fault,) = faults(lambda data: data.replace(b"pg:start", b"pg:strat"))
    assert "claim x: has an unknown property pg:strat" in fault


def test_a_plain_triple_without_a_claim_is_a_fault() -> None:
    base = b"<https://w3id.org/policygraph/id/"
    more = base + b"b> <https://example.org/world#feeds> " + base + b"a> .\n"
    (fault,) = faults(lambda data: data + more)
    assert "entity b: feeds a has no claim" in fault


def test_a_claim_without_a_passage_has_no_locator() -> None:
    found = faults(lambda data: data.replace(b"pg:evidence", b"pg:evidence pg:x , "))
    assert any("claim x: has 2 values of pg:evidence" in fault for fault in found)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("data", [b"", b"\x00\xff\x00", b"\x89PNG\r\n", b"\xff\xfe<\x00", b"{}"])
def test_what_is_not_a_graph_is_one_line(name: str, data: bytes) -> None:
    refused(name, data)


@pytest.mark.parametrize("name", FORMS)
def test_a_file_cut_short_within_a_statement_is_refused(name: str) -> None:
    assert "cannot be read" in refused(name, FILES[name][:-10])


@pytest.mark.parametrize("name", ["turtle", "ntriples", "trig", "turtle12"])
@pytest.mark.parametrize(
    ("opening", "end"),
    [("<<( <x:a> <x:b> ", ")>>"), ("[ <x:b> ", "]"), ("(", ")"), ("<< <x:a> <x:b> ", ">>")],
)
@pytest.mark.parametrize("depth", [40, 60_000])
def test_a_bomb_of_nesting_is_refused(name: str, opening: str, end: str, depth: int) -> None:
    bomb = f"<x:a> <x:b> {opening * depth}<x:c>{end * depth} .".encode()
    assert "nested" in refused(name, bomb)
    assert "brackets" in refused(name, bomb[: -len(end) * depth])


@pytest.mark.parametrize("opening", ['{"x:b":', '{"@included":', "[", '{"@list":['])
def test_a_bomb_of_json_is_refused(opening: str) -> None:
    closing = opening.translate(str.maketrans("{[", "}]"))
    end = "".join(c for c in reversed(closing) if c in "}]")
    bomb = '{"@id":"x:a","x:b":' + opening * 60_000 + "1" + end * 60_000 + "}"
    assert "nested" in refused("jsonld", bomb.encode())


@pytest.mark.parametrize(
    "context", ['"http://127.0.0.1:9/c"', '{"@import":"file:///etc/passwd"}', '["http://[::1]/"]']
)
def test_a_remote_context_is_refused_and_not_fetched(context: str) -> None:
    data = f'{{"@context":{context},"@id":"x:a","x:b":"c"}}'.encode()
    assert "remote" in refused("jsonld", data)


def test_a_context_in_a_context_is_refused() -> None:
    data = b'{"@context":{"a":{"@id":"x:a","@context":{}}},"@id":"x:a","@graph":[{"@context":{}}]}'
    assert "more than one @context" in refused("jsonld", data)


def test_an_oversize_literal_is_refused() -> None:
    for size in (MOST_TEXT + 1, 20_000_000):
        data = b'<x:a> <x:b> "' + b"a" * size + b'" .'
        assert refused("turtle", data)


def test_an_iri_grown_by_its_prefix_is_refused() -> None:
    data = b"@prefix p: <x:" + b"a" * 20_000 + b"> .\np:a p:b p:c ."
    assert "IRI" in refused("turtle", data)


def test_a_blank_node_is_refused() -> None:
    assert "blank node" in refused("turtle", PREFIX + b"[] a pg:Claim .")


def test_rdf_xml_with_a_doctype_has_no_reader() -> None:
    assert FORMATS["rdfxml"].read is None
    data = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    for reader in (read_turtle, read_trig, read_jsonld):
        with pytest.raises(DataError):
            reader(single(data), "given", ontology())


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=examples(150))
@given(data=st.data())
def test_changed_bytes_never_crash_a_reader(name: str, data: st.DataObject) -> None:
    text = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text) - 1))
        to = min(len(text), at + data.draw(st.integers(0, 40)))
        text[at:to] = data.draw(
            st.one_of(
                st.binary(max_size=6), st.sampled_from((b'"', b"<<(", b"[", b"{", b"\\", b" . "))
            )
        )
    try:
        read(name, bytes(text))
    except DataError as error:
        assert "\n" not in str(error)
