"""The claims about what a small dataset touches, as a small graph in the store's own terms.

It is made by :func:`build_arrays`, as every graph is: what denies and what disputes an edge,
and which claim is its strongest, is said in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from policygraph.engines.compact.arrays import Arrays, build_arrays, day_codes, unmarked
from policygraph.errors import PolicyGraphError
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.store.building.claims import NONE
from policygraph.store.format.ranges import places_of
from policygraph.store.format.store_files import Files
from policygraph.store.overlay.affected import Going, Touched, moves_of
from policygraph.store.reading.claim_columns import columns_of_codes
from policygraph.store.reading.records import CLAIM_DATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CODED = ("relation", "modality", "affirms", "strength")


class Unfit(PolicyGraphError):  # noqa: N818 (it says what is the case, and is no fault)
    """What the arrays of a store have no code for, in words."""


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
    """The claims of datasets that count, by columns of codes."""

    def __init__(self, claims: Sequence[Claim], numbers: Numbers, whole: Collection) -> None:
        self.claims = [claim for claim in claims if claim.withdrawn is None]
        ontology = whole.ontology
        relations = {name: code for code, name in enumerate(sorted(ontology.relations))}
        modalities = {name: code for code, name in enumerate(sorted(ontology.modalities))}
        triples = [whole.triple(claim) for claim in self.claims]
        self.subject = np.array([numbers.entity(t[0]) for t in triples], np.int64)
        self.object = np.array([numbers.entity(t[2]) for t in triples], np.int64)
        self.source = np.array([numbers.source(c.source) for c in self.claims], np.int64)
        self.number = np.array([numbers.claim(c.id) for c in self.claims], np.int64)
        self.relation = np.array([relations[t[1]] for t in triples], np.int32)
        self.modality = np.array([modalities[c.modality] for c in self.claims], np.int32)
        self.affirms = np.array([c.affirms for c in self.claims], np.bool_)
        self.strength = np.array([c.strength for c in self.claims], np.float64)


@dataclass(frozen=True, eq=False)
class Remade:
    """Runs of support, what speaks against them, spans, and moves, to go behind the store's.

    ``owners`` are the entities in whose lists the moves stand, ``groups`` the groups there,
    and ``edges`` how many edges there are.
    """

    support: NDArray[Any]
    against: NDArray[Any]
    spans: NDArray[Any]
    moves: NDArray[Any]
    owners: NDArray[np.int64]
    groups: NDArray[np.int64]
    edges: int


def remade(
    files: Files,
    graph: Arrays,
    found: Touched,
    going: Going,
    own: OwnClaims,
    numbers: Numbers,
    whole: Collection,
) -> Remade:
    """The claims of the store that are touched and those of the datasets as one small graph."""
    old = found.claims
    below = {name: files.array(f"claims/{name}")[old] for name in (*_CODED, *CLAIM_DATES, "source")}
    given: dict[str, NDArray[Any]] = {
        name: np.concatenate((below[name], getattr(own, name))) for name in _CODED
    }
    days = _Days(files)
    for name in CLAIM_DATES:
        new = [getattr(claim, name) for claim in own.claims]
        given[name] = np.concatenate((days.below(below[name]), days.written(new)))
    ends = {
        side: np.concatenate((going(files.array(f"claims/{side}")[old]), getattr(own, side)))
        for side in ("subject", "object")
    }
    entities, places = np.unique(np.concatenate(tuple(ends.values())), return_inverse=True)
    given["subject"], given["object"] = np.split(places.astype(np.int32), 2)
    every = np.concatenate((below["source"].astype(np.int64), own.source))
    sources, given["source"] = np.unique(every, return_inverse=True)
    small = build_arrays(
        columns_of_codes(
            given,
            days.texts,
            [whole.sources[numbers.source_id(n)].published for n in sources.tolist()],
            np.arange(len(entities)),
            np.zeros(len(entities), np.int32),
            _disputes(files, old, own, numbers),
            whole.ontology,
        )
    )
    return _translated(small, graph, np.concatenate((old, own.number)), sources, entities)


def _translated(
    small: Arrays,
    graph: Arrays,
    claims: NDArray[np.int64],
    sources: NDArray[np.int64],
    entities: NDArray[np.int64],
) -> Remade:
    """A small graph with the store's numbers, and where it lies behind the store's."""
    first = len(graph.support)
    codes = _codes(small, graph)
    support, against, moves = small.support.copy(), small.against.copy(), small.moves.copy()
    spans = small.spans.copy()
    for rows, names in (
        (support, ["known"]), (against, ["known"]), (spans, ["earliest", "latest"]),
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
    order, owners, groups = moves_of(small, np.arange(len(entities)))
    return Remade(support, against, spans, moves[order], entities[owners], groups, small.edges)


def _renumbered(numbers: NDArray[Any], to: NDArray[np.int64]) -> NDArray[np.int64]:
    """Other numbers in place of numbers, with their marks."""
    found = to[unmarked(numbers)]
    return np.where(numbers < 0, ~found, found)


def _spans(small: NDArray[Any], graph: Arrays) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The spans that the store has not, and the number that each has there or behind."""
    keys, known = (
        rows["earliest"].astype(np.int64) << 32 | rows["latest"].astype(np.uint32)
        for rows in (small, graph.spans)
    )
    order = np.argsort(known)
    numbers = np.full(len(small), -1)
    if len(known):
        place = order[np.minimum(np.searchsorted(known, keys, sorter=order), len(known) - 1)]
        numbers = np.where(known[place] == keys, place, -1)
    new = numbers < 0
    numbers[new] = len(known) + np.arange(np.count_nonzero(new))
    return small[new], numbers


