"""Edition: what a release is called, and what is known of it.

Only the curated graph has a version, a day of release and a licence of this project's;
whoever publishes a graph of their own says these things of it, nothing here guesses them.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from policygraph.environment import CURATED
from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.version import RELEASED, VERSION

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "The policygraph authors"


@dataclass(frozen=True, slots=True)
class Edition:
    """A release: its IRI and title; the rest is None where it is not known."""

    iri: str
    title: str
    version: str | None = None
    issued: str | None = None
    licence: str | None = None
    publisher: str | None = None


def edition_of(collection: Collection) -> Edition:
    """The edition of a collection: the curated one, or one named for its datasets.

    A union with other datasets is not the curated graph. Nor is a part of it, but that
    cannot be seen here: the command line releases no parts.
    """
    datasets = collection.datasets
    if datasets == (CURATED,):
        return Edition(iris.release_iri(VERSION), CURATED, VERSION, RELEASED, LICENCE, PUBLISHER)
    named = [dataset for dataset in datasets if dataset] or ["graph"]
    return Edition(
        iris.BASE + "dataset/" + "+".join(quote(dataset, safe="") for dataset in named),
        " + ".join(named),
    )
