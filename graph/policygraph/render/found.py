"""What ``find`` gives: entities by name, best first."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.query.name_resolver import Match
from policygraph.render.markdown import escape
from policygraph.render.prose import Page
from policygraph.render.views import View

_COLUMNS = ("id", "label", "type", "tier", "name", "score")


def found_view(text: str, matches: Sequence[Match]) -> View:
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

    def prose(page: Page) -> str:
        if not matches:
            return page.paragraph(f"nothing is named like {text!r}")
        width = max(len(match.entity.id) for match in matches)
        return "".join(
            page.paragraph(
                f"{match.entity.id.ljust(width)}  {_words(match)}", rest=" " * (width + 2)
            )
            for match in matches
        )

    def markdown() -> str:
        if not matches:
            return f"Nothing is named like {escape(text)}.\n"
        return "".join(f"- `{match.entity.id}` {escape(_words(match))}\n" for match in matches)

    return View(rows, rows, _COLUMNS, rows, prose, markdown)


def _words(match: Match) -> str:
    entity = match.entity
    near = "" if match.score == 100 else f", near {match.score:.0f}"
    by = "" if match.name in (entity.label.text, entity.id) else f" ({match.tier}: {match.name})"
    return f"{entity.label.text}, {entity.type}{by}{near}"
