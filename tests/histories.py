"""Worlds whose claims were withdrawn and whose entities were judged the same over time.

:func:`stood` gives the same world as its tables stood on a day: rows that were withdrawn later are
restored, rows known later and judgements made later are removed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from policygraph.model.collection import Collection
from policygraph.model.dates import read_date
from policygraph.model.merge import merge_datasets
from policygraph.model.records import Claim, Dataset, Judgement

DAYS = ("2020-06-15", "2021-03-04", "2022-12-31")
_LATER = ("2019", "2020-06-15", "2021", "2022-05", "2022-12-31", "2023~")


@st.composite
def histories(draw: st.DrawFn, collection: Collection) -> Collection:
    """A world with withdrawals and judgements of several dates."""
    withdrawn = st.sampled_from((None, None, None, *_LATER))
    judged = st.sampled_from(("", *_LATER))

    def dated(dataset: Dataset) -> Dataset:
        claims = tuple(replace(claim, withdrawn=draw(withdrawn)) for claim in dataset.claims)
        judgements = tuple(replace(one, date=draw(judged)) for one in dataset.judgements)
        return replace(dataset, claims=claims, judgements=judgements)

    return merged(collection, [dated(dataset) for dataset in collection.records])


def stood(collection: Collection, day: str) -> Collection:
    """The world as its tables stood on a day."""
    by = read_date(day).latest
    known = {
        claim.id
        for claim in collection.claims.values()
        if claim.knowable and read_date(claim.knowable).latest <= by
    }

    def claim_of(claim: Claim) -> Claim:
        live = claim.withdrawn is None or read_date(claim.withdrawn).latest > by
        disputes = tuple(name for name in claim.disputes if name in known)
        return replace(claim, withdrawn=None if live else claim.withdrawn, disputes=disputes)

    def counts(judgement: Judgement) -> bool:
        return not judgement.date or read_date(judgement.date).latest <= by

    return merged(
        collection,
        [
            replace(
                dataset,
                claims=tuple(claim_of(claim) for claim in dataset.claims if claim.id in known),
                judgements=tuple(filter(counts, dataset.judgements)),
            )
            for dataset in collection.records
        ],
    )


def merged(collection: Collection, datasets: list[Dataset]) -> Collection:
    """These records as one collection."""
    found, faults = merge_datasets(collection.ontology, datasets)
    assert not faults, faults
    return found


def without_disputes(value: Any) -> Any:
    """Plain values without the claims that a claim disputes: those known later are among them."""
    if isinstance(value, dict):
        return {name: without_disputes(one) for name, one in value.items() if name != "disputes"}
    return [without_disputes(one) for one in value] if isinstance(value, list) else value
