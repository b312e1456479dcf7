"""Folders, one of them a store, as one collection: opened, and what is given beside judged."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from policygraph.environment import ONTOLOGY_VARIABLE
from policygraph.errors import Fault, UsageError
from policygraph.model.collection import Collection
from policygraph.store.header import read_header, verify
from policygraph.store.overlay import overlaid
from policygraph.store.view import open_store
from policygraph.tables import locations
from policygraph.tables.folder import read_dataset
from policygraph.tables.ontology import read_ontology


def open_with(
    folders: Sequence[Path], ontology: str | Path | None
) -> tuple[Collection, list[Fault]]:
    """The store among folders with the datasets of the others on top, and their faults.

    The store's datasets come first, wherever it is named. It has its own ontology: another
    one that is named is a :class:`UsageError`, and so are two stores.
    """
    store, others = _apart(folders)
    collection = open_store(store)
    _check_ontology(store, collection.vocabulary[0], ontology)
    if not others:
        return collection, []
    core, *extensions = vocabulary_of(folders)
    terms = read_ontology(core, extensions)
    tables = [read_dataset(folder, locations.dataset_name(folder), terms) for folder in others]
    return overlaid(collection, terms, tables)


def vocabulary_of(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The ontology's files that a store was built with, and those of the datasets beside it."""
    store, others = _apart(folders)
    own = sorted((store / read_header(store).content / "ontology").glob("*.ttl"))
    return *own, *(path for folder in others if (path := folder / "ontology.ttl").is_file())


def verify_all(folders: Sequence[Path]) -> tuple[int, list[Fault]]:
    """Compare the files of the store among folders with their checksums: how many, and faults."""
    store, _ = _apart(folders)
    return len(read_header(store).files), verify(store)


def _apart(folders: Sequence[Path]) -> tuple[Path, list[Path]]:
    stores = [folder for folder in folders if locations.is_store(folder)]
    if len(stores) > 1:
        first, second = stores[:2]
        raise UsageError(f"{first} and {second} are both stores; build one of their datasets")
    return stores[0], [folder for folder in folders if folder != stores[0]]


def _check_ontology(store: Path, core: Path, given: str | Path | None) -> None:
    named = given or os.environ.get(ONTOLOGY_VARIABLE)
    if not named:
        return
    file = locations.ontology_folder(named) / "policygraph.ttl"
    if not file.is_file() or file.read_bytes() != core.read_bytes():
        what = f"{store} was built with another ontology than {named}"
        raise UsageError(f"{what}; build it again, or name no ontology")
