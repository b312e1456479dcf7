"""How long a whole ``policygraph trace CCP DeepSeek`` takes, beside importing networkx.

Both are started in turn, so that a drift of the machine's speed hits both alike; the
figure to quote is the ratio of the medians. The answer is checked in every run, so
that a fast failure does not count.

    python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

TRACE = [sys.executable, "-m", "policygraph", "trace", "CCP", "DeepSeek"]
IMPORT = [sys.executable, "-c", "import networkx"]


def seconds(command: list[str]) -> tuple[float, bytes]:
    """Wall seconds of a whole process, and what it prints."""
    begin = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin, done.stdout


def main(runs: int) -> None:
    """Print both medians, their ratio, and whether every answer was the same."""
    for command in (TRACE, IMPORT):
        seconds(command)
    traces, imports, answers = [], [], set()
    for _ in range(runs):
        spent, answer = seconds(TRACE)
        traces.append(spent)
        answers.add(answer)
        imports.append(seconds(IMPORT)[0])
    agree = len(answers) == 1 and b"influence paths" in next(iter(answers))
    ratio = statistics.median(traces) / statistics.median(imports)
    python = platform.python_version()
    print(f"Python {python}, networkx {version('networkx')}, {runs} runs in turn")
    print(f"answers agree: {'yes' if agree else 'NO'}")
    print(f"policygraph trace CCP DeepSeek  {statistics.median(traces):.3f} s (median)")
    print(f'python -c "import networkx"     {statistics.median(imports):.3f} s (median)')
    print(f"ratio                           {ratio:.2f} (aim: 2.5 or less)")
    if not agree:
        sys.exit("the answers differ: the figures mean nothing")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
