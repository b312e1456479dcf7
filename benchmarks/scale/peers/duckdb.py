"""DuckDB: recursive queries, with a bound on cost for ranked paths.

A recursive query over all simple paths between two entities lists every one; hubs have
millions. The best form has two steps: it computes the least cost from every entity to the
end, by hops, and then runs a recursive query that continues only while the sum stays under a
bound. The bound is doubled until enough paths are found.
"""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Any

import duckdb

from ..questions import FIRST, LAST, Answer, Path, Question, Reached

FORM = "recursive CTE, with least remaining costs by hops as its bound, doubled until enough"
CANNOT: dict[str, str] = {}
#: The first bound above the best cost, and the last: no edge costs as much.
_FIRST, _MOST = 125_000_000, 20_000_000_000


class Duckdb:
    """A database opened for reading."""

    def __init__(self, target: Folder) -> None:
        self.connection = duckdb.connect(
            str(target), read_only=True, config={"threads": 2, "memory_limit": "4GB"}
        )

    def shortest(self, question: Question) -> list[Path]:
        """Breadth-first, each entity once, with its predecessor."""
        rows = self._rows(
            """
            WITH RECURSIVE found(entity, before, hops) USING KEY (entity) AS (
                SELECT $start::INTEGER, NULL::INTEGER, 0
                UNION
                SELECT target, any_value(origin), any_value(found.hops) + 1
                FROM found JOIN arrows ON origin = found.entity
                WHERE found.hops < $hops
                  AND NOT EXISTS (FROM recurring.found AS known WHERE known.entity = target)
                GROUP BY target
            )
            SELECT entity, before, hops FROM found
            """,
            start=question.start,
            hops=question.hops,
        )
        before = {entity: (origin, hops) for entity, origin, hops in rows}
        if question.end not in before:
            return []
        passed = [question.end]
        while passed[-1] != question.start:
            passed.append(before[passed[-1]][0])
        return [Path(before[question.end][1], tuple(reversed(passed)))]

    def best(self, question: Question) -> list[Path]:
        """Least remaining costs first, then paths under a bound."""
        given = {"start": question.start, "end": question.end, "k": question.k}
        passes = "true"
        if question.day is not None:
            passes = (
                f"strength >= {question.least / 100} AND {question.day} BETWEEN since AND until"
            )
        # The state is 0 before the first step, 1 in the middle, 2 after the last.
        moves = "SELECT origin, 1 AS before, target, 1 AS after, cost FROM arrows WHERE " + passes
        start, goal = 1, 1
        if question.patterned:
            start, goal = 0, 2
            moves = f"""
                SELECT origin, before, target, after, cost
                FROM arrows JOIN (VALUES (0, {FIRST}, 1), (1, NULL, 1), (1, {LAST}, 2))
                    AS steps(before, wanted, after) ON wanted IS NULL OR wanted = relation
                WHERE along"""
        self._remaining(moves, question, goal)
        least = self._rows(
            "SELECT min(cost) FROM remaining WHERE entity = $start AND state = $state",
            start=question.start,
            state=start,
        )[0][0]
        if least is None:
            return []
        allowance = _FIRST
        while True:
            rows = self._rows(
                f"""
                WITH RECURSIVE moves AS ({moves}), walks(entity, state, passed, cost, hops) AS (
                    SELECT $start::INTEGER, {start}, [$start::INTEGER], 0::BIGINT, 0
                    UNION ALL
                    SELECT target, after, list_append(passed, target), walks.cost + moves.cost,
                        walks.hops + 1
                    FROM walks
                    JOIN moves ON origin = walks.entity AND before = walks.state
                    JOIN remaining ON remaining.entity = target AND remaining.state = after
                        AND remaining.hops = {question.hops} - 1 - walks.hops
                    WHERE walks.hops < {question.hops}
                      AND NOT list_contains(passed, target)
                      AND NOT (walks.entity = $end AND walks.state = {goal})
                      AND walks.cost + moves.cost + remaining.cost <= $bound
                )
                SELECT cost, passed FROM walks WHERE entity = $end AND state = {goal} AND hops > 0
                ORDER BY cost, hops LIMIT $k
                """,
                bound=least + allowance,
                **given,
            )
            if len(rows) >= question.k or allowance > _MOST:
                return [Path(cost, tuple(passed)) for cost, passed in rows]
            allowance *= 2

    def _remaining(self, moves: str, question: Question, goal: int) -> None:
        """The least cost to the end within so many hops, for the entities that reach it."""
        self._run(
            "CREATE OR REPLACE TEMP TABLE remaining AS SELECT $end::INTEGER AS entity, "
            f"{goal} AS state, 0 AS hops, 0::BIGINT AS cost",
            end=question.end,
        )
        for hops in range(1, question.hops + 1):
            self._run(
                f"""
                INSERT INTO remaining
                SELECT entity, state, {hops}, min(cost) FROM (
                    SELECT origin AS entity, before AS state, moves.cost + remaining.cost AS cost
                    FROM remaining JOIN ({moves}) AS moves
                      ON target = remaining.entity AND after = remaining.state
                    WHERE remaining.hops = {hops - 1}
                    UNION ALL
                    SELECT entity, state, cost FROM remaining WHERE hops = {hops - 1}
                ) GROUP BY entity, state
                """
            )

    def reach(self, question: Question) -> Answer:
        """Breadth-first by hops."""
        self._run(
            "CREATE OR REPLACE TEMP TABLE reached AS SELECT $start::INTEGER AS entity",
            start=question.start,
        )
        for _ in range(question.hops):
            self._run(
                """
                CREATE OR REPLACE TEMP TABLE reached AS
                SELECT DISTINCT entity FROM (
                    FROM reached
                    UNION ALL
                    SELECT target FROM reached JOIN arrows ON origin = reached.entity
                )
                """
            )
        ((count, numbers),) = self._rows(
            "SELECT count(*), sum(entity) FROM reached WHERE entity <> $start",
            start=question.start,
        )
        return Reached(count, int(numbers or 0))

    def costs(self, question: Question) -> Answer:
        """Breadth-first by hops, with the least cost of each entity."""
        self._run(
            "CREATE OR REPLACE TEMP TABLE reached AS "
            "SELECT $start::INTEGER AS entity, 0::BIGINT AS cost",
            start=question.start,
        )
        for _ in range(question.hops):
            self._run(
                """
                CREATE OR REPLACE TEMP TABLE reached AS
                SELECT entity, min(cost) AS cost FROM (
                    FROM reached
                    UNION ALL
                    SELECT target, reached.cost + arrows.cost
                    FROM reached JOIN arrows ON origin = reached.entity
                ) GROUP BY entity
                """
            )
        ((count, numbers, costs),) = self._rows(
            "SELECT count(*), sum(entity), sum(cost) FROM reached WHERE entity <> $start",
            start=question.start,
        )
        return Reached(count, int(numbers or 0), int(costs or 0))

    def _run(self, query: str, **given: Any) -> None:
        self.connection.execute(query, given)

    def _rows(self, query: str, **given: Any) -> list[Any]:
        rows: list[Any] = self.connection.execute(query, given).fetchall()
        return rows


def build(folder: Folder, target: Folder) -> None:
    """The arrows, sorted by origin as they are."""
    with duckdb.connect(str(target)) as connection:
        connection.execute(
            f"CREATE TABLE arrows AS FROM read_parquet('{folder / 'arrows.parquet'}')"
        )


def load(folder: Folder, target: Folder) -> Duckdb:
    """The database that was built."""
    return Duckdb(target)
