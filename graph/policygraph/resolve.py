"""Names to entities, by tiers: exact id, exact label, exact alias in any language.

Each after Unicode NFKC and case folding. A hit on an earlier tier wins; more than
one hit on a tier is an error that lists them; no hit is an error that offers what
is near. Substrings never resolve and nothing is picked silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policygraph.errors import AmbiguousName, UnknownName
from policygraph.model import Collection, Entity
from policygraph.tables import fold

TIERS = ("id", "label", "alias")
#: The least score of a near name, of 100.
_NEAR = 70.0


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a text finds: on which tier, by which name, how near (0 to 100)."""

    entity: Entity
    tier: str
    name: str
    score: float


class Names:
    """The index of a collection's names, built once and asked often."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._tiers: dict[str, dict[str, set[str]]] = {tier: defaultdict(set) for tier in TIERS}
        self._shown: dict[tuple[str, str], str] = {}
        for entity in collection.entities.values():
            self._add("id", entity.id, entity.id)
            self._add("label", entity.label.text, entity.id)
            for alias in entity.aliases:
                self._add("alias", alias.text, entity.id)
        for merged, kept in collection.canonical.items():
            self._add("id", merged, kept)

    def _add(self, tier: str, name: str, entity: str) -> None:
        folded = fold(name)
        self._tiers[tier][folded].add(entity)
        self._shown.setdefault((tier, folded), name)

    def resolve(self, text: str, *, what: str = "entity") -> str:
        """The id of the entity that ``text`` names.

        Raises :class:`UnknownName` or :class:`AmbiguousName`; the empty text names
        nothing.
        """
        folded = fold(text)
        for tier in TIERS:
            hits = self._tiers[tier].get(folded)
            if not hits:
                continue
            if len(hits) == 1:
                return next(iter(hits))
            ids = sorted(hits)
            listed = ", ".join(f"{name} ({self._collection.label(name)})" for name in ids)
            raise AmbiguousName(f"{text!r} names {len(ids)} entities: {listed}; give the id", ids)
        near = [match.entity for match in self.find(text, limit=3)]
        if near:
            listed = ", ".join(f"{entity.id} ({entity.label.text})" for entity in near)
            mend = f"did you mean {listed}?"
        else:
            mend = "policygraph find TEXT looks for names"
        raise UnknownName(f"no {what} is named {text!r}; {mend}", [entity.id for entity in near])

    def find(self, text: str, limit: int = 10) -> list[Match]:
        """Entities by id, label, alias or identity, best first; near names with a score.

        An exact name, a Wikidata id or an address scores 100, a name that begins
        with the text 95, a near one what rapidfuzz's weighted ratio gives (70 at
        least). Near names are looked for only where no name is exact. Ties go by id.
        """
        folded = fold(text)
        if not folded:
            return []
        found: dict[str, Match] = {}

        def offer(entity_id: str, tier: str, name: str, score: float) -> None:
            known = found.get(entity_id)
            if known is None or score > known.score:
                entity = self._collection.entities[entity_id]
                found[entity_id] = Match(entity, tier, name, score)

        for tier in TIERS:
            for entity_id in self._tiers[tier].get(folded, ()):
                offer(entity_id, tier, self._shown[tier, folded], 100.0)
        for entity in self._collection.entities.values():
            identities = (entity.wikidata or "", *entity.same_as)
            if folded in map(fold, identities):
                offer(entity.id, "identity", text, 100.0)
        for tier in TIERS:
            for name, entity_ids in self._tiers[tier].items():
                if name.startswith(folded) and name != folded:
                    for entity_id in entity_ids:
                        offer(entity_id, tier, self._shown[tier, name], 95.0)
        if len(found) < limit and not any(match.score == 100 for match in found.values()):
            for tier in TIERS:
                for name, score in _near(folded, self._tiers[tier], limit):
                    for entity_id in self._tiers[tier][name]:
                        offer(entity_id, tier, self._shown[tier, name], score)
        ranked = sorted(found.values(), key=lambda match: (-match.score, match.entity.id))
        return ranked[:limit]


def _near(text: str, names: Mapping[str, Iterable[str]], limit: int) -> list[tuple[str, float]]:
    from rapidfuzz import fuzz, process

    hits = process.extract(
        text, list(names), scorer=fuzz.WRatio, limit=4 * limit, score_cutoff=_NEAR
    )
    return [(name, round(min(score, 94.0), 1)) for name, score, _ in hits]
