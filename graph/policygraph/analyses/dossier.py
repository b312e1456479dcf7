"""Dossier: one answer with all that a reader needs to judge it and to ask again.

It adds to the answer what was asked in words, over which graph, what the answer would not
outlive, the contradictions that it touches, and the command that asks it again.
The rendering puts it in order and makes the files.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from policygraph.analyses.answer import Answer
from policygraph.analyses.contradictions import Contradiction, touching
from policygraph.analyses.fragility import Fragility, fragility
from policygraph.engines import ENGINES, engine_for
from policygraph.environment import NamedLocations
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.presentation import Presented
from policygraph.query import wording
from policygraph.query.command_line import command
from policygraph.query.deadline import Deadline
from policygraph.query.query import Filters


@dataclass(frozen=True, slots=True, repr=False)
class Dossier(Presented):
    """An answer, what was asked in words, and of what graph.

    ``contradictions`` are those that have a claim of the answer among theirs;
    ``contradictions_complete`` is False where the search for them was cut. ``fragility`` is
    None where there is no path to break. ``named`` is None where no
    command names the graph: a part of one, or one that was made in memory. ``engine`` is the
    engine that gave the answer where it is not the one that the graph has by itself.
    """

    answer: Answer
    fragility: Fragility | None
    contradictions: tuple[Contradiction, ...]
    contradictions_complete: bool
    conditions: tuple[str, ...]
    datasets: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    ontology: str
    named: NamedLocations | None
    engine: str

    def command(self, output: str = "") -> str | None:
        """The command that writes this dossier again, to a file of that name if one is given."""
        if self.named is None:
            return None
        answer = self.answer
        return command("dossier", answer.query, self.named, engine=self.engine, output=output)

    def __repr__(self) -> str:
        answer, touched = self.answer, len(self.contradictions)
        return (
            f"<Dossier {answer.start.label} → {answer.end.label}: paths {len(answer)}, "
            f"contradictions touched {touched}, {answer.status}>"
        )


def dossier(
    collection: Collection,
    answer: Answer,
    named: NamedLocations | None,
    deadline: Deadline | None = None,
) -> Dossier:
    """The dossier of an answer that was given over ``collection``.

    What the answer would not outlive is searched for by the engine that gave it and within
    the budget of its query; that and the contradictions have the seconds of the query from now
    on where no deadline is given.
    """
    query, engine = answer.query, ENGINES[answer.engine]
    deadline = deadline or Deadline(query.seconds)
    touched, complete = _touched(collection, answer, deadline.within(0.3))
    return Dossier(
        answer=answer,
        fragility=fragility(collection, query, engine, deadline.within(0.5))
        if answer.paths
        else None,
        contradictions=touched,
        contradictions_complete=complete,
        conditions=wording.conditions(collection, query),
        datasets=collection.datasets,
        counts=(
            ("entities", len(collection.entities)),
            ("claims", len(collection.claims)),
            ("sources", len(collection.sources)),
        ),
        ontology=collection.ontology.version,
        named=named,
        engine=_asked_for(collection, answer),
    )


def _asked_for(collection: Collection, answer: Answer) -> str:
    try:
        fits = engine_for(collection).name
    except UsageError:
        return answer.engine
    return "" if answer.engine == fits else answer.engine


def _touched(
    collection: Collection, answer: Answer, deadline: Deadline
) -> tuple[tuple[Contradiction, ...], bool]:
    """The contradictions that a claim of the answer takes part in, and whether that is all.

    They are looked for under the filters of the question: what was not yet known
    contradicts nothing.
    """
    steps = {id(step): step for path in answer.paths for step in path.steps}.values()
    claims = {cited.claim.id for step in steps for cited in (*step.claims, *step.against)}
    filters = Filters(**{f.name: getattr(answer.query, f.name) for f in fields(Filters)})
    return touching(collection, filters, claims, deadline=deadline)
