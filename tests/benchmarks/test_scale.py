"""The benchmark gives policygraph and the peers the same graph, and its verdicts are right."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.scale import graphs
from benchmarks.scale.agreement import SAME, verdict
from benchmarks.scale.peers.networkx import Networkx
from benchmarks.scale.peers.reference import load as load_reference
from benchmarks.scale.questions import LIFTED, Question, in_force, questions
from benchmarks.scale.worker import answer_as_json

from policygraph import KnowledgeGraph
from policygraph.engines.reference.transit import moves_under
from policygraph.query.query import Scope

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scale")
    graphs.make(made, 1500)
    return made


@pytest.fixture(scope="module")
def loaded(folder: Path) -> KnowledgeGraph:
    return KnowledgeGraph.load(folder / "dataset")


def arrows(graph: graphs.Graph, mask: Any) -> list[tuple[str, str, str, bool, int]]:
    rows = np.flatnonzero(mask)
    columns = (graph.origin, graph.target, graph.relation, graph.along, graph.cost)
    return sorted(
        (graphs.entity_id(o), graphs.entity_id(t), graphs.relation_id(r), along, cost)
        for o, t, r, along, cost in zip(*(column[rows].tolist() for column in columns), strict=True)
    )


def moves(loaded: KnowledgeGraph, scope: Scope) -> list[tuple[str, str, str, bool, int]]:
    return sorted(
        (move.origin, move.target, move.edge.relation, move.along, move.edge.cost)
        for move in moves_under(loaded.collection, scope)
    )


def test_same_seed_gives_same_graph() -> None:
    first, second = graphs.generate(700), graphs.generate(700)
    assert first.keys() == second.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert not np.array_equal(first["object"], graphs.generate(700, seed=1)["object"])


def test_dataset_and_arrows_are_the_same_graph(folder: Path, loaded: KnowledgeGraph) -> None:
    graph = graphs.read(folder)
    assert loaded.info().edges == graph.edges == 1500
    assert arrows(graph, np.ones(graph.arrows, np.bool_)) == moves(loaded, Scope(**LIFTED))


def test_filter_selects_the_same_arrows_and_claims(folder: Path, loaded: KnowledgeGraph) -> None:
    graph = graphs.read(folder)
    for question in questions(graph, 3)["filter"]:
        assert question.day is not None
        day = (date(1970, 1, 1) + timedelta(question.day)).isoformat()
        scope = Scope(as_of=day, min_likelihood=question.least / 100, **LIFTED)
        left = in_force(graph, question)
        assert 0 < left.sum() < graph.arrows
        assert arrows(graph, left) == moves(loaded, scope)


def test_hubs_relations_and_parallel_arrows_are_skewed(folder: Path) -> None:
    graph = graphs.read(folder)
    touching = np.bincount(graph.origin, minlength=graph.entities)
    assert touching.max() > 10 * np.median(touching)
    shares = np.bincount(graph.relation, minlength=graphs.RELATIONS)
    assert shares[0] > 10 * shares[-1] > 0
    assert shares[[n for n, flow in graphs.INFLUENCE.items() if flow == "none"]].sum() == 0
    assert len(graphs.cheapest(graph, np.ones(graph.arrows, np.bool_))) < graph.arrows


@pytest.mark.slow
def test_yen_on_the_unrolled_graph_agrees_with_the_reference_engine(folder: Path) -> None:
    reference, peer = load_reference(folder, folder), Networkx(graphs.read(folder))
    asked = questions(graphs.read(folder), 4)
    for task in ("best", "pattern", "filter"):
        peer.prepare(task)
        for question in asked[task]:
            theirs, ours = (answer_as_json(p.best(question)) for p in (peer, reference))
            assert verdict(theirs, ours, 5, ours=False) in (SAME, "parallel arrows once")
    for question in asked["shortest"]:
        theirs, ours = (answer_as_json(p.shortest(question)) for p in (peer, reference))
        assert verdict(theirs, ours, 6, ours=False) == SAME
    for question in asked["reach"]:
        theirs = answer_as_json(peer.reach(question))
        ours = answer_as_json(reference.reach(question)())
        assert verdict(theirs, ours, 3, ours=False) == SAME


def path(cost: int, *entities: int) -> dict[str, Any]:
    return {"cost": cost, "entities": list(entities), "relations": []}


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ([path(3, 0, 1, 2), path(4, 0, 1, 2), path(9, 0, 2)], SAME),
        ([path(3, 0, 1, 2), path(9, 0, 2)], "parallel arrows once"),
        ([path(3, 0, 1, 2), path(9, 0, 2), path(9, 0, 3, 2)], "parallel arrows once"),
        ([path(3, 0, 1, 2), path(4, 0, 1, 2)], "too few paths"),
        ([path(3, 0, 1, 2), path(5, 0, 1, 2), path(9, 0, 2)], "other costs"),
        ([path(3, 0, 1, 2), path(4, 0, 1, 0, 2), path(9, 0, 2)], "repeats an entity"),
        ([path(3, 0, 1, 4, 5, 2)], "too many hops"),
        (True, SAME),
        (False, "ends only, and wrong"),
    ],
)
def test_verdict_names_the_fault(answer: Any, wrong: str) -> None:
    baseline = [path(3, 0, 1, 2), path(4, 0, 1, 2), path(9, 0, 2)]
    assert verdict(answer, baseline, 3, ours=False) == wrong


def test_own_engines_must_agree_on_the_order_of_ties() -> None:
    first, second = path(3, 0, 1, 2), path(3, 0, 4, 2)
    assert verdict([first, second], [second, first], 3, ours=False) == SAME
    assert verdict([first, second], [second, first], 3, ours=True) == "another path or order"


def test_questions_are_seeded_and_hubs_are_hubs(folder: Path) -> None:
    graph = graphs.read(folder)
    assert questions(graph, 6) == questions(graph, 6)
    asked = questions(graph, 6)
    pairs = [[(q.start, q.end) for q in asked[task]] for task in ("best", "pattern", "filter")]
    assert pairs[0] == pairs[1] == pairs[2]
    assert Question(*pairs[0][0]) == asked["best"][0]
    touching = np.bincount(graph.origin, minlength=graph.entities)
    assert all(touching[q.start] > np.median(touching) for q in asked["hubs"])


@pytest.mark.slow
def test_command_prints_agreement_before_time(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.scale", "2000", "--questions", "3"]
    command += ["--peers", "reference", "networkx", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert "| networkx | 3 of 3 |" in done.stdout
    assert done.stdout.index("Agreement") < done.stdout.index("Time of one answer")
