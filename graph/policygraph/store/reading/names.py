"""Names of entities in a store: sorted columns of folded names, and their signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model.index import TIERS
from policygraph.model.name_signatures import BITS, FACTOR, MOST, SHIFT, signature
from policygraph.model.names import fold
from policygraph.model.records import Entity
from policygraph.store.building.batches import distinct, sorted_ids
from policygraph.store.format.array_file import ArrayWriter, write_array
from policygraph.store.format.store_files import Files
from policygraph.store.format.texts import Texts, TextWriter, parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Names whose signatures are made, and entities whose names are read, at once.
_AT_ONCE = 1 << 17
_WORD = 64


def write_names(
    folder: Path, entities: Iterable[int], record: Callable[[int], Entity], ids: Texts
) -> None:
    """Write the names of entities, given by their numbers, in every tier, sorted."""
    import pyarrow as pa

    chunks: dict[str, list[tuple[Any, NDArray[np.int32]]]] = {}
    waiting: dict[str, tuple[list[str], list[int]]] = {}

    def flush(kind: str) -> None:
        texts, numbers = waiting.pop(kind)
        found = pa.array(texts, pa.large_string()), np.array(numbers, np.int32)
        chunks.setdefault(kind, []).append(found)

    def add(kind: str, name: str, entity: int) -> None:
        texts, numbers = waiting.setdefault(kind, ([], []))
        texts.append(name)
        numbers.append(entity)
        if len(texts) == _AT_ONCE:
            flush(kind)

    for number in entities:
        entity = record(number)
        add("label", fold(entity.label.text), number)
        for alias in dict.fromkeys(fold(alias.text) for alias in entity.aliases):
            add("alias", alias, number)
        identities = (entity.wikidata or "", *entity.same_as)
        for identity in dict.fromkeys(map(fold, filter(None, identities))):
            add("identity", identity, number)
    for kind in tuple(waiting):
        flush(kind)
    for kind in ("label", "alias", "identity"):
        texts, order = sorted_ids([texts for texts, _ in chunks.get(kind, ())])
        of = np.concatenate([np.zeros(0, np.int32), *(n for _, n in chunks.pop(kind, ()))])
        new = distinct(texts)
        texts = texts.filter(pa.array(new))
        writer = TextWriter(folder, f"names/{kind}")
        writer.append(texts)
        writer.close()
        write_array(folder, f"names/{kind}.first", np.append(np.flatnonzero(new), len(of)))
        write_array(folder, f"names/{kind}.entity", of if order is None else of[order])
        if kind in TIERS:
            _write_signatures(folder, kind, Texts(*parts(texts)))
    _write_signatures(folder, "id", ids)


def _write_signatures(folder: Path, tier: str, names: Texts) -> None:
    writers = [
        ArrayWriter(folder, f"names/{tier}.signature{word}", np.dtype(np.uint64))
        for word in range(BITS // _WORD)
    ]
    for first in range(0, len(names), _AT_ONCE):
        last = min(first + _AT_ONCE, len(names))
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
    for word in range(BITS // _WORD):
        bits = np.where(
            codes // _WORD == word, np.uint64(1) << (codes % _WORD).astype(np.uint64), 0
        )
        words.append(np.bitwise_or.reduceat(bits.astype(np.uint64), begin))
    return words


class StoredNames:
    """The names of a store; see :class:`policygraph.model.index.NameIndex`."""

    def __init__(
        self,
        files: Files,
        ids: Texts,
        canonical: Callable[[int], int],
        record: Callable[[int], Entity],
    ) -> None:
        self._ids, self._canonical, self._record = ids, canonical, record
        self._names = {"id": ids}
        self._names.update({kind: files.ids(f"names/{kind}") for kind in ("label", "alias")})
        self._names["identity"] = files.ids("names/identity")
        kinds = ("label", "alias", "identity")
        self._first = {kind: files.array(f"names/{kind}.first") for kind in kinds}
        self._entities = {kind: files.array(f"names/{kind}.entity") for kind in kinds}
        self._signatures = {
            tier: [files.array(f"names/{tier}.signature{word}") for word in range(BITS // _WORD)]
            for tier in TIERS
        }

    def exact(self, tier: str, folded: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        place = self._names[tier].place(folded)
        return [] if place is None else [self._ids[n] for n in self._bearers(tier, place)]

    def written(self, tier: str, folded: str) -> str:
        """See :class:`NameIndex`."""
        place = self._names[tier].place(folded)
        if tier == "id" or place is None:
            return folded
        entity = self._record(self._bearers(tier, place)[0])
        if tier == "label":
            return entity.label.text
        return next(alias.text for alias in entity.aliases if fold(alias.text) == folded)

    def identified(self, folded: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return self.exact("identity", folded)

    def beginning(self, tier: str, folded: str, limit: int) -> Sequence[tuple[str, str]]:
        """See :class:`NameIndex`."""
        names, start = self._names[tier], folded.encode(errors="surrogatepass")
        first, last = names.bisect(start + b"\0"), names.bisect(start + b"\xff")
        if tier == "id":
            entities = np.fromiter(map(self._canonical, range(first, last)), np.int64)
            places = np.arange(first, last)
        else:
            rows = self._first[tier][first : last + 1]
            entities = self._entities[tier][rows[0] : rows[-1]]
            places = np.repeat(np.arange(first, last), np.diff(rows))
        kept, at = np.unique(entities, return_index=True)
        pairs = zip(kept[:limit].tolist(), places[at[:limit]].tolist(), strict=True)
        return [(names[place], self._ids[entity]) for entity, place in pairs]

    def likeliest(self, tier: str, folded: str, most: int = MOST) -> Sequence[str]:
        """See :class:`NameIndex`."""
        names = self._names[tier]
        if len(names) <= most:
            return list(names)
        wanted = signature(folded)
        shared = np.zeros(len(names), np.uint8)
        for word, bits in enumerate(self._signatures[tier]):
            mask = np.uint64(wanted >> (_WORD * word) & ((1 << _WORD) - 1))
            shared += np.bitwise_count(bits & mask)
        return [names[place] for place in _most(shared, most).tolist()]

    def _bearers(self, tier: str, place: int) -> list[int]:
        """The entities of a name by its place, sorted."""
        if tier == "id":
            return [self._canonical(place)]
        first, last = self._first[tier][place : place + 2]
        bearers: list[int] = self._entities[tier][first:last].tolist()
        return bearers


def _most(counts: NDArray[np.uint8], most: int) -> NDArray[np.intp]:
    """The places of the ``most`` highest counts, sorted; ties go to the earlier place."""
    of_each = np.bincount(counts, minlength=1)
    above = np.cumsum(of_each[::-1])[::-1]
    least = int(np.flatnonzero(above >= most)[-1])
    over = np.flatnonzero(counts > least)
    return np.sort(np.concatenate((over, np.flatnonzero(counts == least)[: most - len(over)])))
