"""What ``chokepoints`` gives: what every path must use, and what would cut them all."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.analyses.answer import COMPLETE
from policygraph.analyses.chokepoints import Chokepoints
from policygraph.analyses.needs import MOST_TOGETHER
from policygraph.engines.base import TIME
from policygraph.render.citations import Citations
from policygraph.render.evidence import claim_ids
from policygraph.render.paths import absence_blocks, caveat, chain, path_blocks, step_item
from policygraph.render.question import asked, truncated
from policygraph.render.sentence import counted, listed, numbered, sentence_case
from policygraph.render.tree import ASIDE, Block, Document, Heading, Item, Items, Paragraph
from policygraph.render.views import View

NAMED_ONLY = (
    "Of the inputs that claims name. Where these can replace each other, an input that no claim "
    "names could replace them too."
)
_COLUMNS = ("what", "id", "label", "steps", "paths", "share", "claims")


def chokepoints_view(found: Chokepoints) -> View:
    """The result in every shape; rows and JSON lines give one entity, edge or source each."""
    rows = _rows(found)
    return View(found.as_dict(), rows, _COLUMNS, rows, lambda: chokepoints_document(found))


def _rows(found: Chokepoints) -> list[dict[str, object]]:
    def row(what: str, id: str, label: str, **more: object) -> dict[str, object]:
        return {"what": what, "id": id, "label": label, **dict.fromkeys(_COLUMNS[3:]), **more}

    def steps(numbers: tuple[int, ...]) -> str:
        return "|".join(map(str, numbers))

    rows = [
        row("entity", one.entity.id, one.entity.label, steps=steps(one.steps),
            claims="|".join(one.claims))
        for one in found.entities
    ]  # fmt: skip
    rows += [
        row("edge", " ".join(step.triple), step.sentence, steps=str(number),
            claims=claim_ids(step.claims))
        for number, step in zip(found.edge_steps, found.edges, strict=True)
    ]  # fmt: skip
    rows += [
        row("source", one.source.id, one.source.title, steps=steps(one.steps),
            claims="|".join(one.claims))
        for one in found.sources
    ]  # fmt: skip
    rows += [row("vertex cut", node.id, node.label) for node in found.vertex_cut or ()]
    rows += [
        row("edge cut", " ".join(step.triple), step.sentence, claims=claim_ids(step.claims))
        for step in found.edge_cut or ()
    ]
    rows += [
        row("needed", " ".join(node.id for node in one), listed([node.label for node in one]))
        for one in (found.needs.sets if found.needs else ())
    ]
    rows += [
        row("share", one.entity.id, one.entity.label, paths=one.paths, share=one.share)
        for one in found.shares
    ]
    return rows


def chokepoints_document(found: Chokepoints) -> Document:
    """What every path uses, the smallest cuts, the shares of entities, and the best path."""
    citations = Citations()
    blocks = tuple(_blocks(found, citations))
    title = f"Chokepoints: {found.start.name} → {found.end.name}"
    return Document(title, blocks, sources=citations.sources(), closing=caveat(found.best))


def _blocks(found: Chokepoints, citations: Citations) -> Iterator[Block]:
    status = "complete"
    if found.status != COMPLETE:
        more = "there may be more" if not found.settled else "the cuts were not determined"
        status = f"{truncated(found.expansions, found.reason)}, {more}"
    yield Paragraph((f"{sentence_case(status)} {asked(found.query, found.engine)}.",), ASIDE)
    if found.best is None:
        if found.absence is not None:
            yield from absence_blocks(found.absence, citations, found.query)
        yield from _needs(found)
        return
    yield Heading(2, ("What every path within the bound must use",))
    yield Items(tuple(_used(found, citations)))
    yield Heading(2, ("The fewest that cut every path within the bound",))
    yield Items(tuple(_cuts(found, citations)))
    yield from _needs(found)
    yield Heading(2, (f"Through whom the {counted(found.paths, 'best path')} go",))
    shares = [f"{one.entity.name}: {one.paths} of {found.paths} ({one.share:.0%})"
              for one in found.shares]  # fmt: skip
    shares = shares or ["through nobody: a single step joins the ends"]
    yield Items(tuple(Item((words,)) for words in shares))
    yield Heading(2, (f"The best path: {chain(found.best)}",))
    yield from path_blocks(found.best, citations, found.query)


def _needs(found: Chokepoints) -> Iterator[Block]:
    """What the end cannot do without, if that was asked for."""
    if found.needs is None:
        return
    yield Heading(2, (f"What {found.end.name} cannot do without",))
    yield Paragraph((NAMED_ONLY,), ASIDE)
    items = []
    for one in found.needs.sets:
        names = listed([node.name for node in one])
        items.append(Item((f"{names} {'alone stops' if len(one) == 1 else 'together stop'} it",)))
    if not found.needs.complete:
        items.append(Item((f"not all sets of up to {MOST_TOGETHER} were tried",)))
    elif not items:
        items.append(Item((f"no set of up to {MOST_TOGETHER} entities stops it",)))
    yield Items(tuple(items))


def _used(found: Chokepoints, citations: Citations) -> Iterator[Item]:
    for passage in found.entities:
        between = f"between {numbered(passage.steps)} of the best path"
        yield Item((f"entity {passage.entity.name}, {between}",))
    for number, step in zip(found.edge_steps, found.edges, strict=True):
        yield Item((f"edge: {step.sentence} (step {number})",))
    for bearer in found.sources:
        words = f"source {bearer.source.id}, behind {numbered(bearer.steps)} of the best path"
        yield Item((words, *citations.marks((bearer.source,))))
    some = found.entities or found.edges or found.sources
    if not found.settled:
        yield Item((f"what{' else' if some else ''} there may be was not determined",))
    elif not some:
        yield Item(("no entity, no edge and no source: each can be done without",))


def _cuts(found: Chokepoints, citations: Citations) -> Iterator[Item]:
    if found.vertex_cut is not None:
        names = listed([node.name for node in found.vertex_cut])
        yield Item((f"{counted(len(found.vertex_cut), 'entity', 'entities')}: {names}",))
    elif found.adjacent:
        yield Item(("no entities: a single step joins the ends, so none between them cuts it",))
    if found.edge_cut is None:
        out = "the time" if found.reason == TIME else "the budget"
        yield Item((f"not determined: {out} ran out before the corridor was known",))
        return
    under = tuple(step_item(step, citations, found.query) for step in found.edge_cut)
    yield Item((f"{counted(len(found.edge_cut), 'edge')}:",), under)
