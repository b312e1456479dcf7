"""``policygraph query`` as a user meets it: formats, faults, pipes, stored queries."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, QueryResultsFormat, RdfFormat, parse, parse_query_results

from policygraph.cli.query import _FORMATS
from policygraph.render.query import RESULT_FORMATS, result_text
from policygraph.render.writers.text import Page
from policygraph.sparql.results import Solutions, Verdict
from tests.cli.running import dataset, policygraph

COMMAND = [sys.executable, "-m", "policygraph"]

#: One term of each kind, and a variable that stays unbound.
TERMS = """SELECT ?iri ?text ?tagged ?number ?blank ?none {
  VALUES (?iri ?text ?tagged ?number)
    { (id:smic "a,\\"b\\"\\n\\tc|<d>" "芯片"@zh 1.50) }
  BIND(BNODE() AS ?blank) }"""


def out(*arguments: str | Path) -> str:
    ran = policygraph("query", *arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n")
    return ran.out


def test_the_formats_offered_are_those_there_are() -> None:
    assert set(_FORMATS) == set(RESULT_FORMATS)


def test_json_is_that_of_the_standard() -> None:
    data = out(TERMS, "--format", "json")
    read = parse_query_results(data, format=QueryResultsFormat.JSON)
    assert [v.value for v in read.variables][-1] == "none"  # type: ignore[union-attr]
    (row,) = json.loads(data)["results"]["bindings"]
    assert row["iri"] == {"type": "uri", "value": "https://w3id.org/policygraph/id/smic"}
    assert row["text"] == {"type": "literal", "value": 'a,"b"\n\tc|<d>'}
    assert row["tagged"] == {"type": "literal", "value": "芯片", "xml:lang": "zh"}
    assert row["number"]["datatype"].endswith("#decimal")
    assert row["blank"] == {"type": "bnode", "value": "b0"}
    assert "none" not in row


def test_csv_gives_bare_values() -> None:
    rows = list(csv.reader(io.StringIO(out(TERMS, "--format", "csv"))))
    assert rows[0] == ["iri", "text", "tagged", "number", "blank", "none"]
    iri = "https://w3id.org/policygraph/id/smic"
    assert rows[1] == [iri, 'a,"b"\n\tc|<d>', "芯片", "1.5", "_:b0", ""]


def test_tsv_gives_terms_and_is_read_by_others() -> None:
    data = out(TERMS, "--format", "tsv")
    read = parse_query_results(data, format=QueryResultsFormat.TSV)
    (row,) = list(read)  # type: ignore[arg-type]
    assert row[1].value == 'a,"b"\n\tc|<d>'
    assert str(row[2]) == '"芯片"@zh'
    assert row[5] is None
    assert data.splitlines()[1].count("\t") == 5


def test_number_in_tsv_stays_the_kind_of_number_that_it_is() -> None:
    text = "SELECT (2 AS ?i) (2.0 AS ?d) (2e0 AS ?e) ('2' AS ?s) {}"
    (row,) = parse_query_results(out(text, "--format", "tsv"), format=QueryResultsFormat.TSV)  # type: ignore[misc]
    assert [term.datatype.value.rpartition("#")[2] for term in row] == [
        "integer", "decimal", "double", "string",
    ]  # fmt: skip


@pytest.mark.slow
def test_table_and_markdown_shorten_names_and_keep_a_row_on_its_line() -> None:
    table = out(TERMS, "--format", "table").splitlines()
    assert len(table) == 3
    assert table[2].startswith('id:smic  a,"b" c|<d>')
    markdown = out(TERMS, "--format", "markdown").splitlines()
    assert len(markdown) == 5
    assert '| a,"b" c\\|&lt;d> |' in markdown[2]


def test_lines_give_one_solution_each() -> None:
    text = "SELECT ?x { VALUES ?x { 1 2 } }"
    lines = out(text, "--format", "jsonl").splitlines()
    assert [json.loads(line)["x"]["value"] for line in lines] == ["1", "2"]


@pytest.mark.slow
def test_what_a_terminal_would_obey_is_not_printed_in_text() -> None:
    text = 'SELECT ("\\u001b[31mred\\u202e" AS ?x) {}'
    for format in ("text", "table", "markdown"):
        shown = out(text, "--format", format)
        assert "\x1b" not in shown
        assert "\u202e" not in shown


@pytest.mark.parametrize("format", [name for name in RESULT_FORMATS if name != "turtle"])
def test_verdict_is_given_in_every_format(format: str) -> None:
    words = ("no", "yes") if format in ("text", "markdown") else ("false", "true")
    for holds, word in enumerate(words):
        assert word in result_text(Verdict(bool(holds)), format, Page())


def test_a_page_of_some_width_is_kept_to() -> None:
    long = Solutions(("a", "b"), ((Literal("x"), Literal("many words " * 20)),))
    lines = result_text(long, "text", Page(60)).splitlines()
    assert max(map(len, lines)) <= 60
    assert " ".join(lines).count("many") == 20
    assert max(map(len, result_text(long, "text", Page()).splitlines())) > 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "query", ["CONSTRUCT { id:smic ?p ?o } { id:smic ?p ?o }", "DESCRIBE id:smic"]
)
def test_statements_are_turtle_and_rows(query: str) -> None:
    turtle = out(query, "--format", "turtle")
    assert out(query) == turtle
    triples = {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)}
    assert len(triples) >= 5
    rows = list(csv.DictReader(io.StringIO(out(query, "--format", "csv"))))
    assert {(t.subject.value, t.predicate.value, t.object.value) for t in triples} == {
        (row["subject"], row["predicate"], row["object"]) for row in rows
    }
    assert len(json.loads(out(query, "--format", "json"))["statements"]) == len(triples)


@pytest.mark.slow
def test_no_answers_are_an_answer() -> None:
    assert out("SELECT * { id:nobody ?p ?o }") == "no answers\n"
    assert out("SELECT * { id:nobody ?p ?o }", "--format", "csv") == "o,p\n"
    assert out("SELECT (1 AS ?x) {}").endswith("\n1 answer\n")


def test_given_graph_is_asked_with_the_ontology_that_it_brings(tmp_path: Path) -> None:
    folder = dataset(
        tmp_path / "mine",
        entities=[
            {"id": "one", "type": "company", "label": "One"},
            {"id": "two", "type": "company", "label": "Two"},
        ],
        claims=[{"subject": "one", "relation": "shadows", "object": "two"}],
    )
    (folder / "ontology.ttl").write_text(
        """@prefix pg: <https://w3id.org/policygraph/ns#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix schema: <https://schema.org/> .
        <https://example.org/shadows> a pg:Relation ;
          <http://purl.org/dc/terms/identifier> "shadows" ; skos:prefLabel "shadows"@en ;
          pg:inverseLabel "is shadowed by"@en ; skos:definition "Follows closely."@en ;
          schema:domainIncludes pg:Company ; schema:rangeIncludes pg:Company ;
          pg:influence pg:along ; pg:effect pg:neutral ; pg:temporality pg:state ;
          pg:why "A test."@en ."""
    )
    query = "SELECT ?label { id:one ?r id:two . ?r skos:prefLabel ?label }"
    ran = policygraph("--graph", folder, "query", query, "--format", "csv")
    assert (ran.code, ran.out, ran.err) == (0, "label\nshadows\n", "")


@pytest.mark.slow
def test_standard_input_is_read() -> None:
    def piped(data: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*COMMAND, "query", "-", "--format", "csv"],
            input=data,
            capture_output=True,
            check=False,
        )

    done = piped('\ufeffSELECT ("é" AS ?x) {}\r\n# end'.encode())
    assert (done.returncode, done.stdout.decode()) == (0, "x\né\n")
    wrong = piped(b"SELECT \xff")
    assert wrong.returncode == 2
    assert wrong.stderr.count(b"\n") == 1
    assert b"not UTF-8 (byte 7)" in wrong.stderr


@pytest.mark.slow
def test_reader_that_leaves_early_is_no_error() -> None:
    with subprocess.Popen(
        [*COMMAND, "query", "SELECT * { ?s ?p ?o }", "--format", "tsv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_time_limit_is_one_line_and_an_error() -> None:
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ran = policygraph("query", cross, "--seconds", "1.5")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "query stopped after 1.5 seconds without an answer" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give one of a query, - for standard input, --name or --list"),
        (["ASK {}", "--name", "denied"], "give one of"),
        (["ASK {}", "--list"], "give one of"),
        (["ASK {}", "--set", "a=b"], "name one with --name"),
        (["ASK {}", "--format", "xml"], "unknown format 'xml'; choose from text, table"),
        (["ASK {}", "--seconds", "0"], "seconds is 0"),
        (["ASK {}", "--seconds", "soon"], "--seconds"),
        (["ASK {}", "--format", "turtle"], "turtle is for CONSTRUCT and DESCRIBE"),
        (["SELECT * { SERVICE <x:y> {} }"], "query refused: SERVICE <x:y>"),
        (["LOAD <file:///etc/passwd>"], "query refused: LOAD"),
        (["SELECT * {"], "line 1, column 11: ends too early"),
        (["--name", "nothing"], "no stored query is named 'nothing'; choose from contradictions"),
        (["--name", "known-by", "--set", "day"], "--set 'day' has no value; write NAME=VALUE"),
        (["--name", "known-by", "--set", "day=2020"], "'2020' is not a day"),
        (["--list", "--format", "tsv"], "unknown format 'tsv'"),
    ],
)
def test_wrong_question_is_one_line_and_a_usage_error(arguments: list[str], said: str) -> None:
    ran = policygraph("query", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert said in ran.err


@pytest.mark.slow
def test_kept_query_is_run_by_name_with_its_parameters() -> None:
    rows = list(csv.DictReader(io.StringIO(out(
        "--name", "control-chain", "--set", "below=SMIC", "--format", "csv"))))  # fmt: skip
    assert {row["next"] for row in rows} >= {"SMIC"}
    assert out("--name", "control-chain") != out("--name", "control-chain", "--set", "below=SMIC")


def test_list_names_every_kept_query_with_its_parameters() -> None:
    listed = json.loads(out("--list", "--format", "json"))
    assert len(listed) >= 12
    by_name = {query["name"]: query for query in listed}
    assert by_name["known-by"]["parameters"] == [
        {"name": "day", "kind": "day", "default": "2022-12-31"}
    ]
    text = out("--list")
    assert all(f"{name}: {query['title']}" in text for name, query in by_name.items())
    assert "--set day=2022-12-31" in text
    for format in ("table", "jsonl", "csv", "markdown"):
        assert "who-funds-whom" in out("--list", "--format", format)


@pytest.mark.slow
def test_result_goes_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "found.tsv"
    assert policygraph("query", "SELECT (1 AS ?x) {}", "--format", "tsv", "-o", target).out == ""
    assert target.read_text() == "?x\n1\n"


@pytest.mark.slow
def test_query_is_asked_of_the_claims_of_a_time() -> None:
    count = "SELECT (COUNT(?claim) AS ?n) { ?claim a pg:Claim }"
    ran = policygraph("query", count, "--known-by", "2022-12-31", "--format", "csv")
    number = int(ran.out.split()[1])
    every = int(policygraph("query", count, "--format", "csv").out.split()[1])
    assert 0 < number < every
    assert ran.err == f"policygraph: known by 2022-12-31: {number} of {every} claims\n"
