"""Check records: everything that needs more than one row.

References, domains and ranges, attributions, disputes and cycles. Faults are returned, all
at once and sorted, never raised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Collection as Group
from functools import cached_property
from typing import TypeVar

from policygraph.errors import Fault
from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.names import fold
from policygraph.model.ontology import Ontology
from policygraph.model.quantities import same_quantity
from policygraph.model.records import Claim, Entity, Judgement, Location, Source
from policygraph.query.name_resolver import Names
from policygraph.tables.reader import Tables

_NOWHERE = Location("", 0)
_Node = TypeVar("_Node", str, int)
#: How many unknown names get a suggestion, and how many comparisons that may take.
_NEAR_LIMIT = 200
_COMPARED_LIMIT = 50_000_000
#: The score of a name that begins with a text, and the least ratio of one that is close to it.
_BEGINS = 95.0
_CLOSE = 80.0


def merge_and_check(
    ontology: Ontology,
    tables: Sequence[Tables],
    known: Callable[[Collection], Collection] = lambda collection: collection,
    named: Callable[[Collection], Names] = Names,
) -> tuple[Collection, list[Fault]]:
    """Merge the tables of datasets, and every fault: of rows, of merging, of references.

    Where entities or sources could not be read to the end, references are not checked.
    ``known`` may give a collection with more ids, and ``named`` find entities by more names, to
    suggest an id for an unknown one.
    """
    collection, faults = merge_datasets(ontology, [table.dataset for table in tables])
    faults.extend(fault for table in tables for fault in table.faults)
    if all(table.complete for table in tables):
        faults.extend(check_records(known(collection), lambda: named(collection)))
    return collection, sorted(faults)


def check_records(collection: Collection, named: Callable[[], Names] | None = None) -> list[Fault]:
    """The faults of a collection's records, sorted by file and line.

    ``named`` is called at the first unknown entity; by default the collection's names are used.
    """
    near = _Near(named or (lambda: Names(collection)))
    faults: list[Fault] = []
    for entity in collection.entities.values():
        faults.extend(_check_entity(entity, collection, near))
    for source in collection.sources.values():
        faults.extend(_check_source(source, collection))
    for judgement in collection.judgements:
        faults.extend(_check_judgement(judgement, collection, near))
    drafts = collection.drafts
    drafted = frozenset(draft.id for draft in drafts)
    for claim in (*collection.claims.values(), *drafts):
        faults.extend(_check_claim(claim, collection, near, drafted))
    faults.extend(_check_cycles(collection))
    return sorted(faults)


def _fault(record: Entity | Claim | Judgement | Source, subject: str, what: str, fix: str) -> Fault:
    at = record.location or _NOWHERE
    return Fault(at.file, at.line, subject, what, fix)


class _Near:
    """Suggestions for unknown names, each searched once, for a few hundred names at most."""

    def __init__(self, named: Callable[[], Names]) -> None:
        self._open_names = named
        self._found: dict[str, str] = {}
        self._entities: dict[str, str] = {}
        self._compared = 0

    def entity(self, name: str, known: Mapping[str, object]) -> str:
        """For an unknown entity: those that it names, else a near id, else near names."""
        if name not in self._entities and len(self._entities) < _NEAR_LIMIT:
            self._entities[name] = self._named_by(name) or self(name, known, "")
            if not self._entities[name]:
                self._entities[name] = _meant(self._close(name))
        return self._entities.get(name) or self(name, known, "add it to entities.csv")

    def _named_by(self, name: str) -> str:
        """The entities of which it is the label, an alias or another spelling."""
        return _meant([self._names.entity(each) for each in sorted(self._names.exact(name))[:3]])

    def _close(self, name: str) -> list[Entity]:
        """The entities that have a name which begins with this one, or differs in a few letters."""
        from rapidfuzz import fuzz

        folded = fold(name)
        return [
            match.entity
            for match in self._names.find(name, 3)
            if (match.score >= _BEGINS and len(folded) > 2)
            or fuzz.ratio(folded, fold(match.name)) >= _CLOSE
        ]

    @cached_property
    def _names(self) -> Names:
        """Opened at the first unknown name, because most datasets have none."""
        return self._open_names()

    def __call__(self, name: str, known: Mapping[str, object], otherwise: str) -> str:
        within = len(self._found) < _NEAR_LIMIT and self._compared < _COMPARED_LIMIT
        if name not in self._found and within:
            from rapidfuzz import fuzz, process

            self._compared += len(known)
            hits = process.extract(name, known.keys(), scorer=fuzz.ratio, score_cutoff=75, limit=3)
            best = min(hits, key=lambda hit: (-hit[1], hit[0]), default=None)
            self._found[name] = best[0] if best else ""
        nearest = self._found.get(name)
        return f"did you mean {nearest}?" if nearest else otherwise


def _meant(entities: Sequence[Entity]) -> str:
    listed = " or ".join(f"{entity.id} ({entity.label.text})" for entity in entities)
    return f"did you mean {listed}?" if listed else ""


def _check_entity(entity: Entity, collection: Collection, near: _Near) -> Iterator[Fault]:
    if entity.type and entity.type not in collection.ontology.types:
        fix = near(entity.type, collection.ontology.types, "declare the type in the ontology")
        yield _fault(entity, f"entity {entity.id}", f"unknown type {entity.type!r}", fix)


def _check_source(source: Source, collection: Collection) -> Iterator[Fault]:
    if source.origin == source.id:
        what = "is its own origin"
        yield _fault(source, f"source {source.id}", what, "leave the origin blank")
        return
    passed = [source.id]
    while (record := collection.sources.get(passed[-1])) is not None and record.origin:
        if record.origin == source.id:
            what = f"is its own origin, through {', '.join(passed[1:])}"
            fix = "leave the origin of the first of them blank"
            yield _fault(source, f"source {source.id}", what, fix)
        if record.origin in passed:
            return
        passed.append(record.origin)


def _check_judgement(judgement: Judgement, collection: Collection, near: _Near) -> Iterator[Fault]:
    subject = f"judgement {judgement.left} = {judgement.right}"
    for side in dict.fromkeys((judgement.left, judgement.right)):
        if side and collection.entity_id(side) not in collection.entities:
            fix = near.entity(side, collection.entities)
            yield _fault(judgement, subject, f"unknown entity {side!r}", fix)
    if judgement.left and judgement.left == judgement.right:
        yield _fault(
            judgement, subject, f"left and right are both {judgement.left!r}", "name two entities"
        )


def _check_claim(
    claim: Claim, collection: Collection, near: _Near, drafts: Group[str]
) -> Iterator[Fault]:
    subject = f"claim {claim.id}"
    if claim.source not in collection.sources:
        fix = near(claim.source, collection.sources, "add it to sources.csv, or rename the file")
        yield _fault(claim, subject, f"unknown source {claim.source!r}", fix)
    relation = collection.ontology.relations.get(claim.relation)
    if relation is None and claim.relation:
        fix = near(claim.relation, collection.ontology.relations, "declare it in the ontology")
        yield _fault(claim, subject, f"unknown relation {claim.relation!r}", fix)
    for column in ("subject", "object", "attributed_to", "towards"):
        value = getattr(claim, column)
        entity = collection.entities.get(collection.entity_id(value)) if value else None
        if entity is None:
            if value:
                fix = near.entity(value, collection.entities)
                kind = "attributed to nobody: unknown entity" if column == "attributed_to" else ""
                what = f"{kind or f'unknown {column}'} {value!r}"
                yield _fault(claim, subject, what, fix)
        elif column == "towards" or entity.type not in collection.ontology.types:
            continue
        elif column == "attributed_to":
            chain = collection.ontology.type_chain(entity.type)
            if not any(collection.ontology.types[t].attributable for t in chain):
                what = f"attributed to nobody: {value!r} is of type {entity.type}"
                yield _fault(claim, subject, what, "name who says it, or leave the cell blank")
        elif relation is not None:
            wanted = relation.domain if column == "subject" else relation.range
            if not set(wanted) & set(collection.ontology.type_chain(entity.type)):
                takes = f"which {relation.id} does not take"
                what = f"{column} {value!r} is of type {entity.type}, {takes}"
                fix = f"it takes {', '.join(wanted)}; check the direction of the statement"
                yield _fault(claim, subject, what, fix)
    yield from _check_disputes(claim, collection, near, drafts)


def _check_disputes(
    claim: Claim, collection: Collection, near: _Near, drafts: Group[str]
) -> Iterator[Fault]:
    for name in claim.disputes:
        disputed = collection.claims.get(name)
        subject = f"claim {claim.id}"
        if name in drafts and name != claim.id:
            what = f"disputes {name}, which is a draft"
            yield _fault(claim, subject, what, "remove the mark of the draft first")
        elif disputed is None and name != claim.id:
            fix = near(name, collection.claims, "name an existing claim")
            yield _fault(claim, subject, f"disputes an unknown claim {name!r}", fix)
        elif name == claim.id or disputed is None:
            yield _fault(claim, subject, "disputes itself", "name the claim that it disputes")
        elif collection.triple(claim) != collection.triple(disputed):
            what = f"disputes {name}, which is about another triple"
            fix = "a dispute has the subject, relation and object of what it disputes"
            yield _fault(claim, subject, what, fix)
        elif claim.polarity == disputed.polarity and same_quantity(claim, disputed):
            what = f"disputes {name} and makes the same statement"
            yield _fault(claim, subject, what, "deny it, or give another quantity")


def _check_cycles(collection: Collection) -> Iterator[Fault]:
    ontology = collection.ontology
    for relation in ontology.relations.values():
        above = ontology.relation_chain(relation.id)[1:]
        if relation.acyclic and not any(ontology.relations[name].acyclic for name in above):
            family = ontology.with_subrelations((relation.id,))
            yield from _cycles(relation.id, family, collection)


def _cycles(name: str, family: frozenset[str], collection: Collection) -> Iterator[Fault]:
    """One fault for each claim that lies on a cycle of the family (Tarjan's components)."""
    arrows: dict[str, list[tuple[str, Claim]]] = defaultdict(list)
    for claim in collection.claims.values():
        if claim.relation in family and claim.supports:
            subject, _, target = collection.triple(claim)
            arrows[subject].append((target, claim))
    component = components({node: [t for t, _ in out] for node, out in arrows.items()})
    for node in sorted(arrows):
        for target, claim in arrows[node]:
            if component.get(target) == component[node]:
                what = f"closes a cycle of {name!r} from {node} to {target}"
                fix = "swap subject and object of one of its claims"
                yield _fault(claim, f"claim {claim.id}", what, fix)


def components(arrows: Mapping[_Node, Sequence[_Node]]) -> dict[_Node, int]:
    """Strongly connected component of every node, iteratively (Tarjan 1972).

    A node alone is a component of its own, so an arrow lies on a cycle exactly if
    both its ends are in one component.
    """
    index: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    component: dict[_Node, int] = {}
    stack: list[_Node] = []
    for root in sorted(arrows):
        if root in index:
            continue
        entered: _Node | None = root
        work: list[tuple[_Node, Iterator[_Node]]] = []
        while work or entered is not None:
            if entered is not None:
                index[entered] = low[entered] = len(index)
                stack.append(entered)
                work.append((entered, iter(arrows.get(entered, ()))))
                entered = None
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    entered = target
                    break
                if target not in component:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    while True:
                        member = stack.pop()
                        component[member] = index[node]
                        if member == node:
                            break
    return component
