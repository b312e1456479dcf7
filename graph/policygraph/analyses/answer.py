"""What callers get back: paths with the evidence of every step, or why there is none.

Answers are frozen, hold everything that is shown, and turn into the JSON contract
of docs/command-line.md by :meth:`Answer.as_dict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.engines.base import Found, Move
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.cost import SCALE, strength_of
from policygraph.model.names import isolated
from policygraph.model.records import Claim, Source
from policygraph.model.triples import Triple
from policygraph.presentation import Presented, Shared
from policygraph.query import wording
from policygraph.query.corroboration import Corroboration, corroboration, support_of
from policygraph.query.deadline import Deadline
from policygraph.query.query import Filters, Query

#: The version of the JSON form; it changes only with a reason in CHANGELOG.md.
VERSION = 1
COMPLETE, TRUNCATED = "complete", "truncated"
#: The seconds that the claims of found paths may take to be put together where none are left.
MAKING = 0.15
#: Claims against one that are told with it, where it is one of many; the others are counted.
MOST_AGAINST = 10


@dataclass(frozen=True, slots=True)
class Node:
    """An entity as an answer shows it."""

    id: str
    label: str
    type: str

    @classmethod
    def of(cls, collection: Collection, entity_id: str) -> Node:
        """The entity with this id, after merges."""
        entity = collection.entities[collection.entity_id(entity_id)]
        return cls(entity.id, entity.label.text, entity.type)

    @property
    def name(self) -> str:
        """The label in a sentence."""
        return isolated(self.label)


@dataclass(frozen=True, slots=True)
class Given:
    """An entity of a claim as the claim's own dataset has it: its id and label before merges."""

    id: str
    label: str

    @classmethod
    def of(cls, collection: Collection, claim: Claim, entity: str) -> Given:
        """An entity of a claim, by the id in the claim's row."""
        return cls(entity, collection.given_label(claim, entity))

    @property
    def name(self) -> str:
        """The label in a sentence."""
        return isolated(self.label)


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim with its source, who is cited in it, and what it says in words.

    ``attributed_to`` is the speaker after merges; ``subject``, ``object`` and ``speaker`` are the
    claim's entities as its own dataset has them, and so are the names in ``sentence``.
    """

    claim: Claim
    source: Source
    attributed_to: Node | None
    sentence: str
    subject: Given
    object: Given
    speaker: Given | None

    @classmethod
    def of(cls, collection: Collection, claim: Claim) -> Cited:
        """A claim of the collection, with what is needed to cite it."""
        by = Node.of(collection, claim.attributed_to) if claim.attributed_to else None
        words = wording.claim_sentence(collection, claim)

        def given(entity: str) -> Given:
            return Given.of(collection, claim, entity)

        return cls(
            claim,
            collection.sources[claim.source],
            by,
            words,
            given(claim.subject),
            given(claim.object),
            given(claim.attributed_to) if claim.attributed_to else None,
        )

    def as_dict(self) -> dict[str, Any]:
        """The claim as docs/command-line.md gives it."""
        claim, source = self.claim, self.source
        return {
            "id": claim.id,
            "dataset": claim.dataset,
            "polarity": claim.polarity,
            "modality": claim.modality,
            "likelihood": claim.strength,
            "attributed_to": asdict(self.attributed_to) if self.attributed_to else None,
            "start": claim.start,
            "end": claim.end,
            "known_since": claim.knowable,
            "quantity": str(claim.quantity) if claim.quantity else None,
            "unit": claim.unit,
            "source": {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "published": source.published,
                "url": source.url,
                "held": source.held,
            },
            "locator": claim.locator,
            "disputes": list(claim.disputes),
            "note": claim.note,
            "sentence": self.sentence,
            "given": {
                "subject": asdict(self.subject),
                "object": asdict(self.object),
                "attributed_to": asdict(self.speaker) if self.speaker else None,
            },
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One hop: from one entity to the next over an edge, with the claims on both sides.

    ``triple`` is that of the edge, whichever way the step goes. ``effect`` is the relation's
    where the step follows declared influence, else None.
    ``support`` and ``opposition`` say of how many sources and origins the claims are.
    ``in_force`` is ``yes`` where a claim of ``claims`` certainly held at the day or period
    that was asked for, ``unknown`` where their dates leave it open, None where none was.
    """

    origin: Node
    target: Node
    relation: str
    relation_label: str
    along: bool
    sentence: str
    strength: float
    effect: str | None
    claims: tuple[Cited, ...]
    against: tuple[Cited, ...]
    support: Corroboration
    opposition: Corroboration
    triple: Triple
    in_force: str | None = None

    @property
    def contested(self) -> bool:
        """Whether anything speaks against the step."""
        return bool(self.against)

    def as_dict(self) -> dict[str, Any]:
        """The step as docs/command-line.md gives it."""
        return {
            "from": asdict(self.origin),
            "to": asdict(self.target),
            "relation": {"id": self.relation, "label": self.relation_label},
            "along": self.along,
            "sentence": self.sentence,
            "strength": self.strength,
            "effect": self.effect,
            "contested": self.contested,
            "in_force": self.in_force,
            "support": self.support.as_dict(),
            "opposition": self.opposition.as_dict(),
            "claims": [cited.as_dict() for cited in self.claims],
            "against": [cited.as_dict() for cited in self.against],
        }


