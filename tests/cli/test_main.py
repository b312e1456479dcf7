"""The table of commands, and the functions in it."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import policygraph.cli
from policygraph.cli.main import COMMANDS
from tests.cli.running import policygraph as run


def test_every_command_is_a_function_of_its_own_module() -> None:
    for name, function, help in COMMANDS:
        module = sys.modules[function.__module__]
        assert getattr(module, name) is function
        assert module.__name__.startswith("policygraph.cli.")
        assert inspect.getdoc(function)
        assert help


def test_help_lists_the_commands_of_the_table_in_its_order() -> None:
    shown = run("--help").out.partition("Commands:\n")[2]
    assert re.findall(r"^  (\w+)", shown, re.MULTILINE) == [name for name, *_ in COMMANDS]


def test_every_module_with_a_command_is_in_the_table() -> None:
    folder = Path(policygraph.cli.__file__).parent
    described = {
        path.stem for path in folder.glob("*.py") if path.read_text().startswith('"""``policygraph')
    }
    assert {function.__module__.split(".")[-1] for _, function, _ in COMMANDS} == described
