"""Citations: names and dates as they are given, nothing that is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policygraph.model.records import Source
from policygraph.render.citations import chicago
from policygraph.render.tree import plain

SOURCE = Source(
    id="s",
    kind="report",
    title="A title",
    authors=("Qin Min", "Jessie Yin"),
    publisher="A press",
    published="2025-01-29",
    url="https://example.org/a",
)


def cited(**fields: object) -> str:
    return plain(chicago(replace(SOURCE, **fields)))  # type: ignore[arg-type]


def test_a_source_is_cited_as_a_full_note() -> None:
    assert cited() == (
        "Qin Min and Jessie Yin, “A title,” A press, January 29, 2025, https://example.org/a."
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"authors": ()}, "“A title,” A press, January 29, 2025, https://example.org/a."),
        ({"authors": ("A press",)}, "A press, “A title,” January 29, 2025, https://example.org/a."),
        ({"url": ""}, "Qin Min and Jessie Yin, “A title,” A press, January 29, 2025."),
        ({"published": "2025-01?", "url": "", "authors": ()}, "“A title,” A press, 2025-01?."),
        ({"published": "", "url": "", "authors": ()}, "“A title,” A press, no date."),
        ({"title": "", "url": "", "authors": ()}, "A press, January 29, 2025."),
        ({"title": "Is it?", "url": "", "authors": ()}, "“Is it?,” A press, January 29, 2025."),
        (
            {"title": "[Described]", "url": "", "authors": ()},
            "[Described], A press, January 29, 2025.",
        ),
    ],
)
def test_what_is_missing_is_left_out(fields: dict[str, object], expected: str) -> None:
    assert cited(**fields) == expected
