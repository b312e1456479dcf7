"""Opening folders, one of them a store, as one collection; the others are checked."""

from __future__ import annotations

from pathlib import Path

from policygraph.errors import Fault, UsageError
from policygraph.model.collection import Collection
from policygraph.store.format.array_file import SUFFIX
from policygraph.store.format.contents import damaged
from policygraph.store.format.header import read_header, verify
from policygraph.store.overlay.overlay import open_overlay
from policygraph.store.reading.collection import open_store
from policygraph.tables.folder import read_datasets
from policygraph.tables.locations import Locations
from policygraph.tables.ontology import read_ontology


def open_located(located: Locations) -> tuple[Collection, tuple[Path, ...], list[Fault]]:
    """The store among the folders with the other datasets above it, and their faults.

    Also returned are the files of the ontology in use. The datasets of the store come first,
    wherever it is named. The store has its own ontology: naming another one is a
    :class:`UsageError`, and so is naming two stores.
    """
    store = _store_of(located)
    collection = open_store(store)
    _check_ontology(store, collection.vocabulary[0], located)
    vocabulary = (*collection.vocabulary, *located.extensions)
    if not located.datasets:
        return collection, vocabulary, []
    core, *extensions = vocabulary
    terms = read_ontology(core, extensions)
    tables = read_datasets(located.datasets, terms, collection.datasets)
    whole, faults = open_overlay(collection, terms, tables)
    return whole, vocabulary, faults


def verify_all(located: Locations) -> tuple[int, list[Fault]]:
    """Compare the files of the store with their checksums, and check what they hold.

    Returns the number of files, and the faults. Contents are checked only if all checksums hold.
    """
    store = _store_of(located)
    header = read_header(store)
    faults = verify(store)
    if not faults:
        opened = open_store(store)
        found = damaged(opened.files.arrays, opened.ontology, len(opened.datasets))
        for name, what in found:
            path = opened.files.folder / f"{name}{SUFFIX}"
            faults.append(Fault(path.as_posix(), 0, "", what, "build the store again"))
    return len(header.files), faults


def _store_of(located: Locations) -> Path:
    stores = located.stores
    if len(stores) > 1:
        first, second = stores[:2]
        raise UsageError(f"{first} and {second} are both stores; build one of their datasets")
    return stores[0]


def _check_ontology(store: Path, core: Path, located: Locations) -> None:
    named = located.named.ontology
    if not named:
        return
    if not located.core.is_file() or located.core.read_bytes() != core.read_bytes():
        what = f"{store} was built with another ontology than {named}"
        raise UsageError(f"{what}; build it again, or name no ontology")
