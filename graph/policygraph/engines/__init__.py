"""The engines, by name. One more is one more entry, held to the same contract tests."""

from __future__ import annotations

from policygraph.engines.base import Engine, Found, Move
from policygraph.engines.reference import Reference

ENGINES: dict[str, Engine] = {"reference": Reference()}

__all__ = ["ENGINES", "Engine", "Found", "Move", "Reference"]
