"""Where the ontology, the curated data and other datasets are found.

One order for both: what the caller names, the environment variable, the checkout
the package runs from, the bundle inside the installed package.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from policygraph.environment import GRAPH_VARIABLE, ONTOLOGY_VARIABLE
from policygraph.errors import LocationError

#: The file by which a store is known.
STORE_HEADER = "header.json"

_PACKAGE = Path(__file__).resolve().parents[1]


def graph_folders(given: Sequence[str | Path] = ()) -> tuple[Path, ...]:
    """The dataset folders to load, each once, in the order given.

    ``POLICYGRAPH_GRAPH`` may name several, separated as in ``PATH``.
    """
    named = [Path(folder) for folder in given]
    if not named:
        variable = os.environ.get(GRAPH_VARIABLE, "")
        named = [Path(folder) for folder in variable.split(os.pathsep) if folder]
    if not named:
        named = [_shipped("data")]
    folders: dict[Path, Path] = {}
    for folder in named:
        if not folder.is_dir():
            raise LocationError(
                f"{folder}: no such dataset folder; name a folder with entities.csv"
            )
        folders.setdefault(folder.resolve(), folder)
    return tuple(folders.values())


def is_store(folder: Path) -> bool:
    """Whether a folder is a store that was built of datasets: it has a header, and no tables."""
    return (folder / STORE_HEADER).is_file()


def ontology_folder(given: str | Path | None = None) -> Path:
    """The folder of the core ontology."""
    folder = Path(given or os.environ.get(ONTOLOGY_VARIABLE) or _shipped("ontology"))
    if not folder.is_dir():
        raise LocationError(
            f"{folder}: no such ontology folder; name a folder with policygraph.ttl"
        )
    return folder


def ontology_files(
    folders: Sequence[str | Path] = (), given: str | Path | None = None
) -> tuple[Path, ...]:
    """The Turtle files of the ontology in use: the core, then what each dataset adds."""
    core = ontology_folder(given) / "policygraph.ttl"
    named = graph_folders(folders)
    return core, *(path for folder in named if (path := folder / "ontology.ttl").is_file())


def shown(path: Path) -> str:
    """A path as messages give it: as the caller named it, or from here if it lies below.

    An absolute path below the working folder is shortened; no other is, so that
    whoever reads a fault can open the file.
    """
    if path.is_absolute():
        with suppress(ValueError):
            path = path.relative_to(Path.cwd())
    return path.as_posix()


def dataset_name(folder: Path) -> str:
    """The name a dataset goes by: ``policygraph`` for the curated one, else its folder's."""
    resolved = folder.resolve()
    if resolved == _shipped("data").resolve():
        return "policygraph"
    return resolved.name


def _shipped(name: str) -> Path:
    checkout = _PACKAGE.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return _PACKAGE / "bundle" / name
