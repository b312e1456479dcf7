"""What ``show`` gives of a relation: what it means, and each way in which it carries influence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policygraph.analyses.relation import Following, ShownRelation, ShownWay
from policygraph.model.ontology import Relation, Way
from policygraph.render.sentence import sentence_case
from policygraph.render.tree import ASIDE, Block, Document, Heading, Item, Items, Paragraph
from policygraph.render.views import View

_COLUMNS = ("relation", "way", "channel", "effect", "grade", "by_quantity", "may_follow", "why")
#: What is said of each that a path does with whom its acts are directed at.
_ADDRESSEES = {
    "set": "whom the acts are directed at is what this step says",
    "keep": "whom the acts are directed at stays",
    "test": "reaches nobody outside whom the acts are directed at",
    "drop": "goes on without whom the acts are directed at",
}


def relation_view(shown: ShownRelation) -> View:
    """A relation in every shape; JSON lines and rows give one way each."""
    return View(
        data={"relation": shown.as_dict()},
        records=[{"relation": shown.relation.id, **way.as_dict()} for way in shown.ways],
        columns=_COLUMNS,
        rows=[_row(shown, way) for way in shown.ways],
        document=lambda: relation_document(shown),
    )


def relation_document(shown: ShownRelation) -> Document:
    """The relation itself, then each of its ways."""
    relation = shown.relation
    kind = "event" if relation.event else "state"
    ends = f"{', '.join(relation.domain)} → {', '.join(relation.range)}"
    blocks: list[Block] = [Paragraph((f"{relation.id} · relation · {kind} · {ends}",), ASIDE)]
    blocks += [
        Paragraph((sentence_case(line),), ASIDE)
        for line in (
            relation.definition,
            f"read the other way: {relation.inverse_label}",
            *([f"a kind of {relation.parent}"] if relation.parent else ()),
            *declared(relation),
        )
    ]
    if not shown.ways:
        blocks.append(Paragraph((f"Carries no influence. {relation.why}",)))
    for way in shown.ways:
        blocks.append(Heading(2, (_heading(way),)))
        blocks.append(Items(tuple(Item((line,)) for line in _lines(way))))
    return Document(relation.label, tuple(blocks))


def by_quantity(way: Way) -> str:
    """The thresholds of a way in words; empty if it has none."""
    units: dict[str, list[str]] = {}
    for threshold in way.thresholds:
        least = f"{threshold.least:g}"
        units.setdefault(threshold.unit, []).append(f"{threshold.grade} from {least}")
    return "; ".join(f"by {unit}: {', '.join(grades)}" for unit, grades in units.items())


def _heading(shown: ShownWay) -> str:
    return "Along: subject to object" if shown.along else "Against: object to subject"


def _lines(shown: ShownWay) -> list[str]:
    way, channel = shown.way, shown.channel
    named = ""
    if channel:
        marks = [
            *(["an act"] if channel.act else ()),
            *([] if channel.counted else ["not counted"]),
        ]
        named = f"channel {channel.id}" + (f" ({', '.join(marks)})" if marks else "") + "; "
    lines = [f"{named}effect: {way.effect}" + (f"; grade: {way.grade}" if way.grade else "")]
    if quantity := by_quantity(way):
        lines.append(f"grade {quantity}")
    lines.append(way.why)
    lines += _follows(shown.following)
    return [sentence_case(line) for line in lines]


def _follows(following: Iterable[Following]) -> list[str]:
    """What may follow, told once for the states in which it is the same."""
    states: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in following:
        states.setdefault((one.addressee, one.channels), []).append(one.state)
    return [
        f"in the state{'s' if len(names) > 1 else ''} {', '.join(names)}: "
        f"{_ADDRESSEES[addressee]}; then may follow: {', '.join(channels) or 'nothing'}"
        for (addressee, channels), names in states.items()
    ]


def declared(relation: Relation) -> list[str]:
    """What else a relation declares, in words."""
    return [
        text
        for holds, text in (
            (relation.replaced_by, f"deprecated: write {relation.replaced_by}"),
            (relation.brings_forth, f"brings forth its {relation.brings_forth}"),
            (relation.begins, f"begins its {relation.begins}"),
            (relation.force, f"{relation.force} the force of its object"),
            (relation.locates == "place", "leads to where its subject is"),
            (relation.locates == "membership", "leads to what its subject is a member of"),
            (relation.at_start, "carries influence only when it begins"),
            (relation.need, f"need of its inputs: {relation.need}"),
            (relation.enacted_in, f"enacted in: {', '.join(sorted(relation.enacted_in))}"),
        )
        if holds
    ]


def _row(shown: ShownRelation, way: ShownWay) -> dict[str, Any]:
    found = way.as_dict()
    follow = {name: None for one in way.following for name in one.channels}
    return {
        **{name: found[name] for name in ("way", "channel", "effect", "grade", "why")},
        "relation": shown.relation.id,
        "by_quantity": by_quantity(way.way),
        "may_follow": "|".join(follow),
    }
