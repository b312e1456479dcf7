"""Likelihood to integer cost: one definition, so that all engines agree on every tie.

A likelihood is a number in (0, 1]. Terms (ICD 203) and the defaults of the
modalities are data of the ontology; this file knows none of them.
"""

from __future__ import annotations

import math

#: One nat of surprise in integer cost units.
SCALE = 1_000_000_000
#: The largest tolerance; no path of interest has more hops.
_MOST_TOLERANCE = 1_000


def cost_of(strength: float) -> int:
    """The cost of an edge: ``round(-1e9 * ln(strength))``; 0 at certainty.

    >>> cost_of(1.0), cost_of(0.9)
    (0, 105360516)
    """
    if not 0.0 < strength <= 1.0:
        raise ValueError(f"strength {strength} is not in (0, 1]")
    return round(-SCALE * math.log(strength)) if strength < 1.0 else 0


def tolerance(max_hops: int) -> int:
    """How far the costs of two paths of at most so many hops may differ by rounding alone.

    The cost of an edge is rounded by at most half a unit, so that of two paths of equal
    strength one may be dearer by as many units as they have hops.

    >>> cost_of(0.9) + cost_of(0.5) - cost_of(0.75) - cost_of(0.6), tolerance(2)
    (1, 2)
    """
    return min(max_hops, _MOST_TOLERANCE)


def strength_of(cost: int) -> float:
    """The chain strength of a path: ``exp(-cost / 1e9)``.

    A product of likelihoods under an assumption of independence; not a probability.
    """
    return math.exp(-cost / SCALE)
