"""SPARQL queries over small worlds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.sparql.engine import select
from policygraph.sparql.results import Solutions as Found
from tests.world import world


def small(*claims: str | Claim, **more: Any) -> Collection:
    """A world that can be written as RDF, because its sources have addresses."""
    found = world(claims or ["a feeds b"], **more)
    sources = {
        id: replace(source, url=f"https://example.org/{id}") for id, source in found.sources.items()
    }
    return replace(found, sources=sources)


def solutions(text: str, *claims: str) -> list[tuple[str | None, ...]]:
    """The rows of a SELECT over a world of these claims."""
    found = select(small(*claims), (), text)
    assert isinstance(found, Found)
    return [tuple(None if cell is None else cell.value for cell in row) for row in found.rows]
