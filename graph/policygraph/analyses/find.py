"""Matches: the entities that are named like a text, best first."""

from __future__ import annotations

from policygraph.presentation import Presented
from policygraph.query.name_resolver import Match, Names


class Matches(Presented, list[Match]):
    """Entities by name, best first; ``text`` is what was looked for."""

    text: str


def find(names: Names, text: str, limit: int = 10) -> Matches:
    """Entities by id, label, alias or identity, ``limit`` of them at most."""
    matches = Matches(names.find(text, limit))
    matches.text = text
    return matches
