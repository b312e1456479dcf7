"""Both engines over generated worlds of influence: how many questions, and how many differences.

    python -m benchmarks.agreement [--questions 10000] [--seed 0] [--each 100]

Each world is a few dozen claims over the relations of ``tests/engines/influence_worlds.py``, with
dates, grades, addressees, places, denials and acts that take force. It is read from tables, from a
store, from a store with a dataset beside it, and each of these also without some claims or some
sources. The reference engine answers over the tables, the compact engine over one of these. A
question is a search for paths or for levers, reach either way, or a corridor, with options of all
kinds. Everything is compared: paths with their claims, costs and grades, order, variants, and
whether the answer is complete. A question of which the reference engine runs out of budget is
skipped. Each difference is printed with what it takes to ask it again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from policygraph.engines import ENGINES
from policygraph.model.collection import Collection
from policygraph.model.masked import masked
from policygraph.model.records import Claim
from policygraph.query.query import SELECTORS, Query, Scope
from tests.engines.influence_worlds import THEMES, influence_world
from tests.store.layouts import layouts, split, told
from tests.world import said

BUDGET = 100_000
ASKED = ("paths", "levers", "reach", "reach backward", "corridor")
LAYOUTS = ("tables", "store", "overlay")
RULES = ("any_order", "any_composition", "any_force", "any_addressee")


def world(chance: random.Random) -> Collection:
    """A world of claims from two sources, half of them with places."""
    entities = "abcdefghijkl"[: chance.randint(5, 12)]
    theme = chance.choice(THEMES)
    relations = chance.sample(theme, min(len(theme), chance.randint(4, 9)))
    placed = "sits" in relations
    towards = (None, "p", "p", "q", "a") if placed else (None, None, None, *entities[:2])
    dated = chance.random() < 0.7
    days = (None, None, "..", "2018", "2019-05", "2020", "2021", "20XX") if dated else (None,)
    claims: list[str | Claim] = []
    for _ in range(chance.randint(10, 45)):
        subject, target = chance.choice(entities), chance.choice(entities)
        quantity = chance.choice((None, None, "60", "7", "1..80"))
        denied = "not " if chance.random() < 0.08 else ""
        claims.append(
            said(
                f"{denied}{subject} {chance.choice(relations)} {target}"
                f" {chance.choice(('', '0.9', '0.5', '1.0', '0.7'))}",
                modality=chance.choice(("stated", "stated", "estimated", "possible")),
                start=chance.choice(days),
                end=chance.choice((None, None, "2020", "2022")),
                known_since=chance.choice((None, "2019", "2021-03")),
                quantity=quantity,
                unit="percent" if quantity else None,
                grade=chance.choice((None, None, None, "whole", "bit")),
                towards=chance.choice(towards),
                source=chance.choice(("s", "s", "t")),
            )
        )
    if placed:
        for entity in entities:
            place = chance.choice(("p", "p", "q", ""))
            claims += [said(f"{entity} sits {place}")] if place else []
        for _ in range(chance.randint(0, 3)):
            entity = chance.choice((*entities, "p", "q"))
            claims.append(said(f"not {entity} sits {chance.choice('pqa')}"))
    chance.shuffle(claims)
    kinds = dict.fromkeys((*entities, "p", "q") if placed else entities, "thing")
    return influence_world(claims, entities=kinds)


def question(chance: random.Random, collection: Collection) -> Query:
    """A question with some rules lifted and some restrictions."""
    entities = sorted(collection.entities)
    start, end = chance.sample(entities, 2)
    options: dict[str, Any] = dict.fromkeys(chance.sample(RULES, chance.choice((0, 0, 1, 2))), True)
    if chance.random() < 0.35:
        options["as_of"] = chance.choice(("2019", "2020-06-01", "2021/2022"))
        options["dates"] = chance.choice(("lenient", "lenient", "strict"))
    if chance.random() < 0.2:
        options["known_by"] = "2020-12-31"
    if chance.random() < 0.25:
        options["channels"] = ("wish",)
    if chance.random() < 0.25:
        options["mode"] = chance.choice(("trail", "acyclic", "walk"))
    if chance.random() < 0.15:
        options["uncontested"] = True
    if chance.random() < 0.15:
        options["not_sources"] = ("t",)
    others = [name for name in entities if name not in (start, end)]
    relations = sorted({claim.relation for claim in collection.claims.values()})
    match chance.randrange(12):
        case 0:
            options["chronological"] = True
        case 1:
            options["via"] = (chance.choice(others),)
        case 2:
            options["avoid"] = (chance.choice(others),)
        case 3:
            options["not_relations"] = (chance.choice(relations),)
        case 4:
            options["min_likelihood"] = 0.6
        case 5:
            options["pattern"] = f".*/{chance.choice(relations)}/.*"
        case 6:
            options["modalities"] = ("stated",)
        case 7:
            options["max_degree"] = 4
        case 8:
            options["direction"] = chance.choice(("any", "stated"))
    query = Query(
        start,
        end,
        k=chance.randint(1, 8),
        max_hops=4 if options.get("mode") == "walk" else chance.choice((6, 5, 4, 3, 2)),
        rank=chance.choice(("influence", "influence", "likelihood", "hops")),
        budget=BUDGET,
        **options,
    )
    return query.checked(collection)


def answer(engine: str, collection: Collection, query: Query, asked: str) -> tuple[Any, ...]:
    """All that an answer is made of but what it took; whether it is complete comes first."""
    one = ENGINES[engine]
    if asked == "corridor":
        found = one.corridor(collection, query)
        return found.complete, list(found.ends), told([found.moves])
    if asked.startswith("reach"):
        scope = Scope(**{field.name: getattr(query, field.name) for field in fields(Scope)})
        reach = one.reach(
            collection, scope, query.start, backward=asked != "reach", rank=query.rank
        )
        paths = [reach.path(name, None) or () for name in reach.entities]
        return reach.complete, *map(list, (reach.entities, reach.costs, reach.hops)), told(paths)
    best = one.search(collection, query)
    variants = [told(several) for several in best.variants]
    return best.complete, told(best.paths), variants, best.counted


def main() -> int:
    """Ask, print each difference, then the counts; 1 if there is a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", type=int, default=100, help="questions for each world")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after these")
    given = parser.parse_args()
    counts, differences, began = Counter[str](), 0, time.monotonic()
    for number in range(-(-given.questions // given.each)):
        if time.monotonic() - began > given.seconds:
            break
        for what, same in compared(f"{given.seed}.{number}", given.each):
            counts[what] += 1
            if not same:
                differences += 1
    asked = sum(count for what, count in counts.items() if not what.startswith("skipped"))
    for what in sorted(counts):
        print(f"{counts[what]:6,} {what}")
    print(f"{asked:,} questions, {differences:,} differences")
    return int(differences > 0)


def compared(seed: str, count: int) -> Iterator[tuple[str, bool]]:
    """What was asked over which form of a world, and whether the engines gave one answer."""
    chance = random.Random(seed)
    collection = world(chance)
    with tempfile.TemporaryDirectory() as name:
        forms = layouts(Path(name), split(collection, chance.randint(1, 6)))
        tables = forms["tables"]
        claims = sorted(tables.claims)
        for number in range(count):
            layout, asked = chance.choice(LAYOUTS), chance.choice(ASKED)
            query = question(chance, tables)
            query = replace(query, each_path=asked != "levers")
            if asked == "paths":
                query = replace(query, select=chance.choice(("shortest", *SELECTORS)))
            here, there, form = tables, forms[layout], layout
            if chance.random() < 0.25:
                hidden = chance.sample(claims, chance.randint(1, 4))
                sources = ("t",) if chance.random() < 0.2 else ()
                here, there = (masked(one, hidden, sources=sources) for one in (here, there))
                form += " without claims"
            expected = answer("reference", here, query, asked)
            if not expected[0]:
                yield f"skipped: {asked}", True
                continue
            same = answer("compact", there, query, asked) == expected
            if not same:
                print(f"DIFFERENT: {seed}, question {number}: {asked}, {form}, {query}")
            yield f"{asked}, {form}", same


if __name__ == "__main__":
    sys.exit(main())
