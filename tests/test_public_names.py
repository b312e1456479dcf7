"""The package exports exactly its public names, and every public name has a docstring."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

import policygraph


def modules() -> Iterator[ModuleType]:
    yield policygraph
    for found in pkgutil.walk_packages(policygraph.__path__, "policygraph."):
        yield importlib.import_module(found.name)


def test_package_exports_exactly_its_public_names() -> None:
    assert sorted(policygraph.__all__) == [
        "Answer",
        "KnowledgeGraph",
        "Path",
        "PolicyGraphError",
        "__version__",
    ]
    assert dir(policygraph) == sorted(policygraph.__all__)
    for name in policygraph.__all__:
        assert getattr(policygraph, name) is not None
    assert set(policygraph._HOMES) | {"__version__"} == set(policygraph.__all__)


def test_star_import_gives_the_public_names() -> None:
    namespace: dict[str, object] = {}
    exec("from policygraph import *", namespace)
    assert set(namespace) - {"__builtins__"} == set(policygraph.__all__)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'policygraph' has no attribute 'Graph'"):
        policygraph.Graph  # noqa: B018


def test_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert policygraph.__version__ == version("policygraph")


def test_every_public_module_class_and_function_has_a_docstring() -> None:
    undocumented = []
    for module in modules():
        if not module.__doc__:
            undocumented.append(module.__name__)
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
                continue
            if not (inspect.isclass(thing) or inspect.isfunction(thing)):
                continue
            if not own_doc(thing):
                undocumented.append(f"{module.__name__}.{name}")
            if inspect.isclass(thing):
                undocumented.extend(
                    f"{module.__name__}.{name}.{member}"
                    for member, value in vars(thing).items()
                    if not member.startswith("_")
                    and isinstance(value, property | classmethod | staticmethod | type(own_doc))
                    and not inspect.getdoc(value)
                )
    assert undocumented == []


def own_doc(thing: object) -> str:
    """The written docstring, not the signature that a dataclass gets."""
    text = inspect.getdoc(thing) or ""
    name = getattr(thing, "__name__", "")
    return "" if text.startswith(f"{name}(") else text


def test_every_exception_is_a_policygraph_error() -> None:
    for module in modules():
        for thing in vars(module).values():
            if (
                inspect.isclass(thing)
                and issubclass(thing, Exception)
                and thing.__module__.startswith("policygraph")
            ):
                assert issubclass(thing, policygraph.PolicyGraphError)
