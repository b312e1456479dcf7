"""SPARQL over the RDF form: what is refused, what is answered, what ends a query."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from policygraph import names, places, process, sparql
from policygraph.errors import QueryFailed, UsageError
from policygraph.model import Claim, Collection
from policygraph.results import Solutions as Found
from policygraph.results import Statements, Verdict, read_result
from policygraph.sparql import read_question, select
from tests.world import IRI, said, world

SERVICE = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"


def small(*claims: str | Claim, **more: Any) -> Collection:
    """A world that can be written as RDF: its sources have addresses."""
    found = world(claims or ["a feeds b"], **more)
    sources = {
        id: replace(source, url=f"https://example.org/{id}") for id, source in found.sources.items()
    }
    return replace(found, sources=sources)


def solutions(text: str, *claims: str) -> list[tuple[str | None, ...]]:
    found = select(small(*claims), (), text)
    assert isinstance(found, Found)
    return [tuple(None if cell is None else cell.value for cell in row) for row in found.rows]


# --- What is refused -----------------------------------------------------------------

#: Every place in a query where a group of patterns may stand; # is that group.
PLACES = [
    "SELECT * WHERE { # }",
    "SELECT * { ?s ?p ?o . OPTIONAL { # } }",
    "SELECT * { { ?s ?p ?o } UNION { # } }",
    "SELECT * { ?s ?p ?o . MINUS { # } }",
    "SELECT * { GRAPH ?g { # } }",
    "SELECT * { { { # } } }",
    "SELECT * { ?s ?p ?o . { SELECT ?a { # } LIMIT 1 } }",
    "SELECT * { ?s ?p ?o . FILTER EXISTS { # } }",
    "SELECT * { ?s ?p ?o . FILTER NOT EXISTS { # } }",
    "SELECT * { ?s ?p ?o . FILTER(1 = 2 || !EXISTS { # }) }",
    "SELECT * { ?s ?p ?o . FILTER(?o IN (1, EXISTS { # })) }",
    "SELECT * { ?s ?p ?o . FILTER(COALESCE(IF(EXISTS { # }, 1, 2), 3) = 1) }",
    "SELECT * { BIND(EXISTS { # } AS ?x) }",
    "SELECT (EXISTS { # } AS ?x) { ?s ?p ?o }",
    "SELECT (SUM(IF(EXISTS { # }, 1, 0)) AS ?x) { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { # })",
    "SELECT ?x { ?s ?p ?o } GROUP BY (EXISTS { # } AS ?x)",
    "SELECT ?s { ?s ?p ?o } ORDER BY DESC(EXISTS { # })",
    "ASK { # }",
    "CONSTRUCT { ?a ?b ?c } WHERE { # }",
    "DESCRIBE ?a WHERE { # }",
    "PREFIX a: <b:> BASE <c:> SELECT * { # } VALUES ?a { 1 }",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "service",
    [
        SERVICE,
        SERVICE.replace("SERVICE", "service silent"),
        "SERVICE ?where { ?a ?b ?c }",
        "SERVICE rdf:type { }",
    ],
)
def test_service_is_refused_wherever_it_stands(place: str, service: str) -> None:
    read_question(place.replace("#", "?a ?b ?c"))
    with pytest.raises(UsageError, match=r"query refused: SERVICE .* would ask another machine"):
        read_question(place.replace("#", service))


def test_service_within_a_service_is_refused() -> None:
    with pytest.raises(UsageError, match="query refused: SERVICE <x:y>"):
        read_question(f"SELECT * {{ SERVICE SILENT <x:y> {{ {SERVICE} }} }}")


@given(st.lists(st.sampled_from(PLACES[1:10]), max_size=3))
def test_service_is_refused_at_any_depth(places: list[str]) -> None:
    text = SERVICE
    for place in places:
        text = place.replace("SELECT * ", "").replace("#", text)
    with pytest.raises(UsageError, match="query refused: SERVICE"):
        read_question(f"SELECT * {{ {text} }}")


@pytest.mark.parametrize(
    "hidden",
    [
        # A carriage return ends a comment for the engine, and did not for the parser.
        "SELECT * { # \r SERVICE <x:y> { ?a ?b ?c } \n}",
        # An escaped quote ends a string for the parser, and does not for the engine.
        'SELECT * { BIND("\\u0022 . # " AS ?x) SERVICE <x:y> { ?a ?b ?c } \n}',
        "SELECT * { BIND('\\u0027 . # ' AS ?x) SERVICE <x:y> { ?a ?b ?c } \n}",
        'SELECT * { BIND("\\U00000022 . # " AS ?x) SERVICE <x:y> { ?a ?b ?c } \n}',
        'SELECT * { BIND("\\\\" AS ?x) SERVICE <x:y> { ?a ?b ?c } BIND("" AS ?y) }',
        'SELECT * { BIND("""a"#""" AS ?x) SERVICE <x:y> { ?a ?b ?c } }',
        "SELECT * { BIND(<x:#y> AS ?x) SERVICE <x:y> { ?a ?b ?c } }",
        "SELECT * { ?x <x:y> ?y FILTER(?x<?y#&&?z>?w)\n) SERVICE <x:y> { ?a ?b ?c } }",
        "SELECT * { ?x rdf:it\\'s ?y . SERVICE <x:y> { ?a ?b ?c } FILTER(?x != 'it') }",
        "SELECT * { ?x rdf:a\\#b ?y . SERVICE <x:y> { ?a ?b ?c } }",
        "SELECT*{SERVICE<x:y>{?a ?b ?c}}",
        "SELECT * { # comment\r\nSERVICE # comment\n <x:y> { ?a ?b ?c } }",
        "SELECT * { \\u0053ERVICE <x:y> { ?a ?b ?c } }",
    ],
)
def test_hidden_service_is_not_let_through(hidden: str) -> None:
    with pytest.raises(UsageError):
        read_question(hidden)


