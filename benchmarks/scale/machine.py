"""The machine of a run: its description, the speed of its memory, a cold process on it."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from .graphs import entity_id
from .peers import OURS, PEERS

_RUNS = 7
#: The libraries of policygraph's own engines.
_LIBRARIES = ("numpy", "numba", "pyarrow")


def described(peers: Sequence[str]) -> str:
    """Processor, Python and the versions of the peers, in one paragraph."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    distributions = dict.fromkeys([*(PEERS[name] for name in peers), *_LIBRARIES])
    versions = ", ".join(f"{name} {version(name)}" for name in distributions)
    return (
        f"{os.cpu_count()} cores ({model}), load {os.getloadavg()[0]:.1f} before the run; "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}; {versions}."
    )


def bandwidth() -> float:
    """Bytes per second that a plain copy reads (it writes as many), the best of several runs."""
    source = np.ones(2**25)
    target = np.empty_like(source)
    best = 0.0
    for _ in range(5):
        begin = time.perf_counter()
        np.copyto(target, source)
        best = max(best, source.nbytes / (time.perf_counter() - begin))
    return best


def cold(folder: Path, count: int) -> str:
    """A whole process for one answer from the store, and one that imports numba, in turn.

    Both use compiled modules, as after an installation.
    """
    question = json.loads((folder / f"questions-{count}.json").read_text(encoding="utf-8"))
    start, end = (entity_id(question["best"][0][side]) for side in ("start", "end"))
    trace = [sys.executable, "-m", "policygraph", "--graph", str(folder / OURS), "trace"]
    commands = {
        f"policygraph trace {start} {end} --max-hops 5": [*trace, start, end, "--max-hops", "5"],
        'python -c "import numba"': [sys.executable, "-c", "import numba"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    used: dict[str, list[float]] = {name: [] for name in commands}
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as environment["PYTHONPYCACHEPREFIX"]:
        for turn in range(_RUNS + 1):
            for name, command in commands.items():
                begin, before = time.perf_counter(), os.times()
                subprocess.run(command, check=True, capture_output=True, env=environment)
                elapsed, after = time.perf_counter() - begin, os.times()
                if turn > 0:
                    seconds[name].append(elapsed)
                    user, system = (after[n] - before[n] for n in (2, 3))
                    used[name].append(user + system)
    lines = [
        f"`{name}`: {statistics.median(seconds[name]):.2f} s, "
        f"{statistics.median(used[name]):.2f} s of processor time"
        for name in commands
    ]
    wall, processor = (
        statistics.median(ours) / statistics.median(theirs)
        for ours, theirs in (seconds.values(), used.values())
    )
    return (
        f"Whole processes, median of {_RUNS} in turn: {'; '.join(lines)}; "
        f"ratio {wall:.2f}, of processor time {processor:.2f}."
    )
