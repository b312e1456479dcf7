"""What ``timeline`` gives: what is said of an entity, by date."""

from __future__ import annotations

from policygraph.analyses.timeline import Entry, Timeline
from policygraph.render.citations import Citations
from policygraph.render.evidence import (
    against_item,
    claim_ids,
    claim_item,
    more_against_items,
    untold,
)
from policygraph.render.question import asked
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import AGAINST, ASIDE, Block, Document, Heading, Item, Items, Paragraph
from policygraph.render.views import View

_COLUMNS = (
    "date", "earliest", "latest", "what", "polarity", "subject", "relation", "object",
    "sentence", "claims", "against",
)  # fmt: skip

#: What a date is, in words.
_WORDS = {"event": "{}", "start": "from {}", "span": "in {}", "end": "until {}"}


def timeline_view(found: Timeline) -> View:
    """The timeline in every shape; rows and JSON lines give one entry each, undated ones last."""
    data = found.as_dict()
    return View(
        data,
        [*data["entries"], *data["undated"]],
        _COLUMNS,
        [_row(entry) for entry in (*found.entries, *found.undated)],
        lambda: timeline_document(found),
    )


def timeline_document(found: Timeline) -> Document:
    """The entries by date, then those without one."""
    citations = Citations()
    dated = counted(len(found.entries), "dated entry", "dated entries")
    counts = f"{dated}, {len(found.undated)} without a date; {untold(found.untold, found.cut)}"
    filters = asked(found.filters)
    words = f"{sentence_case(counts)} {sentence_case(filters) if filters else ''}".rstrip()
    blocks: list[Block] = [Paragraph((words,), ASIDE)]
    if found.reason is not None:
        blocks.append(Paragraph((sentence_case(found.reason),)))
    if found.entries:
        blocks.append(Items(tuple(_dated(entry, citations) for entry in found.entries)))
    if found.undated:
        blocks.append(Heading(2, ("Without a date",)))
        blocks.append(Items(tuple(_undated(entry, citations) for entry in found.undated)))
    title = f"Timeline: {found.entity.name}"
    return Document(title, tuple(blocks), sources=citations.sources())


def _row(entry: Entry) -> dict[str, object]:
    values = entry.as_dict()
    return {
        **{name: values[name] for name in ("date", "earliest", "latest", "what", "polarity")},
        "subject": entry.subject.label,
        "relation": entry.relation[0],
        "object": entry.object.label,
        "sentence": entry.sentence,
        "claims": claim_ids(entry.claims),
        "against": claim_ids(entry.against),
    }


def _dated(entry: Entry, citations: Citations) -> Item:
    assert entry.date is not None and entry.what is not None
    when = _WORDS[entry.what].format(entry.date.text)
    under = [
        claim_item(cited, citations, cited.sentence if cited.sentence != entry.sentence else "")
        for cited in entry.claims
    ]
    # One that disputes another of the same entry is listed above already.
    under += [against_item(c, citations) for c in entry.against if c not in entry.claims]
    under += more_against_items(entry.more_against)
    return Item((f"{when}: {sentence_case(entry.sentence)}",), tuple(under))


def _undated(entry: Entry, citations: Citations) -> Item:
    ids = ", ".join(cited.claim.id for cited in entry.claims)
    contested = ", contested" if entry.against else ""
    words = f"{sentence_case(entry.sentence)} ({ids}{contested})"
    marks = citations.marks(cited.source for cited in entry.claims)
    under = tuple(
        claim_item(cited, citations, cited.sentence)
        for cited in entry.claims
        if cited.sentence != entry.sentence
    )
    return Item((words, *marks), under, kind="" if entry.affirmed else AGAINST)
