"""Names of entities to a store: sorted columns of folded names, and their signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model.index import TIERS
from policygraph.model.name_signatures import FACTOR, SHIFT
from policygraph.model.names import fold
from policygraph.model.records import Entity
from policygraph.store.building.id_column import distinct, sorted_ids
from policygraph.store.format.array_file import ArrayWriter, write_array
from policygraph.store.format.ranges import write_ranges
from policygraph.store.format.schema import NAME_TIERS, SIGNATURE_WORDS
from policygraph.store.format.texts import Texts, TextWriter, arrow_buffers

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How many names are read, or signed, at once.
_BATCH = 1 << 17
_WORD = 64


def write_names(
    folder: Path, entities: Iterable[int], record: Callable[[int], Entity], ids: Texts
) -> None:
    """Write the names of entities, which are given by number, in every tier, sorted."""
    import pyarrow as pa

    chunks: dict[str, list[tuple[Any, NDArray[np.int32]]]] = {}
    pending: dict[str, tuple[list[str], list[int]]] = {}

    def flush(kind: str) -> None:
        texts, numbers = pending.pop(kind)
        found = pa.array(texts, pa.large_string()), np.array(numbers, np.int32)
        chunks.setdefault(kind, []).append(found)

    def add(kind: str, name: str, entity: int) -> None:
        texts, numbers = pending.setdefault(kind, ([], []))
        texts.append(name)
        numbers.append(entity)
        if len(texts) == _BATCH:
            flush(kind)

    for number in entities:
        entity = record(number)
        add("label", fold(entity.label.text), number)
        for alias in dict.fromkeys(fold(alias.text) for alias in entity.aliases):
            add("alias", alias, number)
        identities = (entity.wikidata or "", *entity.same_as)
        for identity in dict.fromkeys(map(fold, filter(None, identities))):
            add("identity", identity, number)
    for kind in tuple(pending):
        flush(kind)
    for kind in NAME_TIERS:
        texts, order = sorted_ids([texts for texts, _ in chunks.get(kind, ())])
        of = np.concatenate([np.zeros(0, np.int32), *(n for _, n in chunks.pop(kind, ()))])
        new = distinct(texts)
        texts = texts.filter(pa.array(new))
        writer = TextWriter(folder, f"names/{kind}")
        writer.append(texts)
        writer.close()
        write_ranges(folder, f"names/{kind}.first", np.append(np.flatnonzero(new), len(of)))
        write_array(folder, f"names/{kind}.entity", of if order is None else of[order])
        if kind in TIERS:
            _write_signatures(folder, kind, Texts(*arrow_buffers(texts)))
    _write_signatures(folder, "id", ids)


def _write_signatures(folder: Path, tier: str, names: Texts) -> None:
    writers = [
        ArrayWriter(folder, f"names/{tier}.signature{word}") for word in range(SIGNATURE_WORDS)
    ]
    for first in range(0, len(names), _BATCH):
        last = min(first + _BATCH, len(names))
        starts = np.asarray(names.starts[first : last + 1])
        data = np.asarray(names.data[starts[0] : starts[-1]])
        for word, bits in enumerate(signatures(data, starts - starts[0])):
            writers[word].append(bits)
    for writer in writers:
        writer.close()


def signatures(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> list[NDArray[np.uint64]]:
    """The signatures of texts, 64 bits an array: see :mod:`policygraph.model.name_signatures`."""
    count = len(starts) - 1
    padded = np.full(len(data) + count + 1, ord(" "), np.uint8)
    lengths = np.diff(starts)
    padded[np.arange(len(data)) + np.repeat(np.arange(1, count + 1), lengths)] = data
    pairs = padded[:-1].astype(np.uint32) << 8 | padded[1:]
    codes = (pairs * np.uint32(FACTOR) & np.uint32(0xFFFF)) >> SHIFT
    begin = starts[:-1] + np.arange(count)
    words = []
    for word in range(SIGNATURE_WORDS):
        bits = np.where(
            codes // _WORD == word, np.uint64(1) << (codes % _WORD).astype(np.uint64), 0
        )
        words.append(np.bitwise_or.reduceat(bits.astype(np.uint64), begin))
    return words
