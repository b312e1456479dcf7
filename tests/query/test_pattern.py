"""Patterns: the grammar, what it accepts, and what is said of a fault."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.errors import UsageError
from policygraph.model.ontology import NamedPattern, Ontology
from policygraph.query.automaton import Automaton, Letter
from policygraph.query.pattern import compile_pattern
from tests.engines.patterns import NAMES, VOCABULARY, Pattern, character, patterns
from tests.world import IRI, ontology

WORDS = ontology(VOCABULARY)
#: feeds > feeds-well > feeds-best are the only relations above each other.
FEEDS = {"feeds", "feeds-well", "feeds-best"}


def with_names(**named: str) -> Ontology:
    terms = {
        name.replace("_", "-"): NamedPattern(name, IRI + name, name, "", pattern)
        for name, pattern in named.items()
    }
    return replace(WORDS, patterns=terms)


def compiled(text: str, words: Ontology = WORDS) -> Automaton:
    return compile_pattern(text, words)


def steps(text: str) -> list[Letter]:
    """``feeds <uses`` is a step along feeds, then one against uses; ``=`` is a self-loop."""
    ways = {"<": False, "=": None}
    return [(word.lstrip("<="), ways.get(word[0], True)) for word in text.split()]


letters = st.tuples(st.sampled_from(NAMES), st.booleans())


@given(pattern=patterns(), word=st.lists(letters, max_size=6))
def test_a_pattern_accepts_what_its_regular_expression_matches(
    pattern: Pattern, word: list[Letter]
) -> None:
    matched = re.fullmatch(pattern.regex, "".join(map(character, word)))
    assert compiled(pattern.text).accepts(word) == bool(matched)


@given(pattern=patterns(), data=st.data())
def test_a_word_that_the_automaton_spells_is_matched(pattern: Pattern, data: st.DataObject) -> None:
    automaton = compiled(pattern.text)
    state, word = automaton.start, ""
    while automaton.transitions[state] and len(word) < 8:
        ways = [letter for letter in automaton.transitions[state] if letter[1] is not None]
        letter = data.draw(st.sampled_from(sorted(ways)))
        state, word = automaton.transitions[state][letter], word + character(letter)
        accepted = state in automaton.accepting
        assert bool(re.fullmatch(pattern.regex, word)) == accepted


@given(pattern=patterns(), word=st.lists(letters, max_size=4))
def test_a_self_loop_is_read_either_way(pattern: Pattern, word: list[Letter]) -> None:
    """A word of loops is accepted if it is with each read along or against."""
    either = "".join(f"[{character((r, True))}{character((r, False))}]" for r, _ in word)
    automaton = compiled(pattern.text)
    ways = [""]
    for relation, _ in word:
        ways = [w + character((relation, way)) for w in ways for way in (True, False)]
    assert all(re.fullmatch(either, way) for way in ways)
    accepted = any(re.fullmatch(pattern.regex, way) for way in ways)
    assert automaton.accepts([(relation, None) for relation, _ in word]) == accepted


@given(pattern=patterns())
def test_an_automaton_is_the_least_and_each_of_its_states_leads_on(pattern: Pattern) -> None:
    automaton = compiled(pattern.text)
    size = range(len(automaton))
    live = set(automaton.accepting)
    while more := {s for s in size if set(automaton.transitions[s].values()) & live} - live:
        live |= more
    assert live == set(size) or (len(automaton) == 1 and not automaton.accepting)
    apart = {
        (s, t)
        for s in size
        for t in size
        if (s in automaton.accepting) != (t in automaton.accepting)
    }
    while True:
        found = {
            (s, t)
            for s in size
            for t in size
            if automaton.transitions[s].keys() != automaton.transitions[t].keys()
            or any(
                (n, automaton.transitions[t][x]) in apart
                for x, n in automaton.transitions[s].items()
            )
        } - apart
        if not found:
            break
        apart |= found
    assert apart == {(s, t) for s in size for t in size if s != t}


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("feeds", ["feeds", "feeds-well", "feeds-best"], ["", "<feeds", "uses", "feeds feeds"]),
        ("feeds-well", ["feeds-well", "feeds-best"], ["feeds"]),
        ("^feeds", ["<feeds", "<feeds-well"], ["feeds"]),
        ("feeds/uses|joins", ["feeds uses", "joins"], ["feeds joins", "feeds"]),
        ("feeds/(uses|joins)", ["feeds uses", "feeds joins"], ["joins"]),
        ("^feeds*", ["", "<feeds <feeds"], ["feeds"]),
        ("^(feeds/uses)", ["<uses <feeds"], ["<feeds <uses", "feeds uses"]),
        ("feeds+/uses?", ["feeds", "feeds feeds uses"], ["uses", "feeds uses uses"]),
        ("feeds{2}", ["feeds feeds"], ["feeds", "feeds feeds feeds"]),
        ("feeds{2,}", ["feeds feeds", "feeds feeds feeds"], ["feeds"]),
        ("feeds{,2}", ["", "feeds", "feeds feeds"], ["feeds feeds feeds"]),
        ("feeds{1,2}", ["feeds", "feeds feeds"], ["", "feeds feeds feeds"]),
        ("feeds{0}", [""], ["feeds"]),
        ("(feeds?){0,3}", ["", "feeds feeds feeds"], ["feeds feeds feeds feeds"]),
        (".", ["uses", "mentions"], ["<uses", ""]),
        ("^.", ["<uses"], ["uses"]),
        ("!feeds-well", ["feeds", "uses"], ["feeds-well", "feeds-best", "<uses"]),
        ("!(feeds|uses)", ["joins", "<joins"], ["feeds", "feeds-best", "uses", "<uses"]),
        ("!^feeds", ["<uses"], ["<feeds", "uses"]),
        ("!(feeds|^uses)", ["uses", "<feeds", "joins", "<joins"], ["feeds", "<uses"]),
        ("!()", ["feeds", "uses"], ["<feeds"]),
        ("^!(feeds|^uses)", ["<uses", "feeds"], ["<feeds", "uses"]),
        ("!feeds+", ["uses joins"], ["", "uses feeds"]),
        (f"<{IRI}feeds>/uses", ["feeds-well uses"], ["uses"]),
        (" feeds\n/ uses ", ["feeds uses"], ["feeds"]),
        ("^feeds/feeds", ["<feeds feeds", "=feeds =feeds"], ["feeds <feeds"]),
    ],
)  # fmt: skip
def test_the_grammar_of_sparql_and_three_extensions(
    pattern: str, yes: list[str], no: list[str]
) -> None:
    automaton = compiled(pattern)
    assert [word for word in yes if not automaton.accepts(steps(word))] == []
    assert [word for word in no if automaton.accepts(steps(word))] == []


def test_a_prefixed_name_is_an_iri() -> None:
    iri = "https://w3id.org/policygraph/ns#feedsOn"
    words = replace(WORDS, relations={"feeds": replace(WORDS.relations["feeds"], iri=iri)})
    assert compiled("pg:feedsOn", words) == compiled("feeds", words)


def test_equal_languages_give_equal_automata() -> None:
    assert compiled("feeds/feeds*|feeds") == compiled("feeds+")
    assert compiled("(uses|feeds)?/(feeds|uses)*") == compiled("(feeds|uses)*")
    assert compiled("^(^feeds)") == compiled("feeds")


def test_what_can_match_nothing_leaves_one_state_that_does_not_accept() -> None:
    every = "|".join(NAMES)
    automaton = compiled(f"feeds/!({every})/uses")
    assert (automaton.transitions, automaton.accepting) == (({},), frozenset())


def test_a_named_pattern_stands_for_its_text_in_parentheses() -> None:
    words = with_names(way="feeds|joins", long_way="@way/@way")
    assert compiled("^@way+", words) == compiled("^(feeds|joins)+", words)
    assert compiled("@long-way", words) == compiled("(feeds|joins)/(feeds|joins)", words)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "pattern: the pattern is empty; write a relation, for instance with + after it\n"
             "  \n"
             "  ^"),
        ("feeds//uses", "pattern: a relation is missing before '/'; "
                        "write its id, or . for any relation\n"
                        "  feeds//uses\n"
                        "        ^"),
        ("feeds uses", "pattern: the pattern goes on before 'uses'; join two parts by / or |\n"
                       "  feeds uses\n"
                       "        ^"),
        ("feeds/(uses", "pattern: the parenthesis is not closed; write ) where it ends\n"
                        "  feeds/(uses\n"
                        "        ^"),
        ("juins+", "pattern: unknown relation 'juins'; did you mean joins?\n"
                   "  juins+\n"
                   "  ^"),
        ("feeds{2,1}", "pattern: {2,1} goes down; write {1,2}\n"
                       "  feeds{2,1}\n"
                       "       ^"),
        ("feeds**", "pattern: one modifier follows another; put what the first modifies in ( )\n"
                    "  feeds**\n"
                    "        ^"),
        ("!@way", "pattern: ! is not followed by a relation before '@way'; "
                  "write !a, !^a or !(a|^b)\n"
                  "  !@way\n"
                  "   ^"),
        ("uses/@wya", "pattern: unknown named pattern 'wya'; did you mean way?\n"
                      "  uses/@wya\n"
                      "       ^"),
        ("\tfeeds\x1b[2J\n/", "pattern: the pattern goes on before ' '; join two parts by / or |\n"
                              "   feeds [2J /\n"
                              "        ^"),
    ],
)  # fmt: skip
def test_a_fault_is_shown_at_its_place(pattern: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        compiled(pattern, with_names(way="feeds"))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "pattern",
    ["^^feeds", "feeds{", "feeds{,}", "feeds{1", "feeds{a}", "feeds{1,2", "feeds{9999999999}",
     "x:feeds", "<nothing>", "<feeds", "..", "feeds)", "feeds|", "|feeds", "!", "!(", "!(feeds",
     "!(feeds|)", "!(|)", "!.", "@", "*", "a b", "feeds{-1}", "é", "feeds;uses", "(" * 60,
     "(" * 60 + "feeds" + ")" * 60, "()"],
)  # fmt: skip
def test_what_is_no_pattern_is_a_usage_error_with_a_caret(pattern: str) -> None:
    with pytest.raises(UsageError, match=r"\A[^\n]+\n  [^\n]*\n +\^\Z"):
        compiled(pattern, with_names(way="feeds"))


@given(st.text(alphabet="feds-/|^*+?!(){},.@ 12<>:", max_size=30))
def test_any_text_is_a_pattern_or_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        compiled(text, with_names(fed="feeds"))


def test_named_patterns_may_not_lead_back_to_themselves() -> None:
    words = with_names(one="feeds/@two", two="(@three)*", three="uses|@two")
    with pytest.raises(UsageError) as caught:
        compiled("@one", words)
    assert str(caught.value) == (
        "pattern @three: named patterns lead back to themselves: @two -> @three -> @two; "
        "take one name out\n"
        "  uses|@two\n"
        "       ^"
    )


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("feeds{1001}", "1000 steps"),
        ("((feeds{1,100}){1,100}){1,100}", "1000 steps"),
        ("(feeds|uses)*/feeds/(feeds|uses){12}", "500 states"),
        ("@n20", "1000 steps"),
    ],
)
def test_a_pattern_that_grows_without_measure_is_refused(pattern: str, what: str) -> None:
    doubling = {f"n{n + 1}": f"@n{n}/@n{n}" for n in range(20)}
    with pytest.raises(UsageError) as caught:
        compiled(pattern, with_names(n0="feeds", **doubling))
    assert str(caught.value) == (
        f"pattern unfolds to more than {what}; lower the numbers in braces, or split the question"
    )
