"""Every array of a store: its name, its type and its meaning.

Building and opening a store read this table, and so does ``docs/store-format.md``. A name is
a folder and a file in it, without ``.npy``. A column of texts is two arrays: the UTF-8
bytes of all texts, and the position where each begins (:mod:`.texts`). Columns of cells and of
ids may have a third (:mod:`.cells`, :mod:`.ids`). Whole numbers have the smallest type that
holds those of the store.
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
#: The array of a column of cells that says which of its different texts each row has, and the one
#: that says which rows have a text.
CODES, GIVEN = ".codes", ".given"
#: The array of a column of ids that says where each run of numbered ids begins.
RUNS = ".runs"
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
#: The ends of claims.
ENDS = ("subject", "object")
#: What all claims are sorted by in the folder ``order``.
ORDERS = ("attributed", "source")
#: The tiers of names with an index of their own (ids are in ``entities/id``).
NAME_TIERS = ("label", "alias", "identity")
#: The words of 64 bits of the signature of a name.
SIGNATURE_WORDS = BITS // 64


#: The array that has an element for each row of a table. All other columns of the table have as
#: many, except for those that :mod:`.lengths` names.
ROWS = {
    "entities": "entities/type",
    "sources": "sources/dataset",
    "claims": "claims/subject",
    "drafts": "drafts/dataset",
    "judgements": "judgements/same",
}
#: The types of whole numbers, the smallest first.
WHOLE = tuple(map(np.dtype, (np.int8, np.int16, np.int32, np.int64)))
#: The kinds of columns of texts.
TEXTS, CELLS, IDS = "texts", "cells", "ids"


@dataclass(frozen=True, slots=True)
class Array:
    """One array of a store: its kind and its meaning.

    The kind is the type of its elements, one of several types of which the smallest that holds
    them is used, or a kind of a column of texts. An optional array is left out where its meaning
    says so; one with a ``usual`` element where all have it; a column of texts where all its texts
    are empty.
    """

    kind: np.dtype[Any] | tuple[np.dtype[Any], ...] | str
    meaning: str
    optional: bool = False
    usual: int | None = None

    @property
    def of_texts(self) -> bool:
        """Whether it is a column of texts."""
        return isinstance(self.kind, str)


def _number(kind: Any, meaning: str) -> Array:
    return Array(np.dtype(kind), meaning)


def _whole(meaning: str, *, optional: bool = False, usual: int | None = None) -> Array:
    return Array(WHOLE, meaning, optional or usual is not None, usual)


def _texts(meaning: str, kind: str = CELLS) -> Array:
    return Array(kind, meaning, optional=True)


#: The columns of claims while a store is built; relations, modalities and types are numbered by
#: sorted id.
CLAIM_CODES: Mapping[str, np.dtype[Any]] = {
    name: np.dtype(kind)
    for name, kind in (
        ("subject", np.int32),
        ("object", np.int32),
        ("relation", np.int32),
        ("attributed", np.int32),
        ("affirms", np.bool_),
        ("modality", np.int32),
        ("source", np.int32),
        ("dataset", np.int16),
        ("strength", np.float64),
        *((name, np.int32) for name in CLAIM_DATES),
    )
}

ARRAYS: Mapping[str, Array] = {
    **{f"datasets/{name}": _texts(f"the `{name}` of each dataset", TEXTS) for name in ABOUT_TEXTS},
    "entities/id": _texts("ids, sorted; the position of an id is its number", IDS),
    "entities/first": _whole(
        "the first row of each id, then the number of rows; absent if each has one", optional=True
    ),
    "entities/row": _whole(
        "where the texts of each row are; absent where in the same order", optional=True
    ),
    "entities/dataset": _whole(
        "the number of the dataset of each row; absent if all are 0", usual=0
    ),
    "entities/type": _whole("the number of the type of each row"),
    "entities/kind": _whole("the number of the type of each id, after merges"),
    "entities/canonical": _whole(
        "the number of each id after merges; absent without merges", optional=True
    ),
    "entities/merged": _whole(
        "merged ids, by the id they are merged into; absent without merges", optional=True
    ),
    "entities/kept": _whole(
        "the id that each of these is merged into; absent without merges", optional=True
    ),
    **{f"entities/{name}": _texts(f"the cell `{name}` of each row") for name in ENTITY_TEXTS},
    "sources/id": _texts("ids, sorted; the position of an id is its number", IDS),
    "sources/first": _whole("the first row of each id, then the number of rows"),
    "sources/dataset": _whole("the number of the dataset of each row"),
    **{f"sources/{name}": _texts(f"the cell `{name}` of each row") for name in SOURCE_TEXTS},
    "judgements/dataset": _whole("the number of the dataset of each judgement"),
    "judgements/same": _number(np.bool_, "whether the two entities are the same"),
    "judgements/entity": _whole("entities of judgements, after merges, sorted"),
    "judgements/place": _whole("the judgement about each of these entities"),
    **{f"judgements/{name}": _texts(f"the cell `{name}`") for name in JUDGEMENT_TEXTS},
    "claims/id": _texts("ids, sorted; the position of an id is its number", IDS),
    "claims/row": _whole(
        "where the texts of each claim are; absent where in the same order", optional=True
    ),
    "claims/subject": _whole("the number of the subject, before merges"),
    "claims/object": _whole("the number of the object, before merges"),
    "claims/relation": _whole("the number of the relation"),
    "claims/attributed": _whole(
        "the number of who said it, or -1; absent if nobody is named", usual=-1
    ),
    "claims/denied": _whole("the claims that deny their statement, sorted"),
    "claims/modality": _whole("the number of the modality"),
    "claims/source": _whole("the number of the source"),
    "claims/dataset": _whole("the number of the dataset; absent if all are 0", usual=0),
    "claims/strength": _whole("the likelihood, or the default, as a position in claims/strengths"),
    "claims/strengths": _number(np.float64, "the different likelihoods, sorted"),
    **{
        f"claims/{name}": _whole(
            f"the date `{name}` as a position in dates/text, or -1; absent if none is given",
            usual=NO_DATE,
        )
        for name in CLAIM_DATES
    },
    "claims/disputed": _whole("the claims that are disputed, sorted"),
    "claims/disputing": _whole("the claim that disputes each of these"),
    **{f"claims/{name}": _texts(f"the cell `{name}` of each claim") for name in CLAIM_TEXTS},
    "drafts/dataset": _whole("the number of the dataset of each draft"),
    **{f"drafts/{name}": _texts(f"the cell `{name}` of each draft") for name in DRAFT_TEXTS},
    "dates/text": _texts("the different dates of claims, as written", TEXTS),
    **{
        f"order/{side}{suffix}": array
        for side in ENDS
        for suffix, array in (
            (".of", _whole(f"the `{side}` of each of these, after merges")),
            ("", _whole(f"the claims that deny or are withdrawn, by `{side}`, then by id")),
        )
    },
    **{
        f"order/{name}{suffix}": array
        for name in ORDERS
        for suffix, array in (
            (".first", _whole(f"where the claims of each `{name}` begin, after merges")),
            (
                "",
                _whole(
                    f"the claims by `{name}`, after merges, then by id; absent if that is by id",
                    optional=True,
                ),
            ),
        )
    },
    **{
        f"names/{tier}{suffix}": array
        for tier in NAME_TIERS
        for suffix, array in (
            ("", _texts(f"the different names of the tier `{tier}`, folded, sorted", TEXTS)),
            (
                ".first",
                _whole(
                    f"where the entities of each `{tier}` begin; absent if each has one",
                    optional=True,
                ),
            ),
            (".entity", _whole(f"the entities by `{tier}`, then by number")),
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


def _file_types() -> Iterator[tuple[str, tuple[np.dtype[Any], ...]]]:
    for name, array in ARRAYS.items():
        if isinstance(array.kind, str):
            yield name + BYTES, (np.dtype(np.uint8),)
            more = {TEXTS: (), CELLS: (CODES, GIVEN), IDS: (RUNS,)}[array.kind]
            for suffix in (STARTS, *more):
                yield name + suffix, WHOLE
        else:
            yield name, array.kind if isinstance(array.kind, tuple) else (array.kind,)


#: The types that every file of a store may have, by its name without ``.npy``.
FILE_TYPES: Mapping[str, tuple[np.dtype[Any], ...]] = dict(_file_types())
#: The files that every store has.
REQUIRED = tuple(
    name for name, array in ARRAYS.items() if not array.of_texts and not array.optional
)
#: The folders of a store.
FOLDERS = ("ontology", *dict.fromkeys(name.partition("/")[0] for name in ARRAYS))
