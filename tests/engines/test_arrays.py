"""The arrays of the compact engine have the edges of the claims, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.engines.base import crossings
from policygraph.engines.compact import Compact
from policygraph.engines.compact import arrays as form
from policygraph.engines.compact.arrays import Arrays, build_arrays, day_codes
from policygraph.engines.compact.columns import EVER_AFTER, EVER_BEFORE, columns_of
from policygraph.engines.compact.numbered_graph import MemoryGraph
from policygraph.model.collection import Collection
from policygraph.model.cost import cost_of
from policygraph.model.triples import oriented
from policygraph.query.edges import edges_under
from policygraph.query.query import Query, Scope
from tests.engines.oracle import answer, shown
from tests.engines.questions import questions, worlds
from tests.world import relation, said, world


def arrays_of(collection: Collection) -> Arrays:
    return build_arrays(columns_of(collection))


@given(collection=worlds())
def test_arrays_have_every_edge_with_its_claims_in_order(collection: Collection) -> None:
    arrays = arrays_of(collection)
    entities, claims = sorted(collection.entities), sorted(collection.claims)
    relations = sorted(collection.ontology.relations)
    found = {}
    for entity in range(arrays.entities):
        for move in moves_of(arrays, entity):
            if move["flags"] & form.SUBJECT:
                # Both ends of a symmetric edge are its subject.
                triple = oriented(
                    collection.ontology,
                    entities[entity],
                    relations[move["relation"]],
                    entities[move["to"]],
                )
                found[triple] = int(move["edge"])
    shown = {
        edge.triple: (
            [claim.id for claim in edge.supporting],
            [claim.id for claim in edge.against],
            edge.cost,
        )
        for edge in edges_under(collection)
    }
    assert arrays.edges == len(shown)
    assert {
        triple: (
            [claims[number] for number in supporting(arrays, edge)],
            sorted(
                {claims[row["claim"]] for row in arrays.against[arrays.against["edge"] == edge]}
            ),
            int(arrays.costs[arrays.support[edge]["code"]]),
        )
        for triple, edge in found.items()
    } == shown


@given(collection=worlds())
def test_moves_are_grouped_by_direction_of_influence_and_sorted_by_cost(
    collection: Collection,
) -> None:
    arrays = arrays_of(collection)
    ontology = collection.ontology
    touching: dict[str, int] = defaultdict(int)
    for edge in edges_under(collection):
        for name in {edge.subject, edge.object}:
            touching[name] += 1
    for number, name in enumerate(sorted(collection.entities)):
        assert arrays.degree(number) == touching[name]
        for group in range(form.GROUPS):
            moves = moves_of(arrays, number, group)
            assert (np.diff(moves["code"]) >= 0).all()
            for move in moves:
                loop = bool(move["flags"] & form.LOOP)
                assert loop == (move["to"] == number)
                name = sorted(ontology.relations)[move["relation"]]
                ways = crossings(ontology, name, Scope(), loop=loop)
                subject = bool(move["flags"] & form.SUBJECT)
                leaves, arrives = (subject in ways, (not subject) in ways)
                if loop:
                    leaves = arrives = bool(ways)
                assert group == {(1, 0): 0, (1, 1): 1, (0, 1): 2, (0, 0): 3}[leaves, arrives]


def test_graphs_without_claims_or_of_one_entity_have_arrays() -> None:
    empty = arrays_of(world([], {"a": "thing"}))
    assert (empty.entities, empty.edges, empty.degree(0)) == (1, 0, 0)
    loop = arrays_of(world(["a joins a"]))
    assert (loop.entities, loop.edges, loop.degree(0)) == (1, 1, 1)


def test_sixty_five_thousand_relations_have_numbers() -> None:
    relations = [relation(f"r{n:05d}", parent="r00000" if n else None) for n in range(65_000)]
    arrays = arrays_of(world(["a r64999 b", "not a r00000 b", "a r00001 c"], None, relations))
    assert sorted(arrays.moves["relation"].tolist()) == [1, 1, 64_999, 64_999]
    assert arrays.against["claim"].tolist() == [1]


@given(collection=worlds())
def test_usual_strengths_have_the_same_codes_whatever_is_claimed(collection: Collection) -> None:
    arrays, empty = arrays_of(collection), arrays_of(replace(collection, claims={}))
    kept = np.isin(arrays.strengths, empty.strengths)
    assert (arrays.strengths[kept] == empty.strengths).all()
    usual = {m.default_likelihood for m in collection.ontology.modalities.values()}
    assert usual | {n / 100 for n in range(1, 101)} <= set(empty.strengths.tolist())
    given = {claim.strength for claim in collection.claims.values()}
    assert set(arrays.strengths[arrays.claimed].tolist()) == given
    if given:
        assert (arrays.cheapest, arrays.dearest) == (cost_of(max(given)), cost_of(min(given)))


def test_arrays_are_the_same_when_saved_and_mapped(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("arrays")
    arrays = arrays_of(world([said("a feeds b", start="2020"), "not a feeds b", "b uses b 0.5"]))
    for name, array in arrays.by_name().items():
        np.save(folder / name, array)
    mapped = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in arrays.by_name()}
    for name, array in Arrays(**mapped).by_name().items():
        assert array.tobytes() == arrays.by_name()[name].tobytes()


@given(
    days=st.lists(
        st.one_of(
            st.integers(-(2**31) - 3, -(2**31) + 3),
            st.integers(2**30 - 3, 2**30 + 3),
            st.integers(-(10**12), 10**12),
            st.sampled_from((0, EVER_AFTER, EVER_BEFORE)),
        ),
        min_size=2,
        max_size=8,
    ),
    known=st.integers(0, 8),
)
def test_codes_of_days_keep_their_order(days: list[int], known: int) -> None:
    """All but one of the days of a comparison are in the table of far days."""
    beyond = {d for d in days[: max(known, len(days) - 1)] if form.NEAR <= abs(d) < EVER_AFTER}
    codes = day_codes(np.array(days), np.array(sorted(beyond), np.int64)).tolist()
    for left, one in zip(days, codes, strict=True):
        for right, two in zip(days, codes, strict=True):
            assert (left < right) == (one < two)


def moves_of(arrays: Arrays, entity: int, group: int | None = None) -> np.ndarray:
    begin, ends = int(arrays.lists[entity]["first"]), arrays.lists[entity]["ends"].tolist()
    if group is None:
        return arrays.moves[begin : begin + ends[-1]]
    return arrays.moves[begin + (ends[group - 1] if group else 0) : begin + ends[group]]


def supporting(arrays: Arrays, edge: int) -> list[int]:
    claims = arrays.support["claim"]
    last = edge + int(np.argmax(claims[edge:] < 0))
    found: list[int] = form.unmarked(claims[edge : last + 1]).tolist()
    return found


@dataclass(frozen=True)
class Elsewhere:
    """The numbers of a collection, with other arrays."""

    numbers: MemoryGraph
    arrays: Arrays

    def __getattr__(self, name: str) -> object:
        return getattr(self.numbers, name)


@given(question=questions(), data=st.data())
def test_lists_may_be_anywhere_in_the_moves(
    question: tuple[Collection, Query], data: st.DataObject
) -> None:
    """In another order, and with moves between them that belong to no list."""
    collection, query = question
    inner = MemoryGraph(collection)
    named = inner.arrays.by_name()
    order = data.draw(st.permutations(range(inner.arrays.entities)))
    lists, parts, length = named["lists"].copy(), [], 0
    for entity in order:
        moves = moves_of(inner.arrays, entity)
        lists[entity]["first"] = length
        parts += [moves, moves[:1]]
        length += len(moves) + len(moves[:1])
    arrays = Arrays(**{**named, "lists": lists, "moves": np.concatenate(parts)})
    elsewhere = replace(collection)
    object.__setattr__(elsewhere, "numbered", Elsewhere(inner, arrays))
    assert shown(Compact().search(elsewhere, query)) == answer(collection, query)


@given(later=st.sets(st.integers(0, 7)))
def test_added_entities_break_ties_by_their_ids(later: set[int]) -> None:
    """b to g lie between a and h, all alike."""
    collection = world([claim for m in "bcdefg" for claim in (f"a feeds {m}", f"{m} feeds h")])
    order = [n for n in range(8) if n not in later] + sorted(later)
    number = np.empty(8, np.int32)
    number[order] = np.arange(8)
    columns = columns_of(collection)
    moved = {name: number[getattr(columns, name)] for name in ("subject", "object")}
    arrays = build_arrays(replace(columns, **moved, entity_type=columns.entity_type[order]))
    insert_before = [sum(other not in later for other in range(one)) for one in sorted(later)]
    arrays = replace(arrays, insert_before=np.array(insert_before, np.int32))
    assert np.argsort(arrays.ranks(np.arange(8))).tolist() == number.tolist()
    renumbered = replace(collection)
    object.__setattr__(renumbered, "numbered", Renumbered(MemoryGraph(collection), arrays, number))
    query = Query("a", "h")
    assert shown(Compact().search(renumbered, query)) == answer(collection, query)
    for direction in ("influence", "any"):
        found = Compact().reach(renumbered, Scope(direction=direction), "a")
        assert list(found.entities) == list("bcdefgh")


@dataclass(frozen=True)
class Renumbered:
    """The numbers of a collection, with other numbers for its entities."""

    numbers: MemoryGraph
    arrays: Arrays
    number: np.ndarray

    def entity(self, entity_id: str) -> int:
        return int(self.number[self.numbers.entity(entity_id)])

    def entity_id(self, number: int) -> str:
        return self.numbers.entity_id(int(np.flatnonzero(self.number == number)[0]))

    def source(self, source_id: str) -> int:
        return self.numbers.source(source_id)


def test_arrays_may_be_larger_than_two_gibibytes(tmp_path: Path) -> None:
    """Files with a hole of 2^31 bytes before the used part, which takes no disk space."""
    collection = world(["a feeds b", "b feeds c 0.5", "b joins c", "c uses a", "not b feeds c"])
    inner = MemoryGraph(collection)
    named = inner.arrays.by_name()
    for name in ("moves", "support"):
        small = named[name]
        hole = 2**31 // small.itemsize + 1
        shape = (hole + len(small),)
        large = np.lib.format.open_memmap(tmp_path / name, "w+", dtype=small.dtype, shape=shape)
        large[hole:] = small
        large.flush()
        named[name] = np.load(tmp_path / name, mmap_mode="r")
        assert named[name].nbytes > 2**31
        if name == "moves":
            named["lists"]["first"] += hole
            edges = large["edge"][hole:]
            edges += 2**31 // named["support"].itemsize + 1
            large.flush()
        else:
            for field in ("edge", "about"):
                column = named["against"][field]
                column[column >= 0] += hole
    far = replace(collection)
    object.__setattr__(far, "numbered", Elsewhere(inner, Arrays(**named)))
    for query in (
        Query("a", "c"),
        Query("a", "c", direction="any", uncontested=True),
        Query("a", "a", direction="any", min_likelihood=0.8),
    ):
        found = Compact().search(far, query)
        assert (
            shown(found) == shown(Compact().search(collection, query)) == answer(collection, query)
        )
        assert found.paths
