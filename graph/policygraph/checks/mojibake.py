"""Text that was decoded with the wrong encoding, and what it was before.

UTF-8 that was read as Windows-1252 (or Latin-1), as the encodings of old Macs, of Cyrillic and
Central European Windows or as GBK, and GBK that was read as Windows-1252. Only text that cannot
be meant is repaired: legitimate text may hold a letter and a mark that would be UTF-8 too, such
as the last two characters of ``«CAFÉ»`` or three of ``‘Lukáš’s’``. So one such sequence counts
only with a character that never follows a letter, and otherwise several in a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

#: Characters of Windows-1252 that do not follow a letter directly; C1 controls are added.
_NEVER_AFTER_LETTERS = frozenset("¡¢£¤¥¦§¨¬¯±´µ¶¸¼½¾¿€‰˜ˆƒ") | frozenset(
    map(chr, range(0x80, 0xA0))
)
_PUNCTUATION = frozenset("–—…‘’‚“”„‹›«»")
#: Signs of Mac OS Roman that stand in no name.
_MAC_SIGNS = frozenset("∂∑∏π∫∞≠≤≥Ω†‰•¶§∆◊√≈¬")
_NON_ASCII = re.compile("[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Mojibake:
    """The likely cause, and the text before; ``whole`` is False if some of it is lost."""

    cause: str
    text: str
    whole: bool


def find_mojibake(text: str) -> Mojibake | None:
    """What a text was before it was decoded wrongly, or None if it may be meant as it is.

    >>> find_mojibake("cafÃ©")
    Mojibake(cause='UTF-8 read as Windows-1252', text='café', whole=True)
    >>> find_mojibake("«CAFÉ»") is None
    True
    """
    if text.isascii():
        return None
    for codec, name in _SINGLE_BYTE.items():
        found = _from_single_byte(text, codec, name)
        if found is not None:
            return found
    return _utf8_as_gbk(text) or _gbk_as_windows(text)


#: The codecs that UTF-8 is read with by mistake, and their names.
_SINGLE_BYTE = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac OS Roman",
    "cp1251": "Windows-1251",
    "cp1250": "Windows-1250",
}


@cache
def _bytes_of(codec: str) -> Mapping[str, int]:
    """The byte of each character above ASCII; bytes without one stand for C1 controls."""
    found: dict[str, int] = {}
    for byte in range(0x80, 0x100):
        found.setdefault(bytes([byte]).decode(codec, errors="replace"), byte)
    found.pop("\ufffd", None)
    if codec == "cp1252":
        for byte in range(0x80, 0xA0):  # Latin-1 differs from Windows-1252 in these.
            found.setdefault(chr(byte), byte)
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """Adjacent characters whose bytes are UTF-8: where, each sequence, and what they decode to."""

    start: int
    end: int
    sequences: tuple[str, ...]
    decoded: str


def _from_single_byte(text: str, codec: str, name: str) -> Mojibake | None:
    table = _bytes_of(codec)
    pieces = list(_pieces(text, table))
    if not any(_certain(piece, text, codec) for piece in pieces):
        return None
    repaired, last, rest = [], 0, ""
    for piece in pieces:
        between = text[last : piece.start]
        repaired += [between, piece.decoded]
        rest += between
        last = piece.end
    rest += text[last:]
    whole = not any(character in table for character in rest)
    return Mojibake(f"UTF-8 read as {name}", "".join(repaired) + text[last:], whole)


def _pieces(text: str, table: Mapping[str, int]) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        start, sequences, decoded = at, [], ""
        while (found := _sequence(text, at, table)) is not None:
            sequences.append(text[at : at + found[0]])
            decoded += found[1]
            at += found[0]
        if sequences:
            yield _Piece(start, at, tuple(sequences), decoded)
        else:
            at += 1


def _sequence(text: str, at: int, table: Mapping[str, int]) -> tuple[int, str] | None:
    """The length of the UTF-8 sequence that begins here, and its character, if there is one."""
    lead = table.get(text[at], 0) if at < len(text) else 0
    length = 2 if 0xC2 <= lead <= 0xDF else 3 if 0xE0 <= lead <= 0xEF else 4
    if not 0xC2 <= lead <= 0xF4 or at + length > len(text):
        return None
    try:
        raw = bytes(table[character] for character in text[at : at + length])
        character = raw.decode()
    except (KeyError, UnicodeDecodeError):
        return None
    if unicodedata.category(character) in ("Cn", "Co", "Cc"):
        return None
    return length, character


def _certain(piece: _Piece, text: str, codec: str) -> bool:
    """Whether a piece cannot be meant as it stands."""
    long = [sequence for sequence in piece.sequences if len(sequence) > 2]
    if codec == "cp1251":
        leads = {sequence[0] for sequence in piece.sequences}
        russian = all("А" <= one <= "я" or one in "Ёё" for one in piece.decoded)
        return len(long) > 2 or (len(piece.sequences) > 2 and russian and leads <= set("РС"))
    if codec == "cp1250":
        return len(long) > 1
    if codec == "mac_roman":
        if any(one[0] == "√" or (one[0] == "‚" and one[1] == "Ä") for one in piece.sequences):
            return True
        signs = any(character in _MAC_SIGNS for one in piece.sequences for character in one)
        return len(long) > 1 and signs
    if len(piece.sequences) > 2 or (len(piece.sequences) > 1 and long):
        return True
    never = any(one in _NEVER_AFTER_LETTERS for sequence in piece.sequences for one in sequence[1:])
    if never and (long or len(piece.sequences) > 1):
        return True
    lead, follower = piece.sequences[0][0], piece.sequences[0][1]
    around = text[max(0, piece.start - 1) : piece.start] + text[piece.end : piece.end + 1]
    near_small = any(one.isascii() and (one.islower() or one.isdigit()) for one in around)
    if lead in "ÃÂ" and (never or near_small):
        return True
    if follower in _PUNCTUATION or follower == "\u00a0":
        return False
    if lead in "ÃÂ" and not text[max(0, piece.start - 1) : piece.start].isalpha():
        return True
    in_word = len(around) == 2 and around.isascii() and around.isalpha()
    return in_word and (lead in "ÃÂ" or not follower.isalpha())


def _utf8_as_gbk(text: str) -> Mojibake | None:
    """UTF-8 read as GBK: rare characters whose bytes are UTF-8 of common ones."""
    certain = False

    def decoded(match: re.Match[str]) -> str:
        nonlocal certain
        run = match[0]
        if len(run) < 3 or _encodes(run, "gb2312"):
            return run
        try:
            before = run.encode("gbk").decode()
        except UnicodeError:
            return run
        if not (_encodes(before, "gb2312") and all(map(_is_han, before))):
            return run
        certain = True
        return before

    repaired = _NON_ASCII.sub(decoded, text)
    return Mojibake("UTF-8 read as GBK", repaired, True) if certain else None


def _gbk_as_windows(text: str) -> Mojibake | None:
    """GBK read as Windows-1252: letters and signs in an order that no language has."""
    certain = False
    table = _bytes_of("cp1252")

    def decoded(match: re.Match[str]) -> str:
        nonlocal certain
        run = match[0]
        inner = run.strip("«»‹›„“”‘’")
        signs = any(character < "À" for character in inner)
        if len(run) < 4 or len(run) % 2 or not signs or any(one not in table for one in run):
            return run
        try:
            before = bytes(table[one] for one in run).decode("gb2312")
        except UnicodeDecodeError:
            return run
        if not all(map(_is_han, before)):
            return run
        certain = True
        return before

    repaired = _NON_ASCII.sub(decoded, text)
    return Mojibake("GBK read as Windows-1252", repaired, True) if certain else None


def _encodes(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
