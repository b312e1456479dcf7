"""What ``contradictions`` gives: claims that cannot all be so, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.analyses.answer import COMPLETE
from policygraph.analyses.conflicts import Conflict
from policygraph.analyses.contradictions import Contradiction, Contradictions, WeakEdge
from policygraph.render.outline import Outline, asked
from policygraph.render.prose import sentence_case
from policygraph.render.views import View

_COLUMNS = (
    "group", "number", "kinds", "claim", "polarity", "subject", "relation", "object", "quantity",
    "unit", "start", "end", "modality", "source", "against",
)  # fmt: skip

#: Kinds of conflict in words.
WORDS = {
    "denial": "affirmed and denied",
    "object": "two objects at one time",
    "subject": "two subjects at one time",
    "date": "two dates of one event",
    "quantity": "quantities that exclude each other",
}
#: Weak edges of an entity listed in prose, and the rest counted.
_SHOWN = 10


def contradictions_view(found: Contradictions) -> View:
    """The result in every shape; JSON lines give one contradiction each, rows one claim."""
    data = found.as_dict()
    records = [{"group": group, **one.as_dict()} for group, told in _groups(found) for one in told]
    rows = [row for group, told in _groups(found) for n, one in enumerate(told, 1)
            for row in _rows(group, n, one)]  # fmt: skip
    return View(
        data,
        records,
        _COLUMNS,
        rows,
        lambda page: _outline(found).text(page),
        lambda: _outline(found).markdown(),
    )


def _groups(found: Contradictions) -> tuple[tuple[str, tuple[Contradiction, ...]], ...]:
    return ("contradiction", found.contradictions), ("doubt", found.doubts)


def _rows(group: str, number: int, one: Contradiction) -> list[dict[str, object]]:
    rows = []
    for statement in one.claims:
        claim = statement.cited.claim
        against = [
            conflict.right if conflict.left == claim.id else conflict.left
            for conflict in one.conflicts
            if claim.id in (conflict.left, conflict.right)
        ]
        rows.append(
            {
                "group": group,
                "number": number,
                "kinds": "|".join(one.kinds),
                "claim": claim.id,
                "polarity": claim.polarity,
                "subject": statement.subject.label,
                "relation": statement.relation[0],
                "object": statement.object.label,
                "quantity": str(claim.quantity) if claim.quantity else None,
                "unit": claim.unit,
                "start": claim.start,
                "end": claim.end,
                "modality": claim.modality,
                "source": claim.source,
                "against": "|".join(dict.fromkeys(against)),
            }
        )
    return rows


def _outline(found: Contradictions) -> Outline:
    about = f" of {found.entity.label}" if found.entity else ""
    out = Outline(f"Contradictions{about}")
    out.paragraph(_status(found), role="faint")
    for number, one in enumerate(found.contradictions, 1):
        _tell(one, f"{number}. ", out)
    if found.doubts:
        out.heading("Doubts: one side says only that it is possible, or planned")
        for one in found.doubts:
            _tell(one, "", out, heading=False)
    out.heading("What stands on little")
    for edges, what in (
        (found.single_source, "supported by one source, or by several of one origin"),
        (found.undated, "without a date"),
    ):
        out.item(f"{len(edges)} of {found.edges} edges are {what}")
        if found.entity is not None:
            _listed(edges, out)
    return out


def _status(found: Contradictions) -> str:
    count, doubts = len(found.contradictions), len(found.doubts)
    words = f"{count or 'no'} contradiction{'' if count == 1 else 's'}"
    if doubts:
        words += f", and {doubts} doubt{'' if doubts == 1 else 's'} apart"
    done = "complete" if found.status == COMPLETE else "truncated, there may be more"
    filters = asked(found.filters)
    return sentence_case(f"{words}; {done}") + (f" {sentence_case(filters)}" if filters else "")


def _tell(one: Contradiction, number: str, out: Outline, *, heading: bool = True) -> None:
    kinds = "; ".join(WORDS[kind] for kind in one.kinds)
    first = one.claims[0]
    about = f"{first.subject.label} {first.relation[1]} {first.object.label}"
    if heading:
        out.heading(f"{number}{sentence_case(kinds)[:-1]}: {about}")
    else:
        out.item(f"{kinds}: {about}")
    depth = 1 if heading else 2
    for statement in one.claims:
        mark = "-" if statement.cited.claim.affirms else "!"
        out.claim(statement.cited, depth, words=sentence_case(statement.cited.sentence), mark=mark)
    for conflict in one.conflicts:
        out.item(_told(conflict), depth, role="faint", mark="=")


def _told(conflict: Conflict) -> str:
    words = [f"{conflict.left} against {conflict.right}: {WORDS[conflict.kind]}"]
    if conflict.disputed:
        words.append("the one disputes the other outright")
    elif not conflict.certain:
        words.append("unless dates that are not given keep them apart")
    return ", ".join(words)


def _listed(edges: Sequence[WeakEdge], out: Outline) -> None:
    for edge in edges[:_SHOWN]:
        claims = ", ".join(edge.claims)
        out.item(f"{edge.subject.label} {edge.relation} {edge.object.label} ({claims})", 2)
    if len(edges) > _SHOWN:
        out.item(f"and {len(edges) - _SHOWN} more (--format json has them all)", 2)
