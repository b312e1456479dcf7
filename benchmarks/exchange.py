"""Writing and reading Turtle, beside rdflib's serializer and parser of the same triples.

A generated dataset of N claims (seed 0) is written as Turtle and read back. rdflib serializes
and parses only M of them, because it is slow; the ratio is that of triples per second.
Agreement: the rows read equal the rows written, rdflib's parser finds the same triples as
pyoxigraph's, and rdflib serializes the same graph.

    python benchmarks/exchange.py [CLAIMS] [CLAIMS_FOR_RDFLIB]
"""

from __future__ import annotations

import platform
import random
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import TypeVar

import pyoxigraph
import rdflib

from policygraph.formats.files import single
from policygraph.formats.rdf_reader import read_turtle
from policygraph.formats.turtle import write_turtle
from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim, Dataset, Entity, Name, Source
from policygraph.rdf.graph import claim_graph
from policygraph.tables import locations
from policygraph.tables.ontology import read_ontology

T = TypeVar("T")
WORDS = ("chips", 'a "quoted" word', "sanctions", "半导体", "export\nrule", "משאב", "subsidy")


def generated(claims: int, ontology: Ontology) -> Collection:
    """A dataset with a tenth as many entities and a hundredth as many sources as claims."""
    chance = random.Random(0)
    types = sorted(ontology.types)
    relations, modalities = sorted(ontology.relations), sorted(ontology.modalities)
    entities = tuple(
        Entity(
            f"e-{n}",
            chance.choice(types),
            Name(f"Entity {n}"),
            (Name(f"实体{n}", "zh"), Name(f"E{n}")),
            dataset="generated",
        )
        for n in range(claims // 10 + 2)
    )
    sources = tuple(
        Source(
            f"s-{n}",
            "report",
            f"Report {n}",
            ("A. Author",),
            "A publisher",
            f"20{n % 25:02d}-05-01",
            f"https://example.org/{n}",
            dataset="generated",
        )
        for n in range(claims // 100 + 1)
    )
    rows = []
    for n in range(claims):
        modality, source = chance.choice(modalities), sources[n % len(sources)]
        rows.append(
            Claim(
                f"c-{n:07d}",
                chance.choice(entities).id,
                chance.choice(relations),
                chance.choice(entities).id,
                chance.choice(("affirmed", "affirmed", "affirmed", "denied")),
                modality,
                ontology.modalities[modality].default_likelihood,
                source.id,
                source.published,
                start=chance.choice((None, f"20{n % 25:02d}", "2015-05")),
                end=chance.choice((None, None, "..", "2031-02")),
                locator=f"line {n}",
                passage_sha256=f"{n:064x}",
                note=" ".join(chance.choices(WORDS, k=4)),
                dataset="generated",
            )
        )
    dataset = Dataset("generated", entities, sources, tuple(rows), ())
    collection, faults = merge_datasets(ontology, [dataset])
    assert not faults, faults[0]
    return collection


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The seconds that ``work`` takes, and its result."""
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def main(claims: int, fewer: int) -> None:
    """Print the figures and whether all agree."""
    ontology = read_ontology(locations.ontology_folder() / "policygraph.ttl")
    collection = generated(claims, ontology)
    writing, data = timed(lambda: write_turtle(collection))
    reading, tables = timed(lambda: read_turtle(single(data), "generated", ontology))
    (dataset,) = (read.dataset for read in tables)
    (before,) = collection.records
    agree = not any(read.faults for read in tables)
    agree &= sorted(dataset.claims, key=lambda c: c.id) == sorted(before.claims, key=lambda c: c.id)
    agree &= set(dataset.entities) == set(before.entities)
    agree &= set(dataset.sources) == set(before.sources)

    small = generated(fewer, ontology)
    small_data = write_turtle(small)
    graph = claim_graph(small)
    theirs_writing, text = timed(lambda: graph.serialize(format="turtle"))
    theirs_reading, parsed = timed(lambda: rdflib.Graph().parse(data=small_data, format="turtle"))
    found = {
        str(q.triple) for q in pyoxigraph.parse(small_data, format=pyoxigraph.RdfFormat.TURTLE)
    }
    again = {str(q.triple) for q in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)}
    agree &= found == again and len(found) == len(parsed) and set(parsed) == set(graph)
    scale = claims / fewer

    print(
        f"Python {platform.python_version()}, pyoxigraph {version('pyoxigraph')}, "
        f"rdflib {version('rdflib')}, seed 0"
    )
    print(f"{claims} claims, {len(data) / 1e6:.0f} MB of Turtle; rdflib on {fewer} claims, scaled")
    print(f"rows, triples and graphs agree: {'yes' if agree else 'NO'}")
    for what, ours, theirs in (
        ("written", writing, theirs_writing * scale),
        ("read to rows", reading, theirs_reading * scale),
    ):
        print(f"{what:13} {ours:7.2f} s   rdflib {theirs:7.1f} s   ratio {theirs / ours:.1f}")
    if not agree:
        sys.exit("the rows written and read differ, so the figures mean nothing")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 100_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 5_000,
    )
