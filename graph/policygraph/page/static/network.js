/*
 * The network view. vis-network holds the nodes, the canvas, panning, zooming and dragging;
 * edges, labels and highlights are drawn here, in batches, from the one style table, so that
 * patterns, heads and signs are the same on canvas and in the saved picture, and so that
 * labels, as on a map, never lie over each other.
 */
(function (PG) {
  "use strict";

  const data = PG.data;
  const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
  const LINE = 14;

  let root, network, nodes, tip;
  let curves = []; // geometry of visible edges
  let scale = 1, grow = 1; // zoom, and how much larger things are drawn when far away
  let hovered = null; // "entity:ID" or "edge:KEY"
  let labels = { key: "", placed: [] };
  let placing = "layout"; // which positions are in use: "layout" or a focus
  let moved = new Map(); // where entities were dragged to
  let picture = null; // of a large graph, while its view moves
  let settling = 0, viewed = "";
  let covered = ""; // the free height, and what was raised in it, when the view was drawn last
  let fitted = true; // whether the reader has left the view as it was fitted
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = FONT;

  /* Geometry ------------------------------------------------------------------ */

  function position(id) {
    const node = network.body.nodes[id];
    return node ? [node.x, node.y] : null;
  }

  /* Edges of one pair are bent apart, each way the more the more there are. */
  function bends(visible) {
    const pairs = new Map();
    for (const one of visible.edges) {
      const { subject, object } = one.edge;
      const pair = subject < object ? subject + "\n" + object : object + "\n" + subject;
      (pairs.get(pair) || pairs.set(pair, []).get(pair)).push(one);
    }
    const bend = new Map();
    for (const group of pairs.values()) {
      group.forEach((one, n) => {
        const offset = (n - (group.length - 1) / 2) * 34;
        bend.set(one.edge.key, one.edge.subject <= one.edge.object ? offset : -offset);
      });
    }
    return bend;
  }

  function shape(curve) {
    const from = position(curve.edge.subject), to = position(curve.edge.object);
    const r1 = radius(curve.edge.subject) + 2, r2 = radius(curve.edge.object) + 3;
    if (curve.edge.subject === curve.edge.object) {
      const [x, y] = from, reach = r1 + 30 + Math.abs(curve.bend);
      curve.start = [x - r1 * 0.6, y - r1 * 0.8];
      curve.end = [x + r1 * 0.6, y - r1 * 0.8];
      curve.control = [x, y - reach * 2];
    } else {
      const dx = to[0] - from[0], dy = to[1] - from[1];
      const far = Math.hypot(dx, dy) || 1;
      const control = [(from[0] + to[0]) / 2 - (dy / far) * curve.bend,
        (from[1] + to[1]) / 2 + (dx / far) * curve.bend];
      curve.control = control;
      curve.start = toward(from, control, r1);
      curve.end = toward(to, control, r2);
    }
    const [s, c, e] = [curve.start, curve.control, curve.end];
    curve.angle = Math.atan2(e[1] - c[1], e[0] - c[0]);
    curve.middle = [0.25 * s[0] + 0.5 * c[0] + 0.25 * e[0], 0.25 * s[1] + 0.5 * c[1] + 0.25 * e[1]];
    return curve;
  }

  function toward(from, to, by) {
    const dx = to[0] - from[0], dy = to[1] - from[1];
    const far = Math.hypot(dx, dy) || 1;
    return [from[0] + (dx / far) * by, from[1] + (dy / far) * by];
  }

  const radii = new Map();
  function radius(id) {
    if (!radii.has(id)) radii.set(id, PG.style.radius(id));
    return radii.get(id) * grow;
  }

  function reshape() {
    curves.forEach(shape);
  }

  /* Drawing -------------------------------------------------------------------- */

  function trace(path, curve) {
    path.moveTo(curve.start[0], curve.start[1]);
    if (curve.bend || curve.edge.subject === curve.edge.object) {
      path.quadraticCurveTo(curve.control[0], curve.control[1], curve.end[0], curve.end[1]);
    } else path.lineTo(curve.end[0], curve.end[1]);
  }

  /* Lines of one look are one path: thousands of edges are a handful of strokes. */
  function drawEdges(ctx, some, heavier) {
    const lines = new Map(), heads = new Map();
    for (const curve of some) {
      const { edge, one } = curve;
      const width = Math.round(PG.style.width(one.strength) * 2) / 2;
      const modality = one.supporting[0].modality;
      const key = edge.effect + "|" + modality + "|" + width;
      let line = lines.get(key);
      if (!line) {
        line = { path: new Path2D(), width, modality, effect: edge.effect };
        lines.set(key, line);
      }
      trace(line.path, curve);
      const headKey = edge.effect + "|" + width;
      let head = heads.get(headKey);
      if (!head) {
        head = { path: new Path2D(), width, effect: edge.effect };
        heads.set(headKey, head);
      }
      drawHead(head, curve, width);
    }
    const thick = grow * (heavier ? 1.35 : 1);
    ctx.lineCap = "butt";
    ctx.lineJoin = "miter";
    for (const line of lines.values()) {
      ctx.strokeStyle = PG.style.effect(line.effect).colour;
      ctx.lineWidth = line.width * thick;
      ctx.setLineDash(PG.style.dash(line.modality).map((n) => n * grow));
      ctx.stroke(line.path);
    }
    ctx.setLineDash([]);
    for (const head of heads.values()) {
      const { colour, head: kind } = PG.style.effect(head.effect);
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.lineWidth = (kind === "bar" ? 3 : Math.max(1.2, head.width * 0.6)) * grow;
      if (kind === "filled") ctx.fill(head.path);
      else ctx.stroke(head.path);
    }
  }

  function drawHead(head, curve, width) {
    const size = (5 + 1.4 * width) * grow;
    const [x, y] = curve.end;
    const cos = Math.cos(curve.angle), sin = Math.sin(curve.angle);
    const at = (u, v) => [x + u * cos - v * sin, y + u * sin + v * cos];
    const kind = PG.style.effect(head.effect).head;
    const path = head.path;
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
  function drawSigns(ctx, some) {
    const theme = PG.style.theme();
    const r = 6.5 * grow;
    ctx.setLineDash([]);
    for (const curve of some) {
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
      const d = r * 0.42;
      ctx.moveTo(x - d, y - d);
      ctx.lineTo(x + d, y + d);
      ctx.moveTo(x + d, y - d);
      ctx.lineTo(x - d, y + d);
      ctx.lineWidth = 1.8 * grow;
      ctx.stroke();
    }
  }

  const looks = new Map();
  function drawNode(ctx, id, x, y, strong) {
    const entity = data.entities.get(id);
    const { shape: kind, fill } = PG.style.type(entity.type);
    const r = Math.round(PG.style.radius(id));
    const key = kind + r;
    if (!looks.has(key)) looks.set(key, new Path2D(PG.style.path(kind, r)));
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

  function renderer({ ctx, id, x, y }) {
    const reach = 2 * radius(id);
    return {
      drawNode: () => drawNode(ctx, id, x, y, false),
      nodeDimensions: { width: reach, height: reach },
    };
  }

  /* What is raised above the veil: a path, a selected entity or edge, what is pointed at. */
  function raised() {
    const state = PG.state.get();
    const keys = new Set(), ids = new Set();
    const path = PG.answer ? PG.answer.path(state.path) : null;
    const target = state.select || (path ? "" : hovered);
    if (path) {
      for (const step of path.steps) {
        ids.add(step.from.id).add(step.to.id);
        if (step.edge !== null) keys.add(data.edges[step.edge].key);
      }
    } else if (target && target.startsWith("entity:")) {
      const id = target.slice(7);
      ids.add(id);
      for (const curve of curves) {
        if (curve.edge.subject === id || curve.edge.object === id) {
          keys.add(curve.edge.key);
          ids.add(curve.edge.subject).add(curve.edge.object);
        }
      }
    } else if (target && target.startsWith("edge:")) {
      const edge = data.edgeByKey.get(target.slice(5));
      if (edge) {
        keys.add(edge.key);
        ids.add(edge.subject).add(edge.object);
      }
    }
    if (!ids.size) return null;
    return { keys, ids, curves: curves.filter((curve) => keys.has(curve.edge.key)) };
  }

  function zoomTo(now) {
    if (now === scale) return;
    scale = now;
    grow = scale < 1 ? Math.min(1 / Math.pow(scale, 0.72), 2.6) : 1 / Math.pow(scale, 0.4);
    reshape();
  }

  function before(ctx) {
    zoomTo(network.getScale());
    watch(ctx);
    if (picture) drawPicture(ctx);
    else {
      drawEdges(ctx, curves, false);
      drawSigns(ctx, curves);
    }
  }

  /* While the view of a large graph moves, a picture of it moves: of the window and as much
   * again on every side, made anew where the view leaves it. Labels are drawn as always. */
  function takePicture(ctx) {
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    const at = network.getViewPosition();
    const size = [ctx.canvas.clientWidth * 2, ctx.canvas.clientHeight * 2];
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = size.map((side) => Math.round(side * ratio));
    const box = { x: at.x - size[0] / 2 / scale, y: at.y - size[1] / 2 / scale,
      width: size[0] / scale, height: size[1] / scale };
    const pen = canvas.getContext("2d");
    pen.setTransform(scale * ratio, 0, 0, scale * ratio, -box.x * scale * ratio, -box.y * scale * ratio);
    drawEdges(pen, curves, false);
    drawSigns(pen, curves);
    for (const id of nodes.getIds()) drawNode(pen, id, ...position(id), false);
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const id of nodes.getIds()) {
      const [x, y] = position(id);
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y),
        Math.max(bottom, y)];
    }
    return { canvas, box, scale, edges: [left, top, right, bottom] };
  }

  /* Whether the picture has all of the graph that is in the window now. */
  function holds(picture, ctx) {
    const at = network.getViewPosition(), { box, edges } = picture;
    const half = [ctx.canvas.clientWidth / 2 / scale, ctx.canvas.clientHeight / 2 / scale];
    const zoomed = scale / picture.scale;
    return zoomed < 1.6 && zoomed > 0.6
      && Math.max(at.x - half[0], edges[0]) >= box.x - 1
      && Math.max(at.y - half[1], edges[1]) >= box.y - 1
      && Math.min(at.x + half[0], edges[2]) <= box.x + box.width + 1
      && Math.min(at.y + half[1], edges[3]) <= box.y + box.height + 1;
  }

  function drawPicture(ctx) {
    if (!holds(picture, ctx)) picture = takePicture(ctx);
    const { canvas, box } = picture;
    ctx.drawImage(canvas, box.x, box.y, box.width, box.height);
  }

  /* The view moves if it is not where it was; a little later it rests, and is drawn itself. */
  const LARGE = 700;
  function watch(ctx) {
    const at = network.getViewPosition();
    const now = [scale, at.x, at.y].join();
    if (now !== viewed && viewed && curves.length > LARGE) {
      picture = picture || takePicture(ctx);
      network.renderer.dragging = true; // with hideNodesOnDrag, vis-network leaves nodes out
      clearTimeout(settling);
      settling = setTimeout(() => {
        picture = null;
        network.renderer.dragging = false;
        network.redraw();
      }, 160);
    }
    viewed = now;
  }

  function after(ctx) {
    const up = raised();
    if (up) {
      const state = PG.state.get();
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalAlpha = state.select || state.path ? 0.8 : 0.55;
      ctx.fillStyle = PG.style.theme().paper;
      ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
      ctx.restore();
      drawEdges(ctx, up.curves, true);
      drawSigns(ctx, up.curves);
      const chosen = state.select.slice(state.select.indexOf(":") + 1);
      for (const id of up.ids) {
        const at = position(id);
        if (at) drawNode(ctx, id, at[0], at[1], id === chosen);
      }
    }
    drawLabels(ctx, up);
    if (!PG.network.drawn && curves.length + nodes.length) PG.network.drawn = performance.now();
  }

  /* Labels, as on a map ----------------------------------------------------------- */

  const wrapped = new Map();
  function lines(ctx, id) {
    if (!wrapped.has(id)) {
      const rows = [];
      let row = "";
      for (const word of data.label(id).split(/\s+/)) {
        const piece = word.length > 26 ? word.slice(0, 25) + "…" : word;
        if (row && (row + " " + piece).length > 19) {
          rows.push(row);
          row = piece;
        } else row = row ? row + " " + piece : piece;
      }
      rows.push(row);
      if (rows.length > 3) rows.splice(3, rows.length, "…");
      if (rows[3]) rows.splice(2, 2, rows[2] + " …");
      wrapped.set(id, { rows, width: Math.max(...rows.map((r) => ctx.measureText(r).width)) });
    }
    return wrapped.get(id);
  }

  function overlaps(grid, box) {
    for (let cx = Math.floor(box[0] / 64); cx <= Math.floor(box[2] / 64); cx += 1) {
      for (let cy = Math.floor(box[1] / 64); cy <= Math.floor(box[3] / 64); cy += 1) {
        for (const other of grid.get(cx * 8192 + cy) || []) {
          if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) {
            return true;
          }
        }
      }
    }
    return false;
  }

  function occupy(grid, box) {
    for (let cx = Math.floor(box[0] / 64); cx <= Math.floor(box[2] / 64); cx += 1) {
      for (let cy = Math.floor(box[1] / 64); cy <= Math.floor(box[3] / 64); cy += 1) {
        const key = cx * 8192 + cy;
        (grid.get(key) || grid.set(key, []).get(key)).push(box);
      }
    }
  }

  /* Which labels are drawn and where, in pixels from the origin of the graph: the best
   * connected entities first, each below, above, right or left of its node, if it fits. */
  function placeLabels(ctx, up) {
    const ids = up ? [...up.ids].filter(position) : nodes.getIds();
    ids.sort((a, b) => data.edgesOf(b).length - data.edgesOf(a).length || (a < b ? -1 : 1));
    const grid = new Map(), discs = new Map(), placed = [];
    const chosen = PG.state.get().select.slice(7);
    const must = up && up.ids.size <= 12 ? up.ids.size : 12; // those named even over nodes
    const spots = ids.map((id) => {
      const at = position(id), r = radius(id) * scale;
      return { id, x: at[0] * scale, y: at[1] * scale, r };
    });
    for (const { x, y, r } of spots) occupy(discs, [x - r, y - r, x + r, y + r]);
    spots.sort((a, b) => (b.id === chosen) - (a.id === chosen));
    for (const [rank, { id, x, y, r }] of spots.entries()) {
      const { rows, width } = lines(ctx, id);
      const height = rows.length * LINE, half = width / 2;
      const gap = r + 3;
      const options = [
        [x - half, y + gap, x + half, y + gap + height],
        [x - half, y - gap - height, x + half, y - gap],
        [x + gap, y - height / 2, x + gap + width, y + height / 2],
        [x - gap - width, y - height / 2, x - gap, y + height / 2],
      ];
      const box = options.find((option) => !overlaps(grid, option) && !overlaps(discs, option))
        || (rank < must ? options.find((option) => !overlaps(grid, option)) : null);
      if (!box) continue;
      occupy(grid, box);
      placed.push({ id, rows, x: (box[0] + box[2]) / 2, y: box[1], box });
    }
    return placed;
  }

  function drawLabels(ctx, up) {
    const key = [scale, up ? [...up.ids].join() : "", PG.state.version(), placing, moved.size]
      .join("|");
    ctx.save();
    const origin = network.canvasToDOM({ x: 0, y: 0 });
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    ctx.setTransform(ratio, 0, 0, ratio, origin.x * ratio, origin.y * ratio);
    ctx.font = FONT;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    if (labels.key !== key) labels = { key, placed: placeLabels(ctx, up) };
    const theme = PG.style.theme();
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = theme.paper;
    ctx.fillStyle = theme.ink;
    const wide = ctx.canvas.clientWidth, high = ctx.canvas.clientHeight;
    const seen = labels.placed.filter(({ box }) => box[2] + origin.x > 0 && box[0] + origin.x < wide
      && box[3] + origin.y > 0 && box[1] + origin.y < high);
    for (const pass of ["strokeText", "fillText"]) {
      for (const { rows, x, y } of seen) {
        rows.forEach((row, n) => ctx[pass](row, x, y + n * LINE + 1));
      }
    }
    drawRelations(ctx, up, theme);
    ctx.restore();
  }

  /* The relation of an edge, in words, where it is raised or the reader has come near. */
  function drawRelations(ctx, up, theme) {
    let some = [];
    if (up && up.curves.length <= 24) some = up.curves;
    else if (!up && scale >= 1.15) some = curves;
    if (!some.length) return;
    ctx.font = "italic 11px system-ui, -apple-system, \"Segoe UI\", Roboto, sans-serif";
    ctx.textBaseline = "middle";
    const grid = new Map();
    labels.placed.forEach(({ box }) => occupy(grid, box));
    for (const curve of some) {
      const text = data.relations.get(curve.edge.relation).label;
      const x = curve.middle[0] * scale;
      const y = curve.middle[1] * scale + (curve.one.contested ? 15 : 0);
      const half = ctx.measureText(text).width / 2;
      const box = [x - half, y - 7, x + half, y + 7];
      if (overlaps(grid, box)) continue;
      occupy(grid, box);
      ctx.strokeStyle = theme.paper;
      ctx.fillStyle = theme.muted;
      ctx.strokeText(text, x, y);
      ctx.fillText(text, x, y);
    }
  }

  /* Pointing -------------------------------------------------------------------- */

  function curveAt(point) {
    const reach = 7 / scale;
    let best = null, least = reach * reach;
    for (const curve of curves) {
      const [s, c, e] = [curve.start, curve.control, curve.end];
      if (point.x < Math.min(s[0], c[0], e[0]) - reach || point.x > Math.max(s[0], c[0], e[0]) + reach
        || point.y < Math.min(s[1], c[1], e[1]) - reach || point.y > Math.max(s[1], c[1], e[1]) + reach) continue;
      for (let t = 0; t <= 1; t += 1 / 24) {
        const u = 1 - t;
        const x = u * u * s[0] + 2 * u * t * c[0] + t * t * e[0];
        const y = u * u * s[1] + 2 * u * t * c[1] + t * t * e[1];
        const d = (x - point.x) ** 2 + (y - point.y) ** 2;
        if (d < least) [least, best] = [d, curve];
      }
    }
    return best;
  }

  function targetAt(dom) {
    const id = network.getNodeAt(dom);
    if (id !== undefined) return "entity:" + id;
    const curve = curveAt(network.DOMtoCanvas(dom));
    return curve ? "edge:" + curve.edge.key : null;
  }

  function describe(target) {
    if (target.startsWith("entity:")) {
      const entity = data.entities.get(target.slice(7));
      return `${entity.label} · ${data.types.get(entity.type).label}`;
    }
    const one = PG.visible().edgeByKey.get(target.slice(5));
    if (!one) return "";
    const sentence = one.supporting[0].sentence;
    return sentence[0].toUpperCase() + sentence.slice(1) + (one.contested ? " (contested)" : "");
  }

  function point(event) {
    const frame = root.getBoundingClientRect();
    const dom = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const target = event.buttons ? null : targetAt(dom);
    if (target !== hovered) {
      hovered = target;
      root.style.cursor = target ? "pointer" : "";
      tip.hidden = !target;
      if (target) tip.textContent = describe(target);
      network.redraw();
    }
    if (target) {
      tip.style.left = Math.min(dom.x + 14, frame.width - 280) + "px";
      tip.style.top = dom.y + 16 + "px";
    }
  }

  /* The view ---------------------------------------------------------------------- */

  function places(visible) {
    const state = PG.state.get();
    const center = PG.focus.center(state);
    const laid = data.payload.entities.length && data.payload.entities[0].x !== undefined;
    if (!center && laid) {
      return { name: "layout", at: (id) => [data.entities.get(id).x, data.entities.get(id).y] };
    }
    const ids = [...visible.entities].sort();
    const members = PG.focus.members(state);
    const all = members ? [...members].sort() : ids;
    const map = PG.layout.place(all, data.edges.filter((edge) => !members
      || (members.has(edge.subject) && members.has(edge.object))));
    return { name: center + "|" + state.hops, at: (id) => map.get(id) };
  }

  /* Layouts are wide; in a tall window they are turned by a quarter. */
  const portrait = () => root.clientHeight > root.clientWidth * 1.25;

  let cached = { key: null, value: null };
  /* What is drawn: entities with a connection in view, and those that one has chosen. The
   * others (only quoted, or only denied to be connected) are counted, and found by search. */
  function drawn(visible) {
    const state = PG.state.get();
    const ids = new Set();
    for (const { edge } of visible.edges) ids.add(edge.subject).add(edge.object);
    const chosen = [state.select.startsWith("entity:") ? state.select.slice(7) : "",
      PG.focus.center(state), (data.payload.around || {}).entity,
      data.answer && data.answer.start, data.answer && data.answer.end];
    for (const id of chosen) if (id && visible.entities.has(id)) ids.add(id);
    return ids;
  }

  function placesFor(visible) {
    const state = PG.state.get();
    const key = PG.focus.center(state) + "|" + state.hops;
    if (cached.key !== key) cached = { key, value: places(visible) };
    return cached.value;
  }

  function refresh(visible) {
    picture = null;
    const spots = placesFor(visible);
    const name = spots.name + (portrait() ? "|turned" : "");
    const fresh = name !== placing;
    if (fresh) moved = new Map();
    placing = name;
    const wanted = [...drawn(visible)];
    const keep = new Set(wanted);
    nodes.remove(nodes.getIds().filter((id) => !keep.has(id)));
    const update = [];
    for (const id of wanted) {
      if (!fresh && nodes.get(id)) continue;
      let [x, y] = moved.get(id) || spots.at(id) || [0, 0];
      if (portrait() && !moved.has(id)) [x, y] = [-y, x];
      update.push({ id, x, y, shape: "custom", ctxRenderer: renderer });
    }
    nodes.update(update);
    const bend = bends(visible);
    curves = visible.edges.map((one) => shape({ edge: one.edge, one, bend: bend.get(one.edge.key) }));
    network.renderer.options.hideNodesOnDrag = curves.length > LARGE;
    hovered = null;
    tip.hidden = true;
    const high = free();
    const height = high < root.clientHeight ? high + PG.state.get().select : "";
    if (fresh || (fitted && height !== covered)) fit(false);
    covered = height;
    network.redraw();
  }

  /* The height that no panel lies over: on a phone the evidence covers the lower half. */
  function free() {
    const panel = document.getElementById("panel");
    const over = !panel.hidden && getComputedStyle(panel).position === "absolute";
    return root.clientHeight - (over ? panel.offsetHeight : 0);
  }

  /* The whole graph with its labels in the window; labels keep their size at any zoom. */
  function fit(animated) {
    const ids = nodes.getIds();
    const ctx = measure;
    const wide = root.clientWidth, high = free();
    if (!ids.length || !wide || !high) return;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const up = high < root.clientHeight ? raised() : null; // little room: what matters fills it
    for (const id of up ? [...up.ids].filter(position) : ids) {
      const [x, y] = position(id);
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y),
        Math.max(bottom, y)];
    }
    const rims = [24, 24, 24, 24]; // left, top, right, bottom
    let zoomed = 1;
    for (let round = 0; round < 4; round += 1) {
      zoomed = Math.max(0.02, Math.min(1.4, (wide - rims[0] - rims[2]) / Math.max(1, right - left),
        (high - rims[1] - rims[3]) / Math.max(1, bottom - top)));
      zoomTo(zoomed);
      const boxes = placeLabels(ctx, raised()).map((label) => label.box);
      const out = [
        left * zoomed - Math.min(left * zoomed - 12, ...boxes.map((box) => box[0])),
        top * zoomed - Math.min(top * zoomed - 12, ...boxes.map((box) => box[1])),
        Math.max(right * zoomed + 12, ...boxes.map((box) => box[2])) - right * zoomed,
        Math.max(bottom * zoomed + 12, ...boxes.map((box) => box[3])) - bottom * zoomed,
      ].map((reach) => reach + 8);
      if (out.every((reach, n) => Math.abs(reach - rims[n]) < 2)) break;
      out.forEach((reach, n) => (rims[n] = Math.min(reach, (n % 2 ? high : wide) / 7)));
    }
    network.moveTo({
      position: { x: (left + right) / 2 + (rims[2] - rims[0]) / 2 / zoomed,
        y: (top + bottom) / 2 + (rims[3] - rims[1]) / 2 / zoomed },
      scale: zoomed,
      offset: { x: 0, y: (high - root.clientHeight) / 2 },
      animation: animated && !calm() ? { duration: 250, easingFunction: "easeInOutQuad" } : false,
    });
    fitted = true;
  }

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function zoom(factor) {
    fitted = false;
    network.moveTo({ scale: Math.max(0.05, Math.min(6, network.getScale() * factor)) });
  }

  function pan(x, y) {
    fitted = false;
    const at = network.getViewPosition();
    network.moveTo({ position: { x: at.x + x / network.getScale(), y: at.y + y / network.getScale() } });
  }

  /* The nearest visible entity in a direction from the selected one, else from the middle. */
  function step(dx, dy) {
    const state = PG.state.get();
    const here = state.select.startsWith("entity:") ? position(state.select.slice(7)) : null;
    const from = here || Object.values(network.getViewPosition());
    let best = null, least = Infinity;
    for (const id of nodes.getIds()) {
      const at = position(id);
      if ("entity:" + id === state.select) continue;
      const x = at[0] - from[0], y = at[1] - from[1];
      const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
      if (ahead <= 0 && here) continue;
      const cost = here ? ahead + 2.2 * aside : Math.hypot(x, y);
      if (cost < least) [least, best] = [cost, id];
    }
    if (best) PG.select("entity:" + best, { reveal: true });
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) step(...arrow);
    else if (arrow) pan(arrow[0] * 70, arrow[1] * 70);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit(true);
    else if (event.key === "Enter") step(0, 1);
    else return;
    event.preventDefault();
  }

  function mount(place) {
    root = PG.el("div", { class: "canvas", tabindex: 0, role: "application",
      "aria-label": "Network. Arrow keys move the view, plus and minus zoom, 0 fits it, shift with an arrow goes to the next entity. The table has the same claims." });
    tip = PG.el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    const button = (name, sign, run) => PG.el("button", { type: "button", title: name,
      "aria-label": name, onclick: run }, sign);
    place.append(root, tip, PG.el("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
      button("Zoom in", "+", () => zoom(1.25)), button("Zoom out", "−", () => zoom(0.8)),
      button("Fit the view", "⤢", () => fit(true))));
    nodes = new vis.DataSet([]);
    network = new vis.Network(root, { nodes, edges: new vis.DataSet([]) }, {
      physics: false,
      layout: { improvedLayout: false },
      interaction: { hover: false, multiselect: false, selectConnectedEdges: false,
        tooltipDelay: 1e6, zoomSpeed: 0.7 },
      nodes: { labelHighlightBold: false, chosen: false },
    });
    PG.network.network = network;
    network.on("beforeDrawing", before);
    network.on("afterDrawing", after);
    network.on("click", (event) => PG.select(targetAt(event.pointer.DOM)));
    network.on("doubleClick", (event) => {
      const target = targetAt(event.pointer.DOM);
      if (target && target.startsWith("entity:")) {
        PG.state.set({ focus: target.slice(7), select: target });
      }
    });
    network.on("dragging", (event) => {
      if (event.nodes.length) {
        reshape();
        picture = null;
        network.renderer.dragging = false;
        labels.key = "";
      }
    });
    network.on("dragStart", () => (fitted = false));
    network.on("zoom", () => (fitted = false));
    network.on("resize", () => {
      if (!nodes.length) return;
      requestAnimationFrame(() => {
        if (portrait() !== placing.endsWith("|turned")) refresh(PG.visible());
        else if (fitted) fit(false);
      });
    });
    network.on("dragEnd", (event) => {
      if (event.nodes.length) picture = null;
      for (const id of event.nodes) moved.set(id, position(id));
      labels.key = "";
      network.unselectAll();
      network.redraw();
    });
    root.addEventListener("pointermove", point);
    root.addEventListener("pointerleave", () => {
      hovered = null;
      tip.hidden = true;
      network.redraw();
    });
    root.addEventListener("keydown", key);
  }

  function reveal(target) {
    if (!network || !target) return;
    const [kind, name] = [target.slice(0, target.indexOf(":")), target.slice(target.indexOf(":") + 1)];
    let at = null;
    if (kind === "entity") at = position(name);
    else {
      const curve = curves.find((one) => one.edge.key === name);
      at = curve ? curve.middle : null;
    }
    if (!at) return;
    const dom = network.canvasToDOM({ x: at[0], y: at[1] });
    const inside = dom.x > 40 && dom.y > 40 && dom.x < root.clientWidth - 40
      && dom.y < free() - 40;
    if (!inside) {
      fitted = false;
      network.moveTo({ position: { x: at[0], y: at[1] },
        offset: { x: 0, y: (free() - root.clientHeight) / 2 },
        animation: calm() ? false : { duration: 250 } });
    }
  }

  PG.network = {
    network: null,
    drawn: 0, // when the first picture stood, in milliseconds since the page was opened
    reveal,
    fit,
    redraw: () => network && network.redraw(),
    targetAt,
    labels: () => labels.placed,
    drawnIds: () => (nodes ? nodes.getIds() : []),
    curves: () => curves,
    /* What a picture of the view is made of: the part seen, and everything drawn in it. */
    geometry() {
      const up = raised();
      const size = { width: root.clientWidth, height: root.clientHeight };
      const corner = network.DOMtoCanvas({ x: 0, y: 0 });
      return {
        box: { x: corner.x, y: corner.y, width: size.width / scale, height: size.height / scale },
        scale,
        grow,
        raised: up ? { keys: up.keys, ids: up.ids } : null,
        edges: curves,
        nodes: nodes.getIds().map((id) => ({ id, x: position(id)[0], y: position(id)[1],
          radius: Math.round(PG.style.radius(id)) })),
        labels: labels.placed,
      };
    },
  };

  PG.views.register("network", {
    title: "Network",
    mount,
    show: () => requestAnimationFrame(() => { network.setSize(); network.redraw(); fit(false); }),
    update: (visible, changed) => {
      if (changed.has("theme")) PG.style.forget();
      refresh(visible);
    },
  });
})(window.PG);
