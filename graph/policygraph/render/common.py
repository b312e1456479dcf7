"""What ``common`` gives: entities that reach two others, with the best path to each."""

from __future__ import annotations

from policygraph.analyses.common import Common, Shared
from policygraph.render.citations import Citations
from policygraph.render.paths import caveat, chain, path_claim_ids, path_line
from policygraph.render.question import asked
from policygraph.render.reach import chain_item, count_line, nothing_blocks
from policygraph.render.sentence import lowered
from policygraph.render.tree import ASIDE, Block, Document, Item, Items, Paragraph
from policygraph.render.views import View

_COLUMNS = (
    "rank", "id", "label", "type", "grade", "likelihood", "to_first", "to_second",
    "effect_on_first", "effect_on_second", "path_to_first", "path_to_second", "claims",
)  # fmt: skip


def common_view(found: Common) -> View:
    """What reaches both in every shape; rows and JSON lines give one entity each."""
    data = found.as_dict()
    rows = [
        {
            "rank": rank,
            "id": one.entity.id,
            "label": one.entity.label,
            "type": one.entity.type,
            "grade": one.grade.id if one.grade else None,
            "likelihood": round(one.likelihood, 6),
            "to_first": round(one.first.likelihood, 6),
            "to_second": round(one.second.likelihood, 6),
            "effect_on_first": one.first.effect,
            "effect_on_second": one.second.effect,
            "path_to_first": chain(one.first),
            "path_to_second": chain(one.second),
            "claims": f"{path_claim_ids(one.first)} / {path_claim_ids(one.second)}",
        }
        for rank, one in enumerate(found.shared, 1)
    ]
    return View(data, data["common"], _COLUMNS, rows, lambda: common_document(found))


def common_document(found: Common) -> Document:
    """Each entity with its best path to either, best first."""
    citations = Citations()
    count = count_line(found, len(found.shared))
    blocks: list[Block] = [Paragraph((f"{count} {asked(found.scope, found.engine)}.",), ASIDE)]
    blocks += nothing_blocks(found.nothing)
    items = tuple(
        Item(
            (f"{one.entity.name}: {_both(one)}",),
            tuple(
                Item((path_line(path),), (chain_item(path, citations),))
                for path in (one.first, one.second)
            ),
        )
        for one in found.shared
    )
    if items:
        blocks.append(Items(items, numbered=True))
    title = f"What reaches both {found.first.name} and {found.second.name}"
    return Document(title, tuple(blocks), sources=citations.sources(), closing=caveat(found.shared))


def _both(one: Shared) -> str:
    """What both paths are together."""
    grade = f", of both grades {lowered(one.grade.label)}" if one.grade else ""
    return f"product of both strengths {one.likelihood:.2f}{grade}"
