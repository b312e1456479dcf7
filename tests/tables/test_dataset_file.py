"""dataset.toml, and what datasets are called."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph, pipeline
from policygraph.analyses.info import summarise
from policygraph.errors import Fault, UsageError
from policygraph.formats import FORMATS
from policygraph.formats.graph_reader import read_graph
from policygraph.model.records import About
from policygraph.release import release_files
from policygraph.tables import locations
from policygraph.tables.dataset_file import dataset_names, parse_dataset_file
from tests.datasets import ENTITY, Row, faults, load, write_dataset, write_ontology
from tests.examples import examples

FULL = """tables = 2
name = "Study"
edition = "3"
licence = "CC-BY-4.0"
retrieved = 2025-03-14
"""


def study(folder: Path, text: str = FULL) -> Path:
    write_dataset(folder, [{}])
    (folder / "dataset.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_dataset_says_its_name_edition_licence_and_retrieval(tmp_path: Path) -> None:
    collection = load(study(tmp_path / "d"))
    assert collection.datasets == ("Study",)
    assert collection.records[0].about == About("3", "CC-BY-4.0", "2025-03-14")
    assert summarise(collection).about == {
        "Study": {"edition": "3", "licence": "CC-BY-4.0", "retrieved": "2025-03-14"}
    }
    void = release_files(collection)["void.ttl"].decode()
    assert 'dcterms:rights "CC-BY-4.0"' in void
    assert 'pav:retrievedOn "2025-03-14"' in void


def test_a_store_keeps_what_datasets_say(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "ontology")
    pipeline.build([study(tmp_path / "d")], tmp_path / "store", core)
    (dataset,) = pipeline.load([tmp_path / "store"]).records
    assert (dataset.name, dataset.about) == ("Study", About("3", "CC-BY-4.0", "2025-03-14"))
    assert dataset.about.tables == 2


@pytest.mark.parametrize("name", sorted(name for name in FORMATS if FORMATS[name].lossless))
def test_lossless_formats_keep_names_and_what_datasets_say(tmp_path: Path, name: str) -> None:
    second = write_dataset(tmp_path / "other" / "d", entities=[{"id": "a"}], sources=())
    for folders in ([study(tmp_path / "d")], [study(tmp_path / "d"), second]):
        collection, format = load(*folders), FORMATS[name]
        written = tmp_path / f"out{len(folders)}" / f"x{format.suffix}"
        for part, data in format.write(collection).items():
            path = written / part if part else written
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        again = read_graph(written, tmp_path / "ontology").records
        assert {d.name: d.about for d in again} == {d.name: d.about for d in collection.records}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("tables = 3\n", "1: tables is 3, and this release reads 1 and 2"),
        ("tables = true\n", "1: tables is True"),
        ('name = "x"\n', " does not say which form its tables have; write tables = 2"),
        (
            'tables = 2\nversion = "1"\n',
            "2: unknown key 'version'; did you mean tables or edition?",
        ),
        ('tables = 2\n\nlicense = "x"\n', "3: unknown key 'license'; did you mean licence?"),
        ('tables = 2\nname = "a/../b"\n', "2: name is 'a/../b'"),
        ("tables = 2\nname = 5\n", "2: name is 5; write a text on one line"),
        ('tables = 2\nretrieved = "soon"\n', "2: retrieved: 'soon' is not a date"),
        ("tables = 2\nname = \n", "2: cannot be read as TOML"),
        ("[tables]\nx = 1\n", "1: tables is {'x': 1}"),
    ],
)
def test_a_wrong_file_is_one_fault_with_its_line(tmp_path: Path, text: str, what: str) -> None:
    folder = study(tmp_path / "d", text)
    (line,) = faults(folder)
    assert line.startswith(f"d/dataset.toml:{what}")
    with pytest.raises(Exception, match=r"dataset\.toml"):
        pipeline.build([folder], tmp_path / "store", tmp_path / "ontology")


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="ignore")))
def test_any_bytes_are_read_or_are_faults(data: bytes) -> None:
    found: list[Fault] = []
    parse_dataset_file(data, "dataset.toml", found)
    assert all("\n" not in str(fault) for fault in found)


# --- Names ----------------------------------------------------------------------------


def make(folder: Path, id: str, *, base: bool = False) -> Path:
    return write_dataset(
        folder,
        [{"id": f"{id}-001"}] if base else [],
        entities=[{"id": name} for name in ("a", "b", "c")] if base else [{"id": id}],
        sources=[{"id": "s"}] if base else (),
    )


def test_datasets_of_one_name_are_told_apart_by_place(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "ontology")
    alice = make(tmp_path / "alice" / "data", "s", base=True)
    bob = make(tmp_path / "bob" / "data", "x")
    # The same entity in both is no duplicate.
    both = write_dataset(tmp_path / "c" / "data", entities=[{"id": "a"}], sources=())
    collection = load(alice, bob, both, ontology=core)
    assert collection.datasets == ("alice/data", "bob/data", "c/data")
    assert faults(alice, bob, both, ontology=core) == []
    pipeline.build([alice, bob, both], tmp_path / "store", core)
    assert pipeline.load([tmp_path / "store"]).datasets == collection.datasets
    pipeline.build([alice], tmp_path / "one", core)
    assert pipeline.load([tmp_path / "one", bob]).datasets == ("data", "bob/data")
    turtle = KnowledgeGraph.load(alice, bob, ontology=core).export("turtle").decode()
    assert turtle.count("a pg:Dataset") == 2
    assert str(tmp_path) not in turtle
    assert load(bob, ontology=core).datasets == ("data",)


def test_names_given_in_files_are_told_apart_too(tmp_path: Path) -> None:
    first, second = study(tmp_path / "one"), study(tmp_path / "two")
    assert dataset_names([first, second]) == ["one/Study", "two/Study"]


def test_one_folder_by_several_paths_is_one_dataset(tmp_path: Path) -> None:
    folder = make(tmp_path / "d", "s", base=True)
    (tmp_path / "link").symlink_to(folder)
    assert load(folder, tmp_path / "link", folder / ".." / "d").datasets == ("d",)


def test_names_are_composed_alike_whatever_the_system_does(tmp_path: Path) -> None:
    nfc = unicodedata.normalize("NFC", "Zürich")
    nfd = unicodedata.normalize("NFD", "Zürich")
    assert dataset_names([make(tmp_path / nfd, "s", base=True)]) == [nfc]
    assert len(set(dataset_names([tmp_path / nfd, make(tmp_path / nfc, "x")]))) == 2


def test_the_bundled_data_has_a_name_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert locations.resolve(["policygraph"]).folders == locations.resolve().folders
    (tmp_path / "policygraph").mkdir()
    assert locations.resolve(["policygraph"]).folders == locations.resolve().folders
    make(tmp_path / "policygraph", "s", base=True)
    with pytest.raises(UsageError, match=r"write \./policygraph for the folder"):
        locations.resolve(["policygraph"])
    for written in ("./policygraph", Path("policygraph"), "policygraph/"):
        (folder,) = locations.resolve([written]).folders
        assert folder.resolve() == tmp_path / "policygraph"
    assert locations.resolve(["./policygraph"]).named.graph == ("./policygraph",)


IDS = ("a", "b", "c", "d")
NAMES = st.sampled_from(("data", "x/data", "y/data", "x/y/data", "z"))


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_splitting_a_dataset_into_folders_of_any_names_changes_no_answer(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    tmp_path = tmp_path_factory.mktemp("split")
    core = write_ontology(tmp_path / "ontology")
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), min_size=1))
    claims: list[Row] = [
        {
            "id": f"s-{n:03d}", "subject": one, "object": other,
            "polarity": data.draw(st.sampled_from(("affirmed", "affirmed", "denied"))),
        }
        for n, (one, other) in enumerate(pairs)
    ]  # fmt: skip
    entities: list[Row] = [{"id": id, "label": id.upper(), **dict(ENTITY, label=id)} for id in IDS]
    whole = write_dataset(tmp_path / "whole", claims, entities=entities)
    names = data.draw(st.lists(NAMES, min_size=2, max_size=3, unique=True))
    part_of = st.integers(0, len(names) - 1)
    rows = [(entity, data.draw(part_of)) for entity in entities]
    said = [(claim, data.draw(part_of)) for claim in claims]
    folders = [
        write_dataset(
            tmp_path / "parts" / name / "in",
            [claim for claim, of in said if of == number],
            entities=[entity for entity, of in rows if of == number],
            sources=[{"id": "s"}] if number == 0 else (),
        )
        for number, name in enumerate(names)
    ]
    one, several = load(whole, ontology=core), load(*folders, ontology=core)
    assert len(set(several.datasets)) == len(folders)
    for start in IDS:
        for end in IDS:
            answers = [
                KnowledgeGraph(collection, KnowledgeGraph.load(whole, ontology=core).names)
                for collection in (one, several)
            ]
            found = [
                [
                    [(step.relation, [c.claim.id for c in step.claims], step.contested)
                     for step in path.steps]
                    for path in graph.trace(start, end, select="all").paths
                ]
                for graph in answers
            ]  # fmt: skip
            assert found[0] == found[1]
