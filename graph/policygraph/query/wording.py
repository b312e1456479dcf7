"""Claims, edges and questions as sentences; a statement keeps its own order.

What a source hedges or denies is hedged or denied in the sentence too: a denial
never reads as the thing denied.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

from policygraph.model.collection import Collection
from policygraph.model.names import isolated
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim
from policygraph.query.query import Query


def statement(collection: Collection, subject: str, relation: str, target: str) -> str:
    """``subject relation object`` by their labels, after merges."""
    label = collection.ontology.relations[relation].label
    return f"{name_of(collection, subject)} {label} {name_of(collection, target)}"


def name_of(collection: Collection, entity: str) -> str:
    """An entity's label in a sentence."""
    return isolated(collection.label(entity))


def amount(claim: Claim) -> str:
    """The claim's quantity and unit, or nothing: ``496 billion US dollars``, ``at least 5 sites``.

    The page words quantities alike (``PG.pathText.amount``).
    """
    if claim.quantity is None:
        return ""
    low, range_, high = str(claim.quantity).partition("..")
    text = f"{low} to {high}" if low and high else low or high
    if range_ and not (low and high):
        text = f"at {'least' if low else 'most'} {text}"
    return f"{text} {claim.unit}" if claim.unit else text


def claim_sentence(collection: Collection, claim: Claim) -> str:
    """What one claim says, as its source puts it.

    Entities have the names that the claim's own dataset gives them, whatever they were merged with.
    ``it is possible that A uses B``; ``according to C, it is denied that A uses B``.
    """
    relation = collection.ontology.relations[claim.relation].label
    subject, target = (
        isolated(collection.given_label(claim, end)) for end in (claim.subject, claim.object)
    )
    core = f"{subject} {relation} {target}"
    quantity = amount(claim)
    if quantity:
        core = f"{core}: {quantity}"
    words = []
    if claim.attributed_to:
        speaker = isolated(collection.given_label(claim, claim.attributed_to))
        words.append(f"according to {speaker},")
    modality = collection.ontology.modalities[claim.modality]
    hedge = modality.phrase
    if not claim.affirms:
        hedge = modality.denial or f"{hedge} it is not so that".strip()
    return " ".join([*words, hedge, core] if hedge else [*words, core])


def step_sentence(
    collection: Collection, claim: Claim, walked: tuple[str, str] | None = None
) -> str:
    """A step's sentence: the statement after merges, hedged as its strongest claim hedges it.

    ``walked`` are the ends of a symmetric step as the path passes them.
    """
    subject, target = walked or (claim.subject, claim.object)
    core = statement(collection, subject, claim.relation, target)
    phrase = collection.ontology.modalities[claim.modality].phrase
    return f"{phrase} {core}" if phrase else core


def validity_words(claim: Claim) -> str:
    """The claim's dates in words, or nothing where it gives none."""
    start, end = (_bound_words(text or "..") for text in (claim.start, claim.end))
    if start == end:
        return start
    if start and end:
        plain = "/" not in f"{claim.start}{claim.end}"
        return f"{start} to {end}" if plain else f"from {start} until {end}"
    return f"since {start}" if start else f"until {end}"


def _bound_words(text: str) -> str:
    """A start or an end in words: ``1984 or before``; nothing if it is open."""
    first, interval, last = text.partition("/")
    if not interval:
        return "" if text == ".." else date_words(text)
    first, last = (date_words(side) if side != ".." else side for side in (first, last))
    if first == "..":
        return f"{last} or before"
    return f"{first} or after" if last == ".." else f"some time in {first} to {last}"


#: Parts of a year, and what qualifies a date, as EDTF writes them and in words.
_PARTS = {
    "21": "spring {}", "22": "summer {}", "23": "autumn {}", "24": "winter {}",
    "33": "the first quarter of {}", "34": "the second quarter of {}",
    "35": "the third quarter of {}", "36": "the fourth quarter of {}",
    "40": "the first half of {}", "41": "the second half of {}",
}  # fmt: skip
_QUALIFIED = {"~": "about {}", "?": "{} (uncertain)", "%": "about {} (uncertain)"}


def date_words(text: str) -> str:
    """An EDTF date as people write it, where its form is not one of ISO 8601.

    >>> date_words("2025-33"), date_words("2020~"), date_words("2025-03")
    ('the first quarter of 2025', 'about 2020', '2025-03')
    """
    form = _QUALIFIED.get(text[-1:], "{}")
    date = text[:-1] if text[-1:] in _QUALIFIED else text
    year, _, part = date.rpartition("-")
    return form.format(_PARTS[part].format(year) if year.isdigit() and part in _PARTS else date)


