"""Text that is destroyed: found with its cause and fix, and nothing found in what is meant."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policygraph.checks.destroyed_text import find_in_text
from policygraph.checks.mojibake import find_mojibake
from tests.checks.legitimate import CHINESE, NAMES, words
from tests.datasets import faults, warnings, write_dataset


def misread(text: str, codec: str) -> str:
    """UTF-8 read with another encoding; bytes without a character there are C1 controls."""
    return "".join(
        bytes([byte]).decode(codec, errors="ignore") or chr(byte) for byte in text.encode()
    )


@pytest.mark.parametrize(
    ("destroyed", "meant", "cause"),
    [
        (misread("华为", "cp1252"), "华为", "UTF-8 read as Windows-1252"),
        (misread("华为", "latin-1"), "华为", "UTF-8 read as Windows-1252"),
        (misread("café", "cp1252"), "café", "UTF-8 read as Windows-1252"),
        (misread("Österreich", "cp1252"), "Österreich", "UTF-8 read as Windows-1252"),
        (misread("TÜBİTAK", "cp1252"), "TÜBİTAK", "UTF-8 read as Windows-1252"),
        (misread("People’s", "cp1252"), "People’s", "UTF-8 read as Windows-1252"),
        (misread("20 °C", "cp1252"), "20 °C", "UTF-8 read as Windows-1252"),
        (misread("Москва", "cp1252"), "Москва", "UTF-8 read as Windows-1252"),
        (misread("القاهرة", "cp1252"), "القاهرة", "UTF-8 read as Windows-1252"),
        (misread("华为", "mac_roman"), "华为", "UTF-8 read as Mac OS Roman"),
        (misread("café", "mac_roman"), "café", "UTF-8 read as Mac OS Roman"),
        (misread("People’s", "mac_roman"), "People’s", "UTF-8 read as Mac OS Roman"),
        (misread("привет", "cp1251"), "привет", "UTF-8 read as Windows-1251"),
        ("鍗庝负", "华为", "UTF-8 read as GBK"),
        ("»ªÎª", "华为", "GBK read as Windows-1252"),
        ("ÖÐÐ¾¹ú¼Ê", "中芯国际", "GBK read as Windows-1252"),
    ],
)
def test_text_decoded_wrongly_is_found_with_what_it_was(
    destroyed: str, meant: str, cause: str
) -> None:
    found = find_mojibake(destroyed)
    assert found is not None
    assert (found.cause, found.text, found.whole) == (cause, meant, True)


def test_mojibake_of_which_a_byte_is_lost_is_found_without_a_guess(tmp_path: Path) -> None:
    entities = [{"id": "a", "label": "å Žä¸º"}]
    (line,) = faults(write_dataset(tmp_path / "d", entities=entities))
    assert line == (
        "d/entities.csv:2 entity a: label 'å Žä¸º' is destroyed: UTF-8 read as Windows-1252; "
        "write it again from the source; some of it is lost ('å Ž为')"
    )


@pytest.mark.parametrize("name", NAMES)
def test_names_as_people_write_them_are_in_order(name: str) -> None:
    assert list(find_in_text(name, several=True, name=True)) == []


@given(words())
@example("“A IRMÔ")
def test_words_of_many_languages_are_in_order(word: str) -> None:
    composed = unicodedata.normalize("NFC", word)
    assert list(find_in_text(composed, several=True, name=True)) == []


@given(CHINESE, st.sampled_from(("cp1252", "latin-1", "mac_roman", "cp1250")))
def test_every_chinese_name_that_was_read_wrongly_is_found_and_no_other(
    name: str, codec: str
) -> None:
    assert find_mojibake(name) is None
    found = find_mojibake(misread(name, codec))
    assert found is not None or codec in ("mac_roman", "cp1250")
    if found is not None and codec in ("cp1252", "latin-1"):
        assert found.text == name


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Huawe\ufffd", "has U+FFFD: a character was lost; write it again from the source"),
        ("a\x93b\x94", "U+0093; write 'a“b”' (Windows-1252 read as Latin-1)"),
        ("a\x81b", "has the control character U+0081; remove it"),
        ("a\x7fb", "has the control character U+007F; "),
        ("########", "'########' is an error of a spreadsheet; write what the cell had"),
        ("#NAME?", "'#NAME?' is an error of a spreadsheet"),
        ("#REF!", "'#REF!' is an error of a spreadsheet"),
    ],
)
def test_what_surely_destroys_a_text_is_a_fault_in_any_table(
    tmp_path: Path, cell: str, said: str
) -> None:
    folder = write_dataset(
        tmp_path / "d",
        [{"note": cell}],
        entities=[{"id": "a", "label": cell}, {"id": "b"}],
        sources=[{"id": "s", "title": cell}],
        judgements=[{"left": "a", "right": "b", "judgement": "different", "why": cell}],
    )
    found = faults(folder)
    assert [line.partition(" ")[0] for line in found] == [
        "d/claims/s.csv:2", "d/entities.csv:2", "d/identity.csv:2", "d/sources.csv:2"
    ]  # fmt: skip
    assert all(said in line for line in found)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Hua\u200bwei", "has the invisible character U+200B; remove it"),
        ("Huawei\u200d", "has the invisible character U+200D; remove it"),
        ("\ufeffHuawei", "has the invisible character U+FEFF; remove it"),
        ("华\u2060为", "has the invisible character U+2060; remove it"),
        ("\u202eiewauH", "U+202E, which changes the direction in which text is shown"),
        ("Huawei\u200e", "the invisible mark U+200E in text from left to right"),
        ("Cafe\u0301", "is not in the normal form NFC; write 'Café' composed"),
        ("zh：华为", "'zh：华为' is read without a language; write 'zh:华为'"),
        ("zh: 华为", "'zh: 华为' is read without a language; write 'zh:华为'"),
        ("ZH:华为", "write 'zh:华为'"),
        ("cn:华为", "write 'zh:华为'"),
        ("zh_CN:华为", "write 'zh-CN:华为'"),
        ("??", "'??' has question marks in place of characters"),
        ("zh:????", "has question marks in place of characters"),
        ("\ue123", "has U+E123, which is for private use"),
        ("R&amp;D", "has '&amp;' in place of a character; write '&'"),
        ("&#21326;", "has '&#21326;' in place of a character; write '华'"),
        ("\\u534e", "in place of a character; write '华'"),
    ],
)
def test_what_may_be_meant_is_a_warning_with_its_fix(tmp_path: Path, cell: str, said: str) -> None:
    folder = write_dataset(tmp_path / "d", entities=[{"id": "a", "label": cell}])
    (line,) = warnings(folder)
    assert line.startswith("d/entities.csv:2 entity a: warning: label ")
    assert said in line
    assert faults(folder) == []


def test_a_full_width_bar_separates_no_values(tmp_path: Path) -> None:
    entities = [{"id": "a", "label": "A｜B", "aliases": "华为｜HW"}]
    (line,) = warnings(write_dataset(tmp_path / "d", entities=entities))
    assert "aliases has a full-width ｜ (U+FF5C), which separates nothing; write |" in line


def test_marks_of_direction_are_in_order_in_text_from_right_to_left() -> None:
    assert list(find_in_text("חברת ABC\u200f")) == []
