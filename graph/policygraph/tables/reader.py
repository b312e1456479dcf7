"""Tables to records: one dataset folder of UTF-8 CSV or Parquet files.

In goes a folder, out comes a :class:`~policygraph.model.records.Dataset` and the faults
found while reading, each with file and line. What needs more than one row to be
judged (references, duplicates, domains) is left to :mod:`policygraph.checks.records`.
Other formats that hold the same rows give them to :func:`read_sheets`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from policygraph.errors import Fault, LocationError
from policygraph.model import iris
from policygraph.model.iris import is_address
from policygraph.model.names import read_name
from policygraph.model.ontology import Ontology
from policygraph.model.records import POLARITIES, Claim, Dataset, Entity, Judgement, Source
from policygraph.tables import locations
from policygraph.tables.csv_reader import Row, read_rows
from policygraph.tables.parquet_reader import read_parquet_rows

#: A table that is still to be read: columns, what a row is and where faults go to its
#: rows, and whether it was read to the end.
Sheet = Callable[[tuple[str, ...], str, list[Fault]], Generator[Row, None, bool]]

ENTITY_COLUMNS = ("id", "type", "label", "aliases", "description", "wikidata", "same_as")
SOURCE_COLUMNS = (
    "id", "kind", "title", "authors", "publisher", "published", "url", "origin",
    "reliability", "licence", "text_sha256",
)  # fmt: skip
CLAIM_COLUMNS = (
    "id", "subject", "relation", "object", "polarity", "modality", "likelihood",
    "attributed_to", "start", "end", "quantity", "unit", "locator", "passage_sha256",
    "known_since", "disputes", "withdrawn", "note",
)  # fmt: skip
JUDGEMENTS = ("same", "different")
JUDGEMENT_COLUMNS = ("left", "right", "judgement", "by", "date", "why")

#: The tables of a dataset beside those of claims, and what reads a table, by suffix.
TABLES = ("entities", "sources", "identity")
CLAIMS = "claims/"
READERS = {".csv": read_rows, ".parquet": read_parquet_rows}

_ADDRESS_MEND = "write an https: or http: address, other characters as %XX"


@dataclass
class Tables:
    """What reading a folder gave: the dataset, and what was wrong with its rows.

    ``referable`` is False if its entities or sources could not be read to the end:
    what refers to them cannot be judged then.
    """

    dataset: Dataset
    faults: list[Fault] = field(default_factory=list)
    referable: bool = True


@dataclass(frozen=True)
class Sheets:
    """The tables of one dataset, still to be read; ``claims`` by the id of their source."""

    entities: Sheet | None = None
    sources: Sheet | None = None
    judgements: Sheet | None = None
    claims: Mapping[str, Sheet] = field(default_factory=dict)


def read_dataset(folder: Path, name: str, ontology: Ontology) -> Tables:
    """Read the tables of ``folder``; faults are gathered, not raised.

    ``identity.csv`` and ``claims/`` may be missing; ``entities.csv`` and
    ``sources.csv`` may be missing only together with claims of their own (a dataset
    may speak about another's entities). Each table may be a Parquet file with the same
    columns instead, never both. A file that is not UTF-8 is one fault and yields no
    rows.
    """
    files, faults = dataset_files(folder)
    sheets = {name: partial(READERS[path.suffix], path) for name, path in files.items()}
    tables = read_sheets(
        Sheets(
            sheets.get("entities"),
            sheets.get("sources"),
            sheets.get("identity"),
            {name.removeprefix(CLAIMS): s for name, s in sheets.items() if name.startswith(CLAIMS)},
        ),
        name,
        ontology,
    )
    tables.faults[:0] = faults
    return tables


def dataset_files(folder: Path) -> tuple[dict[str, Path], list[Fault]]:
    """The files of a dataset's tables, in the order in which they are read, and what is amiss.

    By the name of the table: ``entities``, ``sources``, ``identity``, ``claims/SOURCE``.
    Raises :class:`LocationError` if there is no such folder.
    """
    if not folder.is_dir():
        raise LocationError(f"{folder}: no such dataset folder; name a folder with entities.csv")
    faults = _strangers(folder)
    claims = folder / "claims"
    if claims.exists() and not claims.is_dir():
        mend = "make it a folder, with a table for each source"
        faults.append(Fault(locations.shown(claims), 0, "", "is no folder", mend))
    files = {stem: _table(folder, stem, faults) for stem in TABLES}
    if files["entities"] is None and not (folder / "claims").is_dir():
        what = "has neither entities.csv nor claims/"
        mend = "name a folder of policygraph tables"
        faults.append(Fault(locations.shown(folder), 0, "", what, mend))
    paths = (path for suffix in READERS for path in (folder / "claims").glob(f"*{suffix}"))
    for stem in dict.fromkeys(path.stem for path in sorted(paths)):
        files[CLAIMS + stem] = _table(folder / "claims", stem, faults)
    return {name: path for name, path in files.items() if path is not None}, faults


def read_sheets(sheets: Sheets, name: str, ontology: Ontology) -> Tables:
    """Read the tables of one dataset, wherever they come from."""
    faults: list[Fault] = []
    whole: list[bool] = []

    def rows(sheet: Sheet | None, columns: tuple[str, ...], kind: str) -> Iterator[Row]:
        if sheet is not None:
            whole.append((yield from sheet(columns, kind, faults)))

    entities = tuple(
        entity_of(row, name) for row in rows(sheets.entities, ENTITY_COLUMNS, "entity")
    )
    sources = tuple(source_of(row, name) for row in rows(sheets.sources, SOURCE_COLUMNS, "source"))
    referable = all(whole)
    judgements = [
        judgement_of(row, name) for row in rows(sheets.judgements, JUDGEMENT_COLUMNS, "judgement")
    ]
    published = {source.id: source.published for source in sources}
    claims: list[Claim] = []
    read_claim = claim_reader(ontology, name)
    for source, sheet in sheets.claims.items():
        for row in rows(sheet, CLAIM_COLUMNS, "claim"):
            claims.append(read_claim(row, source, published.get(source, "")))
    given = tuple(judgement for judgement in judgements if judgement is not None)
    dataset = Dataset(name, entities, sources, tuple(claims), given)
    return Tables(dataset, faults, referable)


def _table(folder: Path, stem: str, faults: list[Fault]) -> Path | None:
    """The file of the table of that name, if there is one; two of them are a fault."""
    found = [path for suffix in READERS if (path := folder / f"{stem}{suffix}").exists()]
    for path in found[1:]:
        what = f"stands beside {found[0].name}"
        faults.append(Fault(locations.shown(path), 0, "", what, "keep one of the two"))
    if found and not found[0].is_file():
        faults.append(Fault(locations.shown(found[0]), 0, "", "is no file", "put the table there"))
        return None
    return found[0] if found else None


def _strangers(folder: Path) -> list[Fault]:
    """A fault for each file that no table is read from: a typo must not hide claims."""
    tables = {folder / f"{stem}{suffix}" for stem in TABLES for suffix in READERS}
    tables.update(path for suffix in READERS for path in (folder / "claims").glob(f"*{suffix}"))
    what = "is not a table of a dataset"
    mend = "a folder has entities.csv, sources.csv, identity.csv and claims/SOURCE.csv"
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in READERS)
    return [Fault(locations.shown(path), 0, "", what, mend) for path in found if path not in tables]


def entity_of(row: Row, dataset: str) -> Entity:
    """The entity of a row; what is wrong with it is noted in the row."""
    wikidata = row.optional("wikidata")
    if wikidata is not None and not iris.QID.match(wikidata):
        row.fault(f"wikidata {wikidata!r} is not an item id", "write it as Q160120")
        wikidata = None
    same_as = row.several("same_as")
    for iri in same_as:
        if not is_address(iri):
            row.fault(
                f"same_as {iri!r} is not a web address",
                _ADDRESS_MEND,
            )
    return Entity(
        id=row.slug(),
        type=row.required("type"),
        label=read_name(row.required("label")),
        aliases=tuple(read_name(alias) for alias in row.several("aliases")),
        description=row.text("description"),
        wikidata=wikidata,
        same_as=same_as,
        dataset=dataset,
        location=row.location,
    )


def source_of(row: Row, dataset: str) -> Source:
    """The source of a row; what is wrong with it is noted in the row."""
    reliability = row.optional("reliability")
    if reliability is not None and reliability not in tuple("ABCDEF"):
        row.fault(
            f"unknown reliability {reliability!r}", "write a letter A to F, or leave it blank"
        )
    url = row.text("url")
    if not url:
        row.fault("has no address", "give the url of the document")
    elif not is_address(url):
        row.fault(
            f"url {url!r} is not a web address",
            _ADDRESS_MEND,
        )
    if not row.text("published"):
        row.fault("published is blank", "give the date, as exact as it is known")
    return Source(
        id=row.slug(),
        kind=row.required("kind"),
        title=row.required("title"),
        authors=row.several("authors"),
        publisher=row.required("publisher"),
        published=row.date("published") or "",
        url=url,
        origin=row.optional("origin"),
        reliability=reliability,
        licence=row.optional("licence"),
        text_sha256=row.sha256("text_sha256"),
        dataset=dataset,
        location=row.location,
    )


def judgement_of(row: Row, dataset: str) -> Judgement | None:
    """The judgement of a row, or None if it is neither; what is wrong is noted in the row."""
    judgement = row.choice("judgement", JUDGEMENTS)
    if judgement not in JUDGEMENTS:
        return None
    return Judgement(
        left=row.required("left"),
        right=row.required("right"),
        same=judgement == JUDGEMENTS[0],
        by=row.required("by"),
        date=row.date("date") or "",
        why=row.required("why"),
        dataset=dataset,
        location=row.location,
    )


def claim_reader(ontology: Ontology, dataset: str) -> Callable[[Row, str, str], Claim]:
    """What makes a claim of a row, its source and that one's date of publication."""
    modalities = tuple(
        modality.id for modality in sorted(ontology.modalities.values(), key=lambda m: m.order)
    )

    def strength(row: Row, modality: str) -> float:
        text = row.optional("likelihood")
        if text is None:
            known = ontology.modalities.get(modality)
            return known.default_likelihood if known else 1.0
        number = ontology.likelihood(text)
        if number is None or not 0.0 < number <= 1.0:
            terms = ", ".join(term.label for term in ontology.likelihood_terms)
            row.fault(
                f"likelihood {text!r} is neither a number in (0, 1] nor a term",
                f"write for instance 0.8, or one of {terms}",
            )
            return 1.0
        return number

    def read(row: Row, source: str, published: str) -> Claim:
        modality = row.choice("modality", modalities)
        start, end = row.date("start", open_allowed=True), row.date("end", open_allowed=True)
        if start not in (None, "..") and end not in (None, ".."):
            assert start is not None and end is not None
            if row.span(start).earliest > row.span(end).latest:
                row.fault(f"ends ({end}) before it starts ({start})", "swap or correct the dates")
        withdrawn = row.date("withdrawn")
        if withdrawn is not None and not row.text("note"):
            row.fault("is withdrawn without a reason", "give the reason in note")
        quantity, unit = row.quantity(), row.optional("unit")
        if quantity is not None and unit is None:
            row.fault("has a quantity without a unit", "give the unit")
        known_since = row.date("known_since")
        return Claim(
            id=row.slug(),
            subject=row.required("subject"),
            relation=row.required("relation"),
            object=row.required("object"),
            polarity=row.choice("polarity", POLARITIES),
            modality=modality,
            strength=strength(row, modality),
            source=source,
            knowable=known_since or published,
            likelihood=row.optional("likelihood"),
            attributed_to=row.optional("attributed_to"),
            start=start,
            end=end,
            quantity=quantity,
            unit=unit,
            locator=row.required("locator"),
            passage_sha256=row.sha256("passage_sha256"),
            known_since=known_since,
            disputes=row.several("disputes"),
            withdrawn=withdrawn,
            note=row.text("note"),
            dataset=dataset,
            location=row.location,
        )

    return read
