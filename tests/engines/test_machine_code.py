"""Kernels as machine code: cached whole or not at all, called with the right arguments only."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import njit, types

from policygraph import KnowledgeGraph
from policygraph.engines import ENGINES
from policygraph.engines.compact import machine_code
from policygraph.engines.compact.compilation import read_only, self_contained, writable
from policygraph.engines.compact.kernels import registry
from policygraph.engines.compact.kernels.registry import Kernel
from policygraph.engines.compact.machine_code import Code, Kind
from tests.plain_paths import LIFTED, PLAIN

PAIR = np.dtype([("cost", "<i8"), ("to", "<i4")])
CODE = Code((Kind(PAIR, False), Kind(np.dtype(np.int32), True), None), "sum", b"\0object\n\xff")


def compiled(function: Callable[..., Any], *arguments: Any) -> Code:
    kernel = njit(error_model="numpy")(function)
    kernel.compile(types.int64(*arguments))
    kernel.disable_compile()
    return self_contained(kernel)


def total(pairs: Any, sums: Any, times: int) -> int:
    found = 0
    for folder in range(len(pairs)):
        found += pairs[folder].cost * times
        sums[pairs[folder].to] += 1
    return found


@pytest.fixture(scope="module")
def code() -> Code:
    return compiled(total, read_only(PAIR), writable(np.dtype(np.int32)), types.int64)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(machine_code, "HERE", tmp_path / "package")
    machine_code.sources.cache_clear()
    return tmp_path / "policygraph" / f"kernels-{machine_code.maker()}"


@pytest.fixture(autouse=True)
def _sources_are_hashed_again() -> Iterator[None]:
    yield
    machine_code.sources.cache_clear()


def test_code_is_read_as_it_was_saved(folder: Path) -> None:
    assert machine_code.read("sum") is None
    machine_code.save("sum", CODE)
    assert machine_code.read("sum") == CODE
    assert machine_code.read("other") is None
    assert [path.name for path in folder.iterdir()] == ["sum.code"]


def test_reason_for_missing_code_is_saved(folder: Path) -> None:
    machine_code.save("sum", Code(unfit="needs more"))
    assert machine_code.read("sum") == Code(unfit="needs more")


@pytest.mark.parametrize("cut", [0, 1, 20, -1, -5])
def test_truncated_file_is_ignored(folder: Path, cut: int) -> None:
    machine_code.save("sum", CODE)
    data = (folder / "sum.code").read_bytes()
    (folder / "sum.code").write_bytes(data[:cut])
    assert machine_code.read("sum") is None


def test_file_with_a_changed_byte_is_ignored() -> None:
    data = machine_code.encoded(CODE)
    assert machine_code.decoded(data) == CODE
    for at in range(len(data)):
        changed = bytes([*data[:at], data[at] ^ 1, *data[at + 1 :]])
        assert machine_code.decoded(changed) is None, data[at : at + 1]


def test_code_of_other_sources_is_ignored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine_code.save("sum", CODE)
    monkeypatch.setattr(machine_code, "sources", lambda: "changed")
    assert machine_code.read("sum") is None


def test_code_is_saved_where_the_user_says_and_read_beside_the_package(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "package" / "__pycache__" / folder.name
    machine_code.write(beside / "sum.code", machine_code.encoded(CODE))
    assert machine_code.read("sum") == CODE
    machine_code.save("sum", CODE)
    assert (folder / "sum.code").is_file()
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    machine_code.save("more", CODE)
    assert (beside / "more.code").is_file()


def test_code_that_cannot_be_saved_is_not_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(machine_code, "write", refuse)
    machine_code.save("sum", CODE)
    assert machine_code.read("sum") is None


def test_machine_code_gives_the_results_of_the_kernel(code: Code) -> None:
    run = machine_code.loaded(code)
    pairs = np.array([(5, 0), (7, 2), (1, 2)], PAIR)
    sums = np.zeros(3, np.int32)
    assert run(pairs, sums, 2) == 26
    assert run(pairs[:0], sums, np.int64(2)) == 0
    assert run(pairs[1:], sums, -1) == -8
    assert sums.tolist() == [1, 0, 4]


def test_bound_machine_code_gives_the_results_of_the_kernel(code: Code) -> None:
    run = machine_code.loaded(code)
    assert isinstance(run, machine_code.Runnable)
    sums = np.zeros(3, np.int32)
    ready = run.bound(np.array([(5, 0), (7, 2), (1, 2)], PAIR), sums)
    assert (ready(2), ready(-1)) == (26, -13)
    assert sums.tolist() == [2, 0, 4]
    with pytest.raises(TypeError):
        run.bound(np.zeros(3, np.int64), sums)


def test_arrays_of_other_types_are_refused(code: Code) -> None:
    run = machine_code.loaded(code)
    pairs, sums = np.zeros(3, PAIR), np.zeros(3, np.int32)
    fixed_sums = sums.copy()
    fixed_sums.flags.writeable = False
    for wrong in (
        (np.zeros(3, np.int64), sums),
        (pairs, np.zeros(3, np.int64)),
        (pairs, fixed_sums),
        (pairs[::2], sums),
        (pairs.reshape(1, 3), sums),
    ):
        for _ in range(2):
            with pytest.raises(TypeError):
                run(*wrong, 1)
    with pytest.raises(TypeError, match="takes 3 arguments, not 2"):
        run(pairs, sums)
    pairs.flags.writeable = False
    assert run(pairs, sums, 1) == 0


def test_deleted_arrays_are_forgotten(code: Code) -> None:
    run = machine_code.loaded(code)
    gc.collect()
    before = len(machine_code._SEEN)
    for size in range(1, 50):
        assert run(np.ones(size, PAIR), np.zeros(2, np.int32), 1) == size
    assert len(machine_code._SEEN) == len(machine_code._FINALIZERS) == before


def test_code_that_calls_other_functions_is_not_made() -> None:
    @njit
    def raising(sums: Any, by: int) -> int:
        return 7 // by

    raising.compile(types.int64(writable(np.dtype(np.int32)), types.int64))
    raising.disable_compile()
    code = self_contained(raising)
    assert not code.object
    assert "PyErr" in code.unfit


@pytest.mark.parametrize(
    "saved", [Code(unfit="of another release"), replace(CODE, object=b"no object file")]
)
def test_kernel_without_machine_code_is_run_by_numba(
    monkeypatch: pytest.MonkeyPatch, saved: Code
) -> None:
    monkeypatch.setattr(machine_code, "read", lambda name: saved)
    kernel = Kernel("bounds", "pull_bounds")
    assert kernel.load() is kernel._dispatcher()


def test_kernel_whose_code_cannot_be_made_is_run_by_numba(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> None:
        raise AttributeError("not in this release")

    monkeypatch.setattr("policygraph.engines.compact.compilation.target_machine", failing)
    kernel = Kernel("bounds", "pull_bounds")
    assert kernel.load() is kernel._dispatcher()
    saved = machine_code.read("pull_bounds")
    assert saved is not None
    assert saved.unfit == "not in this release"


def test_kernel_whose_code_runs_out_of_memory_is_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("policygraph.engines.compact.compilation.target_machine", failing)
        kernel = Kernel("bounds", "pull_bounds")
        assert kernel.load() is kernel._dispatcher()
    assert machine_code.read("pull_bounds") is None


def test_machine_code_and_numba_give_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = KnowledgeGraph.load()
    questions: list[dict[str, Any]] = [
        {}, {"k": 50}, {"mode": "walk", "k": 9}, {"rank": "hops"}, {"as_of": "2024"},
        {"chronological": True}, {"min_likelihood": "likely"},
    ]  # fmt: skip

    compact, scope = ENGINES["compact"], graph.scope(**LIFTED)
    start = graph.names.resolve("CCP")

    def answers() -> list[Any]:
        reached = compact.reach(graph.collection, scope, start, rank="likelihood")
        return [
            *(
                graph.trace("CCP", "DeepSeek", engine="compact", **{**PLAIN, **one})
                for one in questions
            ),
            [*zip(reached.entities, reached.costs, reached.hops, strict=True)],
            [reached.path(name, None) for name in reached.entities],
            graph.chokepoints("CCP", "DeepSeek", engine="compact", **PLAIN),
        ]

    by_machine_code = answers()
    assert {answer.engine for answer in by_machine_code[: len(questions)]} == {"compact"}
    assert all(answer.paths for answer in by_machine_code[: len(questions)])
    for kernel in registry.KERNELS:
        monkeypatch.setattr(kernel, "_run", kernel._dispatcher())
    assert answers() == by_machine_code
