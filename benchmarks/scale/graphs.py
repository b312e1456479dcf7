"""Seeded graphs of claims: power law with hubs and communities, skewed relations, dates.

From a number of edges it makes a dataset of Parquet tables that policygraph reads, and the
same graph as arrows, which a library without claims can represent. An arrow is an edge in
the direction of influence, with the strength of its strongest claim.

One in twenty edges has a second, weaker claim. One in a hundred has a denial; half of the
denials dispute the claim that they deny.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from policygraph.model.cost import cost_of
from policygraph.tables.reader import CLAIM_COLUMNS, ENTITY_COLUMNS, SOURCE_COLUMNS

SEED = 0
RELATIONS = 20
#: The influence of relations whose influence is not ``along``, by number.
INFLUENCE = {2: "against", 6: "against", 12: "against", 10: "both", 16: "none"}
EVENTS = frozenset({3, 7, 11, 15})
#: Modalities of the core vocabulary with their shares and default likelihoods.
MODALITIES = (
    ("stated", 0.6, 0.90),
    ("estimated", 0.2, 0.75),
    ("planned", 0.1, 0.60),
    ("possible", 0.1, 0.50),
)
TYPES = ("company", "government-body", "person", "technology")
EVER = 2**31 - 1
_AS_NEEDED = pa_csv.WriteOptions(quoting_style="needed")
_NUMBERED = 8
_SYLLABLES = ("an", "be", "chi", "do", "el", "fa", "gu", "hai", "in", "jo", "ka", "lu", "mo",
              "nor", "os", "pra", "qui", "ren", "shen", "tor", "un", "vel", "wa", "xi", "yo",
              "zen")  # fmt: skip
_FORMS = ("Bureau", "Holdings", "Institute", "Laboratory", "Ministry", "Systems", "Works")


@dataclass(frozen=True, eq=False)
class Graph:
    """Arrows sorted by origin, target and cost; entities and relations are numbers.

    Costs are policygraph's. ``since`` and ``until`` are days since 1970, with :data:`EVER` and
    its opposite for no bound; ``along`` is False where influence flows against the statement.
    """

    entities: int
    edges: int
    origin: Any
    target: Any
    relation: Any
    along: Any
    cost: Any
    strength: Any
    since: Any
    until: Any

    @property
    def arrows(self) -> int:
        """The number of arrows, which is near the number of edges."""
        return len(self.origin)


def cheapest(graph: Graph, mask: Any) -> Any:
    """The numbers of the cheapest arrow between each pair, of the arrows that a mask selects."""
    rows = np.flatnonzero(mask)
    origin, target = graph.origin[rows], graph.target[rows]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (origin[1:] != origin[:-1]) | (target[1:] != target[:-1])
    return rows[new]


def entity_id(number: int) -> str:
    """The id of an entity; ids are in the order of the numbers."""
    return f"e{number:0{_NUMBERED}}"


def relation_id(number: int) -> str:
    """The id of a relation."""
    return f"rel-{number + 1:02}"


def generate(edges: int, seed: int = SEED) -> dict[str, Any]:
    """The edges of a graph, in random order: one array for each attribute of their claims.

    A subject is a community and a position in it, both drawn by a power law. Seven in ten
    objects are from the same community. No triple occurs twice or leads back to its subject.
    """
    chance = np.random.default_rng(seed)
    entities = max(20, edges // 10)
    communities = max(2, round(entities**0.45))
    size = entities // communities
    entities = communities * size
    wanted = int(edges * 1.25) + 100

    def positions() -> Any:
        return np.minimum((size * chance.random(wanted) ** 2.5).astype(np.int64), size - 1)

    def drawn_communities() -> Any:
        drawn = (communities * chance.random(wanted) ** 2.0).astype(np.int64)
        return np.minimum(drawn, communities - 1)

    home = drawn_communities()
    other = np.where(chance.random(wanted) < 0.7, home, drawn_communities())
    shares = 1 / np.arange(1, RELATIONS + 1)
    relation = chance.choice(RELATIONS, wanted, p=shares / shares.sum())
    names = chance.permutation(entities)
    subject, target = names[home * size + positions()], names[other * size + positions()]
    del home, other
    key = (subject * entities + target) * RELATIONS + relation
    first = np.unique(key, return_index=True)[1]
    first = np.sort(first[subject[first] != target[first]])[:edges]
    del key
    if len(first) < edges:
        raise ValueError(f"only {len(first)} of {edges} edges are different")
    subject, target = subject[first].astype(np.int32), target[first].astype(np.int32)
    relation = relation[first].astype(np.int8)
    modality = chance.choice(
        len(MODALITIES), edges, p=[share for _, share, _ in MODALITIES]
    ).astype(np.int8)
    given = np.where(chance.random(edges) < 0.5, chance.integers(5, 100, edges), 0)
    # Months since 1970; 0 where no date is given.
    start = np.where(chance.random(edges) < 0.6, chance.integers(240, 660, edges), 0)
    end = np.where(start > 0, start, 240) + chance.integers(6, 180, edges)
    end = np.where(chance.random(edges) < 0.3, end, 0)
    return {
        "entities": entities,
        "subject": subject,
        "object": target,
        "relation": relation,
        "modality": modality,
        "given": given.astype(np.int8),
        "start": start.astype(np.int16),
        "end": end.astype(np.int16),
    }


def arrows_of(table: dict[str, Any]) -> Graph:
    """The arrows along which influence flows."""
    defaults = np.array([round(100 * default) for *_, default in MODALITIES])
    hundredths = np.where(table["given"] > 0, table["given"], defaults[table["modality"]])
    costs = np.array([0, *(cost_of(n / 100) for n in range(1, 101))], np.int64)
    months = np.arange("1970-01", "2070-01", dtype="datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int32)
    since = np.where(table["start"] > 0, days[table["start"]], -EVER).astype(np.int32)
    until = np.where(table["end"] > 0, days[table["end"] + 1] - 1, EVER).astype(np.int32)
    flows = [INFLUENCE.get(number, "along") for number in range(RELATIONS)]
    along = np.flatnonzero(np.array([f in ("along", "both") for f in flows])[table["relation"]])
    back = np.flatnonzero(np.array([f in ("against", "both") for f in flows])[table["relation"]])
    rows = np.concatenate((along, back))
    origin = np.concatenate((table["subject"][along], table["object"][back]))
    target = np.concatenate((table["object"][along], table["subject"][back]))
    cost = costs[hundredths[rows]]
    order = np.lexsort((cost, target, origin))
    rows = rows[order]
    return Graph(
        entities=table["entities"],
        edges=len(table["subject"]),
        origin=origin[order],
        target=target[order],
        relation=table["relation"][rows],
        along=(order < len(along)),
        cost=cost[order],
        strength=hundredths[rows] / 100,
        since=since[rows],
        until=until[rows],
    )


def make(folder: Path, edges: int) -> Graph:
    """Write the graph of so many edges to ``folder``, unless it exists; returns its arrows."""
    if not (folder / "done").is_file():
        table = generate(edges)
        graph = arrows_of(table)
        (folder / "arrows").mkdir(parents=True, exist_ok=True)
        columns = {f.name: getattr(graph, f.name) for f in fields(graph)[2:]}
        for name, column in columns.items():
            np.save(folder / "arrows" / f"{name}.npy", column)
        pq.write_table(pa.table(columns), folder / "arrows.parquet")
        numbers = pa.table({"id": np.arange(graph.entities)})
        pq.write_table(numbers, folder / "numbers.parquet")
        write_dataset(folder / "dataset", table)
        sizes = {"entities": graph.entities, "edges": graph.edges}
        (folder / "done").write_text(json.dumps(sizes), encoding="utf-8")
    return read(folder)


def read(folder: Path) -> Graph:
    """The arrows that :func:`make` wrote."""
    sizes = json.loads((folder / "done").read_text(encoding="utf-8"))
    names = [field.name for field in fields(Graph)[2:]]
    return Graph(**sizes, **{name: np.load(folder / "arrows" / f"{name}.npy") for name in names})


def write_dataset(folder: Path, table: dict[str, Any]) -> None:
    """The graph as a dataset of Parquet tables, with the vocabulary of its relations."""
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    (folder / "ontology.ttl").write_text(_ontology(), encoding="utf-8")
    numbers = np.arange(table["entities"])
    ids = _ids("e", numbers)
    label = pc.binary_join_element_wise(
        *(
            pc.utf8_title(
                pc.binary_join_element_wise(
                    *(_named(_SYLLABLES, numbers // 26**at % 26) for at in positions), ""
                )
            )
            for positions in ((3, 0), (1, 2))
        ),
        _named(_FORMS, numbers % len(_FORMS)),
        " ",
    )
    kinds = {"id": ids, "type": _named(TYPES, numbers % len(TYPES)), "label": label}
    _write(folder / "entities.parquet", ENTITY_COLUMNS, kinds)
    chunks = list(_claims(table, ids))
    sources = [f"source-{number:03}" for number in range(len(chunks))]
    _write(
        folder / "sources.parquet",
        SOURCE_COLUMNS,
        {
            "id": pa.array(sources),
            "kind": pa.array(["register"] * len(sources)),
            "title": pa.array([f"Register, part {number}" for number in range(len(sources))]),
            "publisher": pa.array(["Registry"] * len(sources)),
            "published": pa.array([f"2025-01-{1 + n % 28:02}" for n in range(len(sources))]),
            "url": pa.array([f"https://example.org/{source}" for source in sources]),
        },
    )
    for source, rows in zip(sources, chunks, strict=True):
        _write(folder / "claims" / f"{source}.parquet", CLAIM_COLUMNS, rows())


def as_csv(dataset: Path, folder: Path) -> None:
    """Write the tables of a dataset as CSV to ``folder``, unless they exist."""
    if (folder / "done").is_file():
        return
    for path in sorted(dataset.rglob("*")):
        copy = folder / path.relative_to(dataset)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            pa_csv.write_csv(pq.read_table(path), copy.with_suffix(".csv"), _AS_NEEDED)
        elif path.is_file():
            copy.write_bytes(path.read_bytes())
    (folder / "done").touch()


def _claims(table: dict[str, Any], ids: Any) -> Iterator[Any]:
    """For each source a function that makes its rows: first claims, weaker ones, denials."""
    edges = len(table["subject"])
    chance = np.random.default_rng(SEED + 1)
    second = np.sort(chance.choice(edges, edges // 20, replace=False))
    denied = np.sort(chance.choice(edges, edges // 100, replace=False))
    of_edge = np.concatenate((np.arange(edges), second, denied))
    parts = min(100, max(4, len(of_edge) // 1000))
    months = pa.array(np.datetime_as_string(np.arange("1970-01", "2070-01", dtype="datetime64[M]")))
    bounds = np.linspace(0, len(of_edge), parts + 1).astype(np.int64)
    relations = [relation_id(number) for number in range(RELATIONS)]
    modalities = [name for name, *_ in MODALITIES]
    likelihoods = pa.array([f"{n / 100:.2f}" for n in range(101)])

    def rows(low: int, high: int) -> dict[str, Any]:
        numbers, edge = np.arange(low, high), of_edge[low:high]
        denies, weaker = numbers >= edges + len(second), numbers >= edges
        given, modality = table["given"][edge], table["modality"][edge]
        # A second claim is half as likely as the first says; a denial is outright.
        half = np.array([45, 37, 30, 25])[modality]
        given = np.where(weaker, np.where(given > 0, (given + 1) // 2, half), given)
        disputed = pa.array(edge, mask=~(denies & (numbers % 2 == 0)))
        start, end = table["start"][edge], table["end"][edge]
        return {
            "id": _ids("c", numbers),
            "subject": ids.take(pa.array(table["subject"][edge])),
            "relation": _named(relations, table["relation"][edge]),
            "object": ids.take(pa.array(table["object"][edge])),
            "polarity": _named(("affirmed", "denied"), denies.astype(np.int8)),
            "modality": _named(modalities, modality),
            "likelihood": likelihoods.take(pa.array(given, mask=given == 0)),
            "start": months.take(pa.array(start, mask=start == 0)),
            "end": months.take(pa.array(end, mask=end == 0)),
            "locator": pc.binary_join_element_wise(
                "row", pc.cast(pa.array(numbers - low + 1), pa.string()), " "
            ),
            "disputes": _ids("c", disputed),
        }

    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        yield lambda low=low, high=high: rows(low, high)


def _ids(letter: str, numbers: Any) -> Any:
    text = pc.cast(numbers if isinstance(numbers, pa.Array) else pa.array(numbers), pa.string())
    return pc.binary_join_element_wise(letter, pc.utf8_lpad(text, _NUMBERED, "0"), "")


def _named(names: Any, numbers: Any) -> Any:
    return pa.array(list(names)).take(pa.array(numbers))


def _write(path: Path, columns: tuple[str, ...], given: dict[str, Any]) -> None:
    count = len(next(iter(given.values())))
    blank = pa.nulls(count, pa.string())
    table = pa.table({name: given.get(name, blank) for name in columns})
    pq.write_table(table, path, compression="zstd", store_schema=False)


def _ontology() -> str:
    """The relations of the graph, in the form of the core vocabulary."""
    terms = [
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .",
        "@prefix pg: <https://w3id.org/policygraph/ns#> .",
        "@prefix schema: <https://schema.org/> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix w: <https://example.org/scale#> .",
    ]
    for number in range(RELATIONS):
        name = relation_id(number)
        influence = INFLUENCE.get(number, "along")
        terms.append(
            f'w:{name} a owl:ObjectProperty, pg:Relation ; dcterms:identifier "{name}" ;\n'
            f'    skos:prefLabel "{name}"@en ; pg:inverseLabel "{name} of"@en ;\n'
            "    schema:domainIncludes pg:Entity ; schema:rangeIncludes pg:Entity ;\n"
            f"    pg:influence pg:{influence} ; pg:effect pg:neutral ;\n"
            f"    pg:temporality pg:{'event' if number in EVENTS else 'state'} ;\n"
            '    skos:definition "A relation of the benchmark."@en ; pg:why "Drawn."@en .'
        )
    return "\n".join(terms) + "\n"
