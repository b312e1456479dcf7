"""LibreOffice Calc: the tables go through it and back, and it opens what is for spreadsheets."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from policygraph import KnowledgeGraph
from policygraph.formats.dataset_folder import dataset_cells
from policygraph.tables.folder import read_dataset
from policygraph.tables.ontology import read_ontology
from tests.cli.running import policygraph
from tests.documents import ROOT
from tests.formats.test_xlsx import sheets

pytestmark = pytest.mark.readers
#: Comma, double quote, UTF-8: what the dialogue of Calc offers; and every sheet as shown.
CSV = "44,34,76,1"
TO_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
ALL_SHEETS = f"{TO_CSV},1,,0,false,true,false,false,false,-1"


def calc(profile: Path, files: list[Path], to: str, out: Path) -> None:
    """Open files in Calc and save them in another format."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice Calc is not installed")
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    if files[0].suffix == ".csv":
        command.append(f"--infilter=CSV:{CSV}")
    command += ["--convert-to", to, "--outdir", str(out)]
    # Calc takes no more than some 250 files at once.
    for first in range(0, len(files), 100):
        some = map(str, files[first : first + 100])
        subprocess.run([*command, *some], check=True, capture_output=True, timeout=300)


@pytest.mark.parametrize("workbook", ["xlsx", "ods"])
def test_curated_tables_come_back_from_calc_with_every_cell(workbook: str, tmp_path: Path) -> None:
    tables = sorted((ROOT / "data").rglob("*.csv"))
    calc(tmp_path / "profile", tables, workbook, tmp_path / "saved")
    saved = sorted((tmp_path / "saved").glob(f"*.{workbook}"))
    assert len(saved) == len(tables)
    calc(tmp_path / "profile", saved, TO_CSV, tmp_path / "csv")
    again = tmp_path / "data"
    for table in tables:
        (again / table.relative_to(ROOT / "data")).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tmp_path / "csv" / table.name, again / table.relative_to(ROOT / "data"))
    ontology = read_ontology(ROOT / "ontology" / "policygraph.ttl")
    before, after = (read_dataset(folder, "d", ontology) for folder in (ROOT / "data", again))
    assert after.faults == before.faults
    assert dataset_cells(after.dataset) == dataset_cells(before.dataset)


def test_calc_opens_the_workbook_with_every_cell_as_written(tmp_path: Path) -> None:
    data = KnowledgeGraph.load().export("xlsx")
    (tmp_path / "graph.xlsx").write_bytes(data)
    calc(tmp_path / "profile", [tmp_path / "graph.xlsx"], ALL_SHEETS, tmp_path)
    for name, rows in sheets(data).items():
        with (tmp_path / f"graph-{name}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == rows


def test_calc_runs_and_converts_nothing_in_a_result_for_spreadsheets(tmp_path: Path) -> None:
    opened = tmp_path / "result.csv"
    hard = ["=1+1", "+1", "-5..-4", "@a", "2015-05", "1E5", "007", "0.10", "MAR1", "TRUE", "华为"]
    from policygraph.render.spreadsheet import spreadsheet_csv

    opened.write_text(spreadsheet_csv(["text"], [[text] for text in hard]), encoding="utf-8")
    calc(tmp_path / "profile", [opened], "xlsx", tmp_path)
    calc(tmp_path / "profile", [tmp_path / "result.xlsx"], TO_CSV, tmp_path / "csv")
    with (tmp_path / "csv" / "result.csv").open(encoding="utf-8", newline="") as file:
        shown = [row[0] for row in csv.reader(file)][1:]
    assert [text.removeprefix("'") for text in shown] == hard


def test_semicolons_of_a_saved_table_are_one_clear_fault(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "data", tmp_path / "data")
    with (folder / "entities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (folder / "entities.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    ran = policygraph("--graph", folder, "check")
    assert ran.code == 3
    assert "semicolons" in ran.out + ran.err
