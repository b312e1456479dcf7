"""The engines, by name; one contract test runs over all of them."""

from __future__ import annotations

from importlib.util import find_spec

from policygraph.engines.base import Corridor, Distance, Engine, Found, Move, Reach, Within
from policygraph.engines.compact import Compact
from policygraph.engines.reference.search import Reference
from policygraph.errors import UsageError
from policygraph.model.collection import Collection

ENGINES: dict[str, Engine] = {"reference": Reference(), "compact": Compact()}

#: From this many claims on the compact engine answers, where it is available.
LARGE = 20_000
#: What an engine needs beyond the base install.
_NEEDS = {"compact": "numba"}

__all__ = [
    "ENGINES",
    "LARGE",
    "Compact",
    "Corridor",
    "Distance",
    "Engine",
    "Found",
    "Move",
    "Reach",
    "Reference",
    "Within",
    "available",
    "engine_for",
]


def available() -> tuple[str, ...]:
    """The engines that this installation can run."""
    return tuple(name for name in ENGINES if name not in _NEEDS or find_spec(_NEEDS[name]))


def engine_for(collection: Collection, name: str | None = None) -> Engine:
    """The engine that answers over a collection: the one named, else by size.

    Without a name: ``compact`` for a store and from :data:`LARGE` claims on, if numba is
    installed; otherwise ``reference``. Both give the same answers. Raises
    :class:`UsageError` for a name that is none, for an engine that is not installed, and
    for a large store without numba, since the reference engine would hold all of it in memory.
    """
    if name is not None and name not in ENGINES:
        raise UsageError(f"unknown engine {name!r}; choose from {', '.join(ENGINES)}")
    installed = available()
    large = len(collection.claims) >= LARGE
    stored = getattr(collection, "numbered", None) is not None
    if name is None:
        name = "compact" if stored or large else "reference"
        if name not in installed and not (stored and large):
            name = "reference"
    if name not in installed:
        raise UsageError(
            f"the {name} engine needs {_NEEDS[name]}; pip install 'policygraph[scale]'"
        )
    return ENGINES[name]
