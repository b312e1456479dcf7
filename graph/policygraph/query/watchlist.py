"""Saved questions: a TOML file of path queries, such as ::

    [[question]]
    name = "party"
    start = "CCP"
    end = "DeepSeek"
    k = 5
    known-by = "2025-01-31"

Options are written as on the command line, without the dashes before them (``relation``,
``max-hops``); those that may be repeated take a list. They are read under the names that the
library uses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from policygraph.errors import DataError, LocationError
from policygraph.query.command_line import flag
from policygraph.query.query import Query


@dataclass(frozen=True, slots=True)
class WatchedQuestion:
    """A question by name; ``options`` are for :meth:`~policygraph.api.KnowledgeGraph.query`."""

    name: str
    start: str
    end: str
    options: Mapping[str, Any]


def read_watchlist(path: str | Path) -> list[WatchedQuestion]:
    """The questions of a file, in its order; raises :class:`DataError` for other content.

    Values of options are checked when the question is asked.
    """
    file = Path(path)
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LocationError(f"{file}: no such file; name one with [[question]] entries") from None
    except OSError as error:
        raise LocationError(f"{file}: cannot be read ({error.strerror})") from None
    except RecursionError:
        raise DataError(f"{file}: is nested too deeply; write lists of names") from None
    except ValueError as error:  # TOML, UTF-8, or a number of too many digits.
        raise DataError(f"{file}: cannot be read as TOML ({error}); fix it there") from None
    questions = read.pop("question", None)
    if not isinstance(questions, list) or not questions or read:
        raise DataError(f"{file}: holds other than questions; write [[question]] before each")
    found: dict[str, WatchedQuestion] = {}
    for number, entry in enumerate(questions, 1):
        question = _question(entry, f"{file}: question {number}")
        if question.name in found:
            raise DataError(f"{file}: two questions are called {question.name!r}; rename one")
        found[question.name] = question
    return list(found.values())


def _question(entry: Any, where: str) -> WatchedQuestion:
    if not isinstance(entry, dict):
        raise DataError(f"{where} is no table; write [[question]] before it")
    for wanted in ("start", "end"):
        if not isinstance(entry.get(wanted), str):
            raise DataError(f'{where} has no {wanted}; write {wanted} = "NAME"')
    start, end = entry.pop("start"), entry.pop("end")
    name = entry.pop("name", f"{start} → {end}")
    if not isinstance(name, str):
        raise DataError(f'{where} has a name that is no text; write name = "NAME"')
    known = {
        flag(field.name).lstrip("-"): field.name
        for field in fields(Query)
        if field.default is not MISSING
    }
    options = {known.get(str(option), str(option)): value for option, value in entry.items()}
    return WatchedQuestion(name, start, end, options)