@pytest.mark.parametrize(
    "harmless",
    [
        'SELECT * { ?s ?p "SERVICE <x:y> {} LOAD <file:///etc/passwd> INSERT DATA {}" }',
        "SELECT * { ?s ?p '''FROM <x:y>\n# DROP''' } # SERVICE <x:y> { ?a ?b ?c }",
        "# LOAD <x:y>\nSELECT ?service ?FROM { ?service <x:SERVICE> ?FROM }",
        "PREFIX service: <x:load> SELECT * { service:delete service:from $load }",
        "SELECT (1 AS ?insert) { <x:y/FROM#SERVICE> a <file:///etc/passwd> }",
        'SELECT * { BIND("\\u0022 SERVICE <x:y> {}" AS ?x) }',
    ],
)
def test_words_that_are_no_keywords_refuse_nothing(harmless: str) -> None:
    read_question(harmless)


@pytest.mark.parametrize("form", ["SELECT *", "ASK", "CONSTRUCT { ?a ?b ?c }", "DESCRIBE ?a"])
@pytest.mark.parametrize(
    "graph",
    ["<file:///etc/passwd>", "<https://example.org/g>", "<g>", "rdf:type", "NAMED <file:x>"],
)
def test_other_graphs_are_refused(form: str, graph: str) -> None:
    with pytest.raises(UsageError, match=r"query refused: FROM .* names another graph"):
        read_question(f"{form} FROM {graph} WHERE {{ ?a ?b ?c }}")


