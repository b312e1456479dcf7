/*
 * Labels as on a map: of one size at every zoom, the most important first, each where it lies
 * over no other label and, but for the most important, over no node.
 */
(function (PG) {
  "use strict";

  const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
  const FONT = `12px ${FAMILY}`,
    SMALL = `italic 11px ${FAMILY}`;
  const LINE = 14,
    CELL = 64;
  const MUST = 12; // so many are named even where they lie over nodes

  /* What is taken, in cells, so that few boxes are compared. */
  function grid() {
    /** @type {Map<number, PG.Box[]>} */
    const cells = new Map();
    /** @param {PG.Box} box */
    function* keys(box) {
      for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x += 1) {
        for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y += 1)
          yield x * 8192 + y;
      }
    }
    return {
      /** @param {PG.Box} box */
      take(box) {
        for (const key of keys(box)) {
          const boxes = cells.get(key);
          if (boxes) boxes.push(box);
          else cells.set(key, [box]);
        }
      },
      /** @param {PG.Box} box */
      taken(box) {
        for (const key of keys(box)) {
          for (const other of cells.get(key) || []) {
            if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])
              return true;
          }
        }
        return false;
      },
    };
  }

  /** @type {Map<string, { lines: string[], width: number }>} */
  const wrapped = new Map();

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {string} id
   */
  function rows(ctx, id) {
    const known = wrapped.get(id);
    if (known) return known;
    const lines = [];
    let line = "";
    for (const word of PG.data.label(id).split(/\s+/)) {
      const piece = word.length > 26 ? `${word.slice(0, 25)}…` : word;
      if (line && `${line} ${piece}`.length > 19) {
        lines.push(line);
        line = piece;
      } else line = line ? `${line} ${piece}` : piece;
    }
    lines.push(line);
    if (lines.length > 3) lines.splice(2, lines.length, `${lines[2]} …`);
    ctx.font = FONT;
    const found = { lines, width: Math.max(...lines.map((one) => ctx.measureText(one).width)) };
    wrapped.set(id, found);
    return found;
  }

  /**
   * Spots are {id, x, y, r} in pixels, the most important first; out come the labels that have
   * a place, each below, above, right or left of its node.
   * @type {PG.Labels["place"]}
   */
  function place(ctx, spots, must) {
    const labels = grid();
    const nodes = grid();
    /** @type {PG.PlacedLabel[]} */
    const placed = [];
    for (const { x, y, r } of spots) nodes.take([x - r, y - r, x + r, y + r]);
    spots.forEach(({ id, x, y, r }, rank) => {
      const { lines, width } = rows(ctx, id);
      const height = lines.length * LINE,
        half = width / 2,
        gap = r + 3;
      /** @type {PG.Box[]} */
      const around = [
        [x - half, y + gap, x + half, y + gap + height],
        [x - half, y - gap - height, x + half, y - gap],
        [x + gap, y - height / 2, x + gap + width, y + height / 2],
        [x - gap - width, y - height / 2, x - gap, y + height / 2],
      ];
      const free = around.filter((box) => !labels.taken(box));
      const box =
        free.find((one) => !nodes.taken(one)) || (rank < Math.max(MUST, must) ? free[0] : null);
      if (!box) return;
      labels.take(box);
      placed.push({ id, rows: lines, x: (box[0] + box[2]) / 2, y: box[1], box });
    });
    return placed;
  }

  /**
   * Draws in pixels from the origin of the graph, which lies at (x, y) on the canvas; the ratio
   * is that of the canvas's pixels to those of the page.
   * @type {PG.Labels["draw"]}
   */
  function draw(ctx, placed, origin, relations, ratio) {
    const wide = ctx.canvas.width / ratio,
      high = ctx.canvas.height / ratio;
    const theme = PG.style.theme();
    const seen = placed.filter(
      ({ box }) =>
        box[2] + origin.x > 0 &&
        box[0] + origin.x < wide &&
        box[3] + origin.y > 0 &&
        box[1] + origin.y < high,
    );
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, origin.x * ratio, origin.y * ratio);
    ctx.font = FONT;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = theme.paper;
    ctx.fillStyle = theme.ink;
    for (const pass of /** @type {const} */ (["strokeText", "fillText"])) {
      for (const { rows: lines, x, y } of seen) {
        lines.forEach((line, n) => ctx[pass](line, x, y + n * LINE + 1));
      }
    }
    ctx.font = SMALL;
    ctx.textBaseline = "middle";
    ctx.fillStyle = theme.muted;
    const taken = grid();
    placed.forEach(({ box }) => taken.take(box));
    for (const { text, x, y } of relations) {
      const half = ctx.measureText(text).width / 2;
      /** @type {PG.Box} */
      const box = [x - half, y - 7, x + half, y + 7];
      if (taken.taken(box)) continue;
      taken.take(box);
      ctx.strokeText(text, x, y);
      ctx.fillText(text, x, y);
    }
    ctx.restore();
  }

  PG.labels = { place, draw };
})(window.PG);
