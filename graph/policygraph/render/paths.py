"""A path, its steps and their evidence, and why there is no path: the same words everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.analyses.answer import Absence, Intended, Variants
from policygraph.analyses.path import Lapse, Path, Step
from policygraph.query.query import Filters
from policygraph.query.wording import lifted_words, validity_words
from policygraph.render.citations import Citations
from policygraph.render.evidence import against_item, claim_ids, claim_item, support_items
from policygraph.render.question import restriction_items
from policygraph.render.sentence import counted, listed, lowered, numbered, sentence_case
from policygraph.render.tree import ASIDE, LEAD, OPEN, Block, Heading, Item, Items, Paragraph

CAVEAT = (
    "Chain strength multiplies the likelihoods of the steps as if they were independent; "
    "it is not a probability. A grade says how much a step matters, by this project's "
    "convention; that of a path is the term nearest to the product of those of its steps."
)
#: Further ways of a lever that are told; the others are counted.
MOST_WAYS = 5


def chain(path: Path) -> str:
    """The entities of a path in their order."""
    return " → ".join(node.name for node in path.nodes)


def path_line(path: Path) -> str:
    """A path's effect, grade and chain strength with their weakest steps, in one line."""
    words = [path.effect or _association(path)]
    if path.channel is not None:
        words.append(f"channel {lowered(path.channel.label)}")
    if path.grade is not None and path.weight is not None:
        words.append(f"grade {lowered(path.grade.label)}{_slightest(path)}")
    weakest = f" (weakest step {path.weakest_step})" if path.hops > 1 else ""
    words.append(f"chain strength {path.likelihood:.2f}{weakest}")
    words.append(counted(path.hops, "hop"))
    if path.remote:
        words.append("remote")
    if path.order not in (None, "certain"):
        words.append(f"order of time {path.order}")
    contested = [str(n) for n, step in enumerate(path.steps, 1) if step.contested]
    if contested:
        words.append(f"contested step {', '.join(contested)}")
    lapsed = [n for n, step in enumerate(path.steps, 1) if step.lapses and n not in path.relief]
    if lapsed:
        words.append(f"without force at some time: {numbered(lapsed)}")
    if path.outside:
        words.append(f"addressee uncertain at {numbered(path.outside)}")
    words += _relief(path)
    return ", ".join(words)


def _association(path: Path) -> str:
    carried = all(step.effect is not None and step.counted for step in path.steps)
    if carried:
        return "association, no influence as its steps follow one another"
    return "association, no influence declared on every step"


def _slightest(path: Path) -> str:
    """The step with the slightest grade, where not all have the same."""
    number = path.slightest_step
    if number is None or len({step.grade for step in path.steps}) < 2:
        return ""
    return f" (weakest step {number})"


def _relief(path: Path) -> list[str]:
    """What is told of constraints that take back constraints."""
    if path.relief:
        return [f"relief: step {n - 1} takes the force of what step {n} leaves"
                for n in path.relief]  # fmt: skip
    constraining = path.constraining_steps
    if path.effect == "enables" and len(constraining) > 1:
        return [f"relief: steps {', '.join(map(str, constraining))} constrain in turn"]
    return []


def effect_and_strength(path: Path) -> str:
    """A path in a few words."""
    return f"{path.effect or path.kind}, {grade_words(path)}strength {path.likelihood:.2f}"


def grade_words(path: Path) -> str:
    """The grade of a path before other words; nothing where it has none."""
    if path.grade is None or path.weight is None:
        return ""
    return f"grade {lowered(path.grade.label)}, "


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
    """A step as a sentence: what it says, by which channel, how much, whom it is directed at."""
    if step.channel is None:
        return (sentence_case(step.sentence),)
    words = [lowered(step.channel.label)]
    if step.grade is not None:
        words.append(lowered(step.grade.label))
    if step.towards:
        words.append(f"directed at {listed([node.name for node in step.towards])}")
    if step.quantity:
        words.append(step.quantity)
    return (sentence_case(f"{step.sentence} ({', '.join(words)})"),)


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
    items += [lapse_item(lapse, step, citations) for lapse in step.lapses]
    return (*items, *open_items(step, filters), *support_items(step.support, step.opposition))


