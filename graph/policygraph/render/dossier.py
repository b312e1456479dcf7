"""A dossier as a document: what stands where, in which words.

In goes a :class:`~policygraph.analyses.dossier.Dossier`, out comes a
:class:`~policygraph.render.documents.tree.Document`, which a writer makes a file of. Each
claim is a note of its own with its words, its degree and its place in the source; each
source stands once in the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from policygraph.analyses.answer import COMPLETE, Absence, Answer, Cited, Path, Step
from policygraph.analyses.contradictions import Contradiction
from policygraph.analyses.dossier import Dossier
from policygraph.analyses.fragility import Fragility
from policygraph.errors import UsageError
from policygraph.model.records import Source
from policygraph.query.corroboration import Corroboration
from policygraph.query.query import Query
from policygraph.query.wording import validity_words
from policygraph.render.answer import SELECTED, found_line, path_line
from policygraph.render.citations import STYLE, chicago
from policygraph.render.contradictions import WORDS
from policygraph.render.documents import DOCUMENTS
from policygraph.render.documents.tree import (
    Block,
    Code,
    Document,
    Heading,
    Item,
    Items,
    Line,
    NoteMark,
    Paragraph,
    SourceMark,
    Strong,
    Table,
)
from policygraph.render.fragility import told, weakness
from policygraph.render.outline import CAVEAT, chain, worded
from policygraph.render.prose import sentence_case, undated
from policygraph.version import VERSION

_DEGREES = (
    "Where a source gives no degree, its claim has the likelihood that this project sets for the "
    "way in which it is said."
)


class Notes:
    """The claims and the sources cited in a document, each numbered when it is first cited."""

    def __init__(self) -> None:
        self._claims: dict[str, tuple[int, Cited]] = {}
        self._sources: dict[str, tuple[int, Source]] = {}

    def mark(self, cited: Cited) -> NoteMark:
        """The mark of a claim's note."""
        known = self._claims.setdefault(cited.claim.id, (len(self._claims) + 1, cited))
        self.source(cited.source)
        return NoteMark(known[0])

    def marks(self, claims: Iterable[Cited]) -> Line:
        """The marks of several claims, in their order."""
        return tuple(self.mark(cited) for cited in claims)

    def source(self, source: Source) -> SourceMark:
        """The mark of a source in the list."""
        known = self._sources.setdefault(source.id, (len(self._sources) + 1, source))
        return SourceMark(known[0])

    def notes(self) -> tuple[Line, ...]:
        """One line for each claim."""
        return tuple(self._note(cited) for _, cited in self._claims.values())

    def sources(self) -> tuple[Line, ...]:
        """One line for each source."""
        return tuple(_source(source) for _, source in self._sources.values())

    def _note(self, cited: Cited) -> Line:
        claim = cited.claim
        how = claim.modality if claim.affirms else f"denied, {claim.modality}"
        words = [f"{how}, likelihood {claim.strength:.2f}"]
        dated = validity_words(claim)
        if dated:
            words.append(dated)
        if claim.knowable:
            words.append(f"known since {claim.knowable}")
        place = f", {claim.locator}" if claim.locator else ""
        place += "" if place.endswith((".", "?", "!")) else "."
        note = f" {sentence_case(claim.note)}" if claim.note else ""
        said = f"{sentence_case(cited.sentence)} ({claim.id}: {'; '.join(words)}.) "
        return (said, self.source(cited.source), f"{place}{note}")


def document_of(dossier: Dossier, output: str = "") -> Document:
    """The whole document; ``output`` is the file that its command is to write."""
    answer, notes = dossier.answer, Notes()
    blocks = (
        *_question(dossier),
        *_answer(answer),
        *_paths(answer, notes),
        *_firmness(answer, dossier.fragility, notes),
        *_contradictions(dossier, notes),
        *_not_found(answer, notes),
    )
    return Document(
        title=f"{answer.start.label} → {answer.end.label}",
        subject=_asked(answer),
        blocks=blocks,
        notes=notes.notes(),
        sources=notes.sources(),
        style=STYLE,
        closing=tuple(_closing(dossier, output)),
    )


def dossier_file(dossier: Dossier, format: str) -> bytes:
    """A dossier as a file in one of the formats of documents."""
    if format not in DOCUMENTS:
        raise UsageError(f"unknown document {format!r}; choose from {', '.join(DOCUMENTS)}")
    writer = DOCUMENTS[format]
    return writer.write(document_of(dossier, f"dossier{writer.ending}"))


def _asked(answer: Answer) -> str:
    start, end = answer.start.label, answer.end.label
    if answer.query.direction == "influence":
        return f"By what paths does influence reach {end} from {start}, and how do we know?"
    return f"By what paths is {start} connected with {end}, and how do we know?"


