"""Plain values as JSON, piece by piece, so that a long result is never one text in memory.

The bytes are those of :func:`json.dumps`. What stands in several places as one object
(:class:`~policygraph.presentation.Shared`) is written once for each depth and then repeated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from policygraph.presentation import Shared


def json_lines(records: Any) -> Iterator[str]:
    """Each record on a line of its own."""
    encoder = _Encoder(None)
    return (encoder.text(record, 0) + "\n" for record in records)


def json_parts(value: Any, indent: int | None) -> Iterator[str]:
    """The text of a value: what its outermost lists hold comes piece by piece."""
    encoder = _Encoder(indent)
    if not isinstance(value, dict) or not value:
        yield encoder.text(value, 0)
        return
    opening = "{"
    for key, one in value.items():
        yield f"{opening}{encoder.line(1)}{_scalar(str(key))}: "
        opening = encoder.comma
        if isinstance(one, list) and one:
            yield "["
            for number, item in enumerate(one):
                yield f"{encoder.comma if number else ''}{encoder.line(2)}{encoder.text(item, 2)}"
            yield f"{encoder.line(1)}]"
        else:
            yield encoder.text(one, 1)
    yield f"{encoder.line(0)}}}"


class _Encoder:
    """Writes values at a depth; ``indent`` is that of :func:`json.dumps`."""

    def __init__(self, indent: int | None) -> None:
        self.indent = indent
        self.comma = ", " if indent is None else ","
        #: Texts by the identity of the shared value and the depth; the value is kept alive.
        self._known: dict[tuple[int, int], tuple[Shared, str]] = {}

    def line(self, level: int) -> str:
        """The beginning of a line at a depth."""
        return "" if self.indent is None else "\n" + " " * (self.indent * level)

    def text(self, value: Any, level: int) -> str:
        """A value that begins at a depth."""
        if isinstance(value, Shared):
            key = (id(value), level)
            if key not in self._known:
                self._known[key] = value, self._text(value, level)
            return self._known[key][1]
        return self._text(value, level)

    def _text(self, value: Any, level: int) -> str:
        if isinstance(value, dict) and value:
            parts = [
                f"{_scalar(str(key))}: {self.text(one, level + 1)}" for key, one in value.items()
            ]
            ends = "{}"
        elif isinstance(value, list | tuple) and value:
            parts = [self.text(one, level + 1) for one in value]
            ends = "[]"
        else:
            return _scalar(value)
        line = self.line(level + 1)
        return f"{ends[0]}{line}{(self.comma + line).join(parts)}{self.line(level)}{ends[1]}"


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
