/*
 * The geometry of an answer's paths, without drawing: in rows, or one below another.
 *
 * In rows, each path is a row and each hop a column; the end stands in the last column. An
 * entity that lies in one column of adjacent rows is one box, and a step that adjacent rows
 * share is one arrow: what paths share is seen once, and no line crosses another. Stacked,
 * each path runs downwards by itself, in the order of ranks, for narrow windows.
 *
 * PG.pathLayout.rows(paths, width, say), PG.pathLayout.stack(paths, width, say) -> {width, height,
 *   heads: [{path, x, y, w, h}], boxes: [{node, place, ranks, lines, kind, x, y, w, h}],
 *   arrows: [{step, number, ranks, lines, notes, x, y, w, h, x1, y1, x2, y2}]}
 * where say has wrap and pack of figure.js, and kind(node), words(step) and the phrases
 * notes(step, number, ranks): what stands in a box, above and below an arrow. The
 * lines are broken already; ranks are those of the paths that a box or an arrow belongs to,
 * and place and number say where it stands in the first of them.
 */
(function (PG) {
  "use strict";

  const ROOM = {
    head: 122, // what stands before a row
    box: [108, 172], // least and largest width of a box
    gap: [80, 190], // and of the room between two columns
    size: 12, // of letters
    small: 11,
    line: 15.5, // from line to line
    pad: 7,
    least: 54, // height of a row
    apart: 8, // between the boxes of two rows
  };

  /* The entities of a path, ends included. */
  const passed = (path) => [path.steps[0].from, ...path.steps.map((step) => step.to)];

  const stepKey = (step) => [step.from.id, step.relation, step.along, step.to.id].join("\n");

  /* How many values two lists share from their beginning. */
  function shared(one, two) {
    let count = 0;
    while (count < one.length && count < two.length && one[count] === two[count]) count += 1;
    return count;
  }

  /* Whether the first of two lists of numbers is greater, earlier numbers counting more. */
  function greater(one, two) {
    const place = one.findIndex((value, index) => value !== two[index]);
    return place >= 0 && one[place] > two[place];
  }

  const byRank = (paths) => [...paths].sort((a, b) => a.rank - b.rank);

  /* Paths with shared beginnings side by side; the best first, ties by rank. */
  function order(paths) {
    const left = byRank(paths).map((path) => ({
      path,
      ids: passed(path).map((node) => node.id),
      steps: path.steps.map(stepKey),
    }));
    const nearness = (one, two) => [
      shared(one.steps, two.steps),
      shared(one.ids, two.ids),
      one.ids.filter((id, column) => two.ids[column] === id).length,
    ];
    const rows = left.splice(0, 1);
    while (left.length) {
      const scores = left.map((row) => nearness(rows[rows.length - 1], row));
      let best = 0;
      scores.forEach((score, index) => {
        if (greater(score, scores[best])) best = index;
      });
      rows.push(...left.splice(best, 1));
    }
    return rows.map((row) => row.path);
  }

  /* Runs of adjacent rows whose cells have one key; a cell of null ends a run. */
  function runs(cells, key) {
    const found = [];
    cells.forEach((cell, row) => {
      const before = found[found.length - 1];
      if (cell === null) return;
      if (before && before.last === row - 1 && key(before.cell) === key(cell)) before.last = row;
      else found.push({ cell, first: row, last: row });
    });
    return found;
  }

  /* Widths of boxes and gaps that fill the room there is, within what can be read. */
  function widths(width, columns) {
    const total = (box, gap) => ROOM.head + columns * box + (columns - 1) * gap;
    const least = total(ROOM.box[0], ROOM.gap[0]);
    const most = total(ROOM.box[1], ROOM.gap[1]);
    const share = Math.min(1, Math.max(0, (width - least) / (most - least)));
    return [ROOM.box, ROOM.gap].map(([low, high]) => Math.floor(low + share * (high - low)));
  }

  /* Where each row begins, and the last ends: high enough for what stands in it. */
  function tops(count, items) {
    const heights = Array(count).fill(ROOM.least);
    const span = (item) => item.last - item.first;
    for (const item of [...items].sort((a, b) => span(a) - span(b))) {
      const there = heights.slice(item.first, item.last + 1).reduce((sum, one) => sum + one, 0);
      const lacking = (item.need + ROOM.apart - there) / (span(item) + 1);
      for (let row = item.first; lacking > 0 && row <= item.last; row += 1) heights[row] += lacking;
    }
    const found = [0];
    for (const height of heights) found.push(found[found.length - 1] + Math.ceil(height));
    return found;
  }

  /* What stands in a box, and the height that it needs. */
  function inside(node, width, say) {
    const lines = say.wrap(node.label, width - 14, ROOM.size, true);
    const kind = say.wrap(say.kind(node), width - 32, ROOM.small, false);
    return { node, lines, kind, need: (lines.length + kind.length) * ROOM.line + 2 * ROOM.pad };
  }

  /* What stands on both sides of an arrow, and the height that it needs. */
  function beside(step, number, ranks, width, say) {
    const lines = say.wrap(say.words(step), width, ROOM.size, false);
    const notes = say.pack(say.notes(step, number, ranks), width, ROOM.small, true);
    const need = (lines.length + notes.length) * ROOM.line + (step.contested ? 22 : 14);
    return { step, number, ranks, lines, notes, need };
  }

  function rows(paths, width, say) {
    const lanes = order(paths);
    const end = Math.max(...lanes.map((path) => path.steps.length));
    const [box, gap] = widths(width, end + 1);
    const x = (column) => ROOM.head + column * (box + gap);
    const ranks = ({ first, last }) => lanes.slice(first, last + 1).map((path) => path.rank);
    const boxes = [];
    const arrows = [];
    for (let column = 0; column <= end; column += 1) {
      const nodes = lanes.map((path) => {
        if (column === end) return path.steps[path.steps.length - 1].to;
        return column < path.steps.length ? passed(path)[column] : null;
      });
      for (const { cell, ...run } of runs(nodes, (node) => node.id)) {
        const place = column === end ? lanes[run.first].steps.length : column;
        boxes.push({
          ...run,
          place,
          ranks: ranks(run),
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
        arrows.push({ ...run, x: x1, w: x2 - x1, x1, x2, ...on });
      }
    }
    const top = tops(lanes.length, [...boxes, ...arrows]);
    const high = (first, last) => ({
      y: top[first] + ROOM.apart / 2,
      h: top[last + 1] - top[first] - ROOM.apart,
    });
    for (const item of [...boxes, ...arrows]) Object.assign(item, high(item.first, item.last));
    // Words stand above the line and notes below it; together they are centred.
    for (const arrow of arrows) {
      const lower = (arrow.lines.length - arrow.notes.length) * ROOM.line;
      arrow.y1 = arrow.y2 = Math.round(arrow.y + (arrow.h + lower) / 2);
    }
    const heads = lanes.map((path, row) => ({
      path,
      row,
      x: 0,
      w: ROOM.head - 10,
      ...high(row, row),
    }));
    return { width: x(end) + box, height: top[lanes.length], heads, boxes, arrows };
  }

  function stack(paths, width, say) {
    const found = { width, height: 0, heads: [], boxes: [], arrows: [] };
    let y = 0;
    const put = (list, h, item) => {
      list.push({ x: 0, y, w: width, h, ...item });
      y += h;
    };
    for (const path of byRank(paths)) {
      const ranks = [path.rank];
      const node = (one, place) => {
        const what = inside(one, width, say);
        put(found.boxes, what.need, { ...what, ranks, place });
      };
      put(found.heads, 42, { path });
      y += 6;
      node(path.steps[0].from, 0);
      path.steps.forEach((step, index) => {
        const on = beside(step, index + 1, ranks, width - 48, say);
        put(found.arrows, on.need + 4, { ...on, x1: 20, y1: y, x2: 20, y2: y + on.need + 4 });
        node(step.to, index + 1);
      });
      y += 26;
    }
    found.height = y - 20;
    return found;
  }

  PG.pathLayout = { ROOM, passed, order, widths, rows, stack };
})(window.PG);
