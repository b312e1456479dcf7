"""How well names are found: a labelled set of names as people type them, over the curated data.

Each query of ``names.tsv`` has the entity that is meant, or none. For each way of finding: how
often the right entity is first, and among the first five; how many queries that mean nobody get a
proposal; and the names that resolve to a wrong entity without a word (*silent*). The others are
the weighted and the token set ratio of rapidfuzz over the same names, and the weighted ratio over
names without legal forms by cleanco, where that is installed (``pip install cleanco``).

    python -m benchmarks.names
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rapidfuzz import fuzz, process

from policygraph import pipeline
from policygraph.errors import AmbiguousName, UnknownName
from policygraph.model.collection import Collection
from policygraph.model.names import fold
from policygraph.query.name_resolver import Names

SET = Path(__file__).with_name("names.tsv")
#: The least score of a proposal of the other ways, as of :mod:`policygraph.query.near_names`.
LEAST = 70.0

Finder = Callable[[str], list[str]]


@dataclass(frozen=True)
class Labelled:
    """A query as typed, the id that is meant or nothing, and the kind of difference."""

    query: str
    right: str
    kind: str


@dataclass(frozen=True)
class Figures:
    """Shares of the queries that mean an entity; and counts over those that mean none."""

    first: float
    five: float
    proposed: int
    silent: tuple[str, ...] = ()


def labelled() -> list[Labelled]:
    """The labelled set."""
    with SET.open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file, delimiter="\t")]


def ours(collection: Collection) -> Finder:
    """The ids that ``find`` gives."""
    names = Names(collection)
    return lambda text: [match.entity.id for match in names.find(text, 5)]


def by_ratio(
    collection: Collection,
    scorer: Callable[..., float],
    prepared: Callable[[str], str] = lambda text: text,
) -> Finder:
    """The ids whose best name has the highest ratio of rapidfuzz, if it is at least LEAST."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entity in collection.entities.values():
        for name in (entity.id, entity.label.text, *(alias.text for alias in entity.aliases)):
            owners[prepared(fold(name))].add(entity.id)

    def find(text: str) -> list[str]:
        found: dict[str, float] = {}
        hits = process.extract(
            prepared(fold(text)), list(owners), scorer=scorer, limit=40, score_cutoff=LEAST
        )
        for name, score, _ in hits:
            for entity in owners[name]:
                found[entity] = max(found.get(entity, 0.0), score)
        return sorted(found, key=lambda entity: (-found[entity], entity))[:5]

    return find


def others(collection: Collection) -> Iterator[tuple[str, Finder]]:
    """The other ways that are installed."""
    yield "rapidfuzz WRatio", by_ratio(collection, fuzz.WRatio)
    yield "rapidfuzz token_set_ratio", by_ratio(collection, fuzz.token_set_ratio)
    if find_spec("cleanco"):
        basename = import_module("cleanco").basename
        yield "cleanco + WRatio", by_ratio(collection, fuzz.WRatio, lambda t: basename(t) or t)
    if find_spec("rigour"):
        remove_org_types = import_module("rigour.names").remove_org_types

        def without(text: str) -> str:
            return str(remove_org_types(text)).strip() or text

        yield "rigour + WRatio", by_ratio(collection, fuzz.WRatio, without)


def silent_errors(collection: Collection) -> tuple[str, ...]:
    """The queries that resolve to an entity that is not meant."""
    names, found = Names(collection), []
    for one in labelled():
        try:
            if names.resolve(one.query) != one.right:
                found.append(one.query)
        except (AmbiguousName, UnknownName):
            continue
    return tuple(found)


def figures(find: Finder, kinds: tuple[str, ...] = (), silent: tuple[str, ...] = ()) -> Figures:
    """The figures of a way of finding, over some kinds of queries or all."""
    given = [one for one in labelled() if not kinds or one.kind in kinds]
    answers = {one.query: find(one.query) for one in given}
    meant = [one for one in given if one.right]
    return Figures(
        first=_share(answers[one.query][:1] == [one.right] for one in meant),
        five=_share(one.right in answers[one.query] for one in meant),
        proposed=sum(bool(answers[one.query]) for one in given if not one.right),
        silent=silent,
    )


def _share(right: Iterator[bool]) -> float:
    found = list(right)
    return round(sum(found) / len(found), 3) if found else 0.0


def main() -> None:
    """Print the figures of each way."""
    collection = pipeline.load()
    given = labelled()
    nobody = sum(not one.right for one in given)
    print(f"{len(given)} queries, {nobody} of them mean no entity")
    print(f"{'':28}{'first':>8}{'five':>8}{'proposed for nobody':>22}{'silent':>8}")
    silent = silent_errors(collection)
    ways = [("policygraph", ours(collection)), *others(collection)]
    for name, find in ways:
        got = figures(find, silent=silent if name == "policygraph" else ())
        wrong = str(len(silent)) if name == "policygraph" else "-"
        print(f"{name:28}{got.first:8.3f}{got.five:8.3f}{got.proposed:22}{wrong:>8}")
    find = ways[0][1]
    for one in given:
        found = find(one.query)
        if one.right and found[:1] != [one.right]:
            print(f"  {one.kind}: {one.query!r} is {one.right}, first are {found[:3]}")
    for query in silent:
        print(f"  silent: {query!r}")


if __name__ == "__main__":
    main()
