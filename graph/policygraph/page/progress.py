"""How far the making of a page has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

#: Called with the part that is done, from 0 to 1.
Progress: TypeAlias = Callable[[float], None]


def ignore(part: float) -> None:
    """Progress that nobody asked for."""
