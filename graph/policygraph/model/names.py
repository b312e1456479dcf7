"""Names of entities: read with their language tag, and folded to be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from policygraph.model.records import Name

_LANGUAGES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li
    ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa
    pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    cdo ckb cmn fil gan hak hsn lzh mul nan und wuu yue zxx
"""
#: The languages whose tags are read: all of two letters that are registered (ISO 639-1), and
#: those of three letters that names of this field are written in. Most other words of three
#: letters are codes of some language too (``doi`` is Dogri), so they are read as text.
LANGUAGES = frozenset(_LANGUAGES.split())
#: A language, perhaps a script, perhaps a region (BCP 47), and then the name.
_TAGGED = re.compile(
    r"([a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?):(?! )(.+)\Z", re.DOTALL
)


def read_name(text: str) -> Name:
    """A label or alias, its language tag before it if it has one.

    A tag begins with one of :data:`LANGUAGES`; any other text before a colon is part of the name.

    >>> read_name("zh:华为"), read_name("re:Invent")
    (Name(text='华为', language='zh'), Name(text='re:Invent', language=''))
    """
    tagged = _TAGGED.match(text)
    if tagged and tagged[1].partition("-")[0] in LANGUAGES:
        return Name(tagged[2].strip(), tagged[1])
    return Name(text)


def fold(text: str) -> str:
    """The form in which names are compared: Unicode NFKC, case folded, white space collapsed.

    >>> fold("  Ｈｕａｗｅｉ\\tTechnologies ")
    'huawei technologies'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


#: Marks that are diacritics. Other marks, as vowels of Indic scripts, make another name.
_DIACRITICS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
#: Letters with a stroke, or without a dot, that Unicode does not decompose.
_STROKES = {
    "\u0131": "i",
    "\u0142": "l",
    "\u00f8": "o",
    "\u0111": "d",
    "\u0127": "h",
    "\u0167": "t",
}
#: Signs that stand for an apostrophe or a hyphen and are no punctuation to Unicode.
_SIGNS = frozenset("`\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u2212")


#: The punctuation of ASCII that is dropped, and where it may stay: between two digits.
_ASCII_DROPPED = dict.fromkeys(map(ord, "!\"#%&'()*,-./:;?@[\\]_`{}"))
_BETWEEN_DIGITS = re.compile(r"[0-9][^0-9a-z ][0-9]")


@lru_cache(maxsize=1 << 12)
def plain_letter(character: str) -> str:
    """A folded character without its diacritics; empty for punctuation and invisible ones."""
    category = unicodedata.category(character)
    if category[0] == "P" or category == "Cf" or character in _SIGNS:
        return ""
    if character in _STROKES:
        return _STROKES[character]
    parts = unicodedata.normalize("NFD", character)
    plain = _DIACRITICS.sub("", parts)
    return character if plain == parts else plain


def plain_form(folded: str) -> str:
    """A folded name without punctuation, invisible characters and diacritics, for the last tier.

    Punctuation between two digits stays, with one kind of hyphen, because it makes another
    number. The result is empty for a name of nothing but such characters.

    >>> plain_form(fold("People\u2019s \u201cBank\u201d"))
    'peoples bank'
    >>> plain_form(fold("T\u00dcB\u0130TAK 2.5"))
    'tubitak 2.5'
    """
    if folded.isascii():
        if folded.isalnum():
            return folded
        if _BETWEEN_DIGITS.search(folded) is None:  # Most names, and much faster.
            return " ".join(folded.translate(_ASCII_DROPPED).split())
    else:
        folded = "".join(one for one in folded if unicodedata.category(one) != "Cf")
    found: list[str] = []
    last = len(folded) - 1
    for position, character in enumerate(folded):
        plain = plain_letter(character)
        if (
            not plain
            and 0 < position < last
            and folded[position - 1].isdecimal()
            and folded[position + 1].isdecimal()
        ):
            hyphen = unicodedata.category(character) == "Pd" or character == "\u2212"
            plain = "-" if hyphen else character
        found.append(plain)
    return " ".join("".join(found).split())


#: What isolates a name in a sentence: FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE.
FIRST_STRONG, END = "\u2068", "\u2069"
_DIRECTIONS = str.maketrans(dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def isolated(name: str) -> str:
    """A name for a sentence: between isolates if it has letters that run from right to left.

    Such a name would otherwise turn round what is beside it, as the arrow between two names
    (Unicode Standard Annex 9, 2.4). Every other name is as it is. Directional marks in the name
    itself are dropped.

    >>> isolated("Huawei"), isolated("华为")
    ('Huawei', '华为')
    >>> isolated("\u05d0") == "\u2068\u05d0\u2069"
    True
    """
    if name.isascii():
        return name
    from unicodedata import bidirectional

    if not any(bidirectional(character) in ("R", "AL") for character in name):
        return name
    return f"{FIRST_STRONG}{name.translate(_DIRECTIONS)}{END}"
