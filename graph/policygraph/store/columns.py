"""The codes that a store keeps of claims, as the columns that the compact engine takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph import dates
from policygraph.engines.compact.columns import (
    Columns,
    day,
    known_day,
    relation_columns,
    validity_row,
)
from policygraph.model import Ontology
from policygraph.store.claims import NONE
from policygraph.store.reading import firsts

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
    when = _validities(given, texts, ontology)
    since = np.array([known_day(date) for date in published], np.int64)
    known = since[given["source"]] if len(since) else np.zeros(count, np.int64)
    dated = given["known_since"] != NONE
    if dated.any():
        latest = [day(dates.read_date(t).latest) if t != ".." else 0 for t in texts]
        known = np.where(dated, np.array(latest, np.int64)[given["known_since"]], known)
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
        outer_start=when[0],
        outer_end=when[1],
        core_start=when[2],
        core_end=when[3],
        known=known,
        disputes=firsts(disputing[order], count),
        disputed=disputed[order],
        entity_type=types,
        relations=relation_columns(ontology),
    )


def _validities(
    given: Mapping[str, NDArray[Any]], texts: Sequence[str], ontology: Ontology
) -> list[NDArray[np.int64]]:
    """The bounds of validity of each claim, each different (start, end, event) judged once."""
    events = np.array([ontology.relations[name].event for name in sorted(ontology.relations)])
    event = events[given["relation"]] if len(events) else np.zeros(0, np.bool_)
    count = len(texts) + 1
    keys = ((given["start"].astype(np.int64) + 1) * count + given["end"] + 1) * 2 + event
    different, place = np.unique(keys, return_inverse=True)
    bounds = np.empty((4, len(different)), np.int64)
    for column, key in enumerate(different.tolist()):
        pair, is_event = divmod(key, 2)
        start, end = (texts[code - 1] if code else None for code in divmod(pair, count))
        bounds[:, column] = validity_row(dates.validity(start, end, event=bool(is_event)))
    return [row[place] for row in bounds]
