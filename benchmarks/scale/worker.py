"""One peer in its own process: builds its form, or loads it and answers.

    python -m benchmarks.scale.worker build PEER FOLDER TARGET
    python -m benchmarks.scale.worker ask PEER FOLDER TARGET COUNT SECONDS TASK...

It reports each step at once as a line of JSON on standard output, so that the parent process
sees which step takes too long. The first question runs once before all others and is reported
as the answer of a cold process. A task ends when its questions are answered or its seconds
are used up.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .graphs import read
from .peers import Peer, module
from .questions import TASKS, Answer, Question, Reached, questions

#: The method that answers each task.
_METHOD = dict.fromkeys(TASKS, "best") | {one: one for one in ("shortest", "reach", "costs")}


def memory(process: int | str = "self") -> dict[str, int]:
    """Resident bytes now, the process's own and those of mapped files, and their peak."""
    found = {}
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        name, _, rest = line.partition(":")
        if name in ("RssAnon", "RssFile", "VmHWM"):
            found[name] = int(rest.split()[0]) * 1024
    return found


def report(**what: Any) -> None:
    """Write one line for the parent process."""
    print(json.dumps(what), flush=True)


def answer_as_json(answer: Answer) -> Any:
    """An answer in plain values."""
    if isinstance(answer, bool):
        return answer
    return asdict(answer) if isinstance(answer, Reached) else [asdict(path) for path in answer]


def ask(peer: Peer, task: str, question: Question, cold: bool = False) -> None:
    """Answer one question and report it."""
    begin, used = time.perf_counter(), time.process_time()
    answer = getattr(peer, _METHOD[task])(question)
    seconds, used = time.perf_counter() - begin, time.process_time() - used
    whole = answer() if callable(answer) else answer
    report(task=task, cold=cold, seconds=seconds, used=used, answer=answer_as_json(whole))


def answer_all(name: str, folder: Path, target: Path, asked: dict[str, list[Question]],
               seconds: float) -> None:  # fmt: skip
    """Load, then answer the questions of each task until its seconds are used up."""
    peer_module = module(name)
    before, begin = memory(), time.perf_counter()
    peer = peer_module.load(folder, target)
    report(loaded=time.perf_counter() - begin, before=before, memory=memory())
    cold = True
    for task, several in asked.items():
        if task in peer_module.CANNOT:
            continue
        report(begins=task)
        if hasattr(peer, "prepare"):
            peer.prepare(task)
        report(prepared=task)
        if cold:
            ask(peer, task, several[0], cold=True)
            cold = False
        end = time.perf_counter() + seconds
        for question in several:
            try:
                ask(peer, task, question)
            except Exception as error:  # A peer may raise anything, and that is a result too.
                report(task=task, error=f"{type(error).__name__}: {error}"[:300])
                break
            if time.perf_counter() > end:
                break
    report(done=True, memory=memory())


def main(arguments: list[str]) -> None:
    """Build or answer."""
    what, name, folder, target = arguments[0], arguments[1], Path(arguments[2]), Path(arguments[3])
    if what == "build":
        peer_module = module(name)
        if hasattr(peer_module, "prepare"):
            peer_module.prepare(folder)
        begin, before = time.perf_counter(), os.times()
        peer_module.build(folder, target)
        seconds, after = time.perf_counter() - begin, os.times()
        used = sum(after[:4]) - sum(before[:4])  # of this process and of its children
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        report(built=seconds, used=used, peak=child or memory()["VmHWM"])
    else:
        count, seconds, tasks = int(arguments[4]), float(arguments[5]), arguments[6:]
        file = folder / f"questions-{count}.json"
        if (
            not file.is_file()
            or json.loads(file.read_text(encoding="utf-8")).keys() != TASKS.keys()
        ):
            file.write_text(
                json.dumps(
                    {
                        task: [asdict(question) for question in several]
                        for task, several in questions(read(folder), count).items()
                    }
                ),
                encoding="utf-8",
            )
        asked = json.loads(file.read_text(encoding="utf-8"))
        chosen = {task: [Question(**question) for question in asked[task]] for task in tasks}
        answer_all(name, folder, target, chosen, seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
