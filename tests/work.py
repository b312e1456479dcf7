"""The work of a search: the moves that it looks at, on a fixed graph of 100,000 edges.

The number does not depend on the machine or on what else runs there, so a search that looks at
more is found without a clock. ``python tests/work.py`` writes the figures that
``tests/engines/test_work.py`` compares with, after an intended change.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "tests" / "engines" / "work.json"
EDGES, QUESTIONS = 100_000, 30
#: The task that the benchmark does not have: paths of influence under all its rules.
INFLUENCE = "influence"


def figures(folder: Path) -> dict[str, int]:
    """The moves looked at by task, over all questions of it; ``folder`` gets the graph."""
    from benchmarks.scale import graphs
    from benchmarks.scale.peers.engines import Ours
    from benchmarks.scale.questions import TASKS, questions

    from policygraph import KnowledgeGraph
    from policygraph.engines.compact.numbered_graph import arrays_of
    from policygraph.engines.compact.working_memory import looked_at

    graph = graphs.make(folder, EDGES)
    loaded = KnowledgeGraph.build(folder / "dataset", to=folder / "store")
    ours, arrays = Ours(loaded, "compact"), arrays_of(loaded.collection)
    asked = questions(graph, QUESTIONS)

    def influence(question: Any) -> None:
        start, end = graphs.entity_id(question.start), graphs.entity_id(question.end)
        query = loaded.query(start, end, k=question.k, max_hops=question.hops)
        ours.engine.search(loaded.collection, query)

    def tasks() -> Iterator[tuple[str, Callable[[Any], object], list[Any]]]:
        for task in TASKS:
            method = task if task in ("shortest", "reach", "costs") else "best"
            yield task, getattr(ours, method), asked[task]
        yield INFLUENCE, influence, asked["best"]

    found = {}
    for task, answer, several in tasks():
        before = looked_at(arrays)
        for question in several:
            answer(question)
        found[task] = looked_at(arrays) - before
    return found


def main() -> None:
    """Write the figures, and show what has changed."""
    sys.path[:0] = [str(ROOT), str(ROOT / "graph")]
    old = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    with TemporaryDirectory() as folder:
        found = figures(Path(folder))
    FIGURES.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for task, looked in found.items():
        sys.stdout.write(f"{task}: {looked:,} moves looked at (before: {old.get(task, 0):,})\n")


if __name__ == "__main__":
    main()
