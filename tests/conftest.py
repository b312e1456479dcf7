"""Settings of all tests: hypothesis without clock or chance, and the result of a skipped test."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

#: This script needs the fuzzer, which the tests do not require. tests/fuzz/test_readers.py runs
#: it; without the fuzzer, collecting its doctests would fail.
collect_ignore = ["fuzz/readers.py"]

settings.register_profile(
    "policygraph",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("policygraph")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test if everything that tests need is installed (``.ci/run``)."""
    report = yield
    if report.skipped and os.environ.get("POLICYGRAPH_SKIPS") == "fail":
        report.outcome = "failed"
    return report
