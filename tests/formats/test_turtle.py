"""Turtle: the same bytes always, the same triples everywhere."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import rdflib

from policygraph import pipeline
from policygraph.formats import FORMATS
from policygraph.formats.turtle import write_turtle
from policygraph.model.collection import Collection
from policygraph.rdf.graph import claim_triples, plain_triples
from tests.datasets import load, write_dataset, write_ontology


def many(folder: Path, order: int = 0) -> Path:
    """Thirty claims in three files, rows and tables in an order of their own."""
    shuffled = random.Random(order)
    entities = [{"id": f"e-{n}", "aliases": f"E{n}|zh:公司{n}"} for n in range(10)]
    claims = {
        source: [
            {
                "id": f"{source}-{n}",
                "subject": f"e-{n}",
                "object": f"e-{(n + 1) % 10}",
                "modality": ("stated", "possible")[n % 2],
            }
            for n in range(10)
        ]
        for source in ("s", "t", "u")
    }
    sources = [{"id": source} for source in claims]
    judgements = [{"left": "e-0", "right": "e-9"}, {"left": "e-8", "right": "e-9"}]
    for rows in (entities, sources, judgements, *claims.values()):
        if order:
            shuffled.shuffle(rows)
    return write_dataset(folder, claims, entities=entities, sources=sources, judgements=judgements)


def test_rdflib_and_pyoxigraph_read_equal_triples(tmp_path: Path) -> None:
    collection = load(many(tmp_path / "d"))
    data = write_turtle(collection)
    oxigraph = list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE))
    rewritten = pyoxigraph.serialize(
        [quad.triple for quad in oxigraph], format=pyoxigraph.RdfFormat.N_TRIPLES
    )
    assert rewritten is not None
    again = rdflib.Graph().parse(data=rewritten, format="nt")
    graph = rdflib.Graph().parse(data=data, format="turtle")
    assert set(graph) == set(again)
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
    wanted = {*claim_triples(collection), *plain_triples(collection)}
    assert {quad.triple for quad in oxigraph} == wanted
    assert len(oxigraph) == len(graph) == len(wanted)


def test_the_order_of_rows_changes_no_byte(tmp_path: Path) -> None:
    written = {write_turtle(load(many(tmp_path / str(n) / "d", n))) for n in range(4)}
    assert len(written) == 1


def test_hash_seeds_and_folders_change_no_byte(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "o")
    script = (
        "import sys; from policygraph import pipeline; "
        "from policygraph.formats.turtle import write_turtle; "
        "sys.stdout.buffer.write(write_turtle(pipeline.load([sys.argv[1]], sys.argv[2])))"
    )
    written = set()
    for seed in ("0", "1", "42"):
        folder = many(tmp_path / seed / "d")
        written.add(
            subprocess.run(
                [sys.executable, "-c", script, str(folder), str(core)],
                env={"PYTHONHASHSEED": seed, "PATH": ""},
                capture_output=True,
                check=True,
            ).stdout
        )
    assert written == {write_turtle(pipeline.load([many(tmp_path / "x" / "d")], core))}


def test_no_clock_and_no_path_is_written(tmp_path: Path) -> None:
    text = write_turtle(load(many(tmp_path / "d"))).decode()
    assert str(tmp_path) not in text
    assert not re.search(r"\d\d:\d\d:\d\d", text)
    assert "_:" not in text


def test_a_subject_is_written_once_with_its_type_first(tmp_path: Path) -> None:
    text = write_turtle(load(many(tmp_path / "d"))).decode()
    claim = "<https://w3id.org/policygraph/claim/s-1>"
    blocks = re.findall(rf"^{re.escape(claim)} (.*)$", text, re.MULTILINE)
    assert len(blocks) == 1
    assert blocks[0].startswith(("a pg:Claim", "rdf:type pg:Claim"))


def test_an_empty_graph_is_written(tmp_path: Path) -> None:
    data = write_turtle(load(write_dataset(tmp_path / "d", entities=[], sources=[])))
    graph = rdflib.Graph().parse(data=data, format="turtle")
    assert set(graph.subjects()) == {rdflib.URIRef("https://w3id.org/policygraph/dataset/d")}


def test_every_writer_of_the_registry_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    collection: Collection = load(many(tmp_path / "d"))
    for name, format in FORMATS.items():
        assert format.write(collection) == format.write(collection), name
