"""Asking small worlds in SPARQL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from policygraph.model import Claim, Collection
from policygraph.results import Solutions as Found
from policygraph.sparql import select
from tests.world import world


def small(*claims: str | Claim, **more: Any) -> Collection:
    """A world that can be written as RDF: its sources have addresses."""
    found = world(claims or ["a feeds b"], **more)
    sources = {
        id: replace(source, url=f"https://example.org/{id}") for id, source in found.sources.items()
    }
    return replace(found, sources=sources)


def solutions(text: str, *claims: str) -> list[tuple[str | None, ...]]:
    found = select(small(*claims), (), text)
    assert isinstance(found, Found)
    return [tuple(None if cell is None else cell.value for cell in row) for row in found.rows]
