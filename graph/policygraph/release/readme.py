"""The README of a release: which file is for whom, and a first command for each."""

from __future__ import annotations

from policygraph.formats import FORMATS
from policygraph.release.artefacts import ARTEFACTS, DESCRIPTION, Artefact
from policygraph.release.edition import Edition

_DESCRIPTION = (
    DESCRIPTION,
    "catalogues: what is in the files above, counted (VoID), and each file with its media "
    "type and size in bytes (DCAT)",
    f"rapper -i turtle -c {DESCRIPTION}",
    "`apt install raptor2-utils`",
)


def write_readme(edition: Edition) -> bytes:
    """The README as Markdown."""
    entries = [
        *((_shown(each), each.readers, each.command, each.needs) for each in ARTEFACTS),
        _DESCRIPTION,
    ]
    lines = [
        f"# {_plain(edition.title)}" + (f" {edition.version}" if edition.version else ""),
        "",
        "Generated from the dataset by `policygraph export all -o FOLDER`, this page too, and",
        "compared byte for byte by `policygraph export all --check FOLDER`: edit the tables, not",
        "these files.",
        "",
        "| file | for |",
        "| --- | --- |",
        *(f"| [`{path}`]({path}) | {readers} |" for path, readers, _, _ in entries),
        "",
        "A denied claim is never a plain triple or an edge. It is a node of its own in the linked",
        "data, a record of its own in KGX, and named on the edge that it contests elsewhere.",
        "",
        "## First commands",
        "",
        "To be run in this folder.",
    ]
    for path, _, command, needs in entries:
        lines += ["", f"`{path}` ({needs}):", "", "```sh", command, "```"]
    if edition.licence:
        lines += ["", "## Licence", "", f"CC BY 4.0, <{edition.licence}>: {edition.publisher}."]
    return "".join(f"{line}\n" for line in lines).encode()


def _shown(artefact: Artefact) -> str:
    return artefact.path + ("/" if FORMATS[artefact.format].folder else "")


def _plain(text: str) -> str:
    """A title without what Markdown would read as a mark; a dataset may have any name."""
    return "".join(
        f"\\{char}" if char in "\\`*_[]<>#&" else char for char in " ".join(text.split())
    )
