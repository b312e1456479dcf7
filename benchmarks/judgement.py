"""Cases that an editor of policy analysis would or would not sign, held against the answers.

    python -m benchmarks.judgement FILE [--rank influence|likelihood|hops]

FILE has one case a row, with tabs: ``id``, ``add``, ``ask``, ``expect``, ``why``. ``add`` gives
claims beside the curated data, several with `` ; `` between them: ``subject relation object
[column=value ...]``, a new entity with its type after a slash. ``ask`` is a question as on the
command line. :mod:`benchmarks.expectations` says what ``expect`` may hold.

Each case is asked twice. The new meaning is that of the question as it stands, under ``--rank``.
The old one ranks by likelihood, lifts every rule of influence, crosses the channels that do not
count, and counts paths. Cases whose ids differ in a last letter are one pair in the totals: an
empty answer passes one of the two. A case that asks for what is not there yet is waiting.
"""

from __future__ import annotations

import argparse
import csv
import re
import shlex
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from benchmarks.expectations import Route, Seen, Verdict, judged, names_of
from policygraph import KnowledgeGraph
from policygraph.engines import engine_for
from policygraph.errors import InvalidData
from policygraph.model.collection import Collection
from policygraph.query.options import QueryOptions
from policygraph.query.query import Query, Scope
from policygraph.tables import locations
from policygraph.tables.reader import CLAIM_COLUMNS, ENTITY_COLUMNS, SOURCE_COLUMNS

NEW, OLD = MEANINGS = ("new", "old")
#: What stands for a meaning of influence before it had grades, composition and the rest.
LIFTED = {
    "rank": "likelihood",
    "any_order": True,
    "any_composition": True,
    "any_force": True,
    "any_addressee": True,
    "each_path": True,
}
#: How many paths are looked through for one that should not be there.
MOST_PATHS = 200
#: Partial paths that a question may expand; the old meaning knows no end on a dense graph.
BUDGET = 200_000
#: The source of the claims that a case adds; what it says is known late, so that nothing else is
#: dated by it.
PUBLISHED = "2026-06-01"
#: What analyses a case may ask for, and what is waited for.
ASKED = ("trace", "reach", "chokepoints")
WAITING = {"assess": "assessments"}
#: Options whose name on the command line is not that of the Python API.
OPTIONS = {"k": "k", "relation": "relations", "channel": "channels", "source": "sources"}


@dataclass(frozen=True)
class Case:
    """A case as its row has it."""

    id: str
    add: str
    ask: str
    expect: str
    why: str

    @property
    def pair(self) -> str:
        """What twins share."""
        found = re.match(r".*?\d+", self.id)
        return found.group() if found else self.id


@dataclass(frozen=True)
class Asked:
    """A question: the analysis, the names of entities, and the options of the Python API."""

    analysis: str
    names: tuple[str, ...]
    options: dict[str, Any]
    backward: bool = False


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, in its order; blank cells may be left out at the end of a row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        fields = Case.__dataclass_fields__
        return [Case(**{name: (row.get(name) or "").strip() for name in fields}) for row in rows]


def question(text: str) -> Asked:
    """The question of a case; ValueError for an option that is none."""
    known = get_type_hints(QueryOptions)
    analysis, *words = shlex.split(text)
    names, options, backward = [], dict[str, Any](), False
    while words:
        word = words.pop(0)
        name = word.lstrip("-").replace("-", "_")
        name = OPTIONS.get(name, name)
        if not word.startswith("-"):
            names.append(word)
        elif name == "backward":
            backward = True
        elif name == "needs" and analysis == "chokepoints":
            continue
        elif name not in known:
            raise ValueError(f"unknown option {word} in {text!r}")
        elif known[name] is bool:
            options[name] = True
        else:
            value = words.pop(0)
            options[name] = int(value) if known[name] in (int, int | None) else value
    return Asked(analysis, tuple(names), options, backward)


def waits_for(case: Case) -> str:
    """What a case waits for; empty if it can be asked."""
    analysis = question(case.ask).analysis
    return "" if analysis in ASKED else WAITING.get(analysis, analysis)


