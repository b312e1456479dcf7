"""Every result is one tree, and every writer shows all of it, in the same words."""

from __future__ import annotations

import html
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from policygraph import KnowledgeGraph, pipeline
from policygraph.analyses.answer import Answer
from policygraph.errors import UsageError
from policygraph.presentation import Presented
from policygraph.render.results import RENDERINGS, document_of
from policygraph.render.tree import (
    Block,
    Code,
    Document,
    Heading,
    Item,
    Items,
    Line,
    Paragraph,
    Table,
    plain,
    split,
)
from policygraph.render.writers import DOCUMENTS, format_of
from policygraph.render.writers.text import Page, write_text
from tests.cli.running import policygraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Ask = Callable[[KnowledgeGraph], Any]


def filled_sheet() -> Path:
    """A sheet with one verdict of each kind that a document shows apart, and one blank."""
    rows = ("yin-2025-013,says more,ann,a reason", "yin-2025-085,not seen,,", "yin-2025-005,,,")
    file = Path(mkdtemp()) / "verdicts.csv"
    file.write_text("\n".join(["claim,verdict,by,why", *rows, ""]), encoding="utf-8")
    return file


#: A question to each analysis, by the class of what it gives.
QUESTIONS: dict[str, Ask] = {
    "Answer": lambda kg: kg.trace("United States", "DeepSeek", k=3),
    "Audit": lambda kg: kg.audit(5),
    "AuditVerdicts": lambda kg: kg.verdicts(filled_sheet()),
    "CheckReport": lambda kg: pipeline.check(()),
    "Chokepoints": lambda kg: kg.chokepoints("United States", "DeepSeek"),
    "Common": lambda kg: kg.common("Huawei", "DeepSeek", limit=4),
    "Contradictions": lambda kg: kg.contradictions("DeepSeek"),
    "Coverage": lambda kg: kg.coverage("Huawei", older_than=100),
    "Diff": lambda kg: kg.around("DeepSeek").diff(kg.around("Huawei")),
    "Dossier": lambda kg: kg.dossier("United States", "DeepSeek", k=3),
    "Fragility": lambda kg: kg.fragility("United States", "DeepSeek"),
    "Matches": lambda kg: kg.find("deepseek"),
    "Ranking": lambda kg: kg.rank(top=4),
    "ReachResult": lambda kg: kg.reach("BIS"),
    "Shown": lambda kg: kg.show("DeepSeek"),
    "Solutions": lambda kg: kg.sparql("SELECT ?o { id:deepseek pg:develops ?o }"),
    "Statements": lambda kg: kg.sparql("DESCRIBE id:smic"),
    "Summary": lambda kg: kg.info(),
    "Timeline": lambda kg: kg.timeline("H800"),
    "Verdict": lambda kg: kg.sparql("ASK {}"),
    "WhatIf": lambda kg: kg.whatif(
        "United States", "DeepSeek", without_sources="nvidia-2023-8k", k=3
    ),
}
results = pytest.mark.parametrize("name", QUESTIONS)


@cache
def result(name: str) -> Presented:
    found: Presented = QUESTIONS[name](KnowledgeGraph.load())
    return found


def of_html(data: bytes) -> str:
    body = data.decode().partition("<main>")[2]
    lines = re.sub(r"<br>|</?(li|p|h\d|td|th|tr|ol|ul|caption)\b[^>]*>", "\n", body)
    return html.unescape(re.sub(r"<[^>]*>", "", lines))


def of_docx(data: bytes) -> str:
    with ZipFile(io.BytesIO(data)) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    parts = []
    for element in tree.iter():
        if element.tag in (f"{W}p", f"{W}br"):
            parts.append("\n")
        elif element.tag == f"{W}t":
            parts.append(element.text or "")
        elif element.tag == f"{W}tab":
            parts.append("\t")
    return "".join(parts)


def of_markdown(data: bytes) -> str:
    text = re.sub(r"\\(?=\n)", "", data.decode())
    text = re.sub(r"\\([^\w\s])", r"\1", text).replace("&lt;", "<").replace("&amp;", "&")
    return text.replace("**", "")


@cache
def written(name: str) -> dict[str, str]:
    """A result by every writer, as text without its markup."""
    pytest.importorskip("docx")
    document = document_of(result(name))
    files = {format: DOCUMENTS[format].write(document) for format in DOCUMENTS}
    return {
        "text": write_text(document),
        "markdown": of_markdown(files["markdown"]),
        "html": of_html(files["html"]),
        "docx": of_docx(files["docx"]),
    }


def lines_of(document: Document) -> Iterator[Line]:
    for block in (*document.blocks, *document.closing):
        yield from lines_of_block(block)
    yield from document.notes
    yield from document.sources


def lines_of_block(block: Block) -> Iterator[Line]:
    match block:
        case Heading(_, line) | Paragraph(line):
            yield line
        case Items(items):
            yield from lines_of_items(items)
        case Table(_, _, rows):
            yield from (cell for row in rows for cell in row)
        case Code(text):
            yield from ((line,) for line in text.split("\n"))


def lines_of_items(items: tuple[Item, ...]) -> Iterator[Line]:
    for item in items:
        yield item.line
        yield from lines_of_items(item.under)


def words_of(line: Line) -> Iterator[str]:
    """The pieces of a line that hold no mark: writers show these differently."""
    for part in split(line):
        for inline in part:
            text = plain((inline,)).strip()
            if isinstance(inline, str) and text:
                yield " ".join(text.split())


@pytest.mark.slow
def test_every_result_is_asked_for_here() -> None:
    assert set(QUESTIONS) == set(RENDERINGS)
    for name in QUESTIONS:
        assert type(result(name)).__name__ == name


