"""Settings of all tests: hypothesis without clock or chance, and the result of a skipped test."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.examples import examples

#: This script needs the fuzzer, which the tests do not require. tests/fuzz/test_readers.py runs
#: it; without the fuzzer, collecting its doctests would fail.
collect_ignore = ["fuzz/readers.py"]

settings.register_profile(
    "policygraph",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    # Making a failing world of many records smaller takes minutes; --hypothesis-profile=smaller
    # does it.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target],
)
settings.register_profile("smaller", settings.get_profile("policygraph"), phases=tuple(Phase))
settings.load_profile("policygraph")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test if everything that tests need is installed (``.ci/run``)."""
    report = yield
    if report.skipped and os.environ.get("POLICYGRAPH_SKIPS") == "fail":
        report.outcome = "failed"
    return report


@pytest.fixture
def foreground_signals() -> Iterator[None]:
    """The handlers of a process in the foreground; one in the background ignores SIGINT."""
    terminated = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    interrupted = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, terminated)
    signal.signal(signal.SIGINT, interrupted)
