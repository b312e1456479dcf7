"""What ``info`` gives: the counts of a graph."""

from __future__ import annotations

from collections.abc import Mapping

from policygraph.analyses.info import Summary
from policygraph.render.sentence import counted
from policygraph.render.tree import Document, Paragraph
from policygraph.render.views import View

_COLUMNS = ("group", "name", "count")
#: How many of a group are listed; the rest is counted.
_SHOWN = 12


def info_view(summary: Summary) -> View:
    """The counts in every shape."""
    rows = [
        {"group": group, "name": name, "count": count}
        for group, counts in _groups(summary)
        for name, count in counts.items()
    ]
    data = summary.as_dict()
    return View(data, [data], _COLUMNS, rows, lambda: info_document(summary))


def info_document(summary: Summary) -> Document:
    """The counts in sentences."""
    lines = _lines(summary)
    for group, counts in _groups(summary)[1:]:
        shown = [f"{name} {count}" for name, count in list(counts.items())[:_SHOWN]]
        if len(counts) > _SHOWN:
            shown.append(f"and {len(counts) - _SHOWN} more (--format table)")
        lines.append(f"{group}: {', '.join(shown)}")
    blocks = tuple(Paragraph((line,)) for line in lines)
    return Document(" + ".join(summary.datasets), blocks)


def _groups(summary: Summary) -> list[tuple[str, Mapping[str, int]]]:
    whole = {
        "entities": summary.entities,
        "claims": summary.claims,
        "sources": summary.sources,
        "edges": summary.edges,
        "contested edges": summary.contested,
        "denied claims": summary.denied,
        "withdrawn claims": summary.withdrawn,
        "drafts": summary.drafts,
    }
    return [
        ("whole", whole),
        ("types", summary.by_type),
        ("relations", summary.by_relation),
        ("modalities", summary.by_modality),
        ("sources", summary.by_source),
    ]


def _lines(summary: Summary) -> list[str]:
    lines = [
        f"{summary.entities} entities, {summary.claims} claims from {summary.sources} sources, "
        f"{summary.edges} edges of which {summary.contested} contested; {summary.denied} claims "
        f"deny, {summary.withdrawn} are withdrawn."
    ]
    for dataset, texts in summary.about.items():
        said = ", ".join(f"{key} {text}" for key, text in texts.items())
        lines.append(f"{dataset}: {said}.")
    if summary.drafts:
        lines.append(f"{counted(summary.drafts, 'draft')}, which no answer counts.")
    first, last = summary.first_date, summary.last_date
    if first or last:
        words = (f"from {first}" if first else "", f"to {last}" if last else "")
        lines.append(f"Dates {' '.join(word for word in words if word)}.")
    if summary.store is not None:
        store, edges = summary.store, max(summary.edges, 1)
        near, seen = store["graph_bytes"], store["evidence_bytes"]
        lines.append(
            f"A store of form {store['version']}: {store['files']} files of "
            f"{store['bytes'] / 1e6:.1f} MB; a search runs over {(near + seen) / edges:.1f} "
            f"bytes for each edge, {near / edges:.1f} of adjacency and {seen / edges:.1f} of "
            "what filters see."
        )
    engines = ", ".join(summary.engines)
    lines.append(f"Ontology {summary.ontology_version}; engines available: {engines}.")
    if summary.patterns:
        named = ", ".join(f"@{name}" for name in summary.patterns)
        lines.append(f"Named patterns: {named}.")
    return lines
