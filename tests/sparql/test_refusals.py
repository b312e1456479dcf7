"""SPARQL that is refused by its parsed form: what leaves the machine, what writes, what is none."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.errors import UsageError
from policygraph.sparql.engine import select
from policygraph.sparql.refusals import read_query
from tests.questions import small

SERVICE = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"


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
    read_query(place.replace("#", "?a ?b ?c"))
    with pytest.raises(UsageError, match=r"query refused: SERVICE .* would ask another machine"):
        read_query(place.replace("#", service))


def test_service_within_a_service_is_refused() -> None:
    with pytest.raises(UsageError, match="query refused: SERVICE <x:y>"):
        read_query(f"SELECT * {{ SERVICE SILENT <x:y> {{ {SERVICE} }} }}")


@given(st.lists(st.sampled_from(PLACES[1:10]), max_size=3))
def test_service_is_refused_at_any_depth(places: list[str]) -> None:
    text = SERVICE
    for place in places:
        text = place.replace("SELECT * ", "").replace("#", text)
    with pytest.raises(UsageError, match="query refused: SERVICE"):
        read_query(f"SELECT * {{ {text} }}")


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
        read_query(hidden)


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
    read_query(harmless)


@pytest.mark.parametrize("form", ["SELECT *", "ASK", "CONSTRUCT { ?a ?b ?c }", "DESCRIBE ?a"])
@pytest.mark.parametrize(
    "graph",
    ["<file:///etc/passwd>", "<https://example.org/g>", "<g>", "rdf:type", "NAMED <file:x>"],
)
def test_other_graphs_are_refused(form: str, graph: str) -> None:
    with pytest.raises(UsageError, match=r"query refused: FROM .* names another graph"):
        read_query(f"{form} FROM {graph} WHERE {{ ?a ?b ?c }}")


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
        read_query(update)


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
        ("SELECT * { ?s \\u0061 ?o }", "line 1, column 15: \\\\u is outside of a string"),
        ('SELECT * { ?s ?p "\\uD800" }', "line 1, column 19: \\\\uD800 is not a character"),
        (
            "SELECT * { ?s ?p <x:\\u0020y> }",
            "line 1, column 21: \\\\u0020 is not allowed in an IRI",
        ),
        ("SELECT * " + "{" * 3000 + "}" * 3000, "nested too deeply"),
    ],
)
def test_fault_of_syntax_is_one_line_with_its_place(text: str, place: str) -> None:
    with pytest.raises(UsageError, match=place) as caught:
        read_query(text)
    assert "\n" not in str(caught.value)


def test_reading_leaves_the_parser_as_it_was() -> None:
    from rdflib.plugins.sparql.parser import Query, ServiceGraphPattern

    for text in (SERVICE, "SELECT * { " + SERVICE + "}", "SELECT * {"):
        with pytest.raises(UsageError):
            read_query(text)
    assert ServiceGraphPattern.name == "ServiceGraphPattern"
    elements = Query.visit_all()  # type: ignore[no-untyped-call]
    assert all(element.failAction is None for element in elements)


@given(st.text(alphabet=st.sampled_from("\"'\\\n\r\t#<>{}?$:ua0022SERVICE .&")))
def test_text_of_any_kind_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        read_query(text)


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(UsageError, match="character 1: not Unicode"):
        select(small(), (), "\udcff")
