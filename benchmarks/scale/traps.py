"""What the obvious call of a peer returns on a graph small enough to draw.

    a -2-> b,  a -3-> b,  b -2-> c,  a -9-> c,  b -1-> a

From a to c there are three simple paths of at most three hops: a b c at 4, the same over
the dearer arrow at 5, and a c at 9. Each run tries every trap and reports it, so that a
release that fixes one shows.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

#: Origin, target, cost; entities a, b, c are 0, 1, 2.
ARROWS = ((0, 1, 2), (0, 1, 3), (1, 2, 2), (0, 2, 9), (1, 0, 1))


def _networkx_repeats() -> bool:
    import networkx as nx

    paths = list(nx.all_simple_paths(_multigraph(), 0, 2))
    return paths.count([0, 1, 2]) == 2


def _networkx_rejects() -> bool:
    import networkx as nx

    try:
        list(nx.shortest_simple_paths(_multigraph(), 0, 2, "weight"))
    except nx.NetworkXNotImplemented:
        return True
    return False


def _multigraph() -> Any:
    import networkx as nx

    graph: Any = nx.MultiDiGraph()
    graph.add_weighted_edges_from(ARROWS)
    return graph


def _igraph() -> Any:
    import igraph as ig

    return ig.Graph(3, edges=[arrow[:2] for arrow in ARROWS], directed=True)


def _igraph_merges() -> bool:
    return len(_igraph().get_all_simple_paths(0, to=2)) == 2


def _igraph_crosses() -> bool:
    weights = [2, 3, np.inf, np.inf, 1]
    return len(_igraph().get_shortest_paths(0, 2, weights=weights, output="epath")[0]) > 0


def _scipy_adds() -> bool:
    from scipy.sparse import coo_array

    origin, target, cost = zip(*ARROWS, strict=True)
    return bool(coo_array((cost, (origin, target)), shape=(3, 3)).tocsr()[0, 1] == 5)


def _scipy_width() -> bool:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import yen

    wide = csr_array((np.ones(1), np.array([1], np.int64), np.array([0, 1, 1], np.int64)))
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    try:
        yen(csr_array((wide.data, wide.indices, wide.indptr), shape=(2, 2)), 0, 1, 1)
    except ValueError:
        return True
    return False


def _networkit_repeats() -> bool:
    import networkit as nk

    ends = tuple(np.array(side, np.uint64) for side in list(zip(*ARROWS, strict=True))[:2])
    graph = nk.GraphFromCoo(ends, n=3, weighted=False, directed=True)
    search = nk.reachability.AllSimplePaths(graph, 0, 2, 3)
    search.run()
    return bool(search.getAllSimplePaths().count([0, 1, 2]) == 2)


def _ladybug(query: str) -> list[Any]:
    import ladybug

    with tempfile.TemporaryDirectory() as folder:
        connection = ladybug.Connection(ladybug.Database(str(Path(folder) / "traps")))
        connection.execute("CREATE NODE TABLE E(id INT64 PRIMARY KEY)")
        connection.execute("CREATE REL TABLE A(FROM E TO E, cost INT64)")
        for number in range(3):
            connection.execute("CREATE (:E {id: $id})", {"id": number})
        for origin, target, cost in ARROWS:
            connection.execute(
                "MATCH (a:E {id: $a}), (b:E {id: $b}) CREATE (a)-[:A {cost: $cost}]->(b)",
                {"a": origin, "b": target, "cost": cost},
            )
        result: Any = connection.execute(query)
        rows: list[Any] = result.get_all()
        return rows


def _ladybug_start() -> bool:
    found = "MATCH p = (a:E {id: 0})-[r:A* ACYCLIC 1..3]->(b:E {id: 2})"
    rows = _ladybug(f"{found} RETURN properties(nodes(p), 'id')")
    return any(len(set(passed)) < len(passed) for (passed,) in rows)


def _ladybug_segments() -> bool:
    parts = "(a:E {id: 0})-[r:A* ACYCLIC 1..2]->(m:E)-[s:A* ACYCLIC 1..2]->(b:E {id: 2})"
    rows = _ladybug(f"MATCH p = {parts} RETURN properties(nodes(p), 'id')")
    return any(len(set(passed)) < len(passed) for (passed,) in rows)


def _pyoxigraph_ends() -> bool:
    import pyoxigraph as ox

    store = ox.Store()
    for origin, target, _ in ARROWS:
        store.add(ox.Quad(*(ox.NamedNode(f"urn:x:{n}") for n in (origin, "to", target))))
    rows: Any = store.query("SELECT ?n WHERE { <urn:x:0> <urn:x:to>+ ?n }")
    return len(store) == 4 and len(list(rows)) == 3


TRAPS: tuple[tuple[str, str, Callable[[], bool]], ...] = (
    ("networkx", "`all_simple_paths` repeats a path for parallel edges", _networkx_repeats),
    ("networkx", "`shortest_simple_paths` takes no multigraph", _networkx_rejects),
    ("igraph", "`get_all_simple_paths` counts parallel edges once", _igraph_merges),
    ("igraph", "`get_shortest_paths` crosses an edge of infinite weight", _igraph_crosses),
    ("scipy", "a sparse matrix adds parallel edges up: 2 and 3 cost 5", _scipy_adds),
    ("scipy", "`yen` takes 32-bit indices only", _scipy_width),
    (
        "networkit",
        "`AllSimplePaths` repeats a path for parallel edges, and takes no weights",
        _networkit_repeats,
    ),
    ("ladybug", "`ACYCLIC` lets a path come back to its own start", _ladybug_start),
    ("ladybug", "`ACYCLIC` holds for each segment of a pattern, not for all", _ladybug_segments),
    (
        "pyoxigraph",
        "a property path gives ends and no path; parallel edges of one relation are one",
        _pyoxigraph_ends,
    ),
)


def report(peers: list[str]) -> str:
    """A list of the traps and whether the installed versions have them."""
    lines = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for peer, what, found in TRAPS:
            if peer in peers:
                lines.append(f"- {peer}: {what}: {'found' if found() else 'not found'}")
    return "Traps of the obvious call, on a graph of three entities:\n\n" + "\n".join(lines)
