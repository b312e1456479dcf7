"""What ``rank`` gives: the most influential entities, with PageRank beside."""

from __future__ import annotations

from policygraph.analyses.answer import COMPLETE
from policygraph.analyses.path import REMOTE
from policygraph.analyses.rank import Ranked, Ranking
from policygraph.render.question import asked, why_truncated
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import ASIDE, Block, Document, Line, Paragraph, Table
from policygraph.render.views import View

_COLUMNS = (
    "rank", "id", "label", "type", "influence", "reached", "steps", "pagerank", "pagerank_place",
)  # fmt: skip
#: What the figures mean.
MEANING = (
    "Influence adds up, over the entities that one reaches, the strength of the best path to each: "
    f"likelihood times grade. Paths under {REMOTE} add nothing; order of time, force and "
    "addressees are not considered (reach considers them). PageRank is that of the "
    "plain graph of influence, in which who is influenced hands its rank on to those who influence "
    "it. Neither is a probability."
)


def rank_view(found: Ranking) -> View:
    """The ranking in every shape; rows and JSON lines give one entity each."""
    data = found.as_dict()
    rows = [
        {
            "rank": place,
            "id": one.entity.id,
            "label": one.entity.label,
            "type": one.entity.type,
            "influence": one.influence,
            "reached": one.reached,
            "steps": one.steps,
            "pagerank": one.pagerank,
            "pagerank_place": one.pagerank_place,
        }
        for place, one in enumerate(found.ranked, 1)
    ]
    return View(data, data["ranked"], _COLUMNS, rows, lambda: rank_document(found))


def rank_document(found: Ranking) -> Document:
    """What was measured of what, then a table of the entities."""
    question = asked(found.scope, found.engine)
    blocks: list[Block] = [Paragraph((f"{_measured(found)} {question}.",), ASIDE)]
    if found.ranked:
        header = ("", "entity", "influence", "reached", "in one step", "PageRank", "place by it")
        rows = tuple(_row(place, one) for place, one in enumerate(found.ranked, 1))
        blocks.append(Table("Most influential first", header, rows))
    return Document(
        "Most influential entities", tuple(blocks), closing=(Paragraph((MEANING,), ASIDE),)
    )


def _measured(found: Ranking) -> str:
    """How many entities were measured, whether that is all, and how many of them are shown."""
    words = f"{counted(found.eligible, 'entity', 'entities')} with influence"
    if found.types:
        words += f" of type {' or '.join(found.types)}"
    words += f", in a graph of {counted(found.entities, 'entity', 'entities')}"
    if found.status == COMPLETE:
        words += "; complete"
    else:
        best = f"and measured are the {found.measured} of the greatest PageRank"
        words += f"; truncated{why_truncated(found.reason)}, {best}"
    if len(found.ranked) < found.measured:
        words += f": the best {len(found.ranked)} (--top asks for more)"
    return sentence_case(words)


def _row(place: int, one: Ranked) -> tuple[Line, ...]:
    cells = (one.reached, one.steps, one.pagerank, one.pagerank_place)
    return (
        (str(place),),
        (one.entity.name,),
        (f"{one.influence:.2f}",),
        *((str(c),) for c in cells),
    )
