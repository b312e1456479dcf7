/*
 * Edges, signs and nodes on a canvas, from the one style table. `grow` is how much larger than
 * at a zoom of one things are drawn, so that they can be seen from afar.
 */
(function (PG) {
  "use strict";

  /* Lines of one look are one path: thousands of edges are a handful of strokes. */
  function edges(ctx, curves, grow, heavier) {
    const lines = new Map(),
      heads = new Map();
    const of = (map, key, fresh) => map.get(key) || map.set(key, fresh()).get(key);
    for (const curve of curves) {
      const { effect } = curve.edge;
      const width = Math.round(PG.style.width(curve.one.strength) * 2) / 2;
      const { modality } = curve.one.supporting[0];
      PG.curves.trace(
        of(lines, [effect, modality, width].join("|"), () => ({
          path: new Path2D(),
          width,
          modality,
          effect,
        })).path,
        curve,
      );
      head(
        of(heads, `${effect}|${width}`, () => ({ path: new Path2D(), width, effect })),
        curve,
        grow,
      );
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

  function head({ path, width, effect }, curve, grow) {
    const size = (5 + 1.4 * width) * grow;
    const [x, y] = curve.end;
    const cos = Math.cos(curve.angle),
      sin = Math.sin(curve.angle);
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

  /* The sign of a contested edge: somebody says that it is not so. */
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

  const looks = new Map(),
    radii = new Map();
  function radius(id) {
    if (!radii.has(id)) radii.set(id, Math.round(PG.style.radius(id)));
    return radii.get(id);
  }

  function node(ctx, id, x, y, grow, strong) {
    const { shape, fill } = PG.style.type(PG.data.entities.get(id).type);
    const key = shape + radius(id);
    if (!looks.has(key)) looks.set(key, new Path2D(PG.style.path(shape, radius(id))));
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(grow, grow);
    ctx.fillStyle = fill;
    ctx.fill(looks.get(key));
    ctx.strokeStyle = PG.style.theme().ink;
    ctx.lineWidth = strong ? 3 : 1.2;
    ctx.stroke(looks.get(key));
    ctx.restore();
  }

  /* A veil over everything drawn so far; what matters is drawn again above it. */
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
