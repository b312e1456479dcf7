"""Records to the cells of their tables: the way back of :mod:`policygraph.tables.reader`.

In goes a record, out come its cells by column, every column there, blank where the
record has nothing. Reading the cells again gives the same record. What is derived
(strength, the day from which a claim could be known) is not a cell.
"""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.model.records import Claim, Dataset, Entity, Judgement, Source
from policygraph.tables.reader import JUDGEMENTS

Cells = dict[str, str]


def entity_cells(entity: Entity) -> Cells:
    """The row of an entity."""
    return {
        "id": entity.id,
        "type": entity.type,
        "label": str(entity.label),
        "aliases": joined(map(str, entity.aliases)),
        "description": entity.description,
        "wikidata": entity.wikidata or "",
        "same_as": joined(entity.same_as),
    }


def source_cells(source: Source) -> Cells:
    """The row of a source."""
    return {
        "id": source.id,
        "kind": source.kind,
        "title": source.title,
        "authors": joined(source.authors),
        "publisher": source.publisher,
        "published": source.published,
        "url": source.url,
        "origin": source.origin or "",
        "reliability": source.reliability or "",
        "licence": source.licence or "",
        "text_sha256": source.text_sha256 or "",
    }


def claim_cells(claim: Claim) -> Cells:
    """The row of a claim; its source is the table that it stands in."""
    return {
        "id": claim.id,
        "subject": claim.subject,
        "relation": claim.relation,
        "object": claim.object,
        "polarity": claim.polarity,
        "modality": claim.modality,
        "likelihood": claim.likelihood or "",
        "attributed_to": claim.attributed_to or "",
        "start": claim.start or "",
        "end": claim.end or "",
        "quantity": claim.quantity.text if claim.quantity else "",
        "unit": claim.unit or "",
        "locator": claim.locator,
        "passage_sha256": claim.passage_sha256 or "",
        "known_since": claim.known_since or "",
        "disputes": joined(claim.disputes),
        "withdrawn": claim.withdrawn or "",
        "note": claim.note,
    }


def judgement_cells(judgement: Judgement) -> Cells:
    """The row of a judgement."""
    return {
        "left": judgement.left,
        "right": judgement.right,
        "judgement": JUDGEMENTS[not judgement.same],
        "by": judgement.by,
        "date": judgement.date,
        "why": judgement.why,
    }


def dataset_cells(dataset: Dataset) -> dict[str, list[Cells]]:
    """All tables of a dataset, sorted, by their name without a suffix: ``claims/SOURCE`` too.

    A table without rows is left out, save those of entities and sources.
    """
    tables = {
        "entities": [entity_cells(e) for e in sorted(dataset.entities, key=lambda e: e.id)],
        "sources": [source_cells(s) for s in sorted(dataset.sources, key=lambda s: s.id)],
    }
    if dataset.judgements:
        rows = map(judgement_cells, dataset.judgements)
        tables["identity"] = sorted(rows, key=lambda cells: tuple(cells.values()))
    for claim in sorted(dataset.claims, key=lambda claim: (claim.source, claim.id)):
        tables.setdefault(f"claims/{claim.source}", []).append(claim_cells(claim))
    return tables


def joined(values: Iterable[str]) -> str:
    """Several values as one cell."""
    return "|".join(values)
