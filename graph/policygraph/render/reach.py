"""What ``reach`` gives: entities with the best path to each."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.analyses.answer import COMPLETE
from policygraph.analyses.common import Common
from policygraph.analyses.no_result import Nothing
from policygraph.analyses.path import Path
from policygraph.analyses.reach import ReachResult
from policygraph.render.citations import Citations
from policygraph.render.paths import caveat, chain, path_claim_ids, path_line
from policygraph.render.question import asked, restriction_items, truncated
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import ASIDE, CLAIM, Block, Document, Item, Items, Paragraph
from policygraph.render.views import View

_COLUMNS = (
    "rank", "id", "label", "type", "grade", "likelihood", "effect", "hops", "path", "claims",
)  # fmt: skip


def reach_view(found: ReachResult) -> View:
    """What an entity reaches in every shape; rows and JSON lines give one entity each."""
    data = found.as_dict()
    rows = [
        {
            "rank": rank,
            "id": one.entity.id,
            "label": one.entity.label,
            "type": one.entity.type,
            "grade": one.path.grade.id if one.path.grade else None,
            "likelihood": round(one.path.likelihood, 6),
            "effect": one.path.effect,
            "hops": one.path.hops,
            "path": chain(one.path),
            "claims": path_claim_ids(one.path),
        }
        for rank, one in enumerate(found.reached, 1)
    ]
    return View(data, data["reached"], _COLUMNS, rows, lambda: reach_document(found))


def reach_document(found: ReachResult) -> Document:
    """Each entity with its best path, best first."""
    citations = Citations()
    what = "What reaches" if found.backward else "What is reached from"
    count = count_line(found, len(found.reached))
    blocks: list[Block] = [Paragraph((f"{count} {asked(found.scope, found.engine)}.",), ASIDE)]
    blocks += nothing_blocks(found.nothing)
    items = tuple(
        Item((f"{one.entity.name}: {path_line(one.path)}",), (chain_item(one.path, citations),))
        for one in found.reached
    )
    if items:
        blocks.append(Items(items, numbered=True))
    title = f"{what} {found.entity.name}"
    return Document(
        title, tuple(blocks), sources=citations.sources(), closing=caveat(found.reached)
    )


def count_line(found: ReachResult | Common, shown: int) -> str:
    """How many entities there are, whether that is all, and how many of them are shown."""
    total = found.total
    if found.status != COMPLETE:
        more = f"{truncated(found.expansions, found.reason)}, there may be more"
    else:
        more = "complete" if total else "complete: there is none"
    best = f": the best {shown} (--limit asks for more)" if shown < total else ""
    return sentence_case(f"{counted(total, 'entity', 'entities')}; {more}{best}")


def chain_item(path: Path, citations: Citations) -> Item:
    """A path as its entities, with the best claim of each step and its source."""
    claims = ", ".join(dict.fromkeys(step.claims[0].claim.id for step in path.steps))
    marks = citations.marks(step.claims[0].source for step in path.steps)
    return Item((f"{chain(path)} ({claims})", *marks), kind=CLAIM)


def nothing_blocks(nothing: Nothing | None) -> Iterator[Block]:
    """Why nothing was found."""
    if nothing is not None:
        yield Paragraph((sentence_case(nothing.summary),))
        if nothing.restrictions:
            yield restriction_items(nothing.restrictions, "some")
