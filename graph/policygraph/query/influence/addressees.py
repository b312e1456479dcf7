"""Whom a claim is directed at, and who is within it.

An addressee is an entity: a country, a group, a list. Within it are the entity itself and what
relations that locate (:attr:`Relation.locates`) lead to it from. Of what is nowhere that is
known, as a chip or a model, it is unknown. Outside a place is what is located elsewhere, at a place
that neither lies in it nor holds it; outside a group with members, or an actor that is somewhere
itself, is what is somewhere and not led to it. Of a group whose members nobody says it is unknown,
but for what is said not to be a member, and for what is nowhere else than there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from policygraph.model.collection import Collection
from policygraph.model.dates import Truth
from policygraph.model.records import Claim
from policygraph.query.edges import Edge


def addressees_of(edge: Edge) -> tuple[str, ...]:
    """The entities that the claims for an edge are directed at, sorted; empty if none says."""
    return tuple(sorted({claim.towards for claim in edge.supporting if claim.towards}))


class Locations:
    """Where entities are and what they are members of, by the edges that count."""

    def __init__(
        self, collection: Collection, edges: Iterable[Edge], denials: Iterable[Claim] = ()
    ) -> None:
        relations = collection.ontology.relations
        modalities = collection.ontology.modalities
        self.collection = collection
        self.up: dict[str, list[str]] = {}
        self.places: dict[str, list[str]] = {}
        #: What things are in: places, and groups that have members.
        self.holding_things: set[str] = set()
        self.holding_members: set[str] = set()
        affirmed = set()
        for edge in edges:
            if not relations[edge.relation].locates:
                continue
            affirmed.add(edge.triple)
            if edge.contested:
                continue
            if any(modalities[claim.modality].assertable for claim in edge.supporting):
                self.up.setdefault(edge.subject, []).append(edge.object)
                if relations[edge.relation].locates == "membership":
                    self.holding_members.add(edge.object)
                else:
                    self.holding_things.add(edge.object)
                    self.places.setdefault(edge.subject, []).append(edge.object)
        #: What an entity is said, and by nobody denied, not to be in.
        self.kept_out: dict[str, set[str]] = {}
        for claim in denials:
            triple = collection.triple(claim)
            if triple not in affirmed and modalities[claim.modality].assertable:
                self.kept_out.setdefault(triple[0], set()).add(triple[2])
        self._around: dict[str, frozenset[str]] = {}

    def around(self, entity: str) -> frozenset[str]:
        """An entity and all that it is in."""
        known = self._around.get(entity)
        if known is None:
            known = self._around[entity] = _closure(self.up, entity)
        return known

    def territory(self, entity: str) -> frozenset[str]:
        """An entity and the places that it is in: where it can act by itself."""
        return _closure(self.places, entity)

    def within(self, entity: str, addressees: Iterable[str]) -> Truth:
        """Whether an entity is within one of some addressees."""
        here = self.around(entity)
        wanted = {self.collection.entity_id(one) for one in addressees}
        if here & wanted:
            return Truth.YES
        left = [one for one in wanted if not self._is_kept_out(entity, one)]
        if not left:
            return Truth.NO
        if not self.has_territory(entity) or any(self._may_hold(one, entity) for one in left):
            return Truth.UNKNOWN
        return Truth.NO

    def _is_kept_out(self, entity: str, addressee: str) -> bool:
        """Whether an entity, or each place where it is, is said not to be in an addressee."""
        if addressee in self.kept_out.get(entity, ()):
            return True
        places = self._particular(entity)
        return bool(places) and all(
            any(addressee in self.kept_out.get(one, ()) for one in self.around(place))
            for place in places
        )

    def _may_hold(self, addressee: str, entity: str) -> bool:
        """Whether an addressee may have within it an entity that is at some place."""
        if addressee in self.holding_things:
            return not self._particular(entity).isdisjoint(self.around(addressee))
        return addressee not in self.holding_members and not self.has_territory(addressee)

    def _particular(self, entity: str) -> frozenset[str]:
        """The places where an entity is, without those that another of them lies in."""
        found = set(self.places.get(entity, ()))
        if entity in self.holding_things:
            found.add(entity)
        wider = {p for p in found for other in found if other != p and p in self.around(other)}
        return frozenset(found - wider)

    def has_territory(self, entity: str) -> bool:
        """Whether an entity is a place, or is somewhere."""
        return entity in self.holding_things or entity in self.places


def _closure(steps: Mapping[str, Sequence[str]], entity: str) -> frozenset[str]:
    """An entity and all that steps lead to from it."""
    found, left = {entity}, [entity]
    while left:
        for place in steps.get(left.pop(), ()):
            if place not in found:
                found.add(place)
                left.append(place)
    return frozenset(found)
