"""What an answer may cost: one deadline for all that is done, and a bound on steps and memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policygraph.analyses.chokepoints import chokepoints
from policygraph.analyses.common import common
from policygraph.analyses.fragility import fragility
from policygraph.analyses.reach import reach
from policygraph.analyses.trace import trace
from policygraph.analyses.whatif import Setting, whatif
from policygraph.engines import ENGINES, Engine
from policygraph.model.collection import Collection
from policygraph.query.query import Query, Scope
from policygraph.render.trace import trace_view
from policygraph.render.views import FORMATS
from policygraph.render.writers.json_text import json_lines, json_parts
from policygraph.render.writers.text import Page
from tests.big_worlds import clique, ladder, star
from tests.world import world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=list(ENGINES))
LADDER = Query("j000", "j008", max_hops=16, select="all-shortest")
#: Seconds that a question may take in a test beyond its limit: the machine may be busy.
BUSY = 6.0


@pytest.fixture(scope="module")
def rungs() -> Collection:
    return world(ladder(8))


@engines
def test_steps_are_bounded_and_what_is_told_is_a_prefix(engine: Engine, rungs: Collection) -> None:
    whole = trace(rungs, LADDER, engine)
    assert (whole.status, whole.reason, len(whole.paths)) == ("complete", "", 256)
    cut = trace(rungs, replace(LADDER, max_steps=16 * 10 + 5), engine)
    assert (cut.status, cut.reason) == ("truncated", "steps")
    assert cut.paths == whole.paths[:10]
    assert cut.as_dict()["reason"] == "steps"
    assert "(--max-steps), there may be more" in FORMATS["text"](trace_view(cut), Page())
    exact = trace(rungs, replace(LADDER, max_steps=16 * 256), engine)
    assert (exact.status, exact.paths) == ("complete", whole.paths)


@engines
def test_paths_share_their_steps(engine: Engine, rungs: Collection) -> None:
    answer = trace(rungs, LADDER, engine)
    assert len({id(step) for path in answer.paths for step in path.steps}) == 32
    paths = answer.as_dict()["paths"]
    assert len({id(step) for path in paths for step in path["steps"]}) == 32


def test_bound_on_steps_is_told_only_where_it_is_not_the_usual_one() -> None:
    assert "max_steps" not in LADDER.as_dict()
    assert replace(LADDER, max_steps=7).as_dict()["max_steps"] == 7


def test_json_is_that_of_the_standard_library(rungs: Collection) -> None:
    data = trace(rungs, LADDER, ENGINES["reference"]).as_dict()
    assert "".join(json_parts(data, 1)) == json.dumps(data, ensure_ascii=False, indent=1)
    lines = "".join(json.dumps(path, ensure_ascii=False) + "\n" for path in data["paths"])
    assert "".join(json_lines(data["paths"])) == lines
    values: tuple[Any, ...] = (
        {},
        [],
        {"a": []},
        {"a": {}},
        [[], {}],
        {"a": [1, [2.5, None], {"b": "é"}]},
        7,
    )
    for value in values:
        for indent in (1, None):
            expected = json.dumps(value, ensure_ascii=False, indent=indent)
            assert "".join(json_parts(value, indent)) == expected


@pytest.mark.slow
@engines
@pytest.mark.parametrize("format", ["text", "markdown", "csv", "table", "json", "jsonl"])
def test_repeated_steps_are_written_as_those_of_a_path_alone(
    engine: Engine, rungs: Collection, format: str
) -> None:
    answer = trace(rungs, LADDER, engine)
    apart = replace(
        answer,
        paths=tuple(
            replace(path, steps=tuple(replace(step) for step in path.steps))
            for path in answer.paths
        ),
    )
    written = FORMATS[format](trace_view(answer), Page())
    assert written == FORMATS[format](trace_view(apart), Page())


# --- The time -----------------------------------------------------------------------------------


def _whatif(collection: Collection, query: Query, engine: Engine) -> Any:
    return whatif(collection, query, Setting(entities=("e3",)), engine)


def _reach(collection: Collection, query: Query, engine: Engine) -> Any:
    scope = Scope(direction="any", max_hops=query.max_hops, seconds=query.seconds)
    return reach(collection, scope, "e0", engine, limit=2_000)


def _common(collection: Collection, query: Query, engine: Engine) -> Any:
    scope = Scope(direction="any", max_hops=query.max_hops, seconds=query.seconds)
    return common(collection, scope, "e1", "e2", engine, limit=2_000)


@engines
@pytest.mark.parametrize("ask", [trace, _whatif, fragility, chokepoints, _reach, _common])
def test_time_that_is_up_at_once_is_a_truncated_answer_with_its_reason(
    engine: Engine, ask: Callable[..., Any]
) -> None:
    collection = world(clique(12))
    answer = ask(collection, Query("e0", "e1", select="all", seconds=1e-9), engine)
    assert (answer.status, answer.reason) == ("truncated", "time")
    assert answer.as_dict()["reason"] == "time"


@pytest.mark.slow
@engines
@pytest.mark.parametrize("mode", ["walk", "simple"])
def test_search_of_a_clique_ends_in_time(engine: Engine, mode: str) -> None:
    collection = world(clique(40))
    query = Query("e0", "e1", max_hops=8, mode=mode, select="all", seconds=0.5)
    engine.search(collection, replace(query, select="shortest", k=1, max_hops=1, seconds=None))
    began = time.monotonic()
    answer = trace(collection, query, engine)
    assert time.monotonic() - began < 0.5 + BUSY
    assert answer.reason in ("time", "steps", "memory")


def test_walks_of_a_small_world_are_bounded_without_a_limit_of_time() -> None:
    query = Query(
        "e0", "e0", direction="any", mode="walk", select="shortest-groups", rank="hops", max_hops=4
    )
    answer = trace(world(clique(8)), replace(query, max_steps=5_000), ENGINES["reference"])
    assert (answer.status, answer.reason) == ("truncated", "steps")


@pytest.mark.slow
@engines
def test_reach_of_a_star_ends_in_time(engine: Engine) -> None:
    collection = world(star(20_000))
    engine.search(collection, Query("e0", "e1", k=1, max_hops=1))
    began = time.monotonic()
    found = _reach(collection, Query("e0", "e1", max_hops=2, seconds=1.0), engine)
    assert time.monotonic() - began < 1.0 + BUSY
    assert found.status == "complete" or found.reason == "time"


# --- The memory ---------------------------------------------------------------------------------

#: The peak that Linux tells of the child alone; that of getrusage begins with its parent's.
_CHILD = """
import sys
from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES
from policygraph.query.query import Query
from policygraph.render.trace import trace_view
from policygraph.render.views import WRITERS
from policygraph.render.writers.text import Page
from tests import big_worlds
from tests.world import world
world_name, size, engine, format = sys.argv[1:]
collection = world(getattr(big_worlds, world_name)(int(size)))
query = (
    Query("j000", f"j{int(size):03}", max_hops=2 * int(size), select="all-shortest")
    if world_name == "ladder"
    else Query("e0", "e1", k=1_000_000)
)
answer = trace(collection, query, ENGINES[engine])
written = sum(map(len, WRITERS[format](trace_view(answer), Page())))
print(answer.status, answer.reason, written)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("format", ["json", "text"])
@pytest.mark.parametrize(("name", "size"), [("ladder", 18), ("clique", 60)])
def test_answer_of_very_many_paths_stays_within_a_gigabyte(
    name: str, size: int, engine: str, format: str
) -> None:
    command = [sys.executable, "-c", _CHILD, name, str(size), engine, format]
    here = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=here)
    told, peak = done.stdout.splitlines()
    assert told.split()[0] == "truncated"
    assert int(peak) * 1024 < 2**30
