"""How large a graph may be that an analysis goes through claim by claim."""

from __future__ import annotations

from policygraph.errors import UsageError
from policygraph.model.collection import Collection

#: Claims of a graph that is gone through as a whole.
MOST_CLAIMS = 500_000


def refuse_large(collection: Collection, what: str, took: str, instead: str) -> None:
    """Raise :class:`UsageError` for a graph of too many claims, with what it took and the fix."""
    if len(collection.claims) > MOST_CLAIMS:
        raise UsageError(
            f"{what} of all {len(collection.claims):,} claims would take {took}; {instead} "
            f"(more than {MOST_CLAIMS:,} are not gone through)"
        )
