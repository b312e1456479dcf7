"""The options of a result, declared once for every command that shows one.

``@shows`` makes a command of a function that returns a
:class:`~policygraph.render.views.View`: it has ``--format`` and ``-o`` besides, and both are
checked before the work is done, not after.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from policygraph.cli.options import (
    STDOUT,
    FormatOption,
    OutputOption,
    check_result,
    deliver,
)
from policygraph.render.views import View

#: Name of an option's parameter: what it is, and its default.
_OPTIONS = {"format": (FormatOption, None), "output": (OutputOption, STDOUT)}


def shows(command: Callable[..., View]) -> Callable[..., None]:
    """The command that delivers what ``command`` returns, as its user wants it."""

    @wraps(command)
    def shown(*arguments: Any, format: str | None, output: str, **given: Any) -> None:
        check_result(format, output)
        deliver(command(*arguments, **given), format, output)

    parameters = list(inspect.signature(command, eval_str=True).parameters.values())
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _OPTIONS.items()
    ]
    shown.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    shown.__annotations__ = {p.name: p.annotation for p in parameters}
    return shown
