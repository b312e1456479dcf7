"""The ontology as a page of Markdown: what docs/ontology.md holds, generated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from policygraph.model.ontology import (
    Channel,
    EvidenceKind,
    Grade,
    NamedPattern,
    Need,
    Ontology,
    Relation,
)
from policygraph.render.relation import by_quantity, declared
from policygraph.render.writers.markdown import escape

_Ordered = TypeVar("_Ordered", Channel, EvidenceKind, Grade, Need)


def ontology_page(ontology: Ontology) -> str:
    """Tables of types, relations, modalities and likelihood terms, each sorted.

    Relations come with the way influence flows, the effect and the reason, and each way with its
    channel and grade, since those are what analysts will challenge.
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
            *map(_definition, relations),
            "",
            *_influence(ontology),
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
            *_evidence(ontology),
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


def _definition(relation: Relation) -> str:
    more = "; ".join(declared(relation))
    text = f"{relation.definition} ({more})" if more else relation.definition
    return f"- {_code(relation.id)}: {escape(text)}"


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


def _influence(ontology: Ontology) -> list[str]:
    """Ways, channels, composition, grades and needs, those that the ontology declares."""
    ways = [
        (
            _code(relation.id),
            "along" if along else "against",
            way.channel,
            way.effect,
            way.grade + (f"; {by_quantity(way)}" if way.thresholds else ""),
            way.why,
        )
        for relation in ontology.relations.values()
        for along, way in ((True, relation.along), (False, relation.against))
        if way
    ]
    channels = [
        (_code(c.id), _yes(c.act), _yes(c.counted), c.definition)
        for c in _ordered(ontology.channels)
    ]
    grades = [(_code(g.id), f"{g.weight:g}", g.definition) for g in _ordered(ontology.grades)]
    needs = [(_code(n.id), n.definition) for n in _ordered(ontology.needs)]
    composition = ontology.composition
    steps = [
        (state, channel, after, addressee)
        for (state, channel), (after, addressee) in (
            composition.transitions if composition else {}
        ).items()
    ]
    if composition:
        orders = {name: c.order for name, c in ontology.channels.items()}
        steps.sort(key=lambda s: (composition.states.index(s[0]), orders[s[1]]))
    return [
        *_section(
            f"## Ways ({len(ways)})",
            "What a step over a relation is: along its statement, or against it.",
            ("relation", "way", "channel", "effect", "grade", "why"),
            ways,
        ),
        *_section(
            "## Channels",
            "How influence gets from one entity to the next, in the order of answers.",
            ("channel", "act", "counted", "definition"),
            channels,
        ),
        *_section(
            "## Composition",
            "Which channel may follow which. A path of influence begins in the first state.",
            ("state", "channel", "next state", "addressee"),
            steps,
        ),
        *_section(
            "## Grade",
            "Ordered terms and numbers, a convention of this project.",
            ("grade", "weight", "definition"),
            grades,
        ),
        *_section("## Need", "", ("need", "definition"), needs),
    ]


def _evidence(ontology: Ontology) -> list[str]:
    kinds = [
        (
            _code(kind.id),
            f"{kind.likelihood:.2f}",
            ", ".join(sorted(kind.source_kinds)),
            kind.definition,
        )
        for kind in _ordered(ontology.evidence)
    ]
    return _section(
        "## Evidence",
        "A claim without a likelihood has the default of its modality, times that of its "
        "evidence, over that of the usual evidence.",
        ("evidence", "default", "kinds of source", "definition"),
        kinds,
    )


def _section(
    heading: str, text: str, header: Sequence[str], rows: Sequence[Sequence[object]]
) -> list[str]:
    """A heading, a sentence and a table; nothing where the table is empty."""
    said = [text, ""] if text else []
    return [heading, "", *said, *_table(header, rows), ""] if rows else []


def _ordered(terms: Mapping[str, _Ordered]) -> list[_Ordered]:
    return sorted(terms.values(), key=lambda term: (term.order, term.id))


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
