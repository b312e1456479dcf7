"""How near two names are: by their words, without legal forms, in simplified Chinese characters.

Names are compared in their plain forms (:func:`policygraph.model.names.plain_form`). What is
near is only ever proposed: no name resolves by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from policygraph.model.names import plain_form

#: The least score of a near name, of 100, and the highest.
LEAST, MOST = 70.0, 94.0
#: How many names are compared word by word.
_COMPARED = 256
#: The least weighted ratio of rapidfuzz of those.
_ROUGH = 40.0

#: Words for the legal form of an organisation, folded and without punctuation.
_FORMS = """
    ab ag as asa bhd bv co company corp corporation cv eurl gmbh inc incorporated jsc kg kk
    kgaa lda limited llc llp lp ltd ltda mbh nv ojsc oy oyj pao pjsc plc pt pte pty pvt ooo
    sa sas sarl sdn se sl spa sprl srl ulc zao
"""
LEGAL_FORMS = frozenset(_FORMS.split())
#: The same in Chinese, at the end of a name; the longer first.
_CHINESE_FORM = re.compile(
    "(?:有限责任公司|股份有限公司|集团有限公司|控股有限公司|有限合伙|有限公司|公司|集团)+$"
)
#: Words that say nothing about who is named.
_EMPTY_WORDS = "a an and at by de des du for in la le of on the to und van von"
_EMPTY = frozenset(_EMPTY_WORDS.split())
#: Numbers that siblings are told apart by.
_NUMBER = re.compile(r"[0-9]|\A[ivx]+\Z")
_CHINESE = re.compile("[\u3400-\u9fff]")
_WORD = re.compile("[\u3400-\u9fff]|[^\\s\u3400-\u9fff]+")


@cache
def _simplified() -> dict[int, str]:
    from importlib import resources

    text = resources.files(__package__).joinpath("chinese_variants.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {ord(pair[0]): pair[1] for line in lines for pair in line.split()}


def simplified(text: str) -> str:
    """The text with traditional Chinese characters replaced by their simplified ones.

    >>> simplified("華為")
    '华为'
    """
    return text.translate(_simplified()) if _CHINESE.search(text) else text


@lru_cache(maxsize=1 << 14)
def key(folded: str) -> str:
    """The form in which a folded name is compared: its words that tell who is named.

    >>> key("huawei technologies co., ltd."), key("華為技術有限公司")
    ('huawei technologies', '华为技术')
    """
    text = simplified(plain_form(folded))
    if _CHINESE.search(text):
        text = _CHINESE_FORM.sub("", text) or text
    words = text.split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or text


def spellings(folded: str) -> Iterator[str]:
    """The folded name, then as it would be in simplified characters if that differs."""
    yield folded
    if (other := simplified(folded)) != folded:
        yield other


def beginning_score(folded: str, name: str) -> float:
    """The score of a longer name that begins with a text: 95.

    For up to three letters within a word it is from 70 to 90, by how much of the name they are.
    """
    after = name[len(folded)]
    if len(folded) > _SHORT or not after.isalnum() or _CHINESE.match(after):
        return 95.0
    return round(LEAST + 20 * len(folded) / len(name), 1)


def near(folded: str, names: Sequence[str], limit: int) -> list[tuple[str, float]]:
    """The names that are near a folded one, with scores from :data:`LEAST` to :data:`MOST`.

    Best first; ties go by name.
    """
    from rapidfuzz import fuzz, process

    wanted = key(folded)
    keys = {name: key(name) for name in names}
    found = [(name, _initials(wanted, other)) for name, other in keys.items()]
    scores = {name: score for name, score in found if score}
    rough = process.extract(
        wanted, keys, scorer=fuzz.WRatio, limit=_COMPARED, score_cutoff=_ROUGH
    )  # fmt: skip
    for other, _, name in rough:
        scores[name] = max(scores.get(name, 0.0), nearness(wanted, other))
    near = [(name, round(min(score, MOST), 1)) for name, score in scores.items() if score >= LEAST]
    return sorted(near, key=lambda pair: (-pair[1], pair[0]))[:limit]


def nearness(one: str, other: str) -> float:
    """How near two keys are, from 0 to 100; it does not matter which is first.

    The mean of the share of words in common (Dice's coefficient, by length; a misspelt word
    counts by its ratio) and the share of the shorter name that the longer one has; or the ratio
    of the letters, for words written apart. Numbers that differ make siblings, which are less near.
    """
    from rapidfuzz import fuzz

    first, second = _words(one), _words(other)
    pairs, matched = _matched(first, second)
    weights = [sum(map(_weight, words)) for words in (first, second)]
    if not all(weights):
        return 0.0
    share = 2 * matched / sum(weights)
    part = min(1.0, matched / min(weights))
    if share < _SAME and (0, 0) not in pairs:
        # A place or a kind at the end of a longer name is no sign that it is meant.
        part *= _LATER
    letters = fuzz.ratio("".join(first), "".join(second)) / 100
    score = max((share + part) / 2, letters if letters >= _LETTERS else 0.0)
    return 100 * score * (_SIBLING if _numbers(first) != _numbers(second) else 1.0)


#: The share of common words from which their order does not matter.
_SAME = 0.9
#: What remains of a partial match that does not begin with the first word of both names.
_LATER = 0.6
#: The least ratio of letters that counts, and the least of two words.
_LETTERS, _ALIKE = 0.75, 0.75
#: What remains of the score of names whose numbers differ.
_SIBLING = 0.75
#: The length of a text that may begin a word by chance, as ``pla`` begins ``plan``.
_SHORT = 3
#: The score of an acronym.
_ACRONYM = 85.0


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> tuple[str, ...]:
    words = tuple(_WORD.findall(text))
    return tuple(word for word in words if word not in _EMPTY) or words


def _weight(word: str) -> int:
    return 3 if _CHINESE.match(word) else len(word)


def _numbers(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if _NUMBER.search(word))


def _matched(first: Sequence[str], second: Sequence[str]) -> tuple[set[tuple[int, int]], float]:
    """Pairs of positions of words that are alike, the most alike first, and what they weigh."""
    from rapidfuzz import fuzz

    alike = []
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            same = 1.0 if one == other else 0.0
            if not same and not (_NUMBER.search(one) or _NUMBER.search(other)):
                same = fuzz.ratio(one, other) / 100
                same = same if same >= _ALIKE and len(one) > 2 < len(other) else 0.0
            if same:
                alike.append((-same, i, j))
    pairs: set[tuple[int, int]] = set()
    used: tuple[set[int], set[int]] = set(), set()
    matched = 0.0
    for less, i, j in sorted(alike):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.add((i, j))
            matched -= less * (_weight(first[i]) + _weight(second[j])) / 2
    return pairs, matched


def _initials(one: str, other: str) -> float:
    """The score of an acronym of two to six letters and the name that it is of."""
    for short, long in ((one, other), (other, one)):
        words = _words(long)
        if 2 < len(words) == len(short) <= 6 and short == "".join(word[0] for word in words):
            return _ACRONYM
    return 0.0
