"""A sequence whose items are made when they are accessed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar, overload

_Item = TypeVar("_Item", covariant=True)


class LazySequence(Sequence[_Item]):
    """A sequence that keeps no items; a slice of it is lazy too.

    Subclasses define ``__len__`` and :meth:`item`.
    """

    @abstractmethod
    def item(self, position: int) -> _Item:
        """The item at a position, which is from 0 to below the length."""

    def items(self, positions: Sequence[int]) -> Iterable[_Item]:
        """The items at several positions; subclasses may read them together."""
        return map(self.item, positions)

    @overload
    def __getitem__(self, position: int) -> _Item: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[_Item]: ...
    def __getitem__(self, position: int | slice) -> _Item | Sequence[_Item]:
        size = len(self)
        if isinstance(position, slice):
            return _Slice(self, range(*position.indices(size)))
        if position < 0:
            position += size
        if not 0 <= position < size:
            raise IndexError(position)
        return self.item(position)

    def __iter__(self) -> Iterator[_Item]:
        return iter(self.items(range(len(self))))


class _Slice(LazySequence[_Item]):
    """Some positions of another lazy sequence."""

    def __init__(self, whole: LazySequence[_Item], positions: Sequence[int]) -> None:
        self._whole, self._positions = whole, positions

    def __len__(self) -> int:
        return len(self._positions)

    def item(self, position: int) -> _Item:
        return self._whole.item(self._positions[position])

    def items(self, positions: Sequence[int]) -> Iterable[_Item]:
        return self._whole.items([self._positions[position] for position in positions])
