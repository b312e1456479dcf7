"""Canonical N-Quads, to compare the graphs of several readers."""

from __future__ import annotations

import pyoxigraph as ox


def canonical(quads: object) -> str:
    """The canonical N-Quads of a graph or dataset (RDFC-1.0)."""
    dataset = ox.Dataset(quads)  # type: ignore[arg-type]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))
