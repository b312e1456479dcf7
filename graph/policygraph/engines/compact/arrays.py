"""The arrays a search runs over, built from columns of claims.

:class:`Arrays` is the whole graph as the kernels see it. Every array can be saved as
``.npy`` and opened with ``mmap_mode="r"``; none refers to a Python object.
:func:`build_arrays` makes them from :class:`~policygraph.engines.compact.columns.Columns`.

The moves of an entity are contiguous in :attr:`Arrays.moves`, in four groups: those that
influence may only leave by, leave or arrive by, only arrive by, and neither. Each group is
sorted by cost. So the moves that follow influence in one direction are one range of the
array, and a search leaves a group at its first move that costs too much. Filters can only
remove claims from an edge, so the cost here is a lower bound.

An edge is identified by the number of its first supporting claim in :attr:`Arrays.support`,
where the claims of an edge are contiguous, by falling strength, then id. The sign bit of the
numbers of a supporting claim is a mark (:func:`marked`): the mark of ``claim`` is set for the
last claim of its edge, the mark of ``source`` for an edge that something opposes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import EVER_AFTER, EVER_BEFORE, Columns
from policygraph.engines.compact.opposition import denials
from policygraph.errors import DataError
from policygraph.model.cost import cost_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUPS = 4
#: Flags of a move: a step that leaves by it goes along the statement (the entity that has it is
#: the subject, or the relation is symmetric); a self-loop.
SUBJECT, LOOP = 1, 2

#: Where the moves of an entity begin, and where each of its groups ends from there.
LIST = np.dtype([("first", "<i8"), ("ends", "<i4", (GROUPS,))])
MOVE = np.dtype(
    [("to", "<i4"), ("edge", "<i4"), ("code", "<i4"), ("relation", "<u2"), ("flags", "<u2")]
)
#: Fields of any claim: start and end as numbers of spans, the latest day it became known.
_CLAIM = [("start", "<i4"), ("end", "<i4"), ("known", "<i4"), ("source", "<i4"), ("claim", "<i4")]
SUPPORT = np.dtype(
    [
        *_CLAIM,
        ("code", "<i4"),
        ("towards", "<i4"),
        ("modality", "<u2"),
        ("grade_along", "u1"),
        ("grade_against", "u1"),
        ("undated", "u1"),
    ]
)
AGAINST = np.dtype([*_CLAIM, ("edge", "<i4"), ("about", "<i4")])
#: An edge that says where its subject is, when something began or was made, or what has lost its
#: force.
BACKGROUND = np.dtype([("subject", "<i4"), ("object", "<i4"), ("edge", "<i4"), ("relation", "<i4")])
#: A claim that denies a triple.
DENIED = np.dtype(
    [
        ("subject", "<i4"),
        ("object", "<i4"),
        ("known", "<i4"),
        ("source", "<i4"),
        ("claim", "<i4"),
        ("relation", "<u2"),
        ("modality", "<u2"),
    ]
)
#: The earliest and the latest day that a date may mean, as codes.
SPAN = np.dtype([("earliest", "<i4"), ("latest", "<i4")])

#: Days within this many of 1970 are their own codes; the codes of others keep their order.
NEAR = 2**30
_LAST_CODE = 2**31 - 1
#: The largest number of relations, types or modalities.
_CODED = 2**16


@dataclass(frozen=True, eq=False)
class Arrays:
    """A graph of claims as the kernels see it.

    ``lists`` gives for each entity where its moves begin in ``moves``, and the end of each of
    its groups from there. The next group follows at once, and no list depends on another.
    ``costs`` and ``strengths`` are by cost code, cheapest first. Usual strengths have a code
    whether or not a claim has that strength; ``claimed`` tells which do. ``types`` is the type
    of each entity. ``against`` is sorted by edge, then claim: what speaks against its affirming
    claims (``about``: the position of such a claim in ``support``; -1: against all of them).
    ``spans`` are the days that starts and ends may be. ``far`` are those days that are too far
    from 1970 to be their own codes. ``background`` are the edges over relations that locate, begin
    or bring forth something, or take force, by edge. ``denied`` are all claims that deny a triple,
    whether or not there is such an edge. ``first_known`` is for each entity the first
    day by which some claim about it was known. ``counts`` are the entities, the edges, and the rows
    of ``support`` and of ``against``; with an overlay some rows belong to no edge any more.

    Entities are numbered in the order of their ids, except for the last
    ``len(insert_before)``, which were added. These are numbered in the order of their own ids,
    and ``insert_before`` gives for each the number of the earlier entity that it comes before.
    ``merged`` are earlier entities, sorted, that are now other ones: those in ``merged_into``.
    """

    lists: NDArray[Any]
    moves: NDArray[Any]
    support: NDArray[Any]
    against: NDArray[Any]
    spans: NDArray[Any]
    costs: NDArray[np.int64]
    strengths: NDArray[np.float64]
    claimed: NDArray[np.bool_]
    types: NDArray[np.uint16]
    far: NDArray[np.int64]
    background: NDArray[Any]
    denied: NDArray[Any]
    first_known: NDArray[np.int32]
    counts: NDArray[np.int64]
    insert_before: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    merged: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    merged_into: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    @property
    def entities(self) -> int:
        """The number of entities."""
        return int(self.counts[0])

    @property
    def cheapest(self) -> int:
        """The cost of the strongest claim."""
        return int(self.costs[np.argmax(self.claimed)])

    @property
    def dearest(self) -> int:
        """The cost of the weakest claim."""
        return int(self.costs[len(self.costs) - 1 - np.argmax(self.claimed[::-1])])

    @property
    def edges(self) -> int:
        """The number of edges without filters."""
        return int(self.counts[1])

    def degree(self, entity: int, low: int = 0, high: int = GROUPS) -> int:
        """The number of edges of an entity, before filters; a self-loop counts once.

        Only the moves of the groups ``low`` to ``high`` (exclusive) are counted.
        """
        ends = self.lists[entity]["ends"]
        return int(ends[high - 1]) - (int(ends[low - 1]) if low else 0)

    def ranks(self, entities: NDArray[Any]) -> NDArray[np.int64]:
        """Numbers that sort entities as their ids do."""
        ranks = np.asarray(entities, np.int64)
        if not len(self.insert_before):
            return ranks
        later = ranks - (self.entities - len(self.insert_before))
        before = self.insert_before[np.maximum(later, 0)].astype(np.int64)
        return np.where(later < 0, ranks << 32 | 1 << 31, before << 32 | later)

    def by_name(self) -> dict[str, NDArray[Any]]:
        """Every array of a store by its name; ``Arrays(**named)`` restores them."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _OF_OVERLAYS}


