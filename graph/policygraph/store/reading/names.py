"""The names of entities in a store, found by sorted columns and by signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from policygraph.model.index import TIERS
from policygraph.model.name_signatures import MOST, signature
from policygraph.model.names import fold
from policygraph.model.records import Entity
from policygraph.store.format.ranges import range_at
from policygraph.store.format.schema import SIGNATURE_WORDS
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.format.texts import Texts
from policygraph.store.reading.spellings import positions_spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORD = 64


class StoredNames:
    """The names of a store; see :class:`policygraph.model.index.NameIndex`."""

    def __init__(
        self,
        files: StoreFiles,
        ids: Texts,
        canonical: Callable[[int], int],
        record: Callable[[int], Entity],
    ) -> None:
        self._ids, self._canonical, self._record = ids, canonical, record
        self._names = {"id": ids}
        self._names.update(
            {kind: files.sorted_texts(f"names/{kind}") for kind in ("label", "alias")}
        )
        self._names["identity"] = files.sorted_texts("names/identity")
        kinds = ("label", "alias", "identity")
        self._first = {kind: files.optional(f"names/{kind}.first") for kind in kinds}
        self._entities = {kind: files.array(f"names/{kind}.entity") for kind in kinds}
        self._signatures = {
            tier: [files.array(f"names/{tier}.signature{word}") for word in range(SIGNATURE_WORDS)]
            for tier in TIERS
        }

    def exact(self, tier: str, folded: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        position = self._names[tier].position(folded)
        return [] if position is None else [self._ids[n] for n in self._bearers(tier, position)]

    def written(self, tier: str, folded: str) -> str:
        """See :class:`NameIndex`."""
        position = self._names[tier].position(folded)
        if tier == "id" or position is None:
            return folded
        entity = self._record(self._bearers(tier, position)[0])
        if tier == "label":
            return entity.label.text
        return next((a.text for a in entity.aliases if fold(a.text) == folded), folded)

    def spelled(self, plain: str) -> Sequence[str]:
        """See :class:`NameIndex`: found in the sorted columns of folded names.

        No column holds plain forms; see :mod:`policygraph.store.reading.spellings`.
        """
        found: set[int] = set()
        for tier in TIERS:
            for position in positions_spelled(self._names[tier], plain):
                found.update(self._bearers(tier, position))
        return [self._ids[number] for number in sorted(found)]

    def identified(self, folded: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return self.exact("identity", folded)

    def beginning(self, tier: str, folded: str, limit: int) -> Sequence[tuple[str, str]]:
        """See :class:`NameIndex`."""
        names, start = self._names[tier], folded.encode(errors="surrogatepass")
        first, last = names.bisect(start + b"\0"), names.bisect(start + b"\xff")
        if tier == "id":
            entities = np.fromiter(map(self._canonical, range(first, last)), np.int64)
            positions = np.arange(first, last)
        else:
            starts, positions = self._first[tier], np.arange(first, last)
            begin, end = first, last
            if starts is not None:
                begin, end = int(starts[first]), int(starts[last])
                positions = np.repeat(positions, np.diff(starts[first : last + 1]))
            entities = self._entities[tier][begin:end]
        found, at = np.unique(entities, return_index=True)
        pairs = zip(found[:limit].tolist(), positions[at[:limit]].tolist(), strict=True)
        return [(names[position], self._ids[entity]) for entity, position in pairs]

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
        return [names[position] for position in _most(shared, most).tolist()]

    def _bearers(self, tier: str, position: int) -> list[int]:
        """The entities of the name at a position, sorted."""
        if tier == "id":
            return [self._canonical(position)]
        there = range_at(self._first[tier], position)
        bearers: list[int] = self._entities[tier][there].tolist()
        return bearers


def _most(counts: NDArray[np.uint8], most: int) -> NDArray[np.intp]:
    """The positions of the ``most`` highest counts, sorted; of ties the first."""
    of_each = np.bincount(counts, minlength=1)
    above = np.cumsum(of_each[::-1])[::-1]
    least = int(np.flatnonzero(above >= most)[-1])
    over = np.flatnonzero(counts > least)
    return np.sort(np.concatenate((over, np.flatnonzero(counts == least)[: most - len(over)])))
