"""The Python API: a :class:`KnowledgeGraph`, loaded by an explicit call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from policygraph import pipeline
from policygraph.analyses.answer import Answer
from policygraph.analyses.trace import trace
from policygraph.engines import engine_for
from policygraph.environment import NamedLocations
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.earlier import known_only
from policygraph.query.deadline import Deadline
from policygraph.query.name_resolver import Names
from policygraph.query.options import (
    FilterOptions,
    QueryOptions,
    ScopeOptions,
    Several,
    TimeOptions,
    documented,
    resolve_options,
    several,
)
from policygraph.query.query import Filters, Query, Scope, check_seconds
from policygraph.render.results import register_renderings

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from policygraph.analyses.audit import Audit
    from policygraph.analyses.chokepoints import Chokepoints
    from policygraph.analyses.common import Common
    from policygraph.analyses.contradictions import Contradictions
    from policygraph.analyses.coverage import Coverage
    from policygraph.analyses.diff import Diff
    from policygraph.analyses.dossier import Dossier
    from policygraph.analyses.find import Matches
    from policygraph.analyses.fragility import Fragility
    from policygraph.analyses.info import Summary
    from policygraph.analyses.rank import Ranking
    from policygraph.analyses.reach import ReachResult
    from policygraph.analyses.show import Shown
    from policygraph.analyses.timeline import Timeline
    from policygraph.analyses.verdicts import AuditVerdicts
    from policygraph.analyses.whatif import WhatIf
    from policygraph.engines import Distance, Within
    from policygraph.page.document import Page
    from policygraph.page.progress import Progress
    from policygraph.sparql.engine import Question
    from policygraph.sparql.results import Result
    from policygraph.sparql.stored_queries import StoredQuery

register_renderings()


@dataclass(frozen=True, repr=False, eq=False)
class KnowledgeGraph:
    """The claims of one or several datasets, checked, with every question over them.

    Two graphs are equal only if they are the same object; compare their collections.
    """

    collection: Collection
    names: Names
    vocabulary: tuple[Path, ...] = ()
    #: What :meth:`load` was given; None for a part of a graph or one made in memory.
    named: NamedLocations | None = None
    _known: dict[str, KnowledgeGraph] = field(default_factory=dict, init=False)

    @classmethod
    def load(cls, *folders: str | Path, ontology: str | Path | None = None) -> KnowledgeGraph:
        """Load dataset folders as one graph; without any, the curated one.

        One of them may be a store (:meth:`build`), which is opened without reading its tables.

        Raises :class:`~policygraph.errors.InvalidData` with every fault found, and
        loads nothing then.
        """
        loaded = pipeline.load_graph(folders, ontology)
        names = Names(loaded.collection)
        return cls(loaded.collection, names, loaded.vocabulary, loaded.named)

    @classmethod
    def read(cls, path: str | Path, ontology: str | Path | None = None) -> KnowledgeGraph:
        """A graph from a dataset folder, or from an export that can be read back.

        Raises :class:`~policygraph.errors.LocationError` for any other path, and
        :class:`~policygraph.errors.InvalidData` for faults in the data.
        """
        from policygraph.formats.graph_reader import read_graph

        collection = read_graph(path, ontology)
        return cls(collection, Names(collection))

    @classmethod
    def build(
        cls, *folders: str | Path, to: str | Path, ontology: str | Path | None = None
    ) -> KnowledgeGraph:
        """Build a store of dataset folders at ``to``, and open it; see docs/scale.md.

        Needs the extra ``scale``. Raises as :meth:`load` does, and then leaves ``to`` as it was.
        """
        pipeline.build(folders, to, ontology)
        return cls.load(to)

    @documented(QueryOptions)
    def trace(
        self,
        start: str,
        end: str,
        *,
        engine: str | None = None,
        **options: Unpack[QueryOptions],
    ) -> Answer:
        """The ranked paths from ``start`` to ``end``, entities given by any of their names.

        ``kg.trace("CCP", "DeepSeek", k=5, as_of="2024", via=["NVIDIA H800"])``; the meaning
        of each option is that of docs/paths.md.
        """
        graph = self._asked(options)
        searching = engine_for(graph.collection, engine)
        return trace(graph.collection, graph.query(start, end, **options), searching)

    @documented(ScopeOptions)
    def reach(
        self,
        entity: str,
        *,
        backward: bool = False,
        types: Several = (),
        limit: int | None = None,
        engine: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> ReachResult:
        """Every entity that influence from one reaches; ``backward``, that reaches it.

        Best first, each with its best path, ``limit`` of them in full (20 if not given);
        only those of ``types`` and their sub-types, if any are named.
        """
        from policygraph.analyses.reach import DEFAULT_LIMIT, reach

        graph = self._asked(options)
        searching = engine_for(graph.collection, engine)
        name = graph.names.resolve(entity)
        kinds = graph._types(types)
        return reach(
            graph.collection,
            graph.scope(**options),
            name,
            searching,
            backward=backward,
            types=kinds,
            limit=DEFAULT_LIMIT if limit is None else limit,
        )

    @documented(ScopeOptions)
    def distance(
        self,
        start: str,
        end: str,
        *,
        engine: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Distance:
        """How many hops it is from ``start`` to ``end``, with the ids of the entities between.

        The path is the best of the shortest ones; its claims are not read before they are asked
        for. See docs/analyses.md.
        """
        graph = self._asked(options)
        searching = engine_for(graph.collection, engine)
        first = graph.names.resolve(start, what="start")
        last = graph.names.resolve(end, what="end")
        scope = _between(graph.scope(**options), first, last)
        return searching.distance(graph.collection, scope, first, last)

    @documented(ScopeOptions)
    def within(
        self,
        entity: str,
        *,
        backward: bool = False,
        engine: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Within:
        """The ids of the entities within ``max_hops`` of one, by how many hops away they are.

        ``backward``, of those that have it within so many. No paths are searched for that the
        options do not need. See docs/analyses.md.
        """
        graph = self._asked(options)
        searching = engine_for(graph.collection, engine)
        name = graph.names.resolve(entity)
        scope = _between(graph.scope(**options), name)
        return searching.within(graph.collection, scope, name, backward=backward)

    @documented(ScopeOptions)
    def common(
        self,
        first: str,
        second: str,
        *,
        limit: int | None = None,
        engine: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Common:
        """The entities from which influence reaches both, ``limit`` of them in full."""
        from policygraph.analyses.common import common
        from policygraph.analyses.reach import DEFAULT_LIMIT

        graph = self._asked(options)
        searching = engine_for(graph.collection, engine)
        return common(
            graph.collection,
            graph.scope(**options),
            graph.names.resolve(first),
            graph.names.resolve(second),
            searching,
            limit=DEFAULT_LIMIT if limit is None else limit,
        )

    @documented(FilterOptions)
    def rank(
        self,
        *,
        top: int | None = None,
        types: Several = (),
        max_hops: int = Scope.max_hops,
        any_composition: bool = False,
        channels: Several = (),
        budget: int = Scope.budget,
        seconds: float | None = None,
        engine: str | None = None,
        **options: Unpack[FilterOptions],
    ) -> Ranking:
        """The entities that influence most, ``top`` of them (20), with PageRank beside.

        Only those of ``types`` and their sub-types, if any are named. ``max_hops``,
        ``any_composition``, ``channels``, ``seconds`` and ``engine`` are those of :meth:`reach`;
        ``budget`` is how many entities may be reached in all before fewer are measured.
        """
        from policygraph.analyses.rank import DEFAULT_TOP, rank

        graph = self._asked(options)
        scope = graph.scope(
            **options,
            max_hops=max_hops,
            any_composition=any_composition,
            channels=channels,
            budget=budget,
            seconds=seconds,
        )
        return rank(
            graph.collection,
            scope,
            engine_for(graph.collection, engine),
            top=DEFAULT_TOP if top is None else top,
            types=graph._types(types),
        )

    @documented(QueryOptions)
    def chokepoints(
        self,
        start: str,
        end: str,
        *,
        needs: bool = False,
        engine: str | None = None,
        **options: Unpack[QueryOptions],
    ) -> Chokepoints:
        """What every path within the bound must use, and the smallest sets that cut them all.

        ``k`` says over how many paths shares are counted. With ``needs``, also the smallest
        sets of up to three entities without which the end fails, as its inputs are needed.
        """
        from policygraph.analyses.chokepoints import chokepoints

        graph = self._asked(options)
        searching = engine_for(graph.collection, engine)
        query = graph.query(start, end, **options)
        return chokepoints(graph.collection, query, searching, needs=needs)

    @documented(QueryOptions)
    def fragility(
        self,
        start: str,
        end: str,
        *,
        engine: str | None = None,
        **options: Unpack[QueryOptions],
    ) -> Fragility:
        """What the best path, and every path within the bound, depends on.

        ``k`` and ``select`` mean nothing here.
        """
        from policygraph.analyses.fragility import fragility

        graph = self._asked(options)
        searching = engine_for(graph.collection, engine)
        return fragility(graph.collection, graph.query(start, end, **options), searching)

    @documented(QueryOptions)
    def whatif(
        self,
        start: str,
        end: str,
        *,
        without_entities: Several = (),
        without_claims: Several = (),
        without_sources: Several = (),
        suppose: Iterable[Sequence[str | float]] = (),
        suppose_not: Iterable[Sequence[str | float]] = (),
        engine: str | None = None,
        **options: Unpack[QueryOptions],
    ) -> WhatIf:
        """The answer of :meth:`trace`, the answer under a supposition, and the paths that differ.

        The supposition leaves out entities (by any name), claims or sources (by id), or adds
        relations that hold (``suppose``) or do not hold (``suppose_not``), each as (subject,
        relation, object) or (subject, relation, object, likelihood). Added relations are no
        evidence, and are marked as supposed.
        """
        from policygraph.analyses.whatif import Setting, supposition, whatif

        graph = self._asked(options)
        searching = engine_for(graph.collection, engine)
        setting = Setting(
            entities=tuple(
                graph.names.resolve(name, what="entity") for name in several(without_entities)
            ),
            claims=several(without_claims),
            sources=several(without_sources),
            supposed=tuple(
                supposition(words, graph.names, graph.collection.ontology, denied=denied)
                for denied, given in ((False, suppose), (True, suppose_not))
                for words in given
            ),
        )
        return whatif(graph.collection, graph.query(start, end, **options), setting, searching)

    def diff(self, new: KnowledgeGraph, *, watch: str | Path | None = None) -> Diff:
        """What changed from this graph to a newer one.

        ``watch`` is a file of saved questions (:mod:`policygraph.query.watchlist`). The result
        then has the paths of each question that appeared, vanished, grew weaker or stronger,
        and the claims that caused it.
        """
        from policygraph.analyses.diff import diff
        from policygraph.analyses.diff import watch as ask_both
        from policygraph.analyses.path_changes import Side
        from policygraph.query.watchlist import WatchedQuestion, read_watchlist

        engine = engine_for(new.collection, None)

        graphs = (self, new)

        def asking(question: WatchedQuestion) -> Callable[[int], Side]:
            def ask(number: int) -> Side:
                graph = graphs[number]._asked(question.options)
                query = graph.query(question.start, question.end, **question.options)
                return Side(graph.collection, query, trace(graph.collection, query, engine))

            return ask

        collections = (self.collection, new.collection)
        questions = read_watchlist(watch) if watch is not None else []
        watched = tuple(ask_both(one.name, engine, collections, asking(one)) for one in questions)
        names = (" + ".join(self.collection.datasets), " + ".join(new.collection.datasets))
        return diff(self.collection, new.collection, names, watched)

    @documented(FilterOptions)
    def contradictions(
        self,
        entity: str | None = None,
        *,
        limit: int | None = None,
        seconds: float | None = None,
        **options: Unpack[FilterOptions],
    ) -> Contradictions:
        """Claims that cannot all be true, of the whole graph or about one entity.

        ``limit`` is how many claims of one contradiction are given in full; all are counted.
        ``uncontested`` means nothing here.
        """
        from policygraph.analyses.contradictions import DEFAULT_LIMIT, contradictions

        graph = self._asked(options)
        name = None if entity is None else graph.names.resolve(entity)
        filters, collection = graph.filters(**options), graph.collection
        if filters.known_by is not None:
            collection = known_only(collection, filters.known_by, name)
        return contradictions(
            collection,
            filters,
            name,
            limit=DEFAULT_LIMIT if limit is None else limit,
            deadline=_deadline(seconds),
        )

    @documented(FilterOptions)
    def coverage(
        self,
        entity: str | None = None,
        *,
        types: Several = (),
        older_than: int | None = None,
        **options: Unpack[FilterOptions],
    ) -> Coverage:
        """What is known of each type, and the edges with old evidence or of one source.

        ``older_than`` is a number of days (365 if not given) before ``known_by``, or before the
        day on which the newest source was published. Only entities of ``types`` and their
        sub-types, if any are named; only what touches ``entity``, if one is given.
        """
        from policygraph.analyses.coverage import DEFAULT_DAYS, coverage

        graph = self._asked(options)
        return coverage(
            graph.collection,
            graph.filters(**options),
            None if entity is None else graph.names.resolve(entity),
            types=graph._types(types),
            older_than=DEFAULT_DAYS if older_than is None else older_than,
        )

    def audit(
        self,
        n: int | None = None,
        *,
        seed: str | int = 0,
        texts: str | Path | None = None,
        sources: Several = (),
        known_since: str | None = None,
        not_in: str | Path | None = None,
    ) -> Audit:
        """A sample of ``n`` claims (30 if not given) with their passages, for a reader to judge.

        The same seed draws the same claims. ``texts`` is a folder with the texts of sources,
        found by their hashes; without it no passage is shown. Only claims of ``sources`` (ids) are
        drawn if any are named, only those that were not known before the day ``known_since``, and
        only those that the dataset or export ``not_in`` does not have.
        """
        from policygraph.analyses.audit import DEFAULT_SIZE, Draw, audit

        other = None if not_in is None else KnowledgeGraph.read(not_in).collection.claims
        return audit(
            self.collection,
            Draw(
                seed=str(seed),
                sources=self.filters(sources=sources).sources,
                known_since=known_since,
                not_in=None if not_in is None else Path(not_in).name,
            ),
            DEFAULT_SIZE if n is None else n,
            texts=None if texts is None else Path(texts),
            elsewhere=other or (),
        )

    def verdicts(self, path: str | Path) -> AuditVerdicts:
        """The verdicts of a sheet of :meth:`audit` that a reader filled in, counted.

        Raises :class:`~policygraph.errors.DataError` for a bad row.
        """
        from policygraph.analyses.verdicts import verdicts

        return verdicts(self.collection, path)

    @documented(QueryOptions)
    def dossier(
        self,
        start: str,
        end: str,
        *,
        engine: str | None = None,
        **options: Unpack[QueryOptions],
    ) -> Dossier:
        """The answer of :meth:`trace` with all that a reader needs to check and repeat it.

        ``kg.dossier("CCP", "DeepSeek").document("docx")`` gives the bytes of a file; the other
        formats are ``markdown`` and ``html``.
        """
        from policygraph.analyses.dossier import dossier

        searching, query = engine_for(self.collection, engine), self.query(start, end, **options)
        deadline = Deadline(query.seconds)
        answer = trace(self.collection, query, searching, deadline.within(0.4))
        return dossier(self.collection, answer, self.named, deadline)

    def dossier_of(self, answer: Answer) -> Dossier:
        """The dossier of an answer of this graph."""
        from policygraph.analyses.dossier import dossier

        graph = self.as_known(answer.query.known_by)
        return dossier(graph.collection, answer, graph.named)

    @documented(FilterOptions)
    def timeline(
        self,
        entity: str,
        *,
        limit: int | None = None,
        seconds: float | None = None,
        **options: Unpack[FilterOptions],
    ) -> Timeline:
        """The claims about an entity, in the order of their dates, in ``limit`` entries."""
        from policygraph.analyses.timeline import DEFAULT_LIMIT, timeline

        graph = self._asked(options)
        return timeline(
            graph.collection,
            graph.names.resolve(entity),
            graph.filters(**options),
            limit=DEFAULT_LIMIT if limit is None else limit,
            deadline=_deadline(seconds),
        )

    @documented(QueryOptions, engine=False)
    def query(self, start: str, end: str, **options: Unpack[QueryOptions]) -> Query:
        """The query that :meth:`trace` would answer: names resolved, options checked.

        Raises :class:`~policygraph.errors.UsageError` for an unknown option, or a value that
        an option cannot have.
        """
        graph = self._asked(options)
        given = graph._options(Query, options)
        start = graph.names.resolve(start, what="start")
        end = graph.names.resolve(end, what="end")
        return Query(start, end, **given).checked(graph.collection)

    @documented(ScopeOptions, engine=False)
    def scope(self, **options: Unpack[ScopeOptions]) -> Scope:
        """The scope of :meth:`reach`: names resolved, options checked."""
        graph = self._asked(options)
        return Scope(**graph._options(Scope, options)).checked(graph.collection)

    @documented(FilterOptions)
    def filters(self, **options: Unpack[FilterOptions]) -> Filters:
        """The filters of :meth:`timeline`: options checked."""
        return Filters(**self._options(Filters, options)).checked(self.collection)

    def find(self, text: str, limit: int = 10) -> Matches:
        """Entities by id, label, alias or identity, best first."""
        from policygraph.analyses.find import find

        return find(self.names, text, limit)

    def show(self, name: str, *, limit: int | None = None, seconds: float | None = None) -> Shown:
        """One entity, claim, source or relation with every claim about it and its source.

        ``limit`` is how many claims are given; the others are counted.
        """
        from policygraph.analyses.show import DEFAULT_LIMIT, show

        return show(
            self.collection,
            self.names,
            name,
            limit=DEFAULT_LIMIT if limit is None else limit,
            deadline=_deadline(seconds),
        )

    def info(self) -> Summary:
        """Counts by type, relation, modality and source, and the dates covered."""
        from policygraph.analyses.info import summarise

        return summarise(self.collection)

    @documented(QueryOptions)
    def between(
        self,
        start: str,
        end: str,
        *,
        engine: str | None = None,
        **options: Unpack[QueryOptions],
    ) -> KnowledgeGraph:
        """The part of the graph on the paths that :meth:`trace` gives, as a graph of its own.

        It has every claim for or against a step, whatever the options, and their sources.
        """
        from policygraph.analyses.answer_subgraph import subgraph_of_answer

        answer = self.trace(start, end, engine=engine, **options)
        known = self.as_known(answer.query.known_by)
        return known._with(subgraph_of_answer(known.collection, answer))

    def as_known(self, day: str | None) -> KnowledgeGraph:
        """This graph as it was known by a day: without what was withdrawn or judged later.

        A claim withdrawn after the day counts, and what was judged the same after it is apart.
        Claims that could not be known then stay; ``known_by`` leaves them out of answers. It is
        this graph itself where nothing was withdrawn or judged since, or ``day`` is None. Every
        question with ``known_by`` is asked of it. Raises
        :class:`~policygraph.errors.UsageError` for a text that is not a day, and for a large
        store whose judgements would have to be taken back.
        """
        if day is None:
            return self
        known = self._known.get(day)
        if known is None:
            collection = pipeline.as_known(self.collection, day)
            known = self
            if collection is not self.collection:
                known = replace(self, collection=collection, names=Names(collection))
                known._known[day] = known
            self._known[day] = known
        return known

    def at(self, **options: Unpack[TimeOptions]) -> KnowledgeGraph:
        """The part of the graph with the claims that were in force, or known, at a time.

        as_of: a date or period (EDTF); only claims in force then.
        dates: "lenient" keeps a claim whose dates leave open whether it holds, "strict" does
            not. Needs as_of. Default: "lenient".
        known_by: a day (YYYY-MM-DD); only claims that could be known by then, of the graph as
            :meth:`as_known` gives it.

        It has all entities and sources, and a withdrawn claim stays withdrawn.
        """
        from policygraph.query.subgraph import subgraph_at

        graph = self._asked(options)
        filters = graph.filters(**options)
        if filters == Filters():
            return self
        return graph._with(subgraph_at(graph.collection, filters))

    def around(self, entity: str, hops: int = 1) -> KnowledgeGraph:
        """The part of the graph at most ``hops`` steps from an entity, as a graph of its own."""
        from policygraph.query.subgraph import subgraph_around

        name = self.names.resolve(entity, what="entity")
        return self._with(subgraph_around(self.collection, name, hops))

    @documented(QueryOptions)
    def page(
        self,
        start: str | Answer | None = None,
        end: str | None = None,
        *,
        around: str | None = None,
        hops: int | None = None,
        progress: Progress | None = None,
        engine: str | None = None,
        **options: Unpack[QueryOptions],
    ) -> Page:
        """The interactive page of the graph, of an answer, or of the neighbourhood of an entity.

        With ``start`` and ``end`` it is the page of what :meth:`trace` answers; the options are
        for that. ``start`` may also be an answer that this graph gave. ``hops`` is 1 if it is
        not given. The page is one HTML text that makes no request, the same bytes for the same
        graph; a notebook displays it. ``progress`` is called with the fraction done.
        """
        from policygraph.page.document import page_around, page_of_answer, page_of_graph

        given = [*(["engine"] if engine is not None else []), *options]
        if isinstance(start, Answer):
            if end is not None or around is not None or given:
                raise UsageError("the page of an answer takes no options; give them to trace")
            known = self.as_known(start.query.known_by)
            return page_of_answer(known.collection, start, progress)
        if (start is None) != (end is None):
            raise UsageError("a page of paths needs both ends; give START and END, or around")
        if start is not None and around is not None:
            raise UsageError("START END and around are two different pages; give one of them")
        if hops is not None and around is None:
            raise UsageError("hops says how far around an entity; give around too")
        if start is not None and end is not None:
            answer = self.trace(start, end, engine=engine, **options)
            known = self.as_known(answer.query.known_by)
            return page_of_answer(known.collection, answer, progress)
        if given:
            raise UsageError(f"{given[0]} asks about paths; give START and END too")
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
        """The files of a release of the graph; see :mod:`policygraph.release`.

        Relative file name to bytes: every artefact, its description and the README.
        """
        from policygraph.release import release_files

        return release_files(self.collection)

    def _asked(self, options: Mapping[str, object]) -> KnowledgeGraph:
        """The graph that a question with these options is asked of; see :meth:`as_known`."""
        day = options.get("known_by")
        return self.as_known(day) if isinstance(day, str) else self

    def _types(self, types: Several) -> tuple[str, ...]:
        """Types by id; :class:`UsageError` for one that the ontology has not."""
        kinds = several(types)
        for kind in kinds:
            if kind not in self.collection.ontology.types:
                raise UsageError(f"unknown type {kind!r}; policygraph info lists the types in use")
        return kinds

    def _options(self, kind: type[Filters], options: Mapping[str, object]) -> dict[str, Any]:
        return resolve_options(kind, options, self.names, self.collection.ontology)

    def _with(self, collection: Collection) -> KnowledgeGraph:
        return replace(self, collection=collection, names=Names(collection), named=None)

    def sparql(
        self,
        query: str | StoredQuery,
        *,
        seconds: float | None = None,
        parameters: Mapping[str, str] | None = None,
        entail: str | None = None,
    ) -> Result:
        """The answer to a SPARQL 1.1 query over the RDF form; see :mod:`policygraph.sparql.engine`.

        A stored query (:mod:`policygraph.sparql.stored_queries`) takes parameters by name. The
        queried graph includes the ontology files that :meth:`load` found. The default of
        ``seconds`` is :data:`policygraph.sparql.sandbox.DEFAULT_SECONDS`. With ``entail``
        "relations", the default of queries that do not name one, a plain triple is one of the
        super-relations too, and merged ids are asked by the id after merges; with "none" the
        query sees what is exported.
        """
        from policygraph.sparql.engine import select

        asked = self.sparql_question(query, seconds=seconds, parameters=parameters, entail=entail)
        return select(asked.collection, asked.vocabulary, asked.text, asked.seconds, asked.entail)

    def sparql_question(
        self,
        query: str | StoredQuery,
        *,
        seconds: float | None = None,
        parameters: Mapping[str, str] | None = None,
        entail: str | None = None,
        began: float | None = None,
    ) -> Question:
        """A query with the graph that it asks, as :meth:`sparql` takes it.

        Its time begins at ``began``, a value of :func:`time.monotonic`.
        """
        from policygraph.sparql.engine import Question
        from policygraph.sparql.entailment import RELATIONS
        from policygraph.sparql.sandbox import DEFAULT_SECONDS
        from policygraph.sparql.stored_queries import with_parameters

        limit = DEFAULT_SECONDS if seconds is None else seconds
        if not isinstance(query, str):
            text = with_parameters(query, parameters or {}, self.names)
            entail = entail or query.entail
        elif parameters:
            raise UsageError("only a stored query has parameters; write the values in the query")
        else:
            text = query
        return Question(self.collection, self.vocabulary, text, limit, entail or RELATIONS, began)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """A multigraph with one edge for each (subject, relation, object) that a claim supports."""
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

    def _repr_html_(self) -> str:
        return self.info()._repr_html_()


def _between(scope: Scope, *ends: str) -> Scope:
    """The scope of a question about these entities; :class:`UsageError` if it avoids one."""
    from policygraph.analyses.reach import check_end

    for end in ends:
        check_end(scope, end)
    return scope


def _deadline(seconds: float | None) -> Deadline:
    """The deadline of a question that has so many seconds from now on."""
    check_seconds(seconds)
    return Deadline(seconds)