#: The arrays that only a store with an overlay has.
_OF_OVERLAYS = ("insert_before", "merged", "merged_into")


def marked(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Numbers with their mark set, which makes them negative."""
    return np.where(numbers < 0, numbers, ~numbers)


def unmarked(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Numbers without their marks."""
    return np.where(numbers < 0, ~numbers, numbers)


def day_codes(days: NDArray[Any], far: NDArray[np.int64]) -> NDArray[np.int32]:
    """Days as 32-bit codes in the same order; a day not in ``far`` falls between codes."""
    days = np.asarray(days, np.int64)
    codes = np.clip(days, -_LAST_CODE, _LAST_CODE)
    after, before = far[far > 0], -far[far < 0][::-1]
    for sign, known in ((1, after), (-1, before)):
        ahead = days * sign
        there = (ahead >= NEAR) & (ahead < EVER_AFTER)
        if there.any():
            position = np.searchsorted(known, ahead[there])
            padded = np.append(known, EVER_AFTER)
            codes[there] = sign * (NEAR + 2 * position + (padded[position] == ahead[there]))
    return np.asarray(codes, np.int32)


def build_arrays(columns: Columns) -> Arrays:
    """The arrays of a graph; withdrawn claims are left out, because they do not count.

    At most 65,536 relations and as many types and modalities; fewer than 2^31 entities
    and claims. Ten million claims take about 12 seconds and 2 GiB beyond the columns.
    """
    for what, count in (
        ("relations", len(columns.relations.parent)),
        ("types", int(np.max(columns.entity_type, initial=0)) + 1),
        ("modalities", int(np.max(columns.modality, initial=0)) + 1),
    ):
        if count > _CODED:
            raise DataError(f"the graph has {count} {what}; the compact engine holds {_CODED}")
    far = _far_days(columns)
    given = np.unique(np.asarray(columns.strength, np.float64))
    strengths = np.unique(np.concatenate((given, columns.usual)))[::-1].copy()
    costs = np.array([cost_of(strength) for strength in strengths.tolist()], np.int64)
    columns = _oriented(columns)
    live = ~np.asarray(columns.withdrawn, np.bool_)
    chosen = np.flatnonzero(live & np.asarray(columns.affirms, np.bool_))
    codes = len(strengths) - 1 - np.searchsorted(strengths[::-1], columns.strength[chosen])
    codes = codes.astype(np.int32)
    by_strength = np.argsort(codes, kind="stable")
    chosen, codes = chosen[by_strength], codes[by_strength]
    del by_strength
    by_triple, new = _by_triple(columns, chosen)
    chosen, codes = chosen[by_triple], codes[by_triple]
    del by_triple
    first = np.flatnonzero(new).astype(np.int32)
    support = np.zeros(len(chosen), SUPPORT)
    days = day_codes(columns.spans, far)
    spans = np.zeros(len(days), SPAN)
    spans["earliest"], spans["latest"] = days.T
    _fill(support, columns, chosen, days)
    support["code"], support["modality"] = codes, columns.modality[chosen]
    support["towards"], support["undated"] = columns.towards[chosen], columns.undated[chosen]
    for name, grades in zip(("grade_along", "grade_against"), columns.grades, strict=True):
        support[name] = grades[chosen]
    against = _against(columns, chosen, new, first, live, days)
    last = np.append(first[1:] - 1, len(chosen) - 1)[: len(first)]
    support["claim"][last] = marked(support["claim"][last])
    contested = np.unique(against["edge"])
    support["source"][contested] = marked(support["source"][contested])
    of_edge = chosen[first]
    del last, new, chosen
    lists, moves = _moves(columns, of_edge, first, codes[first])
    counts = (len(columns.entity_type), len(first), len(support), len(against))
    return Arrays(
        lists=lists,
        moves=moves,
        support=support,
        against=against,
        spans=spans,
        costs=costs,
        strengths=strengths,
        claimed=np.isin(strengths, given),
        types=np.asarray(columns.entity_type, np.uint16),
        far=far,
        background=_background(columns, of_edge, first),
        denied=_denied(columns, live, days),
        first_known=_first_known(columns, live, days),
        counts=np.array(counts, np.int64),
    )


def _oriented(columns: Columns) -> Columns:
    """The columns with the lesser end of each symmetric statement as its subject."""
    symmetric = columns.relations.symmetric
    if not symmetric.any():
        return columns
    swapped = symmetric[columns.relation] & (columns.object < columns.subject)
    if not swapped.any():
        return columns
    subject = np.where(swapped, columns.object, columns.subject)
    target = np.where(swapped, columns.subject, columns.object)
    return replace(columns, subject=subject, object=target)


def _far_days(columns: Columns) -> NDArray[np.int64]:
    days = columns.spans
    beyond = ((days >= NEAR) & (days < EVER_AFTER)) | ((days <= -NEAR) & (days > EVER_BEFORE))
    return np.unique(days[beyond])


def _fill(rows: NDArray[Any], columns: Columns, claims: NDArray[Any], days: NDArray[Any]) -> None:
    """Fill the fields that decide whether a claim counts."""
    for name in ("start", "end", "source"):
        rows[name] = getattr(columns, name)[claims]
    rows["known"] = days[:, 1][columns.known[claims]]
    rows["claim"] = claims


def _background(columns: Columns, of_edge: NDArray[Any], first: NDArray[np.int32]) -> NDArray[Any]:
    """The edges over relations that say where things are, when they began, or take force."""
    chosen = np.flatnonzero(columns.relations.background[columns.relation[of_edge]])
    rows = np.zeros(len(chosen), BACKGROUND)
    rows["edge"] = first[chosen]
    for name in ("subject", "object", "relation"):
        rows[name] = getattr(columns, name)[of_edge[chosen]]
    return rows


def _denied(columns: Columns, live: NDArray[np.bool_], days: NDArray[np.int32]) -> NDArray[Any]:
    """The claims that deny something, by number."""
    chosen = np.flatnonzero(live & ~np.asarray(columns.affirms, np.bool_))
    rows = np.zeros(len(chosen), DENIED)
    for name in ("subject", "object", "source", "relation", "modality"):
        rows[name] = getattr(columns, name)[chosen]
    rows["known"] = days[:, 1][columns.known[chosen]] if len(days) else 0
    rows["claim"] = chosen
    return rows


def _first_known(
    columns: Columns, live: NDArray[np.bool_], days: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The first day by which some claim about each entity was known, as a code."""
    found = np.full(len(columns.entity_type), _LAST_CODE, np.int32)
    known = days[:, 1][columns.known[live]] if len(days) else np.zeros(0, np.int32)
    for ends in (columns.subject, columns.object):
        np.minimum.at(found, ends[live], known)
    return found


def _bits(count: int) -> int:
    return max(1, int(count - 1).bit_length())


def _by_triple(columns: Columns, claims: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The stable order of claims by triple, and which of them begin a new triple."""
    entities, relations = len(columns.entity_type), len(columns.relations.parent)
    subject, relation = columns.subject[claims], columns.relation[claims]
    target = columns.object[claims]
    if 2 * _bits(entities) + _bits(relations) < 64:
        key = subject.astype(np.int64)
        for column, count in ((relation, relations), (target, entities)):
            key <<= _bits(count)
            key |= column
        order = np.argsort(key, kind="stable")
        key = key[order]
        new = key[1:] != key[:-1]
    else:
        order = np.lexsort((target, relation, subject))
        new = np.zeros(max(0, len(claims) - 1), np.bool_)
        for column in (subject, relation, target):
            ordered = column[order]
            new |= ordered[1:] != ordered[:-1]
    return order, np.concatenate((np.ones(min(1, len(claims)), np.bool_), new))


def _moves(
    columns: Columns, of_edge: NDArray[Any], first: NDArray[np.int32], codes: NDArray[np.int32]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Every edge at both its ends, a self-loop once, by entity, group and cost."""
    entities = len(columns.entity_type)
    subject, target = columns.subject[of_edge], columns.object[of_edge]
    relation = columns.relation[of_edge]
    along = columns.relations.carries_along[relation]
    against = columns.relations.carries_against[relation]
    loop = subject == target
    far_end = np.flatnonzero(~loop)
    group = np.where(along, np.where(against, 1, 0), np.where(against, 2, 3)).astype(np.int8)
    group[loop] = np.where(along[loop] | against[loop], 1, 3)
    mirrored = np.array([2, 1, 0, 3], np.int8)[group[far_end]]
    del along, against
    key = np.concatenate((subject, target[far_end])).astype(np.int64) * GROUPS
    key += np.concatenate((group, mirrored))
    del group, mirrored
    lists = _lists(np.bincount(key, minlength=GROUPS * entities).reshape(-1, GROUPS))
    both = np.concatenate((np.arange(len(of_edge)), far_end))
    code = codes[both]
    if _bits(GROUPS * entities) + _bits(int(codes.max(initial=0)) + 1) < 64:
        key <<= _bits(int(codes.max(initial=0)) + 1)
        key |= code
        order = np.argsort(key, kind="stable")
    else:  # pragma: no cover (more than 2**31 entities)
        order = np.lexsort((code, key))
    del key
    flags = np.where(loop, SUBJECT | LOOP, SUBJECT).astype(np.uint16)
    moves = np.empty(len(order), MOVE)
    moves["code"] = code[order]
    del code
    moves["to"] = np.concatenate((target, subject[far_end]))[order]
    far_flags = np.where(columns.relations.symmetric[relation[far_end]], SUBJECT, 0)
    moves["flags"] = np.concatenate((flags, far_flags.astype(np.uint16)))[order]
    both = both[order]
    moves["relation"] = relation[both]
    moves["edge"] = first[both]
    return lists, moves


def _lists(several: NDArray[Any]) -> NDArray[Any]:
    """Contiguous lists of entities, from the number of moves in each group."""
    lists = np.zeros(len(several), LIST)
    ends = np.cumsum(several, axis=1)
    lists["ends"] = ends
    lists["first"][1:] = np.cumsum(ends[:-1, -1])
    return lists


def _against(
    columns: Columns,
    chosen: NDArray[Any],
    new: NDArray[np.bool_],
    first: NDArray[np.int32],
    live: NDArray[np.bool_],
    days: NDArray[np.int32],
) -> NDArray[Any]:
    """What contests or disputes the affirming claims of each edge.

    A claim that speaks against every affirming claim of an edge has one row, ``about`` -1;
    another has one row for each claim that it speaks against.
    """
    of_claim = np.full(len(columns.subject), -1, np.int32)
    of_claim[chosen] = np.arange(len(chosen), dtype=np.int32)
    disputing = np.repeat(np.arange(len(columns.subject)), np.diff(columns.disputes))
    about = of_claim[columns.disputed]
    counts = live[disputing] & (about >= 0)
    disputing, about = disputing[counts], about[counts]
    del of_claim
    edge_of = first[np.cumsum(new)[about] - 1]
    denying, denied, abouts = denials(columns, chosen, first, live)
    rows = np.zeros(len(denying) + len(disputing), AGAINST)
    _fill(rows, columns, np.concatenate((denying, disputing)), days)
    rows["edge"] = np.concatenate((denied, edge_of))
    rows["about"] = np.concatenate((abouts, about))
    rows = rows[np.lexsort((rows["about"], rows["claim"], rows["edge"]))]
    if len(disputing) and len(denying):
        # A denial may dispute outright a claim that it contests anyway.
        keys = rows[["edge", "claim", "about"]]
        rows = rows[np.concatenate(([True], keys[1:] != keys[:-1]))]
    return rows
