"""The command that asks a question again: it asks that question and no other."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from typer.models import OptionInfo

from policygraph import KnowledgeGraph
from policygraph.cli.options import State
from policygraph.cli.question_options import OPTIONS
from policygraph.environment import GRAPH_VARIABLE, ONTOLOGY_VARIABLE, NamedLocations
from policygraph.model.collection import Collection
from policygraph.query.command_line import command, flag, quoted
from policygraph.query.name_resolver import Names
from policygraph.query.query import Query
from tests.cli.running import dataset, policygraph
from tests.engines.questions import questions
from tests.examples import examples


def declared(field: str) -> str:
    """The flag that the command line declares for a field."""
    (option,) = (one for one in get_args(OPTIONS[field]) if isinstance(one, OptionInfo))
    # In an annotation the library keeps the first of the flags where a default would stand.
    return str(option.default)


@pytest.mark.parametrize("field", OPTIONS)
def test_a_flag_is_that_of_the_command_line(field: str) -> None:
    assert flag(field) == declared(field)


@settings(max_examples=examples(40))
@given(questions(language=True))
def test_a_command_asks_its_question_again(asked: tuple[Collection, Query]) -> None:
    collection, query = asked
    graph = KnowledgeGraph(collection, Names(collection))
    words = shlex.split(command("trace", query, NamedLocations()))
    assert words[0] == "policygraph"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(State, "load", lambda self: graph)
        ran = policygraph(*words[1:], "--format", "json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["query"] == query.as_dict()


def test_what_is_left_at_its_default_is_not_said() -> None:
    assert command("dossier", Query("a", "b"), NamedLocations()) == "policygraph dossier a b"


def test_a_date_before_the_year_0_is_no_flag() -> None:
    line = command("trace", Query("a", "b", as_of="-0500"), NamedLocations())
    assert line == "policygraph trace a b --as-of=-0500"


def test_folders_are_named_as_they_were_and_quoted() -> None:
    named = NamedLocations(("data", "my claims; rm -rf it's"), "an ontology")
    line = command("trace", Query("a", "b"), named, output="a file.md")
    assert line.startswith(f"{ONTOLOGY_VARIABLE}='an ontology' policygraph --graph data --graph ")
    assert shlex.split(line)[2:] == [
        "--graph", "data", "--graph", "my claims; rm -rf it's", "trace", "a", "b",
        "-o", "a file.md",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["a\nb", "back\\slash'quote\t", "\u202egpj", "\udcff", "é \x01"])
def test_a_shell_reads_what_cannot_be_seen_in_a_command(text: str) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash is at hand to read what is quoted")
    word = quoted(text)
    assert word.isprintable()
    done = subprocess.run([bash, "-c", f"printf %s {word}"], capture_output=True, check=True)
    assert done.stdout == text.encode(errors="surrogateescape")


def test_a_graph_knows_what_it_was_told_to_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(GRAPH_VARIABLE, raising=False)
    monkeypatch.delenv(ONTOLOGY_VARIABLE, raising=False)
    folder = str(dataset(tmp_path / "own"))
    assert KnowledgeGraph.load().named == NamedLocations()
    assert KnowledgeGraph.load(folder).named == NamedLocations((folder,))
    assert KnowledgeGraph.load("data", ontology="ontology").named == NamedLocations(
        ("data",), "ontology"
    )
    monkeypatch.setenv(GRAPH_VARIABLE, folder)
    monkeypatch.setenv(ONTOLOGY_VARIABLE, "ontology")
    assert KnowledgeGraph.load().named == NamedLocations((folder,), "ontology")


def test_a_part_of_a_graph_has_no_command() -> None:
    part = KnowledgeGraph.load().around("DeepSeek")
    assert part.named is None
    assert part.dossier("DeepSeek", "DeepSeek app", k=1).command() is None