# --- The small dataset of a case --------------------------------------------------------------


@cache
def curated_graph() -> KnowledgeGraph:
    """The curated data alone."""
    return KnowledgeGraph.load()


def graph_of(case: Case, folder: Path) -> KnowledgeGraph:
    """The curated data with the claims of a case beside them; its dataset is written to a folder.

    Raises :class:`~policygraph.errors.InvalidData` where the claims do not fit the ontology.
    """
    curated = locations.resolve().datasets
    known = curated_graph()
    rows = list(_claims(case.add, known.collection))
    if not rows:
        return known
    made = [row.pop(f"{end} type") for row in rows for end in ("subject", "object")]
    named = [row[end] for row in rows for end in ("subject", "object")]
    types = {name: type for name, type in zip(named, made, strict=True) if type}
    new = [
        {"id": name, "type": type, "label": name.replace("-", " ").title()}
        for name, type in types.items()
        if name not in known.collection.entities
    ]
    kinds = sorted({row["source"] for row in rows})
    sources = [
        {
            "id": kind.replace(" ", "-"),
            "kind": kind,
            "title": f"A {kind} of the case",
            "publisher": "A publisher",
            "published": PUBLISHED,
            "url": f"https://example.org/{kind.replace(' ', '-')}",
        }
        for kind in kinds
    ]
    (folder / "claims").mkdir(parents=True)
    _write(folder / "entities.csv", ENTITY_COLUMNS, new)
    _write(folder / "sources.csv", SOURCE_COLUMNS, sources)
    for source in sources:
        claims = [row for row in rows if row["source"] == source["kind"]]
        for number, row in enumerate(claims, 1):
            row["id"] = f"{source['id']}-{number:03d}"
            row["locator"] = f"line {number}"
        _write(folder / "claims" / f"{source['id']}.csv", CLAIM_COLUMNS, claims)
    return KnowledgeGraph.load(*curated, folder)


def _claims(add: str, known: Collection) -> Iterator[dict[str, str]]:
    """The cells of each claim; words without a relation describe what the data has by itself."""
    for text in filter(None, map(str.strip, add.split(" ; "))):
        words = text.split()
        if len(words) < 3 or words[1] not in known.ontology.relations:
            continue
        cells = {"polarity": "affirmed", "modality": "stated", "source": "report"}
        for end, word in zip(("subject", "object"), (words[0], words[2]), strict=True):
            cells[end], _, cells[f"{end} type"] = word.partition("/")
        cells["relation"] = words[1]
        for word in words[3:]:
            column, _, value = word.partition("=")
            cells[column] = value.replace("_", " ") if column == "source" else value
        yield cells


