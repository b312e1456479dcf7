"""The default likelihood of a claim: that of its modality, times that of its evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.model.evidence import DefaultLikelihoods
from policygraph.model.ontology import Ontology
from policygraph.store.building.build import build
from policygraph.tables import locations
from policygraph.tables.ontology import read_ontology
from tests.datasets import CORE, EVIDENCE, Row, load, write_dataset, write_ontology
from tests.examples import examples


@pytest.fixture(scope="module")
def ontology(tmp_path_factory: pytest.TempPathFactory) -> Ontology:
    folder = write_ontology(tmp_path_factory.mktemp("o"), CORE + EVIDENCE)
    return read_ontology(folder / "policygraph.ttl")


@pytest.mark.parametrize(
    ("modality", "relation", "kind", "speaker", "likelihood"),
    [
        ("stated", "bans", "rule", None, 0.99),
        ("stated", "feeds", "rule", None, 0.95),
        ("stated", "bans", "filing", None, 0.95),
        ("stated", "bans", "report", None, 0.9),
        ("stated", "bans", "rule", "firm", 0.95),
        ("stated", "bans", "rule", "crowd", 0.75),
        ("stated", "feeds", "report", "crew", 0.75),
        ("stated", "feeds", "report", "firm", 0.9),
        ("stated", "feeds", "something else", None, 0.9),
        ("stated", "feeds", "", "", 0.9),
        ("planned", "bans", "rule", None, 0.633333),
        ("planned", "feeds", "filing", None, 0.633333),
        ("planned", "feeds", "report", None, 0.6),
        ("possible", "feeds", "report", "crowd", 0.416667),
        ("nothing", "feeds", "report", None, 1.0),
    ],
)  # fmt: skip
def test_the_default_is_in_proportion_to_the_evidence(
    ontology: Ontology,
    modality: str,
    relation: str,
    kind: str,
    speaker: str | None,
    likelihood: float,
) -> None:
    if modality == "nothing":
        kind = "report"
    assert DefaultLikelihoods(ontology).of(modality, relation, kind, speaker) == likelihood


def test_every_default_is_known_beforehand(ontology: Ontology) -> None:
    likelihoods = DefaultLikelihoods(ontology)
    found = {
        likelihoods.of(modality, relation, kind, speaker)
        for modality in ontology.modalities
        for relation in ontology.relations
        for kind in ("rule", "filing", "report", "other")
        for speaker in (None, "firm", "crowd")
    }
    assert found <= set(likelihoods.every())


def test_no_default_is_above_1(tmp_path: Path) -> None:
    text = EVIDENCE.replace("0.9 ; pg:usual", "0.5 ; pg:usual")
    found = read_ontology(write_ontology(tmp_path, CORE + text) / "policygraph.ttl")
    assert DefaultLikelihoods(found).of("stated", "bans", "rule", None) == 1.0


def test_an_ontology_without_evidence_has_the_defaults_of_its_modalities(tmp_path: Path) -> None:
    found = read_ontology(write_ontology(tmp_path) / "policygraph.ttl")
    likelihoods = DefaultLikelihoods(found)
    assert likelihoods.of("planned", "feeds", "rule", None) == 0.6
    assert likelihoods.every() == [0.5, 0.6, 0.75, 0.9]


def test_the_curated_evidence_is_of_four_kinds() -> None:
    core = read_ontology(locations.ontology_folder() / "policygraph.ttl")
    kinds = sorted(core.evidence.values(), key=lambda kind: kind.order)
    assert [kind.likelihood for kind in kinds] == [0.99, 0.95, 0.9, 0.75]
    likelihoods = DefaultLikelihoods(core)
    assert likelihoods.of("stated", "lists", "rule", None) == 0.99
    assert likelihoods.of("stated", "lists", "press article", None) == 0.9
    assert likelihoods.of("stated", "uses", "press article", "group") == 0.75


def test_a_likelihood_of_its_own_counts_before_the_evidence(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "o", CORE + EVIDENCE)
    rows = [{"relation": "bans", "likelihood": "0.4"}, {"relation": "bans"}]
    folder = write_dataset(tmp_path / "d", rows, sources=[{"id": "s", "kind": "rule"}])
    claims = load(folder, ontology=core).claims
    assert [claims[name].strength for name in ("s-001", "s-002")] == [0.4, 0.99]


def test_a_source_and_a_speaker_of_another_dataset_count(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "o", CORE + EVIDENCE)
    rows = [{"relation": "bans"}, {"attributed_to": "them"}]
    about = write_dataset(tmp_path / "a", rows, entities=[], sources=[])
    entities = [{"id": "a"}, {"id": "b"}, {"id": "them", "type": "crowd"}]
    terms = write_dataset(
        tmp_path / "b", {}, entities=entities, sources=[{"id": "s", "kind": "rule"}]
    )
    for folders in ((about, terms), (terms, about)):
        claims = load(*folders, ontology=core).claims
        assert [claims[name].strength for name in ("s-001", "s-002")] == [0.99, 0.75]


@st.composite
def datasets(draw: st.DrawFn) -> tuple[tuple[list[Row], list[Row], dict[str, list[Row]]], ...]:
    """Two datasets: entities, sources and claims; the second may speak of what the first has."""
    kinds = st.sampled_from(["rule", "filing", "report", "tea leaves"])
    types = st.sampled_from(["body", "firm", "crowd", "crew"])
    parts = []
    entities: list[str] = []
    for number in (1, 2):
        own = [f"e{number}-{n}" for n in range(draw(st.integers(2, 3)))]
        entities += own
        rows: list[Row] = [{"id": name, "type": draw(types)} for name in own]
        if number == 2 and draw(st.booleans()):
            # The other dataset has a more general, or more specific, type for the first's.
            rows.append({"id": "e1-0", "type": "body"})
        sources: list[Row] = [
            {"id": f"s{number}-{n}", "kind": draw(kinds)} for n in range(draw(st.integers(1, 2)))
        ]
        claim = st.fixed_dictionaries(
            {
                "subject": st.sampled_from(entities),
                "object": st.sampled_from(entities),
                "relation": st.sampled_from(["feeds", "bans"]),
                "modality": st.sampled_from(["stated", "estimated", "planned", "possible", ""]),
                "likelihood": st.sampled_from(["", "", "", "0.9", "likely", "0.75"]),
                "attributed_to": st.sampled_from(["", "", *entities]),
            }
        )
        claims: dict[str, list[Row]] = {
            source["id"]: draw(st.lists(claim, min_size=1, max_size=4)) for source in sources
        }
        parts.append((rows, sources, claims))
    return tuple(parts)


def told(graph: KnowledgeGraph) -> dict[str, tuple[float, str | None]]:
    claims = graph.collection.claims
    return {name: (claims[name].strength, claims[name].likelihood) for name in claims}


@settings(max_examples=examples(12))
@given(parts=datasets())
def test_defaults_are_the_same_over_tables_stores_and_rdf(
    tmp_path_factory: pytest.TempPathFactory,
    parts: tuple[tuple[list[Row], list[Row], dict[str, list[Row]]], ...],
) -> None:
    root = tmp_path_factory.mktemp("law")
    core = write_ontology(root / "o", CORE + EVIDENCE)
    folders = [
        write_dataset(root / f"d{number}", claims, entities=entities, sources=sources)
        for number, (entities, sources, claims) in enumerate(parts, 1)
    ]
    tables = KnowledgeGraph.load(*folders, ontology=core)
    expected = told(tables)
    likelihoods = DefaultLikelihoods(tables.collection.ontology)
    types = {row["id"]: row["type"] for entities, _, _ in reversed(parts) for row in entities}
    for name, claim in tables.collection.claims.items():
        if claim.likelihood is None:
            kind = tables.collection.sources[claim.source].kind
            speaker = types[claim.attributed_to] if claim.attributed_to else None
            wanted = likelihoods.of(claim.modality, claim.relation, kind, speaker)
            assert expected[name][0] == wanted
    build(folders, root / "store", core)
    assert told(KnowledgeGraph.load(root / "store")) == expected
    build(folders[:1], root / "base", core)
    assert told(KnowledgeGraph.load(root / "base", folders[1])) == expected
    for format in ("turtle", "jsonld"):
        file = root / f"graph.{'ttl' if format == 'turtle' else format}"
        file.write_bytes(tables.export(format))
        assert told(KnowledgeGraph.read(file, ontology=core)) == expected
