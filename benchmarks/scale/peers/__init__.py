"""The peers, one file each: what is asked for, in the best form that each of them has.

A peer's module has ``load(folder, place)``, which gives something that answers the
questions of a graph's folder. Where a peer keeps a form of its own on disk,
``build(folder, place)`` writes it to ``place`` once, after ``prepare(folder)``, which is not
timed, has made what it reads; otherwise the arrows are loaded from plain arrays, the fastest
there is. ``CANNOT`` says by task what a peer has no form for, and
``FORM`` in one line what is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Protocol

from ..questions import Answer, Path, Question

#: Name on the command line, and the distribution whose version is printed.
PEERS = {
    "compact": "policygraph",
    "compact_csv": "policygraph",
    "reference": "policygraph",
    "networkx": "networkx",
    "igraph": "igraph",
    "networkit": "networkit",
    "scipy": "scipy",
    "duckdb": "duckdb",
    "ladybug": "ladybug",
    "pyoxigraph": "pyoxigraph",
}
#: These are asked by default; the reference engine only where the graph is small.
OURS = "compact"


class Peer(Protocol):
    """What answers the tasks of :data:`benchmarks.scale.questions.TASKS`."""

    def shortest(self, question: Question) -> list[Path]:
        """One path of the fewest hops, with these as its cost; none where there is none."""
        ...

    def best(self, question: Question) -> Answer:
        """The k best paths by cost, at most ``hops`` long, without a repeated entity.

        A peer that can only tell whether there are any tells that.
        """
        ...

    def reach(self, question: Question) -> Answer | Callable[[], Answer]:
        """What is reached within ``hops`` hops, without where it began.

        Where a peer's answer is read as it is needed, a function that reads all of it, to
        be compared; that is not timed.
        """
        ...


def module(name: str) -> ModuleType:
    """The module of a peer."""
    return import_module(f"{__name__}.{name}")
