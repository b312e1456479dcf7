"""Runs the peers in turn, each in its own processes, under limits of time and memory.

A process that gives no answer within the limit is ended, and a new one continues with the
remaining tasks; its answers so far count. Memory is watched from outside, so that a peer
that lists a billion paths harms nothing else.
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
    """The result of one peer on one graph.

    Building took ``built`` seconds, ``built_used`` of processor time, with a peak of
    ``built_peak`` resident bytes, mapped files included. ``answers`` are by task, in the order
    of the questions: seconds and answer; ``used`` are the seconds of processor time.
    ``stopped`` says by task why there are no more.
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
    """The same result with processor time in place of wall time."""
    answers = {
        task: [(used, answer) for used, (_, answer) in zip(result.used[task], given, strict=True)]
        for task, given in result.answers.items()
    }
    return replace(result, answers=answers, built=result.built_used)


class _StoppedError(Exception):
    """A process was ended; the message says why."""


def run(peer: str, folder: Path, count: int, tasks: list[str], limits: Limits) -> Result:
    """Build, load and query one peer."""
    result, target = Result(peer), folder / peer
    try:
        _build(result, folder, target, limits)
        left = [task for task in tasks if task in TASKS and task not in module(peer).CANNOT]
        while left:
            left = _ask(result, folder, target, count, left, limits)
    except _StoppedError as stopped:
        result.failed = str(stopped)
    return result


def _build(result: Result, folder: Path, target: Path, limits: Limits) -> None:
    record = target.parent / f"{target.name}.built"
    if hasattr(module(result.peer), "build"):
        if not record.is_file():
            for report in _reports(["build", result.peer, folder, target], limits, limits.build):
                record.write_text(json.dumps(report), encoding="utf-8")
        report = json.loads(record.read_text(encoding="utf-8"))
        result.built, result.built_used = report["built"], report["used"]
        result.built_peak = report["peak"]
        files = [target] if target.is_file() else [f for f in target.rglob("*") if f.is_file()]
        result.disk = sum(file.stat().st_size for file in files)


def _ask(
    result: Result, folder: Path, target: Path, count: int, tasks: list[str], limits: Limits
) -> list[str]:
    """Query until everything is answered or the process is ended; returns the remaining tasks."""
    begin, current, cold = time.perf_counter(), tasks[0], result.first is None
    arguments = ["ask", result.peer, folder, target, count, limits.task, *tasks]
    loaded = False
    try:
        for report in _reports(arguments, limits, limits.load):
            if "loaded" in report:
                loaded = True
                result.loaded = report["loaded"] if result.loaded is None else result.loaded
                before = report["before"]
                result.holds = report["memory"]["RssAnon"] - before["RssAnon"]
            elif "begins" in report:
                current = report["begins"]
            elif "error" in report:
                result.stopped[current] = report["error"]
            elif "task" in report:
                if report.get("cold"):
                    if cold:
                        result.first = time.perf_counter() - begin
                    continue
                given = result.answers.setdefault(current, [])
                given.append((report["seconds"], report["answer"]))
                result.used.setdefault(current, []).append(report["used"])
            elif "done" in report:
                result.own = max(result.own or 0, report["memory"]["RssAnon"] - before["RssAnon"])
                result.mapped = report["memory"]["RssFile"] - before["RssFile"]
                result.peak = report["memory"]["VmHWM"]
        return []
    except _StoppedError as stopped:
        if not loaded:
            raise
        result.stopped[current] = str(stopped)
        return tasks[tasks.index(current) + 1 :]


def _reports(arguments: list[Any], limits: Limits, first: float) -> Iterator[dict[str, Any]]:
    """The reports of a worker, line by line.

    Raises :class:`_StoppedError` if the worker is ended or fails. The first line may take
    ``first`` seconds, each later one ``limits.answer``, and preparing a task as long as loading.
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
                    report = json.loads(lines.get(timeout=0.1))
                    yield report
                    wait = limits.load if "begins" in report else limits.answer
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
