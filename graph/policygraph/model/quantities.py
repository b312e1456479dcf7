"""Comparing the quantities of claims: by number, and by unit without regard to case or spacing.

``5.0 GPUs`` is ``5 gpus``. A range is compared by its ends.
"""

from __future__ import annotations

from policygraph.model.names import fold
from policygraph.model.records import Claim


def unit_of(claim: Claim) -> str:
    """The unit of a claim as it is compared; empty without one."""
    return fold(claim.unit or "")


def same_quantity(left: Claim, right: Claim) -> bool:
    """Whether both claims give the same quantity, or neither gives one."""
    return left.quantity == right.quantity and unit_of(left) == unit_of(right)


def quantities_meet(left: Claim, right: Claim) -> bool:
    """Whether both may speak of one quantity: one gives none, or the ranges overlap in one unit."""
    if left.quantity is None or right.quantity is None:
        return True
    return unit_of(left) == unit_of(right) and not quantities_apart(left, right)


def quantities_apart(left: Claim, right: Claim) -> bool:
    """Whether both give a quantity in one unit and no number is in both."""
    if left.quantity is None or right.quantity is None or unit_of(left) != unit_of(right):
        return False
    return left.quantity.high < right.quantity.low or right.quantity.high < left.quantity.low
