"""axe-core finds no serious fault in any view, in light and dark, on a desk and a phone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import pages
from tests.browser.visitor import DESK, PHONE, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

#: What a reader may have before them: fragments of the page of an answer.
SIGHTS = (
    "view=paths",
    "view=paths&path=2&select=edge:a|feeds|e",
    "view=network",
    "view=network&select=entity:a&focus=a",
    "view=time",
    "view=time&select=claim:c03",
    "view=table&sort=-likelihood",
    "view=table&min=0.7&types=firm&select=claim:c08",
)


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, installed."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not here")
    folder = tmp_path_factory.mktemp("axe")
    shutil.copy(Path(__file__).parent / "package.json", folder)
    install = ["npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--silent"]
    if subprocess.run(install, cwd=folder, capture_output=True, timeout=300).returncode:
        pytest.skip("npm cannot install axe-core here")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page, axe: str) -> list[str]:
    """The serious and critical faults, each with what it is about."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((result) => result.violations)")
    return [
        f"{fault['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_no_serious_fault(
    sight: str, size: tuple[int, int], dark: bool, visit: Visitor, axe: str
) -> None:
    page = visit(pages.of_answer(), sight, size=size, dark=dark)
    page.wait_for_timeout(60)
    assert faults(page, axe) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_fault_where_there_is_no_path(dark: bool, visit: Visitor, axe: str) -> None:
    page = visit(pages.of_answer("d", "e"), dark=dark)
    assert faults(page, axe) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_fault_with_a_menu_or_the_keys_open(
    dark: bool, visit: Visitor, axe: str
) -> None:
    page = visit(pages.of_answer(), dark=dark)
    page.get_by_role("button", name="Save").click()
    assert faults(page, axe) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    assert faults(page, axe) == []


def test_the_checker_finds_a_fault_that_is_there(visit: Visitor, axe: str) -> None:
    page = visit("<!doctype html><html lang=en><title>A page</title><main><button></button></main>")
    assert [fault.partition(":")[0] for fault in faults(page, axe)] == ["button-name"]
