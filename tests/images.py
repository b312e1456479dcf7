"""Takes the pictures of the page for the documents: ``python tests/images.py``.

Each picture shows a page of the curated graph in a window of the system's Chromium, with a
palette that keeps it small. Its pixels depend on fonts and the browser's version, so look at
the pictures; no test compares them.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser import chromium, pages
from tests.browser.visitor import Visitor
from tests.documents import ROOT

FOLDER = ROOT / "docs" / "images"
#: No picture may be larger, in bytes.
MOST = 150_000
SIZE = (1440, 860)

#: File name: start and end of the page, its selection, whether it is dark.
PICTURES: dict[str, tuple[tuple[str, ...], str, bool]] = {
    "paths.png": (("United States", "DeepSeek"), "path=2", False),
    "network.png": (
        ("DeepSeek",),
        "view=network&select=edge:deepseek|possesses|h100",
        False,
    ),
    "time.png": (("Huawei",), "view=time&select=entity:huawei", True),
}


def small(png: bytes) -> bytes:
    """The picture with a palette of 256 colours, including the rare ones of lines and signs."""
    from PIL import Image

    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def taken(visitor: Visitor, ends: tuple[str, ...], fragment: str, dark: bool) -> bytes:
    """The picture of a page of the curated graph."""
    page = visitor(pages.of_curated(*ends), fragment, size=SIZE, dark=dark)
    page.wait_for_timeout(500)
    return small(page.screenshot())


if __name__ == "__main__":
    if reason := chromium.missing():
        sys.exit(reason)
    FOLDER.mkdir(exist_ok=True)
    with chromium.launched() as browser, tempfile.TemporaryDirectory() as folder:
        visitor = Visitor(browser, Path(folder))
        for name, (ends, fragment, dark) in PICTURES.items():
            data = taken(visitor, ends, fragment, dark)
            (FOLDER / name).write_bytes(data)
            sys.stderr.write(f"{name}: {len(data)} bytes\n")
            if len(data) > MOST:
                sys.exit(f"{name} is larger than {MOST} bytes; choose a smaller view")
        visitor.close()
        if visitor.problems:
            sys.exit("\n".join(visitor.problems))
