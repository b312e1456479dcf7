"""The cells of a dataset's own columns as one text: a JSON object, empty where there are none."""

from __future__ import annotations

import json
from collections.abc import Iterable

#: The column of a store that holds them.
EXTRA = "extra"


def encoded_extra(cells: Iterable[tuple[str, str]]) -> str:
    """The text of cells, sorted by column."""
    given = dict(cells)
    return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else ""


def decoded_extra(text: str) -> dict[str, str]:
    """The cells of a text by column; raises :class:`ValueError` for a corrupt one."""
    found: dict[str, str] = json.loads(text) if text else {}
    return found
