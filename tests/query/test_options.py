"""The options of a question are declared, typed and described for every field of it."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from inspect import cleandoc
from typing import get_type_hints

import pytest

from policygraph.query.options import FilterOptions, QueryOptions, ScopeOptions, documented
from policygraph.query.query import Filters, Query, Scope

KINDS: dict[type, type[Filters]] = {
    FilterOptions: Filters,
    ScopeOptions: Scope,
    QueryOptions: Query,
}


@pytest.mark.parametrize("declared", KINDS)
def test_declared_options_are_the_fields_of_a_question(declared: type) -> None:
    options = [field for field in fields(KINDS[declared]) if field.default is not MISSING]
    assert sorted(get_type_hints(declared)) == sorted(field.name for field in options)


@pytest.mark.parametrize("declared", KINDS)
def test_every_declared_option_is_described_with_its_default(declared: type) -> None:
    def method() -> None:
        """Ask."""

    documented(declared)(method)
    described = re.findall(r"^(\w+): ", method.__doc__ or "", re.MULTILINE)
    engine = [] if declared is FilterOptions else ["engine"]
    assert sorted(described) == sorted([*get_type_hints(declared), *engine])


def test_described_defaults_are_those_of_the_fields() -> None:
    for declared, kind in KINDS.items():
        defaults = {field.name: field.default for field in fields(kind)}
        entries = re.split(r"^(\w+): ", cleandoc(declared.__doc__ or ""), flags=re.MULTILINE)
        for name, text in zip(entries[1::2], entries[2::2], strict=True):
            default = " ".join(text.split()).partition("Default: ")[2]
            match defaults[name]:
                case str(value):
                    assert default.startswith(f'"{value}"'), name
                case bool(value):
                    assert default == f"{value}.", name
                case int(value):
                    assert default == f"{value:,}.", name
                case None:
                    assert default.startswith("None"), name
                case _:
                    assert default in ("", "all.", "none."), name


def test_method_without_docstring_is_left_alone() -> None:
    def method() -> None: ...

    assert documented(QueryOptions)(method).__doc__ is None
