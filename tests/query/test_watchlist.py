"""Saved questions of wrong types and sizes: one line, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import policygraph

CURATED = Path(__file__).parents[2] / "data"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("relation = [5]", "relations is [5]; give a name or a list of names"),
        ("via = [5]", "via is [5]; give a name or a list of names"),
        ("relation = [['a']]", "relations is [['a']]; give a name or a list of names"),
        ("relation = {a = 1}", "relations is {'a': 1}; give a name or a list of names"),
        ("as-of = [{a = 1}]", "as_of is [{'a': 1}]; give a text"),
        ("k = '5'", "k is '5'; give a whole number"),
        (f"k = {'9' * 4000}", "k is too large; give at most"),
        (f"k = {'9' * 5000}", "cannot be read as TOML"),
        (f"relation = {'[' * 5000}{']' * 5000}", "is nested too deeply"),
        (f"as-of = {'9' * 4000}", "as_of is 999"),
        ("engine = 'compact'", "unknown option 'engine'; only what searches for paths"),
        ("seconds = inf", "seconds is inf; give more than 0"),
        ("seconds = nan", "seconds is nan; give more than 0"),
    ],
)
def test_a_saved_question_with_a_wrong_value_is_one_line(
    tmp_path: Path, option: str, said: str
) -> None:
    watch = tmp_path / "watch.toml"
    watch.write_text(f"[[question]]\nstart = 'CCP'\nend = 'DeepSeek'\n{option}\n")
    ended = policygraph("diff", CURATED, CURATED, "--watch", watch)
    assert ended.code in (1, 2)
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert len(ended.err) < 500


def test_a_folder_of_saved_questions_is_one_line(tmp_path: Path) -> None:
    ended = policygraph("diff", CURATED, CURATED, "--watch", tmp_path)
    assert ended.code == 1
    assert "cannot be read (Is a directory)" in ended.err
