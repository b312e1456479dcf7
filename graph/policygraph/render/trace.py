"""An answer to ``trace``: ranked paths with their evidence, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policygraph.analyses.answer import COMPLETE, Answer, Variants
from policygraph.analyses.path import REMOTE, Path, Step
from policygraph.render.citations import Citations
from policygraph.render.evidence import claim_ids
from policygraph.render.paths import (
    absence_blocks,
    caveat,
    chain,
    intended_blocks,
    path_blocks,
    remote_item,
    variant_blocks,
)
from policygraph.render.question import asked, truncated
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import ASIDE, Block, Document, Heading, Items, Paragraph
from policygraph.render.views import Again, Row, View

_COLUMNS = (
    "path", "effect", "path_channel", "path_grade", "path_likelihood", "step", "from", "relation",
    "to", "along", "channel", "grade", "likelihood", "modality", "step_effect", "contested",
    "claims", "against",
)  # fmt: skip

#: What remote paths are.
REMOTE_WORDS = f"Chain strength times grade is under {REMOTE}: likelier than not negligible."
#: What a selector chooses, where there may be more.
SELECTED = {
    "any-shortest": "the best one",
    "all-shortest": "all that are best by {by}",
    "shortest-groups": "the best {k} groups of equal {by}",
}


def trace_view(answer: Answer) -> View:
    """The answer in every shape; rows give one step each, JSON lines one path."""
    data = answer.as_dict()

    def rows() -> Iterator[Row]:
        for path in answer.paths:
            for number, step in enumerate(path.steps, 1):
                yield _row(path, number, step)

    return View(data, data["paths"], _COLUMNS, Again(rows), lambda: trace_document(answer))


def trace_document(answer: Answer) -> Document:
    """The paths with their evidence, or why there is none."""
    citations, query = Citations(), answer.query
    blocks: list[Block] = [Paragraph((sentence_case(status_line(answer)),), ASIDE)]
    if answer.absence is not None:
        blocks += absence_blocks(answer.absence, citations, query)
    remote = []
    for path, variants in paired(answer):
        if path.remote and path.rank > 1:
            remote.append(remote_item(path, variants))
            continue
        blocks.append(Heading(2, (chain(path),), path.rank))
        blocks += path_blocks(path, citations, query)
        blocks += variant_blocks(variants, path) if variants else ()
    if remote:
        blocks.append(Heading(2, ("Remote",)))
        blocks.append(Paragraph((REMOTE_WORDS,), ASIDE))
        blocks.append(Items(tuple(remote)))
    blocks += intended_blocks(answer.intended, citations, query)
    title = f"{answer.start.name} → {answer.end.name}"
    sources = citations.sources()
    return Document(title, tuple(blocks), sources=sources, closing=caveat(sources))


def paired(answer: Answer) -> Iterator[tuple[Path, Variants | None]]:
    """Each path with the variants of its lever; None where paths are counted."""
    for number, path in enumerate(answer.paths):
        yield path, answer.variants[number] if number < len(answer.variants) else None


def found_line(answer: Answer) -> str:
    """How much was found, and whether that is all there is."""
    query = answer.query
    count = len(answer.paths)
    kinds = {path.kind for path in answer.paths}
    kind = f"{kinds.pop()} " if len(kinds) == 1 else ""
    if answer.status != COMPLETE:
        more = f"{truncated(answer.expansions, answer.reason)}, there may be more"
    elif not count:
        more = "complete: there is none"
    elif query.select == "shortest" and count == query.k:
        more = f"complete: the best {count} (-k asks for more)"
    elif query.select in SELECTED:
        more = f"complete: {SELECTED[query.select].format(by=query.rank, k=query.k)}"
    else:
        more = "complete: there are no others"
    return f"{counted(count, f'{kind}path')}{_levers(answer)}; {more}"


def _levers(answer: Answer) -> str:
    """That each path stands for a lever, and how many further ways the levers have."""
    if not answer.variants:
        return ""
    further = sum(len(one.paths) for one in answer.variants)
    least = "" if all(one.counted for one in answer.variants) else "at least "
    ways = f", with {least}{counted(further, 'further way')}" if further or least else ""
    return f", the best of {'its lever' if len(answer.paths) == 1 else 'each lever'}{ways}"


def status_line(answer: Answer) -> str:
    """What was asked, how much was found, and whether that is all there is."""
    return f"{found_line(answer)}. {asked(answer.query, answer.engine)}."


def _row(path: Path, number: int, step: Step) -> dict[str, Any]:
    return {
        "path": path.rank,
        "effect": path.effect,
        "path_channel": path.channel.id if path.channel else None,
        "path_grade": path.grade.id if path.grade and path.weight is not None else None,
        "path_likelihood": round(path.likelihood, 6),
        "step": number,
        "from": step.origin.label,
        "relation": step.relation,
        "to": step.target.label,
        "along": "yes" if step.along else "no",
        "channel": step.channel.id if step.channel else None,
        "grade": step.grade.id if step.grade else None,
        "likelihood": step.likelihood,
        "modality": step.claims[0].claim.modality,
        "step_effect": step.effect,
        "contested": "yes" if step.contested else "no",
        "claims": claim_ids(step.claims),
        "against": claim_ids(step.against),
    }
