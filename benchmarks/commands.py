"""Every command over one store: time and memory of whole processes, agreement before.

    python -m benchmarks.commands STORE [--seconds 120] [--only WORD...] [--agree SIZE]

Each command is asked between the two entities that most moves touch, the greatest hubs, and
between two that were drawn; each run is a process of its own, from its start to its end, with
its own import and opening. ``--agree`` makes a graph of so many edges first (see
:mod:`benchmarks.scale`), and compares what both engines answer to the same commands over
it, byte for byte of their JSON but for the engine's name. A command that does not end in time is
stopped and shown so.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

#: Entities are drawn by this seed.
SEED = 3
#: What is asked of each pair: a name, and the command. ``{a}`` and ``{b}`` are the two,
#: ``{c}`` is passed by the best path between them; the rest is of its first step.
BETWEEN: dict[str, str] = {
    "trace": "trace {a} {b}",
    "trace --format markdown": "trace {a} {b} --format markdown",
    "trace, all of 3 hops": "trace {a} {b} --select all --max-hops 3",
    "dossier": "dossier {a} {b}",
    "chokepoints": "chokepoints {a} {b}",
    "chokepoints --via": "chokepoints {a} {b} --via {c}",
    "chokepoints --pattern": "chokepoints {a} {b} --pattern {step}/.*",
    "chokepoints --chronological": "chokepoints {a} {b} --chronological",
    "chokepoints --uncontested": "chokepoints {a} {b} --uncontested",
    "fragility": "fragility {a} {b}",
    "fragility --uncontested": "fragility {a} {b} --uncontested",
    "fragility --chronological": "fragility {a} {b} --chronological",
    "fragility, 4 hops": "fragility {a} {b} --max-hops 4",
    "chokepoints, 3 hops": "chokepoints {a} {b} --max-hops 3",
    "common": "common {a} {b}",
    "common, 3 hops": "common {a} {b} --max-hops 3",
    "whatif --without-entity": "whatif {a} {b} --without-entity {c}",
    "whatif --without-claim": "whatif {a} {b} --without-claim {claim}",
    "whatif --without-source": "whatif {a} {b} --without-source {source}",
    "whatif --suppose": "whatif {a} {b} --suppose {a}|{relation}|{b}",
    "page START END": "page {a} {b} -o {file}.html",
    "export turtle START END": "export turtle {a} {b} -o {file}",
}
#: What is asked of the first of each pair.
ABOUT: dict[str, str] = {
    "show": "show {a}",
    "show --format json": "show {a} --format json",
    "timeline": "timeline {a}",
    "contradictions": "contradictions {a}",
    "reach": "reach {a}",
    "reach --backward": "reach {a} --backward",
    "reach, 3 hops": "reach {a} --max-hops 3",
    "page --around": "page --around {a} -o {file}.html",
    "export turtle --around": "export turtle --around {a} -o {file}",
    "export graphml --around": "export graphml --around {a} -o {file}",
    "query --around": "query --around {a} SELECT|(COUNT(*)|AS|?n)|WHERE|{{|?s|?p|?o|}}",
}
#: What is asked of the whole graph.
WHOLE: dict[str, str] = {
    "info": "info {store}",
    "check": "check",
    "find, exact": "find {a}",
    "find, beginning": "find {label}",
    "find, near": "find {typo}",
    "show SOURCE": "show {source}",
    "contradictions": "contradictions",
    "query": "query SELECT|(COUNT(*)|AS|?n)|WHERE|{{|?s|?p|?o|}}",
    "export dataset": "export dataset -o {file}",
    "page": "page -o {file}.html",
}
#: Those that no engine answers.
_OF_NO_ENGINE = ("show", "timeline", "contradictions", "page", "export", "query", "dossier")


@dataclass(frozen=True)
class Run:
    """One process: how it ended, its seconds, those of the processor, its peak of memory."""

    status: str
    seconds: float
    used: float
    peak: int
    out: bytes


def run(words: list[str], limit: float) -> Run:
    """Run one command, for so many seconds at most."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "policygraph", *words], stdout=out, stderr=err
        )
        stopped = False
        while True:
            pid, ended, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if not stopped and time.perf_counter() - began > limit:
                os.kill(process.pid, signal.SIGKILL)
                stopped = True
            time.sleep(0.005)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(ended)
        out.seek(0)
        err.seek(0)
        said, complaint = out.read(), err.read().decode(errors="replace").strip()
    if stopped:
        status = f"not in {limit:.0f} s"
    elif process.returncode in (0, 1):
        status = "truncated" if b"truncated" in said[:2000].lower() else "complete"
    else:
        status = f"refused: {complaint.splitlines()[-1] if complaint else process.returncode}"
    return Run(status, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, said)


