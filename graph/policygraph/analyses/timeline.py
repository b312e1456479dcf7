"""Timeline: what is said of one entity, in the order of its dates.

A claim of a state gives an entry for its start and one for its end, or a single one where
both are one date; a claim of an event gives one for its date, and one for its end. Claims
that say one thing of one date are one entry. Dates stay as exact as their sources; entries
are ordered by the earliest day they may mean, then by the latest. What is denied is told
as denied. Claims without a date are apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from math import inf
from typing import Any, NamedTuple

from policygraph.analyses.answer import COMPLETE, MOST_AGAINST, TRUNCATED, VERSION
from policygraph.analyses.cited import Cited, Node
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.model.triples import Triple
from policygraph.presentation import Presented
from policygraph.query import wording
from policygraph.query.deadline import Deadline
from policygraph.query.edges import Edge, claim_filter, edges_about
from policygraph.query.query import Filters

#: What the date of an entry is, in the order in which entries of one date stand. None of these
#: words says that it was so: that is for the claims and their hedges.
EVENT, START, SPAN, END = "event", "start", "span", "end"
_ORDER = (EVENT, START, SPAN, END)
#: Entries that are told unless more are asked for.
DEFAULT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is said, of one date; ``date`` and ``what`` are None without a date.

    ``against`` is what speaks against an affirmed one: of very many the first, and
    ``more_against`` how many there are besides. An entry that is denied has its denials as
    ``claims``.
    """

    date: dates.Span | None
    what: str | None
    subject: Node
    relation: tuple[str, str]
    object: Node
    affirmed: bool
    sentence: str
    claims: tuple[Cited, ...]
    against: tuple[Cited, ...]
    more_against: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Plain values; days beyond the years 0001 to 9999 are null."""
        span = self.date
        return {
            "date": span.text if span else None,
            "earliest": dates.iso_day(span.earliest) if span else None,
            "latest": dates.iso_day(span.latest) if span else None,
            "what": self.what,
            "polarity": "affirmed" if self.affirmed else "denied",
            "subject": asdict(self.subject),
            "relation": {"id": self.relation[0], "label": self.relation[1]},
            "object": asdict(self.object),
            "sentence": self.sentence,
            "claims": [cited.as_dict() for cited in self.claims],
            "against": [cited.as_dict() for cited in self.against],
            **({"more_against": self.more_against} if self.more_against else {}),
        }


@dataclass(frozen=True, slots=True)
class Timeline(Presented):
    """Everything said of an entity under filters: what is dated, in order, and what is not.

    ``reason`` says why there is nothing at all, and is None otherwise. ``untold`` is how many
    more entries there are, and ``cut`` why they are not told: ``limit``, or ``time`` that was up.
    """

    filters: Filters
    entity: Node
    entries: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    reason: str | None
    untold: int = 0
    cut: str = ""

    @property
    def status(self) -> str:
        """``complete`` if every entry is told."""
        return TRUNCATED if self.untold else COMPLETE

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": {"entity": self.entity.id, **self.filters.as_dict()},
            "status": self.status,
            **({"reason": self.cut, "untold": self.untold} if self.untold else {}),
            "entity": asdict(self.entity),
            "entries": [entry.as_dict() for entry in self.entries],
            "undated": [entry.as_dict() for entry in self.undated],
            "absence": {"summary": self.reason} if self.reason else None,
        }

    def __repr__(self) -> str:
        counts = f"{len(self.entries)} entries, {len(self.undated)} undated"
        return f"<Timeline of {self.entity.label}: {counts}>"


def timeline(
    collection: Collection,
    entity: str,
    filters: Filters,
    *,
    limit: int = DEFAULT_LIMIT,
    deadline: Deadline | None = None,
) -> Timeline:
    """What the claims under filters say of an entity, by date; the first ``limit`` entries.

    As everywhere, what chooses support never hides a denial.
    """
    deadline = deadline or Deadline(None)
    entity = collection.entity_id(entity)
    edges = edges_about(collection, (entity,), filters)
    groups: dict[tuple[Triple, bool], list[Claim]] = {
        (edge.triple, True): list(edge.supporting) for edge in edges
    }
    against = {edge.triple: edge for edge in edges}
    for claim in _denials(collection, entity, edges, filters):
        groups.setdefault((collection.triple(claim), False), []).append(claim)
    drafts = [
        _Draft(triple, affirmed, moment, claims)
        for (triple, affirmed), said in groups.items()
        for moment, claims in _by_date(collection, said).items()
    ]
    drafts.sort(key=_place)
    entries: list[Entry] = []
    cut = ""
    for draft in drafts:
        if len(entries) == limit or deadline.look():
            cut = "limit" if len(entries) == limit else "time"
            break
        entries.append(_entry(collection, draft, against.get(draft.triple)))
    return Timeline(
        filters=filters,
        entity=Node.of(collection, entity),
        entries=tuple(entry for entry in entries if entry.date is not None),
        undated=tuple(entry for entry in entries if entry.date is None),
        reason=None if drafts else _reason(collection, entity),
        untold=len(drafts) - len(entries),
        cut=cut,
    )


class _Draft(NamedTuple):
    """What an entry is of: claims that say one thing of one date."""

    triple: Triple
    affirmed: bool
    moment: tuple[str, str] | None
    claims: list[Claim]


def _denials(
    collection: Collection, entity: str, edges: Iterable[Edge], filters: Filters
) -> list[Claim]:
    """The denials in play about an entity: of the relations asked for, or against an edge."""
    ontology, index = collection.ontology, collection.index
    wanted = ontology.with_subrelations(filters.relations or tuple(ontology.relations))
    wanted -= ontology.with_subrelations(filters.not_relations)
    in_play = claim_filter(collection, filters)
    found = {
        claim.id: claim
        for claim in (*index.of_subject(entity), *index.of_object(entity))
        if claim.denies and in_play(claim) and claim.relation in wanted
    }
    found.update((c.id, c) for edge in edges for c in edge.against if c.denies)
    return [found[name] for name in sorted(found)]


def _by_date(
    collection: Collection, claims: Iterable[Claim]
) -> dict[tuple[str, str] | None, list[Claim]]:
    """Claims by what they tell and the date that they give for it; None without a date."""
    found: dict[tuple[str, str] | None, list[Claim]] = defaultdict(list)
    for claim in claims:
        for moment in _moments(collection, claim):
            found[moment].append(claim)
    return found


def _moments(collection: Collection, claim: Claim) -> Iterator[tuple[str, str] | None]:
    start, end = (None if text == ".." else text for text in (claim.start, claim.end))
    event = collection.ontology.relations[claim.relation].event
    if start is not None and start == end:
        yield (EVENT if event else SPAN), start
        return
    if start is not None:
        yield (EVENT if event else START), start
    if end is not None:
        yield END, end
    if start is None and end is None:
        yield None


def _entry(collection: Collection, draft: _Draft, edge: Edge | None) -> Entry:
    (subject, relation, target), affirmed, moment, claims = draft
    words = wording.step_sentence if affirmed else wording.claim_sentence
    opposing = edge.against if edge is not None and affirmed else ()
    told = opposing[:MOST_AGAINST]
    return Entry(
        date=dates.read_bound(moment[1]) if moment else None,
        what=moment[0] if moment else None,
        subject=Node.of(collection, subject),
        relation=(relation, collection.ontology.relations[relation].label),
        object=Node.of(collection, target),
        affirmed=affirmed,
        sentence=words(collection, claims[0]),
        claims=tuple(Cited.of(collection, claim) for claim in claims),
        against=tuple(Cited.of(collection, claim) for claim in told),
        more_against=len(opposing) - len(told),
    )


def _place(draft: _Draft) -> tuple[object, ...]:
    triple = (*draft.triple, not draft.affirmed)
    if draft.moment is None:
        return (inf, 0, 0, triple)
    date = dates.read_bound(draft.moment[1])
    return (date.earliest, date.latest, _ORDER.index(draft.moment[0]), triple)


def _reason(collection: Collection, entity: str) -> str:
    label, index = collection.label(entity), collection.index
    count = len({c.id for c in (*index.of_subject(entity), *index.of_object(entity))})
    if not count:
        return f"no claim is about {label}"
    claims = "the only claim" if count == 1 else f"all {count} claims"
    return f"{claims} about {label} {'is' if count == 1 else 'are'} filtered out or withdrawn"
