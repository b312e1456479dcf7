"""What ``info`` gives: the counts of a graph."""

from __future__ import annotations

from collections.abc import Mapping

from policygraph.analyses.info import Summary
from policygraph.render.markdown import escape
from policygraph.render.prose import Page
from policygraph.render.views import View

_COLUMNS = ("group", "name", "count")
#: Groups longer than this are cut in prose, and the cut is said.
_SHOWN = 12


def summary_view(summary: Summary) -> View:
    """The counts in every shape."""
    groups = _groups(summary)
    rows = [
        {"group": group, "name": name, "count": count}
        for group, counts in groups
        for name, count in counts.items()
    ]

    def prose(page: Page) -> str:
        out = [page.paragraph(" + ".join(summary.datasets), role="title")]
        out += [page.paragraph(line) for line in _lines(summary)]
        for group, counts in groups[1:]:
            shown = [f"{name} {count}" for name, count in list(counts.items())[:_SHOWN]]
            if len(counts) > _SHOWN:
                shown.append(f"and {len(counts) - _SHOWN} more (--format table)")
            out.append(page.paragraph(", ".join(shown), first=f"{group}: ", rest="  "))
        return "".join(out)

    def markdown() -> str:
        out = [f"# {escape(' + '.join(summary.datasets))}\n\n"]
        out += [f"{escape(line)}\n\n" for line in _lines(summary)]
        out.append("| group | name | count |\n| --- | --- | ---: |\n")
        out += [f"| {r['group']} | {escape(str(r['name']))} | {r['count']} |\n" for r in rows]
        return "".join(out)

    return View(summary.as_dict(), [summary.as_dict()], _COLUMNS, rows, prose, markdown)


def _groups(summary: Summary) -> list[tuple[str, Mapping[str, int]]]:
    whole = {
        "entities": summary.entities,
        "claims": summary.claims,
        "sources": summary.sources,
        "edges": summary.edges,
        "contested edges": summary.contested,
        "denied claims": summary.denied,
        "withdrawn claims": summary.withdrawn,
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
    if summary.first_date:
        lines.append(f"Dates from {summary.first_date} to {summary.last_date}.")
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
    lines.append(f"Ontology {summary.ontology_version}; engines at hand: {engines}.")
    if summary.patterns:
        named = ", ".join(f"@{name}" for name in summary.patterns)
        lines.append(f"Named patterns: {named}.")
    return lines
