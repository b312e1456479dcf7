"""What influence means is data of the ontology: tables, stores and overlays give it alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import pipeline
from policygraph.engines import ENGINES, available
from policygraph.engines.base import Move
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import Query
from policygraph.store.reading.collection import open_store
from tests.engines.influence_worlds import influence_world
from tests.engines.test_compact_influence import further
from tests.examples import examples
from tests.plain_paths import LIFTED
from tests.store.layouts import layouts, split, told
from tests.world import said


@dataclass(frozen=True)
class Case:
    """Claims, one more that an overlay adds, and the ways of a question before and after it.

    A way is the entities and the grades of a path. ``lifted`` are the entities of the best path
    after it where ``lifting`` lifts the rules of influence.
    """

    claims: tuple[str | Claim, ...]
    more: str | Claim
    ends: tuple[str, str]
    before: tuple[str, ...]
    after: tuple[str, ...]
    lifted: str
    options: dict[str, Any] = field(default_factory=dict)
    lifting: dict[str, Any] = field(default_factory=lambda: LIFTED)


BAN = said("a bans b", start="2023")
CASES = {
    "composition": Case(("a bans b", "m makes b"), "m makes d", ("a", "d"), (), (), "abmd"),
    "force": Case(
        ("a decides r", "r bans b"),
        said("z halts r", start="2020", end="2022"),
        ("a", "b"),
        ("arb whole half",),
        (),
        "arb",
        {"as_of": "2021"},
    ),
    "addressee": Case(
        (said("a bans b", towards="q"), "b feeds c", "z sits q"),
        "c sits p",
        ("a", "c"),
        ("abc half half",),
        (),
        "abc",
    ),
    "order": Case(
        (BAN, said("m trains b", known_since="2024")),
        said("m hopes z", known_since="2021"),
        ("a", "m"),
        ("abm half half",),
        (),
        "abm",
    ),
    "existence": Case(
        ("a bans b", "b feeds c"),
        said("z founded c", start="2022"),
        ("a", "c"),
        ("abc half half",),
        (),
        "abc",
        {"as_of": "2019"},
    ),
    "grade by quantity": Case(
        ("a pays b",),
        said("a pays b", quantity="60", unit="percent"),
        ("a", "b"),
        ("ab bit",),
        ("ab whole", "ab bit"),
        "ab",
    ),
    "grade of a claim": Case(
        ("a pays b",),
        said("a pays b", grade="half"),
        ("a", "b"),
        ("ab bit",),
        ("ab half", "ab bit"),
        "ab",
    ),
    "channel that does not count": Case(
        ("a decides b",),
        "b hopes c",
        ("a", "c"),
        (),
        (),
        "abc",
        lifting={**LIFTED, "channels": ("wish",)},
    ),
}


def with_and_without(root: Path, case: Case) -> Iterator[tuple[Collection, bool]]:
    """The claims as tables, as a store and with an overlay; and whether the last one is in."""
    kinds = dict.fromkeys("abcdmpqrz", "thing")
    whole = split(influence_world([*case.claims, case.more], entities=kinds), 1)
    for collection in layouts(root, whole).values():
        yield collection, True
    yield open_store(root / "base"), False
    yield pipeline.load([root / whole.records[0].name], root / "ontology"), False


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_rules_of_influence_hold_in_every_layout(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    for collection, added in with_and_without(tmp_path, case):
        query = Query(*case.ends, each_path=True, **case.options).checked(collection)
        free = replace(query, **case.lifting)
        for engine in map(ENGINES.__getitem__, available()):
            assert ways(engine.search(collection, query).paths) == (
                case.after if added else case.before
            )
            if added:
                best = ways(engine.search(collection, free).paths)[0]
                assert best.split()[0] == case.lifted


def ways(paths: tuple[tuple[Move, ...], ...]) -> tuple[str, ...]:
    """The entities of each path, and the grade of each step."""
    return tuple(
        "".join([moves[0].origin, *(move.target for move in moves)])
        + "".join(f" {move.grade}" for move in moves)
        for moves in paths
    )


def test_a_store_and_an_overlay_carry_the_ontology(tmp_path: Path) -> None:
    wanted = influence_world(["a bans b"]).ontology
    for collection, _ in with_and_without(tmp_path, CASES["order"]):
        read = collection.ontology
        assert read.composition == wanted.composition
        assert (read.default_channel, read.default_grade) == ("input", "half")
        for terms in ("relations", "channels", "grades", "types", "modalities"):
            assert dict(getattr(read, terms)) == dict(getattr(wanted, terms))


@pytest.mark.skipif("compact" not in available(), reason="needs numba")
@settings(max_examples=examples(25))
@given(question=further(), beside=st.integers(1, 6))
def test_stores_and_overlays_answer_as_the_reference_engine_does_from_tables(
    question: tuple[Collection, Query], beside: int
) -> None:
    collection, query = question
    with TemporaryDirectory() as name:
        forms = layouts(Path(name), split(collection, beside))
        expected = ENGINES["reference"].search(forms["tables"], query)
        assert expected.complete
        for asked in forms.values():
            found = ENGINES["compact"].search(asked, query)
            assert told(found.paths) == told(expected.paths)
