"""Nothing: why a question about one or two entities found nothing at all.

For each restriction in force it says whether lifting it alone would give something; and
if none does, whether lifting all of them would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from policygraph.analyses.answer import Lifted
from policygraph.analyses.trace import hops_enough
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.query import Query, Scope, restrictions_of
from policygraph.query.wording import lifted_words


@dataclass(frozen=True, slots=True)
class Nothing:
    """The reason in a sentence, and what lifting each restriction alone would give.

    ``if_all_lifted`` says whether lifting all of them gives something, None where that was
    not found out; ``expansions`` is what it took to find out.
    """

    summary: str
    restrictions: tuple[Lifted, ...]
    if_all_lifted: bool | None
    expansions: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "summary": self.summary,
            "restrictions": [lifted.as_dict() for lifted in self.restrictions],
            "if_all_lifted": self.if_all_lifted,
        }


#: Says of a wider scope whether anything is found in it (None: not found out), and what it took.
Gives = Callable[[Scope], tuple[bool | None, int]]


def why_nothing(
    collection: Collection,
    query: Query,
    what: str,
    touching: Mapping[str, int],
    gives: Gives,
    deadline: Deadline,
) -> Nothing:
    """Why ``query``, which stands for the scope of the question, gives nothing.

    ``query`` has what is left to be spent. ``what`` says what was not found; ``touching`` is
    how many edges touch each entity asked about, by its label.
    """
    for label, edges in touching.items():
        if not edges:
            return Nothing(f"{what}: no claim connects {label} to anything", (), False)
    trial, longest = _Trial(query, gives, deadline), hops_enough(collection, query)
    active = tuple(restrictions_of(query, collection.ontology))
    lifted = tuple(
        Lifted(r.option, r.value(query), trial.of(r.lift(query, longest))) for r in active
    )
    helping = [lifted_words(one.option, one.value) for one in lifted if one.found]
    whole = query
    for restriction in active:
        whole = restriction.lift(whole, longest)
    found_any = True if helping else trial.of(whole)
    if helping:
        reason = f"lifting {' or '.join(helping)} would give some"
    elif found_any is None or any(one.found is None for one in lifted):
        out = "the time" if deadline.passed else "the budget"
        reason = f"{out} ran out before the reason was found"
    elif found_any:
        reason = "only lifting several restrictions together would give some"
    else:
        reason = "the claims at hand connect nothing so"
    return Nothing(f"{what}: {reason}", lifted, found_any, trial.spent)


class _Trial:
    """Asks wider and wider questions within one budget and one deadline."""

    def __init__(self, query: Query, gives: Gives, deadline: Deadline) -> None:
        self.query, self.gives, self.deadline = query, gives, deadline
        self.spent = 0

    def of(self, wider: Query) -> bool | None:
        left = self.query.budget - self.spent
        if left < 1 or self.deadline.look():
            return None
        seconds = self.deadline.searching
        found, spent = self.gives(replace(wider, budget=left, seconds=seconds))
        self.spent += spent
        return found
