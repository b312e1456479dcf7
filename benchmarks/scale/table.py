"""The tables of a run, as Markdown: agreement, memory and disk, time, the memory bound."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .agreement import BASELINES, OURS, SAME, verdicts
from .graphs import Graph
from .machine import bandwidth
from .peers import OURS as COMPACT
from .peers import module
from .questions import FAR, TASKS, questions
from .race import Result

_HOPS = dict.fromkeys(TASKS, 5) | {"shortest": FAR, "reach": 3, "costs": 3}
#: Bytes of a move in the compact engine's arrays.
_MOVE = 16


def graph_line(graph: Graph) -> str:
    """The graph in one line."""
    degrees = np.bincount(graph.origin, minlength=graph.entities)
    degrees += np.bincount(graph.target, minlength=graph.entities)
    pairs = 1 + np.count_nonzero(
        (graph.origin[1:] != graph.origin[:-1]) | (graph.target[1:] != graph.target[:-1])
    )
    return (
        f"{graph.entities:,} entities, {graph.arrows:,} arrows of influence; a tenth of the "
        f"entities have {np.quantile(degrees, 0.9):.0f} arrows or more, the greatest hub "
        f"{degrees.max():,}; {1 - pairs / graph.arrows:.1%} of the arrows are parallel to another."
    )


def parts(
    graph: Graph, results: Sequence[Result], count: int, tasks: Sequence[str]
) -> Iterator[str]:
    """All tables of one graph."""
    asked = [task for task in TASKS if task in tasks]
    yield _agreement(results, asked)
    yield _notes(results, asked)
    yield _memory(graph, results)
    yield _times(results, asked)
    if any(result.peer == COMPACT and result.answers.get("reach") for result in results):
        yield _bound(graph, results, count)


def _baseline(results: Sequence[Result], task: str) -> Result | None:
    by_name = {result.peer: result for result in results if result.answers.get(task)}
    return next((by_name[name] for name in BASELINES if name in by_name), None)


def _found(results: Sequence[Result], result: Result, task: str) -> Counter[str]:
    baseline = _baseline(results, task)
    if baseline is None or task not in result.answers:
        return Counter()
    ours = result.peer in OURS and baseline.peer in OURS
    answers, baselines = ([a for _, a in r.answers[task]] for r in (result, baseline))
    return verdicts(answers, baselines, _HOPS[task], ours)


def _agreement(results: Sequence[Result], tasks: Sequence[str]) -> str:
    def cell(result: Result, task: str) -> str:
        baseline = _baseline(results, task)
        if baseline is not None and baseline.peer == result.peer:
            return "baseline"
        found = _found(results, result, task)
        asked = sum(found.values())
        return f"{found[SAME]} of {asked}" if asked else "-"

    return "Agreement: equal answers, of the answers given.\n\n" + _table(
        ["", *tasks], [[r.peer, *(cell(r, task) for task in tasks)] for r in results]
    )


def _notes(results: Sequence[Result], tasks: Sequence[str]) -> str:
    lines = []
    for result in results:
        notes = [result.failed] if result.failed else []
        for task in tasks:
            found = _found(results, result, task)
            notes += [f"{task}: {v} ({n})" for v, n in found.most_common() if v != SAME]
            if task in result.stopped:
                notes.append(f"{task}: {result.stopped[task]}, {_answered(result, task)} answered")
        form = module(result.peer)
        notes += [f"{task}: not expressed ({why})" for task, why in form.CANNOT.items()]
        lines.append(f"- **{result.peer}**: {form.FORM}. {'; '.join(notes)}{'.' * bool(notes)}")
    return "How each was queried, and what it cannot express, got wrong or did not finish.\n\n" + (
        "\n".join(line.rstrip() for line in lines)
    )


def _answered(result: Result, task: str) -> int:
    return len(result.answers.get(task, ()))


def _memory(graph: Graph, results: Sequence[Result]) -> str:
    def number(value: float | None, form: str, per: float = 1) -> str:
        return "-" if value is None else format(value / per, form)

    rows = [
        [
            r.peer,
            number(r.built, ".1f"),
            number(r.built_peak, ".1f", 1e9),
            number(r.loaded, ".3f"),
            number(r.first, ".2f"),
            number(r.holds, ".1f", graph.edges),
            number(r.own, ".1f", graph.edges),
            number(r.mapped, ".1f", graph.edges),
            number(r.disk, ".1f", graph.edges),
        ]
        for r in results
    ]
    heads = ["", "build s", "at most GB", "load or open s", "first answer s", "B/edge loaded"]
    return (
        "Memory and disk. B/edge loaded and asked: resident bytes of the process's own, beyond "
        "those before loading, after loading and after all questions. Mapped and disk B/edge: "
        "resident bytes of mapped files, and bytes on disk. At most GB: the peak of resident "
        "memory during the build, mapped files included. The first answer is that of a cold "
        "process, from its start.\n\n"
        + _table([*heads, "B/edge asked", "mapped B/edge", "disk B/edge"], rows)
    )


def _times(results: Sequence[Result], tasks: Sequence[str]) -> str:
    ours = next((result for result in results if result.peer == COMPACT), None)

    def cell(result: Result, task: str) -> str:
        given = [1000 * seconds for seconds, _ in result.answers.get(task, ())]
        if not given:
            return f"({result.stopped[task]})" if task in result.stopped else "-"
        shown = " / ".join(_short(f(given)) for f in (statistics.median, _p95, max))
        if task in result.stopped:
            shown += f" ({len(given)}, then {result.stopped[task]})"
        if ours is not None and ours is not result and ours.answers.get(task):
            same = [1000 * s for s, _ in ours.answers[task][: len(given)]]
            ratio = statistics.median(given) / statistics.median(same)
            shown += f" **x{_short(ratio)}**"
        return shown

    return (
        "Time of one answer, ms: median / 95th percentile / maximum; in bold the ratio of the "
        "medians to the compact engine's over the same questions.\n\n"
        + _table(["", *tasks], [[r.peer, *(cell(r, task) for task in tasks)] for r in results])
    )


def noise(results: Sequence[Result]) -> str:
    """How busy the machine was: the wall time of single-threaded answers by processor time."""
    ratios = [
        seconds / used
        for result in results
        for task, given in result.answers.items()
        for (seconds, _), used in zip(given, result.used[task], strict=True)
        if used > 0.01 and used <= seconds
    ]
    if not ratios:
        return "Noise: every answer was too short to baseline."
    return (
        "Noise: an answer of 10 ms or more took "
        f"{statistics.median(ratios):.2f} times its processor time (median; 1 on a quiet machine)."
    )


def _p95(values: Sequence[float]) -> float:
    return float(np.quantile(values, 0.95))


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _bound(graph: Graph, results: Sequence[Result], count: int) -> str:
    """The time of a reach, relative to reading each of its moves once at the speed of a copy."""
    speed = bandwidth()
    (ours,) = (result for result in results if result.peer == COMPACT)
    starts = np.zeros(graph.entities + 1, np.int64)
    np.cumsum(np.bincount(graph.origin, minlength=graph.entities), out=starts[1:])
    ratios, moves = [], []
    for (seconds, _), question in zip(
        ours.answers["reach"], questions(graph, count)["reach"], strict=False
    ):
        looked = _moves_examined(graph, starts, question.start, question.hops)
        moves.append(looked)
        ratios.append(seconds / (_MOVE * looked / speed))
    whole = 1000 * _MOVE * 2 * graph.edges / speed
    return (
        f"Memory: a plain copy reads {speed / 1e9:.1f} GB/s, so it reads all moves of the graph "
        f"in {whole:.1f} ms. A reach of 3 hops examines {statistics.median(moves):,.0f} moves "
        f"(median) and takes {statistics.median(ratios):.0f} times as long as reading them once "
        "in sequence."
    )


def _moves_examined(graph: Graph, starts: Any, start: int, hops: int) -> int:
    """The number of arrows that leave the entities within one hop less."""
    seen = np.zeros(graph.entities, np.bool_)
    seen[start] = True
    front, looked = np.array([start]), 0
    for _ in range(hops):
        low, high = starts[front], starts[front + 1]
        several = high - low
        looked += int(several.sum())
        rows = np.repeat(low - np.cumsum(several) + several, several) + np.arange(several.sum())
        reached = np.unique(graph.target[rows])
        front = reached[~seen[reached]]
        seen[front] = True
    return looked


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
