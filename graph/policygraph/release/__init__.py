"""What a release publishes: a collection in, relative file name to bytes out.

The files are those of :data:`policygraph.release.artefacts.ARTEFACTS`, ``void.ttl``,
which describes them for programs, and ``README.md``, which does so for people. All three
come from that one table. Nothing depends on the clock: dates are the data's and the
release's own.
"""

from __future__ import annotations

from policygraph.formats import FORMATS
from policygraph.formats.files import ONLY
from policygraph.model.collection import Collection
from policygraph.release.artefacts import ARTEFACTS, DESCRIPTION, README
from policygraph.release.description import write_description
from policygraph.release.edition import edition_of
from policygraph.release.readme import write_readme

#: What the names of a release's files match.
PATTERNS = (
    DESCRIPTION,
    README,
    *(
        f"{artefact.path}/{pattern}"
        for artefact in ARTEFACTS
        for pattern in FORMATS[artefact.format].files
    ),
    *(artefact.path for artefact in ARTEFACTS if not FORMATS[artefact.format].folder),
)


def release_files(collection: Collection) -> dict[str, bytes]:
    """Every file of a release, sorted by name; names use ``/``."""
    edition = edition_of(collection)
    written = {artefact: artefact.write(collection) for artefact in ARTEFACTS}
    files = {
        artefact.path if name == ONLY else f"{artefact.path}/{name}": data
        for artefact, parts in written.items()
        for name, data in parts.items()
    }
    files[DESCRIPTION] = write_description(collection, edition, written)
    files[README] = write_readme(edition)
    return dict(sorted(files.items()))
