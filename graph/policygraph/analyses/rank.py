"""Rank: the most influential entities, by what they reach, with PageRank beside it.

The *influence* of an entity is the sum, over all other entities, of the strength of the best path
to each: likelihood times grade, both multiplied along the path, which obeys composition and has at
most ``max_hops`` steps. A path that is remote (:data:`.path.REMOTE`) adds nothing. It is the decay
centrality of Jackson (Social and Economic Networks, 2008, 2.2.4), with what each step keeps in
place of one constant for all steps. It ranks; it is no probability and counts nobody twice.

What hangs on a whole path is not asked: the order of time, force and addressees. So the influence
of an entity is at least what ``reach`` tells of it, and ``reach`` is the one to ask next.

Entities are measured in the order of their PageRank, until those that they reach are, together, as
many as the budget, but at least as many as are told. So of a large graph only the foremost are
measured, and the result says how many.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import Any

from policygraph.analyses.answer import COMPLETE, TRUNCATED, VERSION, truncation
from policygraph.analyses.cited import Node
from policygraph.analyses.path import REMOTE
from policygraph.engines.base import BUDGET, TIME, Engine
from policygraph.engines.pagerank import DAMPING, pagerank
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.cost import cost_of
from policygraph.presentation import Presented
from policygraph.query.deadline import Deadline
from policygraph.query.query import OPTIONS_OF_INFLUENCE, Scope

#: How many entities are told unless another number is given.
DEFAULT_TOP = 20
#: Parts of a mean PageRank in which ranks are compared and told.
_PARTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entity with its influence, the number of entities that it reaches, and its PageRank.

    ``steps`` is how many entities it influences in one step, ``pagerank_place`` its place by
    PageRank among all entities, from 1 on.
    """

    entity: Node
    influence: float
    reached: int
    steps: int
    pagerank: float
    pagerank_place: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Ranking(Presented):
    """The most influential entities of some types, or of all, the most influential first.

    Of ``eligible`` entities that influence any other, ``measured`` were measured: those of the
    greatest PageRank. A truncated result measured fewer than there are; ``reason`` says why.
    ``entities`` and ``pairs`` count the whole graph of influence; who neither influences nor is
    influenced is not in it.
    """

    scope: Scope
    types: tuple[str, ...]
    engine: str
    status: str
    entities: int
    pairs: int
    eligible: int
    measured: int
    ranked: tuple[Ranked, ...]
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        options = self.scope.as_dict()
        return {
            "version": VERSION,
            "query": {
                "types": list(self.types),
                **{name: options[name] for name in OPTIONS_OF_INFLUENCE},
                "least_strength": REMOTE,
                "damping": DAMPING,
            },
            "engine": self.engine,
            "status": self.status,
            **truncation(self.reason),
            "entities": self.entities,
            "pairs": self.pairs,
            "eligible": self.eligible,
            "measured": self.measured,
            "ranked": [one.as_dict() for one in self.ranked],
        }

    def __repr__(self) -> str:
        return f"<Ranking: {self.measured} of {self.eligible} entities measured, {self.status}>"


def rank(
    collection: Collection,
    scope: Scope,
    engine: Engine,
    *,
    top: int = DEFAULT_TOP,
    types: tuple[str, ...] = (),
) -> Ranking:
    """The ``top`` most influential entities under a checked scope.

    Ties go by PageRank, then by id; both figures are rounded before they are compared.
    """
    if top < 1:
        raise UsageError(f"top is {top}; give 1 or more")
    deadline = Deadline(scope.seconds)
    scope = replace(scope, any_order=True, any_force=True, any_addressee=True)
    pairs = engine.pairs(collection, scope)
    #: Whole numbers, so that what is equal but for rounding is a tie, which goes by id.
    links = [round(value * len(pairs.entities) * _PARTS) for value in pagerank(pairs)]
    order = sorted(range(len(links)), key=lambda position: -links[position])
    place = dict(zip(order, range(1, len(order) + 1), strict=True))
    steps = Counter[int](
        pairs.origins if isinstance(pairs.origins, list) else pairs.origins.tolist()
    )
    wanted = collection.ontology.with_subtypes(types or tuple(collection.ontology.types))
    eligible = [
        position for position in order if position in steps and pairs.types[position] in wanted
    ]
    found = engine.influence(
        collection,
        replace(scope, seconds=deadline.searching),
        [pairs.entities[position] for position in eligible],
        cost_of(REMOTE),
        top,
    )
    rows = sorted(
        (-_figures(one.strength), -links[position], position, one.reached)
        for position, one in zip(eligible, found, strict=False)
    )
    reason = ""
    if len(found) < len(eligible):
        spent = sum(one.reached for one in found)
        reason = BUDGET if spent >= scope.budget and len(found) >= top else TIME
    return Ranking(
        scope=scope,
        types=types,
        engine=engine.name,
        status=TRUNCATED if reason else COMPLETE,
        entities=len(pairs.entities),
        pairs=len(pairs.origins),
        eligible=len(eligible),
        measured=len(found),
        ranked=tuple(
            Ranked(
                Node.of(collection, pairs.entities[position]),
                -influence,
                reached,
                steps[position],
                _figures(links[position] / len(links) / _PARTS),
                place[position],
            )
            for influence, _, position, reached in rows[:top]
        ),
        reason=reason,
    )


def _figures(value: float) -> float:
    """A number to the digits that are told, so that no machine's last bit decides a tie."""
    return float(f"{value:.6g}")
