"""What a query sees beside the data: super-relations, ids after merges; and what cannot match."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from policygraph.errors import UsageError
from policygraph.model import iris
from policygraph.sparql.engine import PREFIXES, select
from policygraph.sparql.former_ids import with_current_ids
from policygraph.sparql.results import Solutions, Verdict
from tests.cli.running import policygraph
from tests.questions import small
from tests.world import IRI, said


def rows(text: str, *claims: str, entail: str = "relations") -> list[tuple[str, ...]]:
    found = select(small(*claims), (), text, entail=entail)
    assert isinstance(found, Solutions)
    return [tuple(str(cell).rpartition("/")[2].strip(">") for cell in row) for row in found.rows]


def test_a_plain_triple_is_one_of_each_super_relation(sub_relation: tuple[str, str]) -> None:
    special, general = sub_relation
    text = f"SELECT ?a ?b {{ ?a <{IRI}{general}> ?b }}"
    assert rows(text, f"a {special} b") == [("a", "b")]
    assert rows(text, f"a {special} b", entail="none") == []
    assert rows(f"SELECT ?a ?b {{ ?a <{IRI}{special}> ?b }}", f"a {general} b") == []


def test_a_denial_of_the_general_leaves_neither_triple(sub_relation: tuple[str, str]) -> None:
    special, general = sub_relation
    both = f"SELECT ?a ?b {{ ?a <{IRI}{general}>|<{IRI}{special}> ?b }}"
    assert rows(both, f"a {special} b", f"not a {general} b") == []


@pytest.fixture
def sub_relation() -> tuple[str, str]:
    for relation in small().ontology.relations.values():
        if relation.parent:
            return relation.id, relation.parent
    raise AssertionError("the world has no sub-relation")


# --- Former ids ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "named",
    ["id:c", f"<{iris.entity_iri('c')}>", "<id/c>", "<\\u0069d/c>", "x:c"],
)
def test_an_id_from_before_a_merge_is_answered_and_noted(named: str) -> None:
    merged = small(said("a feeds b"), said("c feeds b"), same=[("a", "c")])
    asked = f"{{ ?n pg:subject {named} ; pg:object ?o }}"
    text = f"PREFIX x: <{iris.entity_iri('')}> SELECT DISTINCT ?o {asked}"
    found = select(merged, (), text)
    assert isinstance(found, Solutions)
    assert found.rows == ((NamedNode(iris.entity_iri("b")),),)
    assert found.notes == ("c is merged into a, and is asked by that id",)
    plain = select(merged, (), text, entail="none")
    assert (plain, plain.notes) == (Solutions(("o",), ()), ())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ('id:c' AS ?x) {}",
        'SELECT ("""<https://w3id.org/policygraph/id/c>""" AS ?x) {}',
        "PREFIX id: <https://example.org/> SELECT * { id:c ?p ?o }",
        "BASE <https://example.org/> SELECT * { <id/c> ?p ?o }",
        "SELECT ?id { ?id ?p 1 ; id:cc ?c . ?c id:c.d id:c-1 }",
        "SELECT * { claim:c ?p _:c }",
    ],
)
def test_what_is_no_iri_of_a_merged_entity_stays(text: str) -> None:
    assert with_current_ids(text, {"c": "a"}, PREFIXES) == (text, {})


def test_a_judgement_is_found_by_either_id() -> None:
    merged = small(said("a feeds b"), said("c feeds b"), same=[("c", "a")])
    for name in "ac":
        for side in ("id:{} owl:sameAs ?x", "?x pg:left|pg:right id:{}"):
            assert select(merged, (), f"ASK {{ {side.format(name)} }}") == Verdict(True)


# --- Comparisons --------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("filtered", "noted"),
    [
        ("?d < NOW()", "xsd:date is compared with xsd:dateTime, so that nothing can match; write "
         "xsd:date(NOW()) for today, or cast with xsd:date"),
        ("NOW() >= ?d", "xsd:dateTime is compared with xsd:date, so that nothing can match; write "
         "xsd:date(NOW()) for today, or cast with xsd:date"),
        ("?d > '2020-01-01'", "xsd:date is compared with xsd:string, so that nothing can match; "
         'write the day as "2024-01-31"^^xsd:date'),
        ("?d = 2020", "xsd:date is compared with xsd:integer, so that nothing can match; "
         "cast one of them"),
        ("?l = 'A'@en", "xsd:string is compared with a text with a language, so that nothing can "
         "match; compare STR of it, or give the text its language"),
        ("?d < xsd:date(NOW())", ""),
        ("?d > '2020-01-01'^^xsd:date", ""),
        ("STR(?d) > '2020'", ""),
        ("?n > 0", ""),
        ("?i = id:a", ""),
        ("?unbound < NOW()", ""),
    ],
)  # fmt: skip
def test_a_comparison_that_can_never_hold_is_noted(filtered: str, noted: str) -> None:
    world = small(said("a feeds b", start="2015"))
    text = f"""SELECT ?d {{ ?c pg:earliest ?d ; pg:likelihood ?n ; pg:subject ?i .
      ?i skos:prefLabel ?l FILTER({filtered}) }}"""
    found = select(world, (), text)
    assert found.notes == ((noted,) if noted else ())
    assert isinstance(found, Solutions)
    assert (noted == "") or found.rows == ()


def test_an_unknown_entailment_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="unknown entailment 'owl'; choose from relations, none"):
        select(small(), (), "ASK {}", entail="owl")


def test_the_command_line_writes_notes_to_standard_error() -> None:
    text = "SELECT ?c { ?c pg:earliest ?d FILTER(?d < NOW()) }"
    ran = policygraph("query", text, "--format", "csv")
    assert (ran.code, ran.out) == (0, "c\n")
    assert ran.err.startswith("policygraph: note: xsd:date is compared with xsd:dateTime")
    assert ran.err.count("\n") == 1


@pytest.mark.slow
def test_the_command_line_and_a_stored_query_choose_what_is_entailed() -> None:
    text = "SELECT * { ?r rdfs:subPropertyOf ?g . ?a ?r ?b ; ?g ?b }"
    plain = set(policygraph("query", text, "--entail", "none", "--format", "csv").out.split())
    assert plain < set(policygraph("query", text, "--format", "csv").out.split())
    stored = ("query", "--name", "control-chain", "--format", "csv")
    assert policygraph(*stored).out == policygraph(*stored, "--entail", "none").out
    assert policygraph(*stored).out != policygraph(*stored, "--entail", "relations").out
    assert policygraph("query", text, "--entail", "owl").code == 2
