"""Regular expressions over the steps of a path, as small deterministic automata.

:func:`automaton_of` turns an expression of steps (:data:`Expression`) into the least
:class:`Automaton` that accepts the same sequences of steps. It is deterministic, so that
each path has at most one run and is found once. An expression that would grow beyond
:data:`MOST_STEPS` steps or :data:`MOST_STATES` states is a
:class:`~policygraph.errors.UsageError`; nothing here knows how patterns are written.

A step is written as a :data:`Letter`. The construction is that of Glushkov (1961), made
deterministic by subsets (Rabin and Scott 1959) and minimised by refinement (Moore 1956).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policygraph.errors import UsageError

#: A relation id and the way it is crossed: True along the statement, False against it,
#: None for a self-loop that may be read either way.
Letter = tuple[str, bool | None]

MOST_STEPS = 1_000
MOST_STATES = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One step over one of the relations ``along`` or against one of ``against``."""

    along: frozenset[str]
    against: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sequence:
    """The parts one after the other; without parts, the empty path."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any one of the parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The part ``low`` to ``high`` times; ``high`` None: any number."""

    part: Expression
    low: int
    high: int | None


Expression = Step | Sequence | Choice | Repeat


@dataclass(frozen=True, slots=True)
class Automaton:
    """A deterministic automaton; what has no transition is not accepted.

    States are numbered from ``start``, which is 0, in the order of a walk by sorted
    letters, so that equal languages give equal automata. Every state leads to an
    accepting one, save for ``start`` where nothing is accepted.
    """

    transitions: tuple[Mapping[Letter, int], ...]
    accepting: frozenset[int]
    start: int = 0

    def __len__(self) -> int:
        return len(self.transitions)

    def accepts(self, letters: Iterable[Letter]) -> bool:
        """Whether a sequence of steps is accepted."""
        state = self.start
        for letter in letters:
            if letter not in self.transitions[state]:
                return False
            state = self.transitions[state][letter]
        return state in self.accepting


def too_large(what: str) -> UsageError:
    """The error for an expression that exceeds a limit."""
    fix = "lower the numbers in braces, or split the question"
    return UsageError(f"pattern unfolds to more than {what}; {fix}")


def inverse(expression: Expression) -> Expression:
    """The expression of the same paths, walked from their end to their start."""
    match expression:
        case Step(along, against):
            return Step(against, along)
        case Sequence(parts):
            return Sequence(tuple(inverse(part) for part in reversed(parts)))
        case Choice(parts):
            return Choice(tuple(inverse(part) for part in parts))
        case Repeat(part, low, high):
            return Repeat(inverse(part), low, high)


def automaton_of(expression: Expression) -> Automaton:
    """The least deterministic automaton of an expression; raises :class:`UsageError`."""
    positions = _Positions()
    whole = positions.of(expression)
    return _minimised(*_subset_construction(positions, whole))


@dataclass(frozen=True, slots=True)
class _Part:
    """A part in Glushkov's construction: the positions that it may begin and end with."""

    empty: bool
    first: frozenset[int]
    last: frozenset[int]


_EMPTY = _Part(True, frozenset(), frozenset())


