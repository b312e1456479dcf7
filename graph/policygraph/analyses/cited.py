"""Entities and claims as answers show them: a claim with its source and what it says in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from policygraph.model.collection import Collection
from policygraph.model.names import isolated
from policygraph.model.records import Claim, Source
from policygraph.query import wording


@dataclass(frozen=True, slots=True)
class Node:
    """An entity as an answer shows it."""

    id: str
    label: str
    type: str

    @classmethod
    def of(cls, collection: Collection, entity_id: str) -> Node:
        """The entity with this id, after merges."""
        entity = collection.entities[collection.entity_id(entity_id)]
        return cls(entity.id, entity.label.text, entity.type)

    @property
    def name(self) -> str:
        """The label in a sentence."""
        return isolated(self.label)


@dataclass(frozen=True, slots=True)
class Given:
    """An entity of a claim as the claim's own dataset has it: its id and label before merges."""

    id: str
    label: str

    @classmethod
    def of(cls, collection: Collection, claim: Claim, entity: str) -> Given:
        """An entity of a claim, by the id in the claim's row."""
        return cls(entity, collection.given_label(claim, entity))

    @property
    def name(self) -> str:
        """The label in a sentence."""
        return isolated(self.label)


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim with its source, who is cited in it, and what it says in words.

    ``attributed_to`` is the speaker after merges, ``towards`` whom the claim is directed at;
    ``subject``, ``object`` and ``speaker`` are the claim's entities as its own dataset has them,
    and so are the names in ``sentence``.
    """

    claim: Claim
    source: Source
    attributed_to: Node | None
    sentence: str
    subject: Given
    object: Given
    speaker: Given | None
    towards: Node | None = None

    @classmethod
    def of(cls, collection: Collection, claim: Claim) -> Cited:
        """A claim of the collection, with what is needed to cite it."""
        by = Node.of(collection, claim.attributed_to) if claim.attributed_to else None
        words = wording.claim_sentence(collection, claim)

        def given(entity: str) -> Given:
            return Given.of(collection, claim, entity)

        return cls(
            claim,
            collection.sources[claim.source],
            by,
            words,
            given(claim.subject),
            given(claim.object),
            given(claim.attributed_to) if claim.attributed_to else None,
            Node.of(collection, claim.towards) if claim.towards else None,
        )

    def as_dict(self) -> dict[str, Any]:
        """The claim as docs/command-line.md gives it."""
        claim, source = self.claim, self.source
        return {
            "id": claim.id,
            "dataset": claim.dataset,
            "polarity": claim.polarity,
            "modality": claim.modality,
            "likelihood": claim.strength,
            "attributed_to": asdict(self.attributed_to) if self.attributed_to else None,
            "start": claim.start,
            "end": claim.end,
            "known_since": claim.knowable,
            "quantity": str(claim.quantity) if claim.quantity else None,
            "unit": claim.unit,
            "grade": claim.grade,
            "towards": asdict(self.towards) if self.towards else None,
            "need": claim.need,
            "source": {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "published": source.published,
                "url": source.url,
                "held": source.held,
            },
            "locator": claim.locator,
            "disputes": list(claim.disputes),
            "note": claim.note,
            "sentence": self.sentence,
            "given": {
                "subject": asdict(self.subject),
                "object": asdict(self.object),
                "attributed_to": asdict(self.speaker) if self.speaker else None,
            },
        }
