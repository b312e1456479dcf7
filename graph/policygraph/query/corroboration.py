"""How well claims are corroborated: by how many sources, of how many origins.

Two sources of one origin (a wire report and its reprint, an article and the institute that
it quotes) corroborate once. ``origin`` in ``sources.csv`` names the origin; a chain of
origins is followed to its end. A claim may name its own origin, which counts before its
source's. Two sources with one address and one text are one origin too. Nothing else is weighed:
neither the rating of a source nor the persons cited in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policygraph.model.collection import Collection
from policygraph.model.names import fold
from policygraph.model.records import Claim
from policygraph.query.opposition import agrees


@dataclass(frozen=True, slots=True)
class Corroboration:
    """The sources of one statement, by origin: independent ones count separately.

    ``by_origin`` pairs each origin with the ids of its sources; both are sorted. ``separate``
    are the ids of claims that belong to the same thing but do not say the same of it, such as
    those of another time; their sources do not count.
    """

    by_origin: tuple[tuple[str, tuple[str, ...]], ...]
    separate: tuple[str, ...] = ()

    @property
    def sources(self) -> int:
        """How many sources there are; one may have claims of several origins."""
        return len({source for _, ids in self.by_origin for source in ids})

    @property
    def origins(self) -> int:
        """How many independent origins there are."""
        return len(self.by_origin)

    def as_dict(self, most: int | None = None) -> dict[str, Any]:
        """The JSON of docs/command-line.md: both counts, and which sources share an origin.

        Of more than ``most`` origins, or sources of one, the first are named.
        """
        return {
            "sources": self.sources,
            "origins": self.origins,
            "by_origin": [
                {"origin": origin, "sources": list(ids[:most])}
                for origin, ids in self.by_origin[:most]
            ],
            "separate": list(self.separate[:most]),
        }


def origin_of(collection: Collection, source: str) -> str:
    """The last of a source's chain of origins.

    A source without an origin is its own. An origin is the id of a source, and the chain
    goes on there, or a plain name, and the chain ends; names are compared as those of
    entities are (NFKC, case folded, white space collapsed). A chain that runs in a circle
    is one origin, and goes by the least id of the circle.
    """
    chain = [source]
    while (record := collection.sources.get(chain[-1])) is not None and record.origin:
        name = record.origin
        if name not in collection.sources:
            name = fold(name)
        if name in chain:
            return min(chain[chain.index(name) :])
        chain.append(name)
    return chain[-1]


def support_of(collection: Collection, supporting: Sequence[Claim]) -> Corroboration:
    """The corroboration of an edge: of what its strongest claim, the first of these, says.

    A claim of another time or quantity supports the edge, but does not corroborate that.
    """
    strongest = supporting[0]
    together = [claim for claim in supporting if agrees(collection, strongest, claim)]
    ids = {claim.id for claim in together}
    separate = tuple(sorted(claim.id for claim in supporting if claim.id not in ids))
    return replace(corroboration(collection, together), separate=separate)


def claim_origin(collection: Collection, claim: Claim) -> str:
    """The origin of a claim: the end of the chain of its own, else of its source's.

    A claim whose origin is its source is the source's own word, whatever the source passes on
    elsewhere.
    """
    return _origin(collection, claim.origin, claim.source)


def _origin(collection: Collection, origin: str | None, source: str) -> str:
    if origin is None:
        return origin_of(collection, source)
    if origin == source:
        return source
    return origin_of(collection, origin if origin in collection.sources else fold(origin))


#: The origin that a claim names itself, or None, and its source.
Said = tuple[str | None, str]


def origins_of(collection: Collection, said: Iterable[Said]) -> dict[Said, str]:
    """The origins of claims, where sources with one address and one text have one.

    Of the origins that such sources have it is the least.
    """
    found = {each: _origin(collection, *each) for each in said}
    ends = {source: end for (origin, source), end in found.items() if origin is None}
    ends.update({end: end for end in found.values() if end not in ends})
    documents: dict[tuple[str, str], str] = {}
    joined: dict[str, str] = {}

    def final(origin: str) -> str:
        while origin in joined:
            origin = joined[origin]
        return origin

    for id in sorted(ends):
        source = collection.sources.get(id)
        if source is not None and source.text_sha256 and source.url:
            own = final(ends[id])
            other = final(documents.setdefault((source.text_sha256, address_key(source.url)), own))
            if other != own:
                joined[max(own, other)] = min(own, other)
    return {each: final(end) for each, end in found.items()}


def address_key(url: str) -> str:
    """An address without what does not tell documents apart: scheme, ``www.``, fragment.

    >>> address_key("https://www.Example.org/a/#top") == address_key("http://example.org/a")
    True
    """
    bare = url.partition("#")[0].partition("://")[2].removesuffix("/")
    host, slash, rest = bare.partition("/")
    return host.lower().removeprefix("www.") + slash + rest


def corroboration(collection: Collection, claims: Iterable[Claim]) -> Corroboration:
    """The corroboration of claims, which the caller has chosen to say one thing."""
    found: dict[str, set[str]] = defaultdict(set)
    said = {(claim.origin, claim.source) for claim in claims}
    for (_, source), origin in origins_of(collection, said).items():
        found[origin].add(source)
    return Corroboration(tuple((origin, tuple(sorted(found[origin]))) for origin in sorted(found)))
