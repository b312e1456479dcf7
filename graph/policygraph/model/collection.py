"""Several datasets as one graph: what every view, query and writer starts from."""

from __future__ import annotations

from collections.abc import Collection as Group
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from policygraph.model.index import Index, MemoryIndex, NameIndex, Totals
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim, Dataset, Entity, Judgement, Source
from policygraph.model.triples import Triple, oriented


@dataclass(frozen=True)
class Collection:
    """Several datasets as one graph: what every view, query and writer starts from.

    ``canonical`` maps the former id of each merged entity to the id it goes by now (see
    :func:`~policygraph.model.merge.canonical_ids`); ids that were not merged are absent.
    All mappings are sorted by id. ``records`` are the datasets as they were read, before
    anything was merged: what a lossless format writes back. The mappings and records may be
    read from a store on use; ``index`` finds claims and rows by what they are about.
    """

    ontology: Ontology
    datasets: tuple[str, ...]
    entities: Mapping[str, Entity]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    judgements: Sequence[Judgement]
    canonical: Mapping[str, str]
    records: tuple[Dataset, ...] = field(repr=False)

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about; made at its first use."""
        return MemoryIndex(self)

    @property
    def drafts(self) -> list[Claim]:
        """The drafts of all datasets, sorted by id; they are not among ``claims``."""
        found = (draft for dataset in self.records for draft in dataset.drafts)
        return sorted(found, key=lambda draft: draft.id)

    @property
    def names(self) -> NameIndex | None:
        """A stored index of names, or None where one has to be built."""
        return None

    @property
    def totals(self) -> Totals | None:
        """Counts, if they are stored; None where every claim has to be read."""
        return None

    @property
    def storage(self) -> Mapping[str, int] | None:
        """The format version, files and bytes of its store; None if it is in memory."""
        return None

    @property
    def stored(self) -> bool:
        """Whether it is a store, alone or with an overlay of datasets, and is not all in memory."""
        return False

    @property
    def today(self) -> Collection:
        """What is known today: itself, unless it is what was known by an earlier day."""
        return self

    def background(self, relations: Group[str]) -> Sequence[Triple] | None:
        """The triples of the edges over relations that locate, begin something or take force.

        None where every claim has to be read for them.
        """
        return None

    def denied(self, relations: Group[str]) -> Sequence[Triple] | None:
        """The triples over some relations that a claim denies.

        None where every claim has to be read for them.
        """
        return None

    def entity_id(self, entity: str) -> str:
        """The id an entity goes by after merges."""
        return self.canonical.get(entity, entity)

    def former_ids(self, entity: str) -> tuple[str, ...]:
        """The ids that were merged into an entity, sorted; ``entity`` is its id after merges."""
        return tuple(self.index.members(entity)[1:]) if self.canonical else ()

    def statement(self, claim: Claim) -> Triple:
        """A claim's (subject, relation, object) after merges, in the order of its source."""
        return self.entity_id(claim.subject), claim.relation, self.entity_id(claim.object)

    def triple(self, claim: Claim) -> Triple:
        """The triple that a claim affirms or denies; two claims are about one if it is equal.

        After merges, and a symmetric relation's with the lesser end first.
        """
        return self.triple_of(claim.subject, claim.relation, claim.object)

    def triple_of(self, subject: str, relation: str, target: str) -> Triple:
        """The triple of a statement, given by ids; see :meth:`triple`."""
        return oriented(self.ontology, self.entity_id(subject), relation, self.entity_id(target))

    def label(self, entity: str) -> str:
        """The label of an entity, after merges."""
        return self.entities[self.entity_id(entity)].label.text

    def given_label(self, claim: Claim, entity: str) -> str:
        """The label that the claim's own dataset gives an entity of the claim.

        ``entity`` is the id in the claim's row. If the dataset has no row of it, the label is that
        of the first dataset that has one.
        """
        if not self.canonical and len(self.records) == 1:
            return self.label(entity)
        rows = [
            (at, row) for at, row in self.index.rows(self.entity_id(entity)) if row.id == entity
        ]
        if len(rows) > 1:
            own = self.index.dataset_of(claim.id)
            rows.sort(key=lambda numbered: numbered[0] != own)
        return rows[0][1].label.text if rows else self.label(entity)
