"""What ``whatif`` and ``diff`` give: paths that differ between two answers, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from policygraph.analyses.answer import COMPLETE, Answer, Cited, Path
from policygraph.analyses.diff import Changed, Diff, Records, Watched
from policygraph.analyses.path_changes import ClaimChange, PathChange
from policygraph.analyses.whatif import WhatIf
from policygraph.render.answer import found_line, path_line
from policygraph.render.outline import CAVEAT, Outline, asked, chain, listed, numbered
from policygraph.render.prose import sentence_case
from policygraph.render.views import View

_COLUMNS = (
    "change", "path", "supposed_steps", "before_rank", "after_rank", "before_strength",
    "after_strength", "claims",
)  # fmt: skip
_CLAIM_COLUMNS = ("question", "what", "change", "id", "sentence", "fields", "claims")
#: Records of one kind that prose lists; the rest is counted.
_SHOWN = 20


def whatif_view(found: WhatIf) -> View:
    """Both answers and what differs; rows and JSON lines give one path that changed each."""
    data = found.as_dict()
    rows = [
        {**_row(change), "supposed_steps": "|".join(map(str, found.supposed_steps(change.after)))}
        for change in found.changes
    ]
    return View(
        data,
        data["changes"],
        _COLUMNS,
        rows,
        lambda page: _whatif(found).text(page),
        lambda: _whatif(found).markdown(),
    )


def diff_view(found: Diff) -> View:
    """What became of a graph; rows and JSON lines give one record or path that changed each."""
    rows = _diff_rows(found)
    return View(
        found.as_dict(),
        rows,
        _CLAIM_COLUMNS,
        rows,
        lambda page: _diff(found).text(page),
        lambda: _diff(found).markdown(),
    )


def _row(change: PathChange) -> dict[str, Any]:
    def of(path: Path | None) -> tuple[int | None, float | None]:
        return (path.rank or None, round(path.strength, 6)) if path else (None, None)

    path = change.after or change.before
    assert path is not None
    (was, had), (now, has) = of(change.before), of(change.after)
    return {
        "change": change.kind,
        "path": chain(path),
        "before_rank": was,
        "after_rank": now,
        "before_strength": had,
        "after_strength": has,
        "claims": _claims(change.claims),
    }


def _claims(changes: Sequence[ClaimChange]) -> str:
    return "|".join(f"{one.change} {one.cited.claim.id}" for one in changes)


# --- What if ------------------------------------------------------------------------------------


def _whatif(found: WhatIf) -> Outline:
    is_, would = found.as_it_is, found.as_it_would_be
    out = Outline(f"What if: {is_.start.label} → {is_.end.label}")
    out.paragraph(f"{sentence_case(asked(is_.query, is_.engine))}", role="faint")
    for what, names in (
        ("entity", found.setting.entities),
        ("claim", found.setting.claims),
        ("source", found.setting.sources),
    ):
        for name in names:
            out.item(f"without the {what} {name}")
    for cited in found.supposed:
        words = f"{cited.sentence} (no source says so; {cited.claim.id}, "
        out.item(f"{words}likelihood {cited.claim.strength:.2f})")
    out.heading("What differs")
    _tell_changes(found.changes, out, lambda path: _supposed(found, path))
    for heading, answer in (("As it is", is_), ("As it would be", would)):
        out.heading(heading)
        _tell_answer(answer, out, lambda path: _supposed(found, path))
    out.caveat = CAVEAT
    return out


def _supposed(found: WhatIf, path: Path | None) -> str:
    """That steps of a path are only supposed, wherever the path is told."""
    steps = found.supposed_steps(path)
    return f", {numbered(steps)} only supposed" if steps else ""


def _tell_answer(answer: Answer, out: Outline, mark: Callable[[Path | None], str]) -> None:
    out.paragraph(f"{sentence_case(found_line(answer))}")
    if answer.absence is not None:
        out.paragraph(sentence_case(answer.absence.summary))
    for path in answer.paths:
        out.item(f"{chain(path)}: {path_line(path)}{mark(path)}", mark=f"{path.rank})")


def _tell_changes(
    changes: Sequence[PathChange],
    out: Outline,
    mark: Callable[[Path | None], str] = lambda path: "",
) -> None:
    if not changes:
        out.item("no path differs: the answer stays as it is")
    told: set[str] = set()
    for change in changes:
        path = change.after or change.before
        assert path is not None
        out.item(f"{_worded(change)}{mark(change.after)}: {chain(path)}")
        for one in change.claims:
            said = f"{one.change}: {one.cited.sentence}"
            if one.cited.claim.id in told:
                out.item(f"{said} ({one.cited.claim.id}, as above)", 2, mark="·", role="faint")
            else:
                out.claim(one.cited, 2, words=said)
            told.add(one.cited.claim.id)
        if not change.claims:
            out.item(_elsewhere(change), 2, role="faint")


def _worded(change: PathChange) -> str:
    before, after = change.before, change.after
    if change.kind == "appeared" and after:
        return f"appeared, {_strength(after)}"
    if change.kind == "vanished" and before:
        return f"vanished, {_strength(before)}"
    assert before is not None and after is not None
    how = f"{after.effect or after.kind}, strength {before.strength:.2f} to {after.strength:.2f}"
    how = _strength(after) if before.cost == after.cost else how
    words = {"entered": "now among the best", "left": "no longer among the best"}
    return f"{words.get(change.kind, change.kind)}, {how}"


def _strength(path: Path) -> str:
    return f"{path.effect or path.kind}, strength {path.strength:.2f}"


def _elsewhere(change: PathChange) -> str:
    if change.kind == "entered":
        return "it was there before; others before it are gone or weaker"
    if change.kind == "left":
        return "it is still there; others are better now"
    return "none of its own claims did it: what may be passed through has changed"


# --- Diff ---------------------------------------------------------------------------------------


def _diff_rows(found: Diff) -> list[dict[str, Any]]:
    def row(what: str, change: str, id: str, **more: object) -> dict[str, Any]:
        values = {"what": what, "change": change, "id": id, **more}
        return {column: values.get(column) for column in _CLAIM_COLUMNS}

    rows = [
        row("claim", change, cited.claim.id, sentence=cited.sentence)
        for change, claims in (("added", found.added), ("removed", found.removed))
        for cited in claims
    ]
    rows += [
        row("claim", "changed", one.id, sentence=cited.sentence, fields=_fields(one))
        for one, cited in zip(found.claims.changed, found.changed, strict=True)
    ]
    for what, records in (("entity", found.entities), ("source", found.sources)):
        rows += [row(what, "added", name) for name in records.added]
        rows += [row(what, "removed", name) for name in records.removed]
        rows += [row(what, "changed", one.id, fields=_fields(one)) for one in records.changed]
    rows += [row("judgement", change, text) for change, text in found.judgements]
    for watched in found.watched:
        for change in watched.changes:
            path = change.after or change.before
            assert path is not None
            rows.append(row("path", change.kind, chain(path), question=watched.name,
                            claims=_claims(change.claims)))  # fmt: skip
    return rows


def _fields(one: Changed) -> str:
    values = one.as_dict()["fields"]
    return "; ".join(f"{name}: {_cell(old)} -> {_cell(new)}" for name, (old, new) in values.items())


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(value) or "nothing"
    return "nothing" if value in (None, "") else str(value)


def _diff(found: Diff) -> Outline:
    out = Outline(f"{found.old} → {found.new}")
    done = "complete" if found.status == COMPLETE else "truncated: a watched answer was cut"
    counts = [
        _counts("claims", found.claims),
        _counts("entities", found.entities),
        _counts("sources", found.sources),
    ]
    out.paragraph(f"{sentence_case('; '.join(counts))[:-1]}; {done}.", role="faint")
    for change, claims in (("added", found.added), ("removed", found.removed)):
        _tell_claims(f"Claims {change}", claims, out)
    if found.changed:
        out.heading("Claims changed")
        for one, cited in list(zip(found.claims.changed, found.changed, strict=True))[:_SHOWN]:
            out.item(f"{sentence_case(cited.sentence)[:-1]} ({one.id})")
            out.item(_fields(one), 2, mark="=")
        _rest(len(found.changed), out)
    for what, records in (("Entities", found.entities), ("Sources", found.sources)):
        if len(records):
            out.heading(what)
            _tell_records(records, out)
    if found.judgements:
        out.heading("Judgements")
        for change, text in found.judgements[:_SHOWN]:
            out.item(f"{change}: {text}")
        _rest(len(found.judgements), out)
    for watched in found.watched:
        _tell_watched(watched, out)
    return out


def _counts(what: str, records: Records) -> str:
    if not len(records):
        return f"{what} the same"
    counts = ((len(records.added), "added"), (len(records.removed), "removed"))
    told = [f"{count} {change}" for count, change in (*counts, (len(records.changed), "changed"))
            if count]  # fmt: skip
    return f"{what} {listed(told)}"


def _tell_claims(heading: str, claims: Sequence[Cited], out: Outline) -> None:
    if not claims:
        return
    out.heading(heading)
    for cited in claims[:_SHOWN]:
        out.claim(cited, 1, words=sentence_case(cited.sentence), mark="-")
    _rest(len(claims), out)


def _tell_records(records: Records, out: Outline) -> None:
    for change, names in (("added", records.added), ("removed", records.removed)):
        if names:
            more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            out.item(f"{change}: {', '.join(names[:_SHOWN])}{more}")
    for one in records.changed[:_SHOWN]:
        out.item(f"changed: {one.id} ({_fields(one)})")
    _rest(len(records.changed), out)


def _rest(count: int, out: Outline) -> None:
    if count > _SHOWN:
        out.item(f"and {count - _SHOWN} more (--format json has them all)")


def _tell_watched(watched: Watched, out: Outline) -> None:
    out.heading(f"Watched: {watched.name}")
    sides = (("before", watched.before, watched.why[0]), ("after", watched.after, watched.why[1]))
    for when, side, why in sides:
        if side.answer is None:
            out.item(f"{when}: no answer, {why}")
            continue
        paths = side.answer.paths
        best = f", the best {_strength(paths[0])}" if paths else ""
        cut = "" if side.answer.status == COMPLETE else "; truncated"
        out.item(f"{when}: {len(paths) or 'no'} path{'' if len(paths) == 1 else 's'}{best}{cut}")
    _tell_changes(watched.changes, out)
