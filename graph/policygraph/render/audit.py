"""What ``audit`` gives: claims, each with its passage, and room for a verdict."""

from __future__ import annotations

from policygraph.analyses.audit import VERDICTS, Audit, Draw, Drawn
from policygraph.render.citations import Citations
from policygraph.render.evidence import claim_item
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import ASIDE, OPEN, SUPPORT, Block, Document, Item, Items, Paragraph
from policygraph.render.views import View
from policygraph.tables.verdict_sheet import SHEET_COLUMNS

#: Characters of a passage in one cell: a spreadsheet cuts more than 32,767 without a word.
CELL = 30_000


def audit_view(found: Audit) -> View:
    """The sample in every shape; rows and JSON lines give one claim each, to be judged."""
    data = found.as_dict()
    rows = [_row(number, drawn) for number, drawn in enumerate(found.claims, 1)]
    return View(data, data["claims"], SHEET_COLUMNS, rows, lambda: audit_document(found))


def audit_document(found: Audit) -> Document:
    """Each claim as its sentence, with its evidence and its passage, in the order drawn."""
    citations = Citations()
    shown = sum(drawn.passage.text is not None for drawn in found.claims)
    words = (
        f"{counted(len(found.claims), 'claim')} drawn of {_population(found)}, seed "
        f"{found.draw.seed}; {counted(shown, 'passage')} shown"
    )
    blocks: list[Block] = [Paragraph((sentence_case(words),), ASIDE)]
    items = tuple(_item(drawn, citations) for drawn in found.claims)
    if items:
        verdicts = ", ".join(VERDICTS)
        blocks.append(
            Paragraph((f"Judge of each whether it says what its passage says: {verdicts}.",))
        )
        blocks.append(Items(items, numbered=True))
    return Document("Audit", tuple(blocks), sources=citations.sources())


def _population(found: Audit) -> str:
    words = [f"{found.population:,}"]
    draw: Draw = found.draw
    if draw.sources:
        words.append(f"of {' or '.join(draw.sources)}")
    if draw.known_since is not None:
        words.append(f"known since {draw.known_since} or later")
    if draw.not_in is not None:
        words.append(f"not in {draw.not_in}")
    return " ".join(words)


def _item(drawn: Drawn, citations: Citations) -> Item:
    passage = drawn.passage
    if passage.text is None:
        under = Item((f"no passage: {passage.why}",), kind=OPEN)
    else:
        but = f" ({passage.why})" if passage.why else ""
        under = Item((f"passage{but}: {passage.text}",), kind=OPEN if but else SUPPORT)
    return Item((sentence_case(drawn.cited.sentence),), (claim_item(drawn.cited, citations), under))


def _row(number: int, drawn: Drawn) -> dict[str, object]:
    claim, source, passage = drawn.cited.claim, drawn.cited.source, drawn.passage
    text, why = passage.text, passage.why
    if text is not None and len(text) > CELL:
        why = "; ".join(filter(None, (why, f"cut after {CELL:,} of {len(text):,} characters")))
        text = text[:CELL]
    return {
        "number": number,
        "claim": claim.id,
        "sentence": drawn.cited.sentence,
        "modality": claim.modality,
        "likelihood": claim.strength,
        "start": claim.start,
        "end": claim.end,
        "passage": text,
        "passage_why": why,
        "verdict": None,
        "by": None,
        "why": None,
        "locator": claim.locator,
        "source": source.id,
        "title": source.title,
        "url": source.url,
        "note": claim.note,
        "claim_sha256": drawn.sha256,
    }