def conditions(collection: Collection, query: Query) -> tuple[str, ...]:
    """The conditions of a question in words, one for each option.

    Which paths are wanted is always in it, every other option only where it differs from its
    default.
    """
    ontology = collection.ontology

    def listed(names: Callable[[str], str]) -> Callable[[tuple[str, ...]], str]:
        return lambda ids: ", ".join(map(names, ids))

    relations = listed(lambda id: ontology.relations[id].label)
    types = listed(lambda id: ontology.types[id].label)
    modalities = listed(lambda id: ontology.modalities[id].label)
    sources = listed(lambda id: f"{collection.sources[id].title} ({id})")
    entities = listed(lambda id: name_of(collection, id))
    channels = listed(lambda id: ontology.channels[id].label)
    words: dict[str, str | Callable[[Any], str]] = {
        "select": lambda select: _selected(query, ontology).format(k=query.k, by=query.rank),
        "max_hops": "paths of at most {} steps",
        "direction": _DIRECTIONS.__getitem__,
        "mode": _MODES.__getitem__,
        "rank": _RANKS.__getitem__,
        "pattern": lambda text: f"paths that match {text}{_named(ontology, text)}",
        "chronological": "steps that can have followed one another in time",
        **{name: words for name, (_, words) in INFLUENCE_RULES.items()},
        "channels": lambda ids: f"steps of these channels count too: {channels(ids)}",
        "each_path": "each path counts by itself, whatever it turns on",
        "relations": lambda ids: f"only steps of: {relations(ids)}",
        "not_relations": lambda ids: f"no step of: {relations(ids)}",
        "transit_types": lambda ids: f"passing only through what is of type: {types(ids)}",
        "not_transit_types": lambda ids: f"passing through nothing of type: {types(ids)}",
        "via": lambda ids: f"passing, in this order, through: {entities(ids)}",
        "avoid": lambda ids: f"keeping clear of: {entities(ids)}",
        "max_degree": "passing through nothing with more than {} edges",
        "min_likelihood": "steps supported by a claim at least as likely as {}",
        "modalities": lambda ids: f"steps supported by a claim that is: {modalities(ids)}",
        "uncontested": "no step that anything speaks against",
        "sources": lambda ids: f"steps supported by: {sources(ids)}",
        "not_sources": lambda ids: f"as if these sources did not exist: {sources(ids)}",
        "as_of": "claims in force at {}",
        "dates": "claims whose dates leave that open do not count ({})",
        "known_by": "claims that could be known by {}",
        "budget": "a search of at most {} expansions",
        "max_steps": "an answer of at most {} steps in all",
        "seconds": "a search of at most {} seconds",
    }
    found = []
    defaults = {field.name: field.default for field in fields(query)}
    for name in query.as_dict():
        value = getattr(query, name)
        shown = name in ("select", "max_hops", "direction", "rank")
        if defaults[name] is MISSING or name == "k" or not (shown or value != defaults[name]):
            continue
        word = words.get(name, f"{name.replace('_', ' ')}: {{}}")
        found.append(word(value) if callable(word) else word.format(value))
    return tuple(found)


_DIRECTIONS = {
    "influence": "each step goes the way influence is declared to flow",
    "stated": "each step goes from the subject of a statement to its object",
    "any": "a step may cross a statement either way",
}
_MODES = {
    "walk": "entities and statements may occur more than once in a path",
    "trail": "no statement occurs twice in a path, while entities may",
    "acyclic": "no entity occurs twice in a path, not even at its ends",
    "simple": "no entity occurs twice in a path, but that it may end where it began",
}
_SELECTED = {
    "shortest": "the best paths, {k} at most",
    "any-shortest": "the best path alone",
    "all-shortest": "all paths as good as the best by {by}",
    "shortest-groups": "all paths of the best {k} groups, each of equal {by}",
    "all": "all paths",
}
_BY_LEVER = "the best path of each lever (what paths turn on), {k} levers at most"
_RANKS = {
    "influence": "ranked by how likely and how much, then by length",
    "likelihood": "ranked by chain strength, then by length",
    "hops": "ranked by length, then by chain strength",
}


#: The rules of what influence means, by the field that lifts each: its name, and what a
#: question asks that lifts it.
INFLUENCE_RULES = {
    "any_order": ("the order of time", "in any order of time"),
    "any_composition": ("what may follow what", "any kind of step after any other"),
    "any_force": ("what has lost its force", "also by what has lost its force"),
    "any_addressee": ("whom acts are directed at", "whomever acts are directed at"),
}


def restriction_words(option: str, value: object) -> str:
    """A restriction of a question as a noun: ``max-hops 6``, ``the order of time (--any-order)``.

    A rule of influence is named by what it is, with the option that lifts it.
    """
    rule = INFLUENCE_RULES.get(option.replace("-", "_"))
    if rule is not None:
        return f"{rule[0]} (--{option})"
    if option == "channel" and isinstance(value, tuple):
        flags = " ".join(f"--channel {one}" for one in value)
        return f"the exclusion of {' and '.join(value)} ({flags})"
    if isinstance(value, tuple):
        value = ", ".join(value)
    return option if value is True else f"{option} {value}"


def lifted_words(option: str, value: object) -> str:
    """What is lifted: an option by its name, a rule of influence by what it is."""
    named = option != "channel" and option.replace("-", "_") not in INFLUENCE_RULES
    return option if named else restriction_words(option, value)


def _selected(query: Query, ontology: Ontology) -> str:
    """Which paths are wanted, in words."""
    if query.counts_levers and ontology.composition is not None:
        return _BY_LEVER
    return _SELECTED[query.select]


def _named(ontology: Ontology, pattern: str) -> str:
    """The labels of the named patterns that a pattern mentions."""
    named = [
        name for name in ontology.patterns if re.search(rf"@{re.escape(name)}(?![\w-])", pattern)
    ]
    return "".join(f"; @{name} is {ontology.patterns[name].label}" for name in named)
