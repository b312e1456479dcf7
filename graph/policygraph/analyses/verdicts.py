"""Verdicts: what readers found of the claims of an audit, counted, with what is not in order.

A verdict is about what the claim said when it was drawn. If the claim says something else now,
or was withdrawn, that is shown beside the verdict, and the verdict still counts: it was given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.analyses.answer import COMPLETE, VERSION
from policygraph.analyses.audit import NOT_SEEN, RIGHT, VERDICTS, claim_sha256
from policygraph.analyses.cited import Cited
from policygraph.errors import DataError
from policygraph.model.collection import Collection
from policygraph.presentation import Presented
from policygraph.tables.verdict_sheet import SheetRow, read_verdicts

#: What a claim is now, compared with what was judged.
AS_JUDGED, CHANGED, WITHDRAWN = "as judged", "changed since", "withdrawn since"


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with a verdict, which is empty where it is still to be given, and its state now."""

    cited: Cited
    verdict: str
    by: str
    why: str
    state: str

    @property
    def amiss(self) -> bool:
        """Whether a reader found that the claim is not what its passage says."""
        return self.verdict not in ("", RIGHT, NOT_SEEN)

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it."""
        return {
            "verdict": self.verdict or None,
            "by": self.by,
            "why": self.why,
            "state": self.state,
            "claim": self.cited.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class AuditVerdicts(Presented):
    """The verdicts of a sheet, in its order, and how many there are of each."""

    file: str
    judged: tuple[Judged, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many claims have each verdict, in the order of :data:`.audit.VERDICTS`."""
        found = Counter(one.verdict for one in self.judged)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def left(self) -> int:
        """How many are still to be judged."""
        return sum(not one.verdict for one in self.judged)

    @property
    def amiss(self) -> tuple[Judged, ...]:
        """The claims that are not what their passages say, in the order of the sheet."""
        return tuple(one for one in self.judged if one.amiss)

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": {"verdicts": self.file},
            "status": COMPLETE,
            "counts": dict(self.counts),
            "not_judged": self.left,
            "claims": [one.as_dict() for one in self.judged],
        }

    def __repr__(self) -> str:
        given = len(self.judged) - self.left
        return f"<AuditVerdicts: {self.counts[RIGHT]} of {given} {RIGHT}>"


def verdicts(collection: Collection, path: str | Path) -> AuditVerdicts:
    """The verdicts of a sheet about claims of the collection.

    Raises :class:`DataError` for a bad row, or one about a claim that the collection has not.
    """
    rows = read_verdicts(path, VERDICTS)
    for row in rows:
        if row.claim not in collection.claims:
            fix = "correct the id, or name the graph that it was drawn from"
            raise DataError(f"{row.location} row: no claim has the id {row.claim!r}; {fix}")
    return AuditVerdicts(Path(path).name, tuple(_judged(collection, rows)))


def _judged(collection: Collection, rows: Sequence[SheetRow]) -> list[Judged]:
    found = []
    for row in rows:
        claim = collection.claims[row.claim]
        state = AS_JUDGED
        if claim.withdrawn is not None:
            state = WITHDRAWN
        elif row.sha256 and row.sha256 != claim_sha256(claim):
            state = CHANGED
        found.append(Judged(Cited.of(collection, claim), row.verdict, row.by, row.why, state))
    return found
