"""What ``fragility`` gives: what the best path, and the answer, would not outlive."""

from __future__ import annotations

from policygraph.analyses.answer import COMPLETE, Path
from policygraph.analyses.fragility import Fragility, Withdrawal, least_strength
from policygraph.render.answer import path_line
from policygraph.render.outline import CAVEAT, Outline, asked, chain, listed, numbered
from policygraph.render.prose import Page, sentence_case
from policygraph.render.views import View

_COLUMNS = ("of", "what", "id", "steps", "likelihood", "claims", "breaks_answer", "left")


def fragility_view(found: Fragility) -> View:
    """The result in every shape; rows and JSON lines give one weakness each."""
    rows = _rows(found)

    def prose(page: Page) -> str:
        return _outline(found).text(page)

    return View(found.as_dict(), rows, _COLUMNS, rows, prose, lambda: _outline(found).markdown())


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
        "claims": "|".join(cited.claim.id for cited in step.claims),
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


def _outline(found: Fragility) -> Outline:
    out = Outline(f"Fragility: {found.start.label} → {found.end.label}")
    status = "complete"
    if found.status != COMPLETE:
        status = f"truncated after {found.expansions} expansions, what is missing is not known"
    out.paragraph(f"{sentence_case(status)} {asked(found.query, found.engine)}.", role="faint")
    if found.best is None or found.threshold is None:
        if found.absence is not None:
            out.absence(found.absence)
        return out
    out.caveat = CAVEAT
    best, threshold = found.best, found.threshold
    out.heading(f"The best path: {chain(best)}")
    out.paragraph(sentence_case(path_line(best)), role=best.effect or "")
    out.item(weakness(best, threshold))
    for one in found.sources:
        out.item(told(one, "source", len(best.steps)), sources=one.sources)
    shared = [one for one in found.origins if len(one.sources) > 1]
    for one in shared:
        out.item(told(one, "origin", len(best.steps)), sources=one.sources)
    if not (found.sources or shared) and found.status == COMPLETE:
        out.item("no single source or origin breaks it: each step has support of another origin")
    out.paragraph("Its steps:")
    out.steps(best)
    out.heading("The answer: every path within the bound")
    _whole(found, out)
    return out


def _whole(found: Fragility, out: Outline) -> None:
    breaking = [("source", one) for one in found.breaking_sources]
    breaking += [("origin", one) for one in found.breaking_origins if len(one.sources) > 1]
    for what, one in breaking:
        out.item(f"without the one {what} {one.name} no path is left", sources=one.sources)
    if not breaking and found.status == COMPLETE:
        out.item("no single source or origin takes all paths away")
    sturdiest, highest = found.sturdiest, found.answer_threshold
    if sturdiest is None or highest is None:
        return
    likelihood = f"{highest:.2f}"
    if sturdiest.nodes == (found.best.nodes if found.best else ()):
        out.item(f"no path is left where support must be likelier than {likelihood}: "
                 "the best path stands as long as any")  # fmt: skip
        return
    out.item(f"no path is left where support must be likelier than {likelihood}; "
             f"longest stands {chain(sturdiest)}, {path_line(sturdiest)}")  # fmt: skip
    out.steps(sturdiest, 2)


def weakness(path: Path, threshold: float) -> str:
    """The weakest step of a path, and the likelihood above which the path is gone."""
    number = path.weakest_step
    strength = least_strength(path)
    others = sum(step.strength == strength for step in path.steps) - 1
    also = f" ({others} more as weak)" if others else ""
    gone = f"gone where support must be likelier than {threshold:.2f}"
    if threshold < strength:
        gone += ", as the order of times hangs on a claim of that likelihood"
    return f"weakest step {number}{also}: {gone}"


def told(one: Withdrawal, what: str, hops: int) -> str:
    """Which of so many steps rest on one source or origin alone, and what is left without it."""
    if not one.steps:
        rests = "the order of times rests"
    elif len(one.steps) == hops:
        rests = "every step rests"
    else:
        rests = f"{numbered(one.steps)} rest{'' if len(one.steps) > 1 else 's'}"
    who = f" ({listed([s.id for s in one.sources])})" if len(one.sources) > 1 else ""
    if one.left is not None:
        left = one.left
        then = f"left is {chain(left)}, {left.effect or left.kind}, strength {left.strength:.2f}"
    elif one.breaks_answer:
        then = "no path is left without it"
    else:
        then = "whether a path is left was not found out"
    return f"{rests} on the one {what} {one.name}{who}: {then}"
