"""Names: their language tags, and the forms in which they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.model.names import plain_form, read_name
from policygraph.model.records import Name


@pytest.mark.parametrize(
    "text",
    [
        "re:Invent",
        "doi:10.1000/5",
        "cik:0001045810",
        "lei:5493001KJTIIGC8Y1R12",
        "xx:Name",
        "qq-Hans:Name",
        "Project: X",
        "zh: Name",
    ],
)
def test_name_with_a_colon_stays_whole_unless_a_language_is_before_it(text: str) -> None:
    assert read_name(text) == Name(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zh:华为", Name("华为", "zh")),
        ("zh-Hant:華為", Name("華為", "zh-Hant")),
        ("pt-BR:Nome", Name("Nome", "pt-BR")),
        ("yue:華為", Name("華為", "yue")),
        ("en:re:Invent", Name("re:Invent", "en")),
    ],
)
def test_registered_language_before_a_colon_is_a_tag(text: str, name: Name) -> None:
    assert read_name(text) == name


@given(st.text(st.characters(max_codepoint=127), max_size=12).map(str.casefold))
def test_plain_form_of_ascii_is_that_of_any_text(folded: str) -> None:
    # A word beyond ASCII takes the way of all texts.
    assert plain_form(f"{folded} 中") == f"{plain_form(folded)} 中".strip()
