"""Checks of content that only ``check`` makes: what loads, but is destroyed, doubtful or double."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from policygraph.checks.identities import check_names
from policygraph.errors import Fault
from policygraph.model.collection import Collection


def check_content(collection: Collection, folders: Sequence[Path]) -> list[Fault]:
    """The faults and warnings of a collection and of the tables in its dataset folders."""
    return [*check_names(collection)]