@pytest.mark.parametrize(
    ("update", "word"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT DATA"),
        ("DELETE DATA { <a:a> <a:b> <a:c> }", "DELETE DATA"),
        ("DELETE WHERE { ?a ?b ?c }", "DELETE WHERE"),
        ("DELETE { ?a ?b ?c } INSERT { ?c ?b ?a } WHERE { ?a ?b ?c }", "DELETE and INSERT"),
        ("WITH <a:g> INSERT { ?c ?b ?a } USING <a:b> WHERE { ?a ?b ?c }", "DELETE and INSERT"),
        ("LOAD <file:///etc/passwd>", "LOAD"),
        ("PREFIX a: <b:> load silent <https://example.org> INTO GRAPH <a:g>", "LOAD"),
        ("CLEAR ALL", "CLEAR"),
        ("DROP SILENT DEFAULT", "DROP"),
        ("CREATE GRAPH <a:g>", "CREATE"),
        ("ADD <a:g> TO DEFAULT", "ADD"),
        ("MOVE DEFAULT TO <a:g>", "MOVE"),
        ("COPY <a:g> TO <a:h>", "COPY"),
    ],
)
def test_update_is_refused(update: str, word: str) -> None:
    with pytest.raises(UsageError, match=f"query refused: {word} .*a query only reads"):
        read_question(update)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "query is empty"),
        ("  # nothing\n", "query is empty"),
        ("hello", "line 1, column 1: not SPARQL 1.1 from 'hello' on"),
        ("SELECT ?x, ?y { ?x a ?y }", "line 1, column 10: not SPARQL 1.1 from ',' on"),
        ("SELECT *\n# why\n{ ?s ?p ?o } LIMIT x", "line 3, column 20: not SPARQL 1.1 from 'x' on"),
        ("SELECT * {\n\t?s ?p }", "line 2, column 8: not SPARQL 1.1 from '}' on"),
        ("SELECT * { ?s ?p ?o ", "line 1, column 20: ends too early"),
        ('SELECT * { ?s ?p "x }', "line 1, column 18: not SPARQL 1.1 from '\"x' on"),
        ("SELECT * {} SELECT * {}", "line 1, column 13: not SPARQL 1.1 from 'SELECT' on"),
        ("SELECT * { ?s \\u0061 ?o }", "line 1, column 15: \\\\u stands outside of a string"),
        ('SELECT * { ?s ?p "\\uD800" }', "line 1, column 19: \\\\uD800 is no character"),
        ("SELECT * { ?s ?p <x:\\u0020y> }", "line 1, column 21: \\\\u0020 may not stand in an IRI"),
        ("SELECT * " + "{" * 3000 + "}" * 3000, "nested too deeply"),
    ],
)
def test_fault_of_syntax_is_one_line_with_its_place(text: str, place: str) -> None:
    with pytest.raises(UsageError, match=place) as caught:
        read_question(text)
    assert "\n" not in str(caught.value)


def test_reading_leaves_the_parser_as_it_was() -> None:
    from rdflib.plugins.sparql.parser import Query, ServiceGraphPattern

    for text in (SERVICE, "SELECT * { " + SERVICE + "}", "SELECT * {"):
        with pytest.raises(UsageError):
            read_question(text)
    assert ServiceGraphPattern.name == "ServiceGraphPattern"
    elements = Query.visit_all()  # type: ignore[no-untyped-call]
    assert all(element.failAction is None for element in elements)


@given(st.text(alphabet=st.sampled_from("\"'\\\n\r\t#<>{}?$:ua0022SERVICE .&")))
def test_text_of_any_kind_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        read_question(text)


# --- No way out ----------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """An address on this machine, and who came to it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def wait() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    connection, peer = server.accept()
                    came.append(peer)
                    connection.close()

        thread = threading.Thread(target=wait)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", came
        over.set()
        thread.join()


def test_refused_service_reaches_nobody(listener: tuple[str, list[object]]) -> None:
    address, came = listener
    with pytest.raises(UsageError, match="query refused"):
        solutions(f"SELECT * {{ SERVICE SILENT <{address}> {{ ?a ?b ?c }} }}")
    time.sleep(0.1)
    assert came == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on descriptors")
def test_confined_process_reaches_nobody_even_if_asked(listener: tuple[str, list[object]]) -> None:
    address, came = listener
    script = (
        "import pyoxigraph, sys; from policygraph.process import confine\n"
        "if sys.argv[2] == 'confined': confine(1 << 32)\n"
        "query = 'SELECT * { SERVICE <%s> { ?a ?b ?c } }' % sys.argv[1]\n"
        "try: list(pyoxigraph.Store().query(query))\n"
        "except Exception as error: print(error)\n"
    )
    for how, reached in (("confined", False), ("free", True)):
        subprocess.run([sys.executable, "-c", script, address, how], check=True, timeout=30)
        time.sleep(0.1)
        assert bool(came) is reached, how


def test_asking_opens_no_socket_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert solutions("SELECT ?x { BIND(1 AS ?x) }") == [("1",)]


# --- What is answered ------------------------------------------------------------------