@results
@pytest.mark.parametrize("format", ["text", "markdown", "html", "docx"])
def test_nothing_of_a_result_is_lost_in_any_format(name: str, format: str) -> None:
    text = " ".join(written(name)[format].split())
    for line in lines_of(document_of(result(name))):
        for words in words_of(line):
            assert words in text


@pytest.mark.parametrize("name", ["Answer", "Chokepoints", "Dossier", "Fragility"])
def test_same_step_has_the_same_sentence_in_every_format(name: str) -> None:
    answer = result("Answer")
    assert isinstance(answer, Answer)
    for step in answer.paths[0].steps:
        assert step.channel is not None
        sentence = f"{step.sentence[:1].upper()}{step.sentence[1:]} ({step.channel.label.lower()}, "
        for format, text in written(name).items():
            assert sentence in text, format


@pytest.mark.parametrize("name", ["Answer", "Chokepoints", "Dossier", "Fragility"])
def test_same_claim_has_the_same_evidence_in_every_format(name: str) -> None:
    answer = result("Answer")
    assert isinstance(answer, Answer)
    for step in answer.paths[0].steps:
        for cited in step.claims:
            evidence = rf"{re.escape(cited.claim.id)}: [^\n]*{cited.claim.modality} [\d.]+, "
            for format, text in written(name).items():
                assert re.search(evidence, text), format


@pytest.mark.slow
@results
@pytest.mark.parametrize("format", DOCUMENTS)
def test_same_result_gives_the_same_bytes(name: str, format: str) -> None:
    if format == "docx":
        pytest.importorskip("docx")
    found: Presented = result(name)
    assert found.document(format) == found.document(format)


@results
def test_every_result_shows_itself_in_a_notebook(name: str) -> None:
    shown = result(name)._repr_html_()
    assert not re.search(r"<(html|script|style|body)\b", shown)
    assert "\x1b" not in shown
    ids = re.findall(r' id="([^"]*)"', shown)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r' href="#([^"]*)"', shown)) <= set(ids)


def test_links_of_two_results_in_one_notebook_do_not_meet() -> None:
    first, second = (
        set(re.findall(r' id="([^"]*)"', result(name)._repr_html_()))
        for name in ("Answer", "Timeline")
    )
    assert first and second and not first & second


def test_evidence_is_folded_away_in_a_notebook_and_open_in_a_file() -> None:
    answer = result("Answer")
    assert "<details><summary>" in answer._repr_html_()
    assert b"<details>" not in answer.document("html")


@results
def test_unknown_document_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="unknown document 'pdf'; choose from markdown, html"):
        result(name).document("pdf")


def test_text_is_wrapped_to_the_width_of_its_page_under_its_marks() -> None:
    text = write_text(document_of(result("Answer")), Page(60))
    shown = [line for line in text.splitlines() if "https://" not in line]
    assert max(map(len, shown)) <= 60
    assert re.search(r"^      · \S.*\n        \S", text, re.MULTILINE)


def test_colour_is_never_the_only_sign() -> None:
    document = document_of(result("Contradictions"))
    plain_text, coloured = write_text(document), write_text(document, Page(colour=True))
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain_text
    assert re.search(r"^ *! ", plain_text, re.MULTILINE)


COMMANDS: dict[str, tuple[str, ...]] = {
    "trace": ("Huawei", "DeepSeek", "-k", "1"),
    "reach": ("BIS", "--limit", "2"),
    "common": ("Huawei", "DeepSeek", "--limit", "2"),
    "rank": ("--top", "2"),
    "chokepoints": ("United States", "DeepSeek"),
    "fragility": ("CCP", "DeepSeek"),
    "contradictions": ("High-Flyer",),
    "timeline": ("High-Flyer",),
    "whatif": ("CCP", "DeepSeek", "-k", "1", "--without-source", "yin-2025"),
    "diff": ("data", "data"),
    "show": ("yin-2025-013",),
    "find": ("deepseek",),
    "audit": ("-n", "3"),
    "coverage": ("--type", "policy"),
    "info": (),
    "check": (),
    "query": ("--list",),
    "dossier": ("Huawei", "DeepSeek", "-k", "1"),
}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_writes_the_document_that_the_ending_asks_for(
    command: str, tmp_path: Path
) -> None:
    pytest.importorskip("docx")
    for ending, beginning in (
        (".MD", b""),
        (".html", b"<!doctype html>"),
        (".docx", b"PK\x03\x04"),
    ):
        file = tmp_path / f"out{ending}"
        ran = policygraph(command, *COMMANDS[command], "-o", file)
        assert (ran.code, ran.out) == (0, ""), ran.err
        assert file.read_bytes().startswith(beginning)
        assert len(file.read_bytes()) > 20


def test_format_that_is_given_wins_over_the_ending(tmp_path: Path) -> None:
    file = tmp_path / "out.html"
    assert policygraph("show", "yin-2025-013", "--format", "json", "-o", file).code == 0
    assert file.read_text(encoding="utf-8").startswith("{")
    assert format_of("a.b/out") is None
    assert format_of("out.json") is None


@pytest.mark.parametrize("command", [("trace", "Huawei", "DeepSeek", "-k", "1"), ("info",)])
def test_text_imports_no_other_writer(command: tuple[str, ...]) -> None:
    script = (
        "import sys; from policygraph.cli.main import run; run(sys.argv[1:]);"
        "print(*sorted(n for n in sys.modules if n.startswith('policygraph.render.writers.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "policygraph.render.writers.text"
