"""What ``whatif`` gives: an answer beside what it would be, and the paths that differ."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.analyses.answer import Answer
from policygraph.analyses.path import Path
from policygraph.analyses.whatif import WhatIf
from policygraph.render.changes import change_items, change_row
from policygraph.render.citations import Citations
from policygraph.render.paths import CAVEAT, chain, path_line
from policygraph.render.question import asked
from policygraph.render.sentence import numbered, sentence_case
from policygraph.render.trace import found_line
from policygraph.render.tree import ASIDE, Block, Document, Heading, Item, Items, Paragraph
from policygraph.render.views import View

_COLUMNS = (
    "change", "path", "supposed_steps", "before_rank", "after_rank", "before_likelihood",
    "after_likelihood", "claims",
)  # fmt: skip


def whatif_view(found: WhatIf) -> View:
    """Both answers and what differs; rows and JSON lines give one path that changed each."""
    data = found.as_dict()
    rows = [
        {
            **change_row(change),
            "supposed_steps": "|".join(map(str, found.supposed_steps(change.after))),
        }
        for change in found.changes
    ]
    return View(data, data["changes"], _COLUMNS, rows, lambda: whatif_document(found))


def whatif_document(found: WhatIf) -> Document:
    """The setting, what differs, and both answers."""
    citations, asked_of = Citations(), found.as_it_is
    blocks = tuple(_blocks(found, citations))
    title = f"What if: {asked_of.start.name} → {asked_of.end.name}"
    closing = (Paragraph((CAVEAT,), ASIDE),)
    return Document(title, blocks, sources=citations.sources(), closing=closing)


def _blocks(found: WhatIf, citations: Citations) -> Iterator[Block]:
    query, engine = found.as_it_is.query, found.as_it_is.engine
    yield Paragraph((sentence_case(asked(query, engine)),), ASIDE)
    setting = found.setting
    kinds = (("entity", setting.entities), ("claim", setting.claims), ("source", setting.sources))
    words = [f"without the {kind} {name}" for kind, names in kinds for name in names]
    words += [
        f"{cited.sentence} (no source says so; {cited.claim.id}, "
        f"likelihood {cited.claim.strength:.2f})"
        for cited in found.supposed
    ]
    yield Items(tuple(Item((line,)) for line in words))
    yield Heading(2, ("What differs",))
    if not found.looked_up:
        yield Paragraph(("Truncated: the time is up (--seconds), there may be more.",), ASIDE)
    yield change_items(found.changes, citations, lambda path: _supposed(found, path))
    for heading, answer in (
        ("As it is", found.as_it_is),
        ("As it would be", found.as_it_would_be),
    ):
        yield Heading(2, (heading,))
        yield from _answer(answer, found)


def _supposed(found: WhatIf, path: Path | None) -> str:
    """That steps of a path are only supposed; it is added wherever the path is shown."""
    steps = found.supposed_steps(path)
    return f", {numbered(steps)} only supposed" if steps else ""


def _answer(answer: Answer, found: WhatIf) -> Iterator[Block]:
    yield Paragraph((sentence_case(found_line(answer)),))
    if answer.absence is not None:
        yield Paragraph((sentence_case(answer.absence.summary),))
    paths = [f"{chain(path)}: {path_line(path)}{_supposed(found, path)}" for path in answer.paths]
    if paths:
        yield Items(tuple(Item((line,)) for line in paths), numbered=True)
