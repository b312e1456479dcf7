"""What ``show`` gives: an entity, a claim, a source or a relation, with what is said about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policygraph.analyses.cited import Cited
from policygraph.analyses.show import Shown, Statement
from policygraph.model.names import isolated
from policygraph.render.citations import Citations, source_line
from policygraph.render.evidence import (
    more_against_items,
    statement_item,
    support_items,
    untold,
)
from policygraph.render.relation import relation_document, relation_view
from policygraph.render.sentence import sentence_case
from policygraph.render.tree import (
    AGAINST,
    ASIDE,
    Block,
    Document,
    Heading,
    Item,
    Items,
    Line,
    Paragraph,
)
from policygraph.render.views import View

_COLUMNS = (
    "role", "claim", "sentence", "polarity", "modality", "likelihood", "attributed_to", "start",
    "end", "source", "locator", "against", "note",
)  # fmt: skip


def show_view(shown: Shown) -> View:
    """The record in every shape; JSON lines and rows give one claim each."""
    if shown.relation is not None:
        return relation_view(shown.relation)
    grouped = _groups(shown)
    return View(
        data=shown.as_dict(),
        records=[statement.as_dict() for _, _, group in grouped for statement in group],
        columns=_COLUMNS,
        rows=[_row(role, statement) for role, _, group in grouped for statement in group],
        document=lambda: show_document(shown),
    )


def show_document(shown: Shown) -> Document:
    """The record itself, then the claims about it."""
    if shown.relation is not None:
        return relation_document(shown.relation)
    citations = Citations()
    title, lines = _heading(shown)
    blocks: list[Block] = [Paragraph(line, ASIDE) for line in lines]
    if shown.untold:
        blocks.append(Paragraph((sentence_case(untold(shown.untold, shown.reason)),), ASIDE))
    for _, heading, statements in _groups(shown):
        if statements:
            blocks.append(Heading(2, (heading,)))
            blocks.append(Items(tuple(_statement(one, citations) for one in statements)))
    sources = citations.sources()
    if not sources:
        blocks.append(Paragraph(("No claim is about it.",)))
    return Document(title, tuple(blocks), sources=sources)


def _groups(shown: Shown) -> list[tuple[str, str, list[Statement]]]:
    """(role, heading, claims): what is contested first, so that no one has to look for it."""
    if shown.entity is None:
        return [("claim", "Claims", list(shown.claims_out))]
    # A claim of an entity about itself is among both.
    out = {statement.cited.claim.id for statement in shown.claims_out}
    statements = [
        *shown.claims_out,
        *(statement for statement in shown.claims_in if statement.cited.claim.id not in out),
    ]
    doubted = [s for s in statements if not s.cited.claim.affirms or s.against]
    label = shown.entity.label.text
    return [
        ("disputed", "Denied or disputed", doubted),
        ("subject", f"What {label} does or is", _rest(shown.claims_out, doubted)),
        ("object", f"What is done to, or said of, {label}", _rest(shown.claims_in, doubted)),
        ("attributed", f"What {label} is cited as saying", _rest(shown.mentions, doubted)),
    ]


def _rest(statements: Iterable[Statement], shown: list[Statement]) -> list[Statement]:
    ids = {statement.cited.claim.id for statement in shown}
    return [statement for statement in statements if statement.cited.claim.id not in ids]


def _row(role: str, statement: Statement) -> dict[str, Any]:
    claim = statement.cited.claim
    by = statement.cited.speaker
    return {
        "role": role,
        "claim": claim.id,
        "sentence": statement.cited.sentence,
        "polarity": claim.polarity,
        "modality": claim.modality,
        "likelihood": claim.strength,
        "attributed_to": by.label if by else None,
        "start": claim.start,
        "end": claim.end,
        "source": claim.source,
        "locator": claim.locator,
        "against": "|".join(cited.claim.id for cited in statement.against),
        "note": claim.note,
    }


def _heading(shown: Shown) -> tuple[str, list[Line]]:
    """The title, and lines about the record itself."""
    if shown.entity is not None:
        entity = shown.entity
        lines = [f"{entity.id} · {shown.type_label}"]
        if entity.description:
            lines.append(entity.description)
        if entity.aliases:
            lines.append("also: " + ", ".join(isolated(alias.text) for alias in entity.aliases))
        if shown.former_ids:
            lines.append("former ids: " + ", ".join(shown.former_ids))
        addresses = [f"Wikidata {entity.wikidata}"] if entity.wikidata else []
        addresses += entity.same_as
        if addresses:
            lines.append("same as: " + ", ".join(addresses))
        for judgement in shown.judgements:
            verdict = "the same as" if judgement.same else "not the same as"
            left, right = judgement.left, judgement.right
            left, right = (right, left) if right == entity.id else (left, right)
            which = f"{verdict} {right}" if left == entity.id else f"{left} is {verdict} {right}"
            lines.append(f"{which}: {judgement.why} ({judgement.by}, {judgement.date})")
        return isolated(entity.label.text), [(line,) for line in lines]
    if shown.claim is not None:
        return f"Claim {shown.claim.id}", []
    assert shown.source is not None
    source = shown.source
    return source.title, [(f"{source.id} · {source.kind}",), source_line(source)]


def _statement(statement: Statement, citations: Citations) -> Item:
    item = statement_item(statement.cited, citations)
    under = []
    if statement.cited.claim.withdrawn:
        under.append(Item((f"withdrawn {statement.cited.claim.withdrawn}",), kind=AGAINST))
    for other in statement.against:
        words = f"{_opposes(statement, other)} {other.claim.id}: {other.sentence}"
        under.append(Item((words, *citations.marks((other.source,))), kind=AGAINST))
    under += more_against_items(statement.more_against)
    support = support_items(statement.support, statement.opposition)
    return Item(item.line, (*under, *support), item.kind)


def _opposes(statement: Statement, other: Cited) -> str:
    claim = statement.cited.claim
    if other.claim.id in claim.disputes:
        return "disputes"
    return "contradicts" if not claim.affirms and other.claim.affirms else "against it"
