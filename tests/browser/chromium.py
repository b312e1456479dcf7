"""A Chromium of the system, driven by Playwright; why there is none, where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: The names under which systems install it, in the order in which they are looked for.
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def executable() -> str | None:
    """The browser that POLICYGRAPH_CHROMIUM names, else the first found on the path."""
    named = os.environ.get("POLICYGRAPH_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def missing() -> str:
    """What is missing for the tests in a browser, or nothing."""
    if find_spec("playwright") is None:
        return "playwright is not here; pip install -e '.[browser]'"
    return "" if executable() else "Chromium is not here; install it, or set POLICYGRAPH_CHROMIUM"


@contextmanager
def launched() -> Iterator[Browser]:
    """A running browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(),
            args=["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
        )
        yield browser
        browser.close()
