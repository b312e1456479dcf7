"""Paths that differ between two answers, and the claims that made them differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from policygraph.analyses.path import Path
from policygraph.analyses.path_changes import ClaimChange, PathChange
from policygraph.render.citations import Citations
from policygraph.render.evidence import claim_item
from policygraph.render.paths import chain, effect_and_strength, grade_words
from policygraph.render.sentence import lowered
from policygraph.render.tree import AGAINST, CLAIM, SUPPORT, Item, Items


def change_row(change: PathChange) -> dict[str, Any]:
    """A path that differs, as the row of a table."""

    def of(path: Path | None) -> tuple[int | None, float | None]:
        return (path.rank or None, round(path.likelihood, 6)) if path else (None, None)

    (was, had), (now, has) = of(change.before), of(change.after)
    return {
        "change": change.kind,
        "path": chain(changed_path(change)),
        "before_rank": was,
        "after_rank": now,
        "before_likelihood": had,
        "after_likelihood": has,
        "claims": change_ids(change.claims),
    }


def changed_path(change: PathChange) -> Path:
    """The path as it is after the change, or as it was."""
    path = change.after or change.before
    assert path is not None
    return path


def change_ids(changes: Sequence[ClaimChange]) -> str:
    """The claims of a change as a cell of a table has them."""
    return "|".join(f"{one.change} {one.cited.claim.id}" for one in changes)


def change_items(
    changes: Sequence[PathChange],
    citations: Citations,
    mark: Callable[[Path | None], str] = lambda path: "",
) -> Items:
    """Each path that differs, with the claims that made it differ; ``mark`` adds to its words."""
    if not changes:
        return Items((Item(("no path differs: the answer stays as it is",)),))
    shown: set[str] = set()
    items = []
    for change in changes:
        under = tuple(_claims(change, citations, shown))
        words = f"{_change(change)}{mark(change.after)}: {chain(changed_path(change))}"
        items.append(Item((words,), under))
    return Items(tuple(items))


def _claims(change: PathChange, citations: Citations, shown: set[str]) -> Iterator[Item]:
    """The claims of a change; one that was shown already is named only."""
    for one in change.claims:
        words = f"{one.change}: {one.cited.sentence}"
        if one.cited.claim.id in shown:
            kind = CLAIM if one.cited.claim.affirms else AGAINST
            yield Item((f"{words} ({one.cited.claim.id}, as above)",), kind=kind)
        else:
            yield claim_item(one.cited, citations, words)
        shown.add(one.cited.claim.id)
    if not change.claims:
        yield Item((_elsewhere(change),), kind=SUPPORT)


def _change(change: PathChange) -> str:
    before, after = change.before, change.after
    if change.kind == "appeared" and after:
        return f"appeared, {effect_and_strength(after)}"
    if change.kind == "vanished" and before:
        return f"vanished, {effect_and_strength(before)}"
    assert before is not None and after is not None
    how = (
        f"{after.effect or after.kind}, {_graded(before, after)}"
        f"strength {before.likelihood:.2f} to {after.likelihood:.2f}"
    )
    how = effect_and_strength(after) if before.cost == after.cost else how
    words = {"entered": "now one of the best", "left": "no longer one of the best"}
    return f"{words.get(change.kind, change.kind)}, {how}"


def _graded(before: Path, after: Path) -> str:
    """The grade of a path, before and after where it differs."""
    if before.grade is None or after.grade is None or before.grade == after.grade:
        return grade_words(after)
    return f"grade {lowered(before.grade.label)} to {lowered(after.grade.label)}, "


def _elsewhere(change: PathChange) -> str:
    if change.kind == "entered":
        return "it was there before; others that were better vanished or grew weaker"
    if change.kind == "left":
        return "it is still there; others are better now"
    return "none of its own claims did it: what may be passed through has changed"