class _Days:
    """Dates as written, each once: those of some claims of a store, and others."""

    def __init__(self, files: Files) -> None:
        starts = files.optional("dates/text.starts")
        self._below = files.texts("dates/text", 0 if starts is None else len(starts) - 1)
        self._codes: dict[str | None, int] = {None: NONE}
        self.texts: list[str] = []

    def _code(self, text: str | None) -> int:
        code = self._codes.get(text)
        if code is None and text is not None:
            code = self._codes[text] = len(self.texts)
            self.texts.append(text)
        return NONE if code is None else code

    def below(self, codes: NDArray[Any]) -> NDArray[np.int32]:
        """The codes here of codes of the store."""
        different, places = np.unique(codes, return_inverse=True)
        here = [self._code(self._below[n] if n >= 0 else None) for n in different.tolist()]
        return np.array(here, np.int32)[places] if here else np.zeros(0, np.int32)

    def written(self, texts: Sequence[str | None]) -> NDArray[np.int32]:
        """The codes of dates."""
        return np.array([self._code(text) for text in texts], np.int32)


def _disputes(
    files: Files, old: NDArray[np.int64], own: OwnClaims, numbers: Numbers
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who disputes whom, pair by pair; a dispute is about what the claim in dispute is about."""
    disputing, disputed = files.array("claims/disputing"), files.array("claims/disputed")
    first, last = (np.searchsorted(disputed, old, side) for side in ("left", "right"))
    places, of = places_of(first, last)
    by = np.searchsorted(old, disputing[places])
    number = {n: place for place, n in enumerate(own.number.tolist(), len(old))}
    pairs = []
    for place, claim in enumerate(own.claims, len(old)):
        for name in dict.fromkeys(claim.disputes):
            about = numbers.claim(name)
            at = int(np.searchsorted(old, about))
            if at < len(old) and old[at] == about:
                pairs.append((place, at))
            elif about in number:
                pairs.append((place, number[about]))
    new_by, new_of = np.array(pairs, np.int64).reshape(-1, 2).T
    return np.concatenate((by, new_by)), np.concatenate((of, new_of))


def _codes(small: Arrays, graph: Arrays) -> NDArray[np.int32]:
    """The code that each strength has in the store's arrays."""
    rising = graph.strengths[::-1]
    place = np.minimum(np.searchsorted(rising, small.strengths), max(0, len(rising) - 1))
    known = np.zeros(len(small.strengths), np.bool_)
    if len(rising):
        known = rising[place] == small.strengths
    used = np.zeros(len(known), np.bool_)
    used[small.support["code"]] = True
    if not known[used].all():
        strength = small.strengths[used & ~known][0]
        raise Unfit(f"a likelihood of {strength:g}, which the store has no code for")
    return np.asarray(len(rising) - 1 - place, np.int32)


def _recode_days(rows: NDArray[Any], names: Sequence[str], small: Arrays, graph: Arrays) -> None:
    """Days too far from 1970 to be their own codes have others in the store's arrays."""
    if not len(small.far):
        return
    if not np.isin(small.far, graph.far).all():
        raise Unfit("a date millions of years from now that no claim of the store has")
    here, there = day_codes(small.far, small.far), day_codes(small.far, graph.far)
    for name in names:
        place = np.minimum(np.searchsorted(here, rows[name]), len(here) - 1)
        rows[name] = np.where(here[place] == rows[name], there[place], rows[name])
