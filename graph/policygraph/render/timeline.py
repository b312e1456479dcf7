"""What ``timeline`` gives: what is said of an entity, by date."""

from __future__ import annotations

from policygraph.analyses.timeline import Entry, Timeline
from policygraph.render.outline import Outline, asked, claim_ids
from policygraph.render.prose import sentence_case
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
        lambda page: _outline(found).text(page),
        lambda: _outline(found).markdown(),
    )


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


def _outline(found: Timeline) -> Outline:
    out = Outline(f"Timeline: {found.entity.label}")
    dated, undated = len(found.entries), len(found.undated)
    counts = f"{dated or 'no'} dated entr{'y' if dated == 1 else 'ies'}, {undated} without a date"
    filters = asked(found.filters)
    told = f" {sentence_case(filters)}" if filters else ""
    out.paragraph(f"{sentence_case(counts + '; complete')}{told}", role="faint")
    if found.reason is not None:
        out.paragraph(sentence_case(found.reason))
    for entry in found.entries:
        assert entry.date is not None and entry.what is not None
        when = _WORDS[entry.what].format(entry.date.text)
        out.item(f"{when}: {sentence_case(entry.sentence)}")
        _tell(entry, out)
    if found.undated:
        out.heading("Without a date")
        for entry in found.undated:
            ids = ", ".join(cited.claim.id for cited in entry.claims)
            sources = {cited.source.id: cited.source for cited in entry.claims}
            contested = ", contested" if entry.against else ""
            said = f"{sentence_case(entry.sentence)} ({ids}{contested})"
            out.item(said, role="" if entry.affirmed else "against", sources=sources.values())
    return out


def _tell(entry: Entry, out: Outline) -> None:
    for cited in entry.claims:
        out.claim(cited, words=cited.sentence if cited.sentence != entry.sentence else "")
    for cited in entry.against:
        # One that disputes another of them stands above already.
        if cited not in entry.claims:
            out.claim(cited, words=f"against: {cited.sentence}", mark="!")
