"""The one command: ``python -m benchmarks.scale [SIZE...]``; see ``--help``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from . import graphs, machine, race, table, traps
from .peers import OURS, PEERS
from .questions import TASKS


def main() -> None:
    """Make the graphs, ask every peer, print agreement and times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000, 1_000_000], metavar="SIZE",
                        help="numbers of edges (default: 100000 1000000)")  # fmt: skip
    parser.add_argument("--folder", type=Path, help="where graphs are stored for the next run")
    parser.add_argument("--peers", nargs="+", choices=PEERS, help="default: all that suit the size")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--questions", type=int, default=100, metavar="N",
                        help="for each task; a third as many between hubs")  # fmt: skip
    parser.add_argument("--seconds", type=float, default=10.0,
                        help="for one answer, and for a task of one peer")  # fmt: skip
    parser.add_argument("--memory", type=float, default=6.0, metavar="GB", help="of one peer")
    parser.add_argument("--small", type=int, default=20_000, metavar="SIZE",
                        help="the largest size for the reference engine")  # fmt: skip
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall",
                        help="cpu: processor time of all threads, for a busy machine")  # fmt: skip
    given = parser.parse_args()
    limits = race.Limits(answer=given.seconds, task=given.seconds, memory=given.memory * 1e9)
    with tempfile.TemporaryDirectory() as made:
        root = given.folder or Path(made)
        print(machine.described(given.peers or list(PEERS)), flush=True)
        print(f"\n{traps.report(given.peers or list(PEERS))}", flush=True)
        for size in given.sizes:
            begin = time.perf_counter()
            graph = graphs.make(root / str(size), size)
            print(f"\n## {size:,} edges\n", flush=True)
            print(table.graph_line(graph), flush=True)
            peers = given.peers or [p for p in PEERS if p != "reference" or size <= given.small]
            results = []
            for peer in peers:
                since = time.perf_counter()
                folder = root / str(size)
                results.append(race.run(peer, folder, given.questions, given.tasks, limits))
                print(f"{peer}: {time.perf_counter() - since:.0f} s", file=sys.stderr, flush=True)
            noise = table.noise(results)
            if given.clock == "cpu":
                results = [race.by_processor(result) for result in results]
            for part in table.parts(graph, results, given.questions, given.tasks):
                print(f"\n{part}", flush=True)
            print(f"\n{noise}", flush=True)
            if any(result.peer == OURS and result.answers for result in results):
                print(f"\n{machine.cold(root / str(size), given.questions)}", flush=True)
            print(f"\n{time.perf_counter() - begin:.0f} s in total.", flush=True)


if __name__ == "__main__":
    main()