def test_claim_nodes_and_plain_triples_are_asked_together() -> None:
    text = f"""SELECT ?claim {{
      id:a <{IRI}feeds> ?fed .
      ?node pg:object ?fed ; dcterms:identifier ?claim ; pg:polarity pg:affirmed }}"""
    assert solutions(text, "a feeds b", "not a blocks b") == [("c01",)]
    assert solutions(f"SELECT * {{ ?a <{IRI}blocks> ?b }}", "not a blocks b") == []


def test_ontology_is_asked_with_labels_and_influence() -> None:
    text = """SELECT ?id { ?r dcterms:identifier ?id ; pg:influence pg:against ;
      pg:effect pg:enables ; skos:prefLabel "was trained on"@en ; rdfs:subPropertyOf pg:uses }"""
    found = select(small(), places.ontology_files(), text)
    assert isinstance(found, Found)
    assert found.rows == ((Literal("trains-on"),),)


def test_ask_gives_a_verdict() -> None:
    assert select(small(), (), "ASK { id:a ?p id:b }") == Verdict(True)
    assert select(small(), (), "ASK { id:b ?p id:a }") == Verdict(False)


def test_construct_and_describe_give_sorted_statements() -> None:
    both = small("b feeds a", "a feeds b")
    made = select(both, (), f"CONSTRUCT {{ ?b schema:eats ?a }} {{ ?a <{IRI}feeds> ?b }}")
    assert isinstance(made, Statements)
    assert [t.subject for t in made.triples] == [NamedNode(names.BASE + f"id/{e}") for e in "ab"]
    told = select(both, (), "DESCRIBE id:a")
    assert isinstance(told, Statements)
    assert {t.subject for t in told.triples} == {NamedNode(names.BASE + "id/a")}
    assert Literal("A") in {t.object for t in told.triples}


def test_blank_nodes_have_the_same_names_each_time() -> None:
    text = "CONSTRUCT { [] schema:name ?n } { VALUES ?n { 1 2 3 } }"
    assert select(small(), (), text) == select(small(), (), text)
    found = select(small(), (), "SELECT ?n ?b ?c { VALUES ?n { 2 1 } BIND(BNODE() AS ?b) }")
    assert isinstance(found, Found)
    assert [row[1] for row in found.rows] == [BlankNode("b0"), BlankNode("b1")]


def test_rows_are_sorted_where_the_query_leaves_their_order_open() -> None:
    values = "VALUES ?x { 3 1 2 }"
    assert solutions(f"SELECT ?x {{ {values} }}") == [("1",), ("2",), ("3",)]
    assert solutions(f"SELECT ?x {{ {values} }} ORDER BY DESC(?x)") == [("3",), ("2",), ("1",)]
    inner = f"SELECT ?x {{ {{ SELECT ?x {{ {values} }} ORDER BY DESC(?x) }} }}"
    assert solutions(inner) == [("1",), ("2",), ("3",)]


def test_rows_without_an_order_are_the_same_for_any_order_of_data() -> None:
    rows = ["a feeds b", "b feeds c", "c feeds a"]
    text = "SELECT ?a { ?a skos:prefLabel ?b } LIMIT 2"
    assert solutions(text, *rows) == solutions(text, *reversed(rows))


def test_prefixes_and_base_are_declared_and_may_be_declared_otherwise() -> None:
    declared = " ".join(f"{prefix}:x" for prefix in sparql.PREFIXES)
    assert set(names.PREFIXES) < set(sparql.PREFIXES)
    found = solutions(f"SELECT ?x {{ VALUES ?x {{ {declared} <id/a> }} }}")
    assert {row[0] for row in found} == {
        *(namespace + "x" for namespace in sparql.PREFIXES.values()),
        names.BASE + "id/a",
    }
    assert solutions("PREFIX pg: <x:> SELECT (pg:y AS ?x) {}") == [("x:y",)]


def test_unknown_prefix_and_unbound_variable_are_said_with_their_place() -> None:
    with pytest.raises(UsageError, match=r"line 2, column \d+: prefix not found; declare it"):
        solutions("SELECT *\n{ ?s foo:bar ?o }")
    with pytest.raises(UsageError, match="a variable that is unbound"):
        solutions("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }")


