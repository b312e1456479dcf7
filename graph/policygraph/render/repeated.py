"""Items that stand in a document again and again, such as a step that many paths share.

An item is written out twice; its text is kept from the second time on, because the first time
may differ (a mark that a note leads back to). Items that stand once cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.render.tree import Item


class Repeated:
    """The texts of items that were written twice with the same mark."""

    def __init__(self) -> None:
        self._met: set[tuple[int, str]] = set()
        self._texts: dict[tuple[int, str], str] = {}

    def text(self, item: Item, mark: str) -> str | None:
        """The text of an item after a mark, if it is known."""
        return self._texts.get((id(item), mark)) if item.under else None

    def wrote(self, item: Item, mark: str, parts: Sequence[str], first: int) -> None:
        """Remember what was written for an item, the parts from ``first`` on."""
        if not item.under:
            return
        key = (id(item), mark)
        if key in self._met:
            self._texts[key] = "".join(parts[first:])
        self._met.add(key)
