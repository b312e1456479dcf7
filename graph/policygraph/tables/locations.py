"""Where the ontology, the curated data and other datasets are found.

One order for both: what the caller names, the environment variable, the checkout
the package runs from, the bundle inside the installed package.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from policygraph.environment import CURATED, NamedLocations
from policygraph.errors import LocationError, UsageError

#: The file that makes a folder a store.
STORE_HEADER = "header.json"

#: What systems and offices leave beside the files of others: the copies of attributes and the
#: views of folders that macOS writes, and the locks of Microsoft Office and LibreOffice.
_LEFTOVER = re.compile(r"\._|~\$|\.~lock\.|(__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini)\Z")

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Locations:
    """Where one graph is read from, resolved once: its folders and its ontology.

    ``folders`` are all that are loaded, each once, in the order given: ``stores`` and
    ``datasets``. ``ontology`` is the folder of the core ontology, which a store does not use.
    """

    named: NamedLocations
    folders: tuple[Path, ...]
    stores: tuple[Path, ...]
    ontology: Path

    @property
    def datasets(self) -> tuple[Path, ...]:
        """The folders that hold tables."""
        return tuple(folder for folder in self.folders if folder not in self.stores)

    @property
    def core(self) -> Path:
        """The Turtle file of the core ontology."""
        return self.ontology / "policygraph.ttl"

    @property
    def extensions(self) -> tuple[Path, ...]:
        """The Turtle files that the datasets add to the ontology."""
        files = (folder / "ontology.ttl" for folder in self.datasets)
        return tuple(filter(present, files))


def resolve(folders: Sequence[str | Path] = (), ontology: str | Path | None = None) -> Locations:
    """Find the folders of a graph and of its ontology; read the environment for what is not given.

    Without folders: those of ``POLICYGRAPH_GRAPH``, separated as in ``PATH``, else the
    curated dataset, which the name ``policygraph`` names too. Raises :class:`LocationError` for
    a folder that does not exist, and :class:`UsageError` for that name where it is also a
    dataset in the working folder.
    """
    named = NamedLocations.of(folders, ontology)
    found: dict[tuple[int, int] | Path, Path] = {}
    for folder in map(_folder, named.graph) if named.graph else (_shipped("data"),):
        if not folder.is_dir():
            raise LocationError(
                f"{folder}: no such dataset folder; name a folder with entities.csv"
            )
        # One folder may have several paths, by links or by how a name is composed.
        at = folder.stat()
        found.setdefault((at.st_dev, at.st_ino) if at.st_ino else folder.resolve(), folder)
    all_folders = tuple(found.values())
    stores = tuple(filter(is_store, all_folders))
    return Locations(named, all_folders, stores, _existing_ontology(named.ontology))


def _folder(named: str) -> Path:
    """The folder that a text names: the curated data by its name, another by its path."""
    path = Path(named)
    if named != CURATED:
        return path
    if is_store(path) or any(
        present(path / name) for name in ("claims", "dataset.toml", "entities.csv", "identity.csv")
    ):
        fix = f"write ./{CURATED} for the folder, or {_shipped('data')} for the data"
        what = "is both the name of the data that comes with policygraph, and a dataset here"
        raise UsageError(f"{CURATED}: {what}; {fix}")
    return _shipped("data")


def is_store(folder: Path) -> bool:
    """Whether a folder is a store that was built of datasets: it has a header, and no tables."""
    return (folder / STORE_HEADER).is_file()


def is_leftover(path: Path) -> bool:
    """Whether a file or folder was left by a system or an office, so that nothing reads it."""
    return _LEFTOVER.match(path.name) is not None


def present(path: Path) -> bool:
    """Whether something is at a path, even a link that leads nowhere or what cannot be read."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def unreadable(path: Path, *, folder: bool = False) -> tuple[str, str] | None:
    """Why what is present at a path is no readable file, or folder, and the fix; else None."""
    try:
        mode = path.stat().st_mode
        if folder and stat.S_ISDIR(mode):
            os.scandir(path).close()
        elif not folder and stat.S_ISREG(mode):
            path.open("rb").close()
        elif folder:
            return "is not a folder", "make it a folder with a table for each source"
        else:
            return "is not a file", "put the table there"
    except FileNotFoundError:
        return "is a link that leads nowhere", "fix or remove the link"
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "is a link that leads in a circle", "fix or remove the link"
        return f"cannot be read ({error.strerror})", "make it readable or remove it"
    return None


def ontology_folder(given: str | Path | None = None) -> Path:
    """The folder of the core ontology, where no graph is loaded."""
    return _existing_ontology(NamedLocations.of((), given).ontology)


def _existing_ontology(named: str | None) -> Path:
    folder = Path(named) if named else _shipped("ontology")
    if not folder.is_dir():
        raise LocationError(
            f"{folder}: no such ontology folder; name a folder with policygraph.ttl"
        )
    return folder


def shown(path: Path) -> str:
    """A path as messages give it: as the caller named it, or relative to the working folder.

    An absolute path below the working folder is shortened; no other is, so that
    whoever reads a fault can open the file.
    """
    if path.is_absolute():
        with suppress(ValueError):
            path = path.relative_to(Path.cwd())
    return as_utf8(path.as_posix())


def as_utf8(name: str) -> str:
    """The name of a file as UTF-8 can hold it: bytes that are not UTF-8 are escaped."""
    return name.encode(errors="backslashreplace").decode()


def _shipped(name: str) -> Path:
    checkout = _PACKAGE.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return _PACKAGE / "bundle" / name
