"""The rules of influence as the kernels take them: small tables, and what is known of entities.

The tables of relations come from the ontology, those of entities from the edges that say where
things are, when they began, or what has lost its force (:data:`~.arrays.BACKGROUND`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from policygraph.engines.compact.arrays import Arrays
from policygraph.engines.compact.counting import Counting, day_code
from policygraph.engines.compact.kernels.layout import Kind, Mark
from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.masked import MaskedCollection
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim
from policygraph.query.query import Scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEVER, _ALWAYS = 2**31 - 1, -(2**31 - 1)
#: So many removed claims are read; without more, whom they are about is not looked up.
MOST_REMOVED = 20_000


def _no_numbers() -> NDArray[np.int32]:
    return np.empty(0, np.int32)


def _no_bits() -> NDArray[np.uint8]:
    return np.empty(0, np.uint8)


@dataclass(frozen=True, eq=False)
class RuleTables:
    """The tables of the rules of influence, all empty for a question that has none.

    ``traits[4 * r + w]`` is what a step over a relation is
    (:class:`~policygraph.engines.compact.kernels.layout.Trait`), by the ways of
    ``Question.letters``; -1 where it may not be taken. ``kinds`` is what relations are,
    ``actions`` what becomes of the addressee by state and class of step, ``assertable`` whether a
    modality says a thing outright. ``began`` and ``first_known`` are days by entity, ``up_from``
    and ``up_to`` pairs of a thing and what it is in, ``place_from`` and ``place_to`` of a thing
    and its place, ``kept_from`` and ``kept_to`` of a thing and what it is said not to be in, and
    ``marks`` what else is known of an entity.
    """

    traits: NDArray[np.int32] = field(default_factory=_no_numbers)
    kinds: NDArray[np.uint8] = field(default_factory=_no_bits)
    actions: NDArray[np.uint8] = field(default_factory=_no_bits)
    assertable: NDArray[np.uint8] = field(default_factory=_no_bits)
    began: NDArray[np.int32] = field(default_factory=_no_numbers)
    first_known: NDArray[np.int32] = field(default_factory=_no_numbers)
    up_from: NDArray[np.int32] = field(default_factory=_no_numbers)
    up_to: NDArray[np.int32] = field(default_factory=_no_numbers)
    place_from: NDArray[np.int32] = field(default_factory=_no_numbers)
    place_to: NDArray[np.int32] = field(default_factory=_no_numbers)
    kept_from: NDArray[np.int32] = field(default_factory=_no_numbers)
    kept_to: NDArray[np.int32] = field(default_factory=_no_numbers)
    marks: NDArray[np.uint8] = field(default_factory=_no_bits)
    merged: NDArray[np.int32] = field(default_factory=_no_numbers)
    merged_into: NDArray[np.int32] = field(default_factory=_no_numbers)

    @property
    def parts(self) -> tuple[NDArray[Any], ...]:
        """All of them, in the order in which the ranking takes them."""
        return (
            self.traits,
            self.kinds,
            self.actions,
            self.assertable,
            self.began,
            self.first_known,
            self.up_from,
            self.up_to,
            self.place_from,
            self.place_to,
            self.kept_from,
            self.kept_to,
            self.marks,
            self.merged,
            self.merged_into,
        )


def relation_kinds(ontology: Ontology) -> NDArray[np.uint8]:
    """What each relation is, by number (:class:`~.kernels.layout.Kind`)."""
    brings = {"": 0, "subject": int(Kind.SUBJECT), "object": int(Kind.OBJECT)}
    return np.array(
        [
            Kind.EVENT * one.event + Kind.AT_START * one.at_start + brings[one.brings_forth]
            for one in (ontology.relations[name] for name in sorted(ontology.relations))
        ],
        np.uint8,
    )


@dataclass(frozen=True, eq=False)
class _Background:
    """What the edges of the background say under the filters that apply to all claims."""

    began: NDArray[np.int32]
    up: tuple[NDArray[np.int32], NDArray[np.int32]]
    places: tuple[NDArray[np.int32], NDArray[np.int32]]
    kept_out: tuple[NDArray[np.int32], NDArray[np.int32]]
    marks: NDArray[np.uint8]
    #: What has lost its force, by a claim each: the entity, and the days it certainly covers.
    lost: NDArray[np.int32]
    since: NDArray[np.int32]
    until: NDArray[np.int32]


#: What recent questions used, by their filters.
_RECENT: WeakKeyDictionary[Arrays, dict[object, _Background]] = WeakKeyDictionary()
_MOST_CACHED = 8


def rule_tables(
    collection: Collection,
    graph: NumberedGraph,
    query: Scope,
    traits: NDArray[np.int32],
    actions: NDArray[np.uint8],
) -> RuleTables:
    """The tables of a question that has rules of influence."""
    ontology, arrays = collection.ontology, graph.arrays
    background = _background(collection, graph, query)
    marks = background.marks
    if len(background.lost) and not query.any_force:
        marks = marks.copy()
        lost = background.lost
        marks[lost] |= np.uint8(Mark.WITHOUT_FORCE)
        if query.dates == "strict":
            marks[lost] |= np.uint8(Mark.CLOSED)
        elif query.as_of is not None:
            period = dates.read_period(query.as_of)
            begin, end = (day_code(arrays, one) for one in (period.earliest, period.latest))
            covered = (background.since <= begin) & (end <= background.until)
            marks[lost[covered]] |= np.uint8(Mark.CLOSED)
    return RuleTables(
        traits=traits,
        kinds=relation_kinds(ontology),
        actions=actions,
        assertable=_assertable(ontology),
        began=background.began,
        first_known=_first_known(collection, graph, query),
        up_from=background.up[0],
        up_to=background.up[1],
        place_from=background.places[0],
        place_to=background.places[1],
        kept_from=background.kept_out[0],
        kept_to=background.kept_out[1],
        marks=marks,
        merged=arrays.merged,
        merged_into=arrays.merged_into,
    )


def _assertable(ontology: Ontology) -> NDArray[np.uint8]:
    names = sorted(ontology.modalities)
    return np.array([ontology.modalities[name].assertable for name in names], np.uint8)


def _first_known(collection: Collection, graph: NumberedGraph, query: Scope) -> NDArray[np.int32]:
    """The first day by which each entity was known, by the claims that count.

    It is stored for all claims, and found again for what was made and some removed claim is about;
    where very many are removed, for all that was made.
    """
    arrays = graph.arrays
    found = arrays.first_known
    if query.known_by is not None:
        by = day_code(arrays, dates.read_date(query.known_by).latest)
        found = np.where(found <= by, found, _NEVER).astype(np.int32)
    removed = _removed_claims(collection, query)
    if query.any_order or not removed:
        return found
    again = _made(collection.ontology, arrays)
    if len(removed) <= MOST_REMOVED:
        entity_id = collection.entity_id
        ends = {entity_id(end) for claim in removed for end in (claim.subject, claim.object)}
        again = np.intersect1d(again, [graph.entity(name) for name in ends])
    found = found.copy()
    found[again] = _known_again(arrays, again, Counting(collection, graph, query))
    return found


def _known_again(arrays: Arrays, entities: NDArray[Any], counting: Counting) -> NDArray[np.int32]:
    """The first day by which some claim that counts about each of some entities was known."""
    found = np.full(len(entities), _NEVER, np.int32)
    lists = arrays.lists[entities]
    several = lists["ends"][:, -1].astype(np.int64)
    owner = np.repeat(np.arange(len(entities)), several)
    first = lists["first"] - (np.cumsum(several) - several)
    edges = arrays.moves["edge"][np.arange(len(owner)) + first[owner]]
    positions, of = _claims_of(arrays, edges)
    claims = arrays.support[positions]
    counts = counting(claims)
    np.minimum.at(found, owner[of[counts]], claims["known"][counts])
    denied = arrays.denied[counting(arrays.denied)]
    for end in ("subject", "object"):
        about = denied[np.isin(denied[end], entities)]
        np.minimum.at(found, np.searchsorted(entities, about[end]), about["known"])
    return found


def _removed_claims(collection: Collection, scope: Scope) -> Sequence[Claim]:
    """The claims that are hidden, or of sources that do not count.

    Where there are more than :data:`MOST_REMOVED`, the first ones and one more.
    """
    whole, sources, found = collection, scope.not_sources, []
    if isinstance(collection, MaskedCollection):
        whole, sources = collection.base, (*sources, *collection.hidden_sources)
        found = [whole.claims[name] for name in sorted(collection.hidden)[: MOST_REMOVED + 1]]
    for source in sources:
        found += whole.index.of_source(source)[: MOST_REMOVED + 1 - len(found)]
    return found


def _made(ontology: Ontology, arrays: Arrays) -> NDArray[np.int64]:
    """The entities that a relation brings forth, sorted."""
    relations = [ontology.relations[name] for name in sorted(ontology.relations)]
    rows, found = arrays.background, [np.empty(0, np.int64)]
    for end in ("subject", "object"):
        brings = np.array([one.brings_forth == end for one in relations], np.bool_)
        found.append(rows[end][brings[rows["relation"]]].astype(np.int64))
    return np.unique(np.concatenate(found))


def _background(collection: Collection, graph: NumberedGraph, query: Scope) -> _Background:
    if isinstance(collection, MaskedCollection):
        return _background_of(collection, graph, query)
    key = (query.known_by, query.not_sources)
    known = _RECENT.setdefault(graph.arrays, {})
    # Read once: another thread may clear it between two reads.
    found = known.get(key)
    if found is None:
        found = _background_of(collection, graph, query)
        if len(known) >= _MOST_CACHED:
            known.clear()
        known[key] = found
    return found


def _background_of(collection: Collection, graph: NumberedGraph, query: Scope) -> _Background:
    arrays, ontology = graph.arrays, collection.ontology
    relations = [ontology.relations[name] for name in sorted(ontology.relations)]
    counting = Counting(collection, graph, query)
    edges = arrays.background
    positions, of = _claims_of(arrays, edges["edge"])
    claims = arrays.support[positions]
    counts = counting(claims)
    affirmed = np.zeros(len(edges), np.bool_)
    affirmed[of[counts]] = True
    counts &= _assertable(ontology)[claims["modality"]].astype(np.bool_)
    positions, of, claims = positions[counts], of[counts], claims[counts]
    relation = edges["relation"][of]
    starts, ends = arrays.spans[claims["start"]], arrays.spans[claims["end"]]

    began = np.full(arrays.entities, _ALWAYS, np.int32)
    earliest = np.full(arrays.entities, _NEVER, np.int32)
    unknown = (starts["earliest"] == _ALWAYS) & (starts["latest"] == _NEVER)
    opened = (starts["earliest"] == _ALWAYS) & (starts["latest"] == _ALWAYS)
    begun = np.zeros(arrays.entities, np.bool_)
    for end in ("subject", "object"):
        begins = np.array([one.begins == end for one in relations], np.bool_)
        chosen = begins[relation] & ~unknown & ~opened
        entities = edges[end][of[chosen]]
        np.minimum.at(earliest, entities, starts["earliest"][chosen])
        begun[entities] = True
    began[begun] = earliest[begun]

    firm = ~_contested(arrays, edges["edge"], counting)
    some = np.zeros(len(edges), np.bool_)
    some[of] = True
    locating = np.array([bool(one.locates) for one in relations], np.bool_)
    members = np.array([one.locates == "membership" for one in relations], np.bool_)
    located = edges[firm & some & locating[edges["relation"]]]
    is_member = members[located["relation"]]
    marks = np.zeros(arrays.entities, np.uint8)
    marks[located["object"][is_member]] |= np.uint8(Mark.HOLDS_MEMBERS)
    marks[located["object"][~is_member]] |= np.uint8(Mark.HOLDS_THINGS)

    forceful = np.array([bool(one.force) for one in relations], np.bool_)
    taking = forceful[relation] & firm[of]
    # The core of a validity: see policygraph.model.dates.validity.
    since = np.minimum(starts["latest"], ends["latest"])[taking]
    until = np.maximum(starts["earliest"], ends["earliest"])[taking]
    return _Background(
        began=began,
        up=_pairs(located),
        places=_pairs(located[~is_member]),
        kept_out=_kept_out(arrays, ontology, counting, edges[affirmed]),
        marks=marks,
        lost=edges["object"][of[taking]].astype(np.int32),
        since=since,
        until=until,
    )


def _kept_out(
    arrays: Arrays, ontology: Ontology, counting: Counting, affirmed: NDArray[Any]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The pairs of a thing and what it is said, and by nobody denied, not to be in."""
    relations = [ontology.relations[name] for name in sorted(ontology.relations)]
    locating = np.array([bool(one.locates) for one in relations], np.bool_)
    rows = arrays.denied[locating[arrays.denied["relation"]]]
    rows = rows[counting(rows) & _assertable(ontology)[rows["modality"]].astype(np.bool_)]
    ends = ["subject", "object", "relation"]
    told = set(affirmed[np.isin(affirmed["subject"], rows["subject"])][ends].tolist())
    return _pairs(rows[np.array([row not in told for row in rows[ends].tolist()], np.bool_)])


def _claims_of(arrays: Arrays, edges: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The positions of the supporting claims of some edges, and the number of the edge of each."""
    positions, of = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    at, left = edges.astype(np.int64), np.arange(len(edges))
    while len(at):
        positions.append(at)
        of.append(left)
        more = arrays.support["claim"][at] >= 0
        at, left = at[more] + 1, left[more]
    return np.concatenate(positions), np.concatenate(of)


def _contested(arrays: Arrays, edges: NDArray[Any], counting: Counting) -> NDArray[np.bool_]:
    """Whether something that counts speaks against a claim for an edge that counts."""
    found: NDArray[np.bool_] = arrays.support["source"][edges] < 0
    for number in np.flatnonzero(found).tolist():
        low, high = np.searchsorted(arrays.against["edge"], (edges[number], edges[number] + 1))
        rows = arrays.against[low:high]
        about = rows["about"]
        told = arrays.support[np.maximum(about, 0)]
        found[number] = bool(np.any(counting(rows) & ((about < 0) | counting(told))))
    return found


def _pairs(edges: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The different pairs of subject and object, sorted."""
    keys = np.unique(edges["subject"].astype(np.int64) << 32 | edges["object"].astype(np.int64))
    return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32)
