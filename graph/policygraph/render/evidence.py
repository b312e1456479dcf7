"""A claim as evidence: how it is said, by whom, when, where; and how far it is corroborated."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.analyses.cited import Cited
from policygraph.query.corroboration import Corroboration
from policygraph.query.wording import validity_words
from policygraph.render.citations import Citations
from policygraph.render.sentence import counted, sentence_case
from policygraph.render.tree import AGAINST, CLAIM, SUPPORT, Break, Item, Line


def evidence(cited: Cited, citations: Citations) -> Line:
    """One claim: its id, how it is said, by whom, when, and where that stands; then its note."""
    claim = cited.claim
    words = [f"{claim.modality if claim.affirms else f'denied, {claim.modality}'} "
             f"{claim.strength:.2f}"]  # fmt: skip
    if cited.speaker:
        words.append(f"according to {cited.speaker.name}")
    dated = validity_words(claim)
    if dated:
        words.append(dated)
    if claim.knowable:
        words.append(f"known since {claim.knowable}")
    elif cited.source.url or cited.source.held:
        # What a question supposes has no document.
        words.append("no date of publication")
    line: Line = (f"{claim.id}: {', '.join(words)}, ", citations.source(cited.source))
    if claim.locator:
        line += (f" {claim.locator}",)
    return (*line, Break(), f"({claim.note})") if claim.note else line


def claim_item(cited: Cited, citations: Citations, words: str = "", kind: str = CLAIM) -> Item:
    """A claim as an item: words, if there are any, then the claim as evidence or its note.

    A claim that denies something is marked as opposition, whatever its kind.
    """
    kind = kind if cited.claim.affirms else AGAINST
    if citations.in_notes:
        return Item((words, *citations.note_marks((cited,))), kind=kind)
    line = evidence(cited, citations)
    return Item((words, Break(), *line) if words else line, kind=kind)


def statement_item(cited: Cited, citations: Citations) -> Item:
    """A claim as its sentence, with the evidence below it."""
    return claim_item(cited, citations, sentence_case(cited.sentence), "")


def against_item(cited: Cited, citations: Citations) -> Item:
    """A claim that speaks against the thing above it."""
    return claim_item(cited, citations, f"against: {cited.sentence}", AGAINST)


def more_against_items(more: int) -> tuple[Item, ...]:
    """That more claims speak against a thing than are listed; nothing where they are all."""
    if not more:
        return ()
    return (Item((f"and {more:,} more claim{'s' * (more > 1)} against it",), kind=AGAINST),)


def untold(more: int, reason: str) -> str:
    """Whether all is told; how much is not, and which option asks for it."""
    if not more:
        return "complete"
    why = "the time is up (--seconds)" if reason == "time" else "--limit asks for more"
    return f"truncated, {more:,} more are not told: {why}"


def note(cited: Cited, citations: Citations) -> Line:
    """A claim as a note of a document: its sentence, then the evidence on the same line."""
    line = evidence(cited, citations)
    on_one_line = tuple(" " if isinstance(part, Break) else part for part in line)
    return (f"{sentence_case(cited.sentence)} ", *on_one_line)


def support_items(support: Corroboration, opposition: Corroboration) -> tuple[Item, ...]:
    """How far a thing is corroborated, as an item; none where its evidence shows that."""
    words = corroborated(support, opposition)
    return (Item((words,), kind=SUPPORT),) if words else ()


def corroborated(support: Corroboration, opposition: Corroboration) -> str:
    """How many sources support a thing and how many oppose it, and how independent they are.

    Nothing where one source supports it and nothing else is to be said: its evidence shows that.
    """
    if support.sources < 2 and support.origins < 2 and not (opposition.sources or support.separate):
        return ""
    words = [f"supported by {_sources(support)}"]
    if support.separate:
        several = counted(len(support.separate), "claim")
        words.append(f"apart from {several} of another time or quantity")
    if opposition.sources:
        words.append(f"opposed by {_sources(opposition)}")
    return ", ".join(words)


def _sources(said: Corroboration) -> str:
    if said.sources < 2 and said.origins < 2:
        return f"{said.sources or 'no'} source"
    if said.origins > 1:
        return f"{counted(said.sources, 'source')} of {said.origins} independent origins"
    return f"{counted(said.sources, 'source')} of 1 origin ({said.by_origin[0][0]})"


def claim_ids(claims: Iterable[Cited]) -> str:
    """The ids of claims as a cell of a table has them."""
    return "|".join(cited.claim.id for cited in claims)