def _write(path: Path, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


# --- Asking -----------------------------------------------------------------------------------


def ask(graph: KnowledgeGraph, asked: Asked, meaning: str, rank: str = "influence") -> Seen:
    """What a question shows under a meaning."""
    options: dict[str, Any] = {"budget": BUDGET, **asked.options}
    if meaning == OLD:
        channels = graph.collection.ontology.channels.values()
        options |= {**LIFTED, "channels": [one.id for one in channels if not one.counted]}
    else:
        options = {"rank": rank, **options}
    names = names_of(graph.names, asked.names)
    show = {"reach": _reach, "trace": _trace, "chokepoints": _needs}[asked.analysis]

    def again(**more: Any) -> Seen:
        return ask(graph, replace(asked, options={**asked.options, **more}), meaning, rank)

    return replace(show(graph, names, asked, options), graded=meaning == NEW, again=again)


def _trace(
    graph: KnowledgeGraph, names: Sequence[str], asked: Asked, options: dict[str, Any]
) -> Seen:
    query = graph.query(*names, **options)
    collection = graph.as_known(query.known_by).collection
    engine = engine_for(collection)
    found = engine.search(collection, query)

    def every() -> tuple[Route, ...]:
        wider = replace(query, each_path=True, k=max(query.k, MOST_PATHS))
        paths = engine.search(collection, wider).paths
        return tuple(Route.of(collection, query, moves) for moves in paths)

    return Seen(
        collection,
        graph.names,
        routes=tuple(Route.of(collection, query, moves) for moves in found.paths),
        list_every=every,
        write=lambda: graph.trace(*names, **options).document("markdown").decode(),
        complete=found.complete,
    )


def _reach(
    graph: KnowledgeGraph, names: Sequence[str], asked: Asked, options: dict[str, Any]
) -> Seen:
    (name,) = names
    fields = Scope.__dataclass_fields__
    scope = graph.scope(**{key: value for key, value in options.items() if key in fields})
    engine, collection = engine_for(graph.collection), graph.collection
    found = engine.reach(
        collection, scope, name, backward=asked.backward, rank=options.get("rank", "influence")
    )
    routes, reached = [], []
    for entity in found.entities:
        moves = found.path(entity, None)
        assert moves is not None
        ends = (entity, name) if asked.backward else (name, entity)
        routes.append(Route.of(collection, Query(*ends), moves))
        reached.append(entity)
    return Seen(
        collection,
        graph.names,
        routes=tuple(routes),
        list_every=lambda: tuple(routes),
        write=lambda: ", ".join(map(collection.label, reached)),
        complete=found.complete,
        reached=tuple(reached),
    )


def _needs(
    graph: KnowledgeGraph, names: Sequence[str], asked: Asked, options: dict[str, Any]
) -> Seen:
    """The entities whose failure alone makes the end fail; the old meaning knew of none."""
    found = graph.chokepoints(*names, needs=True, **options)
    sets = found.needs.sets if found.needs and not options.get("each_path") else ()
    return Seen(
        graph.collection,
        graph.names,
        routes=(),
        list_every=lambda: (),
        write=lambda: found.document("markdown").decode(),
        complete=found.status == "complete",
        needed=tuple(node.id for one in sets if len(one) == 1 for node in one),
    )


def verdict_on(case: Case, meaning: str, rank: str = "influence") -> Verdict:
    """Whether a case holds under a meaning, and what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            graph = graph_of(case, Path(folder) / "case")
        except InvalidData as error:
            return Verdict(False, (case.add,), f"the claims do not fit: {error}")
    return judged(case.expect, ask(graph, question(case.ask), meaning, rank))


# --- The table --------------------------------------------------------------------------------


def main(path: Path, rank: str) -> int:
    """Print a line for each case and meaning, then totals; 1 if a case does not hold."""
    cases = read_cases(path)
    held: dict[str, dict[str, bool]] = {meaning: {} for meaning in MEANINGS}
    waiting = {case.id: waits_for(case) for case in cases}
    for case in cases:
        if waiting[case.id]:
            print(f"{case.id:6} waits for {waiting[case.id]}: {case.ask}")
            continue
        for meaning in MEANINGS:
            verdict = verdict_on(case, meaning, rank)
            held[meaning][case.id] = verdict.holds
            word = "holds" if verdict.holds else "FAILS" if meaning == NEW else "fails"
            print(f"{case.id:6} {meaning} {word}  {verdict.seen}")
    print()
    for meaning in MEANINGS:
        print(f"{meaning}: {totals(cases, held[meaning])}")
    left = [id for id, what in waiting.items() if what]
    print(f"waiting: {', '.join(left) or 'none'}")
    return 0 if all(held[NEW].values()) else 1


def totals(cases: Sequence[Case], held: dict[str, bool]) -> str:
    """How many cases hold, and how many pairs of twins with the single cases."""
    pairs: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        if case.id in held:
            pairs[case.pair].append(held[case.id])
    together = sum(all(each) for each in pairs.values())
    return (
        f"{sum(held.values())} of {len(held)} cases hold; "
        f"{together} of {len(pairs)} with twins counted together"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Judge the answers to cases.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rank", default="influence", choices=("influence", "likelihood", "hops"))
    given = parser.parse_args()
    sys.exit(main(given.file, given.rank))
