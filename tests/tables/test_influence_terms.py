"""What the ontology says about influence is read whole, and what is wrong with it is said."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from policygraph.errors import InvalidData
from policygraph.model.ontology import Channel, Composition, Ontology, Threshold, Way
from policygraph.tables import locations
from policygraph.tables.ontology import read_ontology
from tests.datasets import (
    CORE,
    INFLUENCE,
    PREFIXES,
    relation_turtle,
    term_turtle,
    transition_turtle,
    way_turtle,
    write_ontology,
)

W = "https://example.org/w#"


def read(tmp_path: Path, text: str, *extensions: str) -> Ontology:
    files = []
    for number, extension in enumerate(extensions, 1):
        files.append(tmp_path / f"more{number}.ttl")
        files[-1].write_text(PREFIXES + extension, encoding="utf-8")
    return read_ontology(write_ontology(tmp_path, text) / "policygraph.ttl", files)


def wrong(tmp_path: Path, text: str, *extensions: str) -> list[str]:
    with pytest.raises(InvalidData) as caught:
        read(tmp_path, text, *extensions)
    return [str(fault).replace(f"{tmp_path}/", "") for fault in caught.value.faults]


def test_the_declarations_are_read_whole(tmp_path: Path) -> None:
    both = relation_turtle("trades").replace("pg:along", "pg:both")
    more = '; pg:gradeByQuantity "percent: 50 much, 0 some", "million EUR: 2.5 much"'
    ways = way_turtle("trades", more=more) + way_turtle("trades", "against", "pass", "some")
    found = read(tmp_path, CORE + INFLUENCE + both + ways)
    assert found.channels == {
        "push": Channel("push", W + "push", "push", "What push means.", 1, act=True),
        "pass": Channel("pass", W + "pass", "pass", "What pass means.", 2),
        "wish": Channel("wish", W + "wish", "wish", "What wish means.", 3, counted=False),
    }
    assert (found.default_channel, found.default_grade) == ("push", "some")
    thresholds = (
        Threshold("million EUR", 2.5, "much"),
        Threshold("percent", 50, "much"),
        Threshold("percent", 0, "some"),
    )
    assert found.way("trades", True) == Way(
        "push", "enables", "much", "For tests, along.", thresholds
    )
    assert found.way("trades", False) == Way("pass", "enables", "some", "For tests, against.")
    assert found.composition == Composition(
        "at-first",
        {
            ("at-first", "push"): ("at-first", "set"),
            ("at-first", "wish"): ("at-first", "keep"),
            ("at-first", "pass"): ("further", "test"),
            ("further", "pass"): ("further", "drop"),
        },
    )


def test_a_relation_says_what_it_does_to_its_ends(tmp_path: Path) -> None:
    more = (
        "; pg:bringsForth pg:object ; pg:begins pg:subject ; pg:force pg:ends"
        ' ; pg:locates pg:place ; pg:atStart true ; pg:enactedIn "rule", "law"'
        " ; pg:defaultNeed w:each"
    )
    need = term_turtle("each", "Need", 1)
    found = read(tmp_path, CORE + relation_turtle("odd", more=more) + need).relations
    odd, plain = found["odd"], found["feeds"]
    assert (odd.brings_forth, odd.begins, odd.force) == ("object", "subject", "ends")
    assert (odd.locates, odd.at_start, odd.need) == ("place", True, "each")
    assert odd.enacted_in == {"rule", "law"}
    assert (plain.brings_forth, plain.begins, plain.force) == ("", "", "")
    assert (plain.locates, plain.at_start, plain.need) == ("", False, None)
    assert (plain.enacted_in, plain.replaced_by) == (frozenset(), None)


def test_a_deprecated_relation_names_what_it_is_read_as(tmp_path: Path) -> None:
    deprecated = "; owl:deprecated true ; dcterms:isReplacedBy w:odd"
    old, new = relation_turtle("old", more=deprecated), relation_turtle("odd")
    found = read(tmp_path, CORE + INFLUENCE + old + new + way_turtle("odd", channel="pass"))
    assert found.relations["old"].replaced_by == "odd"
    assert found.way("old", True) == found.way("odd", True)
    assert found.way("old", False) is None


def test_an_ontology_of_version_0_1_has_no_composition(tmp_path: Path) -> None:
    found = read(tmp_path, CORE)
    assert found.composition is None
    assert (found.channels, found.evidence) == ({}, {})
    assert found.way("feeds", True) == Way("", "enables", "", "For tests.")
    assert found.way("feeds", False) is None


def test_a_relation_of_a_dataset_written_for_0_1_has_the_defaults(tmp_path: Path) -> None:
    found = read(tmp_path, CORE + INFLUENCE, relation_turtle("ours"))
    assert found.way("ours", True) == Way("push", "enables", "some", "For tests.")
    assert found.way("ours", False) is None


def test_a_dataset_adds_channels_states_and_ways_of_its_own(tmp_path: Path) -> None:
    more = (
        relation_turtle("ours").replace("pg:along", "pg:against")
        + term_turtle("pull", "Channel", 9)
        + term_turtle("aside", "CompositionState", 9)
        + transition_turtle("at-first", "pull", "aside")
        + transition_turtle("aside", "pass", "aside")
        + way_turtle("ours", "against", "pull", "some")
    )
    found = read(tmp_path, CORE + INFLUENCE, more)
    assert found.way("ours", False) == Way("pull", "enables", "some", "For tests, against.")
    assert found.composition
    assert found.composition.transitions["at-first", "pull"] == ("aside", "keep")
    assert found.composition.transitions["aside", "pass"] == ("aside", "keep")


ODD = relation_turtle("odd")
BOTH = ODD.replace("pg:along", "pg:both")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ODD + way_turtle("odd", channel="pish"),
         "odd-along: pg:channel names https://example.org/w#pish, which is not declared; "
         "declare it"),
        (ODD + way_turtle("odd", grade="huge"),
         "odd-along: pg:defaultGrade names https://example.org/w#huge, which is not declared; "
         "declare it"),
        (way_turtle("odder"),
         "odder-along: pg:ofRelation names https://example.org/w#odder, which is not declared; "
         "declare it"),
        (ODD + way_turtle("odd").replace("pg:way pg:along", "pg:way pg:both"),
         "odd-along: has pg:way 'both'; write one of pg:along, pg:against"),
        (ODD + way_turtle("odd", effect="delights"),
         "odd-along: has pg:effect 'delights'; write one of pg:enables, pg:constrains, "
         "pg:neutral"),
        (ODD + way_turtle("odd").replace("pg:why", "pg:because"),
         "odd-along: has no value of pg:why; give it exactly one"),
        (ODD + way_turtle("odd") + way_turtle("odd").replace("w:odd-along a", "w:more a"),
         "more: is a second way along https://example.org/w#odd; "
         "declare each way of a relation once"),
        (ODD + way_turtle("odd", "against"),
         "odd: has pg:influence pg:along, and ways for against; write pg:influence pg:against"),
        (ODD + way_turtle("odd") + way_turtle("odd", "against"),
         "odd: has pg:influence pg:along, and ways for both; write pg:influence pg:both"),
        (ODD + way_turtle("odd", effect="constrains"),
         "odd: has pg:effect pg:enables, and its first way constrains; "
         "write pg:effect pg:constrains"),
        (relation_turtle("odd", more="; pg:hint pg:symmetric").replace("pg:along", "pg:both")
         + way_turtle("odd") + way_turtle("odd", "against", "pass"),
         "odd: is symmetric, and its two ways differ; "
         "declare both alike, since its ends are a pair"),
        *((relation_turtle("odd", more=f"; pg:hint pg:symmetric ; pg:{name} pg:{value}")
           .replace("pg:along", "pg:both"),
           f"odd: is symmetric, and has pg:{name}; "
           "remove one, since its ends are a pair and neither is first")
          for name, value in (("begins", "object"), ("bringsForth", "subject"),
                              ("force", "ends"), ("locates", "membership"))),
        (ODD + way_turtle("odd", more='; pg:gradeByQuantity "percent: 5 much, 50 some"'),
         "odd-along: has pg:gradeByQuantity 'percent: 5 much, 50 some'; write a unit, and least "
         "quantities from the greatest down, as 'percent: 50 a, 5 b'"),
        (ODD + way_turtle("odd", more='; pg:gradeByQuantity "50 much, 5 some"'),
         "odd-along: has pg:gradeByQuantity '50 much, 5 some'; write a unit, and least "
         "quantities from the greatest down, as 'percent: 50 a, 5 b'"),
        (ODD + way_turtle("odd", more='; pg:gradeByQuantity "percent: half much"'),
         "odd-along: has pg:gradeByQuantity 'percent: half much'; write a unit, and least "
         "quantities from the greatest down, as 'percent: 50 a, 5 b'"),
        (ODD + way_turtle("odd", more='; pg:gradeByQuantity "percent: 50 huge"'),
         "odd-along: pg:gradeByQuantity names the grade 'huge', which is not declared; "
         "declare it"),
        (ODD + way_turtle("odd", more='; pg:gradeByQuantity "t: 50 much", "t: 5 some"'),
         "odd-along: has two values of pg:gradeByQuantity for 't'; give it one for each unit"),
        (term_turtle("loud", "Channel", 4) + transition_turtle("at-first", "loud", "at-first")
         .replace("pg:keep", "pg:lose"),
         "at-first-loud: has pg:addressee 'lose'; "
         "write one of pg:set, pg:keep, pg:test, pg:meet, pg:within, pg:drop"),
        (transition_turtle("further", "posh", "further"),
         "further-posh: pg:channel names https://example.org/w#posh, which is not declared; "
         "declare it"),
        (transition_turtle("furthest", "push", "further"),
         "furthest-push: pg:fromState names https://example.org/w#furthest, which is not "
         "declared; declare it"),
        (transition_turtle("further", "push", "furthest"),
         "further-push: pg:toState names https://example.org/w#furthest, which is not declared; "
         "declare it"),
        (transition_turtle("further", "pass", "at-first").replace("further-pass", "again"),
         "again: leads from https://example.org/w#further by https://example.org/w#pass, as does "
         "https://example.org/w#further-pass; remove one of them"),
        (term_turtle("loud", "Channel", 4),
         "loud: has no transition and is never crossed; declare a pg:Transition"),
        (term_turtle("loud", "Channel", 4, "; pg:usual true")
         + transition_turtle("further", "loud", "further")
         + transition_turtle("at-first", "loud", "at-first"),
         "loud: has pg:usual, as has https://example.org/w#push; mark one pg:Channel only"),
        (term_turtle("huge", "Grade", 4, "; pg:usual true ; pg:weight 0.9"),
         "huge: has pg:usual, as has https://example.org/w#some; mark one pg:Grade only"),
        (term_turtle("lost", "CompositionState", 4, "; pg:isStart true"),
         "lost: has pg:isStart, as has https://example.org/w#at-first; "
         "mark one pg:CompositionState only"),
        (term_turtle("rumour", "EvidenceKind", 1, "; pg:defaultLikelihood 0.5"),
         "rumour: is a pg:EvidenceKind, and none has pg:usual; "
         "write pg:usual true on one of them"),
        (term_turtle("rumour", "EvidenceKind", 1,
                     '; pg:defaultLikelihood 0.5 ; pg:usual true ; pg:sourceKind "tea"')
         + term_turtle("news", "EvidenceKind", 2,
                       '; pg:defaultLikelihood 0.5 ; pg:sourceKind "tea"'),
         "news: has the kind of source 'tea', as has https://example.org/w#rumour; "
         "name it on one of them"),
        (term_turtle("rumour", "EvidenceKind", 1,
                     '; pg:defaultLikelihood 0.5 ; pg:usual true ; pg:sourceKind "tea"')
         + relation_turtle("odd", more='; pg:enactedIn "coffee"'),
         "odd: has pg:enactedIn 'coffee', which is no kind of source of any evidence; "
         "name it as pg:sourceKind, or correct it"),
        (relation_turtle("odd", more="; pg:begins pg:relation"),
         "odd: has pg:begins 'relation'; write one of pg:subject, pg:object"),
        (relation_turtle("odd", more="; pg:bringsForth pg:subject, pg:object"),
         "odd: has 2 values of pg:bringsForth; give it exactly one"),
        (relation_turtle("odd", more="; pg:force pg:weakens"),
         "odd: has pg:force 'weakens'; write one of pg:ends, pg:interrupts"),
        (relation_turtle("odd", more="; pg:defaultNeed w:none"),
         "odd: pg:defaultNeed names https://example.org/w#none, which is not declared; "
         "declare it"),
        (relation_turtle("odd", more="; owl:deprecated true"),
         "odd: has no value of dcterms:isReplacedBy; give it exactly one"),
        (relation_turtle("odd", more="; owl:deprecated true ; dcterms:isReplacedBy w:odd"),
         "odd: is replaced by odd, which is deprecated too; name the one that is not"),
        (relation_turtle("odd", more="; owl:deprecated true ; dcterms:isReplacedBy w:feeds")
         .replace("pg:along", "pg:none"),
         "odd: has pg:influence pg:none, and feeds along; give both the same"),
        (relation_turtle("odd", more="; dcterms:isReplacedBy w:feeds"),
         "odd: is replaced and not deprecated; add owl:deprecated true"),
        (relation_turtle("odd", more="; owl:deprecated true ; dcterms:isReplacedBy w:fedes"),
         "odd: dcterms:isReplacedBy names https://example.org/w#fedes, which is not declared; "
         "declare it"),
    ],
)  # fmt: skip
def test_each_fault_is_one_line(tmp_path: Path, text: str, fault: str) -> None:
    assert wrong(tmp_path, CORE + INFLUENCE + text) == [f"policygraph.ttl term {W}{fault}"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("push", "Channel"),
        ("some", "Grade"),
        ("at-first", "CompositionState"),
    ],
)
def test_what_holds_where_nothing_is_said_is_marked(tmp_path: Path, name: str, kind: str) -> None:
    mark = "pg:isStart" if kind == "CompositionState" else "pg:usual"
    start = INFLUENCE.index(f"w:{name} a pg:{kind}")
    text = INFLUENCE[:start] + INFLUENCE[start:].replace(f"; {mark} true", "", 1)
    (line,) = wrong(tmp_path, CORE + text)
    assert line.endswith(f"is a pg:{kind}, and none has {mark}; write {mark} true on one of them")


def test_a_way_and_a_transition_of_another_files_terms_are_faults(tmp_path: Path) -> None:
    more = way_turtle("feeds") + transition_turtle("further", "push", "further")
    assert wrong(tmp_path, CORE + INFLUENCE, more) == [
        f"more1.ttl term {W}feeds-along: is a way of {W}feeds, which policygraph.ttl declares; "
        "declare a relation of your own below it",
        f"more1.ttl term {W}further-push: leads from {W}further by {W}push, both of another "
        "file; declare a state or a channel of your own",
    ]


def test_a_term_of_influence_without_its_kind_is_told_the_kind(tmp_path: Path) -> None:
    text = (ODD + way_turtle("odd")).replace("a pg:Way ;", "")
    assert wrong(tmp_path, CORE + INFLUENCE + text) == [
        f"policygraph.ttl term {W}odd-along: has properties of a pg:Way and is none; add 'a pg:Way'"
    ]


# --- The law: what may follow after a step might have followed before it ---------------


def test_an_automaton_that_lets_more_follow_is_a_fault(tmp_path: Path) -> None:
    widening = term_turtle("open", "CompositionState", 3)
    widening += transition_turtle("further", "wish", "open")
    widening += transition_turtle("open", "push", "open")
    assert wrong(tmp_path, CORE + INFLUENCE + widening) == [
        f"policygraph.ttl term {W}further-wish: lets push follow, which may not follow in the "
        "state 'further'; let it lead to a state after which no more may follow than in 'further'"
    ]


def words(automaton: Composition, state: str, length: int) -> set[tuple[str, ...]]:
    """The words of up to so many channels that are accepted from a state."""
    found: set[tuple[str, ...]] = {()}
    if length:
        for (before, channel), (after, _) in automaton.transitions.items():
            if before == state:
                rests = words(automaton, after, length - 1)
                found.update((channel, *rest) for rest in rests)
    return found


def test_the_law_holds_exactly_if_any_step_can_be_cut_out() -> None:
    """In 120 automata: what is accepted after each step is accepted without it too.

    Three states make nine pairs, so a word that one accepts and the other does not, if there is
    one, has at most nine letters.
    """
    chance = random.Random(13)
    broken = 0
    for _ in range(120):
        moves: Mapping[tuple[str, str], tuple[str, str]] = {
            (state, channel): (chance.choice("xyz"), "keep")
            for state in "xyz"
            for channel in "ab"
            if chance.random() < 0.7
        }
        automaton = Composition("x", moves)
        cut = all(
            words(automaton, after, 9) <= words(automaton, state, 9)
            for (state, _), (after, _) in moves.items()
        )
        assert (automaton.widened() is None) == cut, moves
        broken += not cut
    assert 20 < broken < 110


# --- The curated ontology ------------------------------------------------------------


@pytest.fixture(scope="module")
def curated() -> Ontology:
    return read_ontology(locations.ontology_folder() / "policygraph.ttl")


def test_the_curated_automaton_keeps_the_law(curated: Ontology) -> None:
    assert curated.composition
    assert curated.composition.widened() is None
    assert {channel for _, channel in curated.composition.transitions} == set(curated.channels)


def test_every_curated_relation_that_influences_declares_its_ways(curated: Ontology) -> None:
    for relation in curated.relations.values():
        declared = relation.along is not None or relation.against is not None
        assert declared == (relation.influence != "none"), relation.id
        for way in (relation.along, relation.against):
            assert way is None or way.why.endswith("."), relation.id


def accepts(ontology: Ontology, *steps: str) -> bool:
    """Whether steps may follow one another; a step against its statement is written ^id."""
    assert ontology.composition
    state = ontology.composition.start
    for step in steps:
        way = ontology.way(step.removeprefix("^"), not step.startswith("^"))
        after = ontology.composition.transitions.get((state, way.channel)) if way else None
        if after is None:
            return False
        state = after[0]
    return True


@pytest.mark.parametrize(
    ("steps", "signed"),
    [
        ("issues restricts ^trains-on ^develops", True),
        ("issues restricts ^designs", True),
        ("issues restricts ^manufactures ^supplies", True),
        ("issues restricts ^manufactures manufactures", False),
        ("issues restricts ^trains-on ^develops develops", False),
        ("^trains-on ^develops subsidiary-of ^acts-for", False),
        ("^trains-on ^develops subsidiary-of acts-for", True),
        ("funds manufactures ^manufactures", False),
        ("owns ^phase-of owns owns", True),
        ("lists ^member-of-class ^uses ^develops", True),
        ("^trains-on variant-of", False),
        ("directs funds ^active-in", True),
        ("^uses ^active-in", False),
        ("^educates educates", False),
        ("educates ^employs", True),
        ("restricts prompted", True),
        ("restricts prompted ^uses", False),
        ("controls ^acts-for lists ^uses", True),
        ("acts-for controls", False),
    ],
)  # fmt: skip
def test_what_an_editor_would_let_follow(curated: Ontology, steps: str, signed: bool) -> None:
    assert accepts(curated, *steps.split()) == signed


def test_the_share_grades_what_an_owner_decides(curated: Ontology) -> None:
    way = curated.way("owns", True)
    assert way
    assert [(t.unit, t.least, t.grade) for t in way.thresholds] == [
        ("percent", 50, "decisive"),
        ("percent", 20, "substantial"),
        ("percent", 5, "contributory"),
        ("percent", 0, "diffuse"),
    ]
