"""What the rules of influence remember of a path, step by step: parts of the ranking.

The definitions are those of :mod:`policygraph.query.influence.rules`. What is learnt there from
all steps is looked up here around the entity that it is asked of.
"""

from __future__ import annotations

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.adjacency import damaged, move_range
from policygraph.engines.compact.kernels.edge_costs import contains, is_last
from policygraph.engines.compact.kernels.layout import Addressee, Ask, Mark, Relief, Trait
from policygraph.engines.compact.kernels.locations import (
    NO,
    YES,
    closure,
    has_territory,
    is_among,
    is_in,
    mark_of,
    within,
)
from policygraph.engines.compact.kernels.transitions import arrives_against, letter
from policygraph.engines.compact.kernels.windows import began_both, is_of, kind_of, next_grade

_NO, _YES = NO, YES
_ACT, _MEMBERSHIP, _CONSTRAINS = int(Trait.ACT), int(Trait.MEMBERSHIP), int(Trait.CONSTRAINS)
_TAKES_FORCE, _BRINGS_ABOUT = int(Trait.TAKES_FORCE), int(Trait.BRINGS_ABOUT)
_WITHOUT_FORCE, _CLOSED = int(Mark.WITHOUT_FORCE), int(Mark.CLOSED)
_SET, _MEET, _DROP = int(Addressee.SET), int(Addressee.MEET), int(Addressee.DROP)
_WITHIN = int(Addressee.WITHIN)
_NONE, _TOOK, _GAVE = int(Relief.NONE), int(Relief.TOOK), int(Relief.GAVE)
_NOBODY = -1


@part
def directed_at(
    edge, grade, against_step, kind, since,
    support, spans, ask, modality_ok, sources, not_sources, weights, pool,
):  # fmt: skip
    """Whom the claims for a step are directed at: nobody, an entity, or several in the pool.

    If the pool is full, that is noted in its first element, which becomes negative.
    """
    first = pool[0]
    if first < 0:
        return _NOBODY
    several = 0
    position = edge
    while position < support.shape[0]:
        row = support[position]
        if row.towards >= 0 and is_of(
            row, grade, against_step, kind, since, spans, ask, modality_ok, sources, not_sources,
            weights,
        ):  # fmt: skip
            at = first + 1
            end = first + 1 + several
            while at < end and pool[at] < row.towards:
                at += 1
            if at == end or pool[at] != row.towards:
                if end >= pool.shape[0]:
                    pool[0] = -1
                    return _NOBODY
                for other in range(end, at, -1):
                    pool[other] = pool[other - 1]
                pool[at] = row.towards
                several += 1
        if is_last(row):
            break
        position += 1
    if several == 0:
        return _NOBODY
    if several == 1:
        return pool[first + 1]
    pool[first] = several
    known = 1
    while known < first:
        alike = pool[known] == several
        for number in range(several):
            if not alike or pool[known + 1 + number] != pool[first + 1 + number]:
                alike = False
                break
        if alike:
            return ~known
        known += 1 + pool[known]
    pool[0] = first + 1 + several
    return ~first


@part
def crosses_edge(
    move, entity, against_step,
    support, against, spans, ask, modality_ok, sources, not_sources, weights, avoid, kinds, began,
):  # fmt: skip
    """Whether there is a step at all over a move of an entity under the filters."""
    if avoid.shape[0] and (contains(avoid, entity) or contains(avoid, move.to)):
        return False
    grade, _ = next_grade(
        move.edge, move.code, -1, against_step, kind_of(move.relation, kinds),
        began_both(entity, move.to, began), support, against, spans, ask, modality_ok, sources,
        not_sources, weights,
    )  # fmt: skip
    return grade >= 0


@part
def is_restricted(
    entity, released,
    lists, moves, support, against, spans, costs,
    ask, letters, modality_ok, sources, not_sources, weights, avoid,
    traits, kinds, began, marks, seek,
):  # fmt: skip
    """Whether an act in force, other than what lost its force, restricts an entity."""
    seek[0] = entity
    filled, at = 1, 0
    while at < filled:
        one = seek[at]
        at += 1
        begin, end = move_range(lists, one, ask[Ask.ARRIVE], ask[Ask.ARRIVE_END], moves)
        for position in range(begin, end):
            move = moves[position]
            if damaged(move, lists, support, costs, letters, ask):
                continue
            trait = letter(move.relation, move.flags, False, traits)
            if trait < 0:
                continue
            origin = move.to
            membership = (trait & _MEMBERSHIP) != 0
            restricts = (
                not membership
                and trait & _ACT
                and trait & _CONSTRAINS
                and origin != released
                and not mark_of(origin, marks) & _WITHOUT_FORCE
            )
            if not membership and not restricts:
                continue
            if not crosses_edge(
                move, one, arrives_against(move.relation, move.flags, ask, letters), support,
                against, spans, ask, modality_ok, sources, not_sources, weights, avoid, kinds,
                began,
            ):  # fmt: skip
                continue
            if restricts:
                return True
            if filled < seek.shape[0] and not is_among(seek, filled, origin):
                seek[filled] = origin
                filled += 1
    return False


