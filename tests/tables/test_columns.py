"""Which columns a table needs, which it may have, and which are the dataset's own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from policygraph import pipeline
from policygraph.formats import FORMATS
from policygraph.formats.graph_reader import read_graph
from policygraph.model.collection import Collection
from tests.datasets import faults, load, write_dataset, write_ontology

SMALL = {
    "entities.csv": "id,type,label\na,firm,A\nb,firm,B\n",
    "sources.csv": "id,kind,title,published,url\ns,report,R,2024-05-01,https://example.org/r\n",
    "claims/s.csv": "id,subject,relation,object,locator\ns-001,a,feeds,b,line 1\n",
}


def write(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def records(collection: Collection) -> list[object]:
    """The rows of each dataset, sorted, without its name."""
    return [
        sorted(map(repr, rows))
        for dataset in collection.records
        for rows in (dataset.entities, dataset.sources, dataset.claims, dataset.judgements)
    ]


def test_only_needed_columns_are_required(tmp_path: Path) -> None:
    claim = load(write(tmp_path / "d", SMALL)).claims["s-001"]
    assert (claim.polarity, claim.modality, claim.note) == ("affirmed", "stated", "")


@pytest.mark.parametrize("table", sorted(SMALL))
def test_a_needed_column_that_is_missing_is_a_fault(tmp_path: Path, table: str) -> None:
    header, row = SMALL[table].splitlines()[:2]
    for number, name in enumerate(header.split(",")):
        if name in ("published", "url"):
            continue
        cells = [line.split(",") for line in (header, row)]
        text = "\n".join(",".join(c for n, c in enumerate(line) if n != number) for line in cells)
        folder = write(tmp_path / f"{number}" / "d", {**SMALL, table: text})
        assert f"d/{table}:1: missing column {name!r}; add it" in faults(folder)


def test_an_unknown_column_proposes_the_likeliest_name(tmp_path: Path) -> None:
    text = "id,subject,relation,object,locator,Attributed to\ns-001,a,feeds,b,line 1,\n"
    (line,) = faults(write(tmp_path / "d", {**SMALL, "claims/s.csv": text}))
    assert line == (
        "d/claims/s.csv:1: unknown column 'Attributed to'; did you mean attributed_to? "
        "(begin a column of your own with x-)"
    )


@pytest.mark.parametrize("name", ["x-", "x-a=b"])
def test_an_own_column_without_a_proper_name_is_a_fault(tmp_path: Path, name: str) -> None:
    text = f"id,type,label,{name}\na,firm,A,1\nb,firm,B,\n"
    (line,) = faults(write(tmp_path / "d", {**SMALL, "entities.csv": text}))
    assert f"column {name!r} is no name" in line


def test_a_blank_polarity_and_modality_are_the_first_of_each_in_a_store_too(
    tmp_path: Path,
) -> None:
    folder, core = write(tmp_path / "d", SMALL), write_ontology(tmp_path / "ontology")
    pipeline.build([folder], tmp_path / "store", core)
    assert pipeline.load([tmp_path / "store"]).claims == load(folder, ontology=core).claims


def own_columns(folder: Path) -> Path:
    """A dataset with columns of its own in every table; some cells are blank."""
    write_dataset(
        folder,
        [{"note": "one"}, {"note": "two"}],
        judgements=[{"left": "a", "right": "b", "judgement": "different"}],
    )
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        cells = [["  a = b|c ", '中文, "so"'], ["", "2"], ["3", ""]]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["x-tag", *header, "x-备注"])
            writer.writerows([cells[n % 3][0], *row, cells[n % 3][1]] for n, row in enumerate(rows))
    return folder


def test_own_columns_are_kept(tmp_path: Path) -> None:
    collection = load(own_columns(tmp_path / "d"))
    extra = (("x-tag", "a = b|c"), ("x-备注", '中文, "so"'))
    assert collection.entities["a"].extra == extra
    assert collection.sources["s"].extra == extra
    assert collection.claims["s-002"].extra == (("x-备注", "2"),)
    assert collection.judgements[0].extra == extra


@pytest.mark.parametrize("name", sorted(name for name in FORMATS if FORMATS[name].lossless))
def test_own_columns_travel_through_every_lossless_format(tmp_path: Path, name: str) -> None:
    collection, format = load(own_columns(tmp_path / "d")), FORMATS[name]
    written = tmp_path / "out" / f"d{format.suffix}"
    for part, data in format.write(collection).items():
        path = written / part if part else written
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    again = read_graph(written, tmp_path / "ontology")
    assert records(again) == records(collection)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_own_columns_are_kept_by_stores_and_overlays(tmp_path: Path, suffix: str) -> None:
    folder = own_columns(tmp_path / "d")
    whole = load(folder)
    core = tmp_path / "ontology"
    if suffix == ".parquet":
        for name, data in FORMATS["parquet"].write(whole).items():
            (folder / name).write_bytes(data)
            (folder / name).with_suffix(".csv").unlink(missing_ok=True)
    pipeline.build([folder], tmp_path / "store", core)
    assert records(pipeline.load([tmp_path / "store"])) == records(whole)
    more = write(tmp_path / "more", {"entities.csv": "id,type,label,x-tag\nz,firm,Z,new\n"})
    over = pipeline.load([tmp_path / "store", more])
    assert over.entities["z"].extra == (("x-tag", "new"),)
    assert over.entities["a"].extra == whole.entities["a"].extra


LEFTOVERS = (
    "._entities.csv", "claims/._s.csv", "~$sources.csv", "claims/.~lock.s.csv#",
    "__MACOSX/claims/s.csv", ".DS_Store", "claims/._s.parquet",
)  # fmt: skip


def test_files_that_systems_and_offices_leave_are_skipped(tmp_path: Path) -> None:
    folder = write(tmp_path / "d", {**SMALL, **dict.fromkeys(LEFTOVERS, "\0binary")})
    assert faults(folder) == []
    pipeline.build([folder], tmp_path / "store", tmp_path / "ontology")
    assert list(read_graph(folder, tmp_path / "ontology").claims) == ["s-001"]


def test_a_folder_with_only_judgements_is_a_dataset(tmp_path: Path) -> None:
    first = write(tmp_path / "d", SMALL)
    text = "left,right,judgement,by,why\na,b,same,me,one firm\n"
    second = write(tmp_path / "judged", {"identity.csv": text})
    assert load(first, second).canonical == {"b": "a"}
    pipeline.build([first], tmp_path / "store", tmp_path / "ontology")
    assert dict(pipeline.load([tmp_path / "store", second]).canonical) == {"b": "a"}
    pipeline.build([first, second], tmp_path / "both", tmp_path / "ontology")
    assert dict(pipeline.load([tmp_path / "both"]).canonical) == {"b": "a"}
