"""Names over a store and over an overlay resolve as they do over the tables."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import pipeline
from policygraph.errors import AmbiguousName, InvalidData, UnknownName
from policygraph.model.names import fold, plain_form
from policygraph.query.name_resolver import Names
from policygraph.store.building.build import build
from policygraph.store.format.texts import Texts
from policygraph.store.reading import spellings
from tests.datasets import write_dataset, write_ontology
from tests.examples import examples

ENTITIES = (
    {"id": "bank", "label": "People's Bank of China", "aliases": "PBoC|zh:中国人民银行"},
    {"id": "list", "label": "Entity\u2011List", "aliases": "\u201cThe List\u201d"},
    {"id": "tubitak", "label": "TÜBİTAK", "aliases": "tr:Türkiye Araştırma Kurumu"},
    {"id": "istanbul", "label": "İstanbul", "aliases": "Stamboul"},
    {"id": "qwen", "label": "Qwen 2.5"},
    {"id": "sign", "label": "!!!"},
    {"id": "lodz", "label": "Łódź"},
    {"id": "meta", "label": "Meta Platforms"},
    *({"id": f"e{n}", "label": f"Entity {n}", "aliases": f"Ïtem {n}"} for n in range(60)),
)
MORE = (
    {"id": "meta-mining", "label": "Meta"},
    {"id": "curly", "label": "People\u2019s Bank of China"},
    {"id": "new", "label": "Entity\u2013Liste"},
    {"id": "e9x", "label": "Ítem 9"},
)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Names]:
    """The names of the first table and of both, from tables, a store and an overlay."""
    root = tmp_path_factory.mktemp("names")
    core = write_ontology(root / "ontology")
    first = write_dataset(root / "first", entities=ENTITIES)
    more = write_dataset(root / "more", entities=MORE)
    build([first], root / "store", core)
    build([first, more], root / "stores", core)
    collections = {
        "tables": pipeline.load([first], core),
        "store": pipeline.load([root / "store"]),
        "both tables": pipeline.load([first, more], core),
        "both stored": pipeline.load([root / "stores"]),
        "overlay": pipeline.load([root / "store", more], core),
    }
    return {name: Names(collection) for name, collection in collections.items()}


def outcome(names: Names, text: str) -> str | tuple[str, ...]:
    """The id that a text resolves to, the ids it may mean, or none."""
    try:
        return names.resolve(text)
    except AmbiguousName as error:
        return error.candidates
    except UnknownName:
        return ()


@pytest.mark.parametrize("graph", ["tables", "store"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("People\u2019s Bank of China", "bank"),
        ("PEOPLES BANK OF CHINA", "bank"),
        ("'pboc'", "bank"),
        ("\u201c中国人民银行\u201d", "bank"),
        ("中国\u200b人民银行", "bank"),
        ("entity-list", "list"),
        ("Entity\u2013List", "list"),
        ("the list", "list"),
        ("tübitak", "tubitak"),
        ("Tubitak", "tubitak"),
        ("turkiye arastirma kurumu", "tubitak"),
        ("Istanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("ıstanbul", "istanbul"),
        ("Lodz", "lodz"),
        ("Qwen 25", ()),
        ("Qwen-2.5", ()),
        ("!!!", "sign"),
        ("???", ()),
        ("item 59", "e59"),
        ("People", ()),
    ],
)
def test_other_spelling_of_a_name_resolves(
    graphs: dict[str, Names], graph: str, text: str, found: str | tuple[str, ...]
) -> None:
    assert outcome(graphs[graph], text) == found


@pytest.mark.parametrize("graph", ["both tables", "both stored", "overlay"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Meta", ("meta", "meta-mining")),
        ("meta", "meta"),
        ("META", ("meta", "meta-mining")),
        ("People's Bank of China", ("bank", "curly")),
        ("People\u2019s Bank of China", ("bank", "curly")),
        ("curly", "curly"),
        ("item 9", ("e9", "e9x")),
        ("entity liste", ()),
        ("entity-liste", "new"),
        ("PBoC", "bank"),
    ],
)
def test_name_of_two_entities_on_different_tiers_is_ambiguous(
    graphs: dict[str, Names], graph: str, text: str, found: str | tuple[str, ...]
) -> None:
    assert outcome(graphs[graph], text) == found


@pytest.mark.parametrize(
    ("cell", "fix"),
    [
        ("Qwen 2.5", "did you mean qwen ("),
        ("BANK", "did you mean bank ("),
        ("PBoC", "did you mean bank ("),
        ("中国人民银行", "did you mean bank ("),
        ("Tubitak", "did you mean tubitak ("),
        ("Meta", "did you mean meta ("),
        ("lodzz", "did you mean lodz"),
        ("nobody at all", "add it to entities.csv"),
    ],
)
def test_fault_of_a_name_in_a_cell_proposes_its_id(tmp_path: Path, cell: str, fix: str) -> None:
    core = write_ontology(tmp_path / "ontology")
    first = write_dataset(tmp_path / "first", entities=(*ENTITIES, *MORE[:1]))
    claims = [{"subject": cell, "object": "lodz"}, {"subject": "lodz", "object": cell}]
    more = write_dataset(
        tmp_path / "more",
        claims,
        entities=[],
        judgements=[{"left": "lodz", "right": cell}],
    )
    build([first], tmp_path / "store", core)
    line = f"{cell!r}; {fix}"
    for folders in ([first, more], [tmp_path / "store", more]):
        _, faults = pipeline.read(folders, core)
        assert [line in str(fault) for fault in faults] == [True] * 3, faults
    with pytest.raises(InvalidData) as caught:
        build([first, more], tmp_path / "other", core)
    assert [line in str(fault) for fault in caught.value.faults] == [True] * 3


def test_spelling_is_found_above_near_names(graphs: dict[str, Names]) -> None:
    for graph in ("tables", "store"):
        match = graphs[graph].find("People\u2019s Bank of China")[0]
        assert (match.entity.id, match.tier, match.score) == ("bank", "spelling", 98.0)
        assert match.name == "People's Bank of China"


_LETTERS = st.sampled_from("aàbeéiıİ 人が.-'\u2019\u2011\u200b12")
_TEXTS = st.text(_LETTERS, max_size=5)


@given(names=st.sets(_TEXTS, max_size=40), text=_TEXTS, few=st.integers(0, 8))
def test_spellings_in_a_sorted_column_are_those_of_a_scan(
    names: set[str], text: str, few: int
) -> None:
    column = sorted({fold(name) for name in names}, key=str.encode)
    encoded = [name.encode() for name in column]
    starts = np.cumsum([0, *map(len, encoded)])
    texts = Texts(np.frombuffer(b"".join(encoded), np.uint8), starts)
    plain = plain_form(fold(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spellings, "_FEW", few)
        found = spellings.positions_spelled(texts, plain)
    wanted = [at for at, name in enumerate(column) if plain and plain_form(name) == plain]
    assert found == wanted


@settings(max_examples=examples(200))
@given(data=st.data())
def test_variants_of_a_name_resolve_alike(graphs: dict[str, Names], data: st.DataObject) -> None:
    entity = data.draw(st.sampled_from(ENTITIES[:-55]))
    name = data.draw(st.sampled_from([entity["label"], *entity.get("aliases", "").split("|")]))
    name = name.partition(":")[2] or name
    variant = unicodedata.normalize(data.draw(st.sampled_from(("NFC", "NFD", "NFKC"))), name)
    if plain_form(fold(name)):
        swaps = {"'": "\u2019'\u02bc", "\u2011": "-\u2010\u2013"}
        for character, others in swaps.items():
            variant = variant.replace(character, data.draw(st.sampled_from(others)))
        position = data.draw(st.integers(0, len(variant)))
        variant = variant[:position] + "\u200b" + variant[position:]
        variant = data.draw(st.sampled_from(("{}", '"{}"', "\u201e{}\u201c", " {} "))).format(
            variant
        )
    for names in graphs.values():
        assert outcome(names, variant) == outcome(names, name)


@given(data=st.data())
def test_adding_a_namesake_changes_no_answer_or_is_reported(
    graphs: dict[str, Names], data: st.DataObject
) -> None:
    texts = [e[k] for e in (*ENTITIES, *MORE) for k in ("id", "label")]
    text = data.draw(st.sampled_from(texts))
    text = data.draw(st.sampled_from((text, text.upper(), text.lower(), text.title())))
    before, after = outcome(graphs["store"], text), outcome(graphs["overlay"], text)
    assert before == outcome(graphs["tables"], text)
    assert after == outcome(graphs["both tables"], text) == outcome(graphs["both stored"], text)
    unknown = before == ()
    assert unknown or after == before or (isinstance(after, tuple) and set(after) > {before})
