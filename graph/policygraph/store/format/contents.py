"""What the arrays of a store may hold: numbers within what they count, texts in UTF-8.

``check`` compares this after the checksums, since an array can be wrong with its checksum right.
Opening a store does not: it would read every array. Damage that is met later is an error then, or
is refused by the kernels, which compare each number of the graph before they follow it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import GROUPS, unmarked
from policygraph.store.format.lengths import ids_of, texts_of
from policygraph.store.format.schema import (
    ARRAYS,
    BYTES,
    CLAIM_DATES,
    CODES,
    ENDS,
    GIVEN,
    NAME_TIERS,
    NO_DATE,
    ORDERS,
    ROWS,
    RUNS,
    STARTS,
    UNREADABLE,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policygraph.model.ontology import Ontology


def damaged(
    arrays: Mapping[str, NDArray[Any]], ontology: Ontology, datasets: int
) -> Iterator[tuple[str, str]]:
    """The arrays that hold what they may not: the name of each, and what is wrong."""
    for name in ARRAYS:
        if name + STARTS in arrays:
            yield from _texts(name, arrays[name + BYTES], arrays[name + STARTS])
    for name, least, count in _numbers(arrays, ontology, datasets):
        if name in arrays and not _within(arrays[name], least, count):
            yield name, f"has a number that is not {least} to {count - 1}"
    for name in ("claims/denied", *(one + GIVEN for one in ARRAYS)):
        if name in arrays and np.any(arrays[name][1:] <= arrays[name][:-1]):
            yield name, "is not sorted"
    for name in (f"order/{side}.of" for side in ENDS):
        if name in arrays and np.any(arrays[name][1:] < arrays[name][:-1]):
            yield name, "is not sorted"
    for name, count in _starts(arrays):
        if name in arrays and not _rising(arrays[name], count):
            yield name, f"does not rise to {count}"
    yield from _graph(arrays, ontology)


def _within(values: NDArray[Any], least: int, count: int) -> bool:
    return not len(values) or bool(values.min() >= least and values.max() < count)


def _rising(starts: NDArray[Any], end: int) -> bool:
    whole = len(starts) and starts[0] == 0 and starts[-1] == end
    return bool(whole and np.all(starts[1:] >= starts[:-1]))


def _texts(name: str, data: NDArray[Any], starts: NDArray[Any]) -> Iterator[tuple[str, str]]:
    if not _rising(starts, len(data)):
        yield name + STARTS, f"does not rise to {len(data)}"
        return
    # A text that begins within a character is found by its first byte.
    begins = starts[:-1][starts[:-1] < starts[1:]]
    if np.any(data[begins] & 0xC0 == 0x80):
        yield name + BYTES, "is not UTF-8"
        return
    try:
        str(memoryview(data), "utf-8")  # type: ignore[arg-type]
    except UnicodeDecodeError:
        yield name + BYTES, "is not UTF-8"


def _numbers(
    arrays: Mapping[str, NDArray[Any]], ontology: Ontology, datasets: int
) -> Iterator[tuple[str, int, int]]:
    """The arrays of numbers: the least that each may hold, and the first that it may not."""
    entities, sources = ids_of(arrays, "entities"), ids_of(arrays, "sources")
    claims, dates = ids_of(arrays, "claims"), texts_of(arrays, "dates/text")
    judgements = len(arrays[ROWS["judgements"]])
    types, relations = len(ontology.types), len(ontology.relations)
    for folder, name in ROWS.items():
        yield f"{folder}/dataset", 0, datasets
        for column in ARRAYS:
            if column.startswith(f"{folder}/"):
                yield column + CODES, 0, texts_of(arrays, column)
                yield column + GIVEN, 0, len(arrays[name])
    for name in ("kind", "type"):
        yield f"entities/{name}", 0, types
    for name in ("canonical", "merged", "kept"):
        yield f"entities/{name}", 0, entities
    yield "entities/row", 0, len(arrays[ROWS["entities"]])
    yield "judgements/entity", 0, entities
    yield "judgements/place", 0, judgements
    for name in ("subject", "object"):
        yield f"claims/{name}", 0, entities
    yield "claims/attributed", -1, entities
    yield "claims/relation", 0, relations
    yield "claims/modality", 0, len(ontology.modalities)
    yield "claims/source", 0, sources
    yield "claims/strength", 0, len(arrays["claims/strengths"])
    for name in ("row", "denied", "disputed", "disputing"):
        yield f"claims/{name}", 0, claims
    for name in CLAIM_DATES:
        yield f"claims/{name}", min(NO_DATE, UNREADABLE), dates
    for name in (*ENDS, *ORDERS):
        yield f"order/{name}", 0, claims
    for side in ENDS:
        yield f"order/{side}.of", 0, entities
    for tier in NAME_TIERS:
        yield f"names/{tier}.entity", 0, entities
    yield "graph/types", 0, types


def _starts(arrays: Mapping[str, NDArray[Any]]) -> Iterator[tuple[str, int]]:
    """The arrays that say where something begins: the number to which each rises."""
    for name in ("entities", "sources"):
        yield f"{name}/first", len(arrays[ROWS[name]])
    for name in ("entities", "sources", "claims"):
        yield f"{name}/id{RUNS}", ids_of(arrays, name)
    for name in ORDERS:
        order = arrays.get(f"order/{name}")
        yield f"order/{name}.first", ids_of(arrays, "claims") if order is None else len(order)
    for tier in NAME_TIERS:
        yield f"names/{tier}.first", len(arrays[f"names/{tier}.entity"])


def _graph(arrays: Mapping[str, NDArray[Any]], ontology: Ontology) -> Iterator[tuple[str, str]]:
    lists, moves = arrays["graph/lists"], arrays["graph/moves"]
    support, against = arrays["graph/support"], arrays["graph/against"]
    background, denied = arrays["graph/background"], arrays["graph/denied"]
    claims, sources = ids_of(arrays, "claims"), ids_of(arrays, "sources")
    spans, codes = len(arrays["graph/spans"]), len(arrays["graph/costs"])
    ends = lists["ends"]
    last = lists["first"] + ends[:, GROUPS - 1]
    rising = np.all(ends[:, 0] >= 0) and np.all(ends[:, 1:] >= ends[:, :-1])
    if not rising or not _within(lists["first"], 0, len(moves) + 1) or np.any(last > len(moves)):
        yield "graph/lists", "has a list outside of the moves"
    if len(support) and support["claim"][-1] >= 0:
        yield "graph/support", "has an edge without an end"
    ranges = [
        ("moves", moves["to"], 0, len(lists)),
        ("moves", moves["edge"], 0, len(support)),
        ("moves", moves["code"], 0, codes),
        ("moves", moves["relation"], 0, len(ontology.relations)),
        ("support", support["code"], 0, codes),
        ("support", support["modality"], 0, len(ontology.modalities)),
        ("support", support["towards"], -1, len(lists)),
        ("support", support["grade_along"], 0, len(ontology.grades) + 1),
        ("support", support["grade_against"], 0, len(ontology.grades) + 1),
        ("background", background["subject"], 0, len(lists)),
        ("background", background["object"], 0, len(lists)),
        ("background", background["edge"], 0, len(support)),
        ("background", background["relation"], 0, len(ontology.relations)),
        ("denied", denied["subject"], 0, len(lists)),
        ("denied", denied["object"], 0, len(lists)),
        ("denied", denied["relation"], 0, len(ontology.relations)),
        ("denied", denied["modality"], 0, len(ontology.modalities)),
        ("denied", denied["source"], 0, sources),
        ("denied", denied["claim"], 0, claims),
        ("against", against["edge"], 0, len(support)),
        ("against", against["about"], -1, len(support)),
    ]
    for name, rows in (("support", support), ("against", against)):
        for field, count in (("start", spans), ("end", spans)):
            ranges.append((name, rows[field], 0, count))
        for field, count in (("claim", claims), ("source", sources)):
            ranges.append((name, unmarked(rows[field]), 0, count))
    yield from {
        f"graph/{name}": "has a number that leads outside of another array"
        for name, values, least, count in ranges
        if not _within(values, least, count)
    }.items()
