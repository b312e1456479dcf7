"""The table of CONTRIBUTING.md says which files to touch: it is true, and following it works."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from policygraph.environment import GRAPH_VARIABLE, ONTOLOGY_VARIABLE
from tests.documents import ROOT, printed

#: Where a path of the table lies that does not begin with a folder of the repository.
PACKAGE = "graph/policygraph/"


@dataclass(frozen=True)
class Change:
    """A change of a file: ``new`` is put in place of ``old``, which must occur exactly once.

    Without ``old`` it is a new file.
    """

    path: str
    new: str
    old: str = ""

    def apply(self, repository: Path) -> None:
        path = repository / self.path
        if not self.old:
            assert not path.exists(), f"{self.path} exists"
            path.write_text(self.new, encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.path} must have once: {self.old!r}"
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def insert(path: str, after: str, new: str) -> Change:
    """Text after a line of a file."""
    return Change(path, f"{after}\n{new}", f"{after}\n")


# What a contributor does for three rows of the table. If a file moves or a line changes, adapt
# its path or its anchor here, and the row in CONTRIBUTING.md.

#: ``trace --effect enables``: only steps over relations with that effect.
FILTER = (
    insert(
        f"{PACKAGE}query/query.py",
        after="    not_relations: tuple[str, ...] = ()",
        new="    effect: str | None = None\n",
    ),
    insert(
        f"{PACKAGE}query/query.py",
        after='        _all_of("not-relation", self.not_relations, ontology.relations)',
        new="""\
        if self.effect is not None:
            _one_of("effect", self.effect, ("enables", "constrains", "neutral"))
""",
    ),
    insert(
        f"{PACKAGE}query/query.py",
        after='    Restriction("pattern", lambda q: q.pattern, _cleared(pattern=None)),',
        new='    Restriction("effect", lambda q: q.effect, _cleared(effect=None)),\n',
    ),
    Change(
        f"{PACKAGE}query/edges.py",
        old="if filters is None or not (filters.relations or filters.not_relations):",
        new="if not filters or not (filters.relations or filters.not_relations or filters.effect):",
    ),
    Change(
        f"{PACKAGE}query/edges.py",
        old="    return lambda relation: relation in chosen\n",
        new="""\
    if filters.effect is not None:
        chosen = {name for name in chosen if ontology.relations[name].effect == filters.effect}
    return lambda relation: relation in chosen
""",
    ),
    Change(
        f"{PACKAGE}engines/compact/question.py",
        old="        query.not_relations,\n",
        new="        query.not_relations,\n        query.effect,\n",
    ),
    insert(
        f"{PACKAGE}query/options.py",
        after="    not_relations: Several",
        new="    effect: str | None\n",
    ),
    insert(
        f"{PACKAGE}query/wording.py",
        after='        "chronological": "steps that can have followed one another in time",',
        new='        "effect": "only steps with the effect: {}",\n',
    ),
    insert(
        f"{PACKAGE}cli/question_options.py",
        after='    "not_relations": _several("--not-relation", "ID", "Without this relation."),',
        new="""\
    "effect": Annotated[str | None, typer.Option("--effect", help="Only this effect.")],
""",
    ),
)

#: ``export edge-list``: one line for each edge.
FORMAT = (
    Change(
        f"{PACKAGE}formats/edge_list.py",
        '''\
"""One line for each edge: subject, relation, object and the modality of its likeliest claim."""

from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under


def write_edge_list(collection: Collection) -> bytes:
    """The edges, sorted."""
    edges = edges_under(collection)
    lines = (" ".join((*edge.triple, edge.supporting[0].modality)) for edge in edges)
    return "".join(f"{line}\\n" for line in lines).encode()
''',
    ),
    insert(
        f"{PACKAGE}formats/__init__.py",
        after="from policygraph.formats.dot import write_dot",
        new="from policygraph.formats.edge_list import write_edge_list\n",
    ),
    insert(
        f"{PACKAGE}formats/__init__.py",
        after='        _file("dot", ".dot", write_dot, "Graphviz drawings"),',
        new='        _file("edge-list", ".txt", write_edge_list, "one line for each edge"),\n',
    ),
    Change(
        "docs/formats.md",
        old="\n| `mermaid` |",
        new="\n| `edge-list` | one file | scripts | edges | everything else |\n| `mermaid` |",
    ),
    insert(
        "tests/formats/test_laws.py",
        after="""    "dot": ("", b'"a" -> "b"'),""",
        new='    "edge-list": ("", b"a feeds b"),\n',
    ),
)

#: ``neighbours ENTITY``: the entities at the other end of its edges.
ANALYSIS = (
    Change(
        f"{PACKAGE}analyses/neighbours.py",
        '''\
"""Neighbours: the entities at the other end of an entity's edges."""

