"""The codes that a store keeps of claims, as the columns that the compact engine takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import (
    Columns,
    Spans,
    relation_columns,
    usual_strengths,
)
from policygraph.model.ontology import Ontology
from policygraph.store.building.batches import firsts
from policygraph.store.building.claims import NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray


def columns_of_codes(
    given: Mapping[str, NDArray[Any]],
    texts: Sequence[str],
    published: Sequence[str],
    canonical: NDArray[Any],
    types: NDArray[Any],
    disputes: tuple[NDArray[Any], NDArray[Any]],
    ontology: Ontology,
) -> Columns:
    """The columns of claims, sorted by id.

    ``given`` are their codes by column; ``texts`` the dates by code, ``published`` the date
    of each source, ``canonical`` the number that each entity's goes by, ``types`` their types,
    and ``disputes`` who disputes and what, pair by pair.
    """
    count = len(given["subject"])
    spans = Spans()
    # What has no date has the code -1, and with it the last of each table.
    assert NONE == -1
    written = [*texts, None]
    starts = _numbers(spans.start(text) for text in written)
    ends = _numbers(spans.end(text) for text in written)
    ends_of_events = _numbers(spans.end(text, event=True) for text in written)
    events = np.array([ontology.relations[name].event for name in sorted(ontology.relations)])
    end = ends[given["end"]]
    if events.any():
        end = np.where(events[given["relation"]], ends_of_events[given["end"]], end)
    since = _numbers(spans.known(date) for date in published)
    known = since[given["source"]] if len(since) else np.zeros(count, np.int32)
    dated = given["known_since"] != NONE
    if dated.any():
        known = np.where(dated, ends[given["known_since"]], known)
    disputing, disputed = disputes
    order = np.argsort(disputing, kind="stable")
    return Columns(
        subject=canonical[given["subject"]] if count else given["subject"],
        relation=given["relation"],
        object=canonical[given["object"]] if count else given["object"],
        affirms=given["affirms"],
        withdrawn=given["withdrawn"] != NONE,
        strength=given["strength"],
        modality=given["modality"],
        source=given["source"],
        start=starts[given["start"]],
        end=end,
        known=known,
        spans=spans.rows(),
        usual=usual_strengths(ontology),
        disputes=firsts(disputing[order], count),
        disputed=disputed[order],
        entity_type=types,
        relations=relation_columns(ontology),
    )


def _numbers(values: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(values, np.int32)
