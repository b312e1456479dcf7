"""How a result shows itself: as a file, and in a notebook.

Results know nothing of their renderings, which are above them: the rendering registers
itself here when :mod:`policygraph.api` is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Shared(dict[str, Any]):
    """Plain values that stand in several places of a result as one object; never changed."""

    __slots__ = ()


class Presented:
    """A result that can be written as a document."""

    __slots__ = ()

    def document(self, format: str = "markdown") -> bytes:
        """The result as a file: ``markdown``, ``html`` or ``docx`` (extra ``docx``)."""
        return _renderers()[0](self, format)

    def _repr_html_(self) -> str:
        return _renderers()[1](self)


File = Callable[[Presented, str], bytes]
Notebook = Callable[[Presented], str]
_registered: list[tuple[File, Notebook]] = []


def register(file: File, notebook: Notebook) -> None:
    """Let ``file`` write documents of results, and ``notebook`` show them in a notebook."""
    _registered[:] = [(file, notebook)]


def _renderers() -> tuple[File, Notebook]:
    if not _registered:
        raise RuntimeError("nothing renders results yet; import policygraph.api first")
    return _registered[0]
