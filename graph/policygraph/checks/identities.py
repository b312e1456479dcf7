"""Entities that may be one: those that share a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from policygraph.errors import DataWarning, Fault
from policygraph.model.collection import Collection
from policygraph.model.names import fold, plain_form
from policygraph.model.records import Entity, Location
from policygraph.query.name_resolver import Names

_NOWHERE = Location("", 0)
_SHARED_NAME = "shared name"
#: How many entities of one name are listed.
_LISTED = 5


def check_names(collection: Collection) -> list[Fault]:
    """A warning for each group of entities that one name finds, unless all pairs are judged.

    Names are compared as in questions (:mod:`policygraph.query.name_resolver`): ids, labels,
    aliases and other spellings together. Over a store only the names of the datasets beside it
    are looked for.
    """
    different = judged_different(collection)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, bearers in _shared_names(collection):
        groups[bearers].append(name)
    found: list[Fault] = []
    for bearers, names in groups.items():
        pair = next((p for p in combinations(bearers, 2) if p not in different), None)
        if pair is not None:
            found.append(_shared(collection, bearers, names, pair))
    return found


def judged_different(collection: Collection) -> frozenset[tuple[str, str]]:
    """The pairs of entities, sorted, that a judgement holds to be different."""
    ends = (
        sorted((collection.entity_id(each.left), collection.entity_id(each.right)))
        for each in collection.judgements
        if not each.same
    )
    return frozenset((low, high) for low, high in ends)


def _shared_names(collection: Collection) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each name of several entities, as written first, with their ids, sorted."""
    if collection.stored:
        names, seen = Names(collection), set()
        for entity in _beside_the_store(collection):
            for name in _names(entity):
                if (key := _key(name)) not in seen:
                    seen.add(key)
                    if len(found := tuple(names.exact(name))) > 1:
                        yield name, found
        return
    bearers: dict[str, set[str]] = defaultdict(set)
    written: dict[str, str] = {}
    for entity in collection.entities.values():
        for name in _names(entity):
            bearers[_key(name)].add(entity.id)
            written.setdefault(_key(name), name)
    for former, entity_id in collection.canonical.items():
        bearers[_key(former)].add(entity_id)
        written.setdefault(_key(former), former)
    for key, found_ids in bearers.items():
        if len(found_ids) > 1:
            yield written[key], tuple(sorted(found_ids))


def _names(entity: Entity) -> Iterator[str]:
    yield entity.id
    yield entity.label.text
    for alias in entity.aliases:
        yield alias.text


def _key(name: str) -> str:
    """What is equal for names that find the same entities."""
    folded = fold(name)
    return plain_form(folded) or folded


def _beside_the_store(collection: Collection) -> Iterable[Entity]:
    """The entities of datasets that are in memory: those given beside a store."""
    for dataset in collection.records:
        if isinstance(dataset.entities, tuple):
            yield from dataset.entities


def _shared(
    collection: Collection, bearers: tuple[str, ...], names: list[str], pair: tuple[str, str]
) -> DataWarning:
    found = [collection.entities[each] for each in bearers]
    at = max((each.location or _NOWHERE for each in found), key=lambda at: (at.file, at.line))
    listed = ", ".join(f"{each.id} ({each.label.text})" for each in found[:_LISTED])
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    others = f" (and {len(names) - 1} more of their names)" if len(names) > 1 else ""
    what = f"{names[0]!r}{others} is a name of {listed}{more}"
    fix = f"judge them in identity.csv: {','.join(pair)},same or different"
    return DataWarning(at.file, at.line, f"entity {bearers[-1]}", what, fix, _SHARED_NAME)
