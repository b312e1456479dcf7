"""The likelihood of a claim that gives none: that of its modality, times that of its evidence.

What is evidence of which kind is declared in the ontology, and explained in docs/data-model.md.
"""

from __future__ import annotations

from policygraph.model.ontology import EvidenceKind, Ontology


class DefaultLikelihoods:
    """The default likelihoods of an ontology, each worked out once.

    A claim is told by its modality, its relation, the kind of its source, and the type of whom it
    is attributed to: None where the source says it itself.
    """

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        kinds = ontology.evidence.values()
        self._of_source = {source: kind for kind in kinds for source in kind.source_kinds}
        self._enactment = next((kind for kind in kinds if kind.of_enactment), None)
        self._unnamed = next((kind for kind in kinds if kind.of_unnamed), None)
        self._usual = next((kind for kind in kinds if kind.usual), None)
        modalities = ontology.modalities.values()
        self._outright = min((m.order, m.id) for m in modalities)[1] if modalities else ""
        self._known: dict[tuple[str, str, str, str | None], float] = {}

    def of(self, modality: str, relation: str, source_kind: str, speaker: str | None) -> float:
        """The likelihood of such a claim; 1 for a modality that is not declared.

        A modality's own default is made for the usual evidence, and is in proportion to it.
        """
        key = (modality, relation, source_kind, speaker)
        found = self._known.get(key)
        if found is None:
            term = self._ontology.modalities.get(modality)
            found = term.default_likelihood if term else 1.0
            evidence = self.evidence(modality, relation, source_kind, speaker)
            if evidence and self._usual and evidence is not self._usual:
                found = min(1.0, round(found * evidence.likelihood / self._usual.likelihood, 6))
            self._known[key] = found
        return found

    def evidence(
        self, modality: str, relation: str, source_kind: str, speaker: str | None
    ) -> EvidenceKind | None:
        """What a claim rests on; None in an ontology that declares no evidence.

        A source enacts only what it says outright (the first modality) and in its own voice.
        """
        if self._unnamed and self.is_unnamed(speaker):
            return self._unnamed
        known = self._ontology.relations.get(relation)
        itself = modality == self._outright and speaker is None
        if self._enactment and itself and known and source_kind in known.enacted_in:
            return self._enactment
        return self._of_source.get(source_kind, self._usual)

    def is_unnamed(self, speaker: str | None) -> bool:
        """Whether entities of a type are people whom a source does not name."""
        types = self._ontology.types
        if speaker is None or speaker not in types:
            return False
        return any(types[name].unnamed for name in self._ontology.type_chain(speaker))

    def every(self) -> list[float]:
        """Every likelihood that there may be, and some more, sorted."""
        usual = self._usual.likelihood if self._usual else 1.0
        found = {term.default_likelihood for term in self._ontology.modalities.values()}
        found |= {
            min(1.0, round(default * kind.likelihood / usual, 6))
            for default in found
            for kind in self._ontology.evidence.values()
            if kind is not self._usual
        }
        return sorted(found)
