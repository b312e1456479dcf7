"""The notebooks in docs/: execute them in a kernel, and write equal runs as equal bytes.

A committed notebook holds its outputs, so that a reader need not run it. It leaves out
everything that differs between runs or machines: timings, the versions of Python and of its
parts. After an intended change, ``python tests/notebooks.py`` rewrites the outputs (it needs
the extra ``notebook``); ``--check`` only compares.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
#: The metadata of a notebook: its language, without a version.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed(path: Path) -> str:
    """A notebook's text with the current outputs of its cells; raises an error of a cell."""
    nbformat: Any = import_module("nbformat")
    nbclient: Any = import_module("nbclient")
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(ROOT)}},
    )
    client.execute()
    return written(notebook)


def written(notebook: dict[str, Any]) -> str:
    """The text of a notebook in the form in which it is committed."""
    cells = [cell | {"id": f"cell-{n:02d}", "metadata": {}}
             for n, cell in enumerate(notebook["cells"], 1)]  # fmt: skip
    whole = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def code(path: Path) -> list[str]:
    """The source of each code cell."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


if __name__ == "__main__":
    changed = False
    for notebook in NOTEBOOKS:
        before, after = notebook.read_text(encoding="utf-8"), executed(notebook)
        if after != before:
            changed = True
            if "--check" not in sys.argv:
                notebook.write_text(after, encoding="utf-8", newline="\n")
            verb = "differs" if "--check" in sys.argv else "written"
            sys.stderr.write(f"{notebook.relative_to(ROOT)}: {verb}\n")
    sys.exit(3 if changed and "--check" in sys.argv else 0)
