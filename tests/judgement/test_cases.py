"""What an editor of policy analysis would and would not sign: one test for each case.

``cases.tsv`` has them with their reasons, in the form that :mod:`benchmarks.judgement` reads.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.judgement import NEW, Case, read_cases, verdict_on, waits_for

CASES = {case.id: case for case in read_cases(Path(__file__).with_name("cases.tsv"))}


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_answer_is_one_that_an_editor_would_sign(case: Case) -> None:
    verdict = verdict_on(case, NEW)
    assert verdict.holds, f"{case.ask}: {verdict.seen}. {case.why}"


def test_each_case_has_a_reason_and_can_be_asked() -> None:
    assert all(case.why and not waits_for(case) for case in CASES.values())


def test_each_case_that_an_empty_answer_would_pass_has_a_twin_that_it_would_fail() -> None:
    empty = {case.pair for case in CASES.values() if case.expect.startswith(("none", "not:"))}
    some = {case.pair for case in CASES.values() if case.expect.startswith(("not none", "first"))}
    assert empty - some <= {"18"}  # Of this one either answer can be signed.
