"""The engines, by name. One more is one more entry, held to the same contract tests."""

from __future__ import annotations

from policygraph.engines.base import Corridor, Engine, Found, Move, Reach
from policygraph.engines.reference import Reference

ENGINES: dict[str, Engine] = {"reference": Reference()}

__all__ = ["ENGINES", "Corridor", "Engine", "Found", "Move", "Reach", "Reference"]
