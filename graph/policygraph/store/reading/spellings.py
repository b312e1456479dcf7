"""Find the spellings of a name in a sorted column of folded names, without a scan.

Names of one plain form differ in characters that the form drops and in diacritics. The search
therefore goes through the sorted column as through a tree of prefixes, and follows only those
prefixes whose plain letters begin the wanted form. A step is a bisection, so that a column of
ten million names needs a few hundred. The last names of a prefix are compared in full.
"""

from __future__ import annotations

from bisect import bisect_left

from policygraph.model.names import plain_form, plain_letter
from policygraph.store.format.texts import Texts

#: So many names are compared in full.
_FEW = 16
#: Ranges of characters that stand for themselves only: no letter with a diacritic, nothing
#: that the plain form drops.
_PLAIN = (("0", "9"), ("a", "z"), ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uac00", "\ud7a3"))


def positions_spelled(names: Texts, plain: str) -> list[int]:
    """The positions of the names with a plain form, sorted; none for the empty form."""
    letters = "".join(filter(None, map(plain_letter, plain.replace(" ", ""))))
    if not letters:
        return []
    found: list[int] = []
    ranges = [(0, len(names), b"", 0)]
    while ranges:
        first, last, prefix, matched = ranges.pop()
        if last - first <= _FEW:
            found.extend(at for at in range(first, last) if plain_form(names[at]) == plain)
            continue
        if names.encoded(first) == prefix:
            if plain_form(names[first]) == plain:
                found.append(first)
            first += 1
        wanted = letters[matched : matched + 1]
        while first < last:
            character = _after(names.encoded(first), len(prefix))
            own = "" if character == " " else plain_letter(character)
            begin = prefix + character.encode()
            if letters.startswith(own, matched):
                end = _bisect(names, begin + b"\xff", first, last)
                ranges.append((first, end, begin, matched + len(own)))
                first = end
            else:
                first = _bisect(names, prefix + _next(character, wanted), first, last)
    return sorted(found)


def _after(name: bytes, length: int) -> str:
    """The character of a name after a prefix of so many bytes."""
    return name[length : length + 4].decode(errors="ignore")[0]


def _next(character: str, wanted: str) -> bytes:
    """Bytes after those of names that go on with a character that does not match.

    Characters that cannot match either are passed over with it.
    """
    for low, high in _PLAIN:
        if low <= character <= high:
            if character < wanted <= high:
                return wanted.encode()
            return high.encode() + b"\xff"
    return character.encode() + b"\xff"


def _bisect(names: Texts, wanted: bytes, first: int, last: int) -> int:
    return bisect_left(range(len(names)), wanted, first, last, key=names.encoded)
