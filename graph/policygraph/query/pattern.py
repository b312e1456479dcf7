"""Patterns of paths: SPARQL 1.1 property paths over relations, read by a parser.

:func:`compile_pattern` turns the text of a pattern into an
:class:`~policygraph.query.automaton.Automaton` over the relations of an ontology. The grammar
is that of SPARQL 1.1 (section 19.8, rules 88 to 96) with a relation's id, its IRI in ``<>`` or
``prefix:name`` as the names, and three extensions: ``{n}``, ``{n,m}``, ``{n,}`` and ``{,m}``
as a modifier, ``.`` for any relation, and ``@name`` for a named pattern of the ontology. A
name stands for the relation and its sub-relations; ``!(a)`` excludes a's sub-relations too.
An error is a :class:`~policygraph.errors.UsageError` that marks its position under the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, NoReturn

from policygraph.errors import UsageError
from policygraph.model import iris
from policygraph.model.ontology import Ontology
from policygraph.query.automaton import (
    MOST_STEPS,
    Automaton,
    Choice,
    Expression,
    Repeat,
    Sequence,
    Step,
    automaton_of,
    inverse,
    too_large,
)

#: How deep parentheses and names may be nested.
DEEPEST = 50
#: How many characters an error shows before and after its position, and of a name.
_BESIDE = 60

_TOKEN = re.compile(
    r"\s*(?:(?P<iri><[^<>\s]*>)|(?P<prefixed>[A-Za-z][\w-]*:[\w-]*)|(?P<name>\w[\w-]*)"
    r"|(?P<named>@[\w-]*)|(?P<sign>[/|^*+?!(){},.])|(?P<end>\Z)|(?P<other>.))",
    re.DOTALL,
)
_MODIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def compile_pattern(text: str, ontology: Ontology) -> Automaton:
    """The least deterministic automaton of a pattern, over (relation id, way).

    Sub-relations are expanded. A pattern may match the empty path, but that path is never an
    answer. Raises :class:`UsageError` for a syntax error, a name that the ontology does not
    have, or too many steps or states.

    >>> from policygraph.tables.ontology import read_ontology
    >>> from policygraph.tables.locations import ontology_folder
    >>> core = read_ontology(ontology_folder() / "policygraph.ttl")
    >>> relation = sorted(core.relations)[0]
    >>> automaton = compile_pattern(f"{relation}+", core)
    >>> automaton.accepts([]), automaton.accepts([(relation, True)] * 3)
    (False, True)
    """
    return automaton_of(_Parser(text, ontology).whole())


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


class _Parser:
    """A recursive-descent parser with one method for each rule."""

    def __init__(self, text: str, ontology: Ontology, around: _Parser | None = None) -> None:
        self.text = text
        self.ontology = ontology
        self.top: _Parser = around.top if around else self
        self.within: tuple[str, ...] = ()
        self.depth: int = around.depth if around else 0
        self.steps = 0
        self.tokens = [
            _Token(match.lastgroup or "", match[match.lastgroup or 0], match.start(match.lastgroup))
            for match in _TOKEN.finditer(text)
            if match.lastgroup
        ]
        self.next = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def whole(self) -> Expression:
        if self.token.kind == "end":
            self.fault("the pattern is empty", "write a relation, for instance with + after it")
        found = self.alternative()
        if self.token.kind != "end":
            self.unexpected("the pattern goes on", "join two parts by / or |")
        return found

    def alternative(self) -> Expression:
        parts = [self.sequence()]
        while self.taken("|"):
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence(self) -> Expression:
        parts = [self.element()]
        while self.taken("/"):
            parts.append(self.element())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def element(self) -> Expression:
        if self.taken("^"):
            if self.token.text == "^":
                self.fault("^ stands before ^", "write one, or none: the two cancel out")
            return inverse(self.modified())
        return self.modified()

    def modified(self) -> Expression:
        part = self.primary()
        bounds = self.modifier()
        if bounds is None:
            return part
        if self.token.text in (*_MODIFIERS, "{"):
            self.fault("one modifier follows another", "put what the first modifies in ( )")
        return Repeat(part, *bounds)

    def primary(self) -> Expression:
        token = self.token
        if token.kind in ("name", "prefixed", "iri"):
            return self.over(self.relation())
        if token.kind == "named":
            return self.named()
        if self.taken("."):
            return self.step(frozenset(self.ontology.relations), frozenset())
        if self.taken("!"):
            return self.negated()
        if not self.taken("("):
            self.unexpected("a relation is missing", "write its id, or . for any relation")
        self.deeper(token)
        found = self.alternative()
        self.close(token)
        self.depth -= 1
        return found

    def modifier(self) -> tuple[int, int | None] | None:
        sign = self.token
        if sign.kind == "sign" and sign.text in _MODIFIERS:
            self.next += 1
            return _MODIFIERS[sign.text]
        if not self.taken("{"):
            return None
        low = self.number()
        high = low
        if self.taken(","):
            high = self.number()
            if low is None and high is None:
                self.fault("{,} has no number", "write {n}, {n,m}, {n,} or {,m}", sign)
        elif low is None:
            self.unexpected("a number is missing", "write {n}, {n,m}, {n,} or {,m}")
        if not self.taken("}"):
            self.unexpected("the brace is not closed", "write {n}, {n,m}, {n,} or {,m}")
        if low is not None and high is not None and low > high:
            self.fault(f"{{{low},{high}}} goes down", f"write {{{high},{low}}}", sign)
        return low or 0, high

    def number(self) -> int | None:
        token = self.token
        if token.kind != "name" or not (token.text.isascii() and token.text.isdecimal()):
            return None
        if len(token.text) > 9:
            self.fault("the number is too long", "write one of at most nine digits")
        self.next += 1
        return int(token.text)

    def negated(self) -> Expression:
        """SPARQL 1.1, 9.1: ``!(a|^b)`` is a step along other than a, or one against other than b.

        Without any name, and without one of the kind ``^b``, the step goes along.
        """
        along: set[str] = set()
        against: set[str] = set()
        ways: set[bool] = set()
        opened = self.token
        several = self.taken("(")
        while not (several and self.token.text == ")" and not ways):
            way = not self.taken("^")
            if self.token.kind not in ("name", "prefixed", "iri"):
                self.unexpected("! is not followed by a relation", "write !a, !^a or !(a|^b)")
            (along if way else against).update(self.family(self.relation()))
            ways.add(way)
            if not (several and self.taken("|")):
                break
        if several:
            self.close(opened)
        every = frozenset(self.ontology.relations)
        return self.step(
            every - along if True in ways or not ways else frozenset(),
            every - against if False in ways else frozenset(),
        )

    def over(self, relation: str) -> Expression:
        """A step along a relation, or back over a statement that implies one along it."""
        along = self.family(relation)
        either = self.ontology.reads_both_ways
        back = frozenset(special for special in along if either(special, relation))
        return self.counted(Step(along, back))

    def step(self, along: frozenset[str], against: frozenset[str]) -> Expression:
        """A step along or against some relations; some that imply a symmetric one go both ways."""
        either = frozenset(filter(self.ontology.reads_both_ways, along | against))
        return self.counted(Step(along | against & either, against | along & either))

    def counted(self, step: Step) -> Step:
        self.top.steps += 1
        if self.top.steps > MOST_STEPS:
            raise too_large(f"{MOST_STEPS} steps")
        return step

    def family(self, relation: str) -> frozenset[str]:
        """A relation with its sub-relations."""
        return self.ontology.with_subrelations((relation,))

    def relation(self) -> str:
        """The relation that a name stands for."""
        token = self.token
        relations = self.ontology.relations
        found = token.text if token.text in relations else None
        if token.kind != "name":
            iri = self.iri(token)
            found = next((r.id for r in relations.values() if r.iri == iri), None)
        if found is None:
            self.unknown("relation", token.text, relations)
        self.next += 1
        return found

    def iri(self, token: _Token) -> str:
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        if prefix not in iris.PREFIXES:
            self.unknown("prefix", prefix, iris.PREFIXES)
        return iris.PREFIXES[prefix] + local

    def named(self) -> Expression:
        token, patterns = self.token, self.ontology.patterns
        name = token.text[1:]
        if name not in patterns:
            self.unknown("named pattern", name, patterns)
        if name in self.within:
            circle = " -> ".join(f"@{n}" for n in (*self.within[self.within.index(name) :], name))
            self.fault(f"named patterns lead back to themselves: {circle}", "take one name out")
        self.deeper(token)
        self.next += 1
        inner = _Parser(patterns[name].pattern, self.ontology, self)
        inner.within = (*self.within, name)
        self.depth -= 1
        return inner.whole()

    def deeper(self, token: _Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fault(f"more than {DEEPEST} parts stand in each other", "write it flatter", token)

    def taken(self, sign: str) -> bool:
        """Consume the next token if it is this sign; whether it was."""
        if self.token.kind != "sign" or self.token.text != sign:
            return False
        self.next += 1
        return True

    def close(self, opened: _Token) -> None:
        if self.token.kind == "end":
            self.fault("the parenthesis is not closed", "write ) where it ends", opened)
        if not self.taken(")"):
            self.unexpected("the parenthesis is not closed", "write ), or join two parts by / or |")

    def unexpected(self, what: str, fix: str) -> NoReturn:
        token = self.token
        found = "" if token.kind == "end" else f" before {_short(token.text)!r}"
        self.fault(f"{what}{found or ' at the end'}", fix)

    def unknown(self, what: str, name: str, known: Iterable[str]) -> NoReturn:
        from difflib import get_close_matches

        near = get_close_matches(name, list(known), n=3, cutoff=0.6)
        fix = f"did you mean {' or '.join(near)}?" if near else "see policygraph info"
        self.fault(f"unknown {what} {_short(name)!r}", fix)

    def fault(self, what: str, fix: str, token: _Token | None = None) -> NoReturn:
        """Raise the error with the pattern below it and a caret under the position."""
        at = (token or self.token).at
        first = max(0, at - _BESIDE) if at > 2 * _BESIDE else 0
        last = max(at, first + _BESIDE) + _BESIDE
        before = ("... " if first else "") + _printable(self.text[first:at])
        shown = before + _printable(self.text[at:last]) + (" ..." * (last < len(self.text)))
        where = f"pattern @{self.within[-1]}" if self.within else "pattern"
        raise UsageError(f"{where}: {what}; {fix}", f"\n  {shown}\n  {' ' * len(before)}^")


def _printable(text: str) -> str:
    """The text with a space for each character that is not printable."""
    return "".join(c if c.isprintable() else " " for c in text)


def _short(name: str) -> str:
    """A printable name; of a long one its beginning."""
    return _printable(name if len(name) <= _BESIDE else f"{name[:_BESIDE]}...")
