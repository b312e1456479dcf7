"""How much a claim matters: its grade for one way in which its relation carries influence.

A claim's own grade counts first, then what its quantity gives under the thresholds of that way,
then the way's default. Its own grade speaks for one way only: three percent of a market do not
make a ban diffuse for who supplies them.
"""

from __future__ import annotations

from policygraph.model.cost import cost_of
from policygraph.model.ontology import Grade, Ontology, Way
from policygraph.model.records import Claim


def grade_of(ontology: Ontology, claim: Claim, along: bool) -> str:
    """The id of a claim's grade along its statement or against it; empty where it has none."""
    way = ontology.way(claim.relation, along)
    if way is None:
        return ""
    if claim.grade and along == graded_way(ontology, claim.relation):
        return claim.grade
    return _by_quantity(way, claim) or way.grade


def graded_way(ontology: Ontology, relation: str) -> bool:
    """The way that the grade in a claim's own cell speaks for.

    The only way that has thresholds, else along the statement if influence flows so.
    """
    ways = {along: ontology.way(relation, along) for along in (True, False)}
    measured = [along for along, way in ways.items() if way is not None and way.thresholds]
    return measured[0] if len(measured) == 1 else ways[True] is not None


def _by_quantity(way: Way, claim: Claim) -> str | None:
    """The grade by the low end of a claim's quantity, if the way has thresholds for its unit."""
    if claim.quantity is None or claim.unit is None:
        return None
    unit = claim.unit.casefold()
    for threshold in way.thresholds:
        if threshold.unit.casefold() == unit and float(claim.quantity.low) >= threshold.least:
            return threshold.grade
    return None


def grade_cost(ontology: Ontology, grade: str) -> int:
    """The cost of a grade: ``round(-1e9 * ln(weight))``; 0 where there is none."""
    known = ontology.grades.get(grade)
    return cost_of(known.weight) if known is not None else 0


def grade_order(ontology: Ontology, grade: str) -> int:
    """The position of a grade, the gravest first; 0 where there is none."""
    known = ontology.grades.get(grade)
    return known.order if known is not None else 0


def nearest_grade(ontology: Ontology, weight: float) -> Grade | None:
    """The grade that a product of weights is worded by: the nearest, by the ratio of weights.

    Halfway between two grades is their geometric mean; the gravest of equally near ones counts.
    """
    from math import inf, log

    def distance(grade: Grade) -> float:
        return abs(log(weight) - log(grade.weight)) if weight > 0 else inf

    ordered = sorted(ontology.grades.values(), key=lambda grade: (grade.order, grade.id))
    return min(ordered, key=distance, default=None)
