"""What ``contradictions`` gives: claims that cannot all be so, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from policygraph.analyses.answer import COMPLETE
from policygraph.analyses.conflicts import Conflict
from policygraph.analyses.contradictions import Contradiction, Contradictions
from policygraph.analyses.weak_edges import WeakEdge
from policygraph.render.citations import Citations
from policygraph.render.evidence import statement_item
from policygraph.render.question import asked
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import ASIDE, SUPPORT, Block, Document, Heading, Item, Items, Paragraph
from policygraph.render.views import View

_COLUMNS = (
    "group", "number", "kinds", "claim", "polarity", "subject", "relation", "object", "quantity",
    "unit", "start", "end", "modality", "source", "against",
)  # fmt: skip

#: Kinds of conflict in words.
_WORDS = {
    "denial": "affirmed and denied",
    "object": "two objects at one time",
    "subject": "two subjects at one time",
    "date": "two dates of one event",
    "quantity": "quantities that exclude each other",
}
#: Weak edges of an entity, and conflicts, that are listed; the rest is counted.
_SHOWN, _CONFLICTS = 10, 100


def contradictions_view(found: Contradictions) -> View:
    """The result in every shape; JSON lines give one contradiction each, rows one claim."""
    groups = (("contradiction", found.contradictions), ("doubt", found.doubts))
    records = [{"group": group, **one.as_dict()} for group, those in groups for one in those]
    rows = [row for group, those in groups for n, one in enumerate(those, 1)
            for row in _rows(group, n, one)]  # fmt: skip
    return View(found.as_dict(), records, _COLUMNS, rows, lambda: contradictions_document(found))


def _rows(group: str, number: int, one: Contradiction) -> list[dict[str, object]]:
    rows = []
    opposed: dict[str, list[str]] = defaultdict(list)
    for conflict in one.conflicts:
        opposed[conflict.left].append(conflict.right)
        opposed[conflict.right].append(conflict.left)
    for statement in one.claims:
        claim = statement.cited.claim
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
                "against": "|".join(dict.fromkeys(opposed[claim.id])),
            }
        )
    return rows


def contradictions_document(found: Contradictions) -> Document:
    """Each contradiction with its claims, the doubts, and the edges with little support."""
    citations = Citations()
    blocks = tuple(_blocks(found, citations))
    title = f"Contradictions{f' of {found.entity.name}' if found.entity else ''}"
    return Document(title, blocks, sources=citations.sources())


def _blocks(found: Contradictions, citations: Citations) -> Iterator[Block]:
    yield Paragraph((_status(found),), ASIDE)
    for number, one in enumerate(found.contradictions, 1):
        kinds, about = kinds_and_subject(one)
        yield Heading(2, (f"{sentence_case(kinds)[:-1]}: {about}",), number)
        yield Items(_claims(one, citations))
    if found.doubts:
        yield Heading(2, ("Doubts: one side says only that it is possible, or planned",))
        yield Items(
            tuple(
                Item((": ".join(kinds_and_subject(one)),), _claims(one, citations))
                for one in found.doubts
            )
        )
    yield Heading(2, ("Edges with little support",))
    yield Items(
        tuple(
            Item(
                (f"{len(edges)} of {found.edges} edges are {what}",),
                tuple(_listed(edges)) if found.entity is not None else (),
            )
            for edges, what in (
                (found.single_source, "supported by one source, or by several of one origin"),
                (found.undated, "without a date"),
            )
        )
    )


def kinds_and_subject(one: Contradiction) -> tuple[str, str]:
    """In what ways claims conflict, and about what."""
    first = one.claims[0]
    about = f"{first.subject.name} {first.relation[1]} {first.object.name}"
    return "; ".join(_WORDS[kind] for kind in one.kinds), about


def _status(found: Contradictions) -> str:
    words = counted(len(found.contradictions), "contradiction")
    if found.doubts:
        words += f", and {counted(len(found.doubts), 'doubt')} apart"
    done = "complete" if found.status == COMPLETE else "truncated, there may be more"
    filters = asked(found.filters)
    return sentence_case(f"{words}; {done}") + (f" {sentence_case(filters)}" if filters else "")


def _claims(one: Contradiction, citations: Citations) -> tuple[Item, ...]:
    claims = [statement_item(statement.cited, citations) for statement in one.claims]
    listed = one.conflicts if len(one.conflicts) <= _CONFLICTS else one.conflicts[:_SHOWN]
    conflicts = [Item((_conflict(conflict),), kind=SUPPORT) for conflict in listed]
    untold, _ = one.untold
    more = [f"and {untold:,} more claim{'s' * (untold > 1)}"] if untold else []
    if more or len(listed) < len(one.conflicts):
        more.append(f"{one.group.count:,} conflicts in all")
    return (*claims, *conflicts, *([Item((", ".join(more),))] if more else []))


def _conflict(conflict: Conflict) -> str:
    words = [f"{conflict.left} against {conflict.right}: {_WORDS[conflict.kind]}"]
    if conflict.disputed:
        words.append("the one disputes the other outright")
    elif not conflict.certain:
        words.append("unless dates that are not given keep them apart")
    return ", ".join(words)


def _listed(edges: Sequence[WeakEdge]) -> Iterator[Item]:
    for edge in edges[:_SHOWN]:
        claims = ", ".join(edge.claims)
        yield Item((f"{edge.subject.name} {edge.relation} {edge.object.name} ({claims})",))
    if len(edges) > _SHOWN:
        yield Item((f"and {len(edges) - _SHOWN} more (--format json has them all)",))
