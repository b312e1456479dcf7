"""The arrays of a store with what is made again put behind them.

Lists of moves whose places stay as they are, at the same costs, are written over where they
stand; others go behind with what is left of them. What was there before is then referred to
by nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import GROUPS, Arrays
from policygraph.store.format.header import GRAPH
from policygraph.store.format.store_files import Files
from policygraph.store.overlay.affected import Going, Touched, among, moves_of
from policygraph.store.overlay.delta import Remade, Unfit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 2**31 - 1


def spliced(
    files: Files,
    graph: Arrays,
    going: Going,
    found: Touched,
    small: Remade,
    insert_before: Sequence[int],
    types: Mapping[int, int],
) -> Arrays:
    """The arrays of both; ``insert_before`` are the entities that new ones come before.

    ``types`` are those of the entities that the datasets say something of.
    """
    known, edges = len(graph.types), len(graph.support)
    if known + len(insert_before) > _MOST or edges + len(small.support) > _MOST:
        raise Unfit("more than the store has numbers for")
    lists = _Lists(graph, going, found, small)
    rows, owners, ends = lists.behind()
    moves = files.with_room(GRAPH + "moves", len(rows))
    moves[len(graph.moves) :] = rows
    moves[lists.places] = small.moves[lists.over]
    held = files.with_room("graph/lists", len(insert_before))
    held["first"][known:], held["ends"][known:] = len(graph.moves), 0
    held["ends"][going.moved] = 0
    held["first"][owners] = len(graph.moves) + np.cumsum(ends[:, -1]) - ends[:, -1]
    held["ends"][owners] = ends
    support = files.with_room(GRAPH + "support", len(small.support))
    support[edges:] = small.support
    against = files.with_room(GRAPH + "against", len(small.against))
    against[len(graph.against) :] = small.against
    spans = files.with_room(GRAPH + "spans", len(small.spans))
    spans[len(graph.spans) :] = small.spans
    kinds = files.with_room(GRAPH + "types", len(insert_before))
    kinds[list(types)] = list(types.values())
    for values in (held, moves, support, against, spans, kinds):
        values.flags.writeable = False
    claimed = graph.claimed.copy()
    claimed[small.support["code"]] = True
    counts = (
        len(kinds),
        graph.edges - len(found.edges) + small.edges,
        len(support),
        len(against),
    )
    return Arrays(
        lists=held,
        moves=moves,
        support=support,
        against=against,
        spans=spans,
        costs=graph.costs,
        strengths=graph.strengths,
        claimed=claimed,
        types=kinds,
        far=graph.far,
        counts=np.array(counts, np.int64),
        insert_before=np.array(insert_before, np.int32),
    )


class _Lists:
    """Which moves are written over in place, and which lists are made again.

    The moves ``over`` of the small graph go to ``places``.
    """

    def __init__(self, graph: Arrays, going: Going, found: Touched, small: Remade) -> None:
        self._graph, self._going, self._found, self._small = graph, going, found, small
        owners = going(found.owners)
        was = _sorted(owners, found.groups, graph.moves["code"][found.moves])
        now = _sorted(small.owners, small.groups, small.moves["code"])
        every = np.unique(np.concatenate((owners, small.owners)))
        before, after = (
            np.bincount(np.searchsorted(every, of), minlength=len(every))
            for of in (owners, small.owners)
        )
        stays = (before == after) & ~among(every, np.unique(going(found.merged)))
        was = was[stays[np.searchsorted(every, owners[was])]]
        now = now[stays[np.searchsorted(every, small.owners[now])]]
        other = (found.groups[was] != small.groups[now]) | (
            graph.moves["code"][found.moves[was]] != small.moves["code"][now]
        )
        stays[np.searchsorted(every, small.owners[now][other])] = False
        in_place = stays[np.searchsorted(every, small.owners[now])]
        self.places, self.over = found.moves[was[in_place]], now[in_place]
        self._again = every[~stays]

    def behind(self) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
        """The moves of the lists that are made again, whose they are, and where groups end."""
        graph, going, small = self._graph, self._going, self._small
        again = self._again
        parts = np.concatenate(
            (again[again < len(graph.types)], going.moved[among(going.to, again)])
        )
        places, owners, groups = moves_of(graph, parts)
        stay = ~among(places, np.sort(self._found.moves))
        new = among(small.owners, again)
        rows = np.concatenate((graph.moves[places[stay]], small.moves[new]))
        owners = np.concatenate((going(owners[stay]), small.owners[new]))
        groups = np.concatenate((groups[stay], small.groups[new]))
        order = _sorted(owners, groups, rows["code"])
        cells = np.searchsorted(again, owners) * GROUPS + groups
        several = np.bincount(cells, minlength=GROUPS * len(again)).reshape(-1, GROUPS)
        return rows[order], again, np.cumsum(several, axis=1)


def _sorted(owners: NDArray[Any], groups: NDArray[Any], codes: NDArray[Any]) -> NDArray[np.intp]:
    return np.lexsort((codes, groups, owners))
