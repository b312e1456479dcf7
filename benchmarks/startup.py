"""How long a whole ``policygraph trace CCP DeepSeek`` takes, beside importing networkx.

Both are started in turn, so that a drift of the machine's speed hits both alike; the
figure to quote is the ratio of the medians. The answer is checked in every run, so
that a fast failure does not count. Both find their modules compiled, as they are once
they are installed: a checkout may be told not to keep that (PYTHONDONTWRITEBYTECODE).

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
    """Seconds of a whole process, by the wall's clock and the processor's; what it prints."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begin, before = time.perf_counter(), os.times()
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    spent, after = time.perf_counter() - begin, os.times()
    used = sum(after[n] - before[n] for n in (2, 3))  # user and system, of children
    return spent, used, done.stdout


def main(runs: int) -> None:
    """Print the medians, their ratios, and whether every answer was the same."""
    traces, imports, answers = [], [], set()
    with tempfile.TemporaryDirectory() as compiled:
        for command in (TRACE, IMPORT):
            seconds(command, compiled)
        for _ in range(runs):
            *spent, answer = seconds(TRACE, compiled)
            traces.append(spent)
            answers.add(answer)
            imports.append(seconds(IMPORT, compiled)[:2])
    agree = len(answers) == 1 and b"influence paths" in next(iter(answers))
    (trace, trace_used), (load, load_used) = (
        [statistics.median(one) for one in zip(*given, strict=True)] for given in (traces, imports)
    )
    python = platform.python_version()
    print(f"Python {python}, networkx {version('networkx')}, {runs} runs in turn")
    print(f"answers agree: {'yes' if agree else 'NO'}")
    print(f"policygraph trace CCP DeepSeek  {trace:.3f} s, {trace_used:.3f} s of the processor")
    print(f'python -c "import networkx"     {load:.3f} s, {load_used:.3f} s of the processor')
    ratio, used = trace / load, trace_used / load_used
    print(f"ratio                           {ratio:.2f}, {used:.2f} (aim: 2.5 or less)")
    if not agree:
        sys.exit("the answers differ: the figures mean nothing")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
