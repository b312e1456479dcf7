"""The ontology is data: with other identifiers for every term, answers differ in nothing else.

Types, relations, modalities, grades, needs, channels, states and kinds of evidence are renamed.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from policygraph import KnowledgeGraph
from policygraph.tables import locations

DATA = Path(__file__).parent.parent / "data"
#: A letter before each identifier keeps the order that ties are broken by.
MARK = "z"
#: The columns of tables whose cells are identifiers of terms.
COLUMNS = {"type", "relation", "modality", "grade", "need"}
_TERM = re.compile(r'^pg:\w+ a [^"]*dcterms:identifier "([^"]+)"', re.MULTILINE)
_PATTERN = re.compile(r'pg:pattern "([^"]+)"')
_QUANTITY = re.compile(r'pg:gradeByQuantity "([^"]+)"')


class Both(NamedTuple):
    """The graph as it is, the same with other identifiers, and these identifiers."""

    plain: KnowledgeGraph
    renamed: KnowledgeGraph
    identifiers: frozenset[str]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("renamed")
    ontology, data = folder / "ontology", folder / "data"
    shutil.copytree(locations.ontology_folder(), ontology)
    shutil.copytree(DATA, data)
    core = ontology / "policygraph.ttl"
    text = core.read_text(encoding="utf-8")
    identifiers = frozenset(_TERM.findall(text))
    words = "|".join(sorted(map(re.escape, identifiers), key=len, reverse=True))
    word = re.compile(rf"(?<![\w@-])({words})(?![\w-])")

    def marked(match: re.Match[str]) -> str:
        return match[0].replace(match[1], word.sub(rf"{MARK}\1", match[1]))

    text = re.sub(r'dcterms:identifier "([^"]+)"', marked, text)
    text = _QUANTITY.sub(marked, _PATTERN.sub(marked, text))
    # Named patterns keep their names: they are asked for by them.
    for name in re.findall(r'a pg:NamedPattern ;[^"]*dcterms:identifier "z([^"]+)"', text):
        text = text.replace(f'identifier "{MARK}{name}"', f'identifier "{name}"')
        identifiers -= {name}
    core.write_text(text, encoding="utf-8")
    for path in [data / "entities.csv", *(data / "claims").glob("*.csv")]:
        _mark_cells(path)
    return Both(
        KnowledgeGraph.load(DATA), KnowledgeGraph.load(data, ontology=ontology), identifiers
    )


def _mark_cells(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {c: MARK + text if c in COLUMNS and text else text for c, text in row.items()}
            )


def plain(value: Any, identifiers: frozenset[str]) -> Any:
    """An answer of the renamed graph with the identifiers that the terms had."""
    if isinstance(value, dict):
        return {plain(k, identifiers): plain(v, identifiers) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, identifiers) for one in value]
    if isinstance(value, str) and value.startswith(MARK) and value[len(MARK) :] in identifiers:
        return value[len(MARK) :]
    return value


QUESTIONS: dict[str, Callable[[KnowledgeGraph], Any]] = {
    "trace": lambda kg: kg.trace("United States", "DeepSeek", k=5).as_dict(),
    "pattern": lambda kg: kg.trace("CCP", "DeepSeek", pattern="@state-support/.*").as_dict(),
    "reach": lambda kg: kg.reach("BIS").as_dict(),
    "contradictions": lambda kg: kg.contradictions().as_dict(),
    "show": lambda kg: kg.show("DeepSeek").as_dict(),
    "relation": lambda kg: [
        kg.show(name).as_dict() for name in sorted(kg.collection.ontology.relations)
    ],
    "terms": lambda kg: [
        [sorted(terms) for terms in (o.types, o.modalities, o.grades, o.needs, o.channels)]
        for o in [kg.collection.ontology]
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_do_not_hang_on_what_terms_are_called(both: Both, question: str) -> None:
    ask = QUESTIONS[question]
    before, after = ask(both.plain), ask(both.renamed)
    assert before != after, "nothing was renamed"
    assert plain(after, both.identifiers) == plain(before, both.identifiers)
