"""The dossier: what it says, and that it says the same in all its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from policygraph import KnowledgeGraph
from policygraph.environment import NamedLocations
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.query.name_resolver import Names
from policygraph.render.writers import DOCUMENTS
from tests.world import said, world


def graph(collection: Collection, origins: Mapping[str, str] | None = None) -> KnowledgeGraph:
    sources = {
        id: replace(source, origin=(origins or {}).get(id))
        for id, source in collection.sources.items()
    }
    return KnowledgeGraph(
        replace(collection, sources=sources), Names(collection), named=NamedLocations(("a folder",))
    )


def markdown(kg: KnowledgeGraph, start: str = "a", end: str = "c", **options: Any) -> str:
    return kg.dossier(start, end, **options).document().decode()


def section(text: str, name: str) -> str:
    return text.partition(f"## {name}\n")[2].partition("\n## ")[0]


CONTESTED = (
    said("a feeds b", source="wire", note="As it says"),
    said("a feeds b", source="reprint"),
    said("not a feeds b", source="s", attributed_to="somebody", start="2019"),
    said("b feeds c 0.5", source="t", modality="possible"),
)


@pytest.fixture
def contested() -> KnowledgeGraph:
    return graph(world(CONTESTED), {"reprint": "wire"})


def test_a_step_is_a_sentence_with_a_note_for_each_claim(contested: KnowledgeGraph) -> None:
    text = markdown(contested)
    assert "1. A feeds B.[^1][^2]\n" in text
    assert "2. It is possible that B feeds C.[^4]\n" in text
    first = "[^1]: A feeds B. c01: stated 0.90, known since 2020-06-15, \\[1\\] (As it says)\n"
    assert first in text
    last = "It is possible that B feeds C. c04: possible 0.50, known since 2020-06-15, \\[4\\]"
    assert text.endswith(f"[^4]: {last}\n")


def test_what_speaks_against_a_step_stands_under_it(contested: KnowledgeGraph) -> None:
    text = markdown(contested)
    against = "according to SOMEBODY, it is not so that A feeds B"
    assert f"   - against: {against}[^3]\n" in text
    evidence = "c03: denied, stated 0.90, according to SOMEBODY, since 2019, "
    assert f"[^3]: A{against[1:]}. {evidence}" in text
    assert "- A feeds B.\n" in section(text, "How firm it is")


def test_a_step_whose_dates_are_open_says_so(contested: KnowledgeGraph) -> None:
    text = markdown(contested, as_of="2018")
    open_dates = "   - whether this was so at 2018 is not known: no claim's dates settle it\n"
    assert text.count(open_dates) == 2
    assert open_dates not in markdown(contested)
    dated = graph(world([said("a feeds c", start="2017", end="2019")]))
    assert open_dates not in markdown(dated, as_of="2018")


def test_sources_of_one_origin_are_said_to_be_so(contested: KnowledgeGraph) -> None:
    text = markdown(contested)
    assert "   - supported by 2 sources of 1 origin (wire), opposed by 1 source\n" in text
    assert "| 1 | A → B → C | enables | 0.45 | 2 of 2 (0.50) | 1 | step 1 |" in text
    assert "(reprint; passes on wire)" in section(text, "Sources")


def test_weakest_step_and_what_would_break_the_paths_are_named(contested: KnowledgeGraph) -> None:
    text = section(markdown(contested), "How firm it is")
    assert "- weakest step 2: broken where support must be likelier than 0.50\n" in text
    assert "- step 2 rests on the one source t: no path is left without it \\[4\\]\n" in text
    assert "- step 1 rests on the one origin wire (reprint and wire)" in text
    assert "| t | 1 of 1 |" in text
    assert "| wire | 1 of 1 |" in text


def test_contradictions_that_a_claim_of_the_answer_takes_part_in_are_told() -> None:
    rows = [*CONTESTED, said("a blocks z"), said("not a blocks z", source="t")]
    text = markdown(graph(world(rows)))
    touched = section(text, "Contradictions touched")
    assert "- **Affirmed and denied:** A feeds B (if their dates meet, which is not known).\n" in (
        touched
    )
    for note in ("A feeds B.[^1]", "A feeds B.[^2]", "it is not so that A feeds B.[^3]"):
        assert note in touched
    assert "blocks" not in text


def test_a_contradiction_that_was_not_known_yet_is_not_touched() -> None:
    rows = [said("a feeds c", source="s"), said("not a feeds c", source="t")]
    kg = graph(world(rows, sources={"s": "2019-01-01", "t": "2021-01-01"}))
    none = "No claim of these paths takes part in a contradiction."
    assert none not in markdown(kg)
    assert none in markdown(kg, known_by="2020-01-01")


def test_independent_sources_break_nothing() -> None:
    text = markdown(graph(world([said("a feeds c", source=source) for source in "stu"])))
    assert "   - supported by 3 sources of 3 independent origins\n" in text
    firm = section(text, "How firm it is")
    assert "no single source or origin breaks it" in firm
    assert (
        "No claim that counts under these conditions speaks against a step of these paths." in firm
    )
    assert "Paths that break" not in firm


def test_a_source_that_passes_on_another_is_said_to_do_so() -> None:
    text = markdown(graph(world([said("a feeds c")]), {"s": "An Institute"}))
    assert "(s; passes on An Institute)" in section(text, "Sources")


def test_who_is_cited_for_a_step_is_told_under_it() -> None:
    rows = [
        said("a feeds c", attributed_to="x"),
        said("a feeds c", source="t", attributed_to="x"),
        said("a feeds c", source="u", quantity="5"),
    ]
    text = markdown(graph(world(rows)))
    assert "1. A feeds C.[^1][^2][^3]\n" in text
    assert "   - according to X, A feeds C[^1]\n   - according to X, A feeds C[^2]\n" in text
    assert "   - A feeds C: 5[^3]\n" in text


def test_each_claim_is_one_note_however_often_it_is_cited() -> None:
    rows = ["a feeds b", "b feeds c", "b uses c 0.5", "a feeds c 0.1", "c uses b 0.4"]
    text = markdown(graph(world(rows)), direction="any")
    notes = re.findall(r"^\[\^(\d+)\]: ", text, re.MULTILINE)
    assert notes == [str(n) for n in range(1, len(notes) + 1)]
    ids = re.findall(r"^\[\^\d+\]: .* (c\d+): ", text, re.MULTILINE)
    assert len(ids) == len(set(ids)) == 5
    cited = re.findall(r"\[\^(\d+)\](?!:)", text)
    assert set(cited) == set(notes)
    assert len(cited) > len(notes)


def test_the_question_is_told_with_all_its_conditions(contested: KnowledgeGraph) -> None:
    asked = section(markdown(contested, via="b", known_by="2022-01-01", k=3), "Question")
    assert asked.startswith("\n**By what paths does influence reach C from A, and how do we know?")
    for words in (
        "The best paths, 3 at most.",
        "Each step goes the way influence is declared to flow.",
        "Passing, in this order, through: B.",
        "Claims that could be known by 2022-01-01.",
        "Asked of world: 4 entities, 4 claims, 4 sources; ontology 1.",
    ):
        assert words in asked


def test_an_absence_is_explained_and_what_would_be_is_no_answer(contested: KnowledgeGraph) -> None:
    text = markdown(contested, "c", "a")
    missing = section(text, "What was not found")
    assert "**No path from C to A: lifting direction (influence) would give one.**" in missing
    assert "- without direction influence: would give a path\n" in missing
    assert "### Not an answer to the question; without direction\n\nC → B → A\n" in missing
    assert "no evidence that there is none" in missing
    assert "## Paths" not in text
    assert "## How firm it is" not in text


def test_a_truncated_answer_says_so(contested: KnowledgeGraph) -> None:
    rows = [f"{a} joins {b}" for a in "abcd" for b in "abcd" if a < b]
    text = markdown(graph(world(rows)), "a", "d", budget=2)
    missing = section(text, "What was not found")
    assert "**The search was cut after 2 expansions." in missing


def test_the_best_of_more_says_that_there_may_be_others(contested: KnowledgeGraph) -> None:
    assert "Only the best path was asked for" in markdown(contested, k=1)
    assert "There are no other paths under these conditions." in markdown(contested, k=2)


def test_other_selections_are_told(contested: KnowledgeGraph) -> None:
    text = markdown(contested, select="all-shortest", mode="trail", pattern="feeds/feeds")
    assert "- All paths as good as the best by likelihood.\n" in text
    assert "- No statement occurs twice in a path, while entities may.\n" in text
    assert "- Paths that match feeds/feeds.\n" in text
    assert "What was asked for is all that are best by likelihood; there may be others." in text
    assert "There are no other paths" in markdown(contested, select="all", k=1)


def test_the_command_writes_the_same_kind_of_file(contested: KnowledgeGraph) -> None:
    found = contested.dossier("A", "C", k=2, uncontested=False)
    assert found.command("x y.md") == "policygraph --graph 'a folder' dossier a c -k 2 -o 'x y.md'"
    assert "\n\n    policygraph --graph 'a folder' dossier a c -k 2 -o dossier.md\n\n" in (
        found.document("markdown").decode()
    )
    assert "dossier a c -k 2 -o dossier.html</code>" in found.document("html").decode()


def test_an_engine_that_was_asked_for_is_in_the_command(contested: KnowledgeGraph) -> None:
    pytest.importorskip("numba")
    found = contested.dossier("a", "c", engine="compact")
    assert found.command() == "policygraph --graph 'a folder' dossier a c --engine compact"
    assert contested.dossier("a", "c", engine="reference").command() == (
        "policygraph --graph 'a folder' dossier a c"
    )


def test_an_unknown_file_is_refused(contested: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="unknown document 'pdf'; choose from markdown, html"):
        contested.dossier("a", "c").document("pdf")


def test_a_notebook_shows_the_dossier(contested: KnowledgeGraph) -> None:
    found = contested.dossier("a", "c")
    shown = found._repr_html_()
    assert shown.startswith("<h3>A → C</h3>")
    assert "policygraph --graph &#x27;a folder&#x27; dossier a c</code>" in shown
    assert "<details><summary>A feeds B." in shown


def test_the_curated_dossier_has_every_claim_and_source_of_its_answer() -> None:
    kg = KnowledgeGraph.load()
    answer = kg.trace("United States", "DeepSeek", k=5)
    text = kg.dossier_of(answer).document().decode()
    for path in answer.paths:
        for step in path.steps:
            for cited in (*step.claims, *step.against):
                assert f". {cited.claim.id}: " in text
                url, held = cited.source.url, cited.source.held
                assert (f"<{url}>" if url else held) in text


def test_every_format_has_an_ending_of_its_own() -> None:
    endings = [writer.ending for writer in DOCUMENTS.values()]
    assert endings == [".md", ".html", ".docx"]
