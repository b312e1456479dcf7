"""Generated worlds and queries over them, for the contract of the engines and of trace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import SELECTORS, Query
from tests.engines.patterns import VOCABULARY, Written, fitting
from tests.world import MODALITIES, TYPES, said, world

ENTITIES = "abcdefg"
SOURCES = {"s": "2020-06-15", "t": "2021", "u": "2022-02", "v": ""}
KINDS = tuple(kind.id for kind in TYPES)


@st.composite
def worlds(draw: st.DrawFn) -> Collection:
    """Four to seven entities, eight to eighteen claims, most of them edges, all axes in use."""
    entities = ENTITIES[: draw(st.integers(4, len(ENTITIES)))]
    names = st.sampled_from(entities)
    relations = draw(
        st.lists(st.sampled_from([r.id for r in VOCABULARY]), min_size=2, max_size=4, unique=True)
    )
    strengths = st.sampled_from(("", "", "1.0", "0.9", "0.81", "0.5", "0.05", "0.75", "0.6"))
    blank = st.none()
    dated = (None, None, "..", "2019", "2020-05-08", "202X", "2020~", "../2020", "2020/2021-34")
    dates = draw(st.sampled_from((blank, st.sampled_from((*dated, "Y12024")))))

    quantities = draw(st.sampled_from((blank, st.sampled_from((None, "5", "5.0", "3..6", "7")))))

    def claim(row: str, **fields: Any) -> Claim:
        return said(
            f"{row} {draw(strengths)}",
            modality=draw(st.sampled_from([m.id for m in MODALITIES])),
            source=draw(st.sampled_from(tuple(SOURCES))),
            known_since=draw(st.sampled_from((None, None, "2019", "2021-03", "2021-03-04"))),
            start=draw(dates),
            end=draw(dates),
            quantity=draw(quantities),
            unit=draw(st.sampled_from(("gpus", "GPUs", "GPUs", "chips"))),
            withdrawn="2022-01-01" if draw(st.integers(0, 9)) == 9 else None,
            **fields,
        )

    claims = [
        claim(f"{draw(names)} {draw(st.sampled_from(relations))} {draw(names)}")
        for _ in range(draw(st.integers(8, 14)))
    ]
    for _ in range(draw(st.integers(0, 4))):
        number = draw(st.integers(0, len(claims) - 1))
        about = claims[number]
        ends = (about.subject, about.object)
        if draw(st.booleans()):
            ends = ends[::-1]
        if draw(st.booleans()):
            row = f"{draw(st.sampled_from(('', 'not ')))}{ends[0]} {about.relation} {ends[1]}"
            claims.append(claim(row, disputes=(f"c{number + 1:02d}",)))
        else:
            lineage = [about.relation]
            while (parent := next(r.parent for r in VOCABULARY if r.id == lineage[-1])) is not None:
                lineage.append(parent)
            general = draw(st.sampled_from(lineage))
            claims.append(claim(f"not {ends[0]} {general} {ends[1]}"))
    kinds = {entity: draw(st.sampled_from(("chip", "firm", "group"))) for entity in entities}
    same = draw(st.sampled_from(((), (), (), (("a", "c"),), (("b", "a"), ("b", "c")))))
    if same:
        kinds.update(dict.fromkeys("abc", "firm"))
    return world(claims, kinds, VOCABULARY, same=same, sources=SOURCES)


@st.composite
def tangles(draw: st.DrawFn, dated: bool = False) -> Collection:
    """Six or seven entities and fourteen edges between different ones, crossed many ways."""
    entities = ENTITIES[: draw(st.integers(6, 7))]
    pairs = st.lists(st.sampled_from(entities), min_size=2, max_size=2, unique=True)
    names = st.sampled_from(("feeds", "joins", "joins", "uses"))
    strengths = st.sampled_from(("0.9", "0.9", "1.0", "0.81", "0.5", "0.75", "0.6"))
    rows = [f"{{}} {draw(names)} {{}} {draw(strengths)}".format(*draw(pairs)) for _ in range(14)]
    years = st.sampled_from(
        (None, "..", "2019", "2020", "2020-05", "2021", "202X", "2020?", "2020/..")
    )
    claims = [said(row, start=draw(years), end=draw(years)) for row in rows] if dated else rows
    kinds = {entity: draw(st.sampled_from(("chip", "firm"))) for entity in entities}
    return world(claims, kinds, VOCABULARY, sources=SOURCES)


@st.composite
def questions(
    draw: st.DrawFn, k: int | None = None, always: tuple[str, ...] = (), language: bool = False
) -> tuple[Collection, Query]:
    """A world and a query over it that sets up to three of the options that restrict.

    Those of ``always`` are set in any case, over a tangle, where they leave something.
    With ``language`` there are modes, selectors, patterns and times too; what a walk or a
    trail may have in steps is kept small, as the oracle lists them all.
    """
    tangled = tangles("chronological" in always)
    collection = draw(tangled if always else st.one_of(worlds(), tangled))
    entities = sorted(collection.entities)
    some = st.sampled_from(entities)
    start, end = draw(some), draw(some)

    def several(values: Iterable[str]) -> st.SearchStrategy[tuple[str, ...]]:
        listed = st.lists(st.sampled_from(tuple(values)), min_size=1, max_size=2, unique=True)
        return listed.map(tuple)

    used = sorted({claim.relation for claim in collection.claims.values()})
    restrictions: dict[str, st.SearchStrategy[Any]] = {
        "relations": several(used),
        "not_relations": several(used),
        "transit_types": several(kind.id for kind in TYPES),
        "not_transit_types": several(("chip", "firm")),
        "via": several(entities),
        "avoid": several(entities).map(lambda ids: tuple(e for e in ids if e not in (start, end))),
        "max_degree": st.integers(1, 9),
        "min_likelihood": st.sampled_from((0.5, 0.81, 0.9, 1.0)),
        "modalities": several(m.id for m in MODALITIES),
        "uncontested": st.just(True),
        "sources": several(SOURCES),
        "not_sources": several(SOURCES),
        "as_of": st.sampled_from(("2020-05-08", "2020", "2021/2022-06", "2019/..")),
        "known_by": st.sampled_from(("2020-06-15", "2021-03-04", "2022-12-31")),
    }
    if language:
        restrictions |= {
            "pattern": fitting(used).map(Written.of),
            "chronological": st.just(True),
        }
    chosen = draw(st.lists(st.sampled_from(sorted(restrictions)), max_size=3, unique=True))
    if always:
        chosen = [*always, *chosen[: draw(st.integers(0, 1))]]
    options = {option: draw(restrictions[option]) for option in sorted(set(chosen))}
    if "as_of" in options or "chronological" in options:
        options["dates"] = draw(st.sampled_from(("lenient", "strict")))
    most = 7
    if language:
        options["mode"] = draw(st.sampled_from(("simple", "walk", "trail", "acyclic")))
        options["select"] = draw(st.sampled_from(SELECTORS)) if k is None else "shortest"
        most = {"walk": 4, "trail": 5}.get(options["mode"], 7)
    query = Query(
        start=start,
        end=end,
        k=k or draw(st.integers(1, 12)),
        max_hops=min(most, draw(st.sampled_from((6, 7, 5, 4, 3, 2, 1)))),
        direction=draw(st.sampled_from(("any", "influence", "stated"))),
        rank=draw(st.sampled_from(("influence", "likelihood", "hops"))),
        **options,
    )
    return collection, query.checked(collection)
