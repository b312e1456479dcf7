"""A lazy sequence behaves as a tuple of its items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.model.lazy_sequence import LazySequence


class Squares(LazySequence[int]):
    def __init__(self, length: int) -> None:
        self.length = length
        self.made: list[int] = []

    def __len__(self) -> int:
        return self.length

    def item(self, position: int) -> int:
        self.made.append(position)
        return position * position


@given(length=st.integers(0, 6), data=st.data())
def test_slices_and_items_are_those_of_a_tuple(length: int, data: st.DataObject) -> None:
    squares, expected = Squares(length), tuple(n * n for n in range(length))
    first, second = data.draw(st.slices(6)), data.draw(st.slices(6))
    assert tuple(squares) == expected
    assert tuple(squares[first]) == expected[first]
    assert tuple(squares[first][second]) == expected[first][second]
    assert len(squares[first]) == len(expected[first])
    for position in range(-length, length):
        assert squares[position] == expected[position]
    for position in (-length - 1, length):
        with pytest.raises(IndexError):
            squares[position]


def test_a_slice_makes_no_item_before_it_is_accessed() -> None:
    squares = Squares(100)
    some = squares[10:20]
    assert squares.made == []
    assert some[-1] == 361
    assert squares.made == [19]
