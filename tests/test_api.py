"""The Python API: options are checked, names resolved, views available."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policygraph import KnowledgeGraph
from policygraph.errors import InvalidData, PolicyGraphError, UsageError
from tests.datasets import write_dataset, write_ontology


@pytest.fixture
def kg(tmp_path: Path) -> KnowledgeGraph:
    folder = write_dataset(tmp_path / "d", [{}, {"subject": "b", "object": "c"}])
    return KnowledgeGraph.load(folder, ontology=write_ontology(tmp_path / "o"))


def test_graph_with_faults_is_not_loaded(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{"object": "x"}, {"object": "y"}])
    with pytest.raises(InvalidData, match=r"unknown object 'x'; .* \(and 1 more\)") as caught:
        KnowledgeGraph.load(folder, ontology=write_ontology(tmp_path / "o"))
    assert len(caught.value.faults) == 2


def test_single_text_is_a_list_of_one(kg: KnowledgeGraph) -> None:
    query = kg.query("A", "C", relations="feeds", via="B", sources=["s"], modalities=("stated",))
    assert (query.start, query.end, query.via) == ("a", "c", ("b",))
    assert (query.relations, query.sources, query.modalities) == (("feeds",), ("s",), ("stated",))


def test_likelihood_may_be_a_term(kg: KnowledgeGraph) -> None:
    assert kg.query("A", "C", min_likelihood="likely").min_likelihood == 0.675
    assert kg.query("A", "C", min_likelihood="0.3").min_likelihood == 0.3
    assert kg.query("A", "C", min_likelihood=1).min_likelihood == 1
    with pytest.raises(UsageError, match=r"write for instance 0\.8, or one of Likely"):
        kg.query("A", "C", min_likelihood="rather")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"relation": "feeds"}, "unknown option 'relation'; did you mean relations?"),
        ({"max_hop": 2}, "unknown option 'max_hop'; did you mean max_hops?"),
        ({"start": "b"}, "multiple values"),
        (
            {"colour": 2},
            "unknown option 'colour'; the options are any_addressee, any_composition, any_force",
        ),
        ({"k": "5"}, "k is '5'; give a whole number"),
        ({"k": True}, "k is True; give a whole number"),
        ({"k": None}, "k is None; give a whole number"),
        ({"as_of": 2024}, "as_of is 2024; give a text"),
        ({"uncontested": "yes"}, "uncontested is 'yes'; give True or False"),
        ({"via": None}, "via is None; give a name or a list of names"),
        ({"engine": "steam"}, "unknown engine 'steam'; choose from reference"),
        ({"engin": "compact"}, "unknown option 'engin'; did you mean engine?"),
    ],
)
def test_invalid_option_is_an_error_with_a_reason(
    kg: KnowledgeGraph, options: dict[str, Any], message: str
) -> None:
    with pytest.raises((UsageError, TypeError)) as caught:
        kg.trace("A", "C", **options)
    assert message in str(caught.value)


def test_engine_is_refused_where_nothing_is_searched(kg: KnowledgeGraph) -> None:
    options: dict[str, Any] = {"engine": "compact"}
    with pytest.raises(UsageError, match="only what searches for paths takes an engine"):
        kg.timeline("A", **options)
    with pytest.raises(UsageError, match="only what searches for paths takes an engine"):
        kg.query("A", "C", **options)
    with pytest.raises(UsageError, match="engine asks about paths; give START and END too"):
        kg.page(engine="reference")


def test_unknown_format_is_an_error(kg: KnowledgeGraph) -> None:
    with pytest.raises(PolicyGraphError, match="unknown format 'parchment'; choose from turtle"):
        kg.export("parchment")


def test_views_show_the_same_claims(kg: KnowledgeGraph) -> None:
    assert len(kg.to_networkx().edges) == 2
    assert len(kg.to_rdf()) > 2
    assert kg.export("turtle").startswith(b"@prefix")
    assert kg.info().claims == 2
    assert kg.show("A").entity == kg.find("A")[0].entity
    assert [path.likelihood for path in kg.trace("A", "C").paths] == [pytest.approx(0.81)]


def test_repr_of_a_graph_shows_its_counts(kg: KnowledgeGraph) -> None:
    assert repr(kg) == "<KnowledgeGraph d: 3 entities, 2 claims, 1 sources>"
    assert hash(kg) == hash(kg)