def lapse_item(lapse: Lapse, step: Step, citations: Citations) -> Item:
    """When what a step leaves was without force, and by which claim."""
    when = validity_words(lapse.cited.claim) or "at a time that is not known"
    lost = "lost its force" if lapse.force == "ends" else "was without force"
    words = f"{step.origin.name} {lost}, {when}: {lapse.cited.sentence}"
    return claim_item(lapse.cited, citations, words, OPEN)


def open_items(step: Step, filters: Filters | None) -> tuple[Item, ...]:
    """That it is not known whether a step held at the time asked for; nothing where it is."""
    if step.in_force != "unknown" or filters is None:
        return ()
    words = f"whether this was so at {filters.as_of} is not known: no claim's dates settle it"
    return (Item((words,), kind=OPEN),)


def variant_blocks(variants: Variants, path: Path) -> tuple[Block, ...]:
    """The further ways of a lever: how many, and the first of them; nothing where there are none.

    Those that have another effect than its best path are apart, each with its effect.
    """
    number = len(variants.paths)
    if not number and variants.counted:
        return ()
    least = "" if variants.counted else "at least "
    alike = [one for one in variants.paths if one.effect == path.effect]
    blocks = [_ways(f"and {least}{counted(number, 'further way')}", alike, best=path)]
    for effect in dict.fromkeys(one.effect for one in variants.paths):
        if effect != path.effect:
            blocks.append(_ways(f"the same lever also {effect or 'connects'}",
                                [one for one in variants.paths if one.effect == effect],
                                role=effect or ""))  # fmt: skip
    return tuple(blocks)


def _ways(words: str, paths: list[Path], role: str = "", best: Path | None = None) -> Paragraph:
    """Further ways by the entities that they pass, those over the same entities together."""
    routes: dict[tuple[str, ...], list[Path]] = {}
    for path in paths:
        routes.setdefault(tuple(node.id for node in path.nodes), []).append(path)
    ways = []
    for route, same in list(routes.items())[:MOST_WAYS]:
        again = best is not None and route == tuple(node.id for node in best.nodes)
        way = "the same entities by other statements" if again else chain(same[0])
        several = f", {len(same)} ways" if len(same) > 1 else ""
        ways.append(f"{way} ({grade_words(same[0])}strength {same[0].likelihood:.2f}{several})")
    if len(routes) > MOST_WAYS:
        ways.append(f"and {sum(map(len, list(routes.values())[MOST_WAYS:]))} more")
    told = f"{words}: {'; '.join(ways)}" if ways else words
    return Paragraph((sentence_case(told),), role)


def remote_item(path: Path, variants: Variants | None) -> Item:
    """A remote path in one line, with the claims of each step by their ids."""
    further = len(variants.paths) if variants else 0
    least = "" if variants is None or variants.counted else "at least "
    more = f"; and {least}{counted(further, 'further way')}" if further or least else ""
    words = f"{path.rank}. {chain(path)}: {path_line(path)} ({path_claim_ids(path)}){more}"
    return Item((words,))


def intended_blocks(
    intended: Intended | None, citations: Citations, filters: Filters | None = None, level: int = 2
) -> Iterator[Block]:
    """What is intended but does not count as influence, with its evidence."""
    if intended is None or not (intended.steps or not intended.complete):
        return
    which = listed(intended.channels)
    flags = " ".join(f"--channel {one}" for one in intended.channels)
    yield Heading(level, ("Intended, not counted as influence",))
    if not intended.complete:
        yield Paragraph((f"Whether there are steps of {which} was not determined.",), ASIDE)
        return
    groups = (
        (
            intended.steps[: intended.leading],
            f"if they counted ({flags}), these would lead to the end",
        ),
        (intended.steps[intended.leading :], "these leave the start and would not lead to the end"),
    )
    for steps, words in groups:
        if steps:
            yield Paragraph(
                (f"Steps of {which} carry no influence by themselves; {words}.",), ASIDE
            )
            yield Items(tuple(step_item(step, citations, filters) for step in steps))
    if intended.more:
        yield Paragraph((f"And {intended.more} more.",))


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
        values = {one.option: one.value for one in absence.restrictions}
        which = " and ".join(lifted_words(one, values.get(one)) for one in absence.together)
        yield Heading(level, (f"Not an answer to the question; without {which}",))
        yield Paragraph((chain(absence.path),))
        yield from path_blocks(absence.path, citations, filters)


def caveat(shown: object) -> tuple[Block, ...]:
    """What chain strength is not, where paths are ``shown``."""
    return (Paragraph((CAVEAT,), ASIDE),) if shown else ()