def pairs_of(store: Path) -> dict[str, dict[str, str]]:
    """The greatest hubs and two entities that were drawn, with what lies between each two."""
    from policygraph.api import KnowledgeGraph

    graph = KnowledgeGraph.load(store)
    numbers: Any = graph.collection.numbered  # type: ignore[attr-defined]
    degrees = np.asarray(numbers.arrays.lists["ends"][:, -1])
    hubs = np.argsort(-degrees, kind="stable")[:2].tolist()
    chance = np.random.default_rng(SEED)
    touched = np.flatnonzero(degrees)
    found = {"greatest hubs": _between(graph, *map(numbers.entity_id, hubs))}
    while "random" not in found:
        first, second = map(numbers.entity_id, chance.choice(touched, 2).tolist())
        if first != second and (known := _between(graph, first, second)):
            found["random"] = known
    return found


def _between(graph: Any, first: str, second: str) -> dict[str, str]:
    """What the commands about a pair need to name; empty where no path passes an entity."""
    for path in graph.trace(first, second, direction="influence").paths:
        if path.hops > 1:
            step = path.steps[0]
            label = graph.collection.label(first)
            return {
                "a": first,
                "b": second,
                "c": step.target.id,
                "step": step.relation if step.along else f"^{step.relation}",
                "relation": step.relation,
                "claim": step.claims[0].claim.id,
                "source": step.claims[0].source.id,
                "label": label[: max(3, len(label) // 2)],
                "typo": label[:2] + label[3:] + "e",
            }
    return {}


def words_of(text: str, names: dict[str, str], spaced: str = " ") -> list[str]:
    """The words of a command; what stands for a name is put in after they are parted."""
    told = []
    for word in text.split():
        filled = word.format(**names)
        told.append(filled.replace("|", spaced) if "WHERE" in filled else filled)
    return told


def table(store: Path, limit: float, only: list[str]) -> None:
    """Print a line for each command as soon as it has run."""
    pairs = pairs_of(store)
    print("| command | of | ended | s | processor s | peak MB | output kB |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: |", flush=True)
    asked = [
        (name, of, text, names)
        for of, names in pairs.items()
        for name, text in {**BETWEEN, **ABOUT}.items()
    ]
    asked += [(name, "all", text, pairs["greatest hubs"]) for name, text in WHOLE.items()]
    with tempfile.TemporaryDirectory() as made:
        for number, (name, of, text, names) in enumerate(asked):
            if only and not any(word in name for word in only):
                continue
            file = Path(made) / str(number)
            words = words_of(text, {**names, "file": str(file), "store": str(store)})
            given = [] if words[0] == "info" else ["--graph", str(store)]
            done = run([*given, *words], limit)
            size = len(done.out) + sum(
                each.stat().st_size for each in Path(made).rglob("*") if each.is_file()
            )
            for each in Path(made).iterdir():
                subprocess.run(["rm", "-r", str(each)], check=True)
            print(
                f"| {name} | {of} | {done.status} | {done.seconds:.2f} | {done.used:.2f} |"
                f" {done.peak / 1e6:.0f} | {size / 1e3:.0f} |",
                flush=True,
            )


def agreement(size: int, limit: float) -> bool:
    """Whether both engines answer each command alike over a graph of so many edges."""
    from benchmarks.scale import graphs
    from policygraph.api import KnowledgeGraph

    with tempfile.TemporaryDirectory() as made:
        graphs.make(Path(made), size)
        store = Path(made) / "commands"
        KnowledgeGraph.build(Path(made) / "dataset", to=store)
        differ, asked = [], 0
        for of, names in pairs_of(store).items():
            for name, text in {**BETWEEN, **ABOUT}.items():
                if name.startswith(_OF_NO_ENGINE) or "--format" in name:
                    continue
                words = words_of(text, {**names, "file": "", "store": str(store)})
                told = []
                for engine in ("reference", "compact"):
                    options = ["--engine", engine, "--format", "json"]
                    done = run(["--graph", str(store), *words, *options], limit)
                    told.append(_without_engine(done))
                asked += 1
                if told[0] != told[1]:
                    differ.append(f"{name} ({of})")
        print(f"\n{size:,} edges, {asked} answers of each engine: ", end="")
        print("all the same." if not differ else f"DIFFERENT: {', '.join(differ)}", flush=True)
    return not differ


def _without_engine(done: Run) -> Any:
    """An answer without what tells engines apart: their names, and what they spent."""
    try:
        told = json.loads(done.out)
    except ValueError:
        return done.status
    for answer in (told, told.get("as_it_is"), told.get("as_it_would_be")):
        if answer:
            answer.pop("engine", None)
            answer.pop("spent", None)
    return told


def main() -> None:
    """Print agreement, then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--seconds", type=float, default=120.0, help="for one command")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="in its name")
    parser.add_argument("--agree", type=int, metavar="SIZE", help="compare the engines first")
    given = parser.parse_args()
    agree = given.agree is None or agreement(given.agree, given.seconds)
    table(given.store, given.seconds, given.only)
    if not agree:
        sys.exit("the engines differ: the figures mean nothing")


if __name__ == "__main__":
    main()
