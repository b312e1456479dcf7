"""Every array of a store: its name, its type and its meaning.

Building and opening a store read this table, and so does ``docs/store-format.md``. A name is
a folder and a file in it, without ``.npy``. A column of texts is two arrays: the UTF-8
bytes of all texts, and the position where each begins (:mod:`.texts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from policygraph.engines.compact.arrays import (
    AGAINST,
    BACKGROUND,
    DENIED,
    LIST,
    MOVE,
    SPAN,
    SUPPORT,
)
from policygraph.model.index import TIERS
from policygraph.model.name_signatures import BITS
from policygraph.store.format.extra_cells import EXTRA
from policygraph.tables.reader import CLAIM_COLUMNS, JUDGEMENT_COLUMNS, SOURCE_COLUMNS

#: The code of a date that is not given, and of one that cannot be read.
NO_DATE, UNREADABLE = -1, -2
#: The names of the two arrays of a column of texts, after the name of the column.
BYTES, STARTS = ".bytes", ".starts"
#: The prefix of the arrays that a search runs over, and those that only filters read.
GRAPH = "graph/"
EVIDENCE = ("graph/support", "graph/against", "graph/spans")

#: Cells of an entity and of a claim that are stored as text; the dataset's own columns are one.
ENTITY_TEXTS = ("label", "aliases", "description", "wikidata", "same_as", EXTRA)
CLAIM_TEXTS = (
    "likelihood", "quantity", "unit", "locator", "passage_sha256", "disputes", "note",
    "origin", "grade", "towards", "need", EXTRA,
)  # fmt: skip
#: What each dataset says of itself.
ABOUT_TEXTS = ("edition", "licence", "retrieved", "tables")
#: Cells of a draft: all of them, and its source.
DRAFT_TEXTS = (*(column for column in CLAIM_COLUMNS if column != "draft"), "source", EXTRA)
#: Cells of a claim that hold a date: each different text is stored once.
CLAIM_DATES = ("start", "end", "known_since", "withdrawn")
SOURCE_TEXTS = (*(column for column in SOURCE_COLUMNS if column != "id"), EXTRA)
JUDGEMENT_TEXTS = (*(column for column in JUDGEMENT_COLUMNS if column != "judgement"), EXTRA)
#: What claims are sorted by in the folder ``order``.
ORDERS = ("subject", "object", "attributed", "source")
#: The tiers of names with an index of their own (ids are in ``entities/id``).
NAME_TIERS = ("label", "alias", "identity")
#: The words of 64 bits of the signature of a name.
SIGNATURE_WORDS = BITS // 64


@dataclass(frozen=True, slots=True)
class Array:
    """One array of a store: its type (None: a column of texts) and its meaning.

    An optional array is left out where its meaning says so; a column of texts is left out
    where all its texts are empty.
    """

    dtype: np.dtype[Any] | None
    meaning: str
    optional: bool = False


def _number(kind: Any, meaning: str, *, optional: bool = False) -> Array:
    return Array(np.dtype(kind), meaning, optional)


def _texts(meaning: str) -> Array:
    return Array(None, meaning, optional=True)


#: The codes of claims by column; relations, modalities and types are numbered by sorted id.
CLAIM_CODES: dict[str, Array] = {
    "subject": _number(np.int32, "the number of the subject, before merges"),
    "object": _number(np.int32, "the number of the object, before merges"),
    "relation": _number(np.int32, "the number of the relation"),
    "attributed": _number(np.int32, "the number of who said it, or -1"),
    "affirms": _number(np.bool_, "whether the claim affirms its statement"),
    "modality": _number(np.int32, "the number of the modality"),
    "source": _number(np.int32, "the number of the source"),
    "dataset": _number(np.int16, "the number of the dataset"),
    "strength": _number(np.float64, "the likelihood, or the default"),
    **{
        name: _number(np.int32, f"the date `{name}` as a position in dates/text, or -1")
        for name in CLAIM_DATES
    },
}

ARRAYS: Mapping[str, Array] = {
    **{f"datasets/{name}": _texts(f"the `{name}` of each dataset") for name in ABOUT_TEXTS},
    "entities/id": _texts("ids, sorted; the position of an id is its number"),
    "entities/first": _number(np.int64, "the first row of each id, then the number of rows"),
    "entities/row": _number(
        np.int64, "where the texts of each row are; absent where in the same order", optional=True
    ),
    "entities/dataset": _number(np.int16, "the number of the dataset of each row"),
    "entities/type": _number(np.int32, "the number of the type of each row"),
    "entities/kind": _number(np.int32, "the number of the type of each id, after merges"),
    "entities/canonical": _number(
        np.int32, "the number of each id after merges; absent without merges", optional=True
    ),
    "entities/merged": _number(
        np.int32, "merged ids, by the id they are merged into; absent without merges", optional=True
    ),
    "entities/kept": _number(
        np.int32, "the id that each of these is merged into; absent without merges", optional=True
    ),
    **{f"entities/{name}": _texts(f"the cell `{name}` of each row") for name in ENTITY_TEXTS},
    "sources/id": _texts("ids, sorted; the position of an id is its number"),
    "sources/first": _number(np.int64, "the first row of each id, then the number of rows"),
    "sources/dataset": _number(np.int16, "the number of the dataset of each row"),
    **{f"sources/{name}": _texts(f"the cell `{name}` of each row") for name in SOURCE_TEXTS},
    "judgements/dataset": _number(np.int16, "the number of the dataset of each judgement"),
    "judgements/same": _number(np.bool_, "whether the two entities are the same"),
    "judgements/entity": _number(np.int32, "entities of judgements, after merges, sorted"),
    "judgements/place": _number(np.int32, "the judgement about each of these entities"),
    **{f"judgements/{name}": _texts(f"the cell `{name}`") for name in JUDGEMENT_TEXTS},
    "claims/id": _texts("ids, sorted; the position of an id is its number"),
    "claims/row": _number(
        np.int64, "where the texts of each claim are; absent where in the same order", optional=True
    ),
    **{f"claims/{name}": array for name, array in CLAIM_CODES.items()},
    "claims/disputed": _number(np.int64, "the claims that are disputed, sorted"),
    "claims/disputing": _number(np.int64, "the claim that disputes each of these"),
    **{f"claims/{name}": _texts(f"the cell `{name}` of each claim") for name in CLAIM_TEXTS},
    "drafts/dataset": _number(np.int16, "the number of the dataset of each draft"),
    **{f"drafts/{name}": _texts(f"the cell `{name}` of each draft") for name in DRAFT_TEXTS},
    "dates/text": _texts("the different dates of claims, as written"),
    **{
        f"order/{name}{suffix}": array
        for name in ORDERS
        for suffix, array in (
            (".first", _number(np.int64, f"where the claims of each `{name}` begin, after merges")),
            ("", _number(np.int32, f"the claims by `{name}`, after merges, then by id")),
        )
    },
    **{
        f"names/{tier}{suffix}": array
        for tier in NAME_TIERS
        for suffix, array in (
            ("", _texts(f"the different names of the tier `{tier}`, folded, sorted")),
            (".first", _number(np.int64, f"where the entities of each `{tier}` begin")),
            (".entity", _number(np.int32, f"the entities by `{tier}`, then by number")),
        )
    },
    **{
        f"names/{tier}.signature{word}": _number(
            np.uint64, f"word {word} of the signature of each name of the tier `{tier}`"
        )
        for tier in TIERS
        for word in range(SIGNATURE_WORDS)
    },
    "graph/lists": _number(LIST, "where the moves of each entity begin, and its groups end"),
    "graph/moves": _number(MOVE, "the edges of each entity, by group, then by cost"),
    "graph/support": _number(SUPPORT, "the claims of each edge, by falling strength, then by id"),
    "graph/against": _number(AGAINST, "the claims that oppose an edge, by edge, then by id"),
    "graph/spans": _number(SPAN, "the earliest and latest day of starts and ends"),
    "graph/costs": _number(np.int64, "the cost of each cost code, cheapest first"),
    "graph/strengths": _number(np.float64, "the likelihood of each cost code"),
    "graph/claimed": _number(np.bool_, "whether a claim has this likelihood"),
    "graph/types": _number(np.uint16, "the number of the type of each entity"),
    "graph/far": _number(np.int64, "days too far from 1970 to be their own codes"),
    "graph/background": _number(
        BACKGROUND, "the edges that say where things are, when they began, or take force"
    ),
    "graph/denied": _number(DENIED, "the claims that deny a triple, by number"),
    "graph/first_known": _number(
        np.int32, "the first day by which a claim about each entity was known"
    ),
    "graph/counts": _number(np.int64, "the number of entities, edges, and rows for and against"),
}


def _file_types() -> Iterator[tuple[str, np.dtype[Any]]]:
    for name, array in ARRAYS.items():
        if array.dtype is not None:
            yield name, array.dtype
        else:
            yield name + BYTES, np.dtype(np.uint8)
            yield name + STARTS, np.dtype(np.int64)


#: The type of every file of a store, by its name without ``.npy``.
FILE_TYPES: Mapping[str, np.dtype[Any]] = dict(_file_types())
#: The files that every store has.
REQUIRED = tuple(
    name for name, array in ARRAYS.items() if array.dtype is not None and not array.optional
)
#: The folders of a store.
FOLDERS = ("ontology", *dict.fromkeys(name.partition("/")[0] for name in ARRAYS))
