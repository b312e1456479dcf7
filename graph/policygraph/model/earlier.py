"""A collection as it was known by a day: what was withdrawn or judged later had not happened.

A withdrawal and a judgement count from their dates, each from the last day that its date may mean:
a claim that was withdrawn after the day is live, and a judgement that was made after it is not
there, so that what it merged is apart. A judgement without a date always counts. Claims that
became known later stay, because ``known_by`` filters them in the search (:mod:`policygraph.query`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace

from policygraph.errors import InvalidData, UsageError
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.masked import masked
from policygraph.model.merge import merge_datasets
from policygraph.model.records import Claim, Dataset, Judgement

#: A store with more claims is not read into memory as a whole.
MOST_CLAIMS = 500_000


@dataclass(frozen=True)
class EarlierCollection(Collection):
    """A collection in memory as it was known by a day; ``now`` is what is known today."""

    now: Collection

    @property
    def today(self) -> Collection:
        """What is known today."""
        return self.now


def is_later(date: str, by: dates.Day) -> bool:
    """Whether something of a date may have happened after a day; without a date it did not."""
    return bool(date) and dates.read_date(date).latest > by


def live(claim: Claim, by: dates.Day) -> Claim:
    """A claim as it was by a day: not withdrawn if that came later."""
    if claim.withdrawn is None or not is_later(claim.withdrawn, by):
        return claim
    return replace(claim, withdrawn=None)


def in_memory(collection: Collection, by: dates.Day) -> Collection:
    """A collection as it was known by a day, from its records; itself if that is the same."""
    judgements = [judgement for judgement in collection.judgements if is_later(judgement.date, by)]
    if not judgements and all(live(c, by) is c for c in collection.claims.values()):
        return collection
    return merged_again(collection, lambda c: live(c, by), lambda j: not is_later(j.date, by))


def known_only(collection: Collection, day: str, entity: str | None) -> Collection:
    """A view without the claims that could not be known by a day; about one entity, if given.

    For what shows claims that no filter chooses, such as all that agree with one.
    """
    by, index = dates.read_date(day).latest, collection.index
    about: Iterable[Claim] = collection.claims.values()
    if entity is not None:
        about = (*index.of_subject(entity), *index.of_object(entity))
    hidden = {c.id for c in about if not c.knowable or is_later(c.knowable, by)}
    return masked(collection, hidden)


def merged_again(
    collection: Collection,
    claim: Callable[[Claim], Claim | None],
    judgement: Callable[[Judgement], bool] = lambda one: True,
) -> EarlierCollection:
    """The records with each claim as ``claim`` gives it, and those judgements, merged again.

    A claim without a value is left out, and so is what disputes it from the others' ``disputes``.
    Raises :class:`UsageError` for a store of more than :data:`MOST_CLAIMS` claims.
    """
    if collection.stored and len(collection.claims) > MOST_CLAIMS:
        raise UsageError(
            f"the {len(collection.claims):,} claims of the store would have to be read into "
            f"memory, more than {MOST_CLAIMS:,}; ask a store of fewer claims, or of the tables "
            "as they were then"
        )
    found = {one.id: claim(one) for one in collection.claims.values()}

    def claims_of(dataset: Dataset) -> Iterable[Claim]:
        for one in dataset.claims:
            given = found[one.id]
            if given is not None:
                disputes = tuple(name for name in given.disputes if found.get(name) is not None)
                yield given if disputes == given.disputes else replace(given, disputes=disputes)

    datasets = [
        replace(
            dataset,
            claims=tuple(claims_of(dataset)),
            judgements=tuple(one for one in dataset.judgements if judgement(one)),
        )
        for dataset in collection.records
    ]
    made, faults = merge_datasets(collection.ontology, datasets)
    if faults:
        raise InvalidData(faults)
    parts = {part.name: getattr(made, part.name) for part in fields(Collection)}
    return EarlierCollection(**parts, now=collection)
