"""The formats a graph can be written in, by the name the command line uses.

One file a format; one entry in :data:`FORMATS` is all that a new one needs besides. A
format that can be read back gives datasets, each with the faults found in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from policygraph.formats.cytoscape import write_cytoscape
from policygraph.formats.dataset_folder import (
    names_of,
    read_dataset_folder,
    write_dataset_folder,
)
from policygraph.formats.dot import write_dot
from policygraph.formats.files import Files, single
from policygraph.formats.ftm import FILES as FTM_FILES
from policygraph.formats.ftm import write_ftm_folder
from policygraph.formats.gexf import write_gexf
from policygraph.formats.graphml import write_graphml
from policygraph.formats.jsonld import write_jsonld
from policygraph.formats.kgx import (
    JSONL_FILES,
    TSV_FILES,
    read_kgx_jsonl,
    write_kgx_jsonl,
    write_kgx_tsv,
)
from policygraph.formats.mermaid import mermaid_limits, write_mermaid
from policygraph.formats.neo4j import FILES as NEO4J_FILES
from policygraph.formats.neo4j import write_neo4j
from policygraph.formats.node_edge_csv import FILES as NODE_EDGE_FILES
from policygraph.formats.node_edge_csv import write_node_edge_csv
from policygraph.formats.ntriples import write_ntriples
from policygraph.formats.parquet import read_parquet, write_parquet
from policygraph.formats.rdf_reader import read_jsonld, read_ntriples, read_trig, read_turtle
from policygraph.formats.rdfxml import write_rdfxml
from policygraph.formats.turtle import write_trig, write_turtle, write_turtle12
from policygraph.formats.xlsx import write_xlsx
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.rdf.nodes import BOTH
from policygraph.tables.reader import Tables


@dataclass(frozen=True)
class Format:
    """One format: what it writes, and what reads it back to datasets, if anything does.

    ``suffix`` is that of its file, empty for a folder, whose files then have names that
    match ``files``. A ``lossless`` format can be read and gives the same datasets. One of
    linked data has ``write_view`` too, for the views of :data:`policygraph.rdf.nodes.VIEWS`.
    ``limits`` says of a written file what its usual reader refuses, empty if nothing.
    """

    name: str
    description: str
    write: Callable[[Collection], Files]
    read: Callable[[Files, str, Ontology], list[Tables]] | None = None
    suffix: str = ""
    files: tuple[str, ...] = ()
    lossless: bool = False
    write_view: Callable[[Collection, str], Files] | None = None
    limits: Callable[[bytes], str] | None = None

    @property
    def folder(self) -> bool:
        """Whether it is several files."""
        return bool(self.files)


def _file(name: str, suffix: str, write: Callable[[Collection], bytes], description: str) -> Format:
    return Format(name, description, lambda collection: single(write(collection)), suffix=suffix)


def _rdf(
    name: str,
    suffix: str,
    write: Callable[[Collection, str], bytes],
    description: str,
    read: Callable[[Files, str, Ontology], list[Tables]] | None = None,
) -> Format:
    return Format(
        name,
        description,
        lambda collection: single(write(collection, BOTH)),
        read,
        suffix=suffix,
        lossless=read is not None,
        write_view=lambda collection, view: single(write(collection, view)),
    )


#: The formats by name: what the command line, the documents and the tests go through.
FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        _rdf(
            "turtle",
            ".ttl",
            write_turtle,
            "linked data: claim nodes and plain triples; can be read back",
            read_turtle,
        ),
        _rdf("ntriples", ".nt", write_ntriples, "linked data, one triple a line", read_ntriples),
        _rdf("jsonld", ".jsonld", write_jsonld, "linked data as JSON, context inside", read_jsonld),
        _rdf("trig", ".trig", write_trig, "linked data, a named graph a source", read_trig),
        _rdf("rdfxml", ".rdf", write_rdfxml, "linked data as XML, for older tools"),
        _rdf(
            "turtle12",
            ".ttl",
            write_turtle12,
            "Turtle 1.2: each claim a reifier of its triple",
            read_turtle,
        ),
        _file("graphml", ".graphml", write_graphml, "Gephi, yEd, Cytoscape, igraph, networkx"),
        _file(
            "gexf", ".gexf", write_gexf, "Gephi, with validity as a timeline, colours and shapes"
        ),
        _file("cytoscape", ".cyjs", write_cytoscape, "Cytoscape and Cytoscape.js"),
        _file("dot", ".dot", write_dot, "Graphviz drawings"),
        replace(
            _file("mermaid", ".mmd", write_mermaid, "a small graph in a Markdown document"),
            limits=mermaid_limits,
        ),
        Format(
            "kgx-jsonl",
            "knowledge graph exchange (Biolink), one edge a claim; can be read back",
            write_kgx_jsonl,
            read_kgx_jsonl,
            files=JSONL_FILES,
            lossless=True,
        ),
        Format(
            "kgx-tsv",
            "knowledge graph exchange (Biolink) as tables",
            write_kgx_tsv,
            files=TSV_FILES,
        ),
        Format(
            "ftm",
            "FollowTheMoney entities, and a list of what they cannot say",
            write_ftm_folder,
            files=FTM_FILES,
        ),
        Format("neo4j", "CSV for neo4j-admin database import", write_neo4j, files=NEO4J_FILES),
        Format(
            "node-edge-csv",
            "a table of nodes and one of edges: spreadsheets, R, pandas",
            write_node_edge_csv,
            files=NODE_EDGE_FILES,
        ),
        _file("xlsx", ".xlsx", write_xlsx, "a workbook for reading in a spreadsheet"),
        Format(
            "dataset",
            "the dataset folder: the tables as CSV",
            write_dataset_folder,
            read_dataset_folder,
            files=names_of(".csv"),
            lossless=True,
        ),
        Format(
            "parquet",
            "the dataset folder with Parquet tables (extra: parquet)",
            write_parquet,
            read_parquet,
            files=names_of(".parquet"),
            lossless=True,
        ),
    )
}
