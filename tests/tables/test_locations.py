"""Where data and ontology are found: option, environment variable, checkout or bundle."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from policygraph import KnowledgeGraph
from policygraph.environment import GRAPH_VARIABLE, ONTOLOGY_VARIABLE, NamedLocations
from policygraph.errors import LocationError
from policygraph.tables import locations
from policygraph.tables.dataset_file import dataset_names


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(GRAPH_VARIABLE, raising=False)
    monkeypatch.delenv(ONTOLOGY_VARIABLE, raising=False)


def folders(tmp_path: Path, *names: str) -> list[Path]:
    made = [tmp_path / name for name in names]
    for folder in made:
        folder.mkdir(exist_ok=True)
    return made


def test_what_is_named_wins_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = folders(tmp_path, "one", "two", "three")
    monkeypatch.setenv(GRAPH_VARIABLE, f"{two}{os.pathsep}{three}")
    monkeypatch.setenv(ONTOLOGY_VARIABLE, str(two))
    assert locations.resolve([one]).folders == (one,)
    assert locations.resolve().folders == (two, three)
    assert locations.resolve((), one).ontology == locations.ontology_folder(one) == one
    assert locations.resolve().ontology == locations.ontology_folder() == two


def test_without_either_it_is_what_is_shipped() -> None:
    found = locations.resolve()
    (data,) = found.folders
    assert (data / "entities.csv").is_file()
    assert found.ontology == locations.ontology_folder()
    assert found.core.is_file()
    assert dataset_names([data]) == ["policygraph"]


def test_an_installed_package_uses_its_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "policygraph"
    (package / "bundle" / "data").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(locations, "_PACKAGE", package)
    (package / "bundle" / "ontology").mkdir()
    found = locations.resolve()
    assert found.folders == (package / "bundle" / "data",)
    assert found.ontology == package / "bundle" / "ontology"


def test_a_folder_named_twice_counts_once_in_the_order_given(tmp_path: Path) -> None:
    one, two = folders(tmp_path, "one", "two")
    assert locations.resolve([two, one, one / ".." / "two"]).folders == (two, one)


def test_a_folder_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(LocationError, match="no such dataset folder; name a folder with"):
        locations.resolve([tmp_path / "none"])
    with pytest.raises(LocationError, match="no such ontology folder"):
        locations.ontology_folder(tmp_path / "none")


def test_stores_and_datasets_are_told_apart(tmp_path: Path) -> None:
    one, store, two = folders(tmp_path, "one", "store", "two")
    (store / locations.STORE_HEADER).write_text("{}")
    (two / "ontology.ttl").write_text("")
    found = locations.resolve([one, store, two])
    assert (found.folders, found.stores, found.datasets) == (
        (one, store, two),
        (store,),
        (one, two),
    )
    assert found.extensions == (two / "ontology.ttl",)


def test_loading_reads_the_environment_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved = []

    def of(*given: Any) -> NamedLocations:
        resolved.append(given)
        return NamedLocations()

    monkeypatch.setattr(NamedLocations, "of", of)
    KnowledgeGraph.load()
    assert len(resolved) == 1


def test_a_path_below_here_is_shown_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert locations.shown(tmp_path / "d" / "x.csv") == "d/x.csv"
    assert locations.shown(Path("../e/x.csv")) == "../e/x.csv"
    elsewhere = tmp_path.parent / "e" / "x.csv"
    assert locations.shown(elsewhere) == elsewhere.as_posix()
