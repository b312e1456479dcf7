"""Rows of a collection, by the dataset that each comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Dataset, Entity, Judgement, Source


def rows_by_dataset(
    collection: Collection,
    entities: Iterable[str],
    sources: Iterable[str],
    claims: Mapping[str, Claim],
    judgements: Mapping[int, Judgement],
) -> list[Dataset]:
    """The rows of these ids in each dataset of a collection; a dataset may have none.

    ``judgements`` are by their number among all judgements, from 0.
    """
    index = collection.index
    entity_rows: dict[int, list[Entity]] = defaultdict(list)
    source_rows: dict[int, list[Source]] = defaultdict(list)
    claim_rows: dict[int, list[Claim]] = defaultdict(list)
    for name in sorted(entities):
        for number, entity in index.rows(name):
            entity_rows[number].append(entity)
    for name in sorted(sources):
        for number, source in index.source_rows(name):
            source_rows[number].append(source)
    for name in sorted(claims):
        claim_rows[index.dataset_of(name)].append(claims[name])
    found, first = [], 0
    for number, dataset in enumerate(collection.records):
        last = first + len(dataset.judgements)
        found.append(
            Dataset(
                dataset.name,
                tuple(entity_rows[number]),
                tuple(source_rows[number]),
                tuple(claim_rows[number]),
                tuple(judgements[n] for n in sorted(judgements) if first <= n < last),
                about=dataset.about,
            )
        )
        first = last
    return found
