"""Every field of a query is known wherever a query is written, read, answered or described.

A field that is added to :class:`Query` and forgotten in one of these places fails here, by
the name of the place.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from typer.models import OptionInfo

import policygraph
from policygraph.cli.question_options import OPTIONS
from policygraph.environment import NamedLocations
from policygraph.query.command_line import command, flag
from policygraph.query.options import QueryOptions
from policygraph.query.query import RESTRICTIONS, Query, restrictions_of
from policygraph.query.watchlist import read_watchlist
from policygraph.query.wording import conditions
from tests.cli.running import policygraph as run
from tests.engines.influence_worlds import influence_world

PACKAGE = Path(policygraph.__file__).parent
TESTS = Path(__file__).parent.parent
#: Where both engines ask which ways a step may go.
CROSSINGS = PACKAGE / "engines" / "base.py"

#: Of each field, a value that is not its default.
VALUES: dict[str, Any] = {
    "relations": ("feeds",), "not_relations": ("feeds",), "transit_types": ("chip",),
    "not_transit_types": ("chip",), "via": ("a",), "avoid": ("b",), "sources": ("s",),
    "not_sources": ("s",), "modalities": ("stated",), "min_likelihood": 0.5, "as_of": "2020",
    "known_by": "2020-01-01", "dates": "strict", "direction": "any", "mode": "walk",
    "select": "all", "rank": "hops", "pattern": "feeds", "max_degree": 2, "max_hops": 2,
    "chronological": True, "uncontested": True, "budget": 5, "max_steps": 9,
    "seconds": 1.5, "k": 3, "any_order": True, "any_composition": True, "any_force": True,
    "any_addressee": True, "channels": ("wish",), "each_path": True,
}  # fmt: skip

#: Fields that choose or bound, and keep no path from being found.
NO_RESTRICTION = {"k", "select", "rank", "each_path", "budget", "max_steps", "seconds"}
#: Fields that only end a search early, which tests/engines/test_contract.py and
#: tests/engines/test_limits_of_an_answer.py hold.
LIMITS = {"budget", "max_steps", "seconds"}

#: Where questions are generated: plain ones, and those of what influence means.
GENERATORS = ("questions.py", "influence_worlds.py")

FIELDS = [field.name for field in fields(Query) if field.default is not MISSING]


def parsed(path: Path, function: str = "") -> ast.AST:
    """A source file, or one function of it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return next(
        (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function), tree
    )


