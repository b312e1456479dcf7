"""The stored queries: each answer on a small world, each run on the shipped data, the headers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from policygraph import KnowledgeGraph
from policygraph.errors import DataError, LocationError, UsageError
from policygraph.model.collection import Collection
from policygraph.query.name_resolver import Names
from policygraph.sparql.refusals import read_query
from policygraph.sparql.results import Result, Solutions, Term
from policygraph.sparql.stored_queries import read_stored_queries, with_parameters
from policygraph.tables import locations
from policygraph.tables.ontology import read_ontology
from tests.world import said, world

FOLDER = locations.ontology_folder() / "queries"
KEPT = read_stored_queries(FOLDER)

ENTITIES = {
    "state": "government",
    "fund": "fund",
    "owner": "person",
    "maker": "company",
    "rule": "rule",
    "chip": "chip",
    "tool": "equipment",
    "model": "ai-model",
    "doubter": "group",
}


@cache
def core_world() -> Collection:
    """A state funds a fund that invests in a maker of chips, which a rule restricts.

    Source ``a`` is of 2020-06-15, ``b`` of the year 2022, ``c`` a reprint of ``a``.
    """
    core = read_ontology(locations.ontology_folder() / "policygraph.ttl")
    claims = [
        said("state funds fund", id="funds", source="a"),
        said("fund invests-in maker", id="invests", source="b", start="2021"),
        said("maker manufactures chip", id="makes-a", source="a"),
        said("maker manufactures chip", id="makes-c", source="c", modality="estimated"),
        said("maker uses tool", id="uses-a", source="a", start="2019"),
        said("maker uses tool", id="uses-b", source="b", modality="possible"),
        said("not maker uses tool", id="uses-not", source="b", attributed_to="doubter",
             disputes=("uses-a",)),
        said("model trains-on chip", id="trains", source="a"),
        said("not model uses chip", id="model-not", source="b"),
        said("rule restricts chip", id="restricts", source="b", start="2022-10"),
        said("state issues rule", id="issues", source="b", start="2022-10-07"),
        said("maker develops model", id="develops", source="b", modality="estimated"),
        said("owner majority-owns maker", id="owns", source="a", start="2018"),
        said("state controls owner", id="controls", source="a", modality="possible"),
        said("state directs owner", id="directs", source="b"),
        said("state subsidises maker", id="withdrawn", source="a", withdrawn="2023-01-01"),
    ]  # fmt: skip
    found = world(
        claims, ENTITIES, core.relations.values(), types=core.types.values(), sources={"b": "2022"}
    )
    sources = {
        id: replace(source, url=f"https://example.org/{id}", origin="a" if id == "c" else None)
        for id, source in found.sources.items()
    }
    return replace(found, ontology=core, sources=sources)


def asked(collection: Collection, name: str, **given: str) -> Result:
    files = (locations.resolve().core,)
    graph = KnowledgeGraph(collection, Names(collection), files)
    return graph.sparql(KEPT[name], parameters=given)


def plain(result: Result) -> list[tuple[str | None, ...]]:
    def text(term: Term | None) -> str | None:
        return None if term is None else term.value

    assert isinstance(result, Solutions)
    return [tuple(map(text, row)) for row in result.rows]


ANSWERS: list[tuple[str, dict[str, str], list[tuple[str | None, ...]]]] = [
    (
        "who-funds-whom",
        {},
        [
            ("FUND", "invested in", "MAKER", "stated", "2021", "invests"),
            ("STATE", "funds", "FUND", "stated", None, "funds"),
        ],
    ),
    (
        "one-source",
        {"about": "maker"},
        [
            ("FUND", "invested in", "MAKER", "b"),
            ("MAKER", "develops", "MODEL", "b"),
            ("MAKER", "manufactures", "CHIP", "a"),
            ("OWNER", "is the majority owner of", "MAKER", "a"),
        ],
    ),
    (
        "contradictions",
        {},
        [
            ("MAKER", "uses", "TOOL", "uses-a", "uses-not"),
            ("MAKER", "uses", "TOOL", "uses-b", "uses-not"),
            ("MODEL", "was trained on", "CHIP", "trains", "model-not"),
        ],
    ),
    (
        "not-stated",
        {},
        [
            ("MAKER", "develops", "MODEL", "0.75", "estimated"),
            ("STATE", "controls", "OWNER", "0.5", "possible"),
        ],
    ),
    (
        "known-by",
        {"day": "2022-12-30"},
        [
            ("2020-06-15", "STATE", "controls", "OWNER", "affirmed", "controls"),
            ("2020-06-15", "STATE", "funds", "FUND", "affirmed", "funds"),
            ("2020-06-15", "MAKER", "manufactures", "CHIP", "affirmed", "makes-a"),
            ("2020-06-15", "MAKER", "manufactures", "CHIP", "affirmed", "makes-c"),
            ("2020-06-15", "OWNER", "is the majority owner of", "MAKER", "affirmed", "owns"),
            ("2020-06-15", "MODEL", "was trained on", "CHIP", "affirmed", "trains"),
            ("2020-06-15", "MAKER", "uses", "TOOL", "affirmed", "uses-a"),
        ],
    ),
    (
        "said-about",
        {"about": "TOOL"},
        [
            ("DOUBTER", "denied", "stated", "MAKER", "uses", "TOOL", "uses-not"),
            ("a publisher", "affirmed", "stated", "MAKER", "uses", "TOOL", "uses-a"),
            ("a publisher", "affirmed", "possible", "MAKER", "uses", "TOOL", "uses-b"),
        ],
    ),
    (
        "restricted-chips",
        {},
        [("RULE", "restricts", "CHIP", "2022-10", "2022-10-07", "restricts")],
    ),
    (
        "denied",
        {},
        [
            ("MAKER", "uses", "TOOL", "DOUBTER", "uses-not"),
            ("MODEL", "uses", "CHIP", None, "model-not"),
        ],
    ),
    ("disputed", {}, [("uses-a", "MAKER", "uses", "TOOL", "DOUBTER", "uses-not")]),
    (
        "sources",
        {},
        [
            ("b", "B", "2022", "8", "2"),
            ("a", "A", "2020-06-15", "6", "0"),
            ("c", "C", "2020-06-15", "1", "0"),
        ],
    ),
    (
        "undated",
        {"about": "maker"},
        [
            ("MAKER", "develops", "MODEL", "state", "develops"),
            ("MAKER", "manufactures", "CHIP", "state", "makes-a"),
            ("MAKER", "manufactures", "CHIP", "state", "makes-c"),
            ("MAKER", "uses", "TOOL", "state", "uses-b"),
        ],
    ),
    (
        "control-chain",
        {"below": "maker"},
        [
            ("OWNER", "is the majority owner of", "MAKER"),
            ("STATE", "directs", "OWNER"),
        ],
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "given", "answer"), ANSWERS, ids=[name for name, *_ in ANSWERS])
def test_kept_query_answers_on_a_small_world(
    name: str, given: dict[str, str], answer: list[tuple[str | None, ...]]
) -> None:
    assert plain(asked(core_world(), name, **given)) == answer


def test_a_source_that_passes_on_what_another_passes_on_is_no_second_one() -> None:
    found = core_world()
    sources = {**found.sources, "b": replace(found.sources["b"], origin="c")}
    rows = plain(asked(replace(found, sources=sources), "one-source", about="maker"))
    assert ("MAKER", "uses", "TOOL", "a") in rows


def test_every_kept_query_has_an_answer_here() -> None:
    assert sorted(KEPT) == sorted(name for name, *_ in ANSWERS)
    assert len(KEPT) >= 12


#: On the shipped data: at least so many rows, and a cell that one of them has.
SHIPPED = {
    "who-funds-whom": (8, "kiel-2024-press-001"),
    "one-source": (20, "DeepSeek"),
    "contradictions": (5, "yin-2025-101"),
    "not-stated": (30, "Ascend 910C"),
    "known-by": (20, "gov-cn-2017-35-001"),
    "said-about": (30, "AI leaders who doubt DeepSeek's account"),
    "restricted-chips": (10, "NVIDIA H800"),
    "denied": (15, "yin-2025-085"),
    "disputed": (5, "csis-2025-001"),
    "sources": (50, "yin-2025"),
    "undated": (20, "DeepSeek"),
    "control-chain": (3, "Liang Wenfeng"),
}


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return KnowledgeGraph.load()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(KEPT))
def test_kept_query_answers_on_the_shipped_data(name: str, shipped: KnowledgeGraph) -> None:
    rows = plain(shipped.sparql(KEPT[name]))
    least, cell = SHIPPED[name]
    assert len(rows) >= least
    assert len(set(rows)) == len(rows)
    assert any(cell in row for row in rows)


@pytest.mark.parametrize("name", sorted(KEPT))
def test_kept_query_orders_its_rows_itself(name: str) -> None:
    assert read_query(KEPT[name].text).ordered


def test_year_counts_as_known_from_its_last_day() -> None:
    known = {row[-1] for row in plain(asked(core_world(), "known-by", day="2022-12-31"))}
    assert "uses-b" in known
    assert "withdrawn" not in known


def test_parameter_takes_the_place_of_its_variable_and_nothing_else(tmp_path: Path) -> None:
    text = "# title: T\n# description: D\n# parameter: ?a day 2020-01-01\n"
    text += 'SELECT ?ab ("?a" AS ?b) { <x:?a> ?ab $a . FILTER(?b < ?a) } # ?a\n'
    (tmp_path / "q.rq").write_text(text)
    query = read_stored_queries(tmp_path)["q"]
    collection = core_world()
    assert with_parameters(query, {"a": "2021-02-03"}, Names(collection)).splitlines()[-1] == (
        'SELECT ?ab ("?a" AS ?b) { <x:?a> ?ab "2021-02-03" . FILTER(?b < "2021-02-03") } # ?a'
    )


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("denied", {"day": "2020-01-01"}, "denied has no parameter 'day'; it has none"),
        ("known-by", {"about": "x"}, "no parameter 'about'; it has day"),
        ("known-by", {"day": "2020-01"}, "day: '2020-01' is not a day; write it as YYYY-MM-DD"),
        ("known-by", {"day": '" || true'}, "is not a day"),
        ("known-by", {"day": "2020-01-01?"}, "is not a day"),
        ("said-about", {"about": "> } #"}, "no about is named '> } #'"),
    ],
)
def test_value_that_does_not_fit_is_refused(name: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        with_parameters(KEPT[name], given, Names(core_world()))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * {}", "q.rq:1: no title"),
        ("# title: T\n\nSELECT * {}", "q.rq:1: no description"),
        ("# title: T\n# description: D\n# parameter: ?a colour red", "q.rq:3: '?a colour red'"),
        ("# title: T\n# description: D\n# parameter: a day 2020-01-01", "q.rq:3: 'a day"),
    ],
)
def test_header_that_lacks_something_says_where(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "q.rq").write_text(text)
    with pytest.raises(DataError) as caught:
        read_stored_queries(tmp_path)
    assert str(caught.value).startswith(said)


def test_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LocationError):
        read_stored_queries(tmp_path / "nowhere")
