"""Near names: by the words that tell who is named, never by chance letters or legal forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.model.names import fold
from policygraph.query.near_names import (
    LEAST,
    MOST,
    beginning_score,
    key,
    near,
    nearness,
    simplified,
)


def score(one: str, other: str) -> float:
    return nearness(key(fold(one)), key(fold(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Huawei Technologies Co., Ltd.", "Huawei"),
        ("Wenfeng Liang", "Liang Wenfeng"),
        ("Taiwan Semiconducter Manufacturing", "Taiwan Semiconductor Manufacturing Company"),
        ("open ai", "OpenAI"),
        ("華為技術有限公司", "华为"),
        ("Ministry of Information Technology and Industry",
         "Ministry of Industry and Information Technology"),
    ],
)  # fmt: skip
def test_other_forms_words_order_and_characters_are_near(one: str, other: str) -> None:
    assert score(one, other) >= LEAST
    assert score(one, other) == score(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PLA", "Meta Platforms"),
        ("HOMS REFINERY CORPORATION", "CCB International Capital Corporation Limited"),
        ("Bank of China", "China"),
        ("Ascend 920", "Ascend 910"),
        ("Acme Co., Ltd.", "Other Co., Ltd."),
    ],
)
def test_chance_letters_legal_forms_places_and_siblings_are_not_near(one: str, other: str) -> None:
    assert score(one, other) < LEAST


def test_legal_form_alone_stays_a_name() -> None:
    assert (key("ag"), key("有限公司"), key("acme ag")) == ("ag", "有限公司", "acme")


def test_acronym_is_near_the_name_that_it_is_of() -> None:
    names = ["federal communications commission", "federal chips"]
    assert near("fcc", names, 5) == [("federal communications commission", 85.0)]


def test_traditional_characters_are_compared_as_simplified_and_text_without_them_is_kept() -> None:
    assert simplified("中芯國際") == "中芯国际"
    assert simplified("Müller 5") == "Müller 5"


def test_short_text_within_a_word_begins_a_name_by_chance() -> None:
    assert beginning_score("pla", "plan") < beginning_score("pla", "pla navy") == 95
    assert beginning_score("plan", "planning") == beginning_score("华为", "华为技术") == 95


@given(
    names=st.lists(st.text("abc dé华為为1 .", max_size=8), max_size=8), text=st.text("abc 华為1")
)
def test_near_names_are_in_bounds_in_one_order_whatever_the_order_of_names(
    names: list[str], text: str
) -> None:
    names = sorted({fold(name) for name in names})
    found = near(fold(text), names, 5)
    assert all(LEAST <= value <= MOST and name in names for name, value in found)
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
    assert found == near(fold(text), names[::-1], 5)
