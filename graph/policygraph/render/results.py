"""Which document a result is: the one place that knows the results and their renderings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from policygraph.presentation import Presented, register
from policygraph.render.writers import document_writer

if TYPE_CHECKING:
    from policygraph.render.tree import Document

#: The class of a result, and the module of this package that turns it into a document: by a
#: function of that module's name with ``_document`` after it.
RENDERINGS = {
    "Answer": "trace",
    "Audit": "audit",
    "AuditVerdicts": "verdicts",
    "CheckReport": "check",
    "Chokepoints": "chokepoints",
    "Common": "common",
    "Contradictions": "contradictions",
    "Coverage": "coverage",
    "Diff": "diff",
    "Dossier": "dossier",
    "Fragility": "fragility",
    "Matches": "find",
    "Ranking": "rank",
    "ReachResult": "reach",
    "Shown": "show",
    "Solutions": "query",
    "Statements": "query",
    "Summary": "info",
    "Timeline": "timeline",
    "Verdict": "query",
    "WhatIf": "whatif",
}


def document_of(result: Presented, ending: str = "") -> Document:
    """A result as a tree; a dossier names the command that writes its file with this ending."""
    name = RENDERINGS[type(result).__name__]
    function = getattr(import_module(f"policygraph.render.{name}"), f"{name}_document")
    given = (f"dossier{ending}",) if name == "dossier" and ending else ()
    document: Document = function(result, *given)
    return document


def _file(result: Presented, format: str) -> bytes:
    writer = document_writer(format)
    return writer.write(document_of(result, writer.ending))


def _notebook(result: Presented) -> str:
    from policygraph.render.writers.html import html_fragment

    return html_fragment(document_of(result), notebook=True)


def register_renderings() -> None:
    """Let results show themselves as files and in notebooks."""
    register(_file, _notebook)
