"""The layers of docs/architecture.md: imports point down, heavy ones are late, only cli/ prints."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import policygraph

PACKAGE = Path(policygraph.__file__).parent
ROOT = Path(__file__).parent.parent

#: Modules whose distribution has another name, or that come with a declared distribution.
DISTRIBUTIONS = {"docx": "python-docx", "markupsafe": "jinja2"}

#: The packages and modules of ``policygraph``, from the ground up. Each imports from those before
#: it in this list, never from those after it.
LAYERS: tuple[str, ...] = (
    "errors",
    "targets",
    "version",
    "environment",
    "presentation",
    "model",
    "query",
    "tables",
    "rdf",
    "checks",
    "engines",
    "sparql",
    "store",
    "analyses",
    "pipeline",
    "formats",
    "render",
    "page",
    "release",
    "api",
    "cli",
    # The package itself hands out names of other modules, when they are asked for.
    "policygraph",
    "__main__",
)

#: The packages that may import a slow library, and only inside a function.
HEAVY: dict[str, tuple[str, ...]] = {
    "rdflib": ("rdf", "formats", "checks", "sparql"),
    "pyshacl": ("checks",),
    "networkx": ("formats", "page", "analyses"),
    "rapidfuzz": ("query", "checks"),
    "pyarrow": ("tables", "formats", "store"),
    "llvmlite": ("engines",),
    "numba": ("engines",),
    "numpy": ("engines", "store"),
    "pyvis": ("page",),
    "docx": ("render",),
}

#: Modules that extend a class of a heavy library and so import it at module level. They are
#: heavy themselves, and are imported only inside functions.
EXTENDING = {"policygraph.page.network": "pyvis"}

#: Packages of arrays, whose modules import numpy at module level. Other modules import them
#: only inside a function.
NUMERIC = ("engines/compact/", "store/")


def numeric(path: Path) -> bool:
    """Whether a module belongs to a package of arrays; its ``__init__`` does not count."""
    inside = path.relative_to(PACKAGE).as_posix()
    return inside.startswith(NUMERIC) and path.name != "__init__.py"


def package_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "policygraph" if parts == ("__init__",) else parts[0]


@cache
def modules() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))
    }


def names_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.Module) -> Iterator[tuple[str, bool, int]]:
    """The imports of a module: dotted name, whether at module level, and line.

    ``if TYPE_CHECKING`` imports nothing at run time and is left out.
    """
    pending: list[tuple[ast.AST, bool]] = [(tree, True)]
    while pending:
        node, at_once = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            pending.extend((child, at_once) for child in node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, at_once, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if known(whole) else str(node.module), at_once, node.lineno
        inner = at_once and not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
        )
        pending.extend((child, inner) for child in ast.iter_child_nodes(node))


@cache
def known(name: str) -> bool:
    return name in {names_of(path) for path in modules()}


def test_every_package_has_a_layer() -> None:
    built = {package_of(path) for path in modules()}
    assert built == set(LAYERS)
    assert len(LAYERS) == len(set(LAYERS))


def test_documented_layers_are_the_tested_ones() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| \d+ \| `(\w+)(?:/|\.py)` \|", text, re.MULTILINE)
    assert tuple(reversed(documented)) == LAYERS[:-2]


@pytest.mark.slow
def test_every_imported_library_is_declared_and_documented() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (extra for name, extra in project["optional-dependencies"].items() if name != "test")
    declared = {
        re.match(r"[\w-]+", line)[0]  # type: ignore[index]
        for line in (*project["dependencies"], *(line for extra in extras for line in extra))
    }
    imported = {name.split(".")[0] for tree in modules().values() for name, _, _ in imports(tree)}
    libraries = {
        DISTRIBUTIONS.get(name, name)
        for name in imported - set(sys.stdlib_module_names) - {"policygraph"}
    }
    assert sorted(libraries - declared) == []
    dependencies = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    documented = dependencies.partition("\n## Dependencies\n")[2]
    assert [name for name in sorted(libraries) if not re.search(rf"\b{name}\b", documented)] == []


def test_imports_point_down() -> None:
    layer = {name: number for number, name in enumerate(LAYERS)}
    upward = []
    for path, tree in modules().items():
        for name, _, line in imports(tree):
            if not name.startswith("policygraph."):
                continue
            here, there = package_of(path), name.split(".")[1]
            if layer[there] > layer[here]:
                upward.append(f"{path.relative_to(PACKAGE)}:{line} imports {name}")
    assert upward == []


def test_only_the_command_line_imports_the_package_itself() -> None:
    tops = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path, tree in modules().items()
        for name, at_once, line in imports(tree)
        if name == "policygraph" and package_of(path) not in ("cli", "__main__")
    ]
    assert tops == []


def test_no_modules_import_each_other_in_a_cycle() -> None:
    arrows = {
        names_of(path): {
            name
            for name, _, _ in imports(tree)
            if name.startswith("policygraph.") and name != names_of(path)
        }
        for path, tree in modules().items()
    }
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way[way.index(name) :], name))
        if name not in done:
            for target in sorted(arrows.get(name, ())):
                walk(target, (*way, name))
            done.add(name)

    for name in sorted(arrows):
        walk(name, ())


def test_heavy_libraries_are_imported_only_in_functions_that_use_them() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for path, tree in modules().items()
        for name, at_once, line in imports(tree)
        if (name in EXTENDING and at_once)
        or (
            (top := name.split(".")[0]) in HEAVY
            and (
                (at_once and not numeric(path) and EXTENDING.get(names_of(path)) != top)
                or package_of(path) not in HEAVY[top]
            )
        )
    ]
    assert wrong == []


def test_modules_of_arrays_are_imported_only_in_functions() -> None:
    packages = {names_of(PACKAGE / folder / "__init__.py") for folder in NUMERIC}
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for path, tree in modules().items()
        for name, at_once, line in imports(tree)
        if at_once and not numeric(path)
        if name not in packages and name.startswith(tuple(f"{package}." for package in packages))
    ]
    assert wrong == []


@pytest.mark.parametrize("module", ["policygraph", "policygraph.api", "policygraph.cli"])
def test_importing_the_package_imports_no_heavy_library(module: str) -> None:
    script = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert set(HEAVY) & set(done.stdout.split()) == set()


def test_only_the_command_line_prints_and_ends_the_process() -> None:
    found = []
    for path, tree in modules().items():
        if package_of(path) == "cli":
            continue
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else node
            name = ast.unparse(called) if isinstance(called, ast.Name | ast.Attribute) else ""
            ends = name in ("SystemExit", "exit", "quit", "os._exit", "sys.exit")
            if (
                ends
                or name in ("sys.stdout", "sys.stderr")
                or (isinstance(node, ast.Call) and name == "print")
            ):
                found.append(f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)} {name}")
    assert found == []
