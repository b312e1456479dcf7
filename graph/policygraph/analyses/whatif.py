"""What if: an answer without some entities, claims or sources, or with a supposed claim.

The question is asked of a copy of the collection; no file is touched. A supposition is a
claim of a modality of its own that no ontology has, by a source of its own that nobody
published, so that every sentence, cell and line of evidence that shows it says that it is
supposed. It stands beside the answer as it is, never in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from policygraph.analyses.answer import COMPLETE, MAKING, TRUNCATED, VERSION, Answer, truncation
from policygraph.analyses.cited import Cited
from policygraph.analyses.path import Path
from policygraph.analyses.path_changes import PathChange, Side, changes
from policygraph.analyses.trace import trace
from policygraph.engines.base import TIME, Engine
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.masked import masked
from policygraph.model.ontology import Modality, Ontology
from policygraph.model.records import AFFIRMED, DENIED, Claim, Dataset, Source
from policygraph.presentation import Presented
from policygraph.query.deadline import Deadline
from policygraph.query.name_resolver import Names
from policygraph.query.query import Query

#: The modality and the source of suppositions.
SUPPOSED = "supposed"


@dataclass(frozen=True, slots=True)
class Supposition:
    """That a relation holds between two entities, by id, or does not.

    Without a likelihood it counts as much as what the ontology gives the likeliest modality:
    as if a source had said so outright.
    """

    subject: str
    relation: str
    object: str
    denied: bool = False
    likelihood: float | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What is taken away and what is supposed, all by id."""

    entities: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    supposed: tuple[Supposition, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf(Presented):
    """The answer as it is, the answer as it would be, and what differs between them.

    ``supposed`` are the suppositions as claims, which no source makes. Where the time was up
    before every path was ``looked_up`` in the other answer, ``changes`` are some of them.
    """

    setting: Setting
    as_it_is: Answer
    as_it_would_be: Answer
    supposed: tuple[Cited, ...]
    changes: tuple[PathChange, ...]
    looked_up: bool = True

    def supposed_steps(self, path: Path | None) -> tuple[int, ...]:
        """The numbers, from 1, of the steps whose strength is that of a supposition."""
        ids = {cited.claim.id for cited in self.supposed}
        steps = path.steps if path else ()
        return tuple(n for n, step in enumerate(steps, 1) if step.claims[0].claim.id in ids)

    @property
    def status(self) -> str:
        """``complete`` if both answers are, and what differs was looked up."""
        both = (self.as_it_is.status, self.as_it_would_be.status)
        return COMPLETE if self.looked_up and both == (COMPLETE, COMPLETE) else TRUNCATED

    @property
    def reason(self) -> str:
        """Why it is truncated: as its answers are, or because the time was up."""
        return self.as_it_is.reason or self.as_it_would_be.reason or "" if self.looked_up else TIME

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": self.as_it_is.query.as_dict(),
            "without": {
                "entities": list(self.setting.entities),
                "claims": list(self.setting.claims),
                "sources": list(self.setting.sources),
            },
            "supposed": [cited.as_dict() for cited in self.supposed],
            "status": self.status,
            **truncation(self.reason),
            "as_it_is": self.as_it_is.as_dict(),
            "as_it_would_be": self.as_it_would_be.as_dict(),
            "changes": [change.as_dict() for change in self.changes],
        }

    def __repr__(self) -> str:
        return f"<WhatIf {self.as_it_is!r} -> {self.as_it_would_be!r}>"


def supposition(
    words: Sequence[str | float], names: Names, ontology: Ontology, *, denied: bool = False
) -> Supposition:
    """A supposition from (subject, relation, object) or (subject, relation, object, likelihood).

    Entities go by any of their names; a likelihood is a number or a term of the ontology.
    """
    if isinstance(words, str) or not 3 <= len(words) <= 4:
        mend = "give subject, relation, object, and a likelihood if you like"
        raise UsageError(f"{words!r} is no supposition; {mend}")
    subject, relation, target, *rest = words
    likelihood = ontology.likelihood(str(rest[0])) if rest else None
    if rest and likelihood is None:
        raise UsageError(f"likelihood {rest[0]!r} is neither a number in (0, 1] nor a term")
    return Supposition(
        subject=names.resolve(str(subject), what="subject"),
        relation=str(relation),
        object=names.resolve(str(target), what="object"),
        denied=denied,
        likelihood=likelihood,
    )


