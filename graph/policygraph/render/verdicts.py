"""What ``audit --verdicts`` gives: the verdicts of a sheet, counted, and what is not in order."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.analyses.audit import NOT_SEEN
from policygraph.analyses.verdicts import AS_JUDGED, AuditVerdicts, Judged
from policygraph.render.citations import Citations
from policygraph.render.evidence import claim_item
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import (
    AGAINST,
    ASIDE,
    OPEN,
    Block,
    Document,
    Heading,
    Item,
    Items,
    Paragraph,
)
from policygraph.render.views import View

_COLUMNS = ("claim", "sentence", "verdict", "by", "why", "state", "locator", "source")


def verdicts_view(found: AuditVerdicts) -> View:
    """The verdicts in every shape; rows and JSON lines give one claim each."""
    data = found.as_dict()
    rows = [
        {
            "claim": one.cited.claim.id,
            "sentence": one.cited.sentence,
            "verdict": one.verdict,
            "by": one.by,
            "why": one.why,
            "state": one.state,
            "locator": one.cited.claim.locator,
            "source": one.cited.source.id,
        }
        for one in found.judged
    ]
    return View(data, data["claims"], _COLUMNS, rows, lambda: verdicts_document(found))


def verdicts_document(found: AuditVerdicts) -> Document:
    """The counts, then the claims that are not what their passages say, then those still open."""
    citations = Citations()
    given = len(found.judged) - found.left
    left = f"; {found.left} not judged yet" if found.left else ""
    blocks: list[Block] = [
        Paragraph((sentence_case(f"{counted(given, 'verdict')} in {found.file}{left}"),), ASIDE),
        Items(tuple(Item((f"{verdict}: {count}",)) for verdict, count in found.counts.items())),
    ]
    unseen = [one for one in found.judged if one.verdict == NOT_SEEN]
    for title, those in (("Not what the passage says", found.amiss), ("Passage not seen", unseen)):
        if those:
            blocks.append(Heading(2, (title,)))
            blocks.append(Items(tuple(_items(those, citations))))
    if left:
        waiting = ", ".join(one.cited.claim.id for one in found.judged if not one.verdict)
        blocks += [Heading(2, ("Not judged yet",)), Paragraph((waiting,))]
    changed = [one for one in found.judged if one.state != AS_JUDGED and one not in found.amiss]
    if changed:
        blocks.append(Heading(2, ("Judged as they were",)))
        blocks.append(
            Items(tuple(Item((f"{one.cited.claim.id}: {one.state}",)) for one in changed))
        )
    return Document("Verdicts", tuple(blocks), sources=citations.sources())


def _items(those: Iterable[Judged], citations: Citations) -> Iterable[Item]:
    for one in those:
        words = f"{one.verdict}: " if one.amiss else ""
        said = f", by {one.by}" if one.by else ""
        line = f"{words}{one.cited.claim.id}{said}{f': {one.why}' if one.why else ''}"
        state = f" ({one.state})" if one.state != AS_JUDGED else ""
        yield Item(
            (line + state,),
            (claim_item(one.cited, citations, sentence_case(one.cited.sentence)),),
            kind=AGAINST if one.amiss else OPEN,
        )
