"""The ontology is data: what is wrong with it is said, and code names none of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import policygraph
from policygraph import pipeline
from policygraph.errors import InvalidData, LocationError
from policygraph.model.ontology import Ontology
from policygraph.query.pattern import compile_pattern
from policygraph.tables import locations
from policygraph.tables.ontology import read_ontology
from tests.datasets import (
    CORE,
    PREFIXES,
    faults,
    load,
    modality_turtle,
    relation_turtle,
    type_turtle,
    write_dataset,
    write_ontology,
)


def read(tmp_path: Path, text: str, *extensions: str) -> Ontology:
    files = []
    for number, extension in enumerate(extensions, 1):
        files.append(tmp_path / f"more{number}.ttl")
        files[-1].write_text(PREFIXES + extension, encoding="utf-8")
    return read_ontology(write_ontology(tmp_path, text) / "policygraph.ttl", files)


def wrong(tmp_path: Path, text: str, *extensions: str) -> list[str]:
    with pytest.raises(InvalidData) as caught:
        read(tmp_path, text, *extensions)
    return [str(fault).replace(f"{tmp_path}/", "") for fault in caught.value.faults]


def test_the_curated_ontology_is_read() -> None:
    found = read_ontology(locations.ontology_folder() / "policygraph.ttl")
    assert len(found.relations) >= 30
    modalities = sorted(found.modalities.values(), key=lambda modality: modality.order)
    assert [(modality.id, modality.default_likelihood) for modality in modalities] == [
        ("stated", 0.90),
        ("estimated", 0.75),
        ("planned", 0.60),
        ("possible", 0.50),
    ]
    assert found.likelihood("Highly Probable") == 0.875
    assert len(found.likelihood_terms) == 7


def test_a_declaration_is_read_whole(tmp_path: Path) -> None:
    found = read(tmp_path, CORE)
    relation = found.relations["inside"]
    assert (relation.domain, relation.range) == (("thing",), ("thing",))
    assert (relation.influence, relation.effect, relation.event) == ("along", "enables", False)
    assert (relation.acyclic, relation.functional, relation.symmetric) == (True, False, False)
    assert found.relations["founded"].event
    assert found.types["body"].attributable
    assert not found.types["firm"].attributable
    assert found.version == "9.9"


def test_chains_go_from_the_nearest_up(tmp_path: Path) -> None:
    found = read(tmp_path, CORE)
    assert found.type_chain("firm") == ("firm", "body", "thing")
    assert found.relation_chain("deep-inside") == ("deep-inside", "inside")
    assert found.with_subtypes(("body",)) == {"body", "firm"}
    assert found.with_subrelations(("feeds", "founded")) == {"feeds", "feeds-well", "founded"}


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("pg:influence pg:along", "pg:influence pg:sideways",
         "term {}: has pg:influence 'sideways'; "
         "write one of pg:along, pg:against, pg:both, pg:none"),
        ("pg:effect pg:enables", "pg:effect pg:delights",
         "term {}: has pg:effect 'delights'; write one of pg:enables, pg:constrains, pg:neutral"),
        ("pg:temporality pg:state", "pg:temporality pg:often",
         "term {}: has pg:temporality 'often'; write one of pg:event, pg:state"),
        ("pg:influence pg:along", "pg:influence pg:along, pg:both",
         "term {}: has 2 values of pg:influence; give it exactly one"),
        (' pg:why "For tests."@en', ' pg:because "For tests."@en',
         "term {}: has no value of pg:why; give it exactly one"),
        ("schema:rangeIncludes w:thing", "schema:rangeIncludes w:thang",
         "term {}: schema:rangeIncludes names https://example.org/w#thang, "
         "which is not declared; declare it"),
        ("schema:rangeIncludes w:thing", "pg:nothing w:thing",
         "term {}: has no schema:rangeIncludes; name at least one type"),
        ('dcterms:identifier "odd"', 'dcterms:identifier "Odd One"',
         "term {}: has the identifier 'Odd One'; write a lower-case slug"),
        ('dcterms:identifier "odd"', 'dcterms:identifier "feeds"',
         "term {}: shares the identifier 'feeds' with https://example.org/w#feeds; "
         "choose another"),
        ("@en  .", "@en ; pg:hint pg:acylic .",
         "term {}: has the hint 'acylic'; "
         "write one of acyclic, functional, inverseFunctional, symmetric"),
        ("@en  .", "@en ; pg:hint pg:functional ; pg:valuesWithin w:insode .",
         "term {}: has 1 value of pg:valuesWithin, and not one relation; "
         "name one relation that is declared"),
        ("@en  .", "@en ; pg:valuesWithin w:inside .",
         "term {}: has pg:valuesWithin, and no hint that it has one value; "
         "add pg:hint pg:functional, or remove it"),
        ("@en  .", "@en ; rdfs:subPropertyOf w:fedes .",
         "term {}: rdfs:subPropertyOf names https://example.org/w#fedes, "
         "which is not declared; declare it"),
        ("@en  .", "@en ; rdfs:subPropertyOf w:feeds, w:inside .",
         "term {}: has 2 values of rdfs:subPropertyOf; give it one at most"),
        ("@en  .", "@en ; rdfs:subPropertyOf w:odd .",
         "term {}: is its own super-term; remove one of its super-terms"),
    ],
)  # fmt: skip
def test_a_faulty_declaration_is_one_line(
    tmp_path: Path, was: str, becomes: str, fault: str
) -> None:
    text = relation_turtle("odd")
    assert text.count(was) == 1
    line = "policygraph.ttl " + fault.format("https://example.org/w#odd")
    assert wrong(tmp_path, CORE + text.replace(was, becomes)) == [line]


def test_faults_of_all_terms_are_reported_at_once(tmp_path: Path) -> None:
    text = CORE.replace("pg:along", "pg:sideways").replace('"What firm means."@en', "1, 2")
    text += "pg:never pg:low 0.2 ; a pg:LikelihoodTerm ; skos:prefLabel 'never' ; pg:high 0.1 .\n"
    text += modality_turtle("vague", 9, 1.5, True)
    found = wrong(tmp_path, text)
    assert len(found) == CORE.count("pg:along") + 3
    assert "policygraph.ttl term pg:never: goes from 0.2 to 0.1; write the lower as pg:low" in found
    assert (
        "policygraph.ttl term pg:vague: has pg:defaultLikelihood '1.5'; write a number in (0, 1]"
        in found
    )


def test_terms_above_each_other_are_both_named(tmp_path: Path) -> None:
    found = wrong(tmp_path, CORE + "w:thing rdfs:subClassOf w:firm .")
    assert found == [
        f"policygraph.ttl term https://example.org/w#{name}: is its own super-term; "
        "remove one of its super-terms"
        for name in ("body", "firm", "thing")
    ]


def test_a_term_of_another_vocabulary_may_be_above_ours(tmp_path: Path) -> None:
    more = "w:firm rdfs:subClassOf schema:Organization ."
    assert read(tmp_path, CORE + more).types["firm"].parent == "body"


def test_a_blank_node_is_a_fault_beside_the_others(tmp_path: Path) -> None:
    text = CORE + "w:firm rdfs:seeAlso [ rdfs:label 'x' ] ; pg:colour 'red' ."
    assert wrong(tmp_path, text) == [
        "policygraph.ttl: has a blank node; give the thing an IRI",
        "policygraph.ttl term https://example.org/w#firm: has 2 values of pg:colour; "
        "give it exactly one",
    ]


def test_what_is_not_turtle_is_a_fault_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidData) as caught:
        read(tmp_path, PREFIXES + "w:firm a pg:EntityType ;;; oops")
    fault = next(fault for fault in caught.value.faults if fault.what.startswith("is not Turtle"))
    assert fault.line == PREFIXES.count("\n") + 1


def test_a_core_that_declares_nothing_is_no_ontology(tmp_path: Path) -> None:
    with pytest.raises(InvalidData) as caught:
        read_ontology(write_ontology(tmp_path / "o", "") / "policygraph.ttl")
    assert str(caught.value).endswith(
        "policygraph.ttl: declares no pg:EntityType; name the folder of an ontology of policygraph"
    )


def test_a_core_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LocationError, match="no such file"):
        read_ontology(tmp_path / "policygraph.ttl")


def test_a_dataset_adds_a_type_and_a_relation_by_one_file(tmp_path: Path) -> None:
    folder = write_dataset(
        tmp_path / "d",
        [{"relation": "grows", "object": "tree"}],
        entities=[{"id": "a"}, {"id": "tree", "type": "plant"}],
    )
    (line, _) = faults(folder)
    assert "unknown relation 'grows'" in line
    more = relation_turtle("grows", domain="w:body", range="w:plant") + type_turtle("plant")
    (folder / "ontology.ttl").write_text(PREFIXES + more, encoding="utf-8")
    assert faults(folder) == []
    assert load(folder).ontology.relations["grows"].range == ("plant",)


@pytest.mark.parametrize(
    "more",
    [
        relation_turtle("feeds").replace("pg:along", "pg:against"),
        "w:firm rdfs:comment 'ours' .",
        "w:firm pg:attributable true .",
    ],
)
def test_a_dataset_may_not_redefine_a_term(tmp_path: Path, more: str) -> None:
    folder = write_dataset(tmp_path / "d", [{}])
    (folder / "ontology.ttl").write_text(PREFIXES + more, encoding="utf-8")
    (line,) = faults(folder)
    assert line.startswith("d/ontology.ttl term https://example.org/w#")
    assert "is declared in ontology/policygraph.ttl already and may not be redefined" in line


def test_a_dataset_may_not_take_the_identifier_of_another_term(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{}])
    more = relation_turtle("feeds").replace("w:feeds", "w:ours")
    (folder / "ontology.ttl").write_text(PREFIXES + more, encoding="utf-8")
    assert faults(folder) == [
        "d/ontology.ttl term https://example.org/w#ours: shares the identifier 'feeds' with "
        "https://example.org/w#feeds; choose another"
    ]


def test_repeating_a_term_word_for_word_redefines_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, CORE, relation_turtle("feeds")).relations.keys() == (
        read(tmp_path, CORE).relations.keys()
    )


UNDECLARED = relation_turtle("ours").replace(" a pg:Relation ;", "")


def test_a_relation_that_is_not_declared_as_one_is_one_fault(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{"relation": "ours"}] * 1000)
    more = relation_turtle("finer", more="; rdfs:subPropertyOf w:ours")
    (folder / "ontology.ttl").write_text(PREFIXES + UNDECLARED + more)
    assert faults(folder) == [
        "d/ontology.ttl term https://example.org/w#ours: has properties of a pg:Relation and is "
        "none; add 'a pg:Relation'"
    ]


@pytest.mark.parametrize(
    ("turtle", "kind"),
    [
        (type_turtle("ours"), "EntityType"),
        (UNDECLARED, "Relation"),
        (modality_turtle("ours", 9, 0.5, False), "Modality"),
        (
            'w:ours dcterms:identifier "ours" ; schema:domainIncludes w:thing ;'
            " schema:rangeIncludes w:thing .",
            "Relation",
        ),
    ],
)
def test_a_term_without_its_kind_is_told_the_kind(tmp_path: Path, turtle: str, kind: str) -> None:
    folder = write_dataset(tmp_path / "d")
    (folder / "ontology.ttl").write_text(PREFIXES + turtle.replace(f" a pg:{kind} ;", ""))
    wanted = f"has properties of a pg:{kind} and is none; add 'a pg:{kind}'"
    assert any(line.endswith(wanted) for line in faults(folder))


def test_terms_of_other_vocabularies_need_no_kind(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d")
    other = '<https://example.org/x> rdfs:label "x" ; dcterms:identifier "x" .'
    (folder / "ontology.ttl").write_text(PREFIXES + other)
    assert faults(folder) == []


def test_a_check_reports_a_faulty_ontology(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "o", CORE.replace("pg:along", "pg:sideways"))
    report = pipeline.check([write_dataset(tmp_path / "d")], core)
    assert report.collection is None
    assert len(report.faults) == CORE.count("pg:along")


# --- Code knows what a relation is; it never knows which relations exist -------------


def pattern_turtle(id: str, pattern: str) -> str:
    return (
        f'w:{id} a pg:NamedPattern ; dcterms:identifier "{id}" ; skos:prefLabel "{id}"@en ;'
        f' skos:definition "What {id} means."@en ; pg:pattern "{pattern}" .\n'
    )


def test_named_patterns_are_read_from_the_core_and_from_extensions(tmp_path: Path) -> None:
    found = read(tmp_path, CORE + pattern_turtle("in", "inside+"), pattern_turtle("out", "^@in"))
    assert {name: term.pattern for name, term in found.patterns.items()} == {
        "in": "inside+",
        "out": "^@in",
    }
    assert found.patterns["in"].definition == "What in means."


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("inside/", "pattern @in: a relation is missing at the end; "
                    "write its id, or . for any relation"),
        ("inzide", "pattern @in: unknown relation 'inzide'; did you mean inside?"),
        ("inside|@in", "pattern @in: named patterns lead back to themselves: @in -> @in; "
                       "take one name out"),
        ("inside{5000}", "pattern unfolds to more than 1000 steps; "
                         "lower the numbers in braces, or split the question"),
    ],
)  # fmt: skip
def test_a_named_pattern_that_cannot_be_asked_for_is_a_fault(
    tmp_path: Path, pattern: str, fault: str
) -> None:
    (found,) = wrong(tmp_path, CORE + pattern_turtle("in", pattern))
    assert found.endswith(f"term https://example.org/w#in: {fault}")


def test_the_curated_ontology_names_patterns_with_a_meaning() -> None:
    core = read_ontology(locations.ontology_folder() / "policygraph.ttl")
    assert len(core.patterns) >= 6
    for term in core.patterns.values():
        automaton = compile_pattern(f"@{term.id}", core)
        assert automaton.accepting
        assert automaton.start not in automaton.accepting
        assert term.definition.endswith(".")


#: English words that code uses in a sense of its own: a kind of record, a column, an array.
WORDS = {"entity", "group", "lists", "product"}
#: The same for local names of IRIs: a heading, a style of other programs, an array.
NAMES = {"Entity", "List", "lists"}


def constants(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The strings of a module, with their lines, but its docstrings and bare texts."""
    texts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in texts:
            yield node.lineno, node.value


