"""The examples in the documents show the current outputs."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.documents import (
    DOCUMENTS,
    ROOT,
    Example,
    agrees,
    examples,
    printed,
    vocabulary,
)

_EXAMPLES = [example for document in DOCUMENTS for example in examples(document)]


@pytest.mark.slow
@pytest.mark.parametrize("example", _EXAMPLES, ids=lambda example: example.name)
def test_command_in_a_document_has_the_output_shown(example: Example) -> None:
    assert example.arguments is not None
    actual = printed(example.arguments)
    assert agrees(example.expected, actual), f"run: python tests/documents.py\n{actual}"


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_python_in_a_document_has_the_output_shown(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    session = "\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(session, {}, document.name, str(document), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    report: list[str] = []
    runner.run(test, out=report.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(report)


def test_readme_has_one_line_to_query_and_one_to_test() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line[2:] for line in readme.splitlines() if line.startswith("$ ")]
    assert any(c.endswith("policygraph trace CCP DeepSeek") and "venv" in c for c in commands)
    assert any(c.endswith("/pytest") and "[test]" in c for c in commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_have_a_target(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (document.parent / target).exists(), target


@pytest.mark.slow
def test_command_line_page_names_every_command_and_option() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    commands = printed(["--help"]).partition("Commands:\n")[2]
    for command in re.findall(r"^  (\w+)", commands, re.MULTILINE):
        assert f"`{command}" in page, command
    documents = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    for command in re.findall(r"^  (\w+)", commands, re.MULTILINE):
        # An option with a short form is documented by it: -o, not --output.
        for option in re.findall(r"^  (--?[\w-]+)", printed([command, "--help"]), re.MULTILINE):
            named = re.search(rf"(?<![\w-]){option}(?![\w-])", documents)
            assert option == "-h" or named, f"{command} {option}"


def test_ontology_page_is_current() -> None:
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert page == vocabulary(), "run: python tests/documents.py"


def test_alignments_are_turtle_and_use_declared_terms() -> None:
    from pyoxigraph import NamedNode, RdfFormat, parse

    from policygraph.model.iris import NS

    def terms(name: str) -> set[str]:
        quads = parse(path=str(ROOT / "ontology" / name), format=RdfFormat.TURTLE)
        return {
            quad.subject.value
            for quad in quads
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(NS)
        }

    assert terms("alignments.ttl") <= terms("policygraph.ttl")
