"""Read Turtle files to a frozen :class:`~policygraph.model.ontology.Ontology`.

The core is read first; an ``ontology.ttl`` of a dataset may add types and relations and may
not redefine one. Only these files define which types and relations exist. A missing or wrong
property is a fault with the name of the term; all faults are raised at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from policygraph.errors import Fault, InvalidData, UsageError
from policygraph.model import iris
from policygraph.model.ontology import EntityType, Ontology, Relation
from policygraph.tables import locations
from policygraph.tables.influence_terms import InfluenceReader
from policygraph.tables.ontology_nodes import ID, Node, NodeReader, nodes_of
from policygraph.tables.ontology_terms import TermReader

_KINDS = (
    "EntityType", "Relation", "Modality", "LikelihoodTerm", "NamedPattern", "Grade", "Need",
    "Channel", "Way", "CompositionState", "Transition", "EvidenceKind",
)  # fmt: skip
#: The properties that only terms of one kind have, or by which a kind is told from a later one.
_SIGNS = {
    "Way": ("ofRelation", "way", "gradeByQuantity"),
    "Transition": ("fromState", "toState", "addressee"),
    "CompositionState": ("isStart",),
    "Channel": ("act", "counted"),
    "EvidenceKind": ("sourceKind", "ofEnactment", "ofUnnamed"),
    "Relation": ("influence", "effect", "temporality", "why", "inverseLabel", "hint"),
    "EntityType": ("colour", "shape", "attributable", "unnamed"),
    "Modality": ("defaultLikelihood", "assertable", "phrase", "denial"),
    "LikelihoodTerm": ("low", "high"),
    "NamedPattern": ("pattern",),
}
_KIND_OF = {iris.NS + sign: kind for kind, signs in _SIGNS.items() for sign in signs}


class _Reader(TermReader, InfluenceReader):
    """Reads every kind of term."""


def read_ontology(
    core: Path, extensions: Iterable[Path] = (), *, checked: bool = False
) -> Ontology:
    """The ontology of a core file and the files that datasets add to it.

    With ``checked``, named patterns are not compiled, since they were before.
    Raises :class:`InvalidData` with every fault, and :class:`LocationError` if the
    core file is not there.
    """
    reader = _Reader()
    nodes = nodes_of(core, reader.faults)
    for path in extensions:
        for iri, node in nodes_of(path, reader.faults).items():
            known = nodes.setdefault(iri, node)
            if known.values != node.values:
                what = f"is declared in {known.file} already and may not be redefined"
                reader.fault(node, what, "give yours another IRI and identifier")
    of_kind = _by_kind(reader, nodes)
    for kind in ("EntityType", "Relation", "Modality"):
        if not of_kind[kind] and not reader.faults:
            fix = "name the folder of an ontology of policygraph"
            reader.faults.append(Fault(locations.shown(core), 0, "", f"declares no pg:{kind}", fix))
    ontology = _ontology(reader, nodes, of_kind)
    _check_parents(reader, nodes, ontology.types)
    _check_parents(reader, nodes, ontology.relations)
    _check_replacements(reader, nodes, ontology.relations)
    if not checked:
        _check_patterns(reader, nodes, ontology)
    if reader.faults:
        raise InvalidData(reader.faults)
    return ontology


def _by_kind(reader: NodeReader, nodes: Mapping[str, Node]) -> dict[str, list[Node]]:
    """The nodes of each kind of term, in the order of the files."""
    kinds = {iris.NS + kind: kind for kind in _KINDS}
    of_kind: dict[str, list[Node]] = {kind: [] for kind in _KINDS}
    for node in nodes.values():
        declared = [kinds[kind] for kind in node.all(iris.RDF + "type") if kind in kinds]
        if not declared and (meant := _meant(node)):
            # Taken as what it is meant for, so that what refers to it is no fault too.
            what = f"has properties of a pg:{meant} and is none"
            reader.fault(node, what, f"add 'a pg:{meant}'")
            declared = [meant]
        for kind in declared:
            of_kind[kind].append(node)
    return of_kind


def _ontology(
    reader: _Reader, nodes: Mapping[str, Node], of_kind: Mapping[str, list[Node]]
) -> Ontology:
    def ids(kind: str) -> dict[str, str]:
        return {node.iri: node.one(ID) for node in of_kind[kind]}

    types, relations, needs = ids("EntityType"), ids("Relation"), ids("Need")
    channels = {node.iri: node for node in of_kind["Channel"]}
    ways = reader.ways(
        of_kind["Way"],
        {node.iri: node for node in of_kind["Relation"]},
        ids("Channel"),
        ids("Grade"),
    )
    found = [reader.relation(node, types, relations, needs) for node in of_kind["Relation"]]
    terms = [reader.likelihood_term(node) for node in of_kind["LikelihoodTerm"]]
    reader.check_source_kinds(of_kind["EvidenceKind"], found, nodes)
    reader.usual(of_kind["EvidenceKind"], "EvidenceKind", needed=True)
    states = {node.iri: node for node in of_kind["CompositionState"]}
    head = nodes.get(iris.NS.rstrip("#"))
    return Ontology(
        iri=iris.NS.rstrip("#"),
        version=head.one(iris.OWL + "versionInfo") if head else "",
        types=reader.by_id((reader.entity_type(n, types) for n in of_kind["EntityType"]), nodes),
        relations=reader.by_id(reader.with_ways(found, ways, nodes), nodes),
        modalities=reader.by_id(map(reader.modality, of_kind["Modality"]), nodes),
        likelihood_terms=tuple(sorted(terms, key=lambda term: (term.low, term.label))),
        patterns=reader.by_id(map(reader.named_pattern, of_kind["NamedPattern"]), nodes),
        grades=reader.by_id(map(reader.grade, of_kind["Grade"]), nodes),
        needs=reader.by_id(map(reader.need_term, of_kind["Need"]), nodes),
        channels=reader.by_id(map(reader.channel, of_kind["Channel"]), nodes),
        evidence=reader.by_id(map(reader.evidence_kind, of_kind["EvidenceKind"]), nodes),
        default_channel=reader.usual(of_kind["Channel"], "Channel", needed=True),
        default_grade=reader.usual(of_kind["Grade"], "Grade", needed=bool(channels)),
        composition=reader.composition(of_kind["Transition"], states, channels),
    )


def _meant(node: Node) -> str:
    """The kind of term whose properties a node has that is declared as none; empty if it has none.

    A term of the other vocabularies has no identifier and no such property.
    """
    found = {_KIND_OF[prop] for prop in node.values if prop in _KIND_OF}
    for kind in _SIGNS:
        if kind in found:
            return kind
    sides = (iris.SCHEMA + "domainIncludes", iris.SCHEMA + "rangeIncludes")
    return "Relation" if ID in node.values and any(map(node.all, sides)) else ""


def declared_in(path: Path) -> frozenset[str]:
    """The IRIs of the terms that a file of the ontology says something about."""
    return frozenset(nodes_of(path, []))


def _check_parents(
    reader: NodeReader, nodes: Mapping[str, Node], terms: Mapping[str, EntityType | Relation]
) -> None:
    fix = "remove one of its super-terms"
    ends: set[str] = set()  # Terms above which there is no circle, or one that they are not in.
    for term in terms.values():
        way: dict[str, int] = {}
        at: str | None = term.id
        while at is not None and at in terms and at not in way and at not in ends:
            way[at] = len(way)
            at = terms[at].parent
        if at in way:
            for one in list(way)[way[at] :]:
                reader.fault(nodes[terms[one].iri], "is its own super-term", fix)
        ends.update(way)


def _check_replacements(
    reader: NodeReader, nodes: Mapping[str, Node], relations: Mapping[str, Relation]
) -> None:
    """Fault a deprecated relation that cannot be read as its replacement."""
    for relation in relations.values():
        other = relations.get(relation.replaced_by or "")
        if other is None:
            continue
        if other.replaced_by is not None:
            what = f"is replaced by {other.id}, which is deprecated too"
            reader.fault(nodes[relation.iri], what, "name the one that is not")
        elif relation.influence != other.influence:
            what = f"has pg:influence pg:{relation.influence}, and {other.id} {other.influence}"
            reader.fault(nodes[relation.iri], what, "give both the same")


def _check_patterns(reader: NodeReader, nodes: Mapping[str, Node], ontology: Ontology) -> None:
    """Fault every named pattern that does not compile."""
    if reader.faults:
        return
    from policygraph.query.pattern import compile_pattern

    for term in ontology.patterns.values():
        try:
            compile_pattern(f"@{term.id}", ontology)
        except UsageError as error:
            reader.fault(nodes[term.iri], *str(error).partition("\n")[0].split("; ", 1))
