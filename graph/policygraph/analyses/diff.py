"""Diff: what two states of a graph differ in, and what became of watched questions.

Records are compared by their ids: added, removed, changed, and in which fields. Where a
record stands, in which line of which dataset, is not compared. A watched question is
asked of both states with the same options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from policygraph.analyses.answer import COMPLETE, TRUNCATED, VERSION
from policygraph.analyses.cited import Cited
from policygraph.analyses.path_changes import PathChange, Side, changes
from policygraph.engines.base import Engine
from policygraph.errors import UnknownName
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Entity, Source
from policygraph.presentation import Presented
from policygraph.query.deadline import Deadline

_Record = TypeVar("_Record", Claim, Entity, Source)


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that is in both states and not the same: each field, before and after."""

    id: str
    fields: tuple[tuple[str, Any, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "id": self.id,
            "fields": {name: [_plain(old), _plain(new)] for name, old, new in self.fields},
        }


@dataclass(frozen=True, slots=True)
class Records:
    """Ids that one state has and the other has not, and what changed in the others."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": [one.as_dict() for one in self.changed],
        }


@dataclass(frozen=True, slots=True)
class Watched:
    """A saved question over both states: how its paths fared; ``why`` of a side without an answer.

    A side has none where it does not know an entity of the question.
    """

    name: str
    before: Side
    after: Side
    why: tuple[str | None, str | None]
    changes: tuple[PathChange, ...]
    looked_up: bool = True

    @property
    def status(self) -> str:
        """``complete`` if every answer that there is is, and all changes were looked up."""
        answers = [side.answer for side in (self.before, self.after) if side.answer]
        whole = self.looked_up and all(a.status == COMPLETE for a in answers)
        return COMPLETE if whole else TRUNCATED

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        query = self.after.query or self.before.query
        return {
            "name": self.name,
            "query": query.as_dict() if query else None,
            "status": self.status,
            "before": self._side(self.before, self.why[0]),
            "after": self._side(self.after, self.why[1]),
            "changes": [change.as_dict() for change in self.changes],
        }

    @staticmethod
    def _side(side: Side, why: str | None) -> dict[str, Any]:
        answer = side.answer
        best = answer.paths[0] if answer and answer.paths else None
        return {
            "status": answer.status if answer else None,
            "paths": len(answer.paths) if answer else 0,
            "best": best.likelihood if best else None,
            "absence": answer.absence.summary if answer and answer.absence else why,
        }


@dataclass(frozen=True, slots=True)
class Diff(Presented):
    """What became of one state of a graph in another.

    ``added`` and ``removed`` are the claims in full, ``changed`` the claims as they are now
    with what is new about them. ``judgements`` are those of one state alone, in words.
    """

    old: str
    new: str
    claims: Records
    added: tuple[Cited, ...]
    removed: tuple[Cited, ...]
    changed: tuple[Cited, ...]
    entities: Records
    sources: Records
    judgements: tuple[tuple[str, str], ...]
    watched: tuple[Watched, ...]

    @property
    def status(self) -> str:
        """``complete`` if every watched question was answered to its end."""
        return COMPLETE if all(one.status == COMPLETE for one in self.watched) else TRUNCATED

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": {"old": self.old, "new": self.new, "watch": [w.name for w in self.watched]},
            "status": self.status,
            "claims": {
                "added": [cited.as_dict() for cited in self.added],
                "removed": [cited.as_dict() for cited in self.removed],
                "changed": [
                    {**cited.as_dict(), "fields": one.as_dict()["fields"]}
                    for cited, one in zip(self.changed, self.claims.changed, strict=True)
                ],
            },
            "entities": self.entities.as_dict(),
            "sources": self.sources.as_dict(),
            "judgements": [{"change": change, "judgement": text}
                           for change, text in self.judgements],
            "watched": [one.as_dict() for one in self.watched],
        }  # fmt: skip

    def __repr__(self) -> str:
        counts = self.claims
        return (
            f"<Diff {self.old} → {self.new}: {len(counts.added)} claims added, "
            f"{len(counts.removed)} removed, {len(counts.changed)} changed>"
        )


def diff(
    old: Collection, new: Collection, names: tuple[str, str], watched: tuple[Watched, ...] = ()
) -> Diff:
    """What the claims, entities, sources and judgements of two collections differ in."""
    claims = _records(old.claims, new.claims)
    return Diff(
        old=names[0],
        new=names[1],
        claims=claims,
        added=tuple(Cited.of(new, new.claims[name]) for name in claims.added),
        removed=tuple(Cited.of(old, old.claims[name]) for name in claims.removed),
        changed=tuple(Cited.of(new, new.claims[one.id]) for one in claims.changed),
        entities=_records(old.entities, new.entities),
        sources=_records(old.sources, new.sources),
        judgements=_judgements(old, new),
        watched=watched,
    )


def watch(
    name: str,
    engine: Engine,
    collections: tuple[Collection, Collection],
    ask: Callable[[int], Side],
) -> Watched:
    """A question asked of both states; a side that does not know an entity has no answer.

    ``ask`` asks it of the old one (0) and of the new one (1). Raises :class:`UnknownName`
    where neither knows it.
    """
    sides: list[Side] = []
    why: list[str | None] = []
    for number, collection in enumerate(collections):
        try:
            sides.append(ask(number))
            why.append(None)
        except UnknownName as error:
            if number and why[0] is not None:
                raise
            sides.append(Side(collection, None, None))
            why.append(str(error))
    before, after = sides
    query = after.query or before.query
    deadline = Deadline(query.seconds if query is not None else None)
    found, whole = changes(before, after, engine, deadline)
    return Watched(name, before, after, (why[0], why[1]), found, whole)


def _records(old: Mapping[str, _Record], new: Mapping[str, _Record]) -> Records:
    changed = []
    for name in sorted(old.keys() & new.keys()):
        one, other = (replace(record, dataset="") for record in (old[name], new[name]))
        if one != other:
            changed.append(Changed(name, tuple(_differences(one, other))))
    return Records(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(changed),
    )


def _differences(one: _Record, other: _Record) -> list[tuple[str, Any, Any]]:
    return [
        (field.name, getattr(one, field.name), getattr(other, field.name))
        for field in fields(one)
        if field.compare and getattr(one, field.name) != getattr(other, field.name)
    ]


def _judgements(old: Collection, new: Collection) -> tuple[tuple[str, str], ...]:
    def told(collection: Collection) -> set[str]:
        return {
            f"{min(j.left, j.right)} {'=' if j.same else '!='} {max(j.left, j.right)}"
            for j in collection.judgements
        }

    had, has = told(old), told(new)
    found = [("added", text) for text in sorted(has - had)]
    return (*found, *(("removed", text) for text in sorted(had - has)))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if value is None or isinstance(value, int | float | str):
        return value
    return str(value)
