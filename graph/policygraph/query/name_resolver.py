"""Resolve names to entities: exact id, exact label, exact alias in any language, other spelling.

Names are compared after Unicode NFKC and case folding; the last tier also ignores punctuation,
invisible characters and diacritics. An id that is written exactly names its entity. Otherwise
all tiers together must name one entity: several are an error that lists them with their tiers,
and none is an error that suggests near names. Substrings never resolve, and nothing is chosen
silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from policygraph.errors import AmbiguousName, UnknownName
from policygraph.model.collection import Collection
from policygraph.model.index import TIERS, NameIndex
from policygraph.model.name_signatures import MOST, likeliest
from policygraph.model.names import fold, plain_form
from policygraph.model.records import Entity

#: The last tier: names that differ in punctuation, invisible characters or diacritics only.
SPELLING = "spelling"
#: The score of a match on it.
_SPELLED = 98.0


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a text finds: on which tier, by which name, how near (0 to 100)."""

    entity: Entity
    tier: str
    name: str
    score: float


class Names:
    """An index of the names of a collection."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._index: NameIndex = collection.names or MemoryNames(collection)

    def resolve(self, text: str, *, what: str = "entity") -> str:
        """The id of the entity that ``text`` names.

        Raises :class:`UnknownName` or :class:`AmbiguousName`; the empty text is unknown.
        """
        written = self._collection.entity_id(text.strip())
        if written in self._collection.entities:
            return written
        found = self.exact(text)
        if len(found) == 1:
            return next(iter(found))
        if found:
            listed = ", ".join(
                f"{name} ({self._collection.label(name)}, by {tier})"
                for name, tier in found.items()
            )
            raise AmbiguousName(
                f"{text!r} names {len(found)} entities: {listed}; give the id", list(found)
            )
        found_near = self.find(text, limit=3)
        if found_near:
            listed = ", ".join(
                f"{match.entity.id} ({match.entity.label.text}, near {match.score:.0f})"
                for match in found_near
            )
            fix = f"did you mean {listed}?"
        else:
            fix = "policygraph find TEXT looks for names"
        raise UnknownName(
            f"no {what} is named {text!r}; {fix}", [match.entity.id for match in found_near]
        )

    def entity(self, id: str) -> Entity:
        """The entity of an id that this index gave."""
        return self._collection.entities[id]

    def exact(self, text: str) -> dict[str, str]:
        """The entities that a text names exactly, sorted by id, each with its first tier.

        The last tier, of other spellings, is :data:`SPELLING`.
        """
        folded = fold(text)
        found: dict[str, str] = {}
        for tier in TIERS:
            for entity_id in self._index.exact(tier, folded):
                found.setdefault(entity_id, tier)
        for entity_id in self._index.spelled(plain_form(folded)):
            found.setdefault(entity_id, SPELLING)
        return dict(sorted(found.items()))

    def find(self, text: str, limit: int = 10) -> list[Match]:
        """Entities by id, label, alias or identity, best first; near names with a score.

        An exact name, a Wikidata id or an address scores 100, another spelling of a name 98, a
        name that begins with the text 95 (less for the first letters of a word), a near one from 70
        to 94 by its words (:mod:`.near_names`), among the few thousand names with the likeliest
        signatures. Near names are searched only if no name is exact. Ties go by id.
        """
        from policygraph.query.near_names import beginning_score, near, spellings

        folded, index = fold(text), self._index
        if not folded:
            return []
        found: dict[str, Match] = {}

        def offer(entity_id: str, tier: str, name: str, score: float) -> None:
            known = found.get(entity_id)
            if known is None or score > known.score:
                entity = self._collection.entities[entity_id]
                found[entity_id] = Match(entity, tier, name, score)

        for tier in TIERS:
            for entity_id in index.exact(tier, folded):
                offer(entity_id, tier, index.written(tier, folded), 100.0)
        for entity_id in index.identified(folded):
            offer(entity_id, "identity", text, 100.0)
        plain = plain_form(folded)
        for entity_id in index.spelled(plain):
            offer(
                entity_id, SPELLING, _written(self._collection.entities[entity_id], plain), _SPELLED
            )
        exact = len(found)
        for tier in TIERS:
            for name, entity_id in index.beginning(tier, folded, limit + exact):
                score = beginning_score(folded, name)
                offer(entity_id, tier, index.written(tier, name), score)
        if len(found) < limit and not exact:
            for tier in TIERS:
                likeliest = {n for way in spellings(folded) for n in index.likeliest(tier, way)}
                for name, score in near(folded, sorted(likeliest), 4 * limit):
                    for entity_id in index.exact(tier, name):
                        offer(entity_id, tier, index.written(tier, name), score)
        ranked = sorted(found.values(), key=lambda match: (-match.score, match.entity.id))
        return ranked[:limit]


class MemoryNames:
    """The names of a collection whose records are in memory; see :class:`NameIndex`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._tiers: dict[str, dict[str, set[str]]] = {tier: defaultdict(set) for tier in TIERS}
        self._written: dict[tuple[str, str], str] = {}
        for entity in collection.entities.values():
            self._add("id", entity.id, entity.id)
            self._add("label", entity.label.text, entity.id)
            for alias in entity.aliases:
                self._add("alias", alias.text, entity.id)
        for merged, canonical in collection.canonical.items():
            self._add("id", merged, canonical)

    def _add(self, tier: str, name: str, entity: str) -> None:
        folded = fold(name)
        self._tiers[tier][folded].add(entity)
        self._written.setdefault((tier, folded), name)

    def exact(self, tier: str, folded: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return sorted(self._tiers[tier].get(folded, ()))

    def written(self, tier: str, folded: str) -> str:
        """See :class:`NameIndex`."""
        return self._written[tier, folded]

    def spelled(self, plain: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return sorted(self._spellings.get(plain, ())) if plain else []

    def identified(self, folded: str) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return sorted(self._identities.get(folded, ()))

    def beginning(self, tier: str, folded: str, limit: int) -> Sequence[tuple[str, str]]:
        """See :class:`NameIndex`."""
        found: dict[str, str] = {}
        for name in self._sorted[tier]:
            if name.startswith(folded) and name != folded:
                for entity in self._tiers[tier][name]:
                    found.setdefault(entity, name)
        return [(found[entity], entity) for entity in sorted(found)[:limit]]

    def likeliest(self, tier: str, folded: str, most: int = MOST) -> Sequence[str]:
        """See :class:`NameIndex`."""
        return likeliest(folded, self._sorted[tier], most)

    @cached_property
    def _sorted(self) -> dict[str, list[str]]:
        return {tier: sorted(names) for tier, names in self._tiers.items()}

    @cached_property
    def _spellings(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for names in self._tiers.values():
            for name, entities in names.items():
                found[plain_form(name)] |= entities
        return found

    @cached_property
    def _identities(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for entity in self._collection.entities.values():
            for identity in (entity.wikidata, *entity.same_as):
                if identity:
                    found[fold(identity)].add(entity.id)
        return found


def _written(entity: Entity, plain: str) -> str:
    """The first name of an entity that has a plain form; its id if it is the id of a merged one."""
    names = (entity.id, entity.label.text, *(alias.text for alias in entity.aliases))
    return next((name for name in names if plain_form(fold(name)) == plain), entity.id)
