"""The rows behind a node, where the node's properties do not give them back.

A set of triples keeps neither the order of a cell's values, nor the id that an entity
had before a merge, nor which of two datasets gave which row. Where the properties of a
node do not give a cell back, a property whose name ends in ``Given`` holds the cell.
What stands in more than one row has a ``pg:Row`` node for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.model.records import Dataset, Entity, Name, Source
from policygraph.rdf.terms import A, Node, entity_node, part_of, path_segment, pg, string
from policygraph.tables.writer import Cells, entity_cells, joined, source_cells


def row_nodes(collection: Collection) -> Iterator[Node]:
    """Which dataset each entity and source is of, and the rows that their nodes do not give."""
    entities: dict[str, list[tuple[Dataset, Entity]]] = defaultdict(list)
    sources: dict[str, list[tuple[Dataset, Source]]] = defaultdict(list)
    for dataset in collection.records:
        for entity in dataset.entities:
            entities[collection.entity_id(entity.id)].append((dataset, entity))
        for source in dataset.sources:
            sources[source.id].append((dataset, source))
    for name, rows in entities.items():
        node = entity_node(name)
        if len(rows) == 1 and rows[0][1].id == name:
            ((dataset, entity),) = rows
            wikidata, same_as = addresses(
                [*entity.same_as, *([iris.WIKIDATA + entity.wikidata] if entity.wikidata else [])]
            )
            derived = {
                "label": spoken(entity.label),
                "aliases": several(set(map(spoken, entity.aliases))),
                "wikidata": wikidata,
                "same_as": same_as,
            }
            yield node, [*part_of(dataset.name), *given(entity_cells(entity), derived)]
        else:
            for dataset, entity in rows:
                yield _row(node, "entity", dataset.name, entity_cells(entity))
    for name, found in sources.items():
        node = f"<{iris.source_iri(name)}>"
        if len(found) == 1:
            ((dataset, source),) = found
            derived = {"authors": several(set(source.authors))}
            yield node, [*part_of(dataset.name), *given(source_cells(source), derived)]
        else:
            for dataset, source in found:
                yield _row(node, "source", dataset.name, source_cells(source))


def _row(of: str, kind: str, dataset: str, cells: Cells) -> Node:
    iri = iris.row_iri(path_segment(dataset), kind, cells["id"])
    return (
        f"<{iri}>",
        [
            (A, pg("Row")),
            (pg("describes"), of),
            *part_of(dataset),
            *given(cells, dict.fromkeys(cells, "")),
        ],
    )


@cache
def given_term(column: str) -> str:
    """The local name of the property that holds the cell of a column as given.

    >>> given_term("same_as")
    'sameAsGiven'
    """
    first, *others = column.split("_")
    return first + "".join(map(str.capitalize, others)) + "Given"


def given(cells: Cells, derived: Cells) -> list[tuple[str, str]]:
    """A property for each cell that the node does not give back by itself."""
    return [
        (pg(given_term(column)), string(cells[column]))
        for column, cell in derived.items()
        if cells[column] != cell
    ]


def several(values: Iterable[str]) -> str:
    """The cell that a set of values gives back when nothing else is known of it."""
    return joined(sorted(values))


def spoken(name: Name) -> str:
    """A name as RDF keeps it: language tags are in lower case there."""
    return str(Name(name.text, name.language.lower()))


def addresses(given: Iterable[str]) -> tuple[str, str]:
    """The cells ``wikidata`` and ``same_as`` that a set of owl:sameAs gives back.

    Other entities of the graph are not addresses: they are judged in ``identity.csv``.
    """
    known = sorted({iri for iri in given if not iri.startswith(iris.entity_iri(""))})
    items = [iri.removeprefix(iris.WIKIDATA) for iri in known]
    items = [item for item in items if iris.QID.match(item)][:1]
    others = [iri for iri in known if iri != iris.WIKIDATA + items[0]] if items else known
    return (items[0] if items else ""), joined(others)
