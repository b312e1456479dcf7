"""Seeded graphs for measuring: power-law degrees, communities, skewed relations, dates.

Made as columns of numbers, so that ten million claims take seconds. The same seed and
size give the same graph.
"""

from __future__ import annotations

import numpy as np

from policygraph.engines.compact.arrays import Arrays, build_arrays
from policygraph.engines.compact.columns import EVER_AFTER, Columns, RelationColumns

RELATIONS = 20
TYPES = 6
MODALITIES = 4
SOURCES = 5_000
FIRST_DAY, LAST_DAY = 10_957, 20_454  # 2000-01-01 to 2026-01-01


def columns(edges: int, seed: int = 1) -> Columns:
    """About ``edges`` affirmed claims over a fifth as many entities, two in a hundred denied.

    A few entities are hubs (the largest has some 80,000 edges of ten million); three edges
    in five stay within communities of about a thousand entities.
    """
    chance = np.random.default_rng(seed)
    entities = max(10, edges // 5)
    name = chance.permutation(entities).astype(np.int32)
    subject = _skewed(chance, edges, entities, 1.5)
    target = _skewed(chance, edges, entities, 3.6)
    home = chance.random(edges) < 0.6
    size = min(1_000, entities)
    communities = entities // size
    near = subject[home] % communities + communities * _skewed(chance, int(home.sum()), size, 2.0)
    target[home] = np.minimum(near, entities - 1)
    relation = _skewed(chance, edges, RELATIONS, 2.0).astype(np.int16)
    strength = np.round(0.2 + 0.79 * chance.beta(3.0, 1.5, edges), 2)
    start = chance.integers(FIRST_DAY, LAST_DAY, edges)
    end = start + chance.integers(30, 4_000, edges)
    lasting = chance.random(edges) < 0.4
    outer_end = np.where(lasting, EVER_AFTER, end)
    return Columns(
        subject=name[subject],
        relation=relation,
        object=name[target],
        affirms=chance.random(edges) < 0.98,
        withdrawn=np.zeros(edges, np.bool_),
        strength=strength,
        modality=_skewed(chance, edges, MODALITIES, 2.0).astype(np.int8),
        source=_skewed(chance, edges, SOURCES, 2.0),
        outer_start=start,
        outer_end=outer_end,
        core_start=start,
        core_end=np.where(lasting, start, end),
        known=start + chance.integers(0, 400, edges),
        disputes=np.zeros(edges + 1, np.int64),
        disputed=np.zeros(0, np.int32),
        entity_type=(np.arange(entities) % TYPES).astype(np.int32),
        relations=RelationColumns(
            np.full(RELATIONS, -1, np.int32),
            np.array([n % 5 < 3 for n in range(RELATIONS)]),
            np.array([n % 5 in (2, 3) for n in range(RELATIONS)]),
        ),
    )


def _skewed(chance: np.random.Generator, count: int, among: int, power: float) -> np.ndarray:
    """Numbers below ``among``, the small ones more often the higher the power."""
    return np.minimum(among * chance.random(count) ** power, among - 1).astype(np.int32)


def arrays(edges: int, seed: int = 1) -> Arrays:
    """The arrays of such a graph."""
    return build_arrays(columns(edges, seed))
