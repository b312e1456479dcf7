"""Patterns mean what SPARQL 1.1 says: the ends they connect are those of pyoxigraph.

Under ``walk``, with as many hops as entities times states of the automaton, over the
edges as RDF. SPARQL knows no sub-relations: either the pattern has them written out, or
the graph holds each edge under its super-relations too, which a negated set would see.
"""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from policygraph.engines import ENGINES, Engine
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under
from policygraph.query.pattern import compile_pattern
from policygraph.query.query import Query
from tests.engines.patterns import VOCABULARY, Pattern, patterns
from tests.examples import examples
from tests.world import IRI, world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())

Pairs = set[tuple[str, str]]


@st.composite
def small_worlds(draw: st.DrawFn) -> Collection:
    """Three or four entities and up to nine edges, self-loops among them."""
    names = st.sampled_from("abcd"[: draw(st.integers(3, 4))])
    used = draw(st.lists(st.sampled_from([r.id for r in VOCABULARY]), min_size=2, max_size=3))
    row = st.builds("{} {} {}".format, names, st.sampled_from(used), names)
    rows = draw(st.lists(row, min_size=3, max_size=9))
    return world(rows, dict.fromkeys("abc", "firm"), VOCABULARY)


def triples(collection: Collection, *, expanded: bool) -> Store:
    """The edges as RDF, under their own relation, or under those above it too.

    A symmetric one is written both ways.
    """
    store = Store()
    for edge in edges_under(collection):
        lineage = collection.ontology.relation_chain(edge.relation)
        ways = {(edge.subject, edge.object)}
        for relation in lineage if expanded else lineage[:1]:
            if collection.ontology.relations[relation].symmetric:
                ways.add((edge.object, edge.subject))
            for subject, target in ways:
                parts = (subject, relation, target)
                store.add(Quad(*(NamedNode(IRI + part) for part in parts)))
    return store


def selected(store: Store, path: str) -> Pairs:
    found = store.query(f"SELECT DISTINCT ?x ?y {{ ?x {path} ?y }}")
    assert isinstance(found, QuerySolutions)
    return {(str(s["x"].value)[len(IRI) :], str(s["y"].value)[len(IRI) :]) for s in found}


def connected(engine: Engine, collection: Collection, text: str) -> Pairs:
    states = len(compile_pattern(text, collection.ontology))
    found = set()
    for start, end in product(collection.entities, repeat=2):
        query = Query(
            start,
            end,
            pattern=text,
            direction="any",
            mode="walk",
            select="any-shortest",
            max_hops=len(collection.entities) * states,
        ).checked(collection)
        answer = engine.search(collection, query)
        assert answer.complete
        found |= {(start, end)} if answer.paths else set()
    return found


def comparable(pairs: Pairs, pattern: Pattern, collection: Collection) -> Pairs:
    """Without x = x where the empty path would give it, and without ends that are no entities."""
    empty = re.fullmatch(pattern.regex, "") is not None
    return {(x, y) for x, y in pairs if x in collection.entities and not (empty and x == y)}


@engines
@settings(max_examples=examples(150))
@given(collection=small_worlds(), pattern=patterns(largest=4))
def test_ends_of_a_pattern_are_those_of_sparql(
    engine: Engine, collection: Collection, pattern: Pattern
) -> None:
    expected = selected(triples(collection, expanded=False), pattern.sparql)
    found = connected(engine, collection, pattern.text)
    assert comparable(found, pattern, collection) == comparable(expected, pattern, collection)


@engines
@settings(max_examples=examples(100))
@given(collection=small_worlds(), pattern=patterns(negations=False, largest=4))
def test_ends_are_those_of_sparql_over_a_graph_with_sub_relations_expanded(
    engine: Engine, collection: Collection, pattern: Pattern
) -> None:
    """Ids alone become IRIs; braces are written out, as SPARQL has none."""
    expected = selected(triples(collection, expanded=True), pattern.plain)
    found = connected(engine, collection, pattern.text)
    assert comparable(found, pattern, collection) == comparable(expected, pattern, collection)


@engines
def test_the_patterns_of_sparql_are_read_as_sparql_reads_them(engine: Engine) -> None:
    """What needs no rewriting is given to both as it is, but for the names."""
    collection = world(["a feeds b", "b uses c", "c feeds a", "a joins a", "c blocks b"])
    store = triples(collection, expanded=False)
    for text in (
        "feeds/uses", "feeds|uses", "^feeds", "feeds/^blocks", "^(feeds/uses)", "(feeds|uses)+",
        "!(feeds|uses)", "!(feeds|^uses)", "!^feeds", "!feeds", "joins/feeds?/uses", "^uses/^feeds",
        "feeds/uses|blocks/^blocks", "^feeds+", "(^feeds)+", "!(^feeds|^uses)/feeds",
    ):  # fmt: skip
        sparql = re.sub(r"\w+", lambda word: f"<{IRI}{word[0]}>", text)
        assert connected(engine, collection, text) == selected(store, sparql), text