from policygraph.model.collection import Collection
from policygraph.query.edges import edges_about
from policygraph.query.query import Filters


def neighbours(collection: Collection, entity: str, filters: Filters) -> list[str]:
    """Their ids, sorted."""
    edges = edges_about(collection, (entity,), filters)
    return sorted({end for edge in edges for end in (edge.subject, edge.object)} - {entity})
''',
    ),
    Change(
        f"{PACKAGE}render/neighbours.py",
        '''\
"""The result of ``neighbours`` in every format."""

from policygraph.render.tree import Document, Item, Items
from policygraph.render.views import View


def neighbours_document(found: list[str]) -> Document:
    """A list of the neighbours."""
    return Document("Neighbours", (Items(tuple(Item((name,)) for name in found)),))


def neighbours_view(found: list[str]) -> View:
    """One row for each neighbour."""
    rows = [{"entity": name} for name in found]
    data = {"version": 1, "neighbours": found}
    return View(data, rows, ("entity",), rows, lambda: neighbours_document(found))
''',
    ),
    Change(
        f"{PACKAGE}cli/neighbours.py",
        '''\
"""``policygraph neighbours``: the entities next to one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Filters
from policygraph.render.views import View


@with_options(Filters)
@shows
def neighbours(
    context: Context,
    entity: Annotated[str, typer.Argument(help="Whose, by any name.")],
    options: dict[str, Any],
) -> View:
    """Print the entities next to one."""
    from policygraph.render.neighbours import neighbours_view

    return neighbours_view(context.obj.load().neighbours(entity, **options))
''',
    ),
    Change(
        f"{PACKAGE}cli/main.py",
        old="from policygraph.cli.options import Context, State\n",
        new="from policygraph.cli.neighbours import neighbours\n"
        "from policygraph.cli.options import Context, State\n",
    ),
    Change(
        f"{PACKAGE}cli/main.py",
        old='    ("timeline", timeline,',
        new='    ("neighbours", neighbours, "The entities next to ENTITY."),\n'
        '    ("timeline", timeline,',
    ),
    Change(
        f"{PACKAGE}api.py",
        old="    @documented(FilterOptions)\n    def timeline(",
        new='''\
    def neighbours(self, entity: str, **options: Unpack[FilterOptions]) -> list[str]:
        """The ids of the entities next to one."""
        from policygraph.analyses.neighbours import neighbours

        return neighbours(self.collection, self.names.resolve(entity), self.filters(**options))

    @documented(FilterOptions)
    def timeline(''',
    ),
)

CHANGES = {"a filter": FILTER, "an export format": FORMAT, "an analysis": ANALYSIS}


def rows() -> dict[str, str]:
    """The rows of the table by their first cell; a ``\\|`` in a cell is not used there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("\n| to add | edit | then |\n")[2].partition("\n\n")[0]
    cells = (line.strip("| ").split(" | ", 1) for line in table.splitlines()[1:])
    return {first: rest for first, rest in cells}  # noqa: C416


def named(row: str) -> list[str]:
    """What a row has in backticks."""
    return re.findall(r"`([^`]+)`", row)


def is_path(name: str) -> bool:
    return "/" in name or name.endswith(".py")


def found(path: str) -> list[Path]:
    """The files that a path of the table means; capitals or angle brackets stand for any name."""
    pattern = re.sub(r"<[^>]*>|\bNAME\b", "*", path)
    return [*ROOT.glob(pattern), *(ROOT / PACKAGE).glob(pattern)]


def in_repository(path: str) -> str:
    """A path of the table from the root of the repository."""
    return path if (ROOT / path.split("/")[0]).exists() else PACKAGE + path


@pytest.fixture(params=rows(), ids=lambda name: name)
def row(request: pytest.FixtureRequest) -> str:
    return rows()[request.param]


def test_table_has_a_row_for_each_change_that_is_tried() -> None:
    assert set(CHANGES) <= set(rows())
    assert len(rows()) > 15


def test_paths_in_the_table_exist(row: str) -> None:
    paths = [name for name in named(row) if is_path(name)]
    assert paths
    assert [path for path in paths if not found(path)] == []


def test_names_in_the_table_are_defined_in_a_file_of_their_row(row: str) -> None:
    names = [name for name in named(row) if re.fullmatch(r"[A-Za-z_]+", name)]
    files = [file for name in named(row) if is_path(name) for file in found(name) if file.is_file()]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    undefined = [n for n in names if not re.search(rf"\b(class {n}\b|{n}(: .*)? = )", text)]
    assert undefined == []


