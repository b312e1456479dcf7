/*
 * The geometry of an answer's paths, without drawing: in rows, or one below another.
 *
 * In rows, each path is a row and each hop a column; the end stands in the last column. An
 * entity that lies in one column of adjacent rows is one box, and a step that adjacent rows
 * share is one arrow: what paths share is seen once, and no line crosses another. Stacked,
 * each path runs downwards by itself, in the order of ranks, for narrow windows.
 */
(function (PG) {
  "use strict";

  /** @type {PG.PathLayout["METRICS"]} */
  const METRICS = {
    head: 154, // what stands before a row
    box: [108, 172], // least and largest width of a box
    gap: [80, 190], // and of the room between two columns
    size: 12, // of letters
    small: 11,
    line: 15.5, // from line to line
    pad: 7,
    least: 64, // height of a row
    apart: 8, // between the boxes of two rows
  };

  /**
   * The entities of a path, ends included.
   * @type {PG.PathLayout["passed"]}
   */
  const passed = (path) => [path.steps[0].from, ...path.steps.map((step) => step.to)];

  /** @param {PG.Step} step */
  const stepKey = (step) => [step.from.id, step.relation, step.along, step.to.id].join("\n");

  /**
   * How many values two lists share from their beginning.
   * @param {string[]} one
   * @param {string[]} two
   */
  function shared(one, two) {
    let count = 0;
    while (count < one.length && count < two.length && one[count] === two[count]) count += 1;
    return count;
  }

  /**
   * Whether the first of two lists of numbers is greater, earlier numbers counting more.
   * @param {number[]} one
   * @param {number[]} two
   */
  function greater(one, two) {
    const place = one.findIndex((value, index) => value !== two[index]);
    return place >= 0 && one[place] > two[place];
  }

  /** @param {PG.Path[]} paths */
  const byRank = (paths) => [...paths].sort((a, b) => a.rank - b.rank);

  /**
   * Paths with shared beginnings side by side; the best first, ties by rank.
   * @type {PG.PathLayout["order"]}
   */
  function order(paths) {
    const left = byRank(paths).map((path) => ({
      path,
      ids: passed(path).map((node) => node.id),
      steps: path.steps.map(stepKey),
    }));
    /**
     * @param {{ ids: string[], steps: string[] }} one
     * @param {{ ids: string[], steps: string[] }} two
     */
    const nearness = (one, two) => [
      shared(one.steps, two.steps),
      shared(one.ids, two.ids),
      one.ids.filter((id, column) => two.ids[column] === id).length,
    ];
    const ordered = left.splice(0, 1);
    while (left.length) {
      const scores = left.map((row) => nearness(ordered[ordered.length - 1], row));
      let best = 0;
      scores.forEach((score, index) => {
        if (greater(score, scores[best])) best = index;
      });
      ordered.push(...left.splice(best, 1));
    }
    return ordered.map((row) => row.path);
  }

  /**
   * @template Cell
   * @typedef {{ cell: Cell, first: number, last: number }} Run
   */

  /**
   * Runs of adjacent rows whose cells have one key; a cell of null ends a run.
   * @template Cell
   * @param {(Cell | null)[]} cells
   * @param {(cell: Cell) => string} key
   */
  function runs(cells, key) {
    /** @type {Run<Cell>[]} */
    const found = [];
    cells.forEach((cell, row) => {
      const before = found[found.length - 1];
      if (cell === null) return;
      if (before && before.last === row - 1 && key(before.cell) === key(cell)) before.last = row;
      else found.push({ cell, first: row, last: row });
    });
    return found;
  }

  /**
   * Widths of boxes and gaps that fill the room there is, within what can be read.
   * @param {number} width
   * @param {number} columns
   */
  function widths(width, columns) {
    /**
     * @param {number} box
     * @param {number} gap
     */
    const total = (box, gap) => METRICS.head + columns * box + (columns - 1) * gap;
    const least = total(METRICS.box[0], METRICS.gap[0]);
    const most = total(METRICS.box[1], METRICS.gap[1]);
    const share = Math.min(1, Math.max(0, (width - least) / (most - least)));
    return [METRICS.box, METRICS.gap].map(([low, high]) => Math.floor(low + share * (high - low)));
  }

  /**
   * Where each row begins, and the last ends: high enough for what stands in it.
   * @param {number} count
   * @param {(PG.PathBox | PG.PathArrow)[]} items
   */
  function tops(count, items) {
    /** @type {number[]} */
    const heights = Array(count).fill(METRICS.least);
    /** @param {PG.PathBox | PG.PathArrow} item */
    const span = (item) => item.last - item.first;
    for (const item of [...items].sort((a, b) => span(a) - span(b))) {
      const there = heights.slice(item.first, item.last + 1).reduce((sum, one) => sum + one, 0);
      const lacking = (item.need + METRICS.apart - there) / (span(item) + 1);
      for (let row = item.first; lacking > 0 && row <= item.last; row += 1) heights[row] += lacking;
    }
    const found = [0];
    for (const height of heights) found.push(found[found.length - 1] + Math.ceil(height));
    return found;
  }

  /**
   * What stands in a box, and the height that it needs.
   * @param {PG.PathNode} node
   * @param {number} width
   * @param {PG.PathPhrases} say
   */
  function inside(node, width, say) {
    const lines = say.wrap(node.label, width - 14, METRICS.size, true);
    const kind = say.wrap(say.kind(node), width - 32, METRICS.small, false);
    return {
      node,
      lines,
      kind,
      need: (lines.length + kind.length) * METRICS.line + 2 * METRICS.pad,
    };
  }

  /**
   * What stands on both sides of an arrow, and the height that it needs.
   * @param {PG.Step} step
   * @param {number} number
   * @param {number[]} ranks
   * @param {number} width
   * @param {PG.PathPhrases} say
   */
  function beside(step, number, ranks, width, say) {
    const lines = say.wrap(say.words(step), width, METRICS.size, false);
    const notes = say.pack(say.notes(step, number, ranks), width, METRICS.small, true);
    const need = (lines.length + notes.length) * METRICS.line + (step.contested ? 22 : 14);
    return { step, number, ranks, lines, notes, need };
  }

  const UNPLACED = { x: 0, y: 0, w: 0, h: 0 };

  /** @type {PG.PathLayout["rows"]} */
  function rows(paths, width, say) {
    const lanes = order(paths);
    const end = Math.max(...lanes.map((path) => path.steps.length));
    const [box, gap] = widths(width, end + 1);
    /** @param {number} column */
    const x = (column) => METRICS.head + column * (box + gap);
    /** @param {{ first: number, last: number }} run */
    const ranks = ({ first, last }) => lanes.slice(first, last + 1).map((path) => path.rank);
    /** @type {PG.PathBox[]} */
    const boxes = [];
    /** @type {PG.PathArrow[]} */
    const arrows = [];
    for (let column = 0; column <= end; column += 1) {
      const nodes = lanes.map((path) => {
        if (column === end) return path.steps[path.steps.length - 1].to;
        return column < path.steps.length ? passed(path)[column] : null;
      });
      for (const { cell, ...run } of runs(nodes, (node) => node.id)) {
        const place = column === end ? lanes[run.first].steps.length : column;
        boxes.push({
          place,
          ranks: ranks(run),
          ...UNPLACED,
          ...run,
          x: x(column),
          w: box,
          ...inside(cell, box, say),
        });
      }
      const steps = lanes.map((path) => {
        const step = path.steps[column];
        if (!step) return null;
        return { step, to: column + 1 === path.steps.length ? end : column + 1 };
      });
      for (const { cell, ...run } of runs(steps, (one) => `${stepKey(one.step)}\n${one.to}`)) {
        const [x1, x2] = [x(column) + box, x(cell.to)];
        const on = beside(cell.step, column + 1, ranks(run), Math.min(x2 - x1, 240) - 8, say);
        arrows.push({ ...UNPLACED, ...run, x: x1, w: x2 - x1, x1, y1: 0, x2, y2: 0, ...on });
      }
    }
    const top = tops(lanes.length, [...boxes, ...arrows]);
    /**
     * @param {number} first
     * @param {number} last
     */
    const high = (first, last) => ({
      y: top[first] + METRICS.apart / 2,
      h: top[last + 1] - top[first] - METRICS.apart,
    });
    for (const item of [...boxes, ...arrows]) Object.assign(item, high(item.first, item.last));
    // Words stand above the line and notes below it; together they are centred.
    for (const arrow of arrows) {
      const lower = (arrow.lines.length - arrow.notes.length) * METRICS.line;
      arrow.y1 = arrow.y2 = Math.round(arrow.y + (arrow.h + lower) / 2);
    }
    const heads = lanes.map((path, row) => ({
      path,
      first: row,
      last: row,
      x: 0,
      w: METRICS.head - 10,
      ...high(row, row),
    }));
    return { width: x(end) + box, height: top[lanes.length], heads, boxes, arrows };
  }

  /** @type {PG.PathLayout["stack"]} */
  function stack(paths, width, say) {
    /** @type {PG.PathGeometry} */
    const found = { width, height: 0, heads: [], boxes: [], arrows: [] };
    let y = 0;
    /**
     * Where the next item of a height stands, below those before it.
     * @param {number} h
     * @returns {PG.Placed}
     */
    const below = (h) => {
      y += h;
      return { x: 0, y: y - h, w: width, h, first: 0, last: 0 };
    };
    for (const path of byRank(paths)) {
      const ranks = [path.rank];
      /**
       * @param {PG.PathNode} one
       * @param {number} place
       */
      const node = (one, place) => {
        const what = inside(one, width, say);
        found.boxes.push({ ...below(what.need), ...what, ranks, place });
      };
      found.heads.push({ ...below(64), path });
      y += 6;
      node(path.steps[0].from, 0);
      path.steps.forEach((step, index) => {
        const on = beside(step, index + 1, ranks, width - 48, say);
        const at = below(on.need + 4);
        found.arrows.push({ ...at, ...on, x1: 20, y1: at.y, x2: 20, y2: at.y + at.h });
        node(step.to, index + 1);
      });
      y += 26;
    }
    found.height = y - 20;
    return found;
  }

  PG.pathLayout = { METRICS, passed, order, rows, stack };
})(window.PG);
