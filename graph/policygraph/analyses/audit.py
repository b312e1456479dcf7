"""Audit: a sample of claims, each beside its passage, for a reader to judge.

The sample is that of the claims with the least numbers, where the number of a claim is the
SHA-256 of the seed and its id. So it hangs on nothing else: not on the order of files or rows,
nor on how many other claims there are. Its first claims are the sample of a smaller size, the
sample of some sources is the part of the whole order that is theirs, and a claim that is added
or withdrawn moves no other claim past another. Withdrawn claims and drafts are not drawn;
denials are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection as Container
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from heapq import nsmallest
from pathlib import Path
from typing import Any

from policygraph.analyses.answer import COMPLETE, VERSION
from policygraph.analyses.cited import Cited
from policygraph.analyses.whole_graph import refuse_large
from policygraph.checks.documents import SourceText, source_texts
from policygraph.checks.passages import passage_sha256
from policygraph.errors import UsageError
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Source
from policygraph.presentation import Presented
from policygraph.query.query import day_of

#: Claims that are drawn unless another number is asked for.
DEFAULT_SIZE = 30

#: What a reader may find: the claim is what its passage says, or more, or less, or something
#: else; or the passage was not seen. The first is the only good one.
RIGHT, NOT_SEEN = "no more and no less", "not seen"
VERDICTS = (RIGHT, "says more", "says less", "wrong", NOT_SEEN)

#: The fields of a claim that make up what is judged. A note is not among them, nor what follows
#: from the rest.
_JUDGED = (
    "subject", "relation", "object", "polarity", "modality", "likelihood", "attributed_to",
    "start", "end", "quantity", "unit", "grade", "towards", "need", "source", "origin", "locator",
    "passage_sha256", "known_since", "disputes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """The text that a claim was made from, white space collapsed, or why there is none.

    ``why`` is also said of a text whose hash is not the claim's, or that has no hash.
    """

    text: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """What a sample was drawn from: the seed, and which claims could be drawn.

    ``sources`` are the ids of sources, if only theirs; ``known_since`` is a day before which
    a claim that could be drawn was not known; ``not_in`` names a graph without it.
    """

    seed: str
    sources: tuple[str, ...] = ()
    known_since: str | None = None
    not_in: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A claim of a sample with its passage; ``sha256`` is that of what the claim says now."""

    cited: Cited
    passage: Passage
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it."""
        return {
            **self.cited.as_dict(),
            "passage": asdict(self.passage),
            "claim_sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class Audit(Presented):
    """A sample, in the order in which its claims were drawn, of ``population`` claims."""

    draw: Draw
    size: int
    population: int
    claims: tuple[Drawn, ...]

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        draw = {**asdict(self.draw), "sources": list(self.draw.sources)}
        return {
            "version": VERSION,
            "query": {"n": self.size, **draw},
            "status": COMPLETE,
            "population": self.population,
            "claims": [drawn.as_dict() for drawn in self.claims],
        }

    def __repr__(self) -> str:
        return f"<Audit: {len(self.claims)} of {self.population} claims, seed {self.draw.seed}>"


def audit(
    collection: Collection,
    draw: Draw,
    size: int = DEFAULT_SIZE,
    *,
    texts: Path | None = None,
    elsewhere: Container[str] = (),
) -> Audit:
    """A sample of the claims that can be drawn, with the passages that lie in ``texts``.

    ``elsewhere`` holds the ids of the claims of the graph that ``draw.not_in`` names. Raises
    :class:`UsageError` for a size below 1, a text that is no day, and a large graph without
    sources; :class:`~policygraph.errors.LocationError` for a folder that is not there.
    """
    if size < 1:
        raise UsageError(f"n is {size}; give 1 or more")
    since = None if draw.known_since is None else day_of("known-since", draw.known_since)
    could = [
        claim
        for claim in _candidates(collection, draw.sources)
        if claim.withdrawn is None
        and not claim.draft
        and (since is None or _known_since(claim, since))
        and claim.id not in elsewhere
    ]
    drawn = nsmallest(size, could, key=lambda claim: (_number(draw.seed, claim.id), claim.id))
    sources = {claim.source: collection.sources[claim.source] for claim in drawn}
    found = None
    if texts is not None:
        found = source_texts(texts, filter(None, (one.text_sha256 for one in sources.values())))
    return Audit(
        draw,
        size,
        len(could),
        tuple(
            Drawn(
                Cited.of(collection, claim),
                _passage(claim, sources[claim.source], found),
                claim_sha256(claim),
            )
            for claim in drawn
        ),
    )


def claim_sha256(claim: Claim) -> str:
    """The SHA-256 of what a claim says, by which a verdict knows whether it still says that."""
    said = [(name, str(getattr(claim, name))) for name in _JUDGED]
    return hashlib.sha256(repr(said).encode(errors="surrogatepass")).hexdigest()


def _number(seed: str, claim: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{claim}".encode(errors="surrogatepass")).digest()


def _candidates(collection: Collection, sources: tuple[str, ...]) -> Iterable[Claim]:
    if sources:
        for source in sorted(set(sources)):
            yield from collection.index.of_source(source)
        return
    refuse_large(collection, "a sample", "minutes", "name sources")
    yield from collection.claims.values()


def _known_since(claim: Claim, since: dates.Day) -> bool:
    """Whether a claim is dated, and was not certainly known before the day."""
    return bool(claim.knowable) and dates.read_date(claim.knowable).latest >= since


def _passage(claim: Claim, source: Source, texts: dict[str, SourceText] | None) -> Passage:
    if texts is None:
        return Passage(None, "no folder of texts was named (--sources)")
    if source.text_sha256 is None:
        return Passage(None, "the source has no hash of its text")
    document = texts.get(source.text_sha256)
    if document is None:
        return Passage(None, "the text of the source is not in the folder")
    passages = document.passages(claim.locator)
    if not passages:
        return Passage(None, f"the locator {claim.locator!r} finds no passage in the text")
    hashed = [passage_sha256(passage) for passage in passages]
    if claim.passage_sha256 in hashed:
        return Passage(_collapsed(passages[hashed.index(claim.passage_sha256)]))
    why = "the claim has no hash of it"
    if claim.passage_sha256 is not None:
        why = "its hash is not the one that the claim has"
    elif len(passages) > 1:
        why += f", and {len(passages)} passages have this locator"
    return Passage(_collapsed(passages[0]), why)


def _collapsed(text: str) -> str:
    return " ".join(text.split())