def whatif(collection: Collection, query: Query, setting: Setting, engine: Engine) -> WhatIf:
    """A checked query asked of a collection, and of what it would be under a setting.

    A supposition passes the filters that choose support, since it is part of the question:
    those of modality and source, and the dates, at all of which it holds. Its likelihood
    still counts against ``min_likelihood``.
    """
    _check(collection, query, setting)
    deadline = Deadline(query.seconds)
    supposed = _Supposed(collection, query, setting.supposed)
    changed = _without(supposed.collection, setting)
    as_it_is = trace(collection, query, engine, deadline.within(0.3))
    as_it_would_be = trace(changed, supposed.query, engine, deadline.within(0.4))
    before = Side(collection, query, as_it_is)
    after = Side(changed, supposed.query, as_it_would_be)
    told, whole = changes(before, after, engine, deadline.within(0.4, MAKING))
    return WhatIf(
        setting=setting,
        as_it_is=as_it_is,
        as_it_would_be=as_it_would_be,
        supposed=tuple(Cited.of(supposed.collection, claim) for claim in supposed.claims),
        changes=told,
        looked_up=whole,
    )


def _check(collection: Collection, query: Query, setting: Setting) -> None:
    known: tuple[tuple[str, tuple[str, ...], Mapping[str, object]], ...] = (
        ("claim", setting.claims, collection.claims),
        ("source", setting.sources, collection.sources),
        ("entity", setting.entities, collection.entities),
    )
    for what, names, records in known:
        for name in names:
            if name not in records:
                raise UsageError(f"no {what} has the id {name!r}; policygraph show tells the ids")
    for entity in setting.entities:
        if entity in (query.start, query.end):
            raise UsageError(f"{entity} is an end of the question; take away something between")
    if setting == Setting():
        raise UsageError("nothing is taken away and nothing supposed; say what, or ask trace")
    for one in setting.supposed:
        if one.relation not in collection.ontology.relations:
            raise UsageError(f"unknown relation {one.relation!r}; see docs/ontology.md")
        if one.likelihood is not None and not 0.0 < one.likelihood <= 1.0:
            raise UsageError(f"likelihood is {one.likelihood}; give a number in (0, 1]")
        if {one.subject, one.object} & set(setting.entities):
            raise UsageError("an entity is supposed something of and taken away; do one of both")


def _without(collection: Collection, setting: Setting) -> Collection:
    """The collection without the claims that are taken away with what they rest on."""
    if not (setting.entities or setting.claims or setting.sources):
        return collection
    index = collection.index
    about = [
        claim.id
        for entity in setting.entities
        for claim in (*index.of_subject(entity), *index.of_object(entity))
    ]
    return masked(collection, (*setting.claims, *about), sources=setting.sources)


def _with_more(collection: Collection, ontology: Ontology, more: Dataset) -> Collection:
    """The collection with the source and the claims of one more dataset."""
    if collection.stored:
        from policygraph.store.overlay.restored import with_dataset

        return with_dataset(collection, ontology, more)
    added = {claim.id: claim for claim in more.claims}
    return Collection(
        ontology=ontology,
        datasets=collection.datasets,
        entities=collection.entities,
        sources={**collection.sources, **{source.id: source for source in more.sources}},
        claims=dict(sorted({**collection.claims, **added}.items())),
        judgements=collection.judgements,
        canonical=collection.canonical,
        records=(*collection.records, more),
    )


@dataclass
class _Supposed:
    """A collection with suppositions, and the query that lets them through."""

    collection: Collection
    query: Query
    suppositions: tuple[Supposition, ...]
    claims: list[Claim] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.suppositions:
            return
        name = SUPPOSED
        while name in self.collection.ontology.modalities or name in self.collection.sources:
            name += "-here"
        modalities = self.collection.ontology.modalities
        default = max(modality.default_likelihood for modality in modalities.values())
        for number, one in enumerate(self.suppositions, 1):
            self.claims.append(self._claim(name, number, one, default))
        modality = Modality(
            id=name,
            iri="",
            label=name,
            phrase="supposing that",
            default_likelihood=default,
            assertable=False,
            order=1 + max(modality.order for modality in modalities.values()),
            denial="supposing that it is not so that",
        )
        source = Source(
            id=name,
            kind="supposition",
            title="Supposed for this question; no source says so",
            authors=(),
            publisher="nobody",
            published="",
            url="",
        )
        ontology = replace(self.collection.ontology, modalities={**modalities, name: modality})
        supposed = Dataset(name, (), (source,), tuple(self.claims), ())
        self.collection = _with_more(self.collection, ontology, supposed)
        self.query = replace(
            self.query,
            modalities=(*self.query.modalities, name) if self.query.modalities else (),
            sources=(*self.query.sources, name) if self.query.sources else (),
        )

    def _claim(self, name: str, number: int, one: Supposition, default: float) -> Claim:
        id = f"{name}-{number}"
        while id in self.collection.claims:
            id += "-here"
        strength = default if one.likelihood is None else one.likelihood
        return Claim(
            id=id,
            subject=one.subject,
            relation=one.relation,
            object=one.object,
            polarity=DENIED if one.denied else AFFIRMED,
            modality=name,
            strength=strength,
            likelihood=None if one.likelihood is None else str(one.likelihood),
            source=name,
            knowable=self.query.known_by or "",
            known_since=self.query.known_by,
            start="..",
            end="..",
            locator="supposed, no evidence",
        )
