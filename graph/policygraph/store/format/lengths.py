"""The lengths that the arrays of a store must have, compared when it is opened.

A length comes from the head of its file, so that the comparison reads no array and takes the
same time for every store. What the arrays hold is compared by ``check`` only
(:mod:`policygraph.store.format.contents`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from policygraph.model.index import TIERS
from policygraph.store.format.schema import (
    ABOUT_TEXTS,
    ARRAYS,
    BYTES,
    CELLS,
    CODES,
    ENDS,
    GIVEN,
    IDS,
    NAME_TIERS,
    ORDERS,
    ROWS,
    RUNS,
    SIGNATURE_WORDS,
    STARTS,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Arrays that have an element for each id of entities.
_PER_ENTITY = (
    "entities/kind",
    "entities/canonical",
    "graph/lists",
    "graph/types",
    "graph/first_known",
)
#: Arrays of any length, in groups that have the same.
_EQUAL = (
    *((f"order/{side}", f"order/{side}.of") for side in ENDS),
    ("entities/merged", "entities/kept"),
    ("judgements/entity", "judgements/place"),
    ("claims/disputed", "claims/disputing"),
    ("graph/costs", "graph/strengths", "graph/claimed"),
)
_FREE = {
    "claims/denied",
    "claims/strengths",
    *(name for group in _EQUAL for name in group),
}


def wrong_lengths(
    arrays: Mapping[str, NDArray[Any]], datasets: int
) -> Iterator[tuple[str, int, int]]:
    """The arrays of another length than the others ask for: name, length, and the right one.

    All required arrays must be there; ``datasets`` is the number of datasets of the store.
    """
    for name, wanted in _wanted(arrays, datasets):
        if name in arrays and len(arrays[name]) != wanted:
            yield name, len(arrays[name]), wanted


def texts_of(arrays: Mapping[str, NDArray[Any]], column: str) -> int:
    """The number of texts of a column; 0 if there is none."""
    return max(0, len(arrays[column + STARTS]) - 1) if column + STARTS in arrays else 0


def ids_of(arrays: Mapping[str, NDArray[Any]], folder: str) -> int:
    """The number of ids of entities, of sources or of claims."""
    if folder == "sources":
        return max(0, len(arrays["order/source.first"]) - 1)
    return len(arrays["graph/types" if folder == "entities" else ROWS[folder]])


def _wanted(arrays: Mapping[str, NDArray[Any]], datasets: int) -> Iterator[tuple[str, int]]:
    entities, sources = ids_of(arrays, "entities"), ids_of(arrays, "sources")
    rows = {folder: len(arrays[name]) for folder, name in ROWS.items()}
    for name, array in ARRAYS.items():
        if array.of_texts:
            yield from _texts(arrays, name, rows)
    yield "entities/first", entities + 1
    if "entities/first" not in arrays:
        yield ROWS["entities"], entities
    yield "sources/first", sources + 1
    for name in _PER_ENTITY:
        yield name, entities
    own = {"entities/first", "sources/first", *_PER_ENTITY, *_FREE}
    for name, array in ARRAYS.items():
        folder = name.partition("/")[0]
        if folder in rows and name not in own and not array.of_texts:
            yield name, rows[folder]
    for first, *others in _EQUAL:
        for other in others:
            if (first in arrays) != (other in arrays):
                yield first, 0
                yield other, 0
            elif first in arrays:
                yield other, len(arrays[first])
    for name in ORDERS:
        yield f"order/{name}.first", (sources if name == "source" else entities) + 1
    yield "order/source", rows["claims"]
    for tier in NAME_TIERS:
        yield f"names/{tier}.first", texts_of(arrays, f"names/{tier}") + 1
        if f"names/{tier}.first" not in arrays:
            yield f"names/{tier}.entity", texts_of(arrays, f"names/{tier}")
    for tier in TIERS:
        count = entities if tier == "id" else texts_of(arrays, f"names/{tier}")
        for word in range(SIGNATURE_WORDS):
            yield f"names/{tier}.signature{word}", count
    for name in ABOUT_TEXTS:
        yield f"datasets/{name}{STARTS}", datasets + 1
    yield "graph/counts", 4
    if len(counts := arrays["graph/counts"]) == 4:
        vertices, _, support, against = counts.tolist()
        yield "graph/lists", vertices
        yield "graph/types", vertices
        yield "graph/first_known", vertices
        yield "graph/support", support
        yield "graph/against", against


def _texts(
    arrays: Mapping[str, NDArray[Any]], name: str, rows: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """The lengths of the arrays of a column of texts."""
    # An array of texts without that of their beginnings, or the reverse.
    if name + STARTS not in arrays:
        for suffix in (BYTES, CODES, GIVEN, RUNS):
            yield name + suffix, 0
        return
    if name + BYTES not in arrays:
        yield name + STARTS, 0
    kind, folder = ARRAYS[name].kind, name.partition("/")[0]
    several = texts_of(arrays, name)
    if kind == CELLS:
        yield name + CODES, rows[folder]
        yield name + GIVEN, several
        if name + CODES in arrays:
            yield name + GIVEN, 0
        elif name + GIVEN not in arrays:
            yield name + STARTS, rows[folder] + 1
    elif kind == IDS:
        yield name + RUNS, several + 1
        if name + RUNS not in arrays:
            yield name + STARTS, ids_of(arrays, folder) + 1
