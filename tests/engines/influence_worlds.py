"""Generated worlds in which influence has grades, composition, addressees, force and times.

The ontology is small and its own: it has a relation for every rule, and a composition of five
states that keeps to the law of docs/paths.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from policygraph.model.collection import Collection
from policygraph.model.ontology import (
    Channel,
    Composition,
    Grade,
    Ontology,
    Relation,
    Threshold,
    Way,
)
from policygraph.model.records import Claim
from policygraph.query.query import Query
from tests.world import IRI, relation, said, world

CHANNELS = {
    name: Channel(
        id=name,
        iri=IRI + name,
        label=name,
        definition=f"what {name} means",
        order=order,
        act=name in ("power", "decree", "cash"),
        membership=name == "class",
        counted=name != "wish",
    )
    for order, name in enumerate(
        ("power", "decree", "cash", "input", "class", "field", "maker", "buyer", "owner", "wish"), 1
    )
}
GRADES = {
    name: Grade(name, IRI + name, name, weight, order)
    for order, (name, weight) in enumerate((("whole", 1.0), ("half", 0.5), ("bit", 0.1)), 1)
}
#: state, channel, next state, what becomes of the addressee
TABLE = """
acting power  acting keep
acting decree acting set
acting cash   acting set
acting class  acting test
acting field  acting within
acting wish   acting set
acting input  below  meet
acting maker  market drop
acting buyer  market drop
acting owner  owned  keep
below  input  below  meet
below  class  below  test
below  maker  owned  test
below  owner  owned  keep
market buyer  market keep
market owner  owned  keep
owned  owner  owned  keep
"""
COMPOSITION = Composition(
    "acting",
    {
        (state, channel): (after, addressee)
        for state, channel, after, addressee in map(str.split, TABLE.strip().splitlines())
    },
)
PERCENT = (Threshold("percent", 50, "whole"), Threshold("percent", 5, "half"))


def _way(channel: str, effect: str = "enables", grade: str = "half", *percent: Threshold) -> Way:
    return Way(channel, effect, grade, "so that tests have it", percent)


def _relation(
    id: str, along: Way | None = None, against: Way | None = None, **more: Any
) -> Relation:
    ways = {(True, True): "both", (True, False): "along", (False, True): "against"}
    influence = ways.get((along is not None, against is not None), "none")
    effect = next((way.effect for way in (along, against) if way is not None), "neutral")
    return relation(id, influence, effect, along=along, against=against, **more)


RELATIONS = (
    _relation("decides", _way("power", grade="whole")),
    _relation("bans", _way("decree", "constrains")),
    _relation(
        "issues",
        _way("decree", grade="whole"),
        event=True,
        brings_forth="object",
        begins="object",
    ),
    _relation("halts", _way("decree", "constrains", "whole"), force="interrupts"),
    _relation("ends", _way("decree", "constrains", "whole"), force="ends", event=True),
    _relation("pays", _way("cash", "enables", "bit", *PERCENT)),
    _relation("holds", _way("cash", "enables", "bit", *PERCENT), _way("owner", grade="bit")),
    _relation("feeds", _way("input"), _way("buyer", grade="bit")),
    _relation("makes", _way("input", grade="whole"), _way("maker")),
    _relation("joins", _way("input"), _way("input"), symmetric=True),
    _relation("trains", None, _way("input"), event=True, brings_forth="subject", begins="subject"),
    _relation("has", None, _way("input"), at_start=True),
    _relation("kind-of", None, _way("class", grade="whole"), locates="membership"),
    _relation("active", None, _way("field", grade="bit")),
    _relation("founded", None, None, event=True, begins="object"),
    _relation("sits", None, None, locates="place"),
    _relation("hopes", _way("wish", grade="bit")),
)


def meaning(ontology: Ontology) -> Ontology:
    """An ontology with the channels, grades and composition of this file."""
    return replace(
        ontology,
        channels=CHANNELS,
        grades=GRADES,
        composition=COMPOSITION,
        default_channel="input",
        default_grade="half",
    )


def influence_world(claims: list[str | Claim], **more: Any) -> Collection:
    """A world over the relations of this file, in which influence has its whole meaning."""
    collection = world(claims, relations=RELATIONS, **more)
    return replace(collection, ontology=meaning(collection.ontology))


#: Relations that meet in one world, so that the rules have something to forbid.
THEMES = (
    tuple(one.id for one in RELATIONS),
    ("issues", "bans", "pays", "feeds", "trains", "kind-of", "active", "sits"),
    ("issues", "bans", "halts", "ends", "kind-of", "feeds"),
    ("bans", "trains", "has", "feeds", "makes", "founded", "joins"),
)


@st.composite
def influence_worlds(draw: st.DrawFn) -> Collection:
    """Five to seven entities and ten to twenty claims, with dates, quantities and addressees.

    With places, most entities are at one of two, some are said not to be, and most acts are
    directed at one of them.
    """
    entities = "abcdefg"[: draw(st.integers(5, 7))]
    names = st.sampled_from(entities)
    theme = draw(st.sampled_from(THEMES))
    most = 8 if theme is THEMES[0] else len(theme)
    chosen = draw(st.lists(st.sampled_from(theme), min_size=3, max_size=most, unique=True))
    relations = st.sampled_from(chosen)
    placed = "sits" in chosen
    towards = (None, "p", "p", "q", "a") if placed else (None, None, None, *entities[:2])
    dated = (None, None, "..", "2018", "2019-05", "2020", "2021", "20XX")
    years = draw(st.sampled_from((st.none(), st.sampled_from(dated))))
    claims: list[str | Claim] = []
    for _ in range(draw(st.integers(10, 20))):
        subject, target = draw(st.lists(names, min_size=2, max_size=2, unique=draw(st.booleans())))
        denied = "not " if draw(st.integers(0, 9)) == 9 else ""
        quantity = draw(st.sampled_from((None, None, "60", "7", "1..80")))
        claims.append(
            said(
                f"{denied}{subject} {draw(relations)} {target}"
                f" {draw(st.sampled_from(('', '0.9', '0.5', '1.0', '0.7')))}",
                modality=draw(st.sampled_from(("stated", "stated", "estimated", "possible"))),
                start=draw(years),
                end=draw(st.sampled_from((None, None, "2020", "2022"))),
                known_since=draw(st.sampled_from((None, "2019", "2021-03"))),
                quantity=quantity,
                unit="percent" if quantity else None,
                grade=draw(st.sampled_from((None, None, None, "whole", "bit"))),
                towards=draw(st.sampled_from(towards)),
            )
        )
    if placed:
        for entity in entities:
            place = draw(st.sampled_from(("p", "p", "q", "")))
            claims += [said(f"{entity} sits {place}")] if place else []
        for _ in range(draw(st.integers(0, 2))):
            entity = draw(st.sampled_from((*entities, "p", "q")))
            claims += [said(f"not {entity} sits {draw(st.sampled_from('pqa'))}")]
    kinds = dict.fromkeys((*entities, "p", "q") if placed else entities, "thing")
    return influence_world(claims, entities=kinds)


@st.composite
def influence_questions(draw: st.DrawFn) -> tuple[Collection, Query]:
    """A world and a question of influence over it, with some of its rules lifted."""
    collection = draw(influence_worlds())
    entities = sorted(collection.entities)
    start, end = draw(st.lists(st.sampled_from(entities), min_size=2, max_size=2))
    lifted = draw(
        st.lists(
            st.sampled_from(("any_order", "any_composition", "any_force", "any_addressee")),
            max_size=2,
            unique=True,
        )
    )
    options: dict[str, Any] = dict.fromkeys(lifted, True)
    if draw(st.integers(0, 2)) == 0:
        options["as_of"] = draw(st.sampled_from(("2019", "2020-06-01", "2021/2022")))
        options["dates"] = draw(st.sampled_from(("lenient", "lenient", "strict")))
    if draw(st.integers(0, 4)) == 0:
        options["known_by"] = "2020-12-31"
    if draw(st.integers(0, 3)) == 0:
        options["channels"] = ("wish",)
    if draw(st.integers(0, 4)) == 0:
        options["mode"] = draw(st.sampled_from(("trail", "acyclic", "walk")))
    query = Query(
        start=start,
        end=end,
        k=draw(st.integers(1, 8)),
        max_hops=4 if options.get("mode") == "walk" else draw(st.sampled_from((6, 5, 4, 3, 2))),
        rank=draw(st.sampled_from(("influence", "influence", "likelihood", "hops"))),
        each_path=draw(st.booleans()),
        **options,
    )
    return collection, query.checked(collection)
