"""Every command over one store: first agreement, then time and memory of whole processes.

    python -m benchmarks.commands STORE [--seconds 120] [--only WORD...] [--agree SIZE]

Each command runs between the two entities with most moves, the greatest hubs, and between two
entities drawn at random. Each run is a separate process, with its own import and opening.
``--agree`` first makes a graph of so many edges (see :mod:`benchmarks.scale`) and compares
the answers of both engines to the same commands, byte for byte of their JSON except the
engine's name. A command that does not finish in time is stopped and marked.
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

#: The seed of the entities drawn at random.
SEED = 3
#: The commands for each pair, by name. ``{a}`` and ``{b}`` are the pair, ``{c}`` is on the best
#: path between them; the other names come from its first step.
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
    "trace --page": "trace {a} {b} --page {file}.html",
    "export turtle START END": "export turtle {a} {b} -o {file}",
}
#: The commands for the first entity of each pair.
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
#: The commands for the whole graph.
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
#: What commands are given that search for paths: influence has no rules, so that a graph of any
#: size is searched by the compact engine.
LIFTED = (
    *("--any-composition", "--any-order", "--any-force", "--any-addressee"),
    *("--rank", "likelihood"),
)
PLAIN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("reach", "common"), LIFTED),
    **dict.fromkeys(
        ("trace", "dossier", "chokepoints", "fragility", "whatif"), (*LIFTED, "--each-path")
    ),
}
#: Commands that use no engine.
_WITHOUT_ENGINE = ("show", "timeline", "contradictions", "page", "export", "query", "dossier")


@dataclass(frozen=True)
class Run:
    """One process: its status, wall time, processor time, peak memory and output."""

    status: str
    seconds: float
    used: float
    peak: int
    out: bytes


def run(words: list[str], limit: float) -> Run:
    """Run one command, and stop it after ``limit`` seconds."""
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
        output, errors = out.read(), err.read().decode(errors="replace").strip()
    if stopped:
        status = f"not in {limit:.0f} s"
    elif process.returncode in (0, 1):
        status = "truncated" if b"truncated" in output[:2000].lower() else "complete"
    else:
        status = f"refused: {errors.splitlines()[-1] if errors else process.returncode}"
    return Run(status, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, output)


def pairs_of(store: Path) -> dict[str, dict[str, str]]:
    """The greatest hubs and two entities drawn at random, with the names that commands need."""
    from policygraph.api import KnowledgeGraph

    graph = KnowledgeGraph.load(store)
    numbers: Any = graph.collection.numbered  # type: ignore[attr-defined]
    degrees = np.asarray(numbers.arrays.lists["ends"][:, -1])
    hubs = np.argsort(-degrees, kind="stable")[:2].tolist()
    chance = np.random.default_rng(SEED)
    connected = np.flatnonzero(degrees)
    found = {"greatest hubs": _between(graph, *map(numbers.entity_id, hubs))}
    while "random" not in found:
        first, second = map(numbers.entity_id, chance.choice(connected, 2).tolist())
        if first != second and (known := _between(graph, first, second)):
            found["random"] = known
    return found


def _between(graph: Any, first: str, second: str) -> dict[str, str]:
    """The names for the commands about a pair; empty if no path between them passes an entity."""
    from benchmarks.scale import questions

    for path in graph.trace(first, second, direction="influence", **questions.PLAIN).paths:
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
    """The words of a command; names are filled in after it is split, so they may have spaces."""
    words = []
    for word in text.split():
        filled = word.format(**names)
        words.append(filled.replace("|", spaced) if "WHERE" in filled else filled)
    return [*words, *PLAIN.get(words[0], ())]


def table(store: Path, limit: float, only: list[str]) -> None:
    """Run each command and print its row at once."""
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
    """Whether both engines give each command the same answer over a graph of so many edges."""
    from benchmarks.scale import graphs
    from policygraph.api import KnowledgeGraph

    with tempfile.TemporaryDirectory() as made:
        graphs.make(Path(made), size)
        store = Path(made) / "commands"
        KnowledgeGraph.build(Path(made) / "dataset", to=store)
        differ, asked = [], 0
        for of, names in pairs_of(store).items():
            for name, text in {**BETWEEN, **ABOUT}.items():
                if name.startswith(_WITHOUT_ENGINE) or "--format" in name or "--page" in name:
                    continue
                words = words_of(text, {**names, "file": "", "store": str(store)})
                answers = []
                for engine in ("reference", "compact"):
                    options = ["--engine", engine, "--format", "json"]
                    done = run(["--graph", str(store), *words, *options], limit)
                    answers.append(_without_engine(done))
                asked += 1
                if answers[0] != answers[1]:
                    differ.append(f"{name} ({of})")
        print(f"\n{size:,} edges, {asked} answers of each engine: ", end="")
        print("all the same." if not differ else f"DIFFERENT: {', '.join(differ)}", flush=True)
    return not differ


def _without_engine(done: Run) -> Any:
    """An answer without the fields in which engines differ: their names and the budget used."""
    try:
        found = json.loads(done.out)
    except ValueError:
        return done.status
    for answer in (found, found.get("as_it_is"), found.get("as_it_would_be")):
        if answer:
            answer.pop("engine", None)
            answer.pop("spent", None)
    return found


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
        sys.exit("the engines differ, so the figures mean nothing")


if __name__ == "__main__":
    main()
