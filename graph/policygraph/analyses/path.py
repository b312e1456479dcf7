"""Paths and their steps as answers show them: how likely, how much, by what channel, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.analyses.cited import Cited, Node
from policygraph.model.cost import SCALE, cost_of, strength_of
from policygraph.model.ontology import Channel, Grade
from policygraph.model.triples import Triple
from policygraph.presentation import Shared
from policygraph.query.corroboration import Corroboration

#: A path whose likelihood times its grade is less is likelier than not to be negligible.
REMOTE = 0.05


@dataclass(frozen=True, slots=True)
class Lapse:
    """That what a step leaves was without force for a time, as one claim says.

    ``force`` is what the claim's relation does to it: ``ends`` or ``interrupts``.
    """

    force: str
    cited: Cited

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        claim = self.cited.claim
        return {"force": self.force, "start": claim.start, "end": claim.end, "claim": claim.id}


@dataclass(frozen=True, slots=True)
class Step:
    """One hop: from one entity to the next over an edge, with the claims on both sides.

    ``triple`` is that of the edge, whichever way the step goes. ``channel``, ``effect`` and
    ``grade`` are those of the way in which it is crossed; they are None where it carries no
    influence that way. ``counted`` is False where its channel carries none by itself and was not
    asked for. ``towards`` are whom its claims are directed at, ``quantity`` is what the claim
    that gives the grade measures. ``lapses`` say when what the step leaves was without force,
    ``takes_force`` that the step itself took it.

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
    likelihood: float
    effect: str | None
    claims: tuple[Cited, ...]
    against: tuple[Cited, ...]
    support: Corroboration
    opposition: Corroboration
    triple: Triple
    in_force: str | None = None
    channel: Channel | None = None
    grade: Grade | None = None
    counted: bool = True
    towards: tuple[Node, ...] = ()
    quantity: str = ""
    lapses: tuple[Lapse, ...] = ()
    takes_force: bool = False

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
            "channel": term(self.channel),
            "effect": self.effect,
            "grade": term(self.grade),
            "likelihood": self.likelihood,
            "towards": [asdict(node) for node in self.towards],
            "quantity": self.quantity or None,
            "contested": self.contested,
            "in_force": self.in_force,
            "without_force": [lapse.as_dict() for lapse in self.lapses],
            "support": self.support.as_dict(),
            "opposition": self.opposition.as_dict(),
            "claims": [cited.as_dict() for cited in self.claims],
            "against": [cited.as_dict() for cited in self.against],
        }


@dataclass(frozen=True, slots=True)
class Path:
    """A ranked path. ``cost`` is what it was ranked by, in units of 1e-9.

    How likely and how much stay apart: ``likelihood`` is the product of the steps' likelihoods
    (chain strength, under an assumption of independence, not a probability), ``weight`` that of
    the weights of their grades, which ``grade`` words by the nearest term. Each has a weakest
    step, counted from 1 (the first of the weakest).

    ``composed`` says whether the steps may follow one another in what influence means.
    ``channel`` is that of its last act, else of its first step. ``order`` says whether the steps
    can have been taken one after another (``certain``, ``possible``, ``unknown``,
    ``impossible``); None where time does not matter. ``outside`` are the steps of which it is
    not known whether those whom they reach are among those that an act is directed at.
    """

    rank: int
    steps: tuple[Step, ...]
    cost: int
    grade: Grade | None = None
    channel: Channel | None = None
    order: str | None = None
    composed: bool = True
    outside: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """``influence`` if every step carries influence that counts, else ``association``.

        Steps that may not follow one another are an association too.
        """
        carried = all(step.effect is not None and step.counted for step in self.steps)
        return "influence" if carried and self.composed else "association"

    @property
    def hops(self) -> int:
        """How many steps there are."""
        return len(self.steps)

    @property
    def likelihood(self) -> float:
        """The product of the likelihoods of the steps: the chain strength."""
        return strength_of(sum(cost_of(step.likelihood) for step in self.steps))

    @property
    def weight(self) -> float | None:
        """The product of the weights of the steps' grades; None where a step has no grade."""
        if self.kind == "association":
            return None
        cost = 0
        for step in self.steps:
            if step.grade is None:
                return None
            cost += cost_of(step.grade.weight)
        return strength_of(cost)

    @property
    def remote(self) -> bool:
        """Whether it is likelier than not to be negligible: likelihood times grade is small."""
        weight = self.weight
        return weight is not None and self.likelihood * weight < REMOTE

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
        """The numbers, from 1, of the steps that constrain."""
        return tuple(n for n, step in enumerate(self.steps, 1) if step.effect == "constrains")

    @property
    def relief(self) -> tuple[int, ...]:
        """The numbers of the steps that say whom it had held what the step before took force of."""
        return tuple(
            number
            for number, step in enumerate(self.steps[1:], 2)
            if self.steps[number - 2].takes_force and step.effect == "constrains"
        )

    @property
    def weakest_step(self) -> int:
        """The number, from 1, of the first step with the least likelihood."""
        likelihoods = [step.likelihood for step in self.steps]
        return likelihoods.index(min(likelihoods)) + 1

    @property
    def slightest_step(self) -> int | None:
        """The number, from 1, of the first step with the slightest grade; None without grades."""
        if self.weight is None:
            return None
        weights = [step.grade.weight if step.grade else 1.0 for step in self.steps]
        return weights.index(min(weights)) + 1

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
            **self.measures(),
            "outside": list(self.outside),
            "steps": [known[id(step)] for step in self.steps],
        }

    def measures(self) -> dict[str, Any]:
        """What is said of the path as a whole, in plain values."""
        weight = self.weight
        return {
            "kind": self.kind,
            "hops": self.hops,
            "effect": self.effect,
            "channel": term(self.channel),
            "likelihood": {"product": self.likelihood, "weakest_step": self.weakest_step},
            "grade": {
                **(term(self.grade) or {"id": None, "label": None}),
                "product": weight,
                "weakest_step": self.slightest_step,
            }
            if weight is not None
            else None,
            "remote": self.remote,
            "cost": self.cost / SCALE,
            "order": self.order,
            "relief": list(self.relief),
        }

    def in_brief(self) -> dict[str, Any]:
        """The path without its evidence: what it passes, and the ids of the claims of each step."""
        return {
            **self.measures(),
            "nodes": [asdict(node) for node in self.nodes],
            "steps": [
                {
                    "relation": step.relation,
                    "along": step.along,
                    "claims": [cited.claim.id for cited in step.claims],
                }
                for step in self.steps
            ],
        }

    def __repr__(self) -> str:
        chain = " → ".join(node.label for node in self.nodes)
        grade = f", {self.grade.label}" if self.grade and self.weight is not None else ""
        effect = self.effect or self.kind
        return f"<Path {self.rank}: {chain} ({effect}{grade}, likelihood {self.likelihood:.2f})>"


def term(one: Channel | Grade | None) -> dict[str, str] | None:
    """A term of the ontology in plain values; None where there is none."""
    return {"id": one.id, "label": one.label} if one is not None else None


def paths_as_dicts(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Paths in plain values; those that share a step share its values."""
    steps: dict[int, dict[str, Any]] = {}
    return [path.as_dict(steps) for path in paths]
