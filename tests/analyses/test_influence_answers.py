"""What an answer about influence says: grade and likelihood, order, force, levers, intentions."""

from __future__ import annotations

from typing import Any

from policygraph.analyses.answer import Answer
from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES
from policygraph.model.records import Claim
from policygraph.query.query import Query
from policygraph.render.paths import path_line, step_line
from policygraph.render.trace import status_line, trace_view
from policygraph.render.views import FORMATS
from policygraph.render.writers.text import Page
from tests.engines.influence_worlds import influence_world
from tests.world import said


def ask(rows: list[str | Claim], end: str = "z", engine: str = "reference", **more: Any) -> Answer:
    collection = influence_world(rows)
    return trace(collection, Query("a", end, **more).checked(collection), ENGINES[engine])


def text(answer: Answer) -> str:
    return FORMATS["text"](trace_view(answer), Page())


def test_likelihood_and_grade_are_apart_each_with_its_weakest_step() -> None:
    (path,) = ask(["a decides b 0.5", "b feeds z 0.8"]).paths
    assert round(path.likelihood, 6) == 0.4
    assert path.weakest_step == 1
    assert path.weight is not None
    assert round(path.weight, 6) == 0.5
    assert path.grade is not None
    assert path.grade.id == "half"
    assert path.slightest_step == 2
    assert "grade half (weakest step 2), chain strength 0.40 (weakest step 1)" in path_line(path)
    told = path.as_dict()
    assert told["likelihood"] == {"product": path.likelihood, "weakest_step": 1}
    assert told["grade"] == {
        "id": "half",
        "label": "half",
        "product": path.weight,
        "weakest_step": 2,
    }


def test_channel_of_a_path_is_that_of_its_last_act_and_effect_that_of_the_way() -> None:
    (path,) = ask(["a decides b 0.9", "b bans c 0.9", "z makes c 0.9"]).paths
    assert path.channel is not None
    assert path.channel.id == "decree"
    assert [step.effect for step in path.steps] == ["enables", "constrains", "enables"]
    assert path.effect == "constrains"


def test_step_tells_its_addressee_and_the_quantity_that_gives_its_grade() -> None:
    paid = said("a pays z 0.9", quantity="60", unit="percent", towards="z")
    (path,) = ask([paid]).paths
    (step,) = path.steps
    assert step.grade is not None
    assert step.grade.id == "whole"
    assert [node.id for node in step.towards] == ["z"]
    assert step_line(step) == ("A pays Z (cash, whole, directed at Z, 60 percent).",)


def test_a_remote_path_is_told_in_one_line_unless_it_is_the_best() -> None:
    rows: list[str | Claim] = ["a decides z 0.9", "a pays b 0.4", "b pays z 0.9"]
    answer = ask(rows)
    assert [path.remote for path in answer.paths] == [False, True]
    (line,) = (line for line in text(answer).splitlines() if "A → B → Z" in line)
    assert "remote" in line
    assert "(c02 c03)" in line
    alone = ask(rows[1:])
    assert [path.remote for path in alone.paths] == [True]
    assert "1. A → B → Z" in text(alone)


def test_order_of_time_is_told_where_it_is_not_certain() -> None:
    dated = [said("a decides b", start="2019", end="2020"), said("b feeds z", start="2019")]
    (path,) = ask(list(dated)).paths
    assert path.order == "certain"
    assert "order of time" not in path_line(path)
    (path,) = ask([dated[0], "b feeds z"]).paths
    assert path.order == "unknown"
    assert "order of time unknown" in path_line(path)
    late = [said("a decides b", start="2021"), said("b feeds z", start="2018", end="2019")]
    assert not ask(list(late)).paths
    (path,) = ask(list(late), any_order=True).paths
    assert path.order == "impossible"


