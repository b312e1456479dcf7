"""Audit: the law of its sample, its passages, and verdicts about what a claim said."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.analyses.audit import Audit, Draw, audit, claim_sha256
from policygraph.analyses.verdicts import verdicts
from policygraph.checks.passages import passage_sha256
from policygraph.errors import DataError, LocationError, UsageError
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from tests.world import said, world

#: Ten claims of three sources; one is withdrawn, one denies.
CLAIMS = [
    *(said(f"a feeds b{n}", id=f"x-{n}", source="s") for n in range(5)),
    *(said(f"not a blocks b{n}", id=f"y-{n}", source="t") for n in range(4)),
    said("c feeds a", id="z-0", source="u"),
]
NAMES = [claim.id for claim in CLAIMS]


def drawn(found: Audit) -> list[str]:
    return [one.cited.claim.id for one in found.claims]


def sample(collection: Collection, size: int, seed: str = "1", **given: object) -> list[str]:
    draw = replace(Draw(seed), **given)  # type: ignore[arg-type]
    return drawn(audit(collection, draw, size))


@given(
    order=st.permutations(CLAIMS),
    seed=st.text(max_size=3),
    size=st.integers(1, 12),
    withdrawn=st.sets(st.sampled_from(NAMES), max_size=9),
)
def test_sample_hangs_on_the_seed_and_the_claims_alone(
    order: list[Claim], seed: str, size: int, withdrawn: set[str]
) -> None:
    whole = sample(world(CLAIMS), len(CLAIMS), seed)
    assert sorted(whole) == sorted(NAMES)
    rows = [replace(c, withdrawn="2024") if c.id in withdrawn else c for c in order]
    live = world(rows)
    assert sample(live, size, seed) == [id for id in whole if id not in withdrawn][:size]
    for source in {live.claims[id].source for id in whole}:
        own = [id for id in whole if id not in withdrawn and live.claims[id].source == source]
        assert sample(live, size, seed, sources=(source,)) == own[:size]


def test_every_claim_is_drawn_about_as_often_as_any_other() -> None:
    collection = world(CLAIMS)
    count = Counter(id for seed in range(300) for id in sample(collection, 3, str(seed)))
    assert set(count) == set(NAMES)
    assert all(60 <= times <= 120 for times in count.values()), count


def test_population_counts_what_could_be_drawn() -> None:
    rows = [*CLAIMS[:3], replace(CLAIMS[3], withdrawn="2024")]
    found = audit(world(rows), Draw("1"), 2)
    assert (len(found.claims), found.population) == (2, 3)
    found = audit(world(rows), Draw("1", not_in="old"), 9, elsewhere={"x-0", "x-1"})
    assert (drawn(found), found.population) == (["x-2"], 1)


def test_claims_certainly_known_before_the_day_are_not_drawn() -> None:
    rows = [
        said("a feeds b", id="before", known_since="2024-04-30"),
        said("a feeds b", id="on", known_since="2024-05-01"),
        said("a feeds b", id="perhaps", known_since="2024"),
        said("a feeds c", id="undated", source="v"),
    ]
    collection = world(rows, sources={"v": ""})
    assert sorted(sample(collection, 9, known_since="2024-05-01")) == ["on", "perhaps"]
    with pytest.raises(UsageError, match="known-since: '2024' is not a day"):
        sample(collection, 9, known_since="2024")


def test_size_below_one_and_a_folder_that_is_not_there_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="n is 0; give 1 or more"):
        sample(world(CLAIMS), 0)
    with pytest.raises(LocationError, match="no such folder of source documents"):
        audit(world(CLAIMS), Draw("1"), texts=tmp_path / "none")


# --- Passages -----------------------------------------------------------------------------------


def test_passage_stands_beside_its_claim_or_it_is_said_why_not(tmp_path: Path) -> None:
    text = b"one\ntwo  words\nthree\n"
    (tmp_path / "text").write_bytes(text)
    right = passage_sha256("two words")
    rows = [
        said("a feeds b", id="right", locator="line 2", passage_sha256=right),
        said("a feeds b", id="wrapped", locator="lines 2-3"),
        said("a feeds b", id="other", locator="line 3", passage_sha256=right),
        said("a feeds b", id="page", locator="p. 3", passage_sha256=right),
        said("a feeds b", id="absent", source="t", locator="line 1"),
        said("a feeds b", id="unhashed", source="u", locator="line 1"),
    ]
    collection = world(rows)
    hashes = {"s": hashlib.sha256(text).hexdigest(), "t": "0" * 64, "u": None}
    sources = {id: replace(collection.sources[id], text_sha256=hashes[id]) for id in hashes}
    collection = replace(collection, sources=sources)
    found = {
        one.cited.claim.id: (one.passage.text, one.passage.why)
        for one in audit(collection, Draw("1"), texts=tmp_path).claims
    }
    assert found == {
        "right": ("two words", ""),
        "wrapped": ("two words three", "the claim has no hash of it"),
        "other": ("three", "its hash is not the one that the claim has"),
        "page": (None, "the locator 'p. 3' finds no passage in the text"),
        "absent": (None, "the text of the source is not in the folder"),
        "unhashed": (None, "the source has no hash of its text"),
    }
    for one in audit(collection, Draw("1")).claims:
        assert one.passage.text is None
        assert "--sources" in one.passage.why


# --- Verdicts -----------------------------------------------------------------------------------


def sheet(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["claim,verdict,by,why,claim_sha256", *rows, ""]), encoding="utf-8")
    return path


def test_verdicts_are_counted_and_what_is_amiss_is_listed(tmp_path: Path) -> None:
    rows = (
        "x-0,No more  and no less,ann,,",
        "x-1,says more,ann,the text says may,",
        "x-1,no more and no less,bob,,",
        "x-2,,,,",
        "y-0,not seen,ann,,",
        "z-0,wrong,ann,,",
    )
    found = verdicts(world(CLAIMS), sheet(tmp_path / "v.csv", *rows))
    assert dict(found.counts) == {
        "no more and no less": 2, "says more": 1, "says less": 0, "wrong": 1, "not seen": 1
    }  # fmt: skip
    assert found.left == 1
    assert [(one.cited.claim.id, one.why) for one in found.amiss] == [
        ("x-1", "the text says may"),
        ("z-0", ""),
    ]


def test_verdict_on_what_a_claim_no_longer_says_is_marked(tmp_path: Path) -> None:
    before = {claim.id: claim_sha256(claim) for claim in CLAIMS}
    rows = [f"{id},no more and no less,ann,,{before[id]}" for id in ("x-0", "x-1", "x-2", "x-3")]
    now = [
        replace(CLAIMS[0], modality="possible"),
        replace(CLAIMS[1], withdrawn="2024", note="wrong"),
        replace(CLAIMS[2], note="another note"),
        CLAIMS[3],
    ]
    found = verdicts(world(now), sheet(tmp_path / "v.csv", *rows))
    assert [one.state for one in found.judged] == [
        "changed since", "withdrawn since", "as judged", "as judged"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"object": "b9"}, {"polarity": "denied"}, {"likelihood": "likely"}, {"start": "2020"},
        {"end": ".."}, {"attributed_to": "a"}, {"locator": "line 9"}, {"unit": "percent"},
        {"disputes": ("y-0",)}, {"known_since": "2020"}, {"grade": "much"}, {"need": "alone"},
    ],
)  # fmt: skip
def test_any_change_of_what_is_said_changes_the_hash(change: dict[str, object]) -> None:
    changed = replace(CLAIMS[0], **change)  # type: ignore[arg-type]
    assert claim_sha256(changed) != claim_sha256(CLAIMS[0])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["x-0,fine,,,"], "v.csv:2 row: unknown verdict 'fine'; write one of no more and no less"),
        (["x-0,,,,", ",wrong,,,"], "v.csv:3 row: claim is blank; write the id of the claim"),
        (["nope,wrong,,,"], "v.csv:2 row: no claim has the id 'nope'; correct the id"),
        (["x-0,wrong,ann,,", "x-0,,ann,,"], "v.csv:3 row: x-0 is judged in line 2 too; keep one"),
        (["x-0"], "v.csv:2 row: has 1 cells where the header has 5; quote cells"),
        (["x-0,fine,,,", "x-1,bad,,,"], r"\(and 1 more\)"),
    ],
)
def test_bad_row_is_one_line(rows: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=said) as caught:
        verdicts(world(CLAIMS), sheet(tmp_path / "v.csv", *rows))
    assert "\n" not in str(caught.value)


def test_sheet_that_is_not_there_or_has_no_verdicts_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(LocationError, match="no such file; name the sheet"):
        verdicts(world(CLAIMS), tmp_path / "v.csv")
    (tmp_path / "v.csv").write_text("claim,by\nx-0,ann\n", encoding="utf-8")
    with pytest.raises(DataError, match="missing column 'verdict'; add it"):
        verdicts(world(CLAIMS), tmp_path / "v.csv")
