"""The arrays of the compact engine hold the edges that the claims say, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.edges import edges_under
from policygraph.engines.base import crossings
from policygraph.engines.compact import Compact
from policygraph.engines.compact import arrays as form
from policygraph.engines.compact.arrays import Arrays, build_arrays, day_codes
from policygraph.engines.compact.columns import EVER_AFTER, EVER_BEFORE, columns_of
from policygraph.engines.compact.numbered import InMemory
from policygraph.model import Collection
from policygraph.query import Query
from tests.engines.oracle import answer, shown
from tests.engines.questions import worlds
from tests.world import relation, said, world


def arrays_of(collection: Collection) -> Arrays:
    return build_arrays(columns_of(collection))


@given(collection=worlds())
def test_arrays_hold_every_edge_with_its_claims_in_order(collection: Collection) -> None:
    arrays = arrays_of(collection)
    entities, claims = sorted(collection.entities), sorted(collection.claims)
    relations = sorted(collection.ontology.relations)
    found = {}
    for entity in range(arrays.entities):
        for move in moves_of(arrays, entity):
            if move["flags"] & form.SUBJECT:
                triple = (entities[entity], relations[move["relation"]], entities[move["to"]])
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
            [claims[row["claim"]] for row in supporting(arrays, edge)],
            sorted(
                {claims[row["claim"]] for row in arrays.against[arrays.against["edge"] == edge]}
            ),
            int(arrays.costs[arrays.support[edge]["code"]]),
        )
        for triple, edge in found.items()
    } == shown


@given(collection=worlds())
def test_moves_stand_in_groups_by_where_influence_flows_and_by_cost(collection: Collection) -> None:
    arrays = arrays_of(collection)
    ontology = collection.ontology
    relations = [ontology.relations[name] for name in sorted(ontology.relations)]
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
                ways = crossings(relations[move["relation"]], "influence", loop=loop)
                subject = bool(move["flags"] & form.SUBJECT)
                leaves, arrives = (subject in ways, (not subject) in ways)
                if loop:
                    leaves = arrives = bool(ways)
                assert group == {(1, 0): 0, (1, 1): 1, (0, 1): 2, (0, 0): 3}[leaves, arrives]


def test_graph_without_claims_and_of_one_entity_has_arrays() -> None:
    empty = arrays_of(world([], {"a": "thing"}))
    assert (empty.entities, empty.edges, empty.degree(0)) == (1, 0, 0)
    loop = arrays_of(world(["a joins a"]))
    assert (loop.entities, loop.edges, loop.degree(0)) == (1, 1, 1)


def test_sixty_five_thousand_relations_keep_their_numbers() -> None:
    relations = [relation(f"r{n:05d}", parent="r00000" if n else None) for n in range(65_000)]
    arrays = arrays_of(world(["a r64999 b", "not a r00000 b", "a r00001 c"], None, relations))
    assert sorted(arrays.moves["relation"].tolist()) == [1, 1, 64_999, 64_999]
    assert arrays.against["claim"].tolist() == [1]


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
    first = form.GROUPS * entity + (group or 0)
    last = first + 1 if group is not None else first + form.GROUPS
    return arrays.moves[arrays.starts[first] : arrays.starts[last]]


def supporting(arrays: Arrays, edge: int) -> list[np.void]:
    rows = [arrays.support[edge]]
    while not rows[-1]["flags"] & form.LAST:
        edge += 1
        rows.append(arrays.support[edge])
    return rows


@dataclass(frozen=True)
class Elsewhere:
    """The numbers of a collection, its arrays being others."""

    numbers: InMemory
    arrays: Arrays

    def __getattr__(self, name: str) -> object:
        return getattr(self.numbers, name)


def test_arrays_may_be_larger_than_two_gibibytes(tmp_path: Path) -> None:
    """Files with a hole of 2^31 bytes before what is used, which takes no room on the disk."""
    collection = world(["a feeds b", "b feeds c 0.5", "b joins c", "c uses a", "not b feeds c"])
    inner = InMemory(collection)
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
            named["starts"] = named["starts"] + hole
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
