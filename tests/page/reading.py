"""A page read as a browser reads it: its elements, and the data that it carries."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

from policygraph.page.document import Page


class Elements(HTMLParser):
    """Every element with its attributes, and the text inside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.texts.append("")
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[-1] += data

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        """The elements of a tag: attributes and the text that follows their start."""
        pairs = zip(self.found, self.texts, strict=True)
        return [(attributes, text) for (name, attributes), text in pairs if name == tag]


def payload(page: Page) -> dict[str, Any]:
    """The data that a page carries."""
    scripts = Elements(page.html).all("script")
    text = next(text for attributes, text in scripts if attributes.get("id") == "data")
    data: dict[str, Any] = json.loads(text)
    return data
