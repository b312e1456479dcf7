"""When entities began, and by when things had been made, as claims say it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim


class Existence:
    """Beginnings by the claims that count; each is looked up where it is asked for."""

    def __init__(self, collection: Collection, counts: Callable[[Claim], bool]) -> None:
        self.collection, self.counts = collection, counts
        self._began: dict[str, dates.Day] = {}
        self._known: dict[str, dates.Day] = {}

    def began(self, entity: str) -> dates.Day:
        """The earliest day on which an entity may have begun; minus infinity where none is said."""
        if entity not in self._began:
            ontology, index = self.collection.ontology, self.collection.index
            found = []
            for claims, end in ((index.of_subject, "subject"), (index.of_object, "object")):
                for claim in claims(entity):
                    if (
                        ontology.relations[claim.relation].begins == end
                        and claim.supports
                        and self.counts(claim)
                        and ontology.modalities[claim.modality].assertable
                        and claim.start not in (None, "..")
                    ):
                        found.append(dates.read_bound(claim.start or "").earliest)
            self._began[entity] = min(found, default=-inf)
        return self._began[entity]

    def known(self, entity: str) -> dates.Day:
        """The first day by which some claim about an entity was known; infinity without one."""
        if entity not in self._known:
            index = self.collection.index
            found = [
                dates.read_date(claim.knowable).latest
                for claims in (index.of_subject, index.of_object)
                for claim in claims(entity)
                if claim.knowable and (claim.supports or claim.denies) and self.counts(claim)
            ]
            self._known[entity] = min(found, default=inf)
        return self._known[entity]