def test_a_step_out_of_what_was_without_force_says_when_and_by_what() -> None:
    rows: list[str | Claim] = [
        "a issues r 0.9",
        "r bans z 0.9",
        said("m halts r", start="2020-01-01", end="2021-01-01"),
    ]
    answer = ask(rows)
    step = answer.paths[0].steps[1]
    assert [lapse.as_dict() for lapse in step.lapses] == [
        {"force": "interrupts", "start": "2020-01-01", "end": "2021-01-01", "claim": "c03"}
    ]
    assert "R was without force, 2020-01-01 to 2021-01-01: M halts R" in text(answer)
    collection = influence_world(rows)
    query = Query("m", "z").checked(collection)
    (relief,) = trace(collection, query, ENGINES["reference"]).paths
    assert relief.relief == (2,)
    assert relief.effect == "enables"


def test_variants_stand_below_the_best_path_of_their_lever() -> None:
    rows: list[str | Claim] = [
        "a bans b 0.9", "b feeds z 0.9", "b feeds c 0.9", "c feeds z 0.9", "a pays z 0.9",
    ]  # fmt: skip
    answer = ask(rows)
    told = answer.as_dict()
    banned = next(path for path in told["paths"] if path["effect"] == "constrains")
    assert banned["variants"]["number"] == 1
    assert banned["variants"]["counted"] is True
    (variant,) = banned["variants"]["paths"]
    assert [node["id"] for node in variant["nodes"]] == ["a", "b", "c", "z"]
    assert variant["steps"][0]["claims"] == ["c01"]
    assert "And 1 further way: A → B → C → Z" in text(answer)
    assert "the best of each lever, with 1 further way" in status_line(answer)
    each = ask(rows, each_path=True)
    assert len(each.paths) == 3
    assert "variants" not in each.as_dict()["paths"][0]


def test_what_is_intended_stands_beside_and_counts_only_where_it_is_asked_for() -> None:
    rows: list[str | Claim] = ["a hopes b 0.9", "b feeds z 0.9", "a hopes c 0.9"]
    answer = ask(rows)
    assert not answer.paths
    assert answer.intended is not None
    assert [step.triple for step in answer.intended.steps] == [
        ("a", "hopes", "b"), ("a", "hopes", "c"),
    ]  # fmt: skip
    assert answer.intended.leading == 1
    told = answer.as_dict()["intended"]
    assert [step["would_lead"] for step in told["steps"]] == [True, False]
    assert "A hopes B (wish, bit)" in text(answer)
    assert "the exclusion of wish (--channel wish): would give a path" in text(answer)
    counted = ask(rows, channels=("wish",))
    assert [path.kind for path in counted.paths] == ["influence"]
    assert counted.intended is None
    assert "channel wish counted" in status_line(counted)


def test_steps_that_may_not_follow_one_another_are_an_association() -> None:
    rows: list[str | Claim] = ["a feeds b 0.9", "b pays z 0.9"]
    answer = ask(rows)
    assert not answer.paths
    assert "what may follow what (--any-composition): would give a path" in text(answer)
    (path,) = ask(rows, direction="any").paths
    assert (path.kind, path.effect, path.grade) == ("association", None, None)
    (path,) = ask(rows, any_composition=True).paths
    assert path.kind == "influence"


def test_a_question_names_a_rule_of_influence_only_where_it_is_lifted() -> None:
    rows: list[str | Claim] = ["a feeds z 0.9"]
    assert "order" not in status_line(ask(rows))
    assert "in any order of time" in status_line(ask(rows, any_order=True))


def test_an_answer_names_the_engine_that_searched() -> None:
    answer = ask(["a feeds z 0.9"], engine="compact")
    assert answer.engine == answer.as_dict()["engine"] == "compact"
    assert status_line(answer).endswith("; engine compact.")


def test_rows_have_channel_grade_and_likelihood() -> None:
    header, row = FORMATS["csv"](trace_view(ask(["a feeds z 0.9"])), Page()).splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    assert (cells["channel"], cells["grade"], cells["likelihood"]) == ("input", "half", "0.9")
    assert (cells["path_grade"], cells["path_likelihood"]) == ("half", "0.9")