def _question(dossier: Dossier) -> Iterator[Block]:
    yield Heading(2, ("Question",))
    yield Paragraph((_asked(dossier.answer),), lead=True)
    yield Items(tuple(Item((sentence_case(words),)) for words in dossier.conditions))
    counted = ", ".join(f"{count} {noun}" for noun, count in dossier.counts)
    over = " + ".join(dossier.datasets)
    yield Paragraph((f"Asked of {over}: {counted}; ontology {dossier.ontology}.",), aside=True)


def _answer(answer: Answer) -> Iterator[Block]:
    yield Heading(2, ("Answer",))
    yield Paragraph((sentence_case(found_line(answer)),), lead=True)
    if not answer.paths:
        return
    yield Table(
        "Paths found, best first",
        ("Rank", "Path", "Effect", "Chain strength", "Weakest step", "Fewest origins", "Contested"),
        tuple(_row(path) for path in answer.paths),
    )
    yield Paragraph((f"{CAVEAT} {_DEGREES}",), aside=True)


def _row(path: Path) -> tuple[Line, ...]:
    weakest = path.steps[path.weakest_step - 1]
    contested = [str(n) for n, step in enumerate(path.steps, 1) if step.contested]
    return (
        (str(path.rank),),
        (chain(path),),
        (path.effect or path.kind,),
        (f"{path.strength:.2f}",),
        (f"{path.weakest_step} of {path.hops} ({weakest.strength:.2f})",),
        (str(min(step.support.origins for step in path.steps)),),
        (f"step {', '.join(contested)}" if contested else "no",),
    )


def _paths(answer: Answer, notes: Notes) -> Iterator[Block]:
    if answer.paths:
        yield Heading(2, ("Paths",))
    for path in answer.paths:
        yield Heading(3, (f"{path.rank}. {chain(path)}",))
        yield from _path(path, answer.query, notes)


def _path(path: Path, query: Query, notes: Notes) -> Iterator[Block]:
    yield Paragraph((sentence_case(path_line(path)),))
    steps = enumerate(path.steps, 1)
    yield Items(
        tuple(_step(path, number, step, query, notes) for number, step in steps), numbered=True
    )


def _step(path: Path, number: int, step: Step, query: Query, notes: Notes) -> Item:
    strength = f"Strength {step.strength:.2f}"
    if number == path.weakest_step and _uneven(path):
        strength += ", the weakest step of the path"
    line = (sentence_case(step.sentence), *notes.marks(step.claims))
    under = [Item((f"{strength}. {_support(step.support)}",))]
    if open_dates := undated(step, query):
        under.append(Item((sentence_case(open_dates),)))
    said: dict[str, list[Cited]] = {}
    for cited in step.claims:
        if cited.sentence != step.sentence:
            said.setdefault(cited.sentence, []).append(cited)
    for words, claims in said.items():
        under.append(Item(("As said: ", sentence_case(words), *notes.marks(claims))))
    for cited in step.against:
        words = sentence_case(cited.sentence)
        under.append(Item((Strong("Against: "), words, notes.mark(cited)), against=True))
    if step.opposition.sources > 1:
        under.append(Item((f"Opposed by {_counted(step.opposition)}.",), against=True))
    return Item(line, tuple(under))


def _uneven(path: Path) -> bool:
    return len({step.strength for step in path.steps}) > 1


def _support(support: Corroboration) -> str:
    if support.sources > 1:
        return f"Supported by {_counted(support)}."
    ((origin, (source,)),) = support.by_origin
    if origin != source:
        return f"Rests on one source, which passes on {origin}."
    return "Rests on one source."


def _counted(said: Corroboration) -> str:
    if said.origins == 1:
        return f"{said.sources} sources of one origin, {said.by_origin[0][0]}"
    return f"{said.sources} sources of {said.origins} independent origins"


def _firmness(answer: Answer, fragility: Fragility | None, notes: Notes) -> Iterator[Block]:
    if not answer.paths:
        return
    yield Heading(2, ("How firm it is",))
    if fragility is not None:
        yield from _fragility(fragility, notes)
    contested = {step.sentence: None for path in answer.paths for step in path.steps
                 if step.contested}  # fmt: skip
    if contested:
        yield Paragraph(("Something speaks against these steps:",))
        yield Items(tuple(Item((sentence_case(words),), against=True) for words in contested))
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


def _fragility(found: Fragility, notes: Notes) -> Iterator[Block]:
    best, sturdiest = found.best, found.sturdiest
    if best is None or found.threshold is None:
        return
    items = [Item((f"Of the best path: {weakness(best, found.threshold)}.",))]
    for one in found.sources:
        cited = tuple(map(notes.source, one.sources))
        items.append(Item((f"{sentence_case(told(one, 'source', best.hops))} ", *cited)))
    for one in found.origins:
        if len(one.sources) > 1:
            cited = tuple(map(notes.source, one.sources))
            items.append(Item((f"{sentence_case(told(one, 'origin', best.hops))} ", *cited)))
    if not found.sources and found.status == COMPLETE:
        items.append(Item(("No single source breaks the best path.",)))
    breaking = [one.name for one in (*found.breaking_sources, *found.breaking_origins)]
    if breaking:
        names = ", ".join(dict.fromkeys(breaking))
        items.append(Item((Strong("Without one of these no path at all is left: "), f"{names}.")))
    elif found.status == COMPLETE:
        items.append(Item(("No single source or origin takes all paths within the bound away.",)))
    if sturdiest is not None and found.answer_threshold is not None:
        least = f"{found.answer_threshold:.2f}"
        words = f"No path at all is left where support must be likelier than {least}"
        other = "" if sturdiest.nodes == best.nodes else f"; longest stands {chain(sturdiest)}"
        items.append(Item((f"{words}{other}.",)))
    if found.status != COMPLETE:
        items.append(Item((f"This search was cut after {found.expansions} expansions; what else "
                           "could break the answer is not known.",)))  # fmt: skip
    yield Items(tuple(items))


