"""Running the command line in this process, and small datasets to run it on."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policygraph.cli.main import run
from policygraph.tables.reader import CLAIM_COLUMNS, ENTITY_COLUMNS, SOURCE_COLUMNS

Row = dict[str, str]


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


def policygraph(*arguments: str | Path) -> Ran:
    """Run a command; its exit code and what it wrote."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = run([str(argument) for argument in arguments])
    texts = []
    for stream in streams:
        stream.flush()
        buffer = stream.buffer
        assert isinstance(buffer, io.BytesIO)
        texts.append(buffer.getvalue().decode())
    return Ran(code, *texts)


def dataset(
    folder: Path,
    *,
    entities: Sequence[Row] = (),
    claims: Sequence[Row] = (),
    title: str = "A title",
) -> Path:
    """A dataset folder with one source, ``note-2025``, over the core ontology."""
    (folder / "claims").mkdir(parents=True)
    source = {
        "id": "note-2025",
        "kind": "note",
        "title": title,
        "publisher": "Somebody",
        "published": "2025-03-01",
        "url": "https://example.org/note",
    }
    _write(folder / "entities.csv", ENTITY_COLUMNS, entities)
    _write(folder / "sources.csv", SOURCE_COLUMNS, [source])
    rows = [
        {
            "id": f"note-2025-{number}",
            "polarity": "affirmed",
            "modality": "stated",
            "locator": "p. 1",
        }
        | claim
        for number, claim in enumerate(claims, 1)
    ]
    _write(folder / "claims" / "note-2025.csv", CLAIM_COLUMNS, rows)
    return folder


def _write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
