"""Claims and edges as sentences, in the statement's own order.

What a source hedges or denies is hedged or denied in the sentence too: a denial
never reads as the thing denied.
"""

from __future__ import annotations

from policygraph.model import Claim, Collection


def statement(collection: Collection, subject: str, relation: str, target: str) -> str:
    """``subject relation object`` by their labels."""
    label = collection.ontology.relations[relation].label
    return f"{collection.label(subject)} {label} {collection.label(target)}"


def amount(claim: Claim) -> str:
    """The claim's quantity and unit, or nothing: ``496 billion US dollars``."""
    if claim.quantity is None:
        return ""
    text = str(claim.quantity).replace("..", " to ")
    return f"{text} {claim.unit}" if claim.unit else text


def claim_sentence(collection: Collection, claim: Claim) -> str:
    """What one claim says, as its source puts it.

    ``it is possible that A uses B``; ``according to C, it is denied that A uses B``.
    """
    core = statement(collection, claim.subject, claim.relation, claim.object)
    quantity = amount(claim)
    if quantity:
        core = f"{core}: {quantity}"
    words = []
    if claim.attributed_to:
        words.append(f"according to {collection.label(claim.attributed_to)},")
    modality = collection.ontology.modalities[claim.modality]
    hedge = modality.phrase
    if not claim.affirms:
        hedge = modality.denial or f"{hedge} it is not so that".strip()
    return " ".join([*words, hedge, core] if hedge else [*words, core])


def step_sentence(collection: Collection, claim: Claim) -> str:
    """A step's sentence: the statement, hedged as its strongest claim hedges it."""
    core = statement(collection, claim.subject, claim.relation, claim.object)
    phrase = collection.ontology.modalities[claim.modality].phrase
    return f"{phrase} {core}" if phrase else core


def validity_words(claim: Claim) -> str:
    """The claim's dates in words, or nothing where it gives none."""
    start, end = claim.start, claim.end
    if start and start == end and start != "..":
        return start
    since = f"since {start}" if start and start != ".." else ""
    if end and end != "..":
        return f"{start} to {end}" if since else f"until {end}"
    return since
