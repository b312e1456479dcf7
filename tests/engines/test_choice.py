"""Which engine answers: the one named, else by size and by what is installed."""

from __future__ import annotations

import pytest

from policygraph import KnowledgeGraph, engines
from policygraph.engines import ENGINES, available, engine_for
from policygraph.errors import UsageError
from policygraph.query.name_resolver import Names
from tests.world import world

SMALL = world(["a feeds b", "b feeds c"])


@pytest.fixture
def without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)


def test_small_graph_is_searched_by_the_reference_engine() -> None:
    assert engine_for(SMALL).name == "reference"


def test_large_graph_is_searched_by_the_compact_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LARGE", 2)
    assert engine_for(SMALL).name == "compact"


@pytest.mark.usefixtures("without_numba")
def test_without_numba_the_reference_engine_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LARGE", 2)
    assert engine_for(SMALL).name == "reference"
    assert available() == ("reference",)


@pytest.mark.usefixtures("without_numba")
def test_without_numba_the_error_names_what_to_install() -> None:
    with pytest.raises(UsageError, match=r"numba; pip install 'policygraph\[scale\]'"):
        engine_for(SMALL, "compact")


def test_unknown_engine_is_an_error_with_the_choices() -> None:
    with pytest.raises(UsageError, match="choose from reference, compact"):
        engine_for(SMALL, "spark")


@pytest.mark.parametrize("name", ENGINES)
def test_answer_names_its_engine(name: str) -> None:
    graph = KnowledgeGraph(SMALL, Names(SMALL))
    assert graph.trace("a", "c", engine=name).as_dict()["engine"] == name
