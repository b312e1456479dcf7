"""What a release is made of: of any graph, and described as it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings

from policygraph import KnowledgeGraph
from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.release import PATTERNS, release_files
from policygraph.release.edition import edition_of
from policygraph.version import RELEASED, VERSION
from tests.documents import ROOT
from tests.examples import examples
from tests.formats.generated import collections
from tests.world import world

FORMATS = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "trig": ox.RdfFormat.TRIG}
COUNTS = {
    "triples": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o "
    "FILTER REGEX(STR(?s), ?pattern) }",
    "classes": "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s a ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }",
}


@pytest.fixture(scope="module")
def curated() -> dict[str, bytes]:
    graph = KnowledgeGraph.load(ROOT / "data", ontology=ROOT / "ontology")
    return release_files(graph.collection)


def description(files: Mapping[str, bytes]) -> dict[str, dict[str, list[str]]]:
    """The description by subject and local name of the property."""
    found: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(files["void.ttl"], format=ox.RdfFormat.TURTLE):
        local = quad.predicate.value.rpartition("/")[2].rpartition("#")[2]
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        found.setdefault(quad.subject.value, {}).setdefault(local, []).append(quad.object.value)
    return found


def counted(data: bytes, format: ox.RdfFormat, name: str, pattern: str) -> str:
    store = ox.Store()
    store.load(data, format=format)
    query = COUNTS[name].replace("?pattern", str(ox.Literal(pattern)))
    answers = store.query(query)
    assert isinstance(answers, ox.QuerySolutions)
    return str(next(answers)["n"].value)


def check_description(collection: Collection) -> None:
    files = release_files(collection)
    said_of = description(files)
    iri = edition_of(collection).iri
    listed = {file.removeprefix(iri + "/"): said_of[file] for file in said_of[iri]["distribution"]}
    assert set(listed) == set(files) - {"void.ttl", "README.md"}
    for path, node in listed.items():
        assert node["byteSize"] == [str(len(files[path]))]
    for dataset, path in ((iri, "policygraph.ttl"), (f"{iri}/facts", "facts.ttl")):
        node = said_of[dataset]
        assert f"{iri}/{path}" in node["dataDump"]
        (pattern,) = node["uriRegexPattern"]
        for name in COUNTS:
            wanted = counted(files[path], ox.RdfFormat.TURTLE, name, pattern)
            assert node[name] == [wanted], (dataset, name)


@settings(max_examples=examples(15))
@given(collection=collections())
def test_the_description_of_any_graph_counts_what_its_files_hold(collection: Collection) -> None:
    check_description(collection)


def test_the_description_of_an_empty_graph_counts_nothing() -> None:
    check_description(world([]))


@pytest.mark.slow
def test_the_description_of_the_curated_graph_counts_what_its_files_hold() -> None:
    check_description(KnowledgeGraph.load(ROOT / "data", ontology=ROOT / "ontology").collection)


@pytest.mark.slow
def test_every_dump_of_the_whole_can_be_read_and_has_all_its_subjects(
    curated: dict[str, bytes],
) -> None:
    iri = iris.release_iri(VERSION)
    node = description(curated)[iri]
    assert len(node["dataDump"]) == 3
    for dump in node["dataDump"]:
        name = dump.removeprefix(iri + "/")
        quads = ox.parse(curated[name], format=FORMATS[name.rpartition(".")[2]])
        # TriG has one node more for each of its graphs.
        subjects = {s for q in quads if "/graph/" not in (s := str(q.subject))}
        assert str(len(subjects)) == node["distinctSubjects"][0], name


def test_rdflib_and_pyoxigraph_read_the_same_description(curated: dict[str, bytes]) -> None:
    theirs = rdflib.Graph().parse(data=curated["void.ttl"], format="turtle")
    ours = list(ox.parse(curated["void.ttl"], format=ox.RdfFormat.TURTLE))
    assert {(str(s), str(p), str(o)) for s, p, o in theirs} == {
        (quad.subject.value, quad.predicate.value, quad.object.value) for quad in ours
    }
    dataset = rdflib.URIRef(iris.release_iri(VERSION))
    assert theirs.value(dataset, rdflib.URIRef(iris.DCAT + "version")) == rdflib.Literal(VERSION)
    assert theirs.value(dataset, rdflib.DCTERMS.issued) == rdflib.Literal(
        RELEASED, datatype=rdflib.XSD.date
    )


def test_version_and_day_are_those_of_the_citation() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {VERSION}\n" in citation
    assert f'\ndate-released: "{RELEASED}"\n' in citation


def test_a_graph_of_others_is_given_no_version_licence_or_publisher() -> None:
    files = release_files(replace(world(["a feeds b"]), datasets=("mine & yours",)))
    text = files["void.ttl"] + files["README.md"]
    for word in (b"creativecommons", VERSION.encode(), RELEASED.encode(), b"The policygraph"):
        assert word not in text
    assert b"# mine \\& yours\n" in files["README.md"]


def test_the_curated_graph_united_with_others_is_not_the_curated_graph() -> None:
    both = replace(world(["a feeds b"]), datasets=("mine", "policygraph"))
    assert edition_of(both).iri == iris.BASE + "dataset/mine+policygraph"
    assert edition_of(both).version is None


def test_a_release_has_only_names_that_it_knows_again(curated: dict[str, bytes]) -> None:
    from fnmatch import fnmatchcase

    assert all(any(fnmatchcase(name, pattern) for pattern in PATTERNS) for name in curated)


def test_hash_seeds_change_no_byte_of_a_release() -> None:
    program = (
        "import hashlib; from policygraph import KnowledgeGraph; "
        "print(hashlib.sha256(repr(KnowledgeGraph.load().release_files()).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
