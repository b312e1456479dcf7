"""The ontology as a page of Markdown: what docs/ontology.md holds, generated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policygraph.model.ontology import NamedPattern, Ontology, Relation
from policygraph.render.writers.markdown import escape


def ontology_page(ontology: Ontology) -> str:
    """Tables of types, relations, modalities and likelihood terms, each sorted.

    Relations come with the way influence flows, the effect and the reason, since those
    are what analysts will challenge.
    """
    types = [(_code(t.id), t.label, _code(t.parent), t.definition) for t in ontology.types.values()]
    modalities = [
        (_code(m.id), f"{m.default_likelihood:.2f}", _yes(m.assertable), m.phrase, m.denial)
        for m in sorted(ontology.modalities.values(), key=lambda m: m.order)
    ]
    terms = [
        (term.label, ", ".join(term.synonyms), f"{term.low:.0%} to {term.high:.0%}", term.middle)
        for term in ontology.likelihood_terms
    ]
    relations = ontology.relations.values()
    return "\n".join(
        [
            "# The vocabulary",
            "",
            f"Version {ontology.version}. Generated from `ontology/policygraph.ttl` by",
            "`python tests/documents.py`; edit that file, not this one. What each property of a",
            "relation means is in [data-model.md](data-model.md); how the terms relate to other",
            "vocabularies in [alignments.ttl](../ontology/alignments.ttl).",
            "",
            f"## Relations ({len(ontology.relations)})",
            "",
            *_table(
                ("relation", "reads", "from → to", "influence", "effect", "kind", "why"),
                [_relation(relation) for relation in relations],
            ),
            "",
            "## What they mean",
            "",
            *[f"- {_code(relation.id)}: {escape(relation.definition)}" for relation in relations],
            "",
            f"## Types ({len(ontology.types)})",
            "",
            *_table(("type", "label", "is a", "definition"), types),
            "",
            "## Modality",
            "",
            "The default likelihoods are this project's convention. Assertable modalities may",
            "become plain triples.",
            "",
            *_table(("modality", "default", "assertable", "said", "denied"), modalities),
            "",
            "## Likelihood",
            "",
            "The terms of ICD 203; a term stands for the middle of its range.",
            "",
            *_table(("term", "or", "range", "stands for"), terms),
            "",
            f"## Named patterns of paths ({len(ontology.patterns)})",
            "",
            "A pattern is asked for as `--pattern @name`, alone or within another; it reads from",
            "the start of a path to its end. How patterns are written is in [paths.md](paths.md).",
            "",
            *[line for pattern in ontology.patterns.values() for line in _pattern(pattern)],
        ]
    )


def _relation(relation: Relation) -> Sequence[object]:
    kind = "event" if relation.event else "state"
    hints = [
        hint
        for hint, holds in (
            ("functional", relation.functional),
            ("inverse functional", relation.inverse_functional),
            ("symmetric", relation.symmetric),
            ("acyclic", relation.acyclic),
        )
        if holds
    ]
    if relation.values_within:
        hints.append(f"values within each other by {relation.values_within}")
    parent = f" (a {_code(relation.parent)})" if relation.parent else ""
    return (
        _code(relation.id) + parent,
        relation.label,
        f"{', '.join(relation.domain)} → {', '.join(relation.range)}",
        relation.influence,
        relation.effect,
        ", ".join([kind, *hints]),
        relation.why,
    )


def _pattern(pattern: NamedPattern) -> list[str]:
    definition = escape(pattern.definition)
    return [f"### `@{pattern.id}`", "", definition, "", "```", pattern.pattern, "```", ""]


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return lines + ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]


def _cell(value: object) -> str:
    text = str(value)
    return text if text.startswith("`") else escape(text)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def _yes(value: bool) -> str:
    return "yes" if value else "no"