@pytest.mark.slow
def test_no_type_or_relation_of_the_ontology_is_named_in_code() -> None:
    core = read_ontology(locations.ontology_folder() / "policygraph.ttl")
    terms = {term.id: term.iri for term in core.types.values()}
    terms |= {term.id: term.iri for term in core.relations.values()}
    terms |= {term.id: term.iri for term in core.patterns.values()}
    ids = set(terms) - WORDS
    own = {iri.rpartition("#")[2] for iri in terms.values()} - NAMES
    compounds = {name for name in ids if "-" in name} | {n for n in own if n != n.lower()}
    anywhere = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(compounds)))
    package = Path(policygraph.__file__).parent
    named = []
    for path in sorted(package.rglob("*.py")):
        for line, text in constants(ast.parse(path.read_text(encoding="utf-8"))):
            if text.removeprefix("pg:") in ids | own or anywhere.search(text):
                named.append(f"{path.relative_to(package)}:{line} {text!r}")
    assert named == []


def test_a_position_of_5000_digits_is_a_fault(tmp_path: Path) -> None:
    text = re.sub(r"skos:notation \d+", f"skos:notation {'9' * 5000}", CORE, count=1)
    (found,) = wrong(tmp_path, text)
    assert f"has skos:notation '{'9' * 40}...'; write its position" in found
    assert len(found) < 200


def test_2000_nested_relations_are_checked_in_linear_time(tmp_path: Path) -> None:
    import time

    nested = [
        relation_turtle(f"r{n}", more=f"; rdfs:subPropertyOf w:r{n + 1}") for n in range(2000)
    ]
    began = time.process_time()
    read(tmp_path, CORE + "".join(nested) + relation_turtle("r2000"))
    assert time.process_time() - began < 4
