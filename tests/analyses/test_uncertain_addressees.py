"""Of which steps an answer says that whom they reach may not be whom an act is directed at."""

from __future__ import annotations

import pytest

from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES
from policygraph.model.records import Claim
from policygraph.query.query import Query
from policygraph.render.paths import path_line
from tests.engines.influence_worlds import influence_world
from tests.world import said

BAN = said("a bans b", towards="p")
SOMEWHERE = ["x sits p", "y sits q"]


@pytest.mark.parametrize(
    ("rows", "outside"),
    [
        ([BAN, "b feeds z"], (2,)),
        ([BAN, "b feeds c", "c feeds z"], (2, 3)),
        ([BAN, "b feeds c", "c feeds z", "z sits p"], ()),
        ([BAN, "c kind-of b", "c feeds z", "z sits p"], ()),
        ([BAN, "c kind-of b", "z makes c", "z sits q"], ()),
        ([BAN, "c kind-of b", "z kind-of c"], (2, 3)),
        (["a bans b", "b feeds z"], ()),
    ],
)
def test_a_step_is_uncertain_where_nobody_after_it_is_certainly_meant(
    rows: list[str | Claim], outside: tuple[int, ...]
) -> None:
    collection = influence_world([*rows, *SOMEWHERE])
    answer = trace(collection, Query("a", "z").checked(collection), ENGINES["reference"])
    (path,) = answer.paths
    assert path.outside == outside
    assert ("addressee uncertain" in path_line(path)) == bool(outside)


@pytest.mark.parametrize(
    ("rows", "reached"),
    [
        (["z sits p"], True),
        (["z sits p", "not p kind-of g"], False),
        (["z sits p", "not z kind-of g"], False),
        (["z sits p", "z sits q", "not p kind-of g"], True),
        (["z sits p", "not p kind-of g", "p kind-of g"], True),
        (["z sits p", "p kind-of g"], True),
        (["not q kind-of g"], True),
    ],
)
def test_who_is_said_not_to_be_of_a_group_is_not_meant(rows: list[str], reached: bool) -> None:
    ban = said("a bans b", towards="g")
    collection = influence_world([ban, "b feeds z", *SOMEWHERE, *rows], entities={"g": "thing"})
    answer = trace(collection, Query("a", "z").checked(collection), ENGINES["reference"])
    assert bool(answer.paths) == reached