def test_commands_options_and_terms_in_the_table_exist(row: str) -> None:
    commands = re.findall(
        r"^  (\w+)", printed(["--help"]).partition("Commands:\n")[2], re.MULTILINE
    )
    ontology = (ROOT / "ontology" / "policygraph.ttl").read_text(encoding="utf-8")
    command = ""
    for name in named(row):
        first, _, rest = name.partition(" ")
        if first == "policygraph":
            command = rest.split()[0]
            assert command in commands, name
        elif first.startswith("--"):
            assert re.search(rf"^  {first}\b", printed([command, "--help"]), re.MULTILINE), name
        elif first.startswith("pg:"):
            assert first in ontology, name
        else:
            assert is_path(name) or name.isidentifier(), f"{name} is neither a path nor a name"


@pytest.mark.parametrize("what", CHANGES)
def test_changed_files_are_those_that_the_row_names(what: str) -> None:
    paths = [in_repository(name) for name in named(rows()[what]) if is_path(name)]
    folders = tuple(path for path in paths if path.endswith("/"))
    for change in CHANGES[what]:
        is_named = change.path in paths or (not change.old and change.path.startswith(folders))
        assert is_named, f"the row {what!r} does not name {change.path}"


class Copy:
    """A copy of the repository with some changes, whose command line can be run.

    It has the compiled kernels of this one, so that nothing is compiled again.
    """

    def __init__(self, folder: Path, changes: tuple[Change, ...]) -> None:
        self.folder = folder
        for name in ("graph", "ontology", "data", "docs", "tests"):
            without = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=without)
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / name, folder / name)
        cache = f"{PACKAGE}engines/compact/kernels/__pycache__"
        (folder / cache).mkdir()
        for file in (ROOT / cache).glob("*.nb?"):
            with suppress(FileNotFoundError):  # Another process may be writing it.
                shutil.copy(file, folder / cache / file.name)
        for change in changes:
            change.apply(folder)

    def run(self, *arguments: str) -> str:
        """What a Python module prints; an exit code other than 0 fails the test."""
        unset = (GRAPH_VARIABLE, ONTOLOGY_VARIABLE)
        environment = {name: value for name, value in os.environ.items() if name not in unset}
        done = subprocess.run(
            [sys.executable, "-B", "-m", *arguments],
            cwd=self.folder,
            env={**environment, "PYTHONPATH": str(self.folder / "graph")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run("policygraph", *arguments, "--format", "json"))


@pytest.mark.slow
def test_filter_added_by_the_table_restricts_paths_in_every_engine(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy", FILTER)
    engines = ["reference", *(["compact"] if importlib.util.find_spec("numba") else [])]
    question = ("trace", "Huawei", "DeepSeek", "-k", "1")
    for engine in engines:
        asked = (*question, "--engine", engine)
        (path,) = copy.json(*asked)["paths"]
        assert {step["effect"] for step in path["steps"]} == {"enables"}
        assert copy.json(*asked, "--effect", "enables")["paths"] == [path]
        assert copy.json(*asked, "--effect", "constrains")["paths"] == []
    absence = copy.json(*question, "--effect", "neutral")["absence"]
    assert "effect" in [restriction["option"] for restriction in absence["restrictions"]]
    dossier = copy.run("policygraph", "dossier", *question[1:], "--effect", "enables")
    assert "\n- Only steps with the effect: enables.\n" in dossier


@pytest.mark.slow
def test_format_added_by_the_table_is_exported_and_tested_by_the_laws(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy", FORMAT)
    lines = copy.run("policygraph", "export", "edge-list", "CCP", "DeepSeek").splitlines()
    assert "china directs chinas-innovation-ecosystem estimated" in lines
    laws = "edge-list or every_format or page_on_formats or suffix"
    report = copy.run("pytest", "-n", "0", "-rA", "-k", laws, "tests/formats/test_laws.py")
    passed = re.findall(r"^PASSED .*::(\w+)(?:\[(.*)\])?$", report, re.MULTILINE)
    assert ("test_a_denied_claim_is_never_an_edge", "edge-list") in passed
    assert ("test_a_hedged_edge_carries_its_modality", "possible-edge-list") in passed
    assert ("test_every_format_that_draws_edges_is_under_the_law", "") in passed


@pytest.mark.slow
def test_analysis_added_by_the_table_is_a_command_and_a_method(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy", ANALYSIS)
    assert "  neighbours " in copy.run("policygraph", "--help")
    answer = copy.json("neighbours", "High-Flyer")
    assert "deepseek" in answer["neighbours"]
    text = copy.run("policygraph", "neighbours", "High-Flyer", "--modality", "stated")
    assert "- deepseek\n" in text
    table = copy.run("policygraph", "neighbours", "High-Flyer", "--format", "csv")
    assert table.splitlines() == ["entity", *answer["neighbours"]]