def _needed(path: Path) -> frozenset[str]:
    """The origins without which a step of the path has no support left."""
    return frozenset(
        step.support.by_origin[0][0] for step in path.steps if step.support.origins == 1
    )


def _contradictions(dossier: Dossier, notes: Notes) -> Iterator[Block]:
    if not dossier.answer.paths:
        return
    yield Heading(2, ("Contradictions touched",))
    touched = dossier.contradictions
    if touched:
        yield Paragraph(("Claims of these paths are among those that cannot all be so; which of "
                         "them is right is not decided here.",))  # fmt: skip
        yield Items(tuple(_contradiction(one, notes) for one in touched))
    elif dossier.contradictions_complete:
        yield Paragraph(("No claim of these paths takes part in a contradiction.",))
    if not dossier.contradictions_complete:
        yield Paragraph(("The search for contradictions was cut; there may be others.",), lead=True)


def _contradiction(one: Contradiction, notes: Notes) -> Item:
    first = one.claims[0]
    about = f"{first.subject.label} {first.relation[1]} {first.object.label}"
    kinds = "; ".join(WORDS[kind] for kind in one.kinds)
    degree = "" if one.outright else " (a doubt: one side says only that it may be, or is planned)"
    degree += "" if one.certain else " (if their dates meet, which is not known)"
    claims = (
        Item((sentence_case(told.cited.sentence), notes.mark(told.cited))) for told in one.claims
    )
    return Item((Strong(f"{sentence_case(kinds)[:-1]}: "), f"{about}{degree}."), tuple(claims))


def _not_found(answer: Answer, notes: Notes) -> Iterator[Block]:
    yield Heading(2, ("What was not found",))
    if answer.absence is not None:
        yield from _absence(answer.absence, answer.query, notes)
    elif answer.status != COMPLETE:
        spent = f"The search was cut after {answer.expansions} expansions."
        rest = "What is above is the beginning of the whole answer, which may go on."
        if not answer.paths:
            rest = "It had found no path by then; there may be some."
        yield Paragraph((f"{spent} {rest}",), lead=True)
    elif answer.query.select in SELECTED:
        query = answer.query
        which = SELECTED[query.select].format(by=query.rank, k=query.k)
        yield Paragraph((f"What was asked for is {which}; there may be others.",))
    elif answer.query.select == "shortest" and len(answer.paths) == answer.query.k:
        k = answer.query.k
        which = f"the best {k} paths were" if k > 1 else "the best path was"
        yield Paragraph((f"Only {which} asked for; there may be others.",))
    else:
        yield Paragraph(("There are no other paths under these conditions.",))
    yield Paragraph(
        ("Only what a claim of the graph says can be found: that a path is not here is no "
         "evidence that there is none.",),
        aside=True,
    )  # fmt: skip


def _absence(absence: Absence, query: Query, notes: Notes) -> Iterator[Block]:
    yield Paragraph((sentence_case(absence.summary),), lead=True)
    verdict = {True: "would give a path", False: "gives none", None: "could not be told"}
    yield Items(
        tuple(
            Item((f"Without {worded(lifted.option, lifted.value)}: {verdict[lifted.found]}.",))
            for lifted in absence.restrictions
        )
    )
    if absence.path is not None:
        which = " and ".join(absence.together)
        yield Paragraph((Strong(f"Not an answer to the question; without {which}: "),
                         chain(absence.path)))  # fmt: skip
        yield from _path(absence.path, query, notes)


def _source(source: Source) -> Line:
    known = [source.id]
    if source.reliability:
        known.append(f"reliability {source.reliability} on the Admiralty scale")
    if source.origin:
        known.append(f"passes on {source.origin}")
    return (*chicago(source), f" ({'; '.join(known)})")


def _closing(dossier: Dossier, output: str) -> Iterator[Block]:
    yield Heading(2, ("To ask again",))
    command = dossier.command(output)
    if command is None:
        yield Paragraph(("It was asked of a part of a graph, or of one made by a program; no "
                         "command names that.",))  # fmt: skip
    else:
        yield Code(command)
    made = f"policygraph {VERSION}, engine {dossier.answer.engine}"
    yield Paragraph((f"{made}. The same data and the same release give the same file.",),
                    aside=True)  # fmt: skip
