"""A result as an outline, written once for text and for Markdown.

A title, headings, paragraphs and items at a depth, some with a claim as evidence. The two
writers differ in how they cite: text numbers the sources and lists them, Markdown has
footnotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from policygraph.analyses.answer import Absence, Cited, Path, Step
from policygraph.model.records import Source
from policygraph.query.query import RESTRICTIONS, Filters, Query, Scope
from policygraph.render.markdown import escape, evidence_item, footnotes, note_mark
from policygraph.render.prose import Page, Sources, corroborated, evidence, sentence_case

CAVEAT = (
    "Chain strength multiplies the likelihoods of the steps as if they were independent; "
    "it ranks paths and is not a probability."
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry: ``depth`` 0 is a paragraph, more is an item.

    ``cited`` is a claim as its evidence, ``sources`` are cited after the words.
    """

    text: str
    depth: int = 0
    role: str = ""
    mark: str = "-"
    cited: Cited | None = None
    sources: tuple[Source, ...] = ()
    heading: bool = False


@dataclass(slots=True)
class Outline:
    """What is to be said, in order; ``caveat`` stands at the end."""

    title: str
    lines: list[_Line] = field(default_factory=list)
    caveat: str = ""

    def paragraph(self, text: str, role: str = "") -> None:
        """A paragraph."""
        self.lines.append(_Line(text, role=role))

    def heading(self, text: str) -> None:
        """A heading; what follows belongs to it."""
        self.lines.append(_Line(text, role="title", heading=True))

    def item(
        self,
        text: str,
        depth: int = 1,
        *,
        role: str = "",
        mark: str = "-",
        sources: Iterable[Source] = (),
    ) -> None:
        """An item at a depth, 1 the outermost; ``sources`` are cited at its end."""
        self.lines.append(_Line(text, depth, role, mark, sources=tuple(sources)))

    def claim(self, cited: Cited, depth: int = 2, *, words: str = "", mark: str = "·") -> None:
        """A claim as evidence of the item above: ``words`` before how it is said, and its note."""
        role = "faint" if cited.claim.affirms and mark != "!" else "against"
        self.lines.append(_Line(words, depth, role, mark, cited))

    def steps(self, path: Path, depth: int = 1) -> None:
        """The steps of a path, each with its claims and what speaks against it."""
        for number, step in enumerate(path.steps, 1):
            self.item(sentence_case(step.sentence), depth, mark=f"{number})")
            self.evidence(step, depth + 1)

    def evidence(self, step: Step, depth: int = 2) -> None:
        """The claims of a step, what speaks against it, and how far it is corroborated."""
        for cited in step.claims:
            said = cited.claim.quantity is not None or cited.sentence != step.sentence
            self.claim(cited, depth, words=cited.sentence if said else "")
        for cited in step.against:
            self.claim(cited, depth, words=f"against: {cited.sentence}", mark="!")
        counted = corroborated(step.support, step.opposition)
        if counted:
            self.item(counted, depth, role="faint", mark="=")

    def absence(self, absence: Absence) -> None:
        """Why there is no path, and the path that lifting the restrictions would give."""
        self.paragraph(sentence_case(absence.summary))
        verdict = {True: "would give a path", False: "gives none", None: "could not be told"}
        for lifted in absence.restrictions:
            shown = worded(lifted.option, lifted.value)
            self.item(f"without {shown}: {verdict[lifted.found]}", mark="·")
        if absence.path is not None:
            which = " and ".join(absence.together)
            self.heading(f"Not an answer to the question; without {which}")
            self.paragraph(chain(absence.path))
            self.steps(absence.path)

    def text(self, page: Page) -> str:
        """The outline as text for a page."""
        sources = Sources()
        out = [page.paragraph(self.title, role="title")]
        for line in self.lines:
            if line.heading:
                out.append("\n" + page.paragraph(line.text, role="title"))
                continue
            first = f"{'   ' * (line.depth - 1)}{line.mark} " if line.depth else ""
            text = " ".join([line.text, *(f"[{sources.number(s)}]" for s in line.sources)])
            if text:
                out.append(page.paragraph(text, first=first, role=line.role))
                first = " " * len(first)
            if line.cited is not None:
                said, note = evidence(line.cited, sources), line.cited.claim.note
                role = "faint" if text else line.role
                out.append(page.paragraph(said, first=first, role=role))
                if note:
                    out.append(page.paragraph(f"({note})", first=" " * len(first), role=role))
        listed = sources.listed()
        if listed:
            out.append("\n" + page.paragraph("Sources", role="title"))
            out += [page.paragraph(line, first=f"[{number}] ") for number, line in listed]
        if self.caveat:
            out.append("\n" + page.paragraph(self.caveat, role="faint"))
        return "".join(out)

    def markdown(self) -> str:
        """The outline as Markdown with footnotes."""
        sources = Sources()
        out = [f"# {escape(self.title)}\n"]
        inside = False
        for line in self.lines:
            if line.heading:
                out.append(f"\n## {escape(line.text)}\n")
                inside = False
                continue
            marks = "".join(f"[^{sources.number(source)}]" for source in line.sources)
            words = [escape(line.text) + marks] if line.text else []
            if line.cited is not None:
                words.append(evidence_item(line.cited, sources) + note_mark(line.cited, sources))
            text = " — ".join(words)
            if line.depth == 0:
                out.append(f"\n{text}\n")
            else:
                mark = line.mark.replace(")", ".") if line.mark[:1].isdigit() else "-"
                space = "" if inside else "\n"
                out.append(f"{space}{'    ' * (line.depth - 1)}{mark} {text}\n")
            inside = line.depth > 0
        if self.caveat:
            out.append(f"\n{self.caveat}\n")
        if sources.listed():
            out.append(f"\n{footnotes(sources)}")
        return "".join(out)


def chain(path: Path) -> str:
    """The entities of a path in their order."""
    return " → ".join(node.label for node in path.nodes)


def worded(option: str, value: object) -> str:
    """An option and its value in words."""
    if isinstance(value, tuple):
        value = ", ".join(value)
    return option if value is True else f"{option} {value}"


def asked(query: Filters, engine: str = "") -> str:
    """What a question asks, in one sentence: the ways of paths, then the filters.

    Of a question without paths only the filters are told.
    """
    words = []
    if isinstance(query, Scope):
        hops = f"up to {query.max_hops} hop{'' if query.max_hops == 1 else 's'}"
        words = [f"Direction {query.direction}", hops]
        if query.mode != Scope.mode:
            words.append(f"mode {query.mode}")
    if isinstance(query, Query):
        words.append(f"ranked by {query.rank}")
    given = {field.name: getattr(query, field.name) for field in fields(query)}
    whole = query if isinstance(query, Query) else Query(**{"start": "", "end": "", **given})
    for restriction in RESTRICTIONS:
        value = restriction.value(whole)
        if value is not None and restriction.option not in ("max-hops", "direction", "mode"):
            words.append(worded(restriction.option, value))
    told = ", ".join(words)
    return "; ".join([*([told] if told else []), *([f"engine {engine}"] if engine else [])])


def claim_ids(claims: Iterable[Cited]) -> str:
    """The ids of claims as a cell of a table has them."""
    return "|".join(cited.claim.id for cited in claims)


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def numbered(steps: Sequence[int]) -> str:
    """Numbers of steps as a sentence has them: ``steps 1, 2 and 4``."""
    return f"step{'s' if len(steps) > 1 else ''} {listed([str(number) for number in steps])}"
