"""What is intended but not counted: steps of channels that carry no influence by themselves.

Of a question about influence it says which such steps, as an aim or an announcement, lie on a
way from the start to the end that there would be if their channels counted, and which others
leave the start.
"""

from __future__ import annotations

from dataclasses import replace

from policygraph.analyses.answer import Intended
from policygraph.analyses.path_maker import PathMaker
from policygraph.engines.base import Engine, Move
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.edges import edges_about
from policygraph.query.query import Query, uncounted_channels

#: Steps that are told; the others are counted.
MOST_TOLD = 10
#: What the search for them may examine.
MOST_EXAMINED = 20_000


def intended(
    collection: Collection, query: Query, engine: Engine, maker: PathMaker, deadline: Deadline
) -> tuple[Intended | None, int]:
    """What is intended on the way of a checked query, and how many moves that took to find.

    None where every channel counts. Those that would lead to the end are first, then those that
    leave the start, the likelier first.
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
    if not corridor.complete or collection.index.degree(query.start) > MOST_EXAMINED:
        return Intended((), uncounted, complete=False), corridor.expansions
    leading = [move for move in corridor.moves if _channel(collection, move) in uncounted]
    known = {(move.edge.triple, move.forward) for move in leading}
    leaving = [
        move
        for edge in edges_about(collection, (query.start,), query)
        for move in (Move(edge, True), Move(edge, False))
        if move.origin == query.start
        and _channel(collection, move) in uncounted
        and (edge.triple, move.forward) not in known
    ]
    leading.sort(key=lambda move: (move.origin != query.start, move.edge.cost, move.edge.triple))
    leaving.sort(key=lambda move: (move.edge.cost, move.edge.triple))
    told = tuple(map(maker.step, (*leading, *leaving)[:MOST_TOLD]))
    more = len(leading) + len(leaving) - len(told)
    return Intended(told, uncounted, len(leading), more), corridor.expansions


def _channel(collection: Collection, move: Move) -> str | None:
    """The channel of a move; None where it carries no influence that way."""
    way = collection.ontology.way(move.edge.relation, move.forward)
    return way.channel if way is not None else None
