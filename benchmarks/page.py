"""The size of a page, the time to draw it and the speed of panning, in a headless Chromium.

For seeded graphs of 300, 3,000 and 20,000 entities in communities of about forty it prints the
seconds to make the page, its size without the bundle of vis-network, the milliseconds from
opening the file to the first full picture, and the frames per second while the mouse drags
the view for two seconds. It also checks the content: all entities of the first two graphs, a
neighbourhood and its notice for the third, and that the search finds an entity outside the
neighbourhood. A blank page is dragged for comparison, because a busy machine does not reach
60 frames per second.

    python benchmarks/page.py [RUNS]

It needs the extra ``browser`` and a Chromium; run it from the checkout.
"""

from __future__ import annotations

import platform
import statistics
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SEED = 1
#: Entities, claims, and the aims: megabytes without the bundle, milliseconds, frames per second.
SIZES = ((300, 600, 1.0, 1000, 30), (3000, 6000, None, 4000, 30), (20000, 40000, None, 4000, 30))

#: Frames and the time they took while the mouse drags the view.
COUNT = """() => {
    window.frames_seen = [];
    const seen = (now) => { window.frames_seen.push(now); requestAnimationFrame(seen); };
    requestAnimationFrame(seen);
}"""


def frames_while_dragged(page: Page) -> float:
    """Frames per second while the mouse drags for two seconds."""
    page.evaluate(COUNT)
    page.mouse.move(420, 820)
    page.mouse.down()
    end = time.perf_counter() + 2
    turn = 0
    while time.perf_counter() < end:
        turn += 1
        page.mouse.move(420 + turn * 7 % 500, 820 - turn * 5 % 300)
    page.mouse.up()
    seen: list[float] = page.evaluate("window.frames_seen")
    return (len(seen) - 1) / (seen[-1] - seen[0]) * 1000


def drawn_and_panned(browser: Browser, file: Path, entities: int) -> tuple[float, float, str]:
    """Milliseconds until it is drawn, frames per second while dragged, and the counts shown."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(file.as_uri())
    page.wait_for_function("window.PG && PG.network.drawn")
    drawn = float(page.evaluate("PG.network.drawn"))
    page.wait_for_timeout(300)
    frames = frames_while_dragged(page)
    shown = str(page.locator("#counts").text_content()).split(" · ")[0]
    page.locator("#find").fill(f"e{entities - 1:05d}")
    page.locator("#find").press("Enter")
    page.wait_for_timeout(50)
    found = page.evaluate(f"PG.network.drawnIds().includes('e{entities - 1:05d}')")
    assert found, "the search does not reach the whole graph"
    if "of" in shown:
        assert "too many to draw together" in str(page.locator("#notices").text_content())
    page.close()
    return drawn, frames, shown


def main(runs: int) -> None:
    """Print the figures of every size, medians of the runs, with their aims."""
    from playwright.sync_api import sync_playwright

    from policygraph.page.document import page_of_graph
    from policygraph.page.network import BUNDLE_SHA256, bundle
    from tests.browser.chromium import executable
    from tests.page.worlds import large

    beside = len(bundle().encode())
    missed = False
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--disable-gpu"])
        print(
            f"Python {platform.python_version()}, Chromium {browser.version}, "
            f"pyvis {version('pyvis')} (bundle {BUNDLE_SHA256[:8]}, {beside / 1e6:.2f} MB), "
            f"seed {SEED}, {runs} runs, 1440x900"
        )
        for entities, claims, megabytes, milliseconds, frames in SIZES:
            collection = large(entities, claims, SEED)
            begin = time.perf_counter()
            html = page_of_graph(collection).html
            made = time.perf_counter() - begin
            file = Path(folder, "page.html")
            file.write_text(html, encoding="utf-8", newline="")
            empty = browser.new_page()
            empty.goto("about:blank")
            blank = frames_while_dragged(empty)
            empty.close()
            ran = [drawn_and_panned(browser, file, entities) for _ in range(runs)]
            size = (len(html.encode()) - beside) / 1e6
            drawn = statistics.median(run[0] for run in ran)
            panned = statistics.median(run[1] for run in ran)
            busy = blank < 50  # The times of a busy machine say nothing about the page.
            missed |= not busy and (drawn > milliseconds or panned < frames)
            missed |= megabytes is not None and size > megabytes
            aim = f" (aim: under {megabytes} MB)" if megabytes else ""
            print(f"{entities:,} entities, {claims:,} claims; shown: {ran[0][2]}")
            print(f"  made in             {made:.1f} s")
            print(f"  without the bundle  {size:.2f} MB{aim}")
            print(f"  drawn after         {drawn:.0f} ms (aim: {milliseconds} or less)")
            print(
                f"  while dragged       {panned:.0f} frames/s (aim: {frames} or more; "
                f"a blank page: {blank:.0f})"
            )
        browser.close()
    if missed:
        sys.exit("an aim was missed")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
