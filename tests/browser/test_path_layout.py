"""The geometry of paths: nothing lies on anything else, and every step is where it belongs."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest

from tests.browser import pages
from tests.browser.visitor import Visitor


def some_paths(chance: random.Random) -> list[dict[str, Any]]:
    """Paths from s to e over few entities and two relations, some of them alike."""
    paths = []
    for rank in range(1, chance.randint(2, 14)):
        middle = chance.sample("abcd", chance.randint(0, 3))
        chain = ["s", *middle, "e"]
        steps = [
            {
                "from": {"id": one, "label": one * chance.choice((1, 12)), "type": "thing"},
                "to": {"id": two, "label": two, "type": "thing"},
                "relation": chance.choice(("feeds", "blocks")),
                "along": chance.random() < 0.8,
            }
            for one, two in pairwise(chain)
        ]
        paths.append({"rank": rank, "steps": steps, "weakest_step": 1})
    chance.shuffle(paths)
    return paths


LAWS = """(cases) => {
  const say = { ...PG.figure, kind: () => "thing", notes: () => ["0.90", "weakest"],
    words: (step) => step.relation };
  const apart = (a, b) => a.x + a.w <= b.x || b.x + b.w <= a.x
    || a.y + a.h <= b.y || b.y + b.h <= a.y;
  const clash = (some) => some.some((a, n) => some.slice(n + 1).some((b) => !apart(a, b)));
  const wrong = [];
  for (const [number, paths] of cases.entries()) {
    for (const [name, width] of [["rows", 700], ["rows", 1500], ["stack", 360]]) {
      const { boxes, arrows, heads, width: wide, height } = PG.pathLayout[name](paths, width, say);
      const fault = (law) => wrong.push(`${law}: ${name} ${width} of case ${number}`);
      const all = [...boxes, ...heads];
      const inside = (a) => a.x >= 0 && a.y >= 0 && a.x + a.w <= wide && a.y + a.h <= height;
      if (clash(all)) fault("boxes overlap");
      if (boxes.some((a) => arrows.some((b) => !apart(a, b)))) fault("an arrow under a box");
      if (clash(arrows)) fault("arrows overlap");
      if (!all.every(inside)) fault("outside");
      if (all.some((a) => a.need && a.h < a.need)) fault("too low for its words");
      for (const path of paths) {
        path.steps.forEach((step, at) => {
          const mine = arrows.filter((one) => one.number === at + 1
            && one.ranks.includes(path.rank));
          if (mine.length !== 1) return fault("a step is not drawn once");
          const [{ x1, y1, x2, y2 }] = mine;
          const places = [[step.from.id, x1, y1, 0], [step.to.id, x2, y2, 1]];
          const ends = places.map(([id, x, y, last]) =>
            boxes.some((box) => box.node.id === id && box.ranks.includes(path.rank)
              && Math.abs((name === "rows" ? (last ? box.x : box.x + box.w) : x) - x) < 1
              && box.y - 1 <= y && y <= box.y + box.h + 1));
          if (!ends.every(Boolean)) fault("an arrow ends at no box");
        });
      }
    }
  }
  return wrong;
}"""


@pytest.mark.parametrize("seed", range(3))
def test_boxes_and_arrows_keep_apart_and_every_step_is_drawn_once(
    seed: int, visit: Visitor
) -> None:
    chance = random.Random(seed)
    page = visit(pages.of_answer())
    assert page.evaluate(LAWS, [some_paths(chance) for _ in range(60)]) == []


def test_the_best_path_is_on_top_and_common_steps_are_adjacent(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    order = page.evaluate(
        """() => {
          const step = (from, relation, to) =>
            ({ from: { id: from }, relation, along: true, to: { id: to } });
          const path = (rank, ...steps) => ({ rank, steps });
          return PG.pathLayout.order([
            path(4, step("s", "feeds", "a"), step("a", "blocks", "e")),
            path(2, step("s", "feeds", "b"), step("b", "feeds", "e")),
            path(1, step("s", "feeds", "a"), step("a", "feeds", "e")),
            path(3, step("s", "blocks", "a"), step("a", "feeds", "e")),
          ]).map((one) => one.rank);
        }"""
    )
    assert order == [1, 4, 3, 2]


def test_a_long_word_is_broken_and_a_long_text_is_cut(visit: Visitor) -> None:
    page = visit(pages.of_answer())
    lines = page.evaluate("PG.figure.wrap('x'.repeat(200000) + ' end', 100, 12, true)")
    assert 20 < len(lines) < 80 and lines[-1].endswith("…")
    widths = page.evaluate("(lines) => lines.map((one) => PG.figure.measure(one, 12, true))", lines)
    assert max(widths) <= 100
    assert page.evaluate("PG.figure.wrap('DeepSeek-V3-Base', 84, 12, true)") == [
        "DeepSeek-", "V3-Base",
    ]  # fmt: skip