def test_escapes_and_comments_mean_what_they_mean_in_sparql() -> None:
    text = 'SELECT (CONCAT("\\u0022\\\\u0041\\t", \'\\u0041\', """\r\n""") AS ?x) # "\n{}'
    assert solutions(text) == [('"\\u0041\tA\r\n',)]
    assert solutions("SELECT (STR(<x:\\u00e9#y>) AS ?x) {}") == [("x:é#y",)]


def test_result_of_rdf_12_is_not_made_up() -> None:
    with pytest.raises(UsageError, match=r"not SPARQL 1\.1"):
        solutions("SELECT * { << ?a ?b ?c >> ?d ?e }")


def test_json_results_are_read_with_language_and_datatype() -> None:
    data = b"""{"head":{"vars":["a","b"]},"results":{"bindings":[
      {"a":{"type":"literal","value":"x","xml:lang":"en"}},
      {"b":{"type":"literal","value":"1","datatype":"http://www.w3.org/2001/XMLSchema#integer"}}
    ]}}"""
    assert read_result(data, ordered=True) == Found(
        ("a", "b"), ((Literal("x", language="en"), None), (None, Literal(1)))
    )


# --- What ends it ------------------------------------------------------------------------

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def children() -> set[str]:
    listed = Path(f"/proc/{os.getpid()}/task")
    if not listed.is_dir():
        pytest.skip("no /proc")
    return {pid for path in listed.glob("*/children") for pid in path.read_text().split()}


def test_time_limit_ends_the_query_and_its_process() -> None:
    before = children()
    began = time.monotonic()
    with pytest.raises(QueryFailed, match=r"query stopped after 1\.5 seconds without an answer"):
        select(small("a feeds b", "b feeds c"), (), ENDLESS, seconds=1.5)
    assert time.monotonic() - began < 6
    assert children() == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_query_dies_soon_after_a_parent_that_was_killed() -> None:
    script = (
        "import sys; sys.path[:0] = ['.']\n"
        "from tests.test_sparql import select, small\n"
        f"select(small('a feeds b', 'b feeds c'), (), {ENDLESS!r}, seconds=2)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[1]) as parent:
        child = ""
        deadline = time.monotonic() + 20
        listed = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        while not child and time.monotonic() < deadline:
            if not listed.parent.is_dir():
                parent.kill()
                pytest.skip("no /proc")
            child = listed.read_text().strip()
            time.sleep(0.02)
        time.sleep(0.8)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(child)


def _alive(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e9])
def test_time_limit_is_a_positive_number_of_at_most_a_day(seconds: float) -> None:
    with pytest.raises(UsageError, match="seconds is"):
        select(small(), (), "ASK {}", seconds)


def test_answer_without_bound_is_stopped() -> None:
    file = process.Bounded(10)
    assert file.write(b"0123456789") == 10
    with pytest.raises(QueryFailed, match="larger than 1e-05 MB; add a LIMIT"):
        file.write(b"x")


def test_process_that_dies_is_said_in_one_line() -> None:
    with pytest.raises(QueryFailed, match="query ended without an answer, code 1") as caught:
        process.run_apart("policygraph.sparql", "no_such_function", b"", 20)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
def test_memory_limit_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparql, "MEMORY", 400 << 20)
    grow = "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l"
    with pytest.raises(QueryFailed, match="memory"):
        select(small("a feeds b", "b feeds c", "c feeds a"), (), grow, seconds=60)


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(UsageError, match="character 1: not Unicode"):
        select(small(), (), "\udcff")


def test_modules_beside_the_caller_are_not_picked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rdflib.py").write_text("raise SystemExit('picked up')")
    (tmp_path / "policygraph.py").write_text("raise SystemExit('picked up')")
    monkeypatch.chdir(tmp_path)
    assert solutions("SELECT (1 AS ?x) {}") == [("1",)]


def test_claims_of_a_merged_entity_are_asked_by_its_id() -> None:
    merged = small(said("a feeds b"), said("c feeds b"), same=[("a", "c")])
    found = select(merged, (), "SELECT DISTINCT ?s { ?c pg:subject ?s }")
    assert isinstance(found, Found)
    assert found.rows == ((NamedNode(names.entity_iri("a")),),)
