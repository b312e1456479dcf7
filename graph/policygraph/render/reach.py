"""What ``reach`` and ``common`` give: entities with the best paths that lead to them."""

from __future__ import annotations

from policygraph.analyses.answer import COMPLETE, Path
from policygraph.analyses.common import Common
from policygraph.analyses.no_result import Nothing
from policygraph.analyses.reach import ReachResult
from policygraph.render.outline import CAVEAT, Outline, asked, chain, claim_ids, worded
from policygraph.render.prose import sentence_case
from policygraph.render.views import View

_REACH_COLUMNS = ("rank", "id", "label", "type", "strength", "effect", "hops", "path", "claims")
_COMMON_COLUMNS = (
    "rank", "id", "label", "type", "strength", "to_first", "to_second", "effect_on_first",
    "effect_on_second", "path_to_first", "path_to_second", "claims",
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
            "strength": round(one.path.strength, 6),
            "effect": one.path.effect,
            "hops": one.path.hops,
            "path": chain(one.path),
            "claims": _claims(one.path),
        }
        for rank, one in enumerate(found.reached, 1)
    ]

    def outline() -> Outline:
        what = "What reaches" if found.backward else "What is reached from"
        out = Outline(f"{what} {found.entity.label}")
        ranked = f"{asked(found.scope, found.engine)}."
        out.paragraph(f"{_counted(found.total, len(rows), found.status)} {ranked}", role="faint")
        _tell_nothing(found.nothing, out)
        for rank, one in enumerate(found.reached, 1):
            out.item(f"{one.entity.label}: {_path_words(one.path)}", mark=f"{rank})")
            _tell_path(one.path, out)
        out.caveat = CAVEAT if found.reached else ""
        return out

    return View(
        data,
        data["reached"],
        _REACH_COLUMNS,
        rows,
        lambda page: outline().text(page),
        lambda: outline().markdown(),
    )


def common_view(found: Common) -> View:
    """What reaches both in every shape; rows and JSON lines give one entity each."""
    data = found.as_dict()
    rows = [
        {
            "rank": rank,
            "id": one.entity.id,
            "label": one.entity.label,
            "type": one.entity.type,
            "strength": round(one.strength, 6),
            "to_first": round(one.first.strength, 6),
            "to_second": round(one.second.strength, 6),
            "effect_on_first": one.first.effect,
            "effect_on_second": one.second.effect,
            "path_to_first": chain(one.first),
            "path_to_second": chain(one.second),
            "claims": f"{_claims(one.first)} / {_claims(one.second)}",
        }
        for rank, one in enumerate(found.shared, 1)
    ]

    def outline() -> Outline:
        out = Outline(f"What reaches both {found.first.label} and {found.second.label}")
        ranked = f"{asked(found.scope, found.engine)}."
        out.paragraph(f"{_counted(found.total, len(rows), found.status)} {ranked}", role="faint")
        _tell_nothing(found.nothing, out)
        for rank, one in enumerate(found.shared, 1):
            out.item(f"{one.entity.label}: product of both strengths {one.strength:.2f}",
                     mark=f"{rank})")  # fmt: skip
            for path in (one.first, one.second):
                out.item(_path_words(path), 2)
                _tell_path(path, out, 3)
        out.caveat = CAVEAT if found.shared else ""
        return out

    return View(
        data,
        data["common"],
        _COMMON_COLUMNS,
        rows,
        lambda page: outline().text(page),
        lambda: outline().markdown(),
    )


def _claims(path: Path) -> str:
    """The claims of each step, steps apart by a blank."""
    return " ".join(claim_ids(step.claims) for step in path.steps)


def _counted(total: int, shown: int, status: str) -> str:
    count = f"{total or 'no'} entit{'y' if total == 1 else 'ies'}"
    if status != COMPLETE:
        more = "truncated, there may be more"
    else:
        more = "complete" if total else "complete: there is none"
    best = f": the best {shown} (--limit asks for more)" if shown < total else ""
    return sentence_case(f"{count}; {more}{best}")


def _path_words(path: Path) -> str:
    words = [path.effect or "association", f"strength {path.strength:.2f}"]
    words.append(f"{path.hops} hop{'' if path.hops == 1 else 's'}")
    contested = [str(n) for n, step in enumerate(path.steps, 1) if step.contested]
    if contested:
        words.append(f"contested step {', '.join(contested)}")
    return ", ".join(words)


def _tell_path(path: Path, out: Outline, depth: int = 2) -> None:
    claims = ", ".join(dict.fromkeys(step.claims[0].claim.id for step in path.steps))
    sources = {cited.source.id: cited.source for step in path.steps for cited in step.claims[:1]}
    out.item(f"{chain(path)} ({claims})", depth, role="faint", sources=sources.values())


def _tell_nothing(nothing: Nothing | None, out: Outline) -> None:
    if nothing is None:
        return
    out.paragraph(sentence_case(nothing.summary))
    verdict = {True: "would give some", False: "gives none", None: "could not be told"}
    for lifted in nothing.restrictions:
        shown = worded(lifted.option, lifted.value)
        out.item(f"without {shown}: {verdict[lifted.found]}", mark="·")
