"""The peers, one in each file: the same questions in the best form of each library.

A peer's module has ``load(folder, target)``, which returns an object that answers the
questions of a graph's folder. If a peer has its own form on disk, ``build(folder, target)``
writes it to ``target`` once. If that needs other files, ``prepare(folder)`` makes them first
and is not timed. Other peers load the arrows from plain arrays, the fastest form there is.
``CANNOT`` says by task what a peer cannot express, and ``FORM`` in one line what is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Protocol

from ..questions import Answer, Path, Question

#: The peers by name, with the distribution whose version is printed.
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
#: The peer with which all others are compared.
OURS = "compact"


class Peer(Protocol):
    """An object that answers the tasks of :data:`benchmarks.scale.questions.TASKS`."""

    def shortest(self, question: Question) -> list[Path]:
        """One path with the fewest hops, which are its cost; an empty list if there is none."""
        ...

    def best(self, question: Question) -> Answer:
        """The k best paths by cost, at most ``hops`` long, without a repeated entity.

        A peer that only knows whether there is a path returns that.
        """
        ...

    def reach(self, question: Question) -> Answer | Callable[[], Answer]:
        """The entities within ``hops`` hops, without the start.

        If a peer reads its answer lazily, it returns a function that reads all of it for the
        comparison; that function is not timed.
        """
        ...

    def costs(self, question: Question) -> Answer | Callable[[], Answer]:
        """The same with the least cost of a path of at most ``hops`` to each."""
        ...


def module(name: str) -> ModuleType:
    """The module of a peer."""
    return import_module(f"{__name__}.{name}")
