"""A path, its steps and their evidence, and why there is no path: the same words everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.analyses.answer import Absence, Path, Step
from policygraph.query.query import Filters
from policygraph.render.citations import Citations
from policygraph.render.evidence import against_item, claim_ids, claim_item, support_items
from policygraph.render.question import restriction_items
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import ASIDE, LEAD, OPEN, Block, Heading, Item, Items, Paragraph

CAVEAT = (
    "Chain strength multiplies the likelihoods of the steps as if they were independent; "
    "it ranks paths and is not a probability."
)


def chain(path: Path) -> str:
    """The entities of a path in their order."""
    return " → ".join(node.name for node in path.nodes)


def path_line(path: Path) -> str:
    """A path's effect, strength and weakest step in one line."""
    words = [path.effect or "association, no influence declared on every step"]
    words.append(f"chain strength {path.strength:.2f}")
    words.append(counted(path.hops, "hop"))
    if path.hops > 1:
        words.append(f"weakest step {path.weakest_step}")
    contested = [str(n) for n, step in enumerate(path.steps, 1) if step.contested]
    if contested:
        words.append(f"contested step {', '.join(contested)}")
    constraining = path.constraining_steps
    if path.effect == "enables" and len(constraining) > 1:
        words.append(f"relief: steps {', '.join(map(str, constraining))} constrain in turn")
    return ", ".join(words)


def effect_and_strength(path: Path) -> str:
    """A path in four words."""
    return f"{path.effect or path.kind}, strength {path.strength:.2f}"


def path_claim_ids(path: Path) -> str:
    """The claims of each step as a cell of a table has them, steps apart by a blank."""
    return " ".join(claim_ids(step.claims) for step in path.steps)


def path_blocks(path: Path, citations: Citations, filters: Filters | None = None) -> list[Block]:
    """A path's line and its steps; ``filters`` are those under which it was found."""
    return [path_paragraph(path), Items(step_items(path, citations, filters), numbered=True)]


def path_paragraph(path: Path) -> Paragraph:
    """A path's line as a sentence of its own."""
    return Paragraph((sentence_case(path_line(path)),), role=path.effect or "")


def step_items(
    path: Path, citations: Citations, filters: Filters | None = None
) -> tuple[Item, ...]:
    """The steps of a path."""
    return tuple(step_item(step, citations, filters) for step in path.steps)


def step_item(step: Step, citations: Citations, filters: Filters | None = None) -> Item:
    """A step: its sentence, and under it its evidence; one item wherever the step stands."""

    def made() -> Item:
        line = (*step_line(step), *citations.note_marks(step.claims))
        return Item(line, evidence_items(step, citations, filters))

    return citations.item_of(step, made)


def step_line(step: Step) -> tuple[str]:
    """A step as a sentence."""
    return (sentence_case(step.sentence),)


def evidence_items(
    step: Step, citations: Citations, filters: Filters | None = None
) -> tuple[Item, ...]:
    """The claims of a step, what speaks against it, and how far it is corroborated.

    A claim whose evidence is a note is listed only where its words are not those of the step.
    """
    items = []
    for cited in step.claims:
        words = "" if cited.sentence == step.sentence else cited.sentence
        if words or not citations.in_notes:
            items.append(claim_item(cited, citations, words))
    items += [against_item(cited, citations) for cited in step.against]
    return (*items, *open_items(step, filters), *support_items(step.support, step.opposition))


def open_items(step: Step, filters: Filters | None) -> tuple[Item, ...]:
    """That it is not known whether a step held at the time asked for; nothing where it is."""
    if step.in_force != "unknown" or filters is None:
        return ()
    words = f"whether this was so at {filters.as_of} is not known: no claim's dates settle it"
    return (Item((words,), kind=OPEN),)


def absence_blocks(
    absence: Absence, citations: Citations, filters: Filters | None = None, level: int = 2
) -> Iterator[Block]:
    """Why there is no path, and the path that lifting the restrictions would give.

    ``level`` is that of the path's heading.
    """
    yield Paragraph((sentence_case(absence.summary),), LEAD)
    if absence.restrictions:
        yield restriction_items(absence.restrictions, "a path")
    if absence.path is not None:
        which = " and ".join(absence.together)
        yield Heading(level, (f"Not an answer to the question; without {which}",))
        yield Paragraph((chain(absence.path),))
        yield from path_blocks(absence.path, citations, filters)


def caveat(shown: object) -> tuple[Block, ...]:
    """What chain strength is not, where paths are ``shown``."""
    return (Paragraph((CAVEAT,), ASIDE),) if shown else ()
