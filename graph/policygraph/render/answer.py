"""An answer to ``trace``: ranked paths with their evidence, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policygraph.analyses.answer import COMPLETE, Answer, Path, Step
from policygraph.query.query import Query
from policygraph.render.outline import asked
from policygraph.render.prose import (
    Page,
    Sources,
    corroborated,
    evidence,
    sentence_case,
    undated,
)
from policygraph.render.views import View

_COLUMNS = (
    "path", "effect", "path_strength", "step", "from", "relation", "to", "along", "strength",
    "modality", "step_effect", "contested", "claims", "against",
)  # fmt: skip

_CAVEAT = (
    "Chain strength multiplies the likelihoods of the steps as if they were independent; "
    "it ranks paths and is not a probability."
)

#: What a selector has taken, where there may be more.
SELECTED = {
    "any-shortest": "the best one",
    "all-shortest": "all that are best by {by}",
    "shortest-groups": "the best {k} groups of equal {by}",
}


def answer_view(answer: Answer, markdown: Callable[[], str]) -> View:
    """The answer in every shape; JSON lines give one path a line.

    ``markdown`` makes its Markdown, which is that of its dossier.
    """
    data = answer.as_dict()
    return View(
        data=data,
        records=data["paths"],
        columns=_COLUMNS,
        rows=[_row(path, number, step) for path in answer.paths
              for number, step in enumerate(path.steps, 1)],
        text=lambda page: _text(answer, page),
        markdown=markdown,
    )  # fmt: skip


def found_line(answer: Answer) -> str:
    """How much was found, and whether that is all there is."""
    query = answer.query
    count = len(answer.paths)
    kinds = {path.kind for path in answer.paths}
    kind = f"{kinds.pop()} " if len(kinds) == 1 else ""
    found = f"{count or 'no'} {kind}path{'' if count == 1 else 's'}"
    if answer.status != COMPLETE:
        more = f"truncated after {answer.expansions} expansions, there may be more"
    elif not count:
        more = "complete: there is none"
    elif query.select == "shortest" and count == query.k:
        more = f"complete: the best {count} (-k asks for more)"
    elif query.select in SELECTED:
        more = f"complete: {SELECTED[query.select].format(by=query.rank, k=query.k)}"
    else:
        more = "complete: there are no others"
    return f"{found}; {more}"


def status_line(answer: Answer) -> str:
    """What was asked, how much was found, and whether that is all there is."""
    return f"{found_line(answer)}. {asked(answer.query, answer.engine)}."


def path_line(path: Path) -> str:
    """A path's effect, strength and weakest step in one line."""
    words = [path.effect or "association, no influence declared on every step"]
    words.append(f"chain strength {path.strength:.2f}")
    words.append(f"{path.hops} hop{'' if path.hops == 1 else 's'}")
    if path.hops > 1:
        words.append(f"weakest step {path.weakest_step}")
    contested = [str(n) for n, step in enumerate(path.steps, 1) if step.contested]
    if contested:
        words.append(f"contested step {', '.join(contested)}")
    constraining = path.constraining_steps
    if path.effect == "enables" and len(constraining) > 1:
        words.append(f"relief: steps {', '.join(map(str, constraining))} constrain in turn")
    return ", ".join(words)


def _row(path: Path, number: int, step: Step) -> dict[str, Any]:
    return {
        "path": path.rank,
        "effect": path.effect,
        "path_strength": round(path.strength, 6),
        "step": number,
        "from": step.origin.label,
        "relation": step.relation,
        "to": step.target.label,
        "along": "yes" if step.along else "no",
        "strength": step.strength,
        "modality": step.claims[0].claim.modality,
        "step_effect": step.effect,
        "contested": "yes" if step.contested else "no",
        "claims": "|".join(cited.claim.id for cited in step.claims),
        "against": "|".join(cited.claim.id for cited in step.against),
    }


def _chain(path: Path) -> str:
    return " → ".join(node.label for node in path.nodes)


def _text(answer: Answer, page: Page) -> str:
    sources = Sources()
    out = [page.paragraph(f"{answer.start.label} → {answer.end.label}", role="title")]
    out.append(page.paragraph(sentence_case(status_line(answer)), role="faint"))
    if answer.absence is not None:
        out.append("\n" + _absence_text(answer, page, sources))
    for path in answer.paths:
        out.append("\n" + _path_text(path, answer.query, page, sources))
    listed = sources.listed()
    if listed:
        out.append("\n" + page.paragraph("Sources", role="title"))
        out += [page.paragraph(line, first=f"[{number}] ") for number, line in listed]
        out.append("\n" + page.paragraph(_CAVEAT, role="faint"))
    return "".join(out)


def _path_text(path: Path, query: Query, page: Page, sources: Sources) -> str:
    number = f"{path.rank}. "
    indent = " " * len(number)
    out = [page.paragraph(_chain(path), first=number, role="title")]
    out.append(page.paragraph(path_line(path), first=indent, role=path.effect or ""))
    for count, step in enumerate(path.steps, 1):
        mark = f"{indent}{count}) "
        out.append(page.paragraph(sentence_case(step.sentence), first=mark))
        under = " " * len(mark)
        strongest = step.claims[0].claim
        for cited in step.claims:
            out.append(page.paragraph(evidence(cited, sources), first=under + "· ", role="faint"))
            if cited.claim.quantity is not None or cited.claim.modality != strongest.modality:
                out.append(page.paragraph(cited.sentence, first=under + "  ", role="faint"))
            if cited.claim.note:
                out.append(
                    page.paragraph(f"({cited.claim.note})", first=under + "  ", role="faint")
                )
        for cited in step.against:
            line = f"against: {cited.sentence} — {evidence(cited, sources)}"
            out.append(page.paragraph(line, first=under + "! ", role="against"))
        open_dates = undated(step, query)
        if open_dates:
            out.append(page.paragraph(open_dates, first=under + "? ", role="faint"))
        counted = corroborated(step.support, step.opposition)
        if counted:
            out.append(page.paragraph(counted, first=under + "= ", role="faint"))
    return "".join(out)


def _absence_text(answer: Answer, page: Page, sources: Sources) -> str:
    absence = answer.absence
    assert absence is not None
    out = [page.paragraph(sentence_case(absence.summary))]
    for lifted in absence.restrictions:
        verdict = {True: "would give a path", False: "gives none", None: "could not be told"}
        value = ", ".join(lifted.value) if isinstance(lifted.value, tuple) else lifted.value
        shown = lifted.option if value is True else f"{lifted.option} {value}"
        out.append(page.paragraph(f"without {shown}: {verdict[lifted.found]}", first="  · "))
    if absence.path is not None:
        which = " and ".join(absence.together)
        out.append("\n" + page.paragraph(f"Not an answer to the question; without {which}:"))
        out.append(_path_text(absence.path, answer.query, page, sources))
    return "".join(out)
