"""Text that is destroyed, or has characters that are not seen: what it is, and the likeliest fix.

A fault is what cannot be meant: text decoded wrongly, the replacement character, control
characters, the errors that a spreadsheet shows in a cell. A warning is what may be meant:
invisible characters, other normal forms, full-width separators, question marks in place of
letters.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from policygraph.checks.mojibake import find_mojibake
from policygraph.model.names import LANGUAGES

DESTROYED = "destroyed text"
INVISIBLE = "invisible character"
NORMAL_FORM = "normal form"
SEPARATOR = "separator"
LOST = "lost characters"
REFERENCE = "character reference"


class TextFinding(NamedTuple):
    """What is wrong with a text; ``fault`` is False if it may be meant."""

    kind: str
    what: str
    fix: str
    fault: bool = False


#: What may be wrong in a text of ASCII.
_IN_ASCII = re.compile(
    r"\x7f|\?\?|#{3}|#[A-Z]|Err:5|&#?\w+;|\\u[0-9a-fA-F]{4}|[A-Za-z]{2}[^|]{0,4}:"
)
_ERROR = re.compile(r"(?:#{3,}|#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NUM!|NULL!)|Err:5\d\d)\Z")
_REFERENCE = re.compile(
    r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]{1,30});|\\u[0-9a-fA-F]{4}"
)
_C1 = re.compile("[\x7f-\x9f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile("[\u200e\u200f\u061c]")
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\u180e\ufeff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
#: Scripts that write without spaces between words, and may break lines at U+200B.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\uaa60-\uaadf]"
)
#: Scripts of Latin, Greek, Cyrillic, Armenian, Georgian, kana, Han and Hangul, digits and marks of
#: ASCII: U+200C and U+200D join or separate no letters there.
_NEVER_JOINED = re.compile(
    "[\x00-\u058f\u10a0-\u10ff\u1e00-\u1fff\u3000-\u31ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]"
)
_TAG = re.compile(r"([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?)(\s*[:：]\s*)(\S.*)\Z", re.DOTALL)
#: Country codes that are taken for codes of languages.
_COUNTRIES = {"cn": "zh", "jp": "ja", "kr": "ko", "tw": "zh-TW", "hk": "zh-HK", "ua": "uk"}


def find_in_text(text: str, *, several: bool = False, name: bool = False) -> Iterator[TextFinding]:
    """What is wrong with the text of a cell.

    ``several``: ``|`` separates its values; ``name``: they may have language tags.
    """
    if text.isascii() and not _IN_ASCII.search(text):
        return
    if _ERROR.match(text.strip()):
        fix = "write what the cell had before a spreadsheet showed this"
        yield TextFinding(DESTROYED, f"{text.strip()!r} is an error of a spreadsheet", fix, True)
        return
    yield from _destroyed(text)
    yield from _unseen(text)
    yield from _written_otherwise(text)
    if several and "｜" in text:
        fix = "write |"
        yield TextFinding(SEPARATOR, "has a full-width ｜ (U+FF5C), which separates nothing", fix)
    if name:
        for part in text.split("|"):
            yield from _in_name(part.strip())


def _destroyed(text: str) -> Iterator[TextFinding]:
    if "\ufffd" in text:
        what = f"{_around(text, text.index(chr(0xFFFD)))} has U+FFFD: a character was lost"
        fix = "write it again from the source, and read files as UTF-8"
        yield TextFinding(DESTROYED, what, fix, True)
    if mojibake := find_mojibake(text):
        shown = _cut(text)
        what = f"{shown!r} is destroyed: {mojibake.cause}"
        fix = (
            f"write {_cut(mojibake.text)!r}"
            if mojibake.whole
            else f"write it again from the source; some of it is lost ({_cut(mojibake.text)!r})"
        )
        yield TextFinding(DESTROYED, what, fix, True)
    elif control := _C1.search(text):
        before = _as_windows(text)
        what = f"has the control character U+{ord(control[0]):04X}"
        fix = f"write {_cut(before)!r} (Windows-1252 read as Latin-1)" if before else "remove it"
        yield TextFinding(DESTROYED, what, fix, True)


def _unseen(text: str) -> Iterator[TextFinding]:
    """Invisible characters where no script needs them, and directions set by hand."""
    for match in _ZERO_WIDTH.finditer(text):
        if not _needed(text, match.start()):
            what = f"{_around(text, match.start())} has the invisible character"
            named = f"{what} U+{ord(match[0]):04X}"
            yield TextFinding(INVISIBLE, named, "remove it")
            break
    if bidi := _BIDI.search(text):
        what = f"has U+{ord(bidi[0]):04X}, which changes the direction in which text is shown"
        yield TextFinding(INVISIBLE, what, "remove it")
    elif (mark := _MARKS.search(text)) and not any(
        unicodedata.bidirectional(one) in ("R", "AL") and not _MARKS.match(one) for one in text
    ):
        what = f"has the invisible mark U+{ord(mark[0]):04X} in text from left to right"
        yield TextFinding(INVISIBLE, what, "remove it")
    if private := _PRIVATE.search(text):
        what = f"has U+{ord(private[0]):04X}, which is for private use and shows nothing elsewhere"
        yield TextFinding(LOST, what, "write the character that was meant")


def _needed(text: str, at: int) -> bool:
    """Whether a script writes the zero-width character at a position."""
    if text[at] == "\u200b":
        return _UNSPACED.search(text) is not None
    if text[at] not in "\u200c\u200d" or not at:
        return False
    before = text[at - 1]
    return not _NEVER_JOINED.match(before)


def _written_otherwise(text: str) -> Iterator[TextFinding]:
    if not unicodedata.is_normalized("NFC", text):
        composed = unicodedata.normalize("NFC", text)
        pairs = enumerate(zip(text, composed, strict=False))
        at = next((number for number, (one, two) in pairs if one != two), 0)
        what = f"{_around(text, max(0, at - 1))} is not in the normal form NFC"
        yield TextFinding(NORMAL_FORM, what, f"write {_cut(composed)!r} composed")
    for match in _REFERENCE.finditer(text):
        meant = chr(int(match[0][2:], 16)) if match[0][0] == "\\" else html.unescape(match[0])
        if meant != match[0]:
            what = f"has {match[0]!r} in place of a character"
            yield TextFinding(REFERENCE, what, f"write {meant!r}")
            break


def _in_name(name: str) -> Iterator[TextFinding]:
    """What is wrong with one label or alias."""
    bare = name.partition(":")[2] if name[2:3] == ":" else name
    if "???" in name or (len(bare) > 1 and not bare.strip("? ")):
        what = f"{_cut(name)!r} has question marks in place of characters"
        fix = "write it again from the source, and save files as UTF-8"
        yield TextFinding(LOST, what, fix)
        return
    tagged = _TAG.match(name)
    if not tagged:
        return
    given, between, rest = tagged.groups()
    language, _, region = given.replace("_", "-").partition("-")
    tag = _COUNTRIES.get(language.lower(), language.lower())
    tag += f"-{region}" if region else ""
    foreign = not rest[0].isascii()
    if tag.partition("-")[0] not in LANGUAGES or not ("：" in between or foreign):
        return
    if (given, between) != (tag, ":"):
        what = f"{_cut(name)!r} is read without a language"
        yield TextFinding(SEPARATOR, what, f"write {_cut(f'{tag}:{rest}')!r}")


def _as_windows(text: str) -> str:
    """The text with C1 controls as Windows-1252 has them; empty if it has none there."""
    try:
        return _C1.sub(lambda match: match[0].encode("latin-1").decode("cp1252"), text)
    except UnicodeDecodeError:
        return ""


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _around(text: str, at: int) -> str:
    """The text around a position, quoted."""
    first = max(0, at - 20)
    before, after = "…" if first else "", "…" if len(text) > at + 20 else ""
    return repr(f"{before}{text[first : at + 20]}{after}")
