"""A dataset of an older form of tables, brought to the newest.

From form 1 to 2 no row changes: whatever a table of form 1 may hold, one of form 2 may hold with
the same meaning. What is missing is ``dataset.toml``, which says the form and the name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from policygraph.errors import Fault, InvalidData, LocationError, UsageError
from policygraph.model.records import About
from policygraph.tables import locations
from policygraph.tables.dataset_file import (
    FILE,
    FORM,
    DatasetFile,
    dataset_file,
    parse_dataset_file,
    read_dataset_file,
)
from policygraph.tables.folder import read_dataset
from policygraph.tables.ontology import read_ontology
from policygraph.tables.row_writer import write_file

_FORM_LINE = re.compile(rb"(?m)^([ \t]*tables[ \t]*=[ \t]*)\d+")


@dataclass(frozen=True)
class Migration:
    """What a migration changes: the file and its new bytes; None where nothing is to be done."""

    path: Path
    data: bytes | None


def plan_migration(
    folder: Path, name: str = "", about: About | None = None, ontology: Path | None = None
) -> Migration:
    """What brings the tables of a folder to the newest form; nothing is written.

    ``name`` and ``about`` are what its ``dataset.toml`` will say; by default the name of the
    folder. Raises :class:`InvalidData` for the faults of its rows, and :class:`UsageError` if a
    name or anything else is given for a folder that has the file already.
    """
    if not folder.is_dir():
        raise LocationError(f"{folder}: no such dataset folder; name a folder with entities.csv")
    if locations.is_store(folder):
        raise UsageError(f"{folder}: is a store; build it again from its migrated datasets")
    path, about = folder / FILE, about or About()
    core = locations.ontology_folder(ontology) / "policygraph.ttl"
    extension = folder / "ontology.ttl"
    terms = read_ontology(core, [extension] if locations.present(extension) else [])
    faults = read_dataset(folder, folder.name, terms).faults
    if faults:
        raise InvalidData(sorted(faults))
    if locations.present(path):
        if name or about != About():
            raise UsageError(f"{locations.shown(path)}: is there already; edit it")
        data = path.read_bytes()
        if read_dataset_file(folder).about.tables == FORM:
            return Migration(path, None)
        return Migration(path, _FORM_LINE.sub(rb"\g<1>%d" % FORM, data, count=1))
    own = locations.as_utf8(folder.resolve().name)
    data = dataset_file(unicodedata.normalize("NFC", name or own), about)
    wrong: list[Fault] = []
    if parse_dataset_file(data, locations.shown(path), wrong) == DatasetFile() or wrong:
        raise InvalidData(wrong)
    return Migration(path, data)


def migrate(migration: Migration) -> bool:
    """Write what a migration changes, in one step; whether anything was written."""
    return migration.data is not None and write_file(migration.path, migration.data)
