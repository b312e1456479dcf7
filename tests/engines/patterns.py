"""Generated patterns, each written three ways: ours, a Python regular expression, SPARQL.

The regular expression is over words of one character a step, so that the module ``re``
says what a pattern accepts; SPARQL is for pyoxigraph. Sub-relations are written out in
both, and neither has to do with how the package reads patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from policygraph.query.automaton import Letter
from tests.world import IRI, RELATIONS, relation

VOCABULARY = (
    *RELATIONS,
    relation("feeds-best", "both", "constrains", parent="feeds-well"),
    relation("ties", "both", symmetric=True),
    relation("ties-up", "along", parent="ties"),
    relation("ties-up-both", "both", parent="ties-up", symmetric=True),
)
NAMES = tuple(sorted(relation.id for relation in VOCABULARY))


class Written(str):
    """The text of a pattern that knows its regular expression."""

    regex: str

    @classmethod
    def of(cls, pattern: Pattern) -> Written:
        written = cls(pattern.text)
        written.regex = pattern.regex
        return written


def below(name: str) -> list[str]:
    """A relation and its sub-relations."""
    found = [name]
    for above in found:
        found += [r.id for r in VOCABULARY if r.parent == above]
    return found


def both_ways(names: list[str], top: str = "") -> list[str]:
    """Those that say a thing of swapped ends too: below a symmetric relation, or one up to top."""
    known = {relation.id: relation for relation in VOCABULARY}

    def chain(name: str) -> list[str]:
        found = [name]
        while found[-1] != top and (parent := known[found[-1]].parent) is not None:
            found.append(parent)
        return found

    return [name for name in names if any(known[above].symmetric for above in chain(name))]


def character(letter: Letter) -> str:
    """One character for a step along or against a relation."""
    name, along = letter
    return chr(ord("a" if along else "A") + NAMES.index(name))


class Pattern(NamedTuple):
    """A pattern as we write it, as a regular expression and that of its inverse, and in SPARQL.

    ``sparql`` has sub-relations written out, ``plain`` has not.
    """

    text: str
    regex: str
    backwards: str
    sparql: str
    plain: str


def one_of(names: list[str], along: bool) -> str:
    return "".join(character((name, along)) for name in names)


def either(forth: list[str], back: list[str]) -> str:
    """A step along one of ``forth`` or against one of ``back``; (?!) matches nothing."""
    inside = one_of(forth, True) + one_of(back, False)
    return f"[{inside}]" if inside else "(?!)"


def iris(names: list[str], sign: str = "") -> list[str]:
    return [f"{sign}<{IRI}{name}>" for name in names]


def named(name: str) -> Pattern:
    found = below(name)
    back = both_ways(found, name)
    sparql = f"({'|'.join([*iris(found), *iris(back, '^')])})"
    return Pattern(name, either(found, back), either(back, found), sparql, *iris([name]))


def any_relation() -> Pattern:
    every = list(NAMES)
    back = both_ways(every)
    plain = f"!(<{IRI}none>)"
    sparql = "|".join([plain, *iris(back, "^")])
    return Pattern(".", either(every, back), either(back, every), f"({sparql})", plain)


def negated(forth: list[str], back: list[str]) -> Pattern:
    out = [sorted({r for name in names for r in below(name)}) for names in (forth, back)]
    left = [[name for name in NAMES if name not in names] for names in out]
    along, against = (left[0] if forth or not back else [], left[1] if back else [])
    # What says a thing of swapped ends too is stepped over either way.
    more = both_ways(along), both_ways(against)
    ways = (sorted({*along, *more[1]}), sorted({*against, *more[0]}))
    text = "|".join([*forth, *(f"^{name}" for name in back)])
    sparql = "|".join([*iris(out[0]), *iris(out[1], "^")]) or f"<{IRI}none>"
    sparql = "|".join([f"!({sparql})", *iris(more[0], "^"), *iris(more[1])])
    return Pattern(
        f"!({text})", either(*ways), either(*reversed(ways)), f"({sparql})", f"({sparql})"
    )


def inverted(part: Pattern) -> Pattern:
    return Pattern(
        f"^({part.text})",
        part.backwards,
        part.regex,
        f"^({part.sparql})",
        f"^({part.plain})",
    )


def joined(parts: list[Pattern]) -> Pattern:
    return Pattern(
        "/".join(f"({p.text})" for p in parts),
        "".join(f"(?:{p.regex})" for p in parts),
        "".join(f"(?:{p.backwards})" for p in reversed(parts)),
        "/".join(f"({p.sparql})" for p in parts),
        "/".join(f"({p.plain})" for p in parts),
    )


def choice(parts: list[Pattern]) -> Pattern:
    return Pattern(*("|".join(f"({text})" for text in texts) for texts in zip(*parts, strict=True)))


def repeated(part: Pattern, times: tuple[str, int, int | None]) -> Pattern:
    sign, low, high = times
    bounds = f"{{{low},{'' if high is None else high}}}"

    def copies(sparql: str) -> str:
        found = [sparql] * low
        found += [f"({sparql})*"] if high is None else [f"({sparql})?"] * (high - low)
        return "/".join(f"({copy})" for copy in found)

    return Pattern(
        f"({part.text}){sign}",
        f"(?:{part.regex}){bounds}",
        f"(?:{part.backwards}){bounds}",
        copies(part.sparql),
        copies(part.plain),
    )


#: How a part is repeated: as we write it, at least, at most.
_TIMES = (
    ("*", 0, None),
    ("+", 1, None),
    ("?", 0, 1),
    ("{2}", 2, 2),
    ("{,2}", 0, 2),
    ("{1,3}", 1, 3),
    ("{2,}", 2, None),
)


def patterns(
    names: Sequence[str] = NAMES, *, negations: bool = True, largest: int = 5
) -> st.SearchStrategy[Pattern]:
    """Patterns of up to so many relations out of some."""
    some = st.sampled_from(names)
    few = st.lists(some, max_size=2, unique=True)
    leaves = [some.map(named), some.map(named), st.just(any_relation())]
    if negations:
        leaves.append(st.builds(negated, few, few))

    def grown(parts: st.SearchStrategy[Pattern]) -> st.SearchStrategy[Pattern]:
        lists = st.lists(parts, min_size=2, max_size=3)
        return st.one_of(
            parts.map(inverted),
            lists.map(joined),
            lists.map(choice),
            st.builds(repeated, parts, st.sampled_from(_TIMES)),
        )

    return st.recursive(st.one_of(leaves), grown, max_leaves=largest)


def fitting(names: Sequence[str]) -> st.SearchStrategy[Pattern]:
    """Patterns over the relations of a world, most of which fit some of its paths."""
    either_way = choice([any_relation(), inverted(any_relation())])
    anything = repeated(either_way, ("*", 0, None))
    some = patterns(names, largest=3)
    return st.one_of(
        some,
        some.map(lambda part: joined([anything, part, anything])),
        some.map(lambda part: repeated(choice([part, either_way]), ("{1,3}", 1, 3))),
        st.builds(lambda a, b: repeated(choice([a, inverted(b)]), ("+", 1, None)), some, some),
    )
