/*
 * Edges, signs and nodes on a canvas, from the one style table. `grow` is how much larger than
 * at a zoom of one things are drawn, so that they can be seen from afar.
 */
(function (PG) {
  "use strict";

  /**
   * @typedef {{ width: number, modality: string, effect: string }} Look
   * @typedef {Look & { path: Path2D }} Line
   */

  /**
   * The line of a key, made where there is none.
   * @param {Map<string, Line>} lines
   * @param {string} key
   * @param {Look} look
   */
  function lineAt(lines, key, look) {
    const found = lines.get(key) || { ...look, path: new Path2D() };
    lines.set(key, found);
    return found;
  }

  /**
   * Lines of one look are one path: thousands of edges are a handful of strokes.
   * @type {PG.Canvas["edges"]}
   */
  function edges(ctx, curves, grow, heavier) {
    /** @type {Map<string, Line>} */
    const lines = new Map();
    /** @type {Map<string, Line>} */
    const heads = new Map();
    for (const curve of curves) {
      const { effect } = curve.edge;
      const width = Math.round(PG.style.width(curve.one.strength) * 2) / 2;
      const { modality } = curve.one.supporting[0];
      const look = { width, modality, effect };
      PG.curves.trace(lineAt(lines, [effect, modality, width].join("|"), look).path, curve);
      head(lineAt(heads, `${effect}|${width}`, look), curve, grow);
    }
    ctx.lineCap = "butt";
    ctx.lineJoin = "miter";
    for (const line of lines.values()) {
      ctx.strokeStyle = PG.style.effect(line.effect).colour;
      ctx.lineWidth = line.width * grow * (heavier ? 1.35 : 1);
      ctx.setLineDash(PG.style.dash(line.modality).map((length) => length * grow));
      ctx.stroke(line.path);
    }
    ctx.setLineDash([]);
    for (const { path, width, effect } of heads.values()) {
      const { colour, head: kind } = PG.style.effect(effect);
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.lineWidth = (kind === "bar" ? 3 : Math.max(1.2, width * 0.6)) * grow;
      if (kind === "filled") ctx.fill(path);
      else ctx.stroke(path);
    }
  }

  /**
   * @param {Line} line
   * @param {PG.Curve} curve
   * @param {number} grow
   */
  function head({ path, width, effect }, curve, grow) {
    const size = (5 + 1.4 * width) * grow;
    const [x, y] = curve.end;
    const cos = Math.cos(curve.angle),
      sin = Math.sin(curve.angle);
    /**
     * @param {number} u
     * @param {number} v
     * @returns {PG.Point}
     */
    const at = (u, v) => [x + u * cos - v * sin, y + u * sin + v * cos];
    const kind = PG.style.effect(effect).head;
    if (kind === "bar") {
      path.moveTo(...at(0, -size * 0.8));
      path.lineTo(...at(0, size * 0.8));
      return;
    }
    path.moveTo(...at(-size, -size * 0.5));
    path.lineTo(...at(0, 0));
    path.lineTo(...at(-size, size * 0.5));
    if (kind === "filled") path.closePath();
  }

  /**
   * The sign of a contested edge: somebody says that it is not so.
   * @type {PG.Canvas["signs"]}
   */
  function signs(ctx, curves, grow) {
    const theme = PG.style.theme();
    const r = 6.5 * grow,
      d = r * 0.42;
    ctx.setLineDash([]);
    for (const curve of curves) {
      if (!curve.one.contested) continue;
      const [x, y] = curve.middle;
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.fillStyle = theme.paper;
      ctx.fill();
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = 1.3 * grow;
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(x - d, y - d);
      ctx.lineTo(x + d, y + d);
      ctx.moveTo(x + d, y - d);
      ctx.lineTo(x - d, y + d);
      ctx.lineWidth = 1.8 * grow;
      ctx.stroke();
    }
  }

  /** @type {Map<string, Path2D>} */
  const outlines = new Map();
  /** @type {Map<string, number>} */
  const radii = new Map();

  /** @type {PG.Canvas["radius"]} */
  function radius(id) {
    let found = radii.get(id);
    if (found === undefined) radii.set(id, (found = Math.round(PG.style.radius(id))));
    return found;
  }

  /** @type {PG.Canvas["node"]} */
  function node(ctx, id, x, y, grow, strong) {
    const { shape, fill } = PG.style.type(PG.data.entity(id).type);
    const key = shape + radius(id);
    let outline = outlines.get(key);
    if (!outline) outlines.set(key, (outline = new Path2D(PG.style.path(shape, radius(id)))));
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(grow, grow);
    ctx.fillStyle = fill;
    ctx.fill(outline);
    ctx.strokeStyle = PG.style.theme().ink;
    ctx.lineWidth = strong ? 3 : 1.2;
    ctx.stroke(outline);
    ctx.restore();
  }

  /**
   * A veil over everything drawn so far; what matters is drawn again above it.
   * @type {PG.Canvas["veil"]}
   */
  function veil(ctx, alpha) {
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = alpha;
    ctx.fillStyle = PG.style.theme().paper;
    ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.restore();
  }

  PG.canvas = { edges, signs, node, radius, veil };
})(window.PG);
