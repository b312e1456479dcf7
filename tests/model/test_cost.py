"""Likelihood to integer cost."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.model.cost import SCALE, cost_of, strength_of

strengths = st.floats(1e-300, 1.0)


def test_certainty_costs_nothing() -> None:
    assert cost_of(1.0) == 0
    assert strength_of(0) == 1.0


@pytest.mark.parametrize(("strength", "cost"), [(0.9, 105_360_516), (0.5, 693_147_181)])
def test_cost_is_the_rounded_negative_logarithm(strength: float, cost: int) -> None:
    assert cost_of(strength) == cost


@given(strengths)
def test_cost_is_a_whole_number_from_zero_up(strength: float) -> None:
    cost = cost_of(strength)
    assert isinstance(cost, int)
    assert 0 <= cost < 2**63
    assert math.isclose(strength_of(cost), strength, rel_tol=1 / SCALE)


@given(strengths, strengths)
def test_stronger_never_costs_more(one: float, two: float) -> None:
    weak, strong = sorted((one, two))
    assert cost_of(strong) <= cost_of(weak)


@pytest.mark.parametrize("strength", [0.0, -0.1, 1.0000001, float("nan"), float("inf")])
def test_what_is_no_likelihood_has_no_cost(strength: float) -> None:
    with pytest.raises(ValueError, match="not in"):
        cost_of(strength)
