"""Collections in code as dataset folders on disk, and as stores built of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from policygraph import pipeline
from policygraph.errors import Fault, InvalidData
from policygraph.formats import FORMATS
from policygraph.model.collection import Collection
from policygraph.model.dates import read_bound
from policygraph.model.ontology import Ontology, Relation
from policygraph.model.records import Claim, Dataset, Quantity
from policygraph.store.building.build import build
from policygraph.store.reading.collection import StoredCollection, open_store
from tests.datasets import PREFIXES
from tests.world import IRI

CSV, PARQUET = "dataset", "parquet"
#: The origins that some claims of a world in order name, by the rest of their number.
ORIGINS = {1: "t", 3: "The Wire"}


def ontology_turtle(ontology: Ontology) -> str:
    """An ontology in code as the Turtle that reads back as the same terms."""
    iris = {kind.id: kind.iri for kind in ontology.types.values()}
    found = [
        PREFIXES,
        '<https://w3id.org/policygraph/ns> a owl:Ontology ; owl:versionInfo "1" .',
    ]
    for kind in ontology.types.values():
        above = f"rdfs:subClassOf <{iris[kind.parent]}> ;" if kind.parent else ""
        speaks = "; pg:attributable true" if kind.attributable else ""
        found.append(
            f'<{kind.iri}> a pg:EntityType ; {above} dcterms:identifier "{kind.id}" ;'
            f' skos:prefLabel "{kind.label}"@en ; skos:definition "{kind.definition}"@en ;'
            f' pg:colour "{kind.colour}" ; pg:shape "{kind.shape}" {speaks} .'
        )
    for relation in ontology.relations.values():
        more = ""
        if relation.parent:
            more = f"; rdfs:subPropertyOf <{IRI}{relation.parent}>"
        hints = {
            "functional": relation.functional,
            "inverseFunctional": relation.inverse_functional,
            "symmetric": relation.symmetric,
            "acyclic": relation.acyclic,
        }
        more += "".join(f" ; pg:hint pg:{hint}" for hint, given in hints.items() if given)
        ends = ", ".join(f"<{iris[name]}>" for name in relation.domain)
        others = ", ".join(f"<{iris[name]}>" for name in relation.range)
        found.append(
            f'<{relation.iri}> a pg:Relation ; dcterms:identifier "{relation.id}" ;'
            f' skos:prefLabel "{relation.label}"@en ; pg:inverseLabel "{relation.inverse_label}"@en'
            f" ; schema:domainIncludes {ends} ; schema:rangeIncludes {others} ;"
            f" pg:influence pg:{relation.influence} ; pg:effect pg:{relation.effect} ;"
            f" pg:temporality pg:{'event' if relation.event else 'state'} ;"
            f' skos:definition "{relation.definition}"@en ; pg:why "{relation.why}"@en'
            f"{more}{_influence_of(relation)} ."
        )
    for modality in ontology.modalities.values():
        phrase = f'; pg:phrase "{modality.phrase}"@en' if modality.phrase else ""
        found.append(
            f'<{modality.iri}> a pg:Modality ; dcterms:identifier "{modality.id}" ;'
            f' skos:prefLabel "{modality.label}"@en ; skos:notation {modality.order} ;'
            f" pg:defaultLikelihood {modality.default_likelihood} ;"
            f" pg:assertable {str(modality.assertable).lower()} {phrase} ."
        )
    for term in ontology.likelihood_terms:
        others = ", ".join(f'"{name}"' for name in term.synonyms)
        also = f"; skos:altLabel {others}" if others else ""
        found.append(
            f'<{IRI}{term.label}> a pg:LikelihoodTerm ; skos:prefLabel "{term.label}"@en {also} ;'
            f" pg:low {term.low} ; pg:high {term.high} ."
        )
    return "\n".join([*found, *_influence_turtle(ontology)])


def _influence_of(relation: Relation) -> str:
    """What the declaration of a relation says about influence, beside its ways."""
    said = {
        "bringsForth": relation.brings_forth,
        "begins": relation.begins,
        "force": relation.force,
        "locates": relation.locates,
    }
    found = "".join(f" ; pg:{name} pg:{value}" for name, value in said.items() if value)
    return found + (" ; pg:atStart true" if relation.at_start else "")


def _influence_turtle(ontology: Ontology) -> list[str]:
    """Channels, grades, ways and composition, as an ontology of version 0.2 declares them."""
    found = []
    for channel in ontology.channels.values():
        usual = channel.id == ontology.default_channel
        found.append(
            f'<{channel.iri}> a pg:Channel ; dcterms:identifier "{channel.id}" ;'
            f' skos:prefLabel "{channel.label}"@en ; skos:definition "{channel.definition}"@en ;'
            f" skos:notation {channel.order} ; pg:act {_truth(channel.act)} ;"
            f" pg:membership {_truth(channel.membership)} ;"
            f" pg:counted {_truth(channel.counted)} ; pg:usual {_truth(usual)} ."
        )
    for grade in ontology.grades.values():
        usual = grade.id == ontology.default_grade
        found.append(
            f'<{grade.iri}> a pg:Grade ; dcterms:identifier "{grade.id}" ;'
            f' skos:prefLabel "{grade.label}"@en ; skos:definition "{grade.definition}"@en ;'
            f" skos:notation {grade.order} ; pg:weight {grade.weight} ;"
            f" pg:usual {_truth(usual)} ."
        )
    for relation in ontology.relations.values():
        for name, way in (("along", relation.along), ("against", relation.against)):
            if way is None:
                continue
            by_unit: dict[str, list[str]] = {}
            for step in way.thresholds:
                by_unit.setdefault(step.unit, []).append(f"{step.least} {step.grade}")
            graded = "".join(
                f' ; pg:gradeByQuantity "{unit}: {", ".join(steps)}"'
                for unit, steps in by_unit.items()
            )
            found.append(
                f"<{relation.iri}-{name}> a pg:Way ; pg:ofRelation <{relation.iri}> ;"
                f" pg:way pg:{name} ; pg:channel <{ontology.channels[way.channel].iri}> ;"
                f" pg:effect pg:{way.effect} ; pg:defaultGrade <{ontology.grades[way.grade].iri}> ;"
                f' pg:why "{way.why}"@en{graded} .'
            )
    if ontology.composition is None:
        return found
    for number, name in enumerate(ontology.composition.states, 1):
        found.append(
            f'<{IRI}state-{name}> a pg:CompositionState ; dcterms:identifier "{name}" ;'
            f' skos:prefLabel "{name}"@en ; skos:definition "What {name} means."@en ;'
            f" skos:notation {number} ; pg:isStart {_truth(number == 1)} ."
        )
    for (state, by), (after, addressee) in ontology.composition.transitions.items():
        found.append(
            f"<{IRI}state-{state}-{by}> a pg:Transition ; pg:fromState <{IRI}state-{state}> ;"
            f" pg:channel <{ontology.channels[by].iri}> ;"
            f" pg:toState <{IRI}state-{after}> ; pg:addressee pg:{addressee} ."
        )
    return found


def _truth(value: bool) -> str:
    return str(value).lower()


def valid(collection: Collection) -> Collection:
    """A world of ``tests.world`` with the cells that its claims and sources leave out.

    A dispute has the ends of what it disputes, unless its own mean the same.
    """

    def ends(claim: Claim) -> tuple[str, str]:
        about = next((collection.claims.get(name) for name in claim.disputes), None)
        if about is not None:
            # What is disputed may itself be a dispute, with other ends by now.
            subject, target = ends(about)
            about = replace(about, subject=subject, object=target)
            if collection.triple(about) != collection.triple(claim):
                return subject, target
        return claim.subject, claim.object

    def filled(dataset: Dataset) -> Dataset:
        return replace(
            dataset,
            sources=tuple(
                replace(s, url=f"https://example.org/{s.id}", published=s.published or "2023")
                for s in dataset.sources
            ),
            claims=tuple(
                replace(
                    claim,
                    subject=ends(claim)[0],
                    object=ends(claim)[1],
                    locator="p. 1",
                    note="gone" if claim.withdrawn else claim.note,
                    start=_ordered(claim)[0],
                    end=_ordered(claim)[1],
                    # A dispute says something else of the amount.
                    quantity=Quantity(str(number), Decimal(number), Decimal(number))
                    if claim.disputes
                    else claim.quantity,
                    # The unit by which a relation may be graded is kept.
                    unit=claim.unit if claim.unit == "percent" else "tonnes",
                    origin=ORIGINS.get(number % 5),
                )
                for number, claim in enumerate(dataset.claims)
            ),
        )

    return replace(collection, records=tuple(map(filled, collection.records)))


def _ordered(claim: Claim) -> tuple[str | None, str | None]:
    start, end = claim.start, claim.end
    if start and end and ".." not in (start, end):
        start, end = sorted((start, end), key=lambda date: read_bound(date).earliest)
    return start, end


def write_folders(root: Path, collection: Collection, form: str = CSV) -> list[Path]:
    """The datasets of a collection as folders below ``root``, with their ontology beside."""
    (root / "ontology").mkdir(parents=True)
    text = ontology_turtle(collection.ontology)
    (root / "ontology" / "policygraph.ttl").write_text(text, encoding="utf-8")
    folders = []
    for dataset in collection.records:
        folder = root / dataset.name
        for name, data in FORMATS[form].write(replace(collection, records=(dataset,))).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        folders.append(folder)
    return folders


@contextmanager
def tables_and_store(
    collection: Collection, form: str = CSV
) -> Iterator[tuple[Collection, StoredCollection]]:
    """A collection without faults, read from its tables and from a store built of them."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folders = write_folders(root, collection, form)
        read = pipeline.load(folders, root / "ontology")
        build(folders, root / "store", root / "ontology")
        yield read, open_store(root / "store")


def build_faults(folders: list[Path], root: Path) -> list[Fault]:
    """The faults for which a store of folders is not built; it is built if there are none."""
    try:
        build(folders, root / "store", root / "ontology")
    except InvalidData as error:
        assert not (root / "store").exists()
        return list(error.faults)
    return []