class _Positions:
    """The steps of an expression, numbered from left to right, and which may follow which."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.after: list[set[int]] = []

    def of(self, expression: Expression) -> _Part:
        match expression:
            case Step():
                if len(self.steps) == MOST_STEPS:
                    raise too_large(f"{MOST_STEPS} steps")
                self.steps.append(expression)
                self.after.append(set())
                here = frozenset((len(self.steps) - 1,))
                return _Part(False, here, here)
            case Sequence(parts):
                whole = _EMPTY
                for part in parts:
                    whole = self._joined(whole, self.of(part))
                return whole
            case Choice(parts):
                found = [self.of(part) for part in parts]
                return _Part(
                    any(part.empty for part in found),
                    frozenset().union(*(part.first for part in found)),
                    frozenset().union(*(part.last for part in found)),
                )
            case Repeat():
                return self._repeated(expression)

    def _joined(self, left: _Part, right: _Part) -> _Part:
        for position in left.last:
            self.after[position] |= right.first
        return _Part(
            left.empty and right.empty,
            left.first | right.first if left.empty else left.first,
            left.last | right.last if right.empty else right.last,
        )

    def _repeated(self, repeat: Repeat) -> _Part:
        """``low`` copies that must occur, then copies that may, or one that may repeat."""
        whole = _EMPTY
        copies = repeat.low + 1 if repeat.high is None else repeat.high
        for number in range(1, copies + 1):
            copy = self.of(repeat.part)
            if not copy.first:
                return _EMPTY
            if number > repeat.low:
                copy = _Part(True, copy.first, copy.last)
            if repeat.high is None and number == copies:
                copy = self._joined_to_itself(copy)
            whole = self._joined(whole, copy)
        return whole

    def _joined_to_itself(self, part: _Part) -> _Part:
        for position in part.last:
            self.after[position] |= part.first
        return part


#: Transitions by class of letters, and which states accept.
_Table = list[dict[int, int]]


def _subset_construction(
    positions: _Positions, whole: _Part
) -> tuple[_Table, set[int], list[tuple[Letter, ...]]]:
    """Sets of positions as states; letters that every step treats alike are one class."""
    classes: dict[frozenset[int], list[Letter]] = {}
    relations = sorted({r for step in positions.steps for r in step.along | step.against})
    for relation in relations:
        along = {n for n, step in enumerate(positions.steps) if relation in step.along}
        against = {n for n, step in enumerate(positions.steps) if relation in step.against}
        for way, fitting in ((True, along), (False, against), (None, along | against)):
            if fitting:
                classes.setdefault(frozenset(fitting), []).append((relation, way))
    start = -1
    numbers: dict[frozenset[int], int] = {frozenset((start,)): 0}
    table: _Table = []
    accepting: set[int] = set()
    for state in (queue := [frozenset((start,))]):
        if (whole.empty and start in state) or state & whole.last:
            accepting.add(numbers[state])
        follow: set[int] = set()
        for position in state:
            follow |= whole.first if position == start else positions.after[position]
        table.append({})
        for kind, positions_of_kind in enumerate(classes):
            following = positions_of_kind & follow
            if not following:
                continue
            if following not in numbers:
                if len(numbers) == MOST_STATES:
                    raise too_large(f"{MOST_STATES} states")
                numbers[following] = len(numbers)
                queue.append(following)
            table[-1][kind] = numbers[following]
    return table, accepting, [tuple(letters) for letters in classes.values()]


def _minimised(table: _Table, accepting: set[int], classes: list[tuple[Letter, ...]]) -> Automaton:
    """Merge states that accept the same; drop those from which nothing is accepted."""
    live = _leading_to(accepting, table)
    table = [{c: n for c, n in row.items() if n in live} for row in table]
    block = [int(state in accepting) for state in range(len(table))]
    count = 0
    while len(set(block)) > count:
        count = len(set(block))
        seen: dict[tuple[int, frozenset[tuple[int, int]]], int] = {}
        block = [
            seen.setdefault(
                (block[state], frozenset((c, block[n]) for c, n in row.items())), len(seen)
            )
            for state, row in enumerate(table)
        ]
    rows = {b: {c: block[n] for c, n in row.items()} for b, row in zip(block, table, strict=True)}
    numbers = {block[0]: 0}
    transitions: list[dict[Letter, int]] = []
    for old in (queue := [block[0]]):
        moves = sorted(
            ((letter, n) for c, n in rows[old].items() for letter in classes[c]),
            key=lambda move: (move[0][0], str(move[0][1])),
        )
        for _, following in moves:
            if following not in numbers:
                numbers[following] = len(numbers)
                queue.append(following)
        transitions.append({letter: numbers[following] for letter, following in moves})
    accepted = frozenset(numbers[block[s]] for s in accepting if block[s] in numbers)
    return Automaton(tuple(transitions), accepted)


def _leading_to(accepting: set[int], table: _Table) -> set[int]:
    """The states from which an accepting one can be reached, those themselves included."""
    before: dict[int, set[int]] = {}
    for state, row in enumerate(table):
        for following in row.values():
            before.setdefault(following, set()).add(state)
    found, queue = set(accepting), list(accepting)
    while queue:
        new = before.get(queue.pop(), set()) - found
        found |= new
        queue.extend(new)
    return found