def attributes(tree: ast.AST, owners: set[str]) -> set[str]:
    """The attributes that source text reads of what has one of these names."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (getattr(node.value, "attr", "") or getattr(node.value, "id", "")) in owners
    }


@cache
def properties() -> dict[str, set[str]]:
    """What the properties of a query read of it."""
    return {
        node.name: attributes(node, {"self"})
        for node in ast.walk(parsed(PACKAGE / "query" / "query.py"))
        if isinstance(node, ast.FunctionDef)
        and any(getattr(one, "id", "") == "property" for one in node.decorator_list)
    }


def read_of_query(paths: list[Path], *more: ast.AST) -> set[str]:
    """What source files read of a query, a scope or filters, in a property or not."""
    owners = {"query", "scope", "filters", "_query", "_scope"}
    found: set[str] = set()
    waiting = set().union(*(attributes(tree, owners) for tree in (*map(parsed, paths), *more)))
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= properties().get(name, set()) - found
    return found


@cache
def reference_reads() -> set[str]:
    engine = sorted((PACKAGE / "engines" / "reference").glob("*.py"))
    rules = sorted((PACKAGE / "query" / "influence").glob("*.py"))
    return read_of_query([*engine, *rules, PACKAGE / "query" / "edges.py", CROSSINGS])


@cache
def compact_reads() -> set[str]:
    engine = sorted((PACKAGE / "engines" / "compact").rglob("*.py"))
    ways = parsed(PACKAGE / "query" / "influence" / "rules.py", "counted_ways")
    return read_of_query([*engine, CROSSINGS], ways)


@cache
def oracle_reads() -> set[str]:
    oracles = ("oracle.py", "influence_oracle.py")
    return read_of_query([TESTS / "engines" / name for name in oracles]) | LIMITS


@cache
def generated() -> set[str]:
    """What the generator of questions sets: by keyword, or as a key of its options."""
    names = set(LIMITS)
    texts = [(TESTS / "engines" / name).read_text() for name in GENERATORS]
    for node in (node for text in texts for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
        elif isinstance(node, ast.keyword) and node.arg:
            names.add(node.arg)
    return names


@cache
def documented() -> str:
    return (TESTS.parent / "docs" / "paths.md").read_text(encoding="utf-8")


@cache
def help_text() -> str:
    return run("trace", "--help").out


def declared_flag(field: str) -> str | None:
    """The flag that the command line declares for a field."""
    for one in get_args(OPTIONS.get(field)):
        if isinstance(one, OptionInfo):
            # In an annotation the library keeps the first of the flags where a default would be.
            return str(one.default)
    return None


def is_worded(field: str) -> bool:
    """Whether the wording has words of its own for a field, beyond its name and value."""
    if field not in VALUES:
        return False
    collection = influence_world(["a feeds b"], entities={"a": "chip", "b": "thing"})
    options = {field: VALUES[field], **({"select": "shortest"} if field == "k" else {})}
    added = set(conditions(collection, Query("a", "b", **options)))
    added -= set(conditions(collection, Query("a", "b")))
    bare = field.replace("_", " ")
    return bool(added) and not any(words.partition(":")[0] == bare for words in added)


def is_saved(field: str, folder: Path) -> bool:
    """Whether a file of saved questions takes the option by its name on the command line."""
    name = (declared_flag(field) or "").lstrip("-")
    if not name or field not in VALUES:
        return False
    value = list(VALUES[field]) if isinstance(VALUES[field], tuple) else VALUES[field]
    file = folder / "watch.toml"
    text = f'[[question]]\nstart = "a"\nend = "b"\n{name} = {json.dumps(value)}\n'
    file.write_text(text, encoding="utf-8")
    return read_watchlist(file)[0].options == {field: value}


def is_reproduced(field: str) -> bool:
    """Whether the command that asks a question again gives the option."""
    if field not in VALUES:
        return False
    line = command("trace", Query("a", "b", **{field: VALUES[field]}), NamedLocations())
    return declared_flag(field) in line.split()


@cache
def restricting() -> set[str]:
    """What restricts a question, whatever it sets."""
    ontology = influence_world(["a feeds b"]).ontology
    found = (*RESTRICTIONS, *restrictions_of(Query("a", "b"), ontology))
    return {one.option for one in found}


PLACES: dict[str, Callable[[str, Path], bool]] = {
    "QueryOptions (query/options.py)": lambda field, _: field in get_type_hints(QueryOptions),
    "the command line (cli/question_options.py)": lambda field, _: field in OPTIONS,
    "the help of trace": lambda field, _: (
        re.search(rf"(?<![\w-]){flag(field)}(?![\w-])", help_text()) is not None
    ),
    "the rule of flags (query/command_line.py)": lambda field, _: (
        declared_flag(field) == flag(field)
    ),
    "the command that asks again (query/command_line.py)": lambda field, _: is_reproduced(field),
    "saved questions (query/watchlist.py)": is_saved,
    "the wording (query/wording.py)": lambda field, _: is_worded(field),
    "RESTRICTIONS (query/query.py), or NO_RESTRICTION here": lambda field, _: (
        field in NO_RESTRICTION or flag(field)[2:] in restricting()
    ),
    "the reference engine": lambda field, _: field in reference_reads(),
    "the compact engine": lambda field, _: field in compact_reads(),
    "the oracles (tests/engines/oracle.py, influence_oracle.py)": lambda field, _: (
        field in oracle_reads()
    ),
    "generated questions (tests/engines/questions.py, influence_worlds.py)": lambda field, _: (
        field in generated()
    ),
    "docs/paths.md": lambda field, _: f"`{flag(field)}" in documented(),
}


def test_every_field_has_a_value_to_test_with() -> None:
    assert sorted(VALUES) == sorted(FIELDS)
    defaults = {field.name: field.default for field in fields(Query)}
    assert [name for name in FIELDS if VALUES[name] == defaults[name]] == []


@pytest.mark.parametrize("field", FIELDS)
def test_every_place_knows_the_field(field: str, tmp_path: Path) -> None:
    forgotten = [place for place, knows in PLACES.items() if not knows(field, tmp_path)]
    assert not forgotten, f"{field} is unknown to: {', '.join(forgotten)}"


def test_no_place_claims_to_know_a_field_that_does_not_exist(tmp_path: Path) -> None:
    """Otherwise a forgotten field would pass."""
    assert [place for place, knows in PLACES.items() if knows("colour", tmp_path)] == []
