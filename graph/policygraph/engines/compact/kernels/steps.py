"""A step of a grade over a move: its grade, its arrival, and the rules: parts of the ranking."""

from __future__ import annotations

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.layout import Ask
from policygraph.engines.compact.kernels.standing import after_step
from policygraph.engines.compact.kernels.transitions import action_of, goes_against, trait_of
from policygraph.engines.compact.kernels.windows import (
    TOO_LATE,
    arrival,
    began_both,
    kind_of,
    known_first,
    next_grade,
)

_TOO_LATE = TOO_LATE


@part
def grade_after(
    move, entity, previous,
    support, against, spans,
    ask, letters, modality_ok, sources, not_sources, weights, kinds, began,
):  # fmt: skip
    """The next grade after ``previous`` in which an entity is left by a move, and its cost code.

    (-1, -1) if there is none.
    """
    return next_grade(
        move.edge, move.code, previous, goes_against(move.relation, move.flags, letters),
        kind_of(move.relation, kinds), began_both(entity, move.to, began),
        support, against, spans, ask, modality_ok, sources, not_sources, weights,
    )  # fmt: skip


@part
def taken(
    move, entity, grade, state, time, towards, issuer, relief, released,
    lists, moves, support, against, spans, costs,
    ask, letters, modality_ok, sources, not_sources, weights, avoid, rules,
):  # fmt: skip
    """Whether a step may be taken at a time; the time of arrival, and what the rules remember."""
    kinds, actions, assertable, began, first_known = rules[1:6]
    against_step = goes_against(move.relation, move.flags, letters)
    kind = kind_of(move.relation, kinds)
    when = arrival(
        move.edge, grade, against_step, time, kind, began_both(entity, move.to, began),
        known_first(entity, move.to, against_step, kind, first_known),
        support, spans, ask, modality_ok, sources, not_sources, weights, assertable,
    )  # fmt: skip
    if when == _TOO_LATE or not ask[Ask.WATCHED]:
        return when != _TOO_LATE, when, towards, issuer, relief, released
    may, towards, issuer, relief, released = after_step(
        move, entity, grade, against_step, action_of(move, state, ask, letters, actions),
        trait_of(move, rules[0]), towards, issuer, relief, released,
        lists, moves, support, against, spans, costs,
        ask, letters, modality_ok, sources, not_sources, weights, avoid, rules,
    )  # fmt: skip
    return may, when, towards, issuer, relief, released
