"""Peers in turn, each in processes of its own, stopped where they take too long or too much.

A process that gives no answer within the limit is ended, and a new one goes on with the
tasks that are left; what it had answered counts. Memory is watched from outside, so that a
peer that lists a billion paths takes nothing else with it.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .peers import module
from .questions import TASKS
from .worker import memory

_WORKER = [sys.executable, "-W", "ignore", "-m", "benchmarks.scale.worker"]


@dataclass(frozen=True)
class Limits:
    """Seconds for one answer, for a task, for loading and building; bytes of memory."""

    answer: float = 10.0
    task: float = 10.0
    load: float = 300.0
    build: float = 3600.0
    memory: float = 6e9


@dataclass
class Result:
    """What came of one peer on one graph.

    Building took ``built`` seconds, ``built_used`` of the processor, with ``built_peak`` bytes
    resident at the most, mapped files included. ``answers`` are by task, in the order of the
    questions: seconds and answer; ``used`` are the seconds of processor time. ``stopped`` says
    by task why there are no more.
    """

    peer: str
    built: float | None = None
    built_used: float | None = None
    built_peak: int | None = None
    disk: int | None = None
    loaded: float | None = None
    first: float | None = None
    holds: int | None = None
    own: int | None = None
    mapped: int | None = None
    peak: int | None = None
    answers: dict[str, list[tuple[float, Any]]] = field(default_factory=dict)
    used: dict[str, list[float]] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)
    failed: str | None = None


def by_processor(result: Result) -> Result:
    """The same, with the processor's seconds in place of the wall's."""
    answers = {
        task: [(used, answer) for used, (_, answer) in zip(result.used[task], given, strict=True)]
        for task, given in result.answers.items()
    }
    return replace(result, answers=answers, built=result.built_used)


class _StoppedError(Exception):
    """Why a process was ended."""


def run(peer: str, folder: Path, count: int, tasks: list[str], limits: Limits) -> Result:
    """Build, load and ask one peer."""
    result, place = Result(peer), folder / peer
    try:
        _build(result, folder, place, limits)
        left = [task for task in tasks if task in TASKS and task not in module(peer).CANNOT]
        while left:
            left = _ask(result, folder, place, count, left, limits)
    except _StoppedError as stopped:
        result.failed = str(stopped)
    return result


def _build(result: Result, folder: Path, place: Path, limits: Limits) -> None:
    told = place.parent / f"{place.name}.built"
    if hasattr(module(result.peer), "build"):
        if not told.is_file():
            for said in _said(["build", result.peer, folder, place], limits, limits.build):
                told.write_text(json.dumps(said), encoding="utf-8")
        said = json.loads(told.read_text(encoding="utf-8"))
        result.built, result.built_used = said["built"], said["used"]
        result.built_peak = said["peak"]
        files = [place] if place.is_file() else [f for f in place.rglob("*") if f.is_file()]
        result.disk = sum(file.stat().st_size for file in files)


def _ask(
    result: Result, folder: Path, place: Path, count: int, tasks: list[str], limits: Limits
) -> list[str]:
    """Ask until all is answered or the process is ended; the tasks that are left then."""
    begin, current, cold = time.perf_counter(), tasks[0], result.first is None
    arguments = ["ask", result.peer, folder, place, count, limits.task, *tasks]
    loaded = False
    try:
        for said in _said(arguments, limits, limits.load):
            if "loaded" in said:
                loaded = True
                result.loaded = said["loaded"] if result.loaded is None else result.loaded
                before = said["before"]
                result.holds = said["memory"]["RssAnon"] - before["RssAnon"]
            elif "begins" in said:
                current = said["begins"]
            elif "error" in said:
                result.stopped[current] = said["error"]
            elif "task" in said:
                if said.get("cold"):
                    if cold:
                        result.first = time.perf_counter() - begin
                    continue
                given = result.answers.setdefault(current, [])
                given.append((said["seconds"], said["answer"]))
                result.used.setdefault(current, []).append(said["used"])
            elif "done" in said:
                result.own = max(result.own or 0, said["memory"]["RssAnon"] - before["RssAnon"])
                result.mapped = said["memory"]["RssFile"] - before["RssFile"]
                result.peak = said["memory"]["VmHWM"]
        return []
    except _StoppedError as stopped:
        if not loaded:
            raise
        result.stopped[current] = str(stopped)
        return tasks[tasks.index(current) + 1 :]


def _said(arguments: list[Any], limits: Limits, first: float) -> Iterator[dict[str, Any]]:
    """What a worker says, line by line; :class:`_StoppedError` where it is ended or fails.

    The first line may take ``first`` seconds, each one after it ``limits.answer``, and what
    a peer prepares for a task as long as loading.
    """
    command = [*_WORKER, *map(str, arguments)]
    lines: queue.Queue[str] = queue.Queue()
    errors: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        readers = [
            threading.Thread(target=_read, args=(process.stdout, lines.put), daemon=True),
            threading.Thread(target=_read, args=(process.stderr, errors.append)),
        ]
        for reader in readers:
            reader.start()
        try:
            wait, since = first, time.perf_counter()
            while True:
                try:
                    said = json.loads(lines.get(timeout=0.1))
                    yield said
                    wait = limits.load if "begins" in said else limits.answer
                    since = time.perf_counter()
                    continue
                except queue.Empty:
                    pass
                if process.poll() is not None and not readers[0].is_alive() and lines.empty():
                    break
                if time.perf_counter() - since > wait:
                    raise _StoppedError(f"over {wait:.0f} s")
                if _resident(process.pid) > limits.memory:
                    raise _StoppedError(f"over {limits.memory / 1e9:.0f} GB of memory")
        finally:
            process.kill()
        if process.wait() != 0:
            raise _StoppedError(("".join(errors).strip().splitlines() or ["failed"])[-1][:300])


def _read(stream: Any, take: Any) -> None:
    for line in stream:
        take(line)


def _resident(process: int) -> int:
    try:
        return memory(process)["RssAnon"]
    except (FileNotFoundError, KeyError, ProcessLookupError):
        return 0
