"""What if: the answer as it is beside the answer as it would be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from policygraph import KnowledgeGraph
from policygraph.analyses.path_changes import KINDS
from policygraph.analyses.whatif import Setting, Supposition, WhatIf, whatif
from policygraph.engines import ENGINES
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import Query
from policygraph.render.views import FORMATS
from policygraph.render.whatif import whatif_view
from policygraph.render.writers.text import Page, write_text
from tests.analyses.test_fragility import routes
from tests.engines.questions import questions
from tests.examples import examples
from tests.world import said, world

REFERENCE = ENGINES["reference"]
#: a -> b -> z, and a -> c -> z by another source, weaker.
ROWS: list[str | Claim] = [
    "a feeds b 0.9",
    "b feeds z 0.9",
    said("a feeds c 0.8", source="t"),
    said("c feeds z 0.8", source="t"),
]


def ask(setting: Setting, rows: list[str | Claim] = ROWS, **options: Any) -> WhatIf:
    collection = world(rows, {"m": "firm"})
    query = Query("a", "z", **options).checked(collection)
    return whatif(collection, query, setting, REFERENCE)


def told(found: WhatIf) -> list[tuple[str, str, str]]:
    """Each change: its kind, the way it takes, and the claims that did it."""
    said = []
    for change in found.changes:
        path = change.after or change.before
        assert path is not None
        way = "".join(node.id for node in path.nodes)
        claims = " ".join(f"{one.change}:{one.cited.claim.id}" for one in change.claims)
        said.append((change.kind, way, claims))
    return said


def test_without_an_entity_its_paths_vanish_and_both_answers_stand_side_by_side() -> None:
    found = ask(Setting(entities=("b",)))
    assert told(found) == [("vanished", "abz", "removed:c01 removed:c02")]
    assert [len(found.as_it_is.paths), len(found.as_it_would_be.paths)] == [2, 1]
    assert found.status == "complete"


def test_without_a_claim_the_step_loses_what_only_that_claim_gave_it() -> None:
    rows = [*ROWS, said("a feeds b 0.5", source="u")]
    found = ask(Setting(claims=("c01",)), rows)
    assert told(found) == [("weaker", "abz", "removed:c01")]
    change = found.changes[0]
    assert change.before is not None and change.after is not None
    assert round(change.before.likelihood, 2) == 0.81
    assert round(change.after.likelihood, 2) == 0.45


def test_without_a_source_all_that_it_says_is_gone() -> None:
    assert told(ask(Setting(sources=("t",)))) == [("vanished", "acz", "removed:c03 removed:c04")]


def test_path_that_moves_up_because_another_is_gone_is_not_called_new() -> None:
    found = ask(Setting(claims=("c01",)), k=1)
    assert told(found) == [("vanished", "abz", "removed:c01"), ("entered", "acz", "")]


def test_supposition_makes_a_path_that_says_in_every_rendering_that_it_is_supposed() -> None:
    supposed = (Supposition("a", "feeds", "m"), Supposition("m", "feeds", "z", likelihood=0.95))
    found = ask(Setting(supposed=supposed))
    assert told(found) == [("appeared", "amz", "added:supposed-1 added:supposed-2")]
    path = next(path for path in found.as_it_would_be.paths if path.nodes[1].id == "m")
    assert found.supposed_steps(path) == (1, 2)
    assert [step.sentence for step in path.steps] == [
        "supposing that A feeds M",
        "supposing that M feeds Z",
    ]
    assert path.steps[0].claims[0].source.title.startswith("Supposed for this question")
    assert [step.likelihood for step in path.steps] == [0.9, 0.95]
    for format, write in FORMATS.items():
        text = write(whatif_view(found), Page())
        assert "suppos" in text, format
    text = write_text(whatif_view(found).document())
    told_as = [line for line in text.splitlines() if "A → M → Z" in line]
    assert len(told_as) == 2
    assert all("steps 1 and 2 only supposed" in line for line in told_as)
    assert "no source says so" in text


def test_supposition_passes_the_filters_that_choose_support() -> None:
    options = {"modalities": ("stated",), "sources": ("s",), "known_by": "2020-12-31",
               "as_of": "2020", "dates": "strict"}  # fmt: skip
    rows = [said("a feeds z", start="2010", end="2030")]
    setting = Setting(supposed=(Supposition("a", "feeds", "m"), Supposition("m", "feeds", "z")))
    assert told(ask(setting, [*rows], **options)) == [
        ("appeared", "amz", "added:supposed-1 added:supposed-2")
    ]


def test_supposed_denial_contests_and_is_never_a_step() -> None:
    denial = Supposition("b", "feeds", "z", denied=True)
    found = ask(Setting(supposed=(denial,)))
    assert found.changes == ()
    assert found.as_it_would_be.paths[0].steps[1].contested
    assert not found.as_it_is.paths[0].steps[1].contested
    assert told(ask(Setting(supposed=(denial,)), uncontested=True)) == [
        ("vanished", "abz", "added:supposed-1")
    ]


def test_collection_itself_is_left_as_it_was() -> None:
    collection = world(ROWS)
    before = dict(collection.claims), dict(collection.sources), collection.ontology
    setting = Setting(sources=("t",), supposed=(Supposition("a", "feeds", "z"),))
    whatif(collection, Query("a", "z"), setting, REFERENCE)
    assert (dict(collection.claims), dict(collection.sources), collection.ontology) == before


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (Setting(), "nothing is taken away and nothing supposed"),
        (Setting(claims=("nope",)), "no claim has the id 'nope'"),
        (Setting(sources=("nope",)), "no source has the id 'nope'"),
        (Setting(entities=("a",)), "a is an end of the question"),
        (Setting(supposed=(Supposition("a", "nope", "z"),)), "unknown relation 'nope'"),
        (Setting(supposed=(Supposition("a", "feeds", "z", False, 2.0),)), "likelihood is 2.0"),
        (
            Setting(entities=("b",), supposed=(Supposition("a", "feeds", "b"),)),
            "is supposed something of and taken away",
        ),
    ],
)
def test_setting_that_means_nothing_is_a_usage_error(setting: Setting, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        ask(setting)


@settings(max_examples=examples(80))
@given(questions(k=4, language=True))
def test_changes_are_those_between_both_answers(question: tuple[Collection, Query]) -> None:
    collection, query = question
    setting = Setting(sources=("s",))
    found = whatif(collection, query, setting, REFERENCE)
    was, now = found.as_it_is.paths, found.as_it_would_be.paths

    def ways(paths: Any) -> dict[Any, int]:
        return {tuple((s.relation, s.along, s.target.id) for s in p.steps): p.cost for p in paths}

    old, new = ways(was), ways(now)
    before = routes(collection, query)
    for change in found.changes:
        assert change.kind in KINDS
        path = change.after or change.before
        (way,) = ways([path])
        expected = {
            "appeared": way in new and way not in before,
            "entered": way in new and way not in old and way in before,
            "vanished": way in old and way not in new,
            "left": way in old and way not in new,
            "stronger": way in old and way in new and new[way] < old[way],
            "weaker": way in old and way in new and new[way] > old[way],
        }
        assert expected[change.kind], change.kind
    changed = {way for change in found.changes for way in ways([change.after or change.before])}
    assert changed == {way for way in {*old, *new} if old.get(way) != new.get(way)}


def test_united_states_and_deepseek_without_the_filing() -> None:
    found = KnowledgeGraph.load().whatif(
        "United States", "DeepSeek", k=1, without_sources="nvidia-2023-8k"
    )
    (weaker,) = found.changes
    assert [one.cited.claim.id for one in weaker.claims] == ["nvidia-2023-8k-001"]
    assert weaker.kind == "weaker"


def test_supposition_goes_by_names_and_terms() -> None:
    kg = KnowledgeGraph.load()
    found = kg.whatif("Japan", "SMIC", suppose=[("Japan", "funds", "SMIC", "likely")])
    assert found.as_it_is.paths == ()
    assert round(found.as_it_would_be.paths[0].likelihood, 3) == 0.675
    with pytest.raises(UsageError, match="is no supposition; give subject, relation, object"):
        kg.whatif("MIIT", "DeepSeek", suppose=[("MIIT", "funds")])
    with pytest.raises(UsageError, match="likelihood 'sometimes' is neither"):
        kg.whatif("MIIT", "DeepSeek", suppose=[("MIIT", "funds", "DeepSeek", "sometimes")])
