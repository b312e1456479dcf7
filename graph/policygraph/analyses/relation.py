"""What a relation means for influence: its ways, and what may come before and after each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policygraph.model.ontology import Channel, Ontology, Relation, Way


@dataclass(frozen=True, slots=True)
class Following:
    """What may follow a step taken in a state: identifiers of channels, in their order."""

    state: str
    addressee: str
    after: str
    channels: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it."""
        return {
            "state": self.state,
            "addressee": self.addressee,
            "next_state": self.after,
            "may_follow": list(self.channels),
        }


@dataclass(frozen=True, slots=True)
class ShownWay:
    """One way of a relation; ``following`` is empty in an ontology without composition.

    ``channel`` is None in an ontology that declares no channels.
    """

    along: bool
    way: Way
    channel: Channel | None
    following: tuple[Following, ...]

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it."""
        way, channel = self.way, self.channel
        return {
            "way": "along" if self.along else "against",
            "channel": channel.id if channel else None,
            "act": bool(channel and channel.act),
            "counted": channel is None or channel.counted,
            "effect": way.effect,
            "grade": way.grade or None,
            "by_quantity": [
                {"unit": t.unit, "least": t.least, "grade": t.grade} for t in way.thresholds
            ],
            "why": way.why,
            "composition": [one.as_dict() for one in self.following],
        }


@dataclass(frozen=True, slots=True)
class ShownRelation:
    """A relation with its ways, along the statement first."""

    relation: Relation
    ways: tuple[ShownWay, ...]

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives the ``relation`` of ``show``."""
        relation = self.relation
        return {
            "id": relation.id,
            "label": relation.label,
            "inverse_label": relation.inverse_label,
            "definition": relation.definition,
            "parent": relation.parent,
            "from": list(relation.domain),
            "to": list(relation.range),
            "temporality": "event" if relation.event else "state",
            "influence": relation.influence,
            "effect": relation.effect,
            "why": relation.why,
            "brings_forth": relation.brings_forth or None,
            "begins": relation.begins or None,
            "force": relation.force or None,
            "locates": relation.locates,
            "at_start": relation.at_start,
            "enacted_in": sorted(relation.enacted_in),
            "need": relation.need,
            "replaced_by": relation.replaced_by,
            "ways": [way.as_dict() for way in self.ways],
        }


def shown_relation(ontology: Ontology, relation_id: str) -> ShownRelation:
    """A relation as the ontology declares it, with the defaults of what it does not declare."""
    ways = []
    for along in (True, False):
        if way := ontology.way(relation_id, along):
            channel = ontology.channels.get(way.channel)
            following = tuple(_following(ontology, way.channel))
            ways.append(ShownWay(along, way, channel, following))
    return ShownRelation(ontology.relations[relation_id], tuple(ways))


def _following(ontology: Ontology, channel: str) -> Iterator[Following]:
    if (composition := ontology.composition) is None:
        return
    for state in composition.states:
        found = composition.transitions.get((state, channel))
        if found is None:
            continue
        after, addressee = found
        may = {by for before, by in composition.transitions if before == after}
        ordered = sorted(may, key=lambda by: (ontology.channels[by].order, by))
        yield Following(state, addressee, after, tuple(ordered))
