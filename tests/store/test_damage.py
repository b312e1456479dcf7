"""A damaged store gives an answer or one line, and never ends the process."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from policygraph import pipeline
from policygraph.cli import main
from policygraph.errors import DataError
from policygraph.store.building.build import build
from policygraph.store.format.array_file import SUFFIX, map_array
from policygraph.store.format.header import File as StoredFile
from policygraph.store.format.header import Header, encode, read_header
from policygraph.store.format.lengths import wrong_lengths
from policygraph.store.format.schema import ARRAYS, CODES, FILE_TYPES, STARTS
from policygraph.store.reading.collection import open_store
from policygraph.tables.locations import STORE_HEADER as HEADER
from tests.cli.running import dataset, policygraph

#: Entities in a ring, with chords, so that each array of a store has something in it.
COUNT = 8
SEED = 20240607


def world(folder: Path) -> Path:
    entities = [
        {
            "id": f"e{n}",
            "type": "company",
            "label": f"Entity {n}",
            "aliases": f"en:Firm {n}",
            "wikidata": f"Q{2 if n == 7 else n + 1}",
        }
        for n in range(COUNT)
    ]
    claims: list[dict[str, str]] = []
    for n in range(COUNT):
        for step in (1, 3):
            claims.append(
                {
                    "subject": f"e{n}",
                    "relation": ("supplies", "funds", "owns")[n % 3],
                    "object": f"e{(n + step) % COUNT}",
                    "start": f"{2010 + n}",
                    "quantity": "5",
                    "unit": "chips",
                    "note": "a note",
                    "attributed_to": f"e{(n + 2) % COUNT}",
                    **({"polarity": "denied"} if n == 3 else {}),
                    **({"withdrawn": "2025-04-01", "note": "wrong"} if n == 5 else {}),
                }
            )
    denial = {"subject": "e0", "relation": "supplies", "object": "e1", "polarity": "denied"}
    claims.append({**denial, "disputes": "note-2025-1"})
    return dataset(folder, entities=entities, claims=claims)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage")
    world(folder / "data")
    # A merge, and a judgement.
    (folder / "data" / "identity.csv").write_text(
        "left,right,judgement,by,date,why\ne1,e7,same,us,2025-03-01,one firm\n"
    )
    build([folder / "data"], folder / "store")
    return folder / "store"


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "store")
    return tmp_path / "store"


def renew(store: Path, **changed: object) -> None:
    """Write the header again, with the sizes and checksums of the files as they are now."""
    header = read_header(store)
    files = {}
    for name in header.files:
        path = store / header.content / name
        if path.exists():
            data = path.read_bytes()
            files[name] = StoredFile(len(data), hashlib.sha256(data).hexdigest())
    fields = {
        "datasets": header.datasets,
        "counts": header.counts,
        "content": header.content,
        "files": files,
        **changed,
    }
    (store / HEADER).write_bytes(encode(Header(**fields)))  # type: ignore[arg-type]


def replace_array(store: Path, name: str, values: NDArray[Any]) -> None:
    path = store / read_header(store).content / (name + SUFFIX)
    types = FILE_TYPES[name]
    np.save(path, values.astype(types[0] if len(types) == 1 else np.int64))
    renew(store)


def array(store: Path, name: str) -> NDArray[Any]:
    path = store / read_header(store).content / (name + SUFFIX)
    types = FILE_TYPES[name]
    values = np.array(map_array(str(path), types))
    return values if len(types) == 1 else values.astype(np.int64)


def arrays_of(store: Path) -> list[str]:
    return [n.removesuffix(SUFFIX) for n in read_header(store).files if n.endswith(SUFFIX)]


# --- Opening ------------------------------------------------------------------------------


def test_a_whole_store_is_in_order(store: Path) -> None:
    opened = open_store(store)
    assert list(wrong_lengths(opened.files.arrays, len(opened.datasets))) == []
    assert pipeline.check([store]).faults == ()


@pytest.mark.slow
def test_an_array_of_another_length_is_refused_when_the_store_is_opened(store: Path) -> None:
    """Also with its size and checksum renewed; each array has a length that others give."""
    #: Several names may have one entity, and an order has only claims that someone is named for.
    #: Only the codes of a column lead to its different texts, and a likelihood is like that.
    free = {
        "claims/denied",
        "claims/strengths",
        "dates/text",
        "graph/background",
        "graph/denied",
        "drafts/dataset",
        "graph/moves",
        "graph/spans",
        "graph/far",
        "order/attributed",
    }
    wrong = []
    for name in arrays_of(store):
        column = name.removesuffix(STARTS)
        coded = name != column and column + CODES in arrays_of(store)
        if column in free or coded or name.endswith((".bytes", ".entity")):
            continue
        before = (store / HEADER).read_bytes()
        path = store / read_header(store).content / (name + SUFFIX)
        whole = path.read_bytes()
        for shorter in (array(store, name)[:-1], array(store, name)[:0]):
            replace_array(store, name, shorter)
            try:
                open_store(store)
            except DataError as error:
                assert str(error).endswith("the store is corrupt; build it again")
            else:
                wrong.append(name)
        path.write_bytes(whole)
        (store / HEADER).write_bytes(before)
    assert wrong == []


def test_every_required_array_is_in_the_test_world(built: Path) -> None:
    there = set(arrays_of(built))
    empty = {name for name in there if len(array(built, name)) == 0}
    texts = {name for name, given in ARRAYS.items() if given.of_texts}
    assert {"entities/canonical", "judgements/place", "graph/against"} <= there - empty
    assert {name for name in texts if name + STARTS in there} > {"claims/note", "names/alias"}


@pytest.mark.parametrize("content", ["..", "/etc", "a/b", "", ".", 5, "../other"])
def test_a_header_that_leads_outside_is_refused(store: Path, content: object) -> None:
    renew(store, content=content)
    with pytest.raises(DataError, match=r"which is not a f|is not a complete header"):
        open_store(store)


@pytest.mark.parametrize("name", ["../x.npy", "/x.npy", "claims/../../x.npy", "a\\x.npy"])
def test_a_file_outside_of_the_store_is_refused(store: Path, name: str) -> None:
    files = {**read_header(store).files, name: StoredFile(1, "")}
    renew(store, files=files)
    with pytest.raises(DataError, match="which is not a file of a store"):
        open_store(store)


@pytest.mark.parametrize("part", ["", "claims", "graph/moves.npy"])
def test_a_link_in_a_store_is_refused(store: Path, tmp_path: Path, part: str) -> None:
    inside = store / read_header(store).content / part
    inside.rename(tmp_path / "outside")
    inside.symlink_to(tmp_path / "outside")
    with pytest.raises(DataError, match=r"is a link|is not a file"):
        open_store(store)


@pytest.mark.parametrize(
    "changed",
    [{"counts": {"claims": "many"}}, {"counts": {"claims": -1}}, {"datasets": (5,)}],
)
def test_a_header_of_other_types_is_refused(store: Path, changed: dict[str, object]) -> None:
    renew(store, **changed)
    with pytest.raises(DataError, match="is not a complete header"):
        open_store(store)


# --- What arrays hold ---------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("claims/subject", None, COUNT),
        ("claims/attributed", None, -2),
        ("claims/denied", None, COUNT * 9),
        ("claims/strength", None, 100),
        ("claims/start", None, 99),
        ("claims/relation", None, -1),
        ("entities/type", None, 999),
        ("sources/first", None, 99),
        ("order/subject", None, -5),
        ("order/object.of", None, COUNT),
        ("order/attributed.first", None, 1),
        ("names/label.entity", None, COUNT),
        ("judgements/place", None, 7),
        ("claims/note.codes", None, 9),
        ("claims/locator.starts", None, 3),
        ("claims/note.bytes", None, 0xFF),
        ("graph/moves", "to", 10**6),
        ("graph/moves", "edge", -1),
        ("graph/moves", "code", 9999),
        ("graph/moves", "relation", 60_000),
        ("graph/lists", "first", 10**9),
        ("graph/lists", "first", -3),
        ("graph/lists", "ends", 10**9),
        ("graph/support", "start", 10**6),
        ("graph/support", "modality", 60_000),
        ("graph/support", "code", -7),
        ("graph/support", "claim", 500),
        ("graph/against", "about", 500),
        ("graph/types", None, 60_000),
    ],
)
def test_a_number_outside_of_its_range_is_a_fault_and_ends_no_process(
    store: Path, name: str, field: str | None, value: int
) -> None:
    values = array(store, name)
    for position in (0, len(values) // 2):
        (values if field is None else values[field])[position] = value
    replace_array(store, name, values)
    faults = pipeline.check([store]).faults
    assert any(name in str(fault) for fault in faults)
    assert run_all(store) == []


@pytest.mark.parametrize("name", ["order/subject.of", "order/object.of"])
def test_an_order_that_is_not_sorted_is_a_fault(store: Path, name: str) -> None:
    values = array(store, name)
    assert values[0] < values[-1]
    replace_array(store, name, values[::-1].copy())
    found = [str(fault) for fault in pipeline.check([store]).faults]
    assert any(name in one and "is not sorted" in one for one in found), found


def test_an_unforeseen_error_over_a_store_says_to_check_it(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **options: object) -> None:
        raise IndexError("out of bounds")

    monkeypatch.setattr(main, "app", fail)
    for named in (["--graph", str(built), "info"], ["info", str(built)]):
        assert policygraph(*named).err == (
            f"policygraph: {built}: unforeseen error (IndexError: out of bounds) over this store; "
            "it may be damaged: run policygraph check, and build it again\n"
        )


# --- Damage at random ---------------------------------------------------------------------

#: Runs in a process of its own: damages a copy of a store again and again, and asks it.
DAMAGE = """
import random, sys
from pathlib import Path
from tests.store import test_damage
test_damage.damage(Path(sys.argv[1]), sys.argv[2], random.Random(int(sys.argv[3])))
"""
COMMANDS = (
    ["trace", "e0", "e4", "--uncontested", "--as-of", "2012", "--not-source", "no-such", "-k", "9"],
    ["trace", "e0", "e6", "--chronological", "--transit-type", "company", "--direction", "any"],
    ["reach", "e2"],
    ["show", "e3"],
)


def run_all(store: Path) -> list[str]:
    """What commands over a store say that is neither an answer nor one line.

    The first command of a fresh checkout also says that it compiles kernels.
    """
    wrong = []
    for command in COMMANDS:
        ran = policygraph("--graph", str(store), *command)
        lines = [line for line in ran.err.splitlines() if "compiling the compact" not in line]
        if ran.code not in (0, 1, 2) or len(lines) > 1 or "Traceback" in ran.err:
            wrong.append(f"{command}: {ran.code} {ran.err}")
    return wrong


def damage(store: Path, how: str, chosen: random.Random) -> None:
    """Damage arrays of a store one by one, and ask; writes what went wrong.

    Those that kernels read are all damaged, of the others some.
    """
    header = read_header(store)
    before = (store / HEADER).read_bytes()
    searched = [name for name in header.files if name.startswith("graph/")]
    others = sorted({*header.files} - {*searched})
    for name in (*searched, *chosen.sample(others, 20)):
        path = store / header.content / name
        whole = path.read_bytes()
        data = bytearray(whole)
        if how == "flip":
            at = chosen.randrange(len(data) * 8)
            data[at // 8] ^= 1 << at % 8
        else:
            del data[chosen.randrange(len(data)) :]
        os.write(2, f"{name}\n".encode())
        beside = path.with_name("beside")
        beside.write_bytes(data)
        beside.replace(path)
        if how == "cut":
            assert list(pipeline_faults(store))
            renew(store)
        os.write(1, "".join(f"{name}: {wrong}\n" for wrong in run_all(store)).encode())
        assert list(pipeline_faults(store)), name
        beside.write_bytes(whole)
        beside.replace(path)
        (store / HEADER).write_bytes(before)


def pipeline_faults(store: Path) -> list[str]:
    ran = policygraph("--graph", str(store), "check", "--format", "json")
    if ran.code == 1:
        return [ran.err]
    return [str(fault) for fault in json.loads(ran.out)["faults"]] if ran.code == 3 else []


@pytest.mark.slow
@pytest.mark.parametrize(("how", "seed"), [("flip", SEED), ("flip", SEED + 1), ("cut", SEED)])
def test_damage_anywhere_gives_an_answer_or_one_line(store: Path, how: str, seed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DAMAGE, str(store), how, str(seed)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    last = done.stderr.strip().rpartition("\n")[2]
    assert (done.returncode, done.stdout) == (0, ""), last
