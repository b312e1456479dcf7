"""N3.js and jsonld.js read the exports as pyoxigraph does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from policygraph import KnowledgeGraph
from policygraph.formats import FORMATS
from policygraph.model.iris import RDF
from tests.canonical import canonical
from tests.documents import ROOT
from tests.readers.whole import whole_graph

pytestmark = pytest.mark.slow

PARSED = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "turtle12": ox.RdfFormat.TURTLE,
}
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the readers installed."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not here")
    folder = tmp_path_factory.mktemp("javascript")
    for file in ("package.json", "canonical.mjs"):
        shutil.copy(HERE / file, folder)
    install = ["npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--silent"]
    if subprocess.run(install, cwd=folder, capture_output=True, timeout=300).returncode:
        pytest.skip("npm cannot install the readers here")
    return folder


def by_javascript(readers: Path, name: str, data: bytes) -> list[ox.Quad]:
    """The quads that N3.js or jsonld.js reads."""
    path = readers / f"graph{FORMATS[name].suffix}"
    path.write_bytes(data)
    run = ["node", "canonical.mjs", name, path.name]
    text = subprocess.run(run, cwd=readers, capture_output=True, check=True).stdout
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", PARSED)
def test_javascript_and_pyoxigraph_read_equal_canonical_graphs(name: str, readers: Path) -> None:
    data = whole_graph(readers / f"of-{name}").export(name)
    theirs = by_javascript(readers, name, data)
    assert canonical(theirs) == canonical(ox.parse(data, format=PARSED[name]))


def test_n3_js_reads_a_reifier_for_every_claim_of_turtle_1_2(readers: Path) -> None:
    graph = KnowledgeGraph.load(ROOT / "data", ontology=ROOT / "ontology")
    quads = by_javascript(readers, "turtle12", graph.export("turtle12"))
    reified = {
        str(quad.subject).rpartition("/")[2].rstrip(">")
        for quad in quads
        if quad.predicate.value == RDF + "reifies" and isinstance(quad.object, ox.Triple)
    }
    assert reified == set(graph.collection.claims)


def test_n3_js_reads_the_description_of_a_release(readers: Path) -> None:
    graph = KnowledgeGraph.load(ROOT / "data", ontology=ROOT / "ontology")
    data = graph.release_files()["void.ttl"]
    theirs = by_javascript(readers, "turtle", data)
    assert canonical(theirs) == canonical(ox.parse(data, format=ox.RdfFormat.TURTLE))
