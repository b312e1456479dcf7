"""Turn an engine's moves into paths with their evidence.

What a path says beyond its claims (grade, order of time, force, whom an act is directed at) is
read from the claims that count for the question, near the path alone. In a graph of more than
:data:`MOST_READ` claims the order of time and the force are not told: what was in force there
may need too many claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policygraph.analyses.cited import Cited, Node
from policygraph.analyses.path import Lapse, Path, Step
from policygraph.engines.base import Found, Move
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.dates import Truth
from policygraph.model.ontology import Channel, Grade
from policygraph.model.records import Claim
from policygraph.model.triples import Triple
from policygraph.query import wording
from policygraph.query.corroboration import corroboration, support_of
from policygraph.query.deadline import Deadline
from policygraph.query.edges import claim_filter, edges_of
from policygraph.query.influence.addressees import addressees_of
from policygraph.query.influence.existence import Existence
from policygraph.query.influence.force import without_force
from policygraph.query.influence.grades import grade_of, nearest_grade
from policygraph.query.influence.levers import last_act
from policygraph.query.influence.rules import counted_ways, rules_of
from policygraph.query.influence.timing import order_of
from policygraph.query.query import Filters, Scope

#: The claims that a graph may have at most, so that order and force are told.
MOST_READ = 200_000


class PathMaker:
    """Makes the paths of one question; they share their steps.

    A hundred thousand paths may go over a hundred edges.
    """

    def __init__(self, collection: Collection, filters: Filters | None = None) -> None:
        self.collection, self.filters = collection, filters
        self.ontology = collection.ontology
        self.scope = filters if isinstance(filters, Scope) else Scope()
        self.read = self.ontology.composition is not None and len(collection.claims) <= MOST_READ
        self.known = Filters(not_sources=self.scope.not_sources, known_by=self.scope.known_by)
        self.existence = Existence(collection, claim_filter(collection, self.known))
        self.rules = rules_of(collection, self.scope)
        self.steps: dict[tuple[Triple, bool, str], Step] = {}
        self._lapses: dict[str, tuple[Lapse, ...]] = {}

    def path(self, moves: Sequence[Move], rank: int = 1) -> Path:
        """A sequence of moves as a path with its evidence."""
        steps = tuple(map(self.step, moves))
        made = Path(
            rank,
            steps,
            sum(move.cost for move in moves),
            channel=self._channel(moves),
            composed=self._composed(steps),
        )
        if made.kind == "association":
            return replace(made, channel=None)
        weight = made.weight
        return replace(
            made,
            grade=nearest_grade(self.ontology, weight) if weight is not None else None,
            order=self._order(moves),
            outside=self._outside(moves),
        )

    def step(self, move: Move) -> Step:
        """One move as a step with its evidence."""
        name = move.edge.triple, move.forward, move.grade
        if name not in self.steps:
            self.steps[name] = self._step(move)
        return self.steps[name]

    def _step(self, move: Move) -> Step:
        collection, edge = self.collection, move.edge
        relation = self.ontology.relations[edge.relation]
        way = self.ontology.way(edge.relation, move.forward)
        walked = (move.origin, move.target) if edge.symmetric else None
        measured = next((c for c in edge.supporting if c.quantity is not None), None)
        return Step(
            origin=Node.of(collection, move.origin),
            target=Node.of(collection, move.target),
            relation=relation.id,
            relation_label=relation.label,
            along=move.along,
            sentence=wording.step_sentence(collection, edge.supporting[0], walked),
            likelihood=edge.strength,
            effect=way.effect if way is not None else None,
            claims=tuple(Cited.of(collection, claim) for claim in edge.supporting),
            against=tuple(Cited.of(collection, claim) for claim in edge.against),
            support=support_of(collection, edge.supporting),
            opposition=corroboration(collection, edge.against),
            triple=edge.triple,
            in_force=self._in_force(edge.supporting),
            channel=self.ontology.channels.get(way.channel) if way is not None else None,
            grade=self._grade(move) if way is not None else None,
            counted=move.forward in counted_ways(self.ontology, edge.relation, self.scope),
            towards=tuple(Node.of(collection, one) for one in addressees_of(edge)),
            quantity=wording.amount(measured) if measured is not None else "",
            lapses=self._lapsed(move.origin) if way is not None else (),
            takes_force=bool(relation.force) and move.forward,
        )

    def _grade(self, move: Move) -> Grade | None:
        """The grade of the claims for a move: where they are not told apart, of the likeliest."""
        name = move.grade or grade_of(self.ontology, move.edge.supporting[0], move.forward)
        return self.ontology.grades.get(name)

    def _channel(self, moves: Sequence[Move]) -> Channel | None:
        """The channel of the last act, else of the first step."""
        move = moves[last_act(self.ontology, moves) or 0]
        way = self.ontology.way(move.edge.relation, move.forward)
        return self.ontology.channels.get(way.channel) if way is not None else None

    def _composed(self, steps: Sequence[Step]) -> bool:
        """Whether the channels of steps may follow one another, where that is asked."""
        composition = self.ontology.composition
        if composition is None or self.scope.any_composition:
            return True
        state = composition.start
        for step in steps:
            found = composition.transitions.get((state, step.channel.id if step.channel else ""))
            if found is None:
                return False
            state = found[0]
        return True

    def _order(self, moves: Sequence[Move]) -> str | None:
        if not self.read:
            return None
        return order_of(self.collection, (m.edge.supporting for m in moves), self.existence)

    def _outside(self, moves: Sequence[Move]) -> tuple[int, ...]:
        """The steps that reach what may be outside those that an act is directed at.

        What a path passes on its way to who is certainly inside, or to who feels the act wherever
        it sits, is not among them: a chip on the way to its user has no place.
        """
        rules = self.rules
        if rules is None or not rules.addressed or not any(addressees_of(m.edge) for m in moves):
            return ()
        found, standing = [], rules.beginning
        for number, move in enumerate(moves, 1):
            step = rules.step(move.edge, move.forward)
            _, tested = rules.composition.transitions.get(
                (standing.composed, step.channel), ("", "")
            )
            if tested in ("test", "meet") and standing.addressees:
                within = rules.locations.within(step.target, standing.addressees)
                if within is Truth.UNKNOWN:
                    found.append(number)
                else:
                    found.clear()
            elif tested == "drop":
                found.clear()
            after = rules.after(standing, step)
            if after is None:
                break
            standing = after
        return tuple(found)

    def _lapsed(self, entity: str) -> tuple[Lapse, ...]:
        """When an entity was without force, by the claims that say so."""
        if not self.read:
            return ()
        if entity not in self._lapses:
            ontology, index = self.ontology, self.collection.index
            triples = [
                self.collection.triple(claim)
                for claim in index.of_object(entity)
                if ontology.relations[claim.relation].force
            ]
            edges = edges_of(self.collection, triples, self.known)
            claims = without_force(self.collection, edges).get(entity, ())
            self._lapses[entity] = tuple(
                Lapse(ontology.relations[claim.relation].force, Cited.of(self.collection, claim))
                for claim in claims
            )
        return self._lapses[entity]

    def _in_force(self, claims: Sequence[Claim]) -> str | None:
        if self.filters is None or self.filters.as_of is None:
            return None
        period = dates.read_period(self.filters.as_of)
        for claim in claims:
            event = self.ontology.relations[claim.relation].event
            when = dates.validity(claim.start, claim.end, event=event)
            if dates.in_force(when, period) is Truth.YES:
                return "yes"
        return "unknown"


def paths_of(
    collection: Collection, found: Found, filters: Filters | None = None
) -> tuple[Path, ...]:
    """An engine's moves as ranked paths with their evidence, as found under filters."""
    maker = PathMaker(collection, filters)
    return tuple(maker.path(moves, rank) for rank, moves in enumerate(found.paths, 1))


def paths_by(deadline: Deadline, maker: PathMaker, paths: Sequence[Sequence[Move]]) -> list[Path]:
    """Moves as ranked paths; the first of them, where the deadline passes before the last."""
    made: list[Path] = []
    for moves in paths:
        if deadline.look():
            break
        made.append(maker.path(moves, len(made) + 1))
    return made


def path_of(
    collection: Collection, moves: Sequence[Move], rank: int = 1, filters: Filters | None = None
) -> Path:
    """A sequence of moves as a path with its evidence."""
    return PathMaker(collection, filters).path(moves, rank)


def step_of(collection: Collection, move: Move, filters: Filters | None = None) -> Step:
    """One move as a step with its evidence, as found under filters."""
    return PathMaker(collection, filters).step(move)
