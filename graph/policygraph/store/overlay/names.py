"""The names of a store with an overlay; see :class:`policygraph.model.index.NameIndex`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from policygraph.model.collection import Collection
from policygraph.model.index import NameIndex
from policygraph.model.name_signatures import MOST, likeliest
from policygraph.model.names import fold


class OverlayNames:
    """Names of the store's entities; those of the patch replace them."""

    def __init__(
        self,
        whole: Collection,
        base: Collection,
        patch: Collection,
        below: NameIndex,
        top: NameIndex,
    ) -> None:
        self._whole, self._base, self._patch = whole, base, patch
        self._below, self._top = below, top

    def exact(self, tier: str, folded: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return self._both(self._below.exact(tier, folded), self._top.exact(tier, folded))

    def written(self, tier: str, folded: str) -> str:
        """See :class:`NameIndex`."""
        return written(self._whole, tier, folded, self.exact(tier, folded))

    def spelled(self, plain: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return self._both(self._below.spelled(plain), self._top.spelled(plain))

    def identified(self, folded: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return self._both(self._below.identified(folded), self._top.identified(folded))

    def beginning(self, tier: str, folded: str, limit: int) -> Sequence[tuple[str, str]]:
        """See :class:`NameIndex`."""
        below = self._below.beginning(tier, folded, limit + len(self._hidden))
        found = {entity: name for name, entity in below if entity not in self._hidden}
        found |= {entity: name for name, entity in self._top.beginning(tier, folded, limit)}
        return [(found[entity], entity) for entity in sorted(found)[:limit]]

    def likeliest(self, tier: str, folded: str, most: int = MOST) -> Sequence[str]:
        """See :class:`NameIndex`."""
        below = self._below.likeliest(tier, folded, most + len(self._hidden_names))
        remaining = {
            name for name in below if name not in self._hidden_names or self.exact(tier, name)
        }
        return likeliest(
            folded, sorted(remaining.union(self._top.likeliest(tier, folded, most))), most
        )

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """The store's entities that the patch replaces."""
        names = (*self._patch.entities, *self._patch.canonical)
        return frozenset(name for name in names if name in self._base.entities)

    @cached_property
    def _hidden_names(self) -> frozenset[str]:
        """Names of such entities in the store, which they may not have any more."""
        found = set()
        for name in self._hidden:
            entity = self._base.entities[name]
            found |= {fold(name.text) for name in (entity.label, *entity.aliases)}
        return frozenset(found)

    def _both(self, below: Iterable[str], top: Iterable[str]) -> list[str]:
        return sorted({*(name for name in below if name not in self._hidden), *top})


def written(collection: Collection, tier: str, folded: str, bearers: Sequence[str]) -> str:
    """A name as it is written for the first of its bearers."""
    if tier == "id" or not bearers:
        return folded
    entity = collection.entities[bearers[0]]
    if tier == "label":
        return entity.label.text
    return next((a.text for a in entity.aliases if fold(a.text) == folded), folded)
