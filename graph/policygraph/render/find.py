"""What ``find`` gives: entities by name, best first."""

from __future__ import annotations

from policygraph.analyses.find import Matches
from policygraph.model.names import isolated
from policygraph.query.name_resolver import Match
from policygraph.render.tree import Document, Paragraph, Table
from policygraph.render.views import View

_COLUMNS = ("id", "label", "type", "tier", "name", "score")


def find_view(matches: Matches) -> View:
    """The matches in every shape."""
    rows = [
        {
            "id": match.entity.id,
            "label": match.entity.label.text,
            "type": match.entity.type,
            "tier": match.tier,
            "name": match.name,
            "score": match.score,
        }
        for match in matches
    ]
    return View(rows, rows, _COLUMNS, rows, lambda: find_document(matches))


def find_document(matches: Matches) -> Document:
    """The id of each match, and what it is."""
    if not matches:
        return Document("", (Paragraph((f"nothing is named like {matches.text!r}",)),))
    rows = tuple(((match.entity.id,), (_words(match),)) for match in matches)
    return Document("", (Table("", (), rows),))


def _words(match: Match) -> str:
    entity = match.entity
    near = "" if match.score == 100 else f", near {match.score:.0f}"
    by = (
        ""
        if match.name in (entity.label.text, entity.id)
        else f" ({match.tier}: {isolated(match.name)})"
    )
    return f"{isolated(entity.label.text)}, {entity.type}{by}{near}"
