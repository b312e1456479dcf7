"""The time of a whole ``policygraph trace CCP DeepSeek``, beside importing networkx.

Both run in turn, so that a change of the machine's speed affects both; the figure to quote is
the ratio of the medians. The answer is checked in every run, so that a fast failure does
not count. Both use compiled modules, as after an installation, even if the environment
forbids a checkout to write them (PYTHONDONTWRITEBYTECODE).

    python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version

TRACE = [sys.executable, "-m", "policygraph", "trace", "CCP", "DeepSeek"]
IMPORT = [sys.executable, "-c", "import networkx"]


def seconds(command: list[str], compiled: str) -> tuple[float, float, bytes]:
    """Wall time and processor time of a whole process, in seconds, and what it prints."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begin, before = time.perf_counter(), os.times()
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    elapsed, after = time.perf_counter() - begin, os.times()
    used = sum(after[n] - before[n] for n in (2, 3))  # user and system, of children
    return elapsed, used, done.stdout


def main(runs: int) -> None:
    """Print the medians, their ratios, and whether every answer was the same."""
    traces, imports, answers = [], [], set()
    with tempfile.TemporaryDirectory() as compiled:
        for command in (TRACE, IMPORT):
            seconds(command, compiled)
        for _ in range(runs):
            *times, answer = seconds(TRACE, compiled)
            traces.append(times)
            answers.add(answer)
            imports.append(seconds(IMPORT, compiled)[:2])
    agree = len(answers) == 1 and b"influence paths" in next(iter(answers))
    (trace, trace_used), (load, load_used) = (
        [statistics.median(one) for one in zip(*given, strict=True)] for given in (traces, imports)
    )
    python = platform.python_version()
    print(f"Python {python}, networkx {version('networkx')}, {runs} runs in turn")
    print(f"answers agree: {'yes' if agree else 'NO'}")
    print(f"policygraph trace CCP DeepSeek  {trace:.3f} s, {trace_used:.3f} s of processor time")
    print(f'python -c "import networkx"     {load:.3f} s, {load_used:.3f} s of processor time')
    ratio, used = trace / load, trace_used / load_used
    print(f"ratio                           {ratio:.2f}, {used:.2f} (aim: 2.5 or less)")
    if not agree:
        sys.exit("the answers differ, so the figures mean nothing")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
