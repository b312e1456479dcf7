"""What ``coverage`` gives: what is known of each type, and edges on old or single evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policygraph.analyses.coverage import Coverage, CoveredEntity, DatedEdge
from policygraph.render.question import asked
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import (
    ASIDE,
    Block,
    Document,
    Heading,
    Item,
    Items,
    Line,
    Paragraph,
    Table,
)
from policygraph.render.views import View

_COLUMNS = (
    "group", "id", "label", "type", "relation", "object", "object_label", "entities", "known",
    "old", "claims", "sources", "newest", "claim_ids",
)  # fmt: skip
#: Entities and edges that a document lists; rows and JSON have all of them.
LISTED = 20


def coverage_view(found: Coverage) -> View:
    """The result in every shape; rows and JSON lines give one type, entity or edge each."""
    data = found.as_dict()
    groups = (
        ("type", data["types"]),
        ("entity", data["entities"]),
        ("stale", data["stale"]),
        ("single source", data["single_source"]),
    )
    records = [{"group": group, **one} for group, those in groups for one in those]
    return View(data, records, _COLUMNS, list(_rows(found)), lambda: coverage_document(found))


def _rows(found: Coverage) -> Iterator[dict[str, object]]:
    blank = dict.fromkeys(_COLUMNS)
    for kind in found.types:
        yield blank | {
            "group": "type", "id": kind.id, "label": kind.label, "entities": kind.entities,
            "known": kind.known, "old": kind.old, "newest": kind.newest,
        }  # fmt: skip
    for one in found.entities:
        yield blank | {
            "group": "entity", "id": one.entity.id, "label": one.entity.label,
            "type": one.entity.type, "old": int(one.old), "claims": one.claims,
            "sources": one.sources, "newest": one.newest,
        }  # fmt: skip
    for group, edges in (("stale", found.stale), ("single source", found.single_source)):
        for dated in edges:
            edge = dated.edge
            yield blank | {
                "group": group, "id": edge.subject.id, "label": edge.subject.label,
                "type": edge.subject.type, "relation": edge.relation, "object": edge.object.id,
                "object_label": edge.object.label, "claims": len(edge.claims),
                "newest": dated.newest, "claim_ids": "|".join(edge.claims),
            }  # fmt: skip


def coverage_document(found: Coverage) -> Document:
    """The table of types, the entities if some were chosen, then the edges."""
    blocks: list[Block] = [Paragraph((_status(found),), ASIDE), _types(found)]
    if found.entity is not None or found.of_types:
        blocks.append(Heading(2, ("Entities, the least recent evidence first",)))
        blocks.append(Items(tuple(_entities(found.entities))))
    days = counted(found.older_than, "day")
    since = f" before {found.day}" if found.day is not None else ""
    for title, words, edges in (
        (
            "Stale edges",
            f"{len(found.stale)} of {found.lasting} edges that are not known to have ended have no "
            f"evidence of the {days}{since}",
            found.stale,
        ),
        (
            "Edges of one source",
            f"{len(found.single_source)} of {found.edges} edges are supported by one source, or by "
            "several of one origin",
            found.single_source,
        ),
    ):
        blocks.append(Heading(2, (title,)))
        blocks.append(Paragraph((sentence_case(words),)))
        if edges:
            blocks.append(Items(tuple(_edges(edges))))
    title = f"Coverage{f' of {found.entity.name}' if found.entity else ''}"
    return Document(title, tuple(blocks))


def _status(found: Coverage) -> str:
    words = f"{counted(len(found.entities), 'entity', 'entities')}, {counted(found.edges, 'edge')}"
    filters = asked(found.filters)
    return sentence_case(words) + (f" {sentence_case(filters)}" if filters else "")


def _types(found: Coverage) -> Table:
    rows: list[tuple[Line, ...]] = []
    for kind in found.types:
        if kind.entities or not kind.depth or found.of_types:
            counts = (kind.entities, kind.known, kind.old)
            name = f"{'- ' * kind.depth}{kind.label}"
            rows.append(((name,), *((str(n),) for n in counts), (kind.newest or "",)))
    header = ("type", "entities", "with evidence", "old", "newest evidence")
    return Table("Types, each with its sub-types", header, tuple(rows))


def _entities(entities: Sequence[CoveredEntity]) -> Iterator[Item]:
    for one in entities[:LISTED]:
        if not one.claims:
            yield Item((f"{one.entity.name}: no claims",))
            continue
        claims, sources = counted(one.claims, "claim"), counted(one.sources, "source")
        date = one.newest or "without a date"
        yield Item((f"{one.entity.name}: {claims} of {sources}, newest evidence {date}",))
    yield from _more(len(entities))


def _edges(edges: Sequence[DatedEdge]) -> Iterator[Item]:
    for dated in edges[:LISTED]:
        edge, date = dated.edge, dated.newest or "no date"
        claims = ", ".join(edge.claims)
        yield Item((f"{edge.subject.name} {edge.relation} {edge.object.name}: {date} ({claims})",))
    yield from _more(len(edges))


def _more(number: int) -> Iterator[Item]:
    if number > LISTED:
        yield Item((f"and {number - LISTED} more (--format csv has them all)",))
