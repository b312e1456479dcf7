"""The codes of the terms of an ontology in the claims of an overlay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import numbers
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The columns of claims that :func:`term_columns` gives.
TERM_COLUMNS = ("relation", "modality", "affirms", "strength")


def term_columns(claims: Sequence[Claim], ontology: Ontology) -> dict[str, NDArray[Any]]:
    """The columns of claims that need no id of an entity or a source."""
    relations, modalities = numbers(ontology.relations), numbers(ontology.modalities)
    return {
        "relation": np.array([relations[claim.relation] for claim in claims], np.int32),
        "modality": np.array([modalities[claim.modality] for claim in claims], np.int32),
        "affirms": np.array([claim.affirms for claim in claims], np.bool_),
        "strength": np.array([claim.strength for claim in claims], np.float64),
    }


def recoding(smaller: Iterable[str], larger: Iterable[str]) -> NDArray[np.int64]:
    """The code in a larger vocabulary of each term of a smaller one."""
    number = numbers(larger)
    return np.array([number[name] for name in sorted(smaller)], np.int64)
