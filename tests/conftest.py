"""What all tests share: hypothesis without clock or chance, and what a skipped test counts as."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

#: A script that needs the fuzzer, which is no part of the tests' own requirements: it is run
#: by tests/fuzz/test_readers.py and would fail the looking-up of doctests without it.
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
    """Where everything that tests need was installed (``.ci/run``), a skipped test has failed."""
    report = yield
    if report.skipped and os.environ.get("POLICYGRAPH_SKIPS") == "fail":
        report.outcome = "failed"
    return report
