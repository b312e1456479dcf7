"""Diff: what became of a graph, of its questions, and of which claims did it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policygraph import KnowledgeGraph
from policygraph.analyses.diff import Diff, diff
from policygraph.errors import DataError, InvalidData, LocationError, UnknownName, UsageError
from policygraph.formats import FORMATS
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.name_resolver import Names
from policygraph.query.watchlist import read_watchlist
from tests.datasets import write_dataset
from tests.world import said, world


def graph(*rows: str | Claim, **more: Any) -> KnowledgeGraph:
    collection = world(rows, **more)
    return KnowledgeGraph(collection, Names(collection))


def questions(folder: Path, text: str) -> Path:
    path = folder / "watch.toml"
    path.write_text(text, encoding="utf-8")
    return path


ONE = '[[question]]\nname = "one"\nstart = "a"\nend = "z"\n'


def watched(folder: Path, old: KnowledgeGraph, new: KnowledgeGraph, text: str = ONE) -> Any:
    ((one),) = old.diff(new, watch=questions(folder, text)).watched
    return one


def told(watched: Any) -> list[tuple[str, str, str]]:
    found = []
    for change in watched.changes:
        path = change.after or change.before
        way = "".join(node.id for node in path.nodes)
        claims = " ".join(f"{one.change}:{one.cited.claim.id}" for one in change.claims)
        found.append((change.kind, way, claims))
    return found


# --- Records ------------------------------------------------------------------------------------


def compared(old: Collection, new: Collection) -> Diff:
    return diff(old, new, ("old", "new"))


def test_claims_are_added_removed_and_changed_by_their_ids() -> None:
    old = world(
        [said("a feeds b", id="c1"), said("b feeds c", id="c2"), said("c feeds d", id="c3")]
    )
    new = world(
        [
            said("a feeds b 0.5", id="c1", note="new"),
            said("c feeds d", id="c3"),
            said("d feeds a", id="c4"),
        ]
    )
    found = compared(old, new)
    assert (found.claims.added, found.claims.removed) == (("c4",), ("c2",))
    ((changed),) = found.claims.changed
    assert changed.id == "c1"
    assert {name: (before, after) for name, before, after in changed.fields} == {
        "strength": (0.9, 0.5),
        "likelihood": (None, "0.5"),
        "note": ("", "new"),
    }
    assert [cited.claim.id for cited in (*found.added, *found.removed)] == ["c4", "c2"]


def test_place_and_name_of_the_dataset_are_no_difference() -> None:
    old = world(["a feeds b"])
    moved = {
        name: replace(claim, dataset="elsewhere", location=None)
        for name, claim in old.claims.items()
    }
    assert len(compared(old, replace(old, claims=moved)).claims) == 0


def test_entities_sources_and_judgements_are_compared_too() -> None:
    old = world(["a feeds b"], sources={"s": "2020"})
    new = world(["a feeds b"], {"a": "firm", "c": "chip"}, sources={"s": "2021", "t": "2022"},
                same=[("a", "b")])  # fmt: skip
    found = compared(old, new)
    assert (found.entities.added, found.entities.removed) == (("c",), ("b",))
    assert [one.id for one in found.entities.changed] == ["a"]
    assert (found.sources.added, [one.id for one in found.sources.changed]) == (("t",), ["s"])
    assert found.judgements == (("added", "a = b"),)


# --- Watched questions --------------------------------------------------------------------------


def test_path_appears_by_the_claim_that_was_added(tmp_path: Path) -> None:
    old = graph(said("a feeds b", id="c1"), "z feeds y")
    new = graph(said("a feeds b", id="c1"), said("b feeds z", id="c9"), "z feeds y")
    assert told(watched(tmp_path, old, new)) == [("appeared", "abz", "added:c9")]
    assert told(watched(tmp_path, new, old)) == [("vanished", "abz", "removed:c9")]


def test_path_grows_weaker_and_stronger_by_the_claim_that_changed(tmp_path: Path) -> None:
    old = graph(said("a feeds b 0.9", id="c1"), said("b feeds z", id="c2"))
    new = graph(said("a feeds b 0.6", id="c1"), said("b feeds z", id="c2"))
    assert told(watched(tmp_path, old, new)) == [("weaker", "abz", "changed:c1")]
    assert told(watched(tmp_path, new, old)) == [("stronger", "abz", "changed:c1")]


def test_withdrawn_claim_is_one_that_changed(tmp_path: Path) -> None:
    old = graph(said("a feeds z", id="c1"))
    new = graph(said("a feeds z", id="c1", withdrawn="2024-01-01"))
    assert told(watched(tmp_path, old, new)) == [("vanished", "az", "changed:c1")]


def test_path_that_others_overtake_leaves_the_best_and_has_not_vanished(tmp_path: Path) -> None:
    old = graph(said("a feeds z 0.5", id="c1"))
    new = graph(said("a feeds z 0.5", id="c1"), said("a blocks z 0.9", id="c2"))
    assert told(watched(tmp_path, old, new, ONE + "k = 1\n")) == [
        ("appeared", "az", "added:c2"),
        ("left", "az", ""),
    ]


def test_path_appears_by_a_merge(tmp_path: Path) -> None:
    rows = (said("a feeds b", id="c1"), said("x feeds z", id="c2"))
    one = watched(tmp_path, graph(*rows), graph(*rows, same=[("b", "x")]))
    assert told(one) == [("appeared", "abz", "moved:c2")]


def test_denial_takes_a_path_away_only_where_it_must_be_uncontested(tmp_path: Path) -> None:
    old = graph(said("a feeds z", id="c1"))
    new = graph(said("a feeds z", id="c1"), said("not a feeds z", id="c2"))
    assert told(watched(tmp_path, old, new)) == []
    assert told(watched(tmp_path, old, new, ONE + "uncontested = true\n")) == [
        ("vanished", "az", "added:c2")
    ]


def test_question_about_an_entity_that_one_side_does_not_know(tmp_path: Path) -> None:
    old, new = graph("a feeds b"), graph("a feeds b", said("b feeds z", id="c9"))
    one = watched(tmp_path, old, new)
    assert one.why[0] is not None and "no end is named 'z'" in one.why[0]
    assert told(one) == [("appeared", "abz", "added:c9")]
    with pytest.raises(UnknownName):
        watched(tmp_path, old, old)


# --- Saved questions ----------------------------------------------------------------------------


def test_options_are_written_as_on_the_command_line(tmp_path: Path) -> None:
    text = ONE + 'relation = ["feeds"]\nmax-hops = 2\nknown-by = "2024-01-01"\n'
    ((one),) = read_watchlist(questions(tmp_path, text))
    assert one.options == {"relations": ["feeds"], "max_hops": 2, "known_by": "2024-01-01"}
    assert graph("a feeds z").query(one.start, one.end, **one.options).relations == ("feeds",)


def test_question_without_a_name_goes_by_its_ends(tmp_path: Path) -> None:
    ((one),) = read_watchlist(questions(tmp_path, '[[question]]\nstart = "a"\nend = "z"\n'))
    assert one.name == "a → z"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds other than questions"),
        ("x = 1\n" + ONE, "holds other than questions"),
        ("[[question", "cannot be read as TOML"),
        ('[[question]]\nstart = "a"\n', "question 1 has no end"),
        (ONE + ONE, "two questions are called 'one'"),
        ('[[question]]\nname = 1\nstart = "a"\nend = "z"\n', "has a name that is no text"),
        ("question = [1]\n", "question 1 is no table"),
    ],
)
def test_file_that_holds_no_questions_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_watchlist(questions(tmp_path, text))


def test_option_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown option 'hops'"):
        watched(tmp_path, graph("a feeds z"), graph("a feeds z"), ONE + "hops = 2\n")


def test_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(LocationError, match="no such file"):
        read_watchlist(tmp_path / "nothing.toml")


# --- Datasets and exports -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "format", [name for name, format in FORMATS.items() if format.read is not None]
)
def test_every_export_that_can_be_read_back_is_no_different(format: str, tmp_path: Path) -> None:
    kg = KnowledgeGraph.load().around("Ascend 910C", 1)
    chosen = FORMATS[format]
    files = kg.export_files(format)
    place = tmp_path / f"graph{chosen.suffix}"
    for name, data in files.items():
        path = place / name if name else place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found = kg.diff(KnowledgeGraph.read(place))
    counts = (len(found.claims), len(found.entities), len(found.sources), len(found.judgements))
    assert counts == (0, 0, 0, 0)


def test_what_is_no_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LocationError, match="no such file or folder"):
        KnowledgeGraph.read(tmp_path / "nothing")
    (tmp_path / "graph.docx").write_text("x", encoding="utf-8")
    with pytest.raises(LocationError, match="cannot be read as a graph"):
        KnowledgeGraph.read(tmp_path / "graph.docx")
    broken = write_dataset(tmp_path / "broken", [{"subject": "nobody"}])
    with pytest.raises(InvalidData):
        KnowledgeGraph.read(broken)
