"""Merge several datasets into one :class:`Collection`.

Entities are merged if their ids are equal or a judgement of ``identity.csv`` says that they
are the same. The merged entity keeps the id and label of the dataset that is named first.
Every claim keeps the name of its dataset. A conflict (one id for two types,
``same`` and ``different`` for one pair) is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from policygraph.errors import Fault
from policygraph.model.collection import Collection
from policygraph.model.evidence import DefaultLikelihoods
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim, Dataset, Entity, Judgement, Location, Name, Source

_NOWHERE = Location("", 0)


def merge_datasets(
    ontology: Ontology, datasets: Sequence[Dataset]
) -> tuple[Collection, list[Fault]]:
    """One collection of all datasets, and the faults of merging them.

    The same id in two datasets is the same thing: an entity has the labels and aliases of
    both and the more specific of two types; the rows of a source must be equal; a claim id
    may occur only once.
    """
    faults: list[Fault] = []
    entities = _entities(datasets, ontology, faults)
    sources = _sources(datasets, faults)
    claims: dict[str, Claim] = {}
    completed = _completion(ontology, datasets, sources)
    drafts: dict[str, Claim] = {}
    for claim in (claim for dataset in datasets for claim in dataset.claims):
        if claim.id in claims:
            faults.append(_duplicate("claim", claim.id, claim.location, claims[claim.id].location))
            continue
        claims[claim.id] = completed(claim)
    for draft in (draft for dataset in datasets for draft in dataset.drafts):
        known = claims.get(draft.id) or drafts.setdefault(draft.id, draft)
        if known is not draft:
            faults.append(_duplicate("claim", draft.id, draft.location, known.location))
    judgements = tuple(judgement for dataset in datasets for judgement in dataset.judgements)
    canonical = canonical_ids(judgements, _first_datasets(datasets, judgements), faults)
    merged = _merged(entities, canonical, ontology, faults)
    collection = Collection(
        ontology=ontology,
        datasets=tuple(dataset.name for dataset in datasets),
        entities=dict(sorted(merged.items())),
        sources=dict(sorted(sources.items())),
        claims=dict(sorted(claims.items())),
        judgements=judgements,
        canonical=canonical,
        records=tuple(datasets),
    )
    return collection, faults


def _completion(
    ontology: Ontology, datasets: Sequence[Dataset], sources: Mapping[str, Source]
) -> Callable[[Claim], Claim]:
    """What completes a claim by what another dataset may say of its source and its speaker.

    Of several types of a speaker, the one that the first dataset gives counts.
    """
    likelihoods = DefaultLikelihoods(ontology)
    types: dict[str, str] = {}
    for entity in (e for dataset in datasets if ontology.evidence for e in dataset.entities):
        types.setdefault(entity.id, entity.type)

    def completed(claim: Claim) -> Claim:
        source, by = sources.get(claim.source), claim.attributed_to
        if source is None:
            return claim
        knowable, strength = claim.knowable or source.published, claim.strength
        if claim.likelihood is None and ontology.evidence:
            speaker = None if by is None else types.get(by, "")
            strength = likelihoods.of(claim.modality, claim.relation, source.kind, speaker)
        if (knowable, strength) == (claim.knowable, claim.strength):
            return claim
        return replace(claim, knowable=knowable, strength=strength)

    return completed


def _duplicate(kind: str, name: str, location: Location | None, first: Location | None) -> Fault:
    at = location or _NOWHERE
    what = f"duplicate id, used before at {first}"
    return Fault(at.file, at.line, f"{kind} {name}", what, "ids are unique; choose another")


def duplicates_of_drafts(drafts: Sequence[Claim], datasets: Sequence[Dataset]) -> list[Fault]:
    """A fault for each claim or draft of datasets that has the id of a draft of others."""
    known = {draft.id: draft for draft in drafts}
    return [
        _duplicate("claim", claim.id, claim.location, known[claim.id].location)
        for dataset in datasets
        for claim in (*dataset.claims, *dataset.drafts)
        if claim.id in known
    ]


def _entities(
    datasets: Iterable[Dataset], ontology: Ontology, faults: list[Fault]
) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for entity in (entity for dataset in datasets for entity in dataset.entities):
        known = found.get(entity.id)
        if known is None:
            found[entity.id] = entity
        elif known.dataset == entity.dataset:
            faults.append(_duplicate("entity", entity.id, entity.location, known.location))
        else:
            found[entity.id] = _combined(known, entity, ontology, faults)
    return found


def _first_datasets(datasets: Sequence[Dataset], judgements: Sequence[Judgement]) -> dict[str, int]:
    """The number of the first dataset that has each entity that is judged."""
    judged = {side for judgement in judgements for side in (judgement.left, judgement.right)}
    first: dict[str, int] = {}
    for number, dataset in enumerate(datasets if judged else ()):
        for entity in dataset.entities:
            if entity.id in judged:
                first.setdefault(entity.id, number)
    return first


def _sources(datasets: Iterable[Dataset], faults: list[Fault]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for source in (source for dataset in datasets for source in dataset.sources):
        known = found.setdefault(source.id, source)
        if known is source:
            continue
        if known.dataset == source.dataset:
            faults.append(_duplicate("source", source.id, source.location, known.location))
        elif replace(known, dataset="", extra=()) != replace(source, dataset="", extra=()):
            at = source.location or _NOWHERE
            what = f"differs from the source of the same id at {known.location}"
            fix = "make the rows equal, or choose another id"
            faults.append(Fault(at.file, at.line, f"source {source.id}", what, fix))
    return found


def merge_rows(rows: Iterable[Sequence[Entity]], ontology: Ontology, faults: list[Fault]) -> Entity:
    """One entity of the rows of one id, or of several that were merged, the canonical id first.

    The rows of an id come in the order of the datasets. A conflict between them is a fault.
    """

    def join(first: Entity, second: Entity) -> Entity:
        return _combined(first, second, ontology, faults)

    return reduce(join, [reduce(join, same) for same in rows])


def _combined(first: Entity, second: Entity, ontology: Ontology, faults: list[Fault]) -> Entity:
    """The first entity with the names and addresses of the second added."""
    names: dict[Name, None] = dict.fromkeys(first.aliases)
    names.update(dict.fromkeys((second.label, *second.aliases)))
    names.pop(first.label, None)
    addresses = dict.fromkeys((*first.same_as, *second.same_as))
    if first.wikidata and second.wikidata and first.wikidata != second.wikidata:
        faults.append(_conflict("wikidata", first, second, first.wikidata, second.wikidata))
    return replace(
        first,
        type=_more_specific_type(first, second, ontology, faults),
        aliases=tuple(names),
        description=first.description or second.description,
        wikidata=first.wikidata or second.wikidata,
        same_as=tuple(addresses),
        extra=tuple(sorted((dict(second.extra) | dict(first.extra)).items())),
    )


def _more_specific_type(
    first: Entity, second: Entity, ontology: Ontology, faults: list[Fault]
) -> str:
    """The more specific of two types; a fault if neither is a sub-type of the other."""
    if not (first.type in ontology.types and second.type in ontology.types):
        return first.type
    if first.type in ontology.type_chain(second.type):
        return second.type
    if second.type not in ontology.type_chain(first.type):
        faults.append(_conflict("type", first, second, first.type, second.type))
    return first.type


def _conflict(what: str, first: Entity, second: Entity, left: str, right: str) -> Fault:
    at = second.location or _NOWHERE
    says = f"has the {what} {right}, and {left} as {first.id} at {first.location}"
    fix = f"agree on one {what}, or judge the two different"
    return Fault(at.file, at.line, f"entity {second.id}", says, fix)


def canonical_ids(
    judgements: Sequence[Judgement], datasets: Mapping[str, int], faults: list[Fault]
) -> dict[str, str]:
    """Each merged id with the canonical id of its group (union-find), sorted.

    ``datasets`` has the number of the first dataset of each entity. The canonical id is one of
    the first dataset that has any of the group; of several there, the least in code-point order.
    """
    leader: dict[str, str] = {}

    def find(entity: str) -> str:
        while (above := leader.get(entity, entity)) != entity:
            leader[entity] = leader.get(above, above)
            entity = leader[entity]
        return entity

    for judgement in judgements:
        if judgement.same and judgement.left in datasets and judgement.right in datasets:
            sides = {find(judgement.left), find(judgement.right)}
            first, *later = sorted(sides, key=lambda entity: (datasets[entity], entity))
            leader.update(dict.fromkeys(later, first))
    for judgement in judgements:
        left, right = judgement.left, judgement.right
        if not judgement.same and left != right and find(left) == find(right):
            at = judgement.location or _NOWHERE
            pair = f"judgement {left} = {right}"
            what = "the two are judged the same and different"
            faults.append(Fault(at.file, at.line, pair, what, "remove one of the rows"))
    return {entity: find(entity) for entity in sorted(leader) if find(entity) != entity}


def _merged(
    entities: dict[str, Entity],
    canonical: dict[str, str],
    ontology: Ontology,
    faults: list[Fault],
) -> dict[str, Entity]:
    merged = {name: entity for name, entity in entities.items() if name not in canonical}
    for other, canonical_id in canonical.items():
        merged[canonical_id] = _combined(merged[canonical_id], entities[other], ontology, faults)
    return merged
