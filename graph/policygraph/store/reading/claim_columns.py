"""The codes of claims in a store as the columns that the compact engine takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import (
    Columns,
    Measure,
    Spans,
    relation_columns,
    usual_strengths,
)
from policygraph.model.ontology import Ontology
from policygraph.store.format.ranges import range_starts
from policygraph.store.format.schema import NO_DATE

if TYPE_CHECKING:
    from numpy.typing import NDArray


def columns_of_codes(
    given: Mapping[str, NDArray[Any]],
    texts: Sequence[str],
    published: Sequence[str],
    canonical: NDArray[Any],
    types: NDArray[Any],
    disputes: tuple[NDArray[Any], NDArray[Any]],
    measured: NDArray[np.bool_],
    measure: Callable[[int], Measure],
    ontology: Ontology,
    influence: InfluenceColumns,
) -> Columns:
    """The columns of claims, sorted by id.

    ``given`` are their codes by column; ``texts`` the dates by code, ``published`` the date
    of each source, ``canonical`` the number of each entity after merges, ``types`` their types,
    and ``disputes`` the disputing and the disputed claims, paired. ``measured`` says which have a
    quantity, and ``measure`` gives it. ``influence`` says whom they are directed at, as numbers
    after merges, and how grave they are.
    """
    count = len(given["subject"])
    spans = Spans()
    # A missing date has the code -1, which indexes the last entry of each table.
    assert NO_DATE == -1
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
    dated = given["known_since"] != NO_DATE
    if dated.any():
        known = np.where(dated, ends[given["known_since"]], known)
    disputing, disputed = disputes
    order = np.argsort(disputing, kind="stable")
    return Columns(
        subject=canonical[given["subject"]] if count else given["subject"],
        relation=given["relation"],
        object=canonical[given["object"]] if count else given["object"],
        affirms=given["affirms"],
        withdrawn=given["withdrawn"] != NO_DATE,
        strength=given["strength"],
        modality=given["modality"],
        source=given["source"],
        start=starts[given["start"]],
        end=end,
        known=known,
        spans=spans.rows(),
        undated=(given["start"] == NO_DATE) & (given["end"] == NO_DATE),
        towards=influence.towards,
        grades=influence.grades,
        usual=usual_strengths(ontology),
        disputes=range_starts(disputing[order], count),
        disputed=disputed[order],
        measured=measured,
        measure=measure,
        entity_type=types,
        relations=relation_columns(ontology),
    )


@dataclass(frozen=True, eq=False)
class InfluenceColumns:
    """Whom claims are directed at (-1: nobody), and their grades along and against."""

    towards: NDArray[Any]
    grades: tuple[NDArray[Any], NDArray[Any]]


def _numbers(values: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(values, np.int32)
