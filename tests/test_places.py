"""Where data and ontology are found: option, environment variable, checkout or bundle."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policygraph import places
from policygraph.errors import PlaceError


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(places.GRAPH_VARIABLE, raising=False)
    monkeypatch.delenv(places.ONTOLOGY_VARIABLE, raising=False)


def folders(tmp_path: Path, *names: str) -> list[Path]:
    made = [tmp_path / name for name in names]
    for folder in made:
        folder.mkdir(exist_ok=True)
    return made


def test_what_is_named_wins_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = folders(tmp_path, "one", "two", "three")
    monkeypatch.setenv(places.GRAPH_VARIABLE, f"{two}{os.pathsep}{three}")
    monkeypatch.setenv(places.ONTOLOGY_VARIABLE, str(two))
    assert places.graph_folders([one]) == (one,)
    assert places.graph_folders() == (two, three)
    assert places.ontology_folder(one) == one
    assert places.ontology_folder() == two


def test_without_either_it_is_what_is_shipped() -> None:
    (data,) = places.graph_folders()
    assert (data / "entities.csv").is_file()
    assert (places.ontology_folder() / "policygraph.ttl").is_file()
    assert places.dataset_name(data) == "policygraph"


def test_an_installed_package_uses_its_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "policygraph"
    (package / "bundle" / "data").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(places, "_PACKAGE", package)
    assert places.graph_folders() == (package / "bundle" / "data",)


def test_a_folder_named_twice_counts_once_in_the_order_given(tmp_path: Path) -> None:
    one, two = folders(tmp_path, "one", "two")
    assert places.graph_folders([two, one, one / ".." / "two"]) == (two, one)


def test_a_folder_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="no such dataset folder; name a folder with"):
        places.graph_folders([tmp_path / "none"])
    with pytest.raises(PlaceError, match="no such ontology folder"):
        places.ontology_folder(tmp_path / "none")


def test_a_path_below_here_is_shown_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert places.shown(tmp_path / "d" / "x.csv") == "d/x.csv"
    assert places.shown(Path("../e/x.csv")) == "../e/x.csv"
    elsewhere = tmp_path.parent / "e" / "x.csv"
    assert places.shown(elsewhere) == elsewhere.as_posix()
