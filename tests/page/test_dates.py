"""Dates on the page are read and compared as in the library."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.errors import DataError
from policygraph.model import dates
from policygraph.page.network import WEB
from policygraph.page.payload import UNBOUNDED
from policygraph.query.wording import validity_words
from tests import edtf
from tests.examples import examples
from tests.world import said

TEXTS = (*edtf.DATES, *edtf.INTERVALS, *edtf.FAR, *edtf.NO_DATES, *edtf.NO_INTERVALS, "../..")
RUN = """
const window = { PG: {} };
eval(require("fs").readFileSync(process.argv[1], "utf8"));
const { period, inForce } = window.PG.dates;
const [texts, asked] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const held = asked.map(([days, when]) => inForce({ dates: days }, period(when)));
console.log(JSON.stringify([texts.map(period), held]));
"""
Run = Callable[[list[str], list[Any]], list[list[Any]]]


@pytest.fixture(scope="module")
def run() -> Run:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    script = str(WEB / "scripts" / "dates.js")

    def run(texts: list[str], asked: list[Any]) -> Any:
        command = [node, "-e", RUN, script]
        given = json.dumps([texts, asked])
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return run


def cut(day: dates.Day) -> int:
    return int(max(-UNBOUNDED, min(day, UNBOUNDED)))


def period(text: str) -> list[int] | None:
    try:
        span = dates.read_period(text)
    except DataError:
        return None
    return [cut(span.earliest), cut(span.latest)]


def test_page_reads_dates_as_the_library(run: Run) -> None:
    found, _ = run(list(TEXTS), [])
    assert dict(zip(TEXTS, found, strict=True)) == {text: period(text) for text in TEXTS}


@settings(max_examples=examples(20))
@given(st.lists(st.from_regex(dates.DATE, fullmatch=True), min_size=200, max_size=400))
def _collect(texts: list[str]) -> None:
    GENERATED.extend(text.removesuffix("\n") for text in texts)


GENERATED: list[str] = []


@pytest.mark.slow
def test_page_reads_generated_dates_as_the_library(run: Run) -> None:
    _collect()
    found, _ = run(GENERATED, [])
    wanted = {text: period(text) for text in GENERATED}
    pairs = zip(GENERATED, found, strict=True)
    assert {text: days for text, days in pairs if days != wanted[text]} == {}
    assert any(days is not None for days in found)


def test_page_compares_dates_as_the_library(run: Run) -> None:
    sides = (None, "..", "2015", "2015~", "../2015", "2015/..", "2014/2016-03", "2016-34")
    when = ("2014", "2014-12-31", "2015", "2016-02?", "2016/..", "../2015-06", "2030")
    cases = [
        (start, end, event, asked)
        for start, end, event, asked in product(sides, sides, (False, True), when)
    ]
    given = []
    expected = []
    for start, end, event, asked in cases:
        held = dates.validity(start, end, event=event)
        given.append([[cut(day) for day in (*held.outer, *held.core)], asked])
        expected.append(dates.in_force(held, dates.read_period(asked)).value)
    _, found = run([], given)
    assert dict(zip(cases, found, strict=True)) == dict(zip(cases, expected, strict=True))


#: Prints the words of the dates of claims.
WORDS = """
const window = { PG: { elements: {}, data: {} } };
eval(require("fs").readFileSync(process.argv[1], "utf8"));
const claims = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(claims.map(window.PG.pathText.validity)));
"""


def test_page_puts_dates_in_the_words_of_the_library() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    sides = (None, "..", "2015", "2015-33", "2016~", "2016-41%", "20XX?", "2014-24/2016", "../2015")
    claims: list[dict[str, Any]] = [{"start": a, "end": b} for a, b in product(sides, sides)]
    done = subprocess.run(
        [node, "-e", WORDS, str(WEB / "scripts" / "path_text.js")],
        input=json.dumps(claims),
        capture_output=True,
        text=True,
        check=True,
    )
    wanted = [validity_words(said("a feeds b", **dated)) for dated in claims]
    assert json.loads(done.stdout) == wanted
