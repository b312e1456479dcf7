"""The same claims as tables, as a store, and as a store with datasets beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from policygraph import pipeline
from policygraph.engines.base import Move
from policygraph.model.collection import Collection
from policygraph.model.records import Dataset
from policygraph.store.building.build import build
from policygraph.store.reading.collection import open_store
from tests.store.folders import valid, write_folders


def split(collection: Collection, beside: int) -> Collection:
    """A world in two datasets: the last claims, so many, are those of the second."""
    (one,) = valid(collection).records
    first, second = one.claims[:-beside], one.claims[-beside:]
    more = tuple(replace(claim, dataset="more") for claim in second)
    return replace(
        collection, records=(replace(one, claims=first), Dataset("more", (), (), more, ()))
    )


def layouts(root: Path, collection: Collection) -> dict[str, Collection]:
    """All datasets as ``tables``, as a ``store``, and all but the first as an ``overlay``.

    The folder gets the tables, the ontology, and both stores: ``base`` has the first dataset.
    """
    folders, core = write_folders(root, collection), root / "ontology"
    build(folders[:1], root / "base", core)
    build(folders, root / "store", core)
    return {
        "tables": pipeline.load(folders, core),
        "store": open_store(root / "store"),
        "overlay": pipeline.load([root / "base", *folders[1:]], core),
    }


def told(paths: Sequence[Sequence[Move]]) -> list[list[tuple[Any, ...]]]:
    """All of the steps of paths but where their claims stand in files."""
    return [
        [
            (
                *move.edge.triple,
                move.forward,
                move.grade,
                move.cost,
                [claim.id for claim in move.edge.supporting],
                [claim.id for claim in move.edge.against],
            )
            for move in path
        ]
        for path in paths
    ]
