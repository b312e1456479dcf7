"""Artefacts: the files of a release, who each is for, and a first command with it.

One literal table; the files, their description and the README are all made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policygraph.formats import FORMATS
from policygraph.model.collection import Collection
from policygraph.rdf.nodes import BOTH, FACTS

DESCRIPTION = "void.ttl"
README = "README.md"


@dataclass(frozen=True, slots=True)
class Artefact:
    """One thing that is released: a file, or a folder of files, in one format.

    ``media_type`` is one that IANA has registered; where a format has none of its own, that
    of its syntax (GraphML and GEXF are XML, JSON lines are text). ``command`` is run in the
    release's folder and leaves nothing there; ``needs`` says where its tool is to be had.
    A format of linked data has a ``view``.
    """

    path: str
    format: str
    media_type: str
    readers: str
    command: str
    needs: str
    view: str | None = None

    def write(self, collection: Collection) -> Mapping[str, bytes]:
        """The files, named as the format names them."""
        format = FORMATS[self.format]
        if self.view is None:
            return format.write(collection)
        assert format.write_view is not None
        return format.write_view(collection, self.view)


ARTEFACTS = (
    Artefact(
        "policygraph.ttl",
        "turtle",
        "text/turtle",
        "triple stores and linked-data tools: every claim as a node, and plain triples for "
        "what is asserted and not denied",
        "oxigraph load --location ../store --file policygraph.ttl",
        "`pip install oxigraph`",
        BOTH,
    ),
    Artefact(
        "facts.ttl",
        "turtle",
        "text/turtle",
        "who wants plain triples and no claims: what is asserted and not denied, with no "
        "source, date or doubt",
        "python -c \"import rdflib; print(len(rdflib.Graph().parse('facts.ttl')))\"",
        "`pip install rdflib`",
        FACTS,
    ),
    Artefact(
        "policygraph.jsonld",
        "jsonld",
        "application/ld+json",
        "web developers: the graph of the Turtle as JSON, its context inside",
        "jq '.\"@graph\" | length' policygraph.jsonld",
        "`apt install jq`",
        BOTH,
    ),
    Artefact(
        "policygraph.trig",
        "trig",
        "application/trig",
        "stores with named graphs: the claims of each source in a graph of their own",
        "python -c \"import pyoxigraph as o; s = o.Store(); s.load(path='policygraph.trig'); "
        'print(len(list(s.named_graphs())))"',
        "`pip install pyoxigraph`",
        BOTH,
    ),
    Artefact(
        "policygraph.graphml",
        "graphml",
        "application/xml",
        "networkx, igraph, yEd, Cytoscape: one arrow for each triple that some claim affirms",
        "python -c \"import networkx; print(networkx.read_graphml('policygraph.graphml'))\"",
        "`pip install networkx`",
    ),
    Artefact(
        "policygraph.gexf",
        "gexf",
        "application/xml",
        "Gephi (File, Open): the same arrows, with a timeline and colours",
        "python -c \"import networkx; print(networkx.read_gexf('policygraph.gexf'))\"",
        "`pip install networkx`; [gephi.org](https://gephi.org) to draw it",
    ),
    Artefact(
        "kgx",
        "kgx-jsonl",
        "text/plain",
        "Biolink and KGX tools; the whole of the data, one JSON value a line",
        'duckdb -c "SELECT policygraph_modality, count(*) '
        "FROM 'kgx/policygraph_edges.jsonl' GROUP BY ALL\"",
        "`pip install duckdb-cli`",
    ),
    Artefact(
        "tables",
        "node-edge-csv",
        "text/csv",
        "spreadsheets, R, pandas, SQL: a table of nodes and one of edges",
        'sqlite3 :memory: ".import --csv tables/edges.csv edges" '
        '"SELECT modality, count(*) FROM edges GROUP BY modality"',
        "`apt install sqlite3`",
    ),
)
