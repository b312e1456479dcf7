"""The delta of a small dataset: the affected claims as a small graph in the store's numbers.

:func:`build_arrays` makes it like every graph, so that one function decides what denies and
disputes an edge, and which claim is its strongest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from policygraph.engines.compact.arrays import Arrays, build_arrays, day_codes, unmarked
from policygraph.engines.compact.columns import Measure, grade_codes, measure_of
from policygraph.errors import PolicyGraphError
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.store.format.ranges import positions_in
from policygraph.store.format.schema import CLAIM_DATES, NO_DATE
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.overlay.affected import Affected, Renumbering, moves_of
from policygraph.store.overlay.date_codes import DateCodes
from policygraph.store.overlay.term_codes import TERM_COLUMNS, term_columns
from policygraph.store.reading.claim_columns import InfluenceColumns, columns_of_codes
from policygraph.store.reading.influence_cells import InfluenceCells
from policygraph.store.reading.measures import Measures

if TYPE_CHECKING:
    from numpy.typing import NDArray


#: The first day on which something was known, as a row whose days are recoded.
KNOWN = np.dtype([("known", "<i4")])


class UnencodableError(PolicyGraphError):
    """Something in the datasets has no code in the arrays of the store; says what."""


class Numbers(Protocol):
    """The numbers of ids."""

    def entity(self, name: str) -> int:
        """The number of an entity."""
        ...

    def source(self, name: str) -> int:
        """The number of a source."""
        ...

    def source_id(self, number: int) -> str:
        """The id of a source."""
        ...

    def claim(self, name: str) -> int:
        """The number of a claim."""
        ...


class OwnClaims:
    """The claims of datasets, without withdrawn ones, by columns of codes."""

    def __init__(self, claims: Sequence[Claim], numbers: Numbers, whole: Collection) -> None:
        self.claims = [claim for claim in claims if claim.withdrawn is None]
        triples = [whole.triple(claim) for claim in self.claims]
        self.subject = np.array([numbers.entity(t[0]) for t in triples], np.int64)
        self.object = np.array([numbers.entity(t[2]) for t in triples], np.int64)
        self.source = np.array([numbers.source(c.source) for c in self.claims], np.int64)
        self.number = np.array([numbers.claim(c.id) for c in self.claims], np.int64)
        self.measured = np.array([c.quantity is not None for c in self.claims], np.bool_)
        self.terms = term_columns(self.claims, whole.ontology)

    def measure(self, position: int) -> Measure:
        """The quantity of the claim at a position."""
        return measure_of(self.claims[position])


@dataclass(frozen=True, eq=False)
class Delta:
    """Rows of support, against, spans and moves, to be appended to those of the store.

    ``background`` are the further edges that say where things are, when they began, or take
    force, ``denied`` the further claims that deny something, ``known`` the first days by which
    claims about the ``entities`` were known.
    ``owners`` are the entities whose lists have the moves, ``groups`` the groups there,
    and ``edges`` is the number of edges.
    """

    support: NDArray[Any]
    against: NDArray[Any]
    spans: NDArray[Any]
    moves: NDArray[Any]
    owners: NDArray[np.int64]
    groups: NDArray[np.int64]
    edges: int
    background: NDArray[Any]
    denied: NDArray[Any]
    entities: NDArray[np.int64]
    known: NDArray[np.int32]


def build_delta(
    files: StoreFiles,
    graph: Arrays,
    affected: Affected,
    renumber: Renumbering,
    own: OwnClaims,
    numbers: Numbers,
    whole: Collection,
    restored: NDArray[np.int64],
) -> Delta:
    """The affected claims of the store and those of the datasets as one small graph.

    The claims ``restored`` count, although they are withdrawn in the store.
    """
    old = affected.claims
    below = {name: files.claims(name, old) for name in (*TERM_COLUMNS, *CLAIM_DATES, "source")}
    below["withdrawn"] = np.where(np.isin(old, restored), NO_DATE, below["withdrawn"])
    given: dict[str, NDArray[Any]] = {
        name: np.concatenate((below[name], own.terms[name])) for name in TERM_COLUMNS
    }
    days, stored_days = DateCodes(), files.dates()
    for name in CLAIM_DATES:
        new = [getattr(claim, name) for claim in own.claims]
        given[name] = np.concatenate((days.recoded(below[name], stored_days), days.coded(new)))
    ends = {
        side: np.concatenate((renumber(files.claims(side, old)), getattr(own, side)))
        for side in ("subject", "object")
    }
    entities, positions = np.unique(np.concatenate(tuple(ends.values())), return_inverse=True)
    given["subject"], given["object"] = np.split(positions.astype(np.int32), 2)
    every = np.concatenate((below["source"].astype(np.int64), own.source))
    sources, given["source"] = np.unique(every, return_inverse=True)
    stored = Measures(files)

    def measure(claim: int) -> Measure:
        return stored(int(old[claim])) if claim < len(old) else own.measure(claim - len(old))

    small = build_arrays(
        columns_of_codes(
            given,
            days.texts,
            [whole.sources[numbers.source_id(n)].published for n in sources.tolist()],
            np.arange(len(entities)),
            np.zeros(len(entities), np.int32),
            _disputes(files, old, own, numbers),
            np.concatenate((stored.given(old), own.measured)),
            measure,
            whole.ontology,
            _influence(files, old, given["relation"], own, numbers, whole),
        )
    )
    return _in_store_numbers(small, graph, np.concatenate((old, own.number)), sources, entities)


def _influence(
    files: StoreFiles,
    old: NDArray[np.int64],
    relations: NDArray[Any],
    own: OwnClaims,
    numbers: Numbers,
    whole: Collection,
) -> InfluenceColumns:
    """Whom the claims are directed at, in the numbers of the store, and their grades."""

    def entity(name: str) -> int:
        return numbers.entity(whole.entity_id(name))

    cells = InfluenceCells(files, whole.ontology)
    below = cells.columns(old, relations[: len(old)], entity)
    towards = [entity(claim.towards) if claim.towards else -1 for claim in own.claims]
    grades = grade_codes(whole.ontology, own.claims)
    return InfluenceColumns(
        np.concatenate((below.towards, np.array(towards, np.int32))),
        (
            np.concatenate((below.grades[0], grades[0])),
            np.concatenate((below.grades[1], grades[1])),
        ),
    )


def _in_store_numbers(
    small: Arrays,
    graph: Arrays,
    claims: NDArray[np.int64],
    sources: NDArray[np.int64],
    entities: NDArray[np.int64],
) -> Delta:
    """A small graph with the numbers of the store, and those after them."""
    first = len(graph.support)
    codes = _codes(small, graph)
    support, against, moves = small.support.copy(), small.against.copy(), small.moves.copy()
    spans, background, denied = small.spans.copy(), small.background.copy(), small.denied.copy()
    known = np.zeros(len(small.first_known), KNOWN)
    known["known"] = small.first_known
    for rows, names in (
        (support, ["known"]), (against, ["known"]), (spans, ["earliest", "latest"]),
        (known, ["known"]), (denied, ["known"]),
    ):  # fmt: skip
        _recode_days(rows, names, small, graph)
    spans, span = _spans(spans, graph)
    for rows in (support, against):
        rows["start"], rows["end"] = span[rows["start"]], span[rows["end"]]
        rows["source"] = _renumbered(rows["source"], sources)
        rows["claim"] = _renumbered(rows["claim"], claims)
    against["edge"] += first
    against["about"][against["about"] >= 0] += first
    support["code"] = codes[support["code"]]
    moves["code"] = codes[moves["code"]]
    moves["edge"] += first
    moves["to"] = entities[moves["to"]]
    background["edge"] += first
    denied["source"], denied["claim"] = sources[denied["source"]], claims[denied["claim"]]
    for name in ("subject", "object"):
        background[name] = entities[background[name]]
        denied[name] = entities[denied[name]]
    order, owners, groups = moves_of(small, np.arange(len(entities)))
    return Delta(
        support,
        against,
        spans,
        moves[order],
        entities[owners],
        groups,
        small.edges,
        background,
        denied,
        entities,
        known["known"].copy(),
    )


def _renumbered(numbers: NDArray[Any], to: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers replaced by others, with their marks."""
    found = to[unmarked(numbers)]
    return np.where(numbers < 0, ~found, found)


