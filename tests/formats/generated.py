"""Generated datasets over the small ontology of ``tests.world``, for laws of formats.

Texts have quotes, line ends, tabs, right-to-left letters, emoji and whatever else the
tables can carry; there are partial dates, quantities, denials, disputes, withdrawals,
attributions and merges.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.records import Dataset
from policygraph.tables.csv_reader import FORBIDDEN, given_rows
from policygraph.tables.reader import RowReader, TableReaders, read_tables
from tests.world import MODALITIES, RELATIONS, TYPES, ontology

HARD = ('say "no", or', "two\nlines", "\r\n", "\t", "עברית", "العربية", "🐉", "\u2028", "\\N", "'")
HARD_MARKS = ("<&>", "=1+1", "#;", "\u0085", "{[(`", "%%", "zh:华为", "\ufeff", "-", "\r", "]]>")

_CHARACTERS = st.one_of(
    st.sampled_from((*HARD, *HARD_MARKS)),
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="|").filter(
        lambda char: not FORBIDDEN.search(char)
    ),
)
TEXTS = st.lists(_CHARACTERS, min_size=1, max_size=6).map("".join).map(str.strip).filter(bool)
SEVERAL = st.lists(TEXTS, max_size=3).map("|".join)
OPTIONAL = st.one_of(st.just(""), TEXTS)
DATES = st.sampled_from(
    ("2015", "2015-05", "2015-05-08", "202X", "2014-21", "2014?", "-0044", "2014-34")
)
STARTS = st.one_of(st.just(""), st.just(".."), DATES, st.sampled_from(("../2015", "2014/2015~")))
ENDS = st.sampled_from(("", "..", "2030", "2031-02", "Y20000", "2030/..", "../2031"))
QUANTITIES = st.sampled_from(("", "496", "50..60", "0.10", "1e3", "-5..-4", "500..", "..5.5"))
HASHES = st.sampled_from(("", "0123456789abcdef" * 4))

Cells = Mapping[str, str]


def rows_of(rows: list[dict[str, str]]) -> RowReader:
    """Rows as a table to be read."""
    return lambda columns, kind, faults: given_rows(
        list(enumerate(rows, 1)), "generated", columns, kind, faults
    )


@st.composite
def datasets(draw: st.DrawFn, name: str = "generated") -> Dataset:
    """A dataset without faults in its rows; every reference leads somewhere."""
    entities = [f"e{n}" for n in range(draw(st.integers(1, 5)))]
    sources = [f"s{n}" for n in range(draw(st.integers(1, 3)))]
    claims = [f"c{n}" for n in range(draw(st.integers(0, 6)))]
    pick = st.sampled_from

    def cells(**columns: Any) -> dict[str, str]:
        return {
            column: draw(value) if isinstance(value, st.SearchStrategy) else value
            for column, value in columns.items()
        }

    rows_of_claims: dict[str, list[dict[str, str]]] = {}
    for number, claim in enumerate(claims):
        quantity, withdrawn = draw(QUANTITIES), draw(pick(("", "", "2024-02-03")))
        row = cells(
            id=claim,
            subject=pick(entities),
            relation=pick([relation.id for relation in RELATIONS]),
            object=pick(entities),
            polarity=pick(("affirmed", "affirmed", "denied")),
            modality=pick([modality.id for modality in MODALITIES]),
            likelihood=pick(("", "likely", "0.8", "1")),
            attributed_to=pick(("", *entities)),
            start=STARTS,
            end=ENDS,
            quantity=quantity,
            unit=TEXTS if quantity else OPTIONAL,
            locator=TEXTS,
            passage_sha256=HASHES,
            known_since=st.one_of(st.just(""), DATES),
            disputes=st.lists(pick(claims[:number] or [""]), max_size=2, unique=True).map("|".join),
            withdrawn=withdrawn,
            note=TEXTS if withdrawn else OPTIONAL,
        )
        rows_of_claims.setdefault(draw(pick(sources)), []).append(row)
    tables = {
        "entities": [
            cells(
                id=entity,
                type=pick([kind.id for kind in TYPES]),
                label=TEXTS,
                aliases=SEVERAL,
                description=OPTIONAL,
                wikidata=pick(("", "Q42")),
                same_as=pick(("", "https://example.org/a%20b|https://example.org/c")),
            )
            for entity in entities
        ],
        "sources": [
            cells(
                id=source,
                kind=TEXTS,
                title=TEXTS,
                authors=SEVERAL,
                publisher=TEXTS,
                published=DATES,
                url=pick(("https://example.org/?a=1&b=2", "http://example.org/#x")),
                origin=pick(("", *sources)),
                reliability=pick(("", "B")),
                licence=OPTIONAL,
                text_sha256=HASHES,
            )
            for source in sources
        ],
        "judgements": [
            cells(
                left=pick(entities),
                right=pick(entities),
                judgement=pick(("same", "different")),
                by=TEXTS,
                date=DATES,
                why=TEXTS,
            )
            for _ in range(draw(st.integers(0, 2)))
        ],
    }
    read = read_tables(
        TableReaders(
            **{table: rows_of(rows) for table, rows in tables.items()},
            claims={source: rows_of(rows) for source, rows in rows_of_claims.items()},
        ),
        name,
        ontology(),
    )
    assert not read.faults, read.faults
    return read.dataset


@st.composite
def collections(draw: st.DrawFn) -> Collection:
    """A collection of one generated dataset whose judgements agree."""
    dataset = draw(datasets())
    collection, faults = merge_datasets(ontology(), [dataset])
    assume(not faults)
    return collection
