"""What ``chokepoints`` gives: what every path must use, and what would cut them all."""

from __future__ import annotations

from policygraph.analyses.answer import COMPLETE
from policygraph.analyses.chokepoints import Chokepoints
from policygraph.render.answer import path_line
from policygraph.render.outline import CAVEAT, Outline, asked, chain, claim_ids, listed, numbered
from policygraph.render.prose import sentence_case
from policygraph.render.views import View

_COLUMNS = ("what", "id", "label", "steps", "paths", "share", "claims")


def chokepoints_view(found: Chokepoints) -> View:
    """The result in every shape; rows and JSON lines give one entity, edge or source each."""
    rows = _rows(found)
    return View(
        found.as_dict(),
        rows,
        _COLUMNS,
        rows,
        lambda page: _outline(found).text(page),
        lambda: _outline(found).markdown(),
    )


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
        row("share", one.entity.id, one.entity.label, paths=one.paths, share=one.share)
        for one in found.shares
    ]
    return rows


def _outline(found: Chokepoints) -> Outline:
    out = Outline(f"Chokepoints: {found.start.label} → {found.end.label}")
    status = "complete"
    if found.status != COMPLETE:
        more = "the cuts were not found out" if found.settled else "there may be more"
        status = f"truncated after {found.expansions} expansions, {more}"
    out.paragraph(f"{sentence_case(status)} {asked(found.query, found.engine)}.", role="faint")
    if found.best is None:
        if found.absence is not None:
            out.absence(found.absence)
        return out
    out.heading("What every path within the bound must use")
    _must(found, out)
    out.heading("The fewest that cut every path within the bound")
    _cuts(found, out)
    paths = f"{found.paths} best path{'' if found.paths == 1 else 's'}"
    out.heading(f"Through whom the {paths} go")
    for one in found.shares:
        out.item(f"{one.entity.label}: {one.paths} of {found.paths} ({one.share:.0%})")
    if not found.shares:
        out.item("through nobody: a single step joins the ends")
    out.heading(f"The best path: {chain(found.best)}")
    out.paragraph(sentence_case(path_line(found.best)), role=found.best.effect or "")
    out.steps(found.best)
    out.caveat = CAVEAT
    return out


def _must(found: Chokepoints, out: Outline) -> None:
    for passage in found.entities:
        out.item(f"entity {passage.entity.label}, between {numbered(passage.steps)} "
                 "of the best path")  # fmt: skip
    for number, step in zip(found.edge_steps, found.edges, strict=True):
        out.item(f"edge: {step.sentence} (step {number})")
    for bearer in found.sources:
        out.item(f"source {bearer.source.id}, behind {numbered(bearer.steps)} of the best path",
                 sources=(bearer.source,))  # fmt: skip
    some = found.entities or found.edges or found.sources
    if not found.settled:
        out.item(f"what{' else' if some else ''} there may be was not found out")
    elif not some:
        out.item("no entity, no edge and no source: each can be done without")


def _cuts(found: Chokepoints, out: Outline) -> None:
    if found.vertex_cut is not None:
        names = listed([node.label for node in found.vertex_cut])
        count = len(found.vertex_cut)
        out.item(f"{count} entit{'y' if count == 1 else 'ies'}: {names}")
    elif found.adjacent:
        out.item("no entities: a single step joins the ends, so none between them cuts it")
    if found.edge_cut is None:
        out.item("not found out: the budget ran out before the corridor was known")
        return
    count = len(found.edge_cut)
    out.item(f"{count} edge{'' if count == 1 else 's'}:")
    for step in found.edge_cut:
        out.item(sentence_case(step.sentence), 2)
        out.evidence(step, 3)
