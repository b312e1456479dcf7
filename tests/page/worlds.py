"""Collections that pages are tried with: a small one with every kind of claim, a hostile one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from policygraph.model.collection import Collection
from policygraph.model.records import Name, Source
from tests.world import said, world

#: What no page may run, ask for or turn into an element.
HOSTILE = (
    "</script><script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>"
    "\"'&<!--<style>*{}</style>{{7*7}}\u2028]]>"
)
BAD_LINK = "javascript:alert(3)"


def small() -> Collection:
    """Ten claims between six entities: contested, denied, parallel, hedged, dated, withdrawn."""
    return world(
        [
            said("a feeds b 0.9", start="2020", end="2022", source="s"),
            said("a feeds b 0.6", modality="estimated", source="t"),
            said("not a feeds b", source="u", start="2021-06"),
            said("a blocks b 0.8", source="t"),
            said("b shapes c 0.7", modality="possible"),
            said("c uses d 0.5", modality="planned", start="2030"),
            said("d joins a 0.95", attributed_to="x", quantity="5..7", unit="tonnes"),
            said("not b feeds e", source="u"),
            said("e founded c", start="2010-03-04"),
            said("a feeds c 0.9", withdrawn="2024-01-01"),
            said("b feeds c 0.9", disputes=("c05",), source="t"),
        ],
        {"a": "group", "b": "firm", "c": "chip"},
    )


def hostile() -> Collection:
    """The small collection with a hostile text in every field that holds text."""
    given = small()

    def name(text: str) -> Name:
        return Name(f"{text} {HOSTILE}")

    def source(one: Source) -> Source:
        return replace(
            one,
            title=HOSTILE,
            authors=(HOSTILE,),
            publisher=HOSTILE,
            published=HOSTILE,
            url=BAD_LINK,
            origin=HOSTILE,
            kind=HOSTILE,
            licence=HOSTILE,
        )

    ontology = given.ontology
    return replace(
        given,
        datasets=(HOSTILE,),
        ontology=replace(
            ontology,
            types={
                key: replace(kind, label=HOSTILE, definition=HOSTILE, colour=HOSTILE, shape=HOSTILE)
                for key, kind in ontology.types.items()
            },
            relations={
                key: replace(kind, label=HOSTILE, definition=HOSTILE, why=HOSTILE)
                for key, kind in ontology.relations.items()
            },
            modalities={
                key: replace(kind, label=HOSTILE, phrase=HOSTILE)
                for key, kind in ontology.modalities.items()
            },
        ),
        entities={
            key: replace(
                one,
                label=name(key),
                aliases=(name("alias"),),
                description=HOSTILE,
                same_as=(BAD_LINK,),
                wikidata=HOSTILE,
            )
            for key, one in given.entities.items()
        },
        sources={key: source(one) for key, one in given.sources.items()},
        claims={
            key: replace(one, locator=HOSTILE, note=HOSTILE, unit=HOSTILE, likelihood=HOSTILE)
            for key, one in given.claims.items()
        },
    )


def large(entities: int, claims: int, seed: int = 1) -> Collection:
    """Groups of about forty entities with claims inside and, fewer, between them."""
    chance = Random(seed)
    ids = [f"e{number:05d}" for number in range(entities)]
    home = [chance.randrange(max(1, entities // 40)) for _ in ids]
    groups: dict[int, list[int]] = {}
    for number, group in enumerate(home):
        groups.setdefault(group, []).append(number)
    rows = []
    for number in range(claims):
        here = number if number < entities else chance.randrange(entities)
        near = chance.random() < 0.85
        there = chance.choice(groups[home[here]]) if near else int(entities * chance.random() ** 3)
        row = f"{ids[here]} {chance.choice(('feeds', 'blocks', 'shapes', 'joins'))} {ids[there]}"
        rows.append(
            said(
                f"not {row}"
                if chance.random() < 0.03
                else f"{row} {chance.uniform(0.4, 0.95):.2f}",
                id=f"c{number:06d}",
                modality=chance.choice(("stated", "stated", "estimated", "possible")),
                source=f"s{chance.randrange(40):02d}",
                start=str(chance.randrange(2005, 2025)),
            )
        )
    kinds = {name: chance.choice(("group", "firm", "chip", "thing")) for name in ids}
    return world(rows, kinds)
