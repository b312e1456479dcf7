"""ladybug, the maintained fork of kuzu: Cypher over its own columnar store."""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Any

import ladybug

from ..questions import FIRST, LAST, Answer, Path, Question, Reached

FORM = "Cypher; SHORTEST, and ACYCLIC with is_acyclic over the whole path, sorted by cost"
CANNOT = {"costs": "lists every path to each"}
_PASS = "e.strength >= $least AND e.since <= $day AND e.until >= $day"


class Ladybug:
    """A database opened for reading."""

    def __init__(self, target: Folder) -> None:
        database = ladybug.Database(str(target), read_only=True, max_num_threads=2)
        self.connection = ladybug.Connection(database)

    def shortest(self, question: Question) -> list[Path]:
        """One path by its SHORTEST."""
        rows = self._rows(
            f"MATCH p = (a:Entity {{id: $origin}})-[r:Arrow* SHORTEST 1..{question.hops}]->"
            "(b:Entity {id: $goal}) RETURN length(r), properties(nodes(p), 'id')",
            origin=question.start,
            goal=question.end,
        )
        return [Path(hops, tuple(passed)) for hops, passed in rows]

    def best(self, question: Question) -> list[Path]:
        """Every path within the hops, sorted."""
        ends: dict[str, Any] = {"origin": question.start, "goal": question.end}
        price = "list_sum(properties(rels(p), 'cost')) AS cost"
        if question.patterned:
            middle = f"[m:Arrow* 0..{question.hops - 2} (e, n | WHERE e.along)]"
            match = (
                f"p = (a:Entity {{id: $origin}})-[f:Arrow {{relation: {FIRST}, along: true}}]->"
                f"(x:Entity)-{middle}->(y:Entity)-"
                f"[l:Arrow {{relation: {LAST}, along: true}}]->(b:Entity {{id: $goal}})"
            )
        else:
            passes = f" (e, n | WHERE {_PASS})" if question.day is not None else ""
            match = (
                f"p = (a:Entity {{id: $origin}})-[r:Arrow* ACYCLIC 1..{question.hops}{passes}]->"
                "(b:Entity {id: $goal})"
            )
            if question.day is not None:
                ends |= {"day": question.day, "least": question.least / 100}
        rows = self._rows(
            f"MATCH {match} WHERE is_acyclic(p) RETURN {price}, properties(nodes(p), 'id') "
            f"ORDER BY cost, length(p) LIMIT {question.k}",
            **ends,
        )
        return [Path(int(cost), tuple(passed)) for cost, passed in rows]

    def reach(self, question: Question) -> Answer:
        """The ends of its SHORTEST."""
        ((count, numbers),) = self._rows(
            f"MATCH (a:Entity {{id: $origin}})-[r:Arrow* SHORTEST 1..{question.hops}]->(b:Entity) "
            "WHERE b.id <> $origin RETURN count(*), sum(b.id)",
            origin=question.start,
        )
        return Reached(count, int(numbers))

    def _rows(self, query: str, **given: Any) -> Any:
        return self.connection.execute(query, given).get_all()


def build(folder: Folder, target: Folder) -> None:
    """Entities and arrows copied from Parquet."""
    connection = ladybug.Connection(ladybug.Database(str(target)))
    connection.execute("CREATE NODE TABLE Entity(id INT64 PRIMARY KEY)")
    connection.execute(
        "CREATE REL TABLE Arrow(FROM Entity TO Entity, relation INT8, along BOOL, cost INT64, "
        "strength DOUBLE, since INT32, until INT32)"
    )
    connection.execute(f"COPY Entity FROM '{folder / 'numbers.parquet'}'")
    connection.execute(f"COPY Arrow FROM '{folder / 'arrows.parquet'}'")


def load(folder: Folder, target: Folder) -> Ladybug:
    """The database that was built."""
    return Ladybug(target)
