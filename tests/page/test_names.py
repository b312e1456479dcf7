"""Names on the page are read and compared as in the library."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from policygraph.model.names import LANGUAGES, fold, plain_form, read_name
from policygraph.page.network import WEB

TEXTS = (
    "People\u2019s Bank", "'People\u02bcs' Bank", "Wi\u2011Fi", "Wi\u2013Fi", "tübitak", "TÜBİTAK",
    "Istanbul", "İstanbul", "ıstanbul", "DİYARBAKIR", "华\u200b为", "\u201e华为\u201c",
    "Qwen 2.5", "10,000", "1260\u20115", "2019\u20132020", "A & B", "A&B", "C++", "Straße",
    "STRASSE",
    "ΣΊΣΥΦΟΣ", "Σίσυφος", "ﬁn", "Ｈｕａｗｅｉ\t Tech", "Łódź", "ÅNGSTRÖM", "A\u030angstro\u0308m",
    "が", "か\u3099", "कि", "Йод", "삼성", "삼성", "昇腾910B", "昇腾 910B",
    " ", "", "!?", "\u00ad1\u00ad2", "2.\u200b5",
    "ŉ", "ǅ", "½.5", "re:Invent", "@home", "a\u2212b", "1\u22122", "🙂 x", "日本語・テスト",
)  # fmt: skip
TAGGED = (
    "zh:华为", "zh-Hant:華為", "pt-BR:Nome ", "yue:華", "re:Invent", "doi:10.1000/5", "cik:1",
    "zh: no", "zh:", "en:a\nb", *(f"{language}:x" for language in sorted(LANGUAGES)),
)  # fmt: skip
RUN = """
const window = { PG: {} };
eval(require("fs").readFileSync(process.argv[1], "utf8"));
const { plain, read } = window.PG.names;
const [texts, tagged] = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify([texts.map(plain), tagged.map(read)]));
"""


@pytest.fixture(scope="module")
def run() -> Callable[[list[str], list[str]], Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    script = str(WEB / "scripts" / "names.js")

    def run(texts: list[str], tagged: list[str]) -> Any:
        command = [node, "-e", RUN, script]
        given = json.dumps([texts, tagged])
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return run


def test_page_compares_names_as_the_library(run: Callable[[list[str], list[str]], Any]) -> None:
    found, _ = run(list(TEXTS), [])
    assert dict(zip(TEXTS, found, strict=True)) == {t: plain_form(fold(t)) for t in TEXTS}


def test_page_compares_each_letter_as_the_library(
    run: Callable[[list[str], list[str]], Any],
) -> None:
    """Of Latin, Greek, Cyrillic, punctuation, kana and a part of the Chinese characters."""
    blocks = ((0x20, 0x530), (0x1E00, 0x2070), (0x3000, 0x3130), (0x4E00, 0x4F00), (0xFF00, 0xFFF0))
    letters = [f"a{chr(n)}1" for first, last in blocks for n in range(first, last)]
    found, _ = run(letters, [])
    wanted = {text: plain_form(fold(text)) for text in letters}
    assert {t: f for t, f in zip(letters, found, strict=True) if f != wanted[t]} == {}


def test_page_reads_language_tags_as_the_library(
    run: Callable[[list[str], list[str]], Any],
) -> None:
    _, found = run([], list(TAGGED))
    names = [read_name(text) for text in TAGGED]
    assert found == [{"language": name.language, "text": name.text} for name in names]
