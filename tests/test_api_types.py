"""What help(), editors and mypy know of the options of the API."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

from policygraph import KnowledgeGraph
from policygraph.query.options import FilterOptions, QueryOptions, ScopeOptions, TimeOptions

ROOT = Path(__file__).parent.parent

OPTIONS = {
    **dict.fromkeys(("query", "trace", "between", "page", "dossier"), QueryOptions),
    **dict.fromkeys(("chokepoints", "fragility", "whatif"), QueryOptions),
    **dict.fromkeys(("scope", "reach", "common", "distance", "within"), ScopeOptions),
    **dict.fromkeys(("filters", "contradictions", "coverage", "timeline", "rank"), FilterOptions),
    "at": TimeOptions,
}
#: Those of the methods that search for paths.
SEARCHING = {name for name, kind in OPTIONS.items() if kind in (ScopeOptions, QueryOptions)} - {
    "query",
    "scope",
}

#: One call a line; mypy refuses those marked wrong, and only those.
CALLS = """
from policygraph import KnowledgeGraph
kg = KnowledgeGraph.load()
kg.trace("A", "B", max_hops=3, via="C", avoid=["D", "E"], min_likelihood="likely")
kg.trace("A", "B", engine="compact", mode="trail", min_likelihood=0.5, as_of=None)
kg.reach("A", types={"actor"}, limit=3, sources=("s",), seconds=1.5)
kg.timeline("A", dates="strict", as_of="2024")
kg.page("A", "B", k=3).html
kg.trace("A", "B", max_hop=3)  # wrong
kg.trace("A", "B", max_hops="3")  # wrong
kg.trace("A", "B", mode="run")  # wrong
kg.trace("A", "B", via=3)  # wrong
kg.reach("A", k=3)  # wrong
kg.timeline("A", max_hops=3)  # wrong
kg.query("A", "B", engine="compact")  # wrong
kg.export("turtle", veiw="facts")  # wrong
"""


def public_methods() -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(method)
        for name, method in inspect.getmembers(KnowledgeGraph, callable)
        if not name.startswith("_")
    }


def test_no_method_takes_options_that_are_not_declared() -> None:
    for name, signature in public_methods().items():
        for parameter in signature.parameters.values():
            assert parameter.kind is not inspect.Parameter.VAR_POSITIONAL or name in (
                "load",
                "build",
            )
            if parameter.kind is inspect.Parameter.VAR_KEYWORD:
                assert parameter.annotation == f"Unpack[{OPTIONS[name].__name__}]", name


@pytest.mark.parametrize("name", OPTIONS)
def test_help_names_every_option(name: str) -> None:
    shown = inspect.getdoc(getattr(KnowledgeGraph, name)) or ""
    described = set(re.findall(r"^(\w+): ", shown, re.MULTILINE))
    expected = set(get_type_hints(OPTIONS[name]))
    if name in SEARCHING:
        expected.add("engine")
        assert "engine" in public_methods()[name].parameters
    assert described == expected


@pytest.mark.slow
def test_mypy_refuses_an_option_that_does_not_exist(tmp_path: Path) -> None:
    file = tmp_path / "calls.py"
    file.write_text(CALLS, encoding="utf-8")
    own = ("--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *own, str(file)],
        capture_output=True,
        text=True,
        env={**os.environ, "MYPYPATH": str(ROOT / "graph")},
        check=False,
    )
    refused = {int(line) for line in re.findall(r"calls\.py:(\d+): error", done.stdout)}
    wrong = {n for n, line in enumerate(CALLS.splitlines(), 1) if line.endswith("# wrong")}
    assert refused == wrong, done.stdout + done.stderr
