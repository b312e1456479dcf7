"""What ``show`` gives: an entity, a claim or a source, with what is said about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policygraph.analyses.show import Shown, Statement
from policygraph.render.markdown import escape, evidence_item, footnotes, note_mark
from policygraph.render.prose import (
    Page,
    Sources,
    citation,
    corroborated,
    evidence,
    sentence_case,
)
from policygraph.render.views import View

_COLUMNS = (
    "role", "claim", "sentence", "polarity", "modality", "likelihood", "attributed_to", "start",
    "end", "source", "locator", "against", "note",
)  # fmt: skip


def shown_view(shown: Shown) -> View:
    """The record in every shape; JSON lines and rows give one claim each."""
    data = shown.as_dict()
    grouped = _groups(shown)
    return View(
        data=data,
        records=[statement.as_dict() for _, _, group in grouped for statement in group],
        columns=_COLUMNS,
        rows=[_row(role, statement) for role, _, group in grouped for statement in group],
        text=lambda page: _text(shown, page),
        markdown=lambda: _markdown(shown),
    )


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
    by = statement.cited.attributed_to
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


def _heading(shown: Shown) -> tuple[str, list[str]]:
    """The title, and lines about the record itself."""
    if shown.entity is not None:
        entity = shown.entity
        lines = [f"{entity.id} · {shown.type_label}"]
        if entity.description:
            lines.append(entity.description)
        if entity.aliases:
            lines.append("also: " + ", ".join(alias.text for alias in entity.aliases))
        addresses = [f"Wikidata {entity.wikidata}"] if entity.wikidata else []
        addresses += entity.same_as
        if addresses:
            lines.append("same as: " + ", ".join(addresses))
        for judgement in shown.judgements:
            verdict = "the same as" if judgement.same else "not the same as"
            other = judgement.right if judgement.left == entity.id else judgement.left
            lines.append(f"{verdict} {other}: {judgement.why} ({judgement.by}, {judgement.date})")
        return entity.label.text, lines
    if shown.claim is not None:
        return f"Claim {shown.claim.id}", []
    assert shown.source is not None
    lines = [f"{shown.source.id} · {shown.source.kind}", citation(shown.source)]
    if shown.source.origin:
        lines.append(f"passes on: {shown.source.origin}")
    return shown.source.title, lines


def _text(shown: Shown, page: Page) -> str:
    sources = Sources()
    title, lines = _heading(shown)
    out = [page.paragraph(title, role="title")]
    out += [page.paragraph(line, role="faint") for line in lines]
    for _, heading, statements in _groups(shown):
        if statements:
            out.append("\n" + page.paragraph(heading, role="title"))
            out += [_statement_text(statement, page, sources) for statement in statements]
    listed = sources.listed()
    if listed:
        out.append("\n" + page.paragraph("Sources", role="title"))
        out += [page.paragraph(line, first=f"[{number}] ") for number, line in listed]
    else:
        out.append("\nNo claim is about it.\n")
    return "".join(out)


def _statement_text(statement: Statement, page: Page, sources: Sources) -> str:
    claim = statement.cited.claim
    role = "" if claim.affirms else "against"
    sentence = sentence_case(statement.cited.sentence)
    out = [page.paragraph(sentence, first="  - ", role=role)]
    out.append(page.paragraph(evidence(statement.cited, sources), first="    ", role="faint"))
    if claim.note:
        out.append(page.paragraph(f"({claim.note})", first="    ", role="faint"))
    if claim.withdrawn:
        out.append(page.paragraph(f"withdrawn {claim.withdrawn}", first="    ", role="against"))
    for cited in statement.against:
        verb = _opposes(statement, cited.claim.id, cited.claim.affirms)
        out.append(page.paragraph(f"{verb} {cited.claim.id}: {cited.sentence}", first="    ! ",
                                  role="against"))  # fmt: skip
    counted = corroborated(statement.support, statement.opposition)
    if counted:
        out.append(page.paragraph(counted, first="    = ", role="faint"))
    return "".join(out)


def _opposes(statement: Statement, other: str, other_affirms: bool) -> str:
    if other in statement.cited.claim.disputes:
        return "disputes"
    return "contradicts" if not statement.cited.claim.affirms and other_affirms else "against it"


def _markdown(shown: Shown) -> str:
    sources = Sources()
    title, lines = _heading(shown)
    out = [f"# {escape(title)}\n\n", *(f"{escape(line)}\n\n" for line in lines)]
    for _, heading, statements in _groups(shown):
        if not statements:
            continue
        out.append(f"## {escape(heading)}\n\n")
        for statement in statements:
            cited = statement.cited
            sentence = escape(sentence_case(cited.sentence))
            out.append(f"- {sentence}{note_mark(cited, sources)}\n")
            out.append(f"    - {evidence_item(cited, sources)}\n")
            for other in statement.against:
                verb = _opposes(statement, other.claim.id, other.claim.affirms)
                words = escape(f"{other.claim.id}: {other.sentence}")
                out.append(f"    - **{verb}** {words}{note_mark(other, sources)}\n")
            counted = corroborated(statement.support, statement.opposition)
            if counted:
                out.append(f"    - {counted}\n")
        out.append("\n")
    return "".join(out) + footnotes(sources)
