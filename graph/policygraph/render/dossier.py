"""A dossier as a document: its sections, in their order.

Each claim is a note of its own, however many steps it supports; each source is listed once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from policygraph.analyses.answer import COMPLETE, Answer
from policygraph.analyses.contradictions import Contradiction
from policygraph.analyses.dossier import Dossier
from policygraph.analyses.fragility import Fragility
from policygraph.analyses.path import Path
from policygraph.render.citations import STYLE, Citations
from policygraph.render.contradictions import kinds_and_subject
from policygraph.render.evidence import note, statement_item
from policygraph.render.fragility import answer_items, best_path_items
from policygraph.render.paths import (
    CAVEAT,
    absence_blocks,
    chain,
    intended_blocks,
    path_blocks,
    step_line,
    variant_blocks,
)
from policygraph.render.sentence import lowered, sentence_case
from policygraph.render.trace import SELECTED, found_line, paired
from policygraph.render.tree import (
    AGAINST,
    ASIDE,
    LEAD,
    Block,
    Code,
    Document,
    Heading,
    Item,
    Items,
    Line,
    Paragraph,
    Strong,
    Table,
)
from policygraph.version import VERSION

_DEGREES = (
    "Where a source gives no degree, its claim has the likelihood that this project sets for the "
    "way in which it is said and for what it rests on."
)


def dossier_document(dossier: Dossier, output: str = "") -> Document:
    """The whole document; ``output`` is the file that its command is to write."""
    answer, citations = dossier.answer, Citations(in_notes=True)
    blocks = (
        *_question(dossier),
        *_answer(answer),
        *_paths(answer, citations),
        *_firmness(answer, dossier.fragility, citations),
        *_contradictions(dossier, citations),
        *_not_found(answer, citations),
    )
    return Document(
        title=f"{answer.start.name} → {answer.end.name}",
        subject=_asked(answer),
        blocks=blocks,
        notes=tuple(note(cited, citations) for cited in citations.noted),
        sources=citations.sources(),
        style=STYLE,
        closing=tuple(_closing(dossier, output)),
    )


def _asked(answer: Answer) -> str:
    start, end = answer.start.name, answer.end.name
    if answer.query.direction == "influence":
        return f"By what paths does influence reach {end} from {start}, and how do we know?"
    return f"By what paths is {start} connected with {end}, and how do we know?"


def _question(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, ("Question",))
    yield Paragraph((_asked(dossier.answer),), LEAD)
    yield Items(tuple(Item((sentence_case(words),)) for words in dossier.conditions))
    counts = ", ".join(f"{count} {noun}" for noun, count in dossier.counts)
    over = " + ".join(dossier.datasets)
    yield Paragraph((f"Asked of {over}: {counts}; ontology {dossier.ontology}.",), ASIDE)


def _answer(answer: Answer) -> Iterator[Block]:
    yield Heading(2, ("Answer",))
    yield Paragraph((sentence_case(found_line(answer)),), LEAD)
    if not answer.paths:
        return
    graded = any(path.grade for path in answer.paths)
    yield Table(
        "Paths found, best first",
        (
            *("Rank", "Path", "Effect"),
            *(("Grade",) if graded else ()),
            *("Chain strength", "Weakest step", "Fewest origins", "Contested"),
        ),
        tuple(_row(path, graded) for path in answer.paths),
    )
    yield Paragraph((f"{CAVEAT} {_DEGREES}",), ASIDE)


def _row(path: Path, graded: bool) -> tuple[Line, ...]:
    weakest = path.steps[path.weakest_step - 1]
    contested = [str(n) for n, step in enumerate(path.steps, 1) if step.contested]
    return (
        (str(path.rank),),
        (chain(path),),
        (path.effect or path.kind,),
        *(((_grade(path),),) if graded else ()),
        (f"{path.likelihood:.2f}",),
        (f"{path.weakest_step} of {path.hops} ({weakest.likelihood:.2f})",),
        (str(min(step.support.origins for step in path.steps)),),
        (f"step {', '.join(contested)}" if contested else "no",),
    )


def _grade(path: Path) -> str:
    """The grade of a path, with the number of the step that has the slightest."""
    if path.grade is None:
        return ""
    return f"{lowered(path.grade.label)} (step {path.slightest_step} of {path.hops})"


def _paths(answer: Answer, citations: Citations) -> Iterator[Block]:
    if answer.paths:
        yield Heading(2, ("Paths",))
    for path, variants in paired(answer):
        yield Heading(3, (chain(path),), path.rank)
        yield from path_blocks(path, citations, answer.query)
        yield from variant_blocks(variants, path) if variants else ()
    yield from intended_blocks(answer.intended, citations, answer.query)


def _firmness(answer: Answer, fragility: Fragility | None, citations: Citations) -> Iterator[Block]:
    if not answer.paths:
        return
    yield Heading(2, ("How firm it is",))
    if fragility is not None:
        yield from _fragility(fragility, citations)
    contested = {step_line(step): None for path in answer.paths for step in path.steps
                 if step.contested}  # fmt: skip
    if contested:
        yield Paragraph(("Something speaks against these steps:",))
        yield Items(tuple(Item(line, kind=AGAINST) for line in contested))
    else:
        yield Paragraph(
            ("No claim that counts under these conditions speaks against a step of these paths.",)
        )
    alone = Counter(origin for path in answer.paths for origin in _needed(path))
    if alone:
        yield Table(
            "Origins on which a step rests alone, and how many of these paths break without each",
            ("Origin", "Paths that break"),
            tuple(
                ((origin,), (f"{alone[origin]} of {len(answer.paths)}",))
                for origin in sorted(alone, key=lambda origin: (-alone[origin], origin))
            ),
        )


def _fragility(found: Fragility, citations: Citations) -> Iterator[Block]:
    if found.best is None:
        return
    yield Paragraph(("The best path:",))
    yield Items(best_path_items(found, citations))
    yield Paragraph(("The answer, which is every path within the bound:",))
    yield Items(answer_items(found, citations))
    if found.status != COMPLETE:
        yield Paragraph(
            (f"This search was cut after {found.expansions} expansions; what else could break "
             "the answer is not known.",)
        )  # fmt: skip


def _needed(path: Path) -> frozenset[str]:
    """The origins without which a step of the path has no support left."""
    return frozenset(
        step.support.by_origin[0][0] for step in path.steps if step.support.origins == 1
    )


def _contradictions(dossier: Dossier, citations: Citations) -> Iterator[Block]:
    if not dossier.answer.paths:
        return
    yield Heading(2, ("Contradictions touched",))
    if dossier.contradictions:
        yield Paragraph(("Claims of these paths are among those that cannot all be so; which of "
                         "them is right is not decided here.",))  # fmt: skip
        yield Items(tuple(_contradiction(one, citations) for one in dossier.contradictions))
    elif dossier.contradictions_complete:
        yield Paragraph(("No claim of these paths takes part in a contradiction.",))
    if not dossier.contradictions_complete:
        yield Paragraph(("The search for contradictions was cut; there may be others.",), LEAD)


def _contradiction(one: Contradiction, citations: Citations) -> Item:
    kinds, about = kinds_and_subject(one)
    degree = "" if one.outright else " (a doubt: one side says only that it may be, or is planned)"
    degree += "" if one.certain else " (if their dates meet, which is not known)"
    claims = tuple(statement_item(statement.cited, citations) for statement in one.claims)
    return Item((Strong(f"{sentence_case(kinds)[:-1]}: "), f"{about}{degree}."), claims)


def _not_found(answer: Answer, citations: Citations) -> Iterator[Block]:
    yield Heading(2, ("What was not found",))
    yield Paragraph(
        ("Only what a claim of the graph says can be found: that a path is not here is no "
         "evidence that there is none.",),
        ASIDE,
    )  # fmt: skip
    query = answer.query
    if answer.absence is not None:
        yield from absence_blocks(answer.absence, citations, query, level=3)
    elif answer.status != COMPLETE:
        cut = f"The search was cut after {answer.expansions} expansions."
        rest = "What is above is the beginning of the whole answer, which may go on."
        if not answer.paths:
            rest = "It had found no path by then; there may be some."
        yield Paragraph((f"{cut} {rest}",), LEAD)
    elif query.select in SELECTED:
        which = SELECTED[query.select].format(by=query.rank, k=query.k)
        yield Paragraph((f"What was asked for is {which}; there may be others.",))
    elif query.select == "shortest" and len(answer.paths) == query.k:
        which = f"the best {query.k} paths were" if query.k > 1 else "the best path was"
        yield Paragraph((f"Only {which} asked for; there may be others.",))
    else:
        yield Paragraph(("There are no other paths under these conditions.",))


def _closing(dossier: Dossier, output: str) -> Iterator[Block]:
    yield Heading(2, ("To ask again",))
    command = dossier.command(output)
    if command is None:
        yield Paragraph(("It was asked of a part of a graph, or of one made by a program; no "
                         "command names that.",))  # fmt: skip
    else:
        yield Code(command)
    made = f"policygraph {VERSION}, engine {dossier.answer.engine}"
    yield Paragraph((f"{made}. The same data and the same release give the same file.",), ASIDE)