@dataclass(frozen=True, slots=True)
class Path:
    """A ranked path. ``cost`` is the integer cost (1e-9 nats of surprise).

    ``strength`` is the chain strength exp(-cost/1e9): a product of likelihoods under
    an assumption of independence, not a probability. ``effect`` is None for an
    association. ``weakest_step`` counts from 1 (the first of the weakest).
    """

    rank: int
    steps: tuple[Step, ...]
    cost: int

    @property
    def kind(self) -> str:
        """``influence`` if every step follows declared influence, else ``association``."""
        return "association" if any(step.effect is None for step in self.steps) else "influence"

    @property
    def hops(self) -> int:
        """How many steps there are."""
        return len(self.steps)

    @property
    def strength(self) -> float:
        """The chain strength."""
        return strength_of(self.cost)

    @property
    def effect(self) -> str | None:
        """The product of the steps' effects: enables, constrains, unclear, or None."""
        if self.kind == "association":
            return None
        if any(step.effect == "neutral" for step in self.steps):
            return "unclear"
        constraints = len(self.constraining_steps)
        return "constrains" if constraints % 2 else "enables"

    @property
    def constraining_steps(self) -> tuple[int, ...]:
        """The numbers, from 1, of the steps that constrain; two in a row read as relief."""
        return tuple(n for n, step in enumerate(self.steps, 1) if step.effect == "constrains")

    @property
    def weakest_step(self) -> int:
        """The number, from 1, of the first step with the least strength."""
        strengths = [step.strength for step in self.steps]
        return strengths.index(min(strengths)) + 1

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The entities passed, ends included."""
        return (self.steps[0].origin, *(step.target for step in self.steps))

    def as_dict(self, known: dict[int, dict[str, Any]] | None = None) -> dict[str, Any]:
        """The path as docs/command-line.md gives it.

        ``known`` holds the values of steps by their identity, and those of new ones are added.
        """
        known = {} if known is None else known
        for step in self.steps:
            if id(step) not in known:
                known[id(step)] = Shared(step.as_dict())
        return {
            "rank": self.rank,
            "kind": self.kind,
            "hops": self.hops,
            "strength": self.strength,
            "cost": self.cost / SCALE,
            "effect": self.effect,
            "weakest_step": self.weakest_step,
            "steps": [known[id(step)] for step in self.steps],
        }

    def __repr__(self) -> str:
        chain = " → ".join(node.label for node in self.nodes)
        effect = self.effect or self.kind
        return f"<Path {self.rank}: {chain} ({effect}, strength {self.strength:.2f})>"


@dataclass(frozen=True, slots=True)
class Lifted:
    """One restriction of a question without an answer, and whether lifting it alone gives one.

    ``found`` is None where the search for it ran out of budget.
    """

    option: str
    value: Any
    found: bool | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"option": self.option, "value": value, "path_if_lifted": self.found}


@dataclass(frozen=True, slots=True)
class Absence:
    """Why there is no path: which restriction is responsible.

    ``restrictions`` says for each restriction whether lifting it alone gives a path;
    ``together`` is the smallest set whose lifting gives one (ties by option order),
    empty if no set does; ``path`` is the best path it would give. ``settled`` is False
    where the budget ran out before that was certain: a smaller or an earlier set may
    do then, or some set where none is named. ``edges_at_start`` and ``edges_at_end``
    count the edges that touch the ends at all.
    """

    summary: str
    edges_at_start: int
    edges_at_end: int
    restrictions: tuple[Lifted, ...]
    together: tuple[str, ...]
    path: Path | None
    settled: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "summary": self.summary,
            "start_exists": True,
            "end_exists": True,
            "edges_at_start": self.edges_at_start,
            "edges_at_end": self.edges_at_end,
            "restrictions": [lifted.as_dict() for lifted in self.restrictions],
            "together": list(self.together),
            "settled": self.settled,
            "would_give": self.path.as_dict() if self.path else None,
        }


@dataclass(frozen=True, slots=True)
class Answer(Presented):
    """The answer to a path query, complete or honestly truncated.

    ``expansions`` is what was spent, the explanation of an absence included. ``reason`` says
    why a truncated answer is: one of :data:`policygraph.engines.base.REASONS`.
    """

    query: Query
    start: Node
    end: Node
    engine: str
    status: str
    expansions: int
    paths: tuple[Path, ...]
    absence: Absence | None
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The answer as docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": self.query.as_dict(),
            "engine": self.engine,
            "status": self.status,
            **truncation(self.reason),
            "spent": {"expansions": self.expansions},
            "paths": paths_as_dicts(self.paths),
            "absence": self.absence.as_dict() if self.absence else None,
        }

    def __len__(self) -> int:
        return len(self.paths)

    def __repr__(self) -> str:
        count = len(self.paths)
        best = f", best {self.paths[0].strength:.2f}" if self.paths else ""
        plural = "path" if count == 1 else "paths"
        return (
            f"<Answer {self.start.label} → {self.end.label}: {count} {plural}{best}, {self.status}>"
        )


def truncation(reason: str) -> dict[str, str]:
    """The reason of a truncated result as its JSON gives it; nothing of a complete one."""
    return {"reason": reason} if reason else {}


def paths_as_dicts(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Paths in plain values; those that share a step share its values."""
    steps: dict[int, dict[str, Any]] = {}
    return [path.as_dict(steps) for path in paths]