@part
def is_within_territory(
    target, issuer,
    lists, moves, support, against, spans, costs,
    ask, letters, modality_ok, sources, not_sources, weights, avoid,
    traits, kinds, began, up_from, up_to, place_from, place_to, marks, climb, walk,
):  # fmt: skip
    """Whether an entity is certainly within the places where who acted can act.

    For a plan or a programme, that is where who brought it about can.
    """
    walk[0] = issuer
    filled = 1
    if not has_territory(issuer, place_from, marks):
        begin, end = move_range(lists, issuer, ask[Ask.ARRIVE], ask[Ask.ARRIVE_END], moves)
        for position in range(begin, end):
            move = moves[position]
            if damaged(move, lists, support, costs, letters, ask):
                continue
            trait = letter(move.relation, move.flags, False, traits)
            if trait < 0 or not trait & _BRINGS_ABOUT or filled == walk.shape[0]:
                continue
            if crosses_edge(
                move, issuer, arrives_against(move.relation, move.flags, ask, letters), support,
                against, spans, ask, modality_ok, sources, not_sources, weights, avoid, kinds,
                began,
            ):  # fmt: skip
                walk[filled] = move.to
                filled += 1
    filled = closure(0, filled, place_from, place_to, walk)
    position = 0
    while position < filled and not is_in(target, walk[position], up_from, up_to, climb):
        position += 1
    return position < filled


@part
def after_step(
    move, entity, grade, against_step, action, trait, towards, issuer, relief, released,
    lists, moves, support, against, spans, costs,
    ask, letters, modality_ok, sources, not_sources, weights, avoid, rules,
):  # fmt: skip
    """Whether the rules let a step be taken, and what they remember after it."""
    (
        traits, kinds, _, _, began, _, up_from, up_to, place_from, place_to, kept_from, kept_to,
        marks, merged, merged_into, pool, climb, walk, seek,
    ) = rules  # fmt: skip
    target = move.to
    if ask[Ask.FORCEFUL]:
        took = relief == _TOOK
        if mark_of(entity, marks) & _CLOSED and not took:
            return False, towards, issuer, relief, released
        if trait & _TAKES_FORCE:
            relief, released = _TOOK, target
        elif (took and trait & _CONSTRAINS) or (relief == _GAVE and trait & _MEMBERSHIP):
            if is_restricted(
                target, released, lists, moves, support, against, spans, costs, ask, letters,
                modality_ok, sources, not_sources, weights, avoid, traits, kinds, began, marks,
                seek,
            ):  # fmt: skip
                return False, towards, issuer, relief, released
            relief = _GAVE
        else:
            relief, released = _NONE, _NOBODY
    if not ask[Ask.ADDRESSED]:
        return True, towards, issuer, relief, released
    if action == _SET:
        new = directed_at(
            move.edge, grade, against_step, kind_of(move.relation, kinds),
            began_both(entity, target, began), support, spans, ask, modality_ok, sources,
            not_sources, weights, pool,
        )  # fmt: skip
        if new != _NOBODY:
            towards = new
        if issuer < 0 or has_territory(entity, place_from, marks):
            issuer = entity
        return True, towards, issuer, relief, released
    if action == _DROP:
        return True, _NOBODY, _NOBODY, relief, released
    if action < _MEET:
        return True, towards, issuer, relief, released
    may = True
    if towards != _NOBODY:
        truth = within(
            target, towards, pool, up_from, up_to, place_from, place_to, kept_from, kept_to,
            marks, merged, merged_into, climb,
        )  # fmt: skip
        may = truth == _YES or (truth != _NO and action != _WITHIN)
        if action == _MEET and truth == _YES:
            towards, issuer = _NOBODY, _NOBODY
    elif action == _WITHIN and issuer >= 0:
        may = is_within_territory(
            target, issuer, lists, moves, support, against, spans, costs, ask, letters,
            modality_ok, sources, not_sources, weights, avoid, traits, kinds, began, up_from,
            up_to, place_from, place_to, marks, climb, walk,
        )  # fmt: skip
    return may, towards, issuer, relief, released
