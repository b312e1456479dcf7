"""SPARQL over the RDF form: what is answered."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from policygraph.errors import UsageError
from policygraph.model import iris
from policygraph.sparql import engine
from policygraph.sparql.engine import select
from policygraph.sparql.results import Solutions as Found
from policygraph.sparql.results import Statements, Term, Verdict, decode, encode
from policygraph.tables import locations
from tests.questions import small, solutions
from tests.world import IRI, said


def test_claim_nodes_and_plain_triples_are_asked_together() -> None:
    text = f"""SELECT ?claim {{
      id:a <{IRI}feeds> ?fed .
      ?node pg:object ?fed ; dcterms:identifier ?claim ; pg:polarity pg:affirmed }}"""
    assert solutions(text, "a feeds b", "not a blocks b") == [("c01",)]
    assert solutions(f"SELECT * {{ ?a <{IRI}blocks> ?b }}", "not a blocks b") == []


def test_ontology_is_asked_with_labels_and_influence() -> None:
    text = """SELECT ?id { ?r dcterms:identifier ?id ; pg:influence pg:against ;
      pg:effect pg:enables ; skos:prefLabel "was trained on"@en ; rdfs:subPropertyOf pg:uses }"""
    found = select(small(), (locations.resolve().core,), text)
    assert isinstance(found, Found)
    assert found.rows == ((Literal("trains-on"),),)


def test_ask_gives_a_verdict() -> None:
    assert select(small(), (), "ASK { id:a ?p id:b }") == Verdict(True)
    assert select(small(), (), "ASK { id:b ?p id:a }") == Verdict(False)


def test_construct_and_describe_give_sorted_statements() -> None:
    both = small("b feeds a", "a feeds b")
    made = select(both, (), f"CONSTRUCT {{ ?b schema:eats ?a }} {{ ?a <{IRI}feeds> ?b }}")
    assert isinstance(made, Statements)
    assert [t.subject for t in made.triples] == [NamedNode(iris.BASE + f"id/{e}") for e in "ab"]
    told = select(both, (), "DESCRIBE id:a")
    assert isinstance(told, Statements)
    assert {t.subject for t in told.triples} == {NamedNode(iris.BASE + "id/a")}
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
    declared = " ".join(f"{prefix}:x" for prefix in engine.PREFIXES)
    assert set(iris.PREFIXES) < set(engine.PREFIXES)
    found = solutions(f"SELECT ?x {{ VALUES ?x {{ {declared} <id/a> }} }}")
    assert {row[0] for row in found} == {
        *(namespace + "x" for namespace in engine.PREFIXES.values()),
        iris.BASE + "id/a",
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


def test_a_result_is_carried_to_another_process_as_it_is() -> None:
    cells: list[Term | None] = [
        Literal("x\n", language="en"),
        Literal(1),
        NamedNode("x:é"),
        BlankNode("b0"),
        None,
    ]
    for result in (
        Found(("a", "b", "c", "d", "e"), (tuple(cells), (None,) * 5)),
        Found((), ((), ())),
        Verdict(False),
        Statements((Triple(NamedNode("x:a"), NamedNode("x:b"), Literal("c\td")),)),
    ):
        assert decode(encode(result)) == result


def test_claims_of_a_merged_entity_are_asked_by_its_id() -> None:
    merged = small(said("a feeds b"), said("c feeds b"), same=[("a", "c")])
    found = select(merged, (), "SELECT DISTINCT ?s { ?c pg:subject ?s }")
    assert isinstance(found, Found)
    assert found.rows == ((NamedNode(iris.entity_iri("a")),),)
