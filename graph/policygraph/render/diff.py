"""What ``diff`` gives: records that changed between two graphs, and watched paths that did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from policygraph.analyses.answer import COMPLETE
from policygraph.analyses.cited import Cited
from policygraph.analyses.diff import Changed, Diff, Records, Watched
from policygraph.render.changes import change_ids, change_items, changed_path
from policygraph.render.citations import Citations
from policygraph.render.evidence import statement_item
from policygraph.render.paths import chain, effect_and_strength
from policygraph.render.sentence import counted, listed, sentence_case
from policygraph.render.tree import ASIDE, SUPPORT, Block, Document, Heading, Item, Items, Paragraph
from policygraph.render.views import View

_COLUMNS = ("question", "what", "change", "id", "sentence", "fields", "claims")
#: Records of one kind that are listed; the rest is counted.
_SHOWN = 20


def diff_view(found: Diff) -> View:
    """What changed in a graph; rows and JSON lines give one record or path that changed each."""
    rows = _rows(found)
    return View(found.as_dict(), rows, _COLUMNS, rows, lambda: diff_document(found))


def _rows(found: Diff) -> list[dict[str, Any]]:
    def row(what: str, change: str, id: str, **more: object) -> dict[str, Any]:
        values = {"what": what, "change": change, "id": id, **more}
        return {column: values.get(column) for column in _COLUMNS}

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
        rows += [
            row("path", change.kind, chain(changed_path(change)), question=watched.name,
                claims=change_ids(change.claims))
            for change in watched.changes
        ]  # fmt: skip
    return rows


def _fields(one: Changed) -> str:
    values = one.as_dict()["fields"]
    return "; ".join(f"{name}: {_cell(old)} -> {_cell(new)}" for name, (old, new) in values.items())


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(value) or "nothing"
    return "nothing" if value in (None, "") else str(value)


def diff_document(found: Diff) -> Document:
    """Records that changed, by kind, and the watched questions."""
    citations = Citations()
    blocks = tuple(_blocks(found, citations))
    return Document(f"{found.old} → {found.new}", blocks, sources=citations.sources())


def _blocks(found: Diff, citations: Citations) -> Iterator[Block]:
    done = "complete" if found.status == COMPLETE else "truncated: a watched answer was cut"
    counts = [
        _counts("claims", found.claims),
        _counts("entities", found.entities),
        _counts("sources", found.sources),
    ]
    yield Paragraph((f"{sentence_case('; '.join(counts))[:-1]}; {done}.",), ASIDE)
    for change, claims in (("added", found.added), ("removed", found.removed)):
        if claims:
            yield Heading(2, (f"Claims {change}",))
            yield _first([statement_item(cited, citations) for cited in claims[:_SHOWN]], claims)
    if found.changed:
        yield Heading(2, ("Claims changed",))
        pairs = zip(found.claims.changed, found.changed, strict=True)
        yield _first([_changed(*pair) for pair in list(pairs)[:_SHOWN]], found.changed)
    for what, records in (("Entities", found.entities), ("Sources", found.sources)):
        if len(records):
            yield Heading(2, (what,))
            yield _first(_records(records), records.changed)
    if found.judgements:
        yield Heading(2, ("Judgements",))
        lines = [Item((f"{change}: {text}",)) for change, text in found.judgements[:_SHOWN]]
        yield _first(lines, found.judgements)
    for watched in found.watched:
        yield Heading(2, (f"Watched: {watched.name}",))
        yield Items(tuple(_sides(watched)))
        yield change_items(watched.changes, citations)


def _counts(what: str, records: Records) -> str:
    if not len(records):
        return f"{what} the same"
    counts = ((len(records.added), "added"), (len(records.removed), "removed"))
    words = [f"{count} {change}" for count, change in (*counts, (len(records.changed), "changed"))
             if count]  # fmt: skip
    return f"{what} {listed(words)}"


def _first(items: Sequence[Item], of: Sequence[object]) -> Items:
    """Items that stand for the first of several things, and how many more there are."""
    more = len(of) - _SHOWN
    rest = [Item((f"and {more} more (--format json has them all)",))] if more > 0 else []
    return Items((*items, *rest))


def _changed(one: Changed, cited: Cited) -> Item:
    fields = Item((_fields(one),), kind=SUPPORT)
    return Item((f"{sentence_case(cited.sentence)[:-1]} ({one.id})",), (fields,))


def _records(records: Records) -> list[Item]:
    items = []
    for change, names in (("added", records.added), ("removed", records.removed)):
        if names:
            more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            items.append(Item((f"{change}: {', '.join(names[:_SHOWN])}{more}",)))
    changed = records.changed[:_SHOWN]
    return [*items, *(Item((f"changed: {one.id} ({_fields(one)})",)) for one in changed)]


def _sides(watched: Watched) -> Iterator[Item]:
    sides = (("before", watched.before, watched.why[0]), ("after", watched.after, watched.why[1]))
    for when, side, why in sides:
        if side.answer is None:
            yield Item((f"{when}: no answer, {why}",))
            continue
        paths = side.answer.paths
        best = f", the best {effect_and_strength(paths[0])}" if paths else ""
        cut = "" if side.answer.status == COMPLETE else "; truncated"
        yield Item((f"{when}: {counted(len(paths), 'path')}{best}{cut}",))
