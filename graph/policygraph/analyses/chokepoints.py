"""Chokepoints: what every path between two ends must use, and what would cut them all.

An entity, an edge or a source that every path within the bound uses lies on a best path;
so each of those is taken away in turn, and it is one if no path is left. Nothing is
estimated. The cuts need the whole corridor, and come last, with what is left of the budget.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.analyses.answer import COMPLETE, TRUNCATED, VERSION, Absence, truncation
from policygraph.analyses.cited import Node
from policygraph.analyses.counterfactuals import Ground, ground_of
from policygraph.analyses.minimum_cuts import adjacent, edge_cut, vertex_cut
from policygraph.analyses.needs import Needs, needs_of
from policygraph.analyses.path import Path, Step
from policygraph.analyses.path_maker import step_of
from policygraph.analyses.trace import trace
from policygraph.engines.base import TIME, Corridor, Engine
from policygraph.model.collection import Collection
from policygraph.model.records import Source
from policygraph.presentation import Presented
from policygraph.query.deadline import Deadline
from policygraph.query.query import Query

#: What the minimum cuts take for each move of the corridor, in seconds.
SECONDS_OF_A_MOVE = 2e-4


@dataclass(frozen=True, slots=True)
class Passage:
    """An entity that every path passes: the steps of the best path to it and from it."""

    entity: Node
    steps: tuple[int, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A source that every path needs: the steps of the best path that it supports."""

    source: Source
    steps: tuple[int, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the best paths pass an entity."""

    entity: Node
    paths: int
    share: float


@dataclass(frozen=True, slots=True)
class Chokepoints(Presented):
    """What every path within the bound must use, and the fewest things that cut them all.

    ``entities``, ``edges`` (as steps of the best path, ``edge_steps`` their numbers) and
    ``sources`` are exact, in the order of the best path. Both cuts are minimum cuts of the
    corridor and cut every path within the bound; where start and end are ``adjacent`` no
    entities do, and ``vertex_cut`` is None. ``shares`` is over the ``paths`` best paths. A
    truncated result has what is certain: where it is ``settled``, ``entities``, ``edges`` and
    ``sources`` are all that there are; ``adjacent`` and the cuts are None where the corridor was
    not found out. ``needs`` is apart from all this: it is of the end alone, and None where it was
    not asked for.
    """

    query: Query
    start: Node
    end: Node
    engine: str
    status: str
    settled: bool
    expansions: int
    best: Path | None
    entities: tuple[Passage, ...]
    edges: tuple[Step, ...]
    edge_steps: tuple[int, ...]
    sources: tuple[Bearer, ...]
    adjacent: bool | None
    vertex_cut: tuple[Node, ...] | None
    edge_cut: tuple[Step, ...] | None
    paths: int
    shares: tuple[Share, ...]
    absence: Absence | None
    reason: str = ""
    needs: Needs | None = None

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": self.query.as_dict(),
            "engine": self.engine,
            "status": self.status,
            **truncation(self.reason),
            "spent": {"expansions": self.expansions},
            "start": asdict(self.start),
            "end": asdict(self.end),
            "best_path": self.best.as_dict() if self.best else None,
            "entities": [asdict(passage) for passage in self.entities],
            "edges": [
                {"step": number, **step.as_dict()}
                for number, step in zip(self.edge_steps, self.edges, strict=True)
            ],
            "sources": [
                {
                    "source": {"id": one.source.id, "title": one.source.title,
                               "publisher": one.source.publisher,
                               "published": one.source.published, "url": one.source.url},
                    "steps": list(one.steps),
                    "claims": list(one.claims),
                }
                for one in self.sources
            ],
            "adjacent": self.adjacent,
            "vertex_cut": None if self.vertex_cut is None else [asdict(n) for n in self.vertex_cut],
            "edge_cut": None if self.edge_cut is None else [s.as_dict() for s in self.edge_cut],
            "paths": self.paths,
            "shares": [asdict(share) for share in self.shares],
            "absence": self.absence.as_dict() if self.absence else None,
            **({"needs": self.needs.as_dict()} if self.needs else {}),
        }  # fmt: skip

    def __repr__(self) -> str:
        names = ", ".join(passage.entity.label for passage in self.entities) or "no entity"
        return f"<Chokepoints {self.start.label} → {self.end.label}: {names}, {self.status}>"


def chokepoints(
    collection: Collection, query: Query, engine: Engine, *, needs: bool = False
) -> Chokepoints:
    """What every path of a checked query must use; ``k`` says of how many paths shares are.

    With ``needs``, also what the end cannot do without, as its inputs are needed.
    """
    deadline = Deadline(query.seconds)
    answer = trace(collection, query, engine, deadline.within(0.5), intentions=False)
    complete, spent, reason = answer.status == COMPLETE, answer.expansions, answer.reason
    best = answer.paths[0] if answer.paths else None
    ground = ground_of(collection, query, engine, spent, deadline) if best else None
    entities: tuple[Passage, ...] = ()
    edges: tuple[int, ...] = ()
    sources: tuple[Bearer, ...] = ()
    settled = complete
    parting: bool | None = False if complete else None
    vertices: tuple[str, ...] | None = () if complete else None
    cut: tuple[Step, ...] | None = () if complete else None
    if best is not None and ground is not None:
        parting = vertices = cut = None
        settled = False
        if ground.complete:
            entities = _entities(ground, best)
            edges = _edges(ground, best)
            sources = _sources(ground, best)
            settled = complete and ground.complete
            corridor = ground.corridor()
            if corridor is not None and not _has_time_for(corridor, deadline):
                complete, reason = False, reason or TIME
            elif corridor is not None:
                parting = adjacent(corridor.ends, query.start, query.end)
                vertices = vertex_cut(corridor.ends, query.start, query.end)
                crossing = edge_cut(corridor.ends, query.start, query.end)
                cut = tuple(step_of(collection, corridor.moves[place]) for place in crossing)
        complete, spent = complete and ground.complete, ground.spent
        reason = reason or ground.reason
    return Chokepoints(
        query=query,
        start=answer.start,
        end=answer.end,
        engine=answer.engine,
        status=COMPLETE if complete else TRUNCATED,
        settled=settled,
        expansions=spent,
        best=best,
        entities=entities,
        edges=tuple(best.steps[number - 1] for number in edges) if best else (),
        edge_steps=edges,
        sources=sources,
        adjacent=parting,
        vertex_cut=None if vertices is None else tuple(Node.of(collection, v) for v in vertices),
        edge_cut=cut,
        paths=len(answer.paths),
        shares=_shares(answer.paths),
        absence=answer.absence,
        reason="" if complete else reason,
        needs=needs_of(collection, query, deadline) if needs else None,
    )


def _has_time_for(corridor: Corridor, deadline: Deadline) -> bool:
    """Whether both cuts of a corridor can be found in time, as far as its size tells."""
    left = deadline.seconds
    return left is None or len(corridor.ends) * SECONDS_OF_A_MOVE < left


def _entities(ground: Ground, best: Path) -> tuple[Passage, ...]:
    """Each entity between the ends without which no path is left."""
    ends = (best.steps[0].origin.id, best.steps[-1].target.id)
    found = []
    for number, step in enumerate(best.steps[:-1], 1):
        if step.target.id in ends or ground.stands_without_entity(step.target.id):
            continue
        if ground.complete:
            steps = (number, number + 1)
            found.append(Passage(step.target, steps, _claims(best, steps)))
    return tuple(found)


def _edges(ground: Ground, best: Path) -> tuple[int, ...]:
    """The number of each step without whose edge no path is left."""
    found = []
    for number, step in enumerate(best.steps, 1):
        if not ground.stands_without_edge(step.triple) and ground.complete:
            found.append(number)
    return tuple(found)


def _sources(ground: Ground, best: Path) -> tuple[Bearer, ...]:
    """Each source as if without which no path is left."""
    supported: dict[str, tuple[Source, list[int]]] = {}
    for number, step in enumerate(best.steps, 1):
        for cited in step.claims:
            _, steps = supported.setdefault(cited.source.id, (cited.source, []))
            if number not in steps:
                steps.append(number)
    found = []
    for name, (source, steps) in supported.items():
        if not ground.stands_without_source(name) and ground.complete:
            claims = tuple(
                cited.claim.id
                for number in steps
                for cited in best.steps[number - 1].claims
                if cited.source.id == name
            )
            found.append(Bearer(source, tuple(steps), claims))
    return tuple(found)


def _claims(best: Path, steps: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(cited.claim.id for n in steps for cited in best.steps[n - 1].claims)


def _shares(paths: tuple[Path, ...]) -> tuple[Share, ...]:
    """For each entity between the ends, the share of paths through it; most first, then by id."""
    nodes = {node.id: node for path in paths for node in path.nodes[1:-1]}
    counts = Counter(name for path in paths for name in {node.id for node in path.nodes[1:-1]})
    return tuple(
        Share(nodes[name], counts[name], counts[name] / len(paths))
        for name in sorted(counts, key=lambda name: (-counts[name], name))
    )