def _spans(small: NDArray[Any], graph: Arrays) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The spans that the store does not have, and the number of each span."""
    keys, known = (
        rows["earliest"].astype(np.int64) << 32 | rows["latest"].astype(np.uint32)
        for rows in (small, graph.spans)
    )
    order = np.argsort(known)
    numbers = np.full(len(small), -1)
    if len(known):
        position = order[np.minimum(np.searchsorted(known, keys, sorter=order), len(known) - 1)]
        numbers = np.where(known[position] == keys, position, -1)
    new = numbers < 0
    numbers[new] = len(known) + np.arange(np.count_nonzero(new))
    return small[new], numbers


def _disputes(
    files: StoreFiles, old: NDArray[np.int64], own: OwnClaims, numbers: Numbers
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Disputing and disputed claims, paired; both are about the same pair of entities."""
    disputing, disputed = files.array("claims/disputing"), files.array("claims/disputed")
    first, last = (np.searchsorted(disputed, old, side) for side in ("left", "right"))
    positions, of = positions_in(first, last)
    by = np.searchsorted(old, disputing[positions])
    number = {n: position for position, n in enumerate(own.number.tolist(), len(old))}
    pairs = []
    for position, claim in enumerate(own.claims, len(old)):
        for name in dict.fromkeys(claim.disputes):
            about = numbers.claim(name)
            at = int(np.searchsorted(old, about))
            if at < len(old) and old[at] == about:
                pairs.append((position, at))
            elif about in number:
                pairs.append((position, number[about]))
    new_by, new_of = np.array(pairs, np.int64).reshape(-1, 2).T
    return np.concatenate((by, new_by)), np.concatenate((of, new_of))


def _codes(small: Arrays, graph: Arrays) -> NDArray[np.int32]:
    """The code of each strength in the arrays of the store."""
    rising = graph.strengths[::-1]
    position = np.minimum(np.searchsorted(rising, small.strengths), max(0, len(rising) - 1))
    known = np.zeros(len(small.strengths), np.bool_)
    if len(rising):
        known = rising[position] == small.strengths
    used = np.zeros(len(known), np.bool_)
    used[small.support["code"]] = True
    if not known[used].all():
        strength = small.strengths[used & ~known][0]
        raise UnencodableError(f"a likelihood of {strength:g}, which has no code in the store")
    return np.asarray(len(rising) - 1 - position, np.int32)


def _recode_days(rows: NDArray[Any], names: Sequence[str], small: Arrays, graph: Arrays) -> None:
    """Give days too far from 1970 to be their own codes the codes of the store."""
    if not len(small.far):
        return
    if not np.isin(small.far, graph.far).all():
        raise UnencodableError("a date millions of years from now that no claim of the store has")
    here, there = day_codes(small.far, small.far), day_codes(small.far, graph.far)
    for name in names:
        position = np.minimum(np.searchsorted(here, rows[name]), len(here) - 1)
        rows[name] = np.where(here[position] == rows[name], there[position], rows[name])
