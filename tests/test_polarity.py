"""A denied claim is never an edge: one rule, :attr:`Claim.supports`, that every view asks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import policygraph
from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under
from tests.world import said, world

PACKAGE = Path(policygraph.__file__).parent
FIELDS = ("polarity", "affirms", "withdrawn")

#: Files and folders that may branch on these fields, and why.
ALLOWED = {
    "model/records.py": "the rule itself",
    "query/edges.py": "which claims count at all, for or against (claim_filter)",
    "query/opposition.py": "when one claim speaks against another, and when two say the same",
    "model/earlier.py": "which claims were withdrawn on an earlier day",
    "query/wording.py": "words for a denial",
    "checks/records.py": "whether a dispute says the same as what it disputes",
    "store/": "columns of the same fields; tests/store/ compare them with the records",
    "analyses/audit.py": "a withdrawn claim is not drawn",
    "analyses/verdicts.py": "whether a claim was withdrawn since it was judged",
    "render/": "words and marks for denials",
}


def conditions(tree: ast.AST) -> Iterator[ast.AST]:
    """Every expression that decides between two ways."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            yield node.test
        elif isinstance(node, ast.comprehension):
            yield from node.ifs
        elif isinstance(node, ast.BoolOp):
            yield from node.values


def deciding(source: str) -> list[int]:
    """The lines of a module that branch on one of the fields of a claim."""
    return sorted(
        {
            node.lineno
            for condition in conditions(ast.parse(source))
            for node in ast.walk(condition)
            if isinstance(node, ast.Attribute) and node.attr in FIELDS
        }
    )


def test_only_named_files_decide_by_polarity() -> None:
    found = [
        f"{name}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not (name := path.relative_to(PACKAGE).as_posix()).startswith(tuple(ALLOWED))
        for line in deciding(path.read_text(encoding="utf-8"))
    ]
    assert not found, f"ask claim.supports or claim.denies instead: {', '.join(found)}"


def test_every_named_file_still_decides_by_polarity() -> None:
    files = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    idle = [
        name
        for name in ALLOWED
        if not any(
            deciding(path.read_text(encoding="utf-8"))
            for file, path in files.items()
            if file.startswith(name)
        )
    ]
    assert idle == []


def test_the_scan_sees_every_kind_of_branch() -> None:
    source = "if c.affirms: a = [c for c in d if c.withdrawn is None]\nb = c.polarity == 'x' and e"
    assert deciding(source) == [1, 2]
    assert deciding("row = {'polarity': claim.polarity}") == []


@pytest.mark.parametrize(
    ("row", "withdrawn", "supports", "denies"),
    [
        ("a feeds b", None, True, False),
        ("not a feeds b", None, False, True),
        ("a feeds b", "2022-01-01", False, False),
        ("not a feeds b", "2022-01-01", False, False),
    ],
)
def test_a_claim_supports_or_denies_or_is_withdrawn(
    row: str, withdrawn: str | None, supports: bool, denies: bool
) -> None:
    claim = said(row, withdrawn=withdrawn)
    assert (claim.supports, claim.denies) == (supports, denies)


def views(collection: Collection) -> dict[str, set[tuple[str, str]]]:
    """The edges that each view of a collection shows, as (subject, object)."""
    from policygraph.engines import ENGINES, available
    from policygraph.formats.property_graph import to_networkx
    from policygraph.query.query import Query
    from policygraph.rdf.nodes import plain_nodes

    queries = [
        Query(a, b, direction="stated", max_hops=1)
        for a in collection.entities
        for b in collection.entities
        if a != b
    ]
    shown = {
        name: {
            (query.start, query.end)
            for query in queries
            if ENGINES[name].search(collection, query).paths
        }
        for name in available()
    }
    ids = {f"<{iris.entity_iri(name)}>": name for name in collection.entities}
    shown["plain triples"] = {
        (ids[str(subject)], ids[str(target)])
        for subject, properties in plain_nodes(collection)
        for _, target in properties
    }
    shown["networkx"] = {(a, b) for a, b in to_networkx(collection).edges()}
    shown["edges"] = {(edge.subject, edge.object) for edge in edges_under(collection)}
    return shown


def test_no_view_shows_a_denied_or_withdrawn_claim_as_an_edge() -> None:
    collection = world(
        ["a feeds b", "not b feeds c", said("c feeds d", withdrawn="2022-01-01", note="wrong")]
    )
    assert set(map(frozenset, views(collection).values())) == {frozenset({("a", "b")})}
