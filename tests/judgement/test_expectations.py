"""The judge of cases: each clause holds where it should, and not where it should not."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.expectations import Verdict
from benchmarks.judgement import NEW, OLD, Case, main, question, totals, verdict_on, waits_for

CHAIN = "a1/company supplies b1/company start=2010 end=2012 ; b1 supplies c1/company start=2018"
BAN = "office/government-body issues roster/list ; roster lists b1/company ; b1 supplies c1/company"
OWNERS = (
    "zmost/company owns held/company quantity=84 unit=percent ; "
    "alittle/company owns held quantity=1 unit=percent"
)


def case(add: str, ask: str, expect: str) -> Case:
    return Case("x1", add, ask, expect, "so that it is tried")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("add", "ask", "right", "wrong"),
    [
        (CHAIN, "trace a1 c1", "not none", "none"),
        (CHAIN, "trace c1 b1 --channel agenda --max-hops 1", "effect: enables", "none"),
        (CHAIN, "trace a1 c1", "first: a1 > b1 > c1", "first: a1 > c1 > b1"),
        (CHAIN, "trace a1 c1", "first passes b1", "first passes a1"),
        (CHAIN, "trace a1 c1", "not: a1", "not: b1"),
        (CHAIN, "trace a1 c1", "effect: enables", "effect: constrains"),
        (CHAIN, "trace a1 c1", "grade: contributory or diffuse", "grade: decisive"),
        (CHAIN, "trace a1 c1", "every step substantial", "every step decisive"),
        (CHAIN, "trace a1 c1", "channel: input", "channel: money"),
        (CHAIN, "trace a1 c1", "order: certain", "order: possible"),
        (CHAIN, "trace a1 c1", "likelihood at least 0.8", "likelihood at least 0.9"),
        (CHAIN, "trace a1 c1", "says: supplies", "says: suspended"),
        (BAN, "trace office c1", "effect: constrains", "no path that constrains"),
        (BAN, "trace office c1 --each-path", "not none", "more paths than levers"),
        (OWNERS, "reach held --backward", "before: zmost | alittle", "before: alittle | zmost"),
        (
            OWNERS,
            "trace zmost held",
            "grade: decisive",
            "the two levers act on two different chips",
        ),
    ],
)
def test_a_clause_holds_where_it_should_and_only_there(
    add: str, ask: str, right: str, wrong: str
) -> None:
    assert verdict_on(case(add, ask, right), NEW) == Verdict(
        True, (), verdict_on(case(add, ask, right), NEW).seen
    )
    assert verdict_on(case(add, ask, wrong), NEW).failing == (wrong,)


def test_a_clause_that_nothing_reads_does_not_hold() -> None:
    assert not verdict_on(case(CHAIN, "trace a1 c1", "it is so"), NEW).holds


def test_claims_that_do_not_fit_the_ontology_hold_nothing() -> None:
    found = verdict_on(case("a1/company lists b1/company", "trace a1 b1", "none"), NEW)
    assert not found.holds and "do not fit" in found.seen


def test_grades_and_order_are_no_part_of_the_old_meaning() -> None:
    late = CHAIN.replace("start=2018", "start=2005 end=2008")
    assert verdict_on(case(late, "trace a1 c1", "not none"), OLD).holds
    assert verdict_on(case(late, "trace a1 c1", "none; with --any-order one"), NEW).holds
    assert not verdict_on(case(CHAIN, "trace a1 c1", "order: certain"), OLD).holds
    grades = "before: zmost | alittle, with different grades"
    assert verdict_on(case(OWNERS, "reach held --backward", grades), NEW).holds
    assert not verdict_on(case(OWNERS, "reach held --backward", grades), OLD).holds


def test_a_question_has_its_options_and_says_what_it_waits_for() -> None:
    asked = question('trace "United States" DeepSeek -k 3 --as-of 2024 --each-path')
    assert asked.names == ("United States", "DeepSeek")
    assert asked.options == {"k": 3, "as_of": "2024", "each_path": True}
    assert waits_for(case("", "assess CCP DeepSeek", "none")) == "assessments"
    assert waits_for(case("", "trace CCP DeepSeek", "none")) == ""
    with pytest.raises(ValueError, match="unknown option --nonsense"):
        question("trace a b --nonsense")


def test_twins_count_once_and_only_where_both_hold() -> None:
    cases = [Case(name, "", "", "", "") for name in ("j01", "j01b", "j02")]
    held = {"j01": True, "j01b": False, "j02": True}
    assert totals(cases, held) == "2 of 3 cases hold; 1 of 2 with twins counted together"


def test_the_table_has_a_line_for_each_case_and_meaning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        "id\tadd\task\texpect\twhy",
        f"k1\t{CHAIN}\ttrace a1 c1\torder: certain\tso",
        "k2\t\tassess CCP DeepSeek\tsays: nothing",
    ]
    file = tmp_path / "cases.tsv"
    file.write_text("\n".join(rows), encoding="utf-8")
    assert main(file, "influence") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("k1     new holds  a1 > b1 > c1")
    assert lines[1].startswith("k1     old fails  order: certain <- ")
    assert lines[2] == "k2     waits for assessments: assess CCP DeepSeek"
    assert lines[4:] == [
        "new: 1 of 1 cases hold; 1 of 1 with twins counted together",
        "old: 0 of 1 cases hold; 0 of 1 with twins counted together",
        "waiting: k2",
    ]
