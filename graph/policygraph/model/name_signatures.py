"""Signatures of names: 128 bits that find the names near a text in millions of names.

A signature has a bit for each pair of neighbouring bytes of the folded name, ends
included. Of names that are near each other most bits agree, so those whose signatures
share the most bits with a text's are compared with it in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

#: How many names of a tier are compared in full.
MOST = 4096

BITS = 128
#: Knuth's multiplicative hash of 16 bits, of which the highest seven count.
FACTOR, SHIFT = 40503, 9


def signature(name: str) -> int:
    """The signature of a folded name.

    >>> (signature("huawei") & signature("huawai")).bit_count()
    5
    """
    padded = f" {name} ".encode()
    bits = 0
    for left, right in pairwise(padded):
        bits |= 1 << (((left << 8 | right) * FACTOR & 0xFFFF) >> SHIFT)
    return bits


def likeliest(text: str, names: Sequence[str], most: int = MOST) -> list[str]:
    """The ``most`` names whose signatures share most bits with the text's, sorted.

    Ties go to the earlier name.
    """
    if len(names) <= most:
        return list(names)
    wanted = signature(text)
    ranked = sorted((-(wanted & signature(name)).bit_count(), name) for name in names)
    return sorted(name for _, name in ranked[:most])
