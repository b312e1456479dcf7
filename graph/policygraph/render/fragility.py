"""What ``fragility`` gives: what would break the best path, and the answer."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.analyses.answer import COMPLETE
from policygraph.analyses.fragility import Fragility, Withdrawal, least_likelihood
from policygraph.analyses.path import Path
from policygraph.render.citations import Citations
from policygraph.render.evidence import claim_ids
from policygraph.render.paths import (
    absence_blocks,
    caveat,
    chain,
    effect_and_strength,
    path_line,
    path_paragraph,
    step_items,
)
from policygraph.render.question import asked, truncated
from policygraph.render.sentence import listed, numbered, sentence_case
from policygraph.render.tree import ASIDE, Block, Document, Heading, Item, Items, Paragraph
from policygraph.render.views import View

_COLUMNS = ("of", "what", "id", "steps", "likelihood", "claims", "breaks_answer", "left")


def fragility_view(found: Fragility) -> View:
    """The result in every shape; rows and JSON lines give one weakness each."""
    rows = _rows(found)
    return View(found.as_dict(), rows, _COLUMNS, rows, lambda: fragility_document(found))


def _rows(found: Fragility) -> list[dict[str, object]]:
    if found.best is None:
        return []
    rows = [_weakest("best path", found.best, found.threshold)]
    rows += [_withdrawal("source", one) for one in found.sources]
    rows += [_withdrawal("origin", one) for one in found.origins]
    if found.sturdiest is not None:
        rows.append(_weakest("answer", found.sturdiest, found.answer_threshold))
    return rows


def _weakest(of: str, path: Path, threshold: float | None) -> dict[str, object]:
    step = path.steps[path.weakest_step - 1]
    return {
        "of": of,
        "what": "weakest step",
        "id": step.sentence,
        "steps": str(path.weakest_step),
        "likelihood": threshold,
        "claims": claim_ids(step.claims),
        "breaks_answer": "yes" if of == "answer" else "",
        "left": "",
    }


def _withdrawal(what: str, one: Withdrawal) -> dict[str, object]:
    return {
        "of": "best path",
        "what": what,
        "id": one.name,
        "steps": "|".join(map(str, one.steps)),
        "likelihood": None,
        "claims": "|".join(one.claims),
        "breaks_answer": {True: "yes", False: "no", None: "not known"}[one.breaks_answer],
        "left": chain(one.left) if one.left else "",
    }


def fragility_document(found: Fragility) -> Document:
    """What breaks the best path, its steps, and what breaks every path."""
    citations = Citations()
    blocks = tuple(_blocks(found, citations))
    title = f"Fragility: {found.start.name} → {found.end.name}"
    return Document(title, blocks, sources=citations.sources(), closing=caveat(found.best))


def _blocks(found: Fragility, citations: Citations) -> Iterator[Block]:
    status = "complete"
    if found.status != COMPLETE:
        status = f"{truncated(found.expansions, found.reason)}, what is missing is not known"
    yield Paragraph((f"{sentence_case(status)} {asked(found.query, found.engine)}.",), ASIDE)
    if found.best is None:
        if found.absence is not None:
            yield from absence_blocks(found.absence, citations, found.query)
        return
    yield Heading(2, (f"The best path: {chain(found.best)}",))
    yield path_paragraph(found.best)
    yield Items(best_path_items(found, citations))
    yield Paragraph(("Its steps:",))
    yield Items(step_items(found.best, citations, found.query), numbered=True)
    yield Heading(2, ("The answer: every path within the bound",))
    yield Items(answer_items(found, citations))


def best_path_items(found: Fragility, citations: Citations) -> tuple[Item, ...]:
    """The weakest step of the best path, and the sources and origins that would break it."""
    best = found.best
    if best is None or found.threshold is None:
        return ()
    items = [Item((_weakness(best, found.threshold),))]
    shared = [("origin", one) for one in found.origins if len(one.sources) > 1]
    withdrawals = [*(("source", one) for one in found.sources), *shared]
    for what, one in withdrawals:
        items.append(Item((_rests(one, what, best.hops), *citations.marks(one.sources))))
    if not withdrawals and found.status == COMPLETE:
        words = "no single source or origin breaks it: each step has support of another origin"
        items.append(Item((words,)))
    return tuple(items)


def answer_items(found: Fragility, citations: Citations) -> tuple[Item, ...]:
    """What would leave no path at all."""
    items = []
    breaking = [("source", one) for one in found.breaking_sources]
    breaking += [("origin", one) for one in found.breaking_origins if len(one.sources) > 1]
    for what, one in breaking:
        words = f"without the one {what} {one.name} no path is left"
        items.append(Item((words, *citations.marks(one.sources))))
    if not breaking and found.status == COMPLETE:
        items.append(Item(("no single source or origin breaks every path",)))
    sturdiest, highest = found.sturdiest, found.answer_threshold
    if sturdiest is None or highest is None:
        return tuple(items)
    words = f"no path is left where support must be likelier than {highest:.2f}"
    if sturdiest.nodes == (found.best.nodes if found.best else ()):
        return (*items, Item((f"{words}: the best path lasts as long as any",)))
    words = f"{words}; the path that lasts longest is {chain(sturdiest)}, {path_line(sturdiest)}"
    steps = step_items(sturdiest, citations, found.query)
    return (*items, Item((words,), steps, numbered=True))


def _weakness(path: Path, threshold: float) -> str:
    """The weakest step of a path, and the likelihood above which the path is gone."""
    number = path.weakest_step
    strength = least_likelihood(path)
    others = sum(step.likelihood == strength for step in path.steps) - 1
    also = f" ({others} more as weak)" if others else ""
    gone = f"broken where support must be likelier than {threshold:.2f}"
    if threshold < strength:
        gone += ", as the order of times depends on a claim of that likelihood"
    return f"weakest step {number}{also}: {gone}"


def _rests(one: Withdrawal, what: str, hops: int) -> str:
    """Which of so many steps rest on one source or origin alone, and what is left without it."""
    if not one.steps:
        rests = "the order of times rests"
    elif len(one.steps) == hops:
        rests = "every step rests"
    else:
        rests = f"{numbered(one.steps)} rest{'' if len(one.steps) > 1 else 's'}"
    who = f" ({listed([s.id for s in one.sources])})" if len(one.sources) > 1 else ""
    if one.left is not None:
        then = f"left is {chain(one.left)}, {effect_and_strength(one.left)}"
    elif one.breaks_answer:
        then = "no path is left without it"
    else:
        then = "whether a path is left was not determined"
    return f"{rests} on the one {what} {one.name}{who}: {then}"
