"""``policygraph export``: every format, a part of the graph, and writes that fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policygraph import targets
from policygraph.cli import folder as folder_module
from policygraph.formats import FORMATS, Format
from tests.cli.running import dataset, policygraph


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS.values(), ids=lambda format: format.name)
def test_every_format_is_written_to_where_it_is_told(format: object, tmp_path: Path) -> None:

    assert isinstance(format, Format)
    target = tmp_path / f"graph{format.suffix}"
    command = ("export", format.name, "--around", "DeepSeek", "--hops", "1", "-o", target)
    assert policygraph(*command).err == ""
    assert target.is_dir() == format.folder
    before = {p.name: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert policygraph(*command).code == 0
    assert before == {p.name: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_a_format_of_one_file_goes_to_standard_output() -> None:
    ran = policygraph("export", "mermaid", "CCP", "DeepSeek")
    assert ran.out.startswith("flowchart LR\n")
    assert (ran.code, ran.err) == (0, "")


def test_a_part_without_a_path_says_so_beside_the_ends() -> None:
    ran = policygraph("export", "mermaid", "DeepSeek", "CCP")
    assert (ran.code, ran.out.count("-->")) == (0, 0)
    assert ran.err == (
        "policygraph: no path from DeepSeek to Chinese Communist Party: lifting direction "
        "(influence) would give one; only the two ends are given\n"
    )


def test_flowchart_that_mermaid_refuses_is_written_and_said_so(tmp_path: Path) -> None:
    kinds = {"type": "company"}
    entities = [{"id": f"c{n}", "label": f"C {n}", **kinds} for n in range(502)]
    claims = [{"subject": "c0", "relation": "owns", "object": f"c{n}"} for n in range(1, 502)]
    folder = dataset(tmp_path / "many", entities=entities, claims=claims)
    ran = policygraph("--graph", folder, "export", "mermaid")
    assert (ran.code, ran.out.count("-->")) == (0, 501)
    assert ran.err.startswith("policygraph: a flowchart of 501 arrows and ")
    assert "Mermaid draws up to 500 and 50000 unless" in ran.err


def test_around_an_entity_is_less_than_the_whole() -> None:
    near = policygraph("export", "graphml", "--around", "DeepSeek", "--hops", "1").out
    whole = policygraph("export", "graphml").out
    assert 0 < near.count("<edge") < whole.count("<edge")


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (["yaml"], "choose from turtle"),
        (["dataset"], "say where with -o"),
        (["dot", "CCP"], "give the END too"),
        (["dot", "CCP", "DeepSeek", "--around", "CCP"], "give one of them"),
        (["dot", "--hops", "2"], "give --around too"),
        (["dot", "--around", "CCP", "--hops", "-1"], "give 0 or more"),
        (["dot", "--around", "nobody at all"], "nobody at all"),
    ],
)
def test_what_cannot_be_exported_is_one_line_of_usage(arguments: list[str], mend: str) -> None:
    ran = policygraph("export", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert mend in ran.err
    assert ran.err.count("\n") == 1


def test_a_folder_with_other_things_in_it_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    (target / "claims").mkdir(parents=True)
    (target / "thesis.txt").write_text("three years of work")
    ran = policygraph("export", "dataset", "-o", target)
    assert ran.code == 1
    assert "holds thesis.txt" in ran.err
    assert [path.name for path in target.iterdir()] != []
    assert (target / "thesis.txt").read_text() == "three years of work"


def test_a_table_that_is_no_longer_there_goes_from_the_folder(tmp_path: Path) -> None:
    target = tmp_path / "data"
    assert policygraph("export", "dataset", "-o", target).code == 0
    (target / "claims" / "gone-2020.csv").write_text("id\n")
    assert policygraph("export", "dataset", "-o", target).code == 0
    assert not (target / "claims" / "gone-2020.csv").exists()


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert "is a link" in policygraph("export", "neo4j", "-o", tmp_path / "link").err


@pytest.mark.parametrize("fails_at", [0, 1, 2])
def test_a_failed_write_leaves_the_old_folder(
    fails_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    folder_module.write_folder({"nodes.csv": b"old"}, str(target), ["*.csv"])
    monkeypatch.setattr(targets, "exchange", lambda first, second: False)
    calls = iter(range(9))
    originals = {name: getattr(Path, name) for name in ("write_bytes", "rename")}

    def failing(name: str) -> object:
        def call(self: Path, *rest: object) -> object:
            if next(calls) == fails_at:
                raise OSError(28, "No space left on device")
            return originals[name](self, *rest)

        return call

    for name in originals:
        monkeypatch.setattr(Path, name, failing(name))
    with pytest.raises(OSError, match="No space"):
        folder_module.write_folder({"nodes.csv": b"new"}, str(target), ["*.csv"])
    monkeypatch.undo()
    assert {p.name: p.read_bytes() for p in target.iterdir()} == {"nodes.csv": b"old"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
def test_a_written_dataset_answers_as_the_first_one(tmp_path: Path) -> None:
    question = ("trace", "CCP", "DeepSeek", "--format", "json")
    first = policygraph(*question)
    for name in ("dataset", "parquet"):
        # The name of a dataset is that of its folder, and each claim says it.
        target = tmp_path / name / "policygraph"
        target.parent.mkdir()
        assert policygraph("export", name, "-o", target).code == 0
        assert policygraph("--graph", target, *question).out == first.out


@pytest.mark.slow
def test_all_that_a_release_has_is_written_and_then_equal(tmp_path: Path) -> None:
    target = tmp_path / "exports"
    assert policygraph("export", "all", "-o", target).code == 0
    ran = policygraph("export", "all", "--check", target)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r".*: all \d+ files are current\n", ran.out)


@pytest.mark.slow
def test_a_release_of_another_graph_is_written_and_equal(tmp_path: Path) -> None:
    entities = [{"id": "a", "type": "company", "label": "A"}]
    mine = dataset(tmp_path / "mine", entities=entities)
    target = tmp_path / "exports"
    assert policygraph("--graph", mine, "export", "all", "-o", target).err == ""
    assert policygraph("--graph", mine, "export", "all", "--check", target).code == 0
    assert policygraph("export", "all", "--check", target).code == 3


@pytest.mark.slow
def test_what_differs_is_missing_or_superfluous_is_a_line_each(tmp_path: Path) -> None:
    target = tmp_path / "exports"
    policygraph("export", "all", "-o", target)
    with (target / "facts.ttl").open("ab") as file:
        file.write(b"\n")
    (target / "void.ttl").unlink()
    (target / "kgx" / "mine.txt").write_text("")
    ran = policygraph("export", "all", "--check", target)
    lines = [
        f"{target.as_posix()}/{line}"
        for line in ("facts.ttl: differs", "kgx/mine.txt: superfluous", "void.ttl: missing")
    ]
    assert ran.out.splitlines() == lines
    assert (ran.code, ran.err) == (3, "")


@pytest.mark.slow
def test_a_release_takes_the_place_of_an_older_one_and_of_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "exports"
    policygraph("export", "all", "-o", target)
    (target / "facts.ttl").write_text("old")
    assert policygraph("export", "all", "-o", target).code == 0
    assert policygraph("export", "all", "--check", target).code == 0
    (target / "kgx" / "thesis.txt").write_text("three years of work")
    ran = policygraph("export", "all", "-o", target)
    assert ran.code == 1
    assert "holds kgx/thesis.txt" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "mend"),
    [
        (["all"], 2, "-o FOLDER or --check FOLDER"),
        (["all", "-o", "x", "--check", "y"], 2, "-o FOLDER or --check FOLDER"),
        (["all", "CCP", "DeepSeek", "-o", "x"], 2, "the whole graph"),
        (["all", "--around", "CCP", "-o", "x"], 2, "the whole graph"),
        (["all", "--view", "facts", "-o", "x"], 2, "the whole graph"),
        (["all", "--rdf-version", "1.2", "-o", "x"], 2, "the whole graph"),
        (["turtle", "--check", "x"], 2, "export all"),
        (["all", "--check", "not/there"], 1, "no such folder"),
    ],
)
def test_what_a_release_is_not_is_one_line(arguments: list[str], code: int, mend: str) -> None:
    ran = policygraph("export", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert mend in ran.err
    assert ran.err.count("\n") == 1


def test_export_of_a_time_says_how_many_claims_it_has() -> None:
    ran = policygraph("export", "turtle", "--as-of", "2020", "--known-by", "2022-12-31")
    number = ran.out.count(" a pg:Claim ;")
    assert (ran.code, number > 0) == (0, True)
    assert ran.err.startswith(f"policygraph: as of 2020, known by 2022-12-31: {number} of ")
    strict = policygraph("export", "turtle", "--as-of", "2020", "--dates", "strict")
    assert strict.err.startswith("policygraph: as of 2020, dates strict: ")


def test_export_around_an_entity_at_a_time_follows_claims_of_the_time_only() -> None:
    part = ("export", "turtle", "--around", "DeepSeek", "--hops", "2")
    then, now = policygraph(*part, "--known-by", "2022-12-31"), policygraph(*part)
    assert then.out.count(" a pg:Claim ;") < now.out.count(" a pg:Claim ;")


def test_times_do_not_go_with_a_release() -> None:
    ran = policygraph("export", "all", "--as-of", "2020", "-o", "there")
    assert (ran.code, ran.out) == (2, "")
    assert "all is the whole graph" in ran.err


def test_dates_strict_needs_as_of() -> None:
    assert policygraph("export", "turtle", "--dates", "strict").code == 2
