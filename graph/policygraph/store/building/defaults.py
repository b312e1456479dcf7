"""The default likelihoods of claims, by columns.

Modalities, relations and types have codes in code-point order, as in the columns of a store; -1
stands for one that the ontology does not have.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model.evidence import DefaultLikelihoods
from policygraph.model.ontology import Ontology

if TYPE_CHECKING:
    from numpy.typing import NDArray


class DefaultColumns:
    """:class:`~policygraph.model.evidence.DefaultLikelihoods` as an array.

    ``types`` are the codes of the types of the entities that claims may be attributed to.
    """

    def __init__(self, ontology: Ontology, types: NDArray[Any]) -> None:
        named = {kind for one in ontology.evidence.values() for kind in one.source_kinds}
        named.update(kind for one in ontology.relations.values() for kind in one.enacted_in)
        likelihoods = DefaultLikelihoods(ontology)
        names = sorted(ontology.types)
        unnamed = [likelihoods.is_unnamed(name) for name in names]
        # How a claim is attributed: not at all, to somebody named, or to somebody unnamed.
        speakers = (None, "", names[unnamed.index(True)] if any(unnamed) else "")
        # What is at index -1 of each axis stands for what the ontology does not have.
        kinds = [*sorted(named), ""]
        self._codes = {kind: code for code, kind in enumerate(kinds)}
        self._voices = np.append(1 + np.array(unnamed, np.int8), np.int8(1))[np.append(types, -1)]
        modalities = [*sorted(ontology.modalities), ""]
        relations = [*sorted(ontology.relations), ""]
        every = product(modalities, relations, kinds, speakers)
        shape = (len(modalities), len(relations), len(kinds), len(speakers))
        self._table = np.array([likelihoods.of(*one) for one in every]).reshape(shape)

    def kind(self, name: str) -> int:
        """The code of a kind of source; those that the ontology does not name have one code."""
        return self._codes.get(name, -1)

    def of(self, found: dict[str, NDArray[Any]], kinds: NDArray[np.int32]) -> NDArray[np.float64]:
        """The default likelihood of each claim of a batch."""
        by = found["attributed"]
        voices = np.where(by < 0, 0, self._voices[by])
        found_at = (found["modality"], found["relation"], kinds, voices)
        strengths: NDArray[np.float64] = self._table[found_at]
        return strengths