def paths_of(
    collection: Collection, found: Found, filters: Filters | None = None
) -> tuple[Path, ...]:
    """An engine's moves as ranked paths with their evidence, as found under filters."""
    return paths_by(Deadline(None), collection, found, filters)


def paths_by(
    deadline: Deadline, collection: Collection, found: Found, filters: Filters | None = None
) -> tuple[Path, ...]:
    """As :func:`paths_of`; the first of the paths, where the deadline passes before the last.

    Paths share their steps: a hundred thousand paths may go over a hundred edges.
    """
    steps: dict[tuple[Triple, bool], Step] = {}
    paths: list[Path] = []
    for moves in found.paths:
        if deadline.look():
            break
        for move in moves:
            name = move.edge.triple, move.forward
            if name not in steps:
                steps[name] = step_of(collection, move, filters)
        told = tuple(steps[move.edge.triple, move.forward] for move in moves)
        paths.append(Path(len(paths) + 1, told, sum(move.edge.cost for move in moves)))
    return tuple(paths)


def path_of(
    collection: Collection, moves: Sequence[Move], rank: int = 1, filters: Filters | None = None
) -> Path:
    """A sequence of moves as a path with its evidence."""
    steps = tuple(step_of(collection, move, filters) for move in moves)
    return Path(rank, steps, sum(move.edge.cost for move in moves))


def step_of(collection: Collection, move: Move, filters: Filters | None = None) -> Step:
    """One move as a step with its evidence, as found under filters."""
    edge = move.edge
    relation = collection.ontology.relations[edge.relation]
    walked = (move.origin, move.target) if edge.symmetric else None
    return Step(
        origin=Node.of(collection, move.origin),
        target=Node.of(collection, move.target),
        relation=relation.id,
        relation_label=relation.label,
        along=move.along,
        sentence=wording.step_sentence(collection, edge.supporting[0], walked),
        strength=edge.strength,
        effect=relation.effect if relation.carries(move.forward) else None,
        claims=tuple(Cited.of(collection, claim) for claim in edge.supporting),
        against=tuple(Cited.of(collection, claim) for claim in edge.against),
        support=support_of(collection, edge.supporting),
        opposition=corroboration(collection, edge.against),
        triple=edge.triple,
        in_force=_in_force(collection, edge.supporting, filters),
    )


def _in_force(
    collection: Collection, claims: Sequence[Claim], filters: Filters | None
) -> str | None:
    if filters is None or filters.as_of is None:
        return None
    period = dates.read_period(filters.as_of)
    for claim in claims:
        event = collection.ontology.relations[claim.relation].event
        when = dates.validity(claim.start, claim.end, event=event)
        if dates.in_force(when, period) is dates.Truth.YES:
            return "yes"
    return "unknown"
