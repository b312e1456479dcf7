"""What is intended but not counted: steps of channels that carry no influence by themselves.

Of a question about influence it says which such steps, as an aim or an announcement, lie on a
way from the start to the end that there would be if their channels counted.
"""

from __future__ import annotations

from dataclasses import replace

from policygraph.analyses.answer import Intended
from policygraph.analyses.path_maker import PathMaker
from policygraph.engines.base import Engine
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.query import Query, uncounted_channels

#: Steps that are told; the others are counted.
MOST_TOLD = 10
#: What the search for them may examine.
MOST_EXAMINED = 20_000


def intended(
    collection: Collection, query: Query, engine: Engine, maker: PathMaker, deadline: Deadline
) -> tuple[Intended | None, int]:
    """What is intended on the way of a checked query, and how many moves that took to find.

    None where every channel counts. Those that leave the start are first, then the likeliest.
    """
    uncounted = uncounted_channels(query, collection.ontology)
    if not uncounted or query.budget < 1:
        return (Intended((), uncounted, complete=False) if uncounted else None), 0
    wider = replace(
        query,
        channels=(*query.channels, *uncounted),
        budget=min(query.budget, MOST_EXAMINED),
        seconds=deadline.searching,
    )
    corridor = engine.corridor(collection, wider)
    if not corridor.complete:
        return Intended((), uncounted, complete=False), corridor.expansions
    found = []
    for move in corridor.moves:
        way = collection.ontology.way(move.edge.relation, move.forward)
        if way is not None and way.channel in uncounted:
            found.append(move)
    found.sort(key=lambda move: (move.origin != query.start, move.edge.cost, move.edge.triple))
    steps = tuple(map(maker.step, found[:MOST_TOLD]))
    return Intended(steps, uncounted, len(found) - len(steps)), corridor.expansions
