"""Records that may be one: entities with one name or one declared identity, sources of one text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from policygraph.errors import DataWarning, Fault
from policygraph.model.collection import Collection
from policygraph.model.names import fold, plain_form
from policygraph.model.records import Entity, Location
from policygraph.query.corroboration import address_key, origin_of
from policygraph.query.name_resolver import Names

_NOWHERE = Location("", 0)
_SHARED_NAME = "shared name"
_SAME_SOURCE = "same source"
_SAME_IDENTITY = "same identity"
_ITEM = re.compile(r"//(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9][0-9]*)\Z")
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


def check_sources(collection: Collection) -> Iterator[DataWarning]:
    """A warning for sources with one text or one address that do not name a common origin.

    Sources with one text at one address count as one origin
    (:mod:`policygraph.query.corroboration`). One address with two different texts is two states
    of a page, and one text whose claims are found by ``record KEY`` is a collection of documents:
    nothing is said.
    """
    texts: dict[str, set[str]] = defaultdict(set)
    addresses: dict[str, set[str]] = defaultdict(set)
    collected = _collected(collection)
    for dataset in collection.records:
        for source in dataset.sources if isinstance(dataset.sources, tuple) else ():
            if source.text_sha256 and source.id not in collected:
                texts[source.text_sha256].add(source.id)
            if source.url and source.id not in collected:
                addresses[address_key(source.url)].add(source.id)
    told: set[tuple[str, ...]] = set()
    for groups, shared in ((texts, "the same text (text_sha256)"), (addresses, "the same address")):
        for group in map(tuple, map(sorted, groups.values())):
            hashes = {collection.sources[each].text_sha256 for each in group}
            states = groups is addresses and None not in hashes and len(hashes) > 1
            if len(group) > 1 and not states and group not in told:
                told.add(group)
                if not _of_one_origin(collection, group):
                    yield _same_source(collection, group, shared)


def _collected(collection: Collection) -> frozenset[str]:
    """The sources whose text is a collection of records, by the locators of their passages."""
    locators: dict[str, bool] = {}
    for dataset in collection.records:
        for claim in dataset.claims if isinstance(dataset.claims, tuple) else ():
            if claim.passage_sha256:
                record = claim.locator.startswith("record ")
                locators[claim.source] = locators.get(claim.source, True) and record
    return frozenset(source for source, records in locators.items() if records)


def _of_one_origin(collection: Collection, sources: tuple[str, ...]) -> bool:
    """Whether the origins that the sources name are one."""
    return len({origin_of(collection, each) for each in sources}) == 1


def _same_source(collection: Collection, ids: tuple[str, ...], shared: str) -> DataWarning:
    found = [collection.sources[each] for each in ids]
    at = max((each.location or _NOWHERE for each in found), key=lambda at: (at.file, at.line))
    last = next(each for each in found if (each.location or _NOWHERE) == at)
    first = next(each for each in ids if each != last.id)
    what = f"has {shared} as {', '.join(each for each in ids if each != last.id)}"
    fix = f"move its claims to one source, or give {last.id} the origin {first}"
    return DataWarning(at.file, at.line, f"source {last.id}", what, fix, _SAME_SOURCE)


def check_declared_ids(collection: Collection) -> Iterator[Fault]:
    """Entities that declare one Wikidata item, or one address in ``same_as``.

    Without a judgement a warning with the row that is missing; judged different, a fault, since
    both cannot be true. Judged the same they are one entity.
    """
    different = judged_different(collection)
    told: set[tuple[str, str]] = set()
    for identity, bearers in _declared(collection):
        for pair in combinations(bearers, 2):
            if pair in told:
                continue
            told.add(pair)
            left, right = (collection.entities[each] for each in pair)
            if (right.location or _NOWHERE).file < (left.location or _NOWHERE).file:
                left, right = right, left
            at = right.location or _NOWHERE
            what = f"declares {identity}, as {left.id} ({left.label.text}) does"
            subject = f"entity {right.id}"
            if pair in different:
                what += ", and the two are judged different"
                fix = "correct one of the declarations, or the judgement"
                yield Fault(at.file, at.line, subject, what, fix)
            else:
                fix = f"add to identity.csv: {','.join(pair)},same (or different)"
                yield DataWarning(at.file, at.line, subject, what, fix, _SAME_IDENTITY)


def _declared(collection: Collection) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each identity that several entities declare, with their ids, sorted."""
    if collection.stored:
        names, seen = collection.names, set()
        for entity in _beside_the_store(collection):
            for identity in _identities(entity):
                if identity not in seen and names is not None:
                    seen.add(identity)
                    found = {
                        collection.entity_id(each) for each in names.identified(fold(identity))
                    }
                    if len(found) > 1:
                        yield identity, tuple(sorted(found))
        return
    bearers: dict[str, set[str]] = defaultdict(set)
    for entity in collection.entities.values():
        for identity in _identities(entity):
            bearers[identity].add(entity.id)
    for identity, found in bearers.items():
        if len(found) > 1:
            yield identity, tuple(sorted(found))


def _identities(entity: Entity) -> Iterator[str]:
    """The Wikidata item and the addresses of an entity; an address of an item is the item."""
    if entity.wikidata:
        yield entity.wikidata
    for address in entity.same_as:
        item = _ITEM.search(address)
        yield item[1] if item else address
