"""Show: one entity, claim or source, with everything that is said about it and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.analyses.answer import Cited, Node
from policygraph.errors import UnknownName
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Entity, Judgement, Source
from policygraph.model.triples import implying
from policygraph.presentation import Presented
from policygraph.query.corroboration import Corroboration, corroboration
from policygraph.query.edges import edges_of
from policygraph.query.name_resolver import Names
from policygraph.query.opposition import agrees, opposes


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim in the context of what it is about: its triple, and what opposes it.

    ``against`` holds the claims that contest or dispute it; for a denial,
    ``against`` holds what it contests. ``support`` says how many sources and
    origins say what the claim says, its own included; ``opposition``, how many oppose it.
    """

    cited: Cited
    subject: Node
    relation: tuple[str, str]
    object: Node
    against: tuple[Cited, ...]
    support: Corroboration
    opposition: Corroboration

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives a claim of ``show``."""
        return {
            **self.cited.as_dict(),
            "subject": {"id": self.subject.id, "label": self.subject.label},
            "relation": {"id": self.relation[0], "label": self.relation[1]},
            "object": {"id": self.object.id, "label": self.object.label},
            "withdrawn": self.cited.claim.withdrawn,
            "against": [cited.claim.id for cited in self.against],
            "support": self.support.as_dict(),
            "opposition": self.opposition.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Shown(Presented):
    """What :func:`show` gives: one of ``entity``, ``claim`` and ``source`` is set.

    Of an entity ``claims_out`` and ``claims_in`` are the claims with it as subject and
    as object, ``mentions`` those attributed to it. Of a source ``claims_out`` are its
    claims; of a claim it is the claim itself.
    """

    entity: Entity | None
    claim: Claim | None
    source: Source | None
    type_label: str
    claims_out: tuple[Statement, ...]
    claims_in: tuple[Statement, ...]
    mentions: tuple[Statement, ...]
    judgements: tuple[Judgement, ...]

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        found: dict[str, Any] = {}
        if self.entity is not None:
            entity = self.entity
            found["entity"] = {
                "id": entity.id,
                "label": entity.label.text,
                "type": entity.type,
                "aliases": [str(alias) for alias in entity.aliases],
                "description": entity.description,
                "wikidata": entity.wikidata,
                "same_as": list(entity.same_as),
            }
            found["identity"] = [
                {"left": j.left, "right": j.right, "same": j.same, "by": j.by, "date": j.date,
                 "why": j.why}
                for j in self.judgements
            ]  # fmt: skip
        if self.source is not None:
            source = asdict(self.source)
            source.pop("location")
            found["source"] = source
        if self.claim is not None:
            found["claim"] = self.claims_out[0].as_dict()
            return found
        found["claims_out"] = [statement.as_dict() for statement in self.claims_out]
        if self.entity is not None:
            found["claims_in"] = [statement.as_dict() for statement in self.claims_in]
            found["mentions"] = [statement.as_dict() for statement in self.mentions]
        return found


def show(collection: Collection, names: Names, name: str) -> Shown:
    """The entity, claim or source of that name; claims and sources go by their ids.

    Raises :class:`~policygraph.errors.UnknownName` or
    :class:`~policygraph.errors.AmbiguousName`.
    """

    def statements(claims: Iterable[Claim]) -> tuple[Statement, ...]:
        return tuple(statement_of(collection, claim) for claim in claims)

    claims, index = collection.claims, collection.index
    try:
        entity_id = names.resolve(name, what="entity, claim or source")
    except UnknownName:
        if name in claims:
            claim = claims[name]
            source = collection.sources[claim.source]
            return Shown(None, claim, source, "claim", statements([claim]), (), (), ())
        if name in collection.sources:
            source = collection.sources[name]
            own = statements(index.of_source(name))
            return Shown(None, None, source, source.kind, own, (), (), ())
        raise
    entity = collection.entities[entity_id]
    return Shown(
        entity=entity,
        claim=None,
        source=None,
        type_label=collection.ontology.types[entity.type].label,
        claims_out=statements(index.of_subject(entity_id)),
        claims_in=statements(index.of_object(entity_id)),
        mentions=statements(index.attributed(entity_id)),
        judgements=tuple(
            sorted((one for _, one in index.judgements(entity_id)), key=lambda one: one.order)
        ),
    )


def _opposition(collection: Collection, claim: Claim) -> dict[str, Claim]:
    """The claims against a claim by id: what opposes it, and for a denial what it opposes."""
    triples = set(implying(collection.ontology, collection.triple(claim)))
    triples |= {
        collection.triple(collection.claims[name])
        for name in claim.disputes
        if name in collection.claims
    }
    found: dict[str, Claim] = {}
    for edge in edges_of(collection, triples):
        others = edge.against if claim in edge.supporting else ()
        found.update((o.id, o) for o in others if opposes(collection, o, claim))
        others = edge.supporting if claim in edge.against else ()
        found.update((o.id, o) for o in others if opposes(collection, claim, o))
    return found


def statement_of(collection: Collection, claim: Claim) -> Statement:
    """A claim in its context: the claims against it, and how far it is corroborated."""
    subject, relation, target = collection.statement(claim)
    against = _opposition(collection, claim)
    together = collection.index.of_triple(collection.triple(claim))
    agreeing = (other for other in together if agrees(collection, claim, other))
    return Statement(
        cited=Cited.of(collection, claim),
        subject=Node.of(collection, subject),
        relation=(relation, collection.ontology.relations[relation].label),
        object=Node.of(collection, target),
        against=tuple(Cited.of(collection, against[name]) for name in sorted(against)),
        support=corroboration(collection, agreeing),
        opposition=corroboration(collection, against.values()),
    )
