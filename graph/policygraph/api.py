"""What Python users hold: a :class:`KnowledgeGraph`, loaded by an explicit call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph import pipeline
from policygraph.analyses.answer import Answer
from policygraph.analyses.trace import trace
from policygraph.engines import Engine, engine_for
from policygraph.environment import NamedLocations
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.query.name_resolver import Match, Names
from policygraph.query.options import resolved
from policygraph.query.query import Filters, Query, Scope

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from policygraph.analyses.chokepoints import Chokepoints
    from policygraph.analyses.common import Common
    from policygraph.analyses.contradictions import Contradictions
    from policygraph.analyses.diff import Diff
    from policygraph.analyses.dossier import Dossier
    from policygraph.analyses.fragility import Fragility
    from policygraph.analyses.info import Summary
    from policygraph.analyses.reach import ReachResult
    from policygraph.analyses.show import Shown
    from policygraph.analyses.timeline import Timeline
    from policygraph.analyses.whatif import WhatIf
    from policygraph.page.document import Page
    from policygraph.page.stress import Progress
    from policygraph.sparql.results import Result
    from policygraph.sparql.stored_queries import StoredQuery


@dataclass(frozen=True, repr=False, eq=False)
class KnowledgeGraph:
    """Claims of one or several datasets, checked and ready to be asked.

    Two graphs are equal only if they are the same object; compare their collections.
    """

    collection: Collection
    names: Names
    vocabulary: tuple[Path, ...] = ()
    #: What :meth:`load` was told; None for a part of a graph or one made in memory.
    named: NamedLocations | None = None

    @classmethod
    def load(cls, *folders: str | Path, ontology: str | Path | None = None) -> KnowledgeGraph:
        """Load dataset folders as one graph; without any, the curated one.

        One of them may be a store (:meth:`build`), which is opened and not read.

        Raises :class:`~policygraph.errors.InvalidData` with every fault found, and
        loads nothing then.
        """
        collection = pipeline.load(folders, ontology)
        return cls(
            collection,
            Names(collection),
            pipeline.vocabulary(folders, ontology),
            NamedLocations.of(folders, ontology),
        )

    @classmethod
    def read(cls, place: str | Path, ontology: str | Path | None = None) -> KnowledgeGraph:
        """A graph from a dataset folder, or from an export that can be read back.

        Raises :class:`~policygraph.errors.LocationError` for what is neither, and
        :class:`~policygraph.errors.InvalidData` for what is wrong in it.
        """
        from policygraph.formats.graph_reader import read_graph

        collection = read_graph(place, ontology)
        return cls(collection, Names(collection))

    @classmethod
    def build(
        cls, *folders: str | Path, to: str | Path, ontology: str | Path | None = None
    ) -> KnowledgeGraph:
        """Build a store of dataset folders at ``to``, and open it; see docs/scale.md.

        Needs the extra ``scale``. Raises as :meth:`load` does; what was at ``to`` stays then.
        """
        pipeline.build(folders, to, ontology)
        return cls.load(to)

    def trace(self, start: str, end: str, **options: Any) -> Answer:
        """The ranked paths from ``start`` to ``end``; see :class:`~policygraph.query.query.Query`.

        Entities are given by any of their names. Options are those of a query, for
        instance ``k=5``, ``direction="any"``, ``as_of="2024"``, ``via=["NVIDIA H800"]``;
        ``engine`` names one of the engines at hand; without it the size of the graph
        decides (:func:`policygraph.engines.engine_for`).
        """
        engine = self._engine(options)
        return trace(self.collection, self.query(start, end, **options), engine)

    def reach(
        self,
        entity: str,
        *,
        backward: bool = False,
        types: str | Iterable[str] = (),
        limit: int | None = None,
        **options: Any,
    ) -> ReachResult:
        """Every entity that influence from one reaches; ``backward``, that reaches it.

        Best first, each with its best path, ``limit`` of them in full (20 if not given);
        only those of ``types`` and their sub-types, if any are named. Options are those of
        :meth:`scope`.
        """
        from policygraph.analyses.reach import DEFAULT_LIMIT, reach

        engine = self._engine(options)
        name = self.names.resolve(entity)
        kinds = (types,) if isinstance(types, str) else tuple(types)
        known = self.collection.ontology.types
        for kind in kinds:
            if kind not in known:
                raise UsageError(f"unknown type {kind!r}; policygraph info lists the types in use")
        return reach(
            self.collection,
            self.scope(**options),
            name,
            engine,
            backward=backward,
            types=kinds,
            limit=DEFAULT_LIMIT if limit is None else limit,
        )

    def common(
        self, first: str, second: str, *, limit: int | None = None, **options: Any
    ) -> Common:
        """The entities from which influence reaches both; see :meth:`reach` for the options."""
        from policygraph.analyses.common import common
        from policygraph.analyses.reach import DEFAULT_LIMIT

        engine = self._engine(options)
        return common(
            self.collection,
            self.scope(**options),
            self.names.resolve(first),
            self.names.resolve(second),
            engine,
            limit=DEFAULT_LIMIT if limit is None else limit,
        )

    def chokepoints(self, start: str, end: str, **options: Any) -> Chokepoints:
        """What every path within the bound must use, and the fewest things that cut them all.

        Options are those of :meth:`trace`; ``k`` says of how many paths shares are counted.
        """
        from policygraph.analyses.chokepoints import chokepoints

        engine = self._engine(options)
        return chokepoints(self.collection, self.query(start, end, **options), engine)

    def fragility(self, start: str, end: str, **options: Any) -> Fragility:
        """What the best path, and every path within the bound, would not outlive.

        Options are those of :meth:`trace`; how many paths to give means nothing here.
        """
        from policygraph.analyses.fragility import fragility

        engine = self._engine(options)
        return fragility(self.collection, self.query(start, end, **options), engine)

    def whatif(
        self,
        start: str,
        end: str,
        *,
        without_entities: str | Iterable[str] = (),
        without_claims: str | Iterable[str] = (),
        without_sources: str | Iterable[str] = (),
        suppose: Iterable[Sequence[str | float]] = (),
        suppose_not: Iterable[Sequence[str | float]] = (),
        **options: Any,
    ) -> WhatIf:
        """The answer of :meth:`trace` beside what it would be, and the paths that differ.

        Without some entities (by any name), claims or sources (by id); with suppositions,
        each (subject, relation, object) or (subject, relation, object, likelihood), that
        the relation holds, or does not. They are no evidence, and are shown as supposed.
        """
        from policygraph.analyses.whatif import Setting, supposition, whatif

        engine = self._engine(options)
        setting = Setting(
            entities=tuple(
                self.names.resolve(name, what="entity") for name in _several(without_entities)
            ),
            claims=_several(without_claims),
            sources=_several(without_sources),
            supposed=tuple(
                supposition(words, self.names, self.collection.ontology, denied=denied)
                for denied, given in ((False, suppose), (True, suppose_not))
                for words in given
            ),
        )
        return whatif(self.collection, self.query(start, end, **options), setting, engine)

    def diff(self, new: KnowledgeGraph, *, watch: str | Path | None = None) -> Diff:
        """What became of this graph in a newer one; ``watch`` names a file of saved questions.

        The file is that of :mod:`policygraph.query.watchlist`; of each question it is said which
        paths appeared, vanished, grew weaker or stronger, and which claims did it.
        """
        from policygraph.analyses.diff import diff
        from policygraph.analyses.diff import watch as ask_both
        from policygraph.analyses.path_changes import Side
        from policygraph.query.watchlist import WatchedQuestion, read_watchlist

        engine = engine_for(new.collection, None)

        graphs = (self, new)

        def asking(question: WatchedQuestion) -> Callable[[int], Side]:
            def ask(number: int) -> Side:
                graph = graphs[number]
                query = graph.query(question.start, question.end, **question.options)
                return Side(graph.collection, query, trace(graph.collection, query, engine))

            return ask

        collections = (self.collection, new.collection)
        questions = read_watchlist(watch) if watch is not None else []
        watched = tuple(ask_both(one.name, engine, collections, asking(one)) for one in questions)
        names = (" + ".join(self.collection.datasets), " + ".join(new.collection.datasets))
        return diff(self.collection, new.collection, names, watched)

    def contradictions(self, entity: str | None = None, **options: Any) -> Contradictions:
        """Claims that cannot all be so, of the whole graph or touching one entity.

        Options are those of :meth:`filters`; ``uncontested`` means nothing here.
        """
        from policygraph.analyses.contradictions import contradictions

        name = None if entity is None else self.names.resolve(entity)
        return contradictions(self.collection, self.filters(**options), name)

    def dossier(self, start: str, end: str, **options: Any) -> Dossier:
        """The answer of :meth:`trace` with all that is needed to judge it and to ask again.

        ``kg.dossier("CCP", "DeepSeek").document("docx")`` are the bytes of a file; other
        formats are ``markdown`` and ``html``.
        """
        return self.dossier_of(self.trace(start, end, **options))

    def dossier_of(self, answer: Answer) -> Dossier:
        """The dossier of an answer that this graph gave."""
        from policygraph.analyses.dossier import dossier

        return dossier(self.collection, answer, self.named)

    def timeline(self, entity: str, **options: Any) -> Timeline:
        """What is said of an entity, in the order of its dates; options as of :meth:`filters`."""
        from policygraph.analyses.timeline import timeline

        name = self.names.resolve(entity)
        return timeline(self.collection, name, self.filters(**options))

    def query(self, start: str, end: str, **options: Any) -> Query:
        """The query that :meth:`trace` would answer: names resolved, options checked.

        Options that take several values take a list or a single text; the likelihood
        may be a term of the ontology. An option that is not one is a
        :class:`~policygraph.errors.UsageError`.
        """
        given = self._options(Query, options)
        start = self.names.resolve(start, what="start")
        end = self.names.resolve(end, what="end")
        return Query(start, end, **given).checked(self.collection)

    def scope(self, **options: Any) -> Scope:
        """Where paths may go and which claims count, checked as :meth:`query` does it."""
        return Scope(**self._options(Scope, options)).checked(self.collection)

    def filters(self, **options: Any) -> Filters:
        """Which claims count, checked as :meth:`query` does it."""
        return Filters(**self._options(Filters, options)).checked(self.collection)

    def find(self, text: str, limit: int = 10) -> list[Match]:
        """Entities by id, label, alias or identity, best first."""
        return self.names.find(text, limit)

    def show(self, name: str) -> Shown:
        """One entity, claim or source with everything that is said about it and by whom."""
        from policygraph.analyses.show import show

        return show(self.collection, self.names, name)

    def info(self) -> Summary:
        """Counts by type, relation, modality and source, and the dates covered."""
        from policygraph.analyses.info import summarise

        return summarise(self.collection)

    def between(self, start: str, end: str, **options: Any) -> KnowledgeGraph:
        """The part of the graph on the paths that :meth:`trace` gives, as a graph of its own.

        It has every claim for or against a step, whatever the options, and who says it.
        """
        from policygraph.analyses.answer_subgraph import subgraph_of_answer

        return self._with(subgraph_of_answer(self.collection, self.trace(start, end, **options)))

    def around(self, entity: str, hops: int = 1) -> KnowledgeGraph:
        """The part of the graph at most ``hops`` steps from an entity, as a graph of its own."""
        from policygraph.query.subgraph import subgraph_around

        name = self.names.resolve(entity, what="entity")
        return self._with(subgraph_around(self.collection, name, hops))

    def page(
        self,
        start: str | Answer | None = None,
        end: str | None = None,
        *,
        around: str | None = None,
        hops: int | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> Page:
        """The interactive page of the graph, of an answer, or of what lies around an entity.

        With ``start`` and ``end`` it is the page of what :meth:`trace` answers, with the same
        options; an answer that is at hand may be given in their place. ``hops`` is 1 if it is
        not given. The page is one HTML text that makes no request, the same bytes for the same
        graph; in a notebook it shows itself. ``progress`` is called with the part done.
        """
        from policygraph.page.document import page_around, page_of_answer, page_of_graph

        if isinstance(start, Answer):
            if end is not None or around is not None or options:
                raise UsageError("an answer is asked already; give nothing beside it")
            return page_of_answer(self.collection, start, progress)
        if (start is None) != (end is None):
            raise UsageError("a page of paths needs both ends; give START and END, or around")
        if start is not None and around is not None:
            raise UsageError("START END and around are two different pages; give one of them")
        if hops is not None and around is None:
            raise UsageError("hops says how far around an entity; give around too")
        if start is not None and end is not None:
            return page_of_answer(self.collection, self.trace(start, end, **options), progress)
        if options:
            raise UsageError(f"{next(iter(options))} asks about paths; give START and END too")
        if around is not None:
            name = self.names.resolve(around, what="entity")
            return page_around(self.collection, name, 1 if hops is None else hops, progress)
        return page_of_graph(self.collection, progress)

    def export(self, format: str, view: str | None = None) -> bytes:
        """The graph in a format of :data:`policygraph.formats.FORMATS` that is one file."""
        files = self.export_files(format, view)
        if "" not in files:
            what = f"{format} is a folder of files, not one"
            raise UsageError(f"{what}; use export_files, or the command line with -o FOLDER")
        return files[""]

    def export_files(self, format: str, view: str | None = None) -> Mapping[str, bytes]:
        """The graph in one of the formats of :data:`policygraph.formats.FORMATS`.

        Relative file name to bytes; a format of one file names it by the empty string. Of
        linked data, ``view`` is one of :data:`policygraph.rdf.nodes.VIEWS`.
        """
        from policygraph.formats import FORMATS
        from policygraph.rdf.nodes import VIEWS

        if format not in FORMATS:
            raise UsageError(f"unknown format {format!r}; choose from {', '.join(FORMATS)}")
        if view is None:
            return FORMATS[format].write(self.collection)
        write_view = FORMATS[format].write_view
        if write_view is None:
            raise UsageError(f"{format} is not linked data and has no views; leave --view out")
        if view not in VIEWS:
            raise UsageError(f"unknown view {view!r}; choose from {', '.join(VIEWS)}")
        return write_view(self.collection, view)

    def release_files(self) -> Mapping[str, bytes]:
        """What a release of the graph is made of; see :mod:`policygraph.release`.

        Relative file name to bytes: every artefact, its description and the README.
        """
        from policygraph.release import release_files

        return release_files(self.collection)

    def _options(self, kind: type[Filters], options: Mapping[str, object]) -> dict[str, Any]:
        return resolved(kind, options, self.names, self.collection.ontology)

    def _with(self, collection: Collection) -> KnowledgeGraph:
        return replace(self, collection=collection, names=Names(collection), named=None)

    def sparql(
        self,
        query: str | StoredQuery,
        *,
        seconds: float | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Result:
        """The answer to a SPARQL 1.1 query over the RDF form; see :mod:`policygraph.sparql.engine`.

        A stored query (:mod:`policygraph.sparql.stored_queries`) takes parameters by name. The
        ontology files that :meth:`load` found are part of what is asked. Without
        ``seconds``, :data:`policygraph.sparql.sandbox.DEFAULT_SECONDS` is the limit.
        """
        from policygraph.sparql.engine import select
        from policygraph.sparql.sandbox import DEFAULT_SECONDS
        from policygraph.sparql.stored_queries import with_parameters

        limit = DEFAULT_SECONDS if seconds is None else seconds
        if isinstance(query, str):
            if parameters:
                raise UsageError(
                    "only a stored query has parameters; write the values in the query"
                )
            return select(self.collection, self.vocabulary, query, limit)
        text = with_parameters(query, parameters or {}, self.names)
        return select(self.collection, self.vocabulary, text, limit)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """One arrow for each (subject, relation, object) that some claim affirms."""
        from policygraph.formats.property_graph import to_networkx

        return to_networkx(self.collection)

    def to_rdf(self) -> rdflib.Graph:
        """The claim form and the plain triples as an rdflib graph."""
        from policygraph.rdf.graph import claim_graph

        return claim_graph(self.collection)

    def __repr__(self) -> str:
        counts = self.collection
        return (
            f"<KnowledgeGraph {' + '.join(counts.datasets)}: {len(counts.entities)} entities, "
            f"{len(counts.claims)} claims, {len(counts.sources)} sources>"
        )

    def _engine(self, options: dict[str, Any]) -> Engine:
        """The engine that the options name, or that fits; it is taken out of them."""
        return engine_for(self.collection, options.pop("engine", None))

    def _repr_html_(self) -> str:
        from policygraph.render.html import summary_html

        return summary_html(self.info())


def _several(values: str | Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)
