"""The arrays of a store with a delta appended.

A list of moves whose groups and costs stay the same is overwritten in place. Other affected
lists are appended, together with their unaffected moves; their old rows are not used any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import GROUPS, Arrays
from policygraph.store.format.array_file import SUFFIX
from policygraph.store.format.ranges import contained
from policygraph.store.format.schema import GRAPH
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.overlay.affected import Affected, Renumbering, moves_of
from policygraph.store.overlay.delta import Delta, UnencodableError
from policygraph.store.overlay.memory import with_capacity

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 2**31 - 1
#: No day: nothing is known about an entity.
_NEVER = 2**31 - 1


def append_arrays(
    files: StoreFiles,
    graph: Arrays,
    renumber: Renumbering,
    affected: Affected,
    small: Delta,
    insert_before: Sequence[int],
    types: Mapping[int, int],
) -> Arrays:
    """The arrays of both; ``insert_before`` are the entities that new ones come before.

    ``types`` are those of the entities in the patch.
    """
    known, edges = len(graph.types), len(graph.support)
    if known + len(insert_before) > _MOST or edges + len(small.support) > _MOST:
        raise UnencodableError("more than the store has numbers for")

    def extended(name: str, more: int) -> NDArray[Any]:
        path = files.folder / (GRAPH + name + SUFFIX)
        return with_capacity(files.array(GRAPH + name), path, more)

    lists = _Lists(graph, renumber, affected, small)
    rows, owners, ends = lists.appended()
    moves = extended("moves", len(rows))
    moves[len(graph.moves) :] = rows
    moves[lists.positions] = small.moves[lists.over]
    all_lists = extended("lists", len(insert_before))
    all_lists["first"][known:], all_lists["ends"][known:] = len(graph.moves), 0
    all_lists["ends"][renumber.moved] = 0
    all_lists["first"][owners] = len(graph.moves) + np.cumsum(ends[:, -1]) - ends[:, -1]
    all_lists["ends"][owners] = ends
    support = extended("support", len(small.support))
    support[edges:] = small.support
    against = extended("against", len(small.against))
    against[len(graph.against) :] = small.against
    spans = extended("spans", len(small.spans))
    spans[len(graph.spans) :] = small.spans
    kinds = extended("types", len(insert_before))
    kinds[list(types)] = list(types.values())
    known_first = extended("first_known", len(insert_before))
    known_first[known:] = _NEVER
    np.minimum.at(known_first, renumber.to, graph.first_known[renumber.moved])
    np.minimum.at(known_first, small.entities, small.known)
    for values in (all_lists, moves, support, against, spans, kinds, known_first):
        values.flags.writeable = False
    claimed = graph.claimed.copy()
    claimed[small.support["code"]] = True
    counts = (
        len(kinds),
        graph.edges - len(affected.edges) + small.edges,
        len(support),
        len(against),
    )
    return Arrays(
        lists=all_lists,
        moves=moves,
        support=support,
        against=against,
        spans=spans,
        costs=graph.costs,
        strengths=graph.strengths,
        claimed=claimed,
        types=kinds,
        far=graph.far,
        background=np.concatenate(
            (graph.background[~np.isin(graph.background["edge"], affected.edges)], small.background)
        ),
        denied=np.concatenate(
            (graph.denied[~contained(graph.denied["claim"], affected.claims)], small.denied)
        ),
        first_known=known_first,
        counts=np.array(counts, np.int64),
        insert_before=np.array(insert_before, np.int32),
        merged=renumber.moved.astype(np.int32),
        merged_into=renumber.to.astype(np.int32),
    )


class _Lists:
    """Which moves are overwritten in place, and which lists are rewritten.

    The moves ``over`` of the small graph go to ``positions``.
    """

    def __init__(
        self, graph: Arrays, renumber: Renumbering, affected: Affected, small: Delta
    ) -> None:
        self._graph, self._renumbering, self._affected, self._small = (
            graph,
            renumber,
            affected,
            small,
        )
        owners = renumber(affected.owners)
        was = _sorted(owners, affected.groups, graph.moves["code"][affected.moves])
        now = _sorted(small.owners, small.groups, small.moves["code"])
        every = np.unique(np.concatenate((owners, small.owners)))
        before, after = (
            np.bincount(np.searchsorted(every, of), minlength=len(every))
            for of in (owners, small.owners)
        )
        stays = (before == after) & ~contained(every, np.unique(renumber(affected.merged)))
        was = was[stays[np.searchsorted(every, owners[was])]]
        now = now[stays[np.searchsorted(every, small.owners[now])]]
        other = (affected.groups[was] != small.groups[now]) | (
            graph.moves["code"][affected.moves[was]] != small.moves["code"][now]
        )
        stays[np.searchsorted(every, small.owners[now][other])] = False
        in_place = stays[np.searchsorted(every, small.owners[now])]
        self.positions, self.over = affected.moves[was[in_place]], now[in_place]
        self._rewritten = every[~stays]

    def appended(self) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
        """The moves of the rewritten lists, the owner of each list, and where its groups end."""
        graph, renumber, small = self._graph, self._renumbering, self._small
        rewritten = self._rewritten
        parts = np.concatenate(
            (
                rewritten[rewritten < len(graph.types)],
                renumber.moved[contained(renumber.to, rewritten)],
            )
        )
        positions, owners, groups = moves_of(graph, parts)
        stay = ~contained(positions, np.sort(self._affected.moves))
        new = contained(small.owners, rewritten)
        rows = np.concatenate((graph.moves[positions[stay]], small.moves[new]))
        owners = np.concatenate((renumber(owners[stay]), small.owners[new]))
        groups = np.concatenate((groups[stay], small.groups[new]))
        order = _sorted(owners, groups, rows["code"])
        cells = np.searchsorted(rewritten, owners) * GROUPS + groups
        several = np.bincount(cells, minlength=GROUPS * len(rewritten)).reshape(-1, GROUPS)
        return rows[order], rewritten, np.cumsum(several, axis=1)


def _sorted(owners: NDArray[Any], groups: NDArray[Any], codes: NDArray[Any]) -> NDArray[np.intp]:
    return np.lexsort((codes, groups, owners))
