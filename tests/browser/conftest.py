"""One browser for all tests of pages, and a visitor that fails a test on any problem."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium
from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is one that needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of this folder; without one they are skipped."""
    if reason := chromium.missing():
        pytest.skip(reason)
    with chromium.launched() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """Opens pages; a request, a console error or a dialog of theirs fails the test."""
    visitor = Visitor(browser, tmp_path)
    yield visitor
    visitor.close()
    assert visitor.problems == []
