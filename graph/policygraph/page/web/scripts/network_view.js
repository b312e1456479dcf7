/*
 * The network view. vis-network holds the nodes, the canvas, panning, zooming and dragging;
 * edges, labels and what stands out are drawn by canvas.js and labels.js from the one style table,
 * so that patterns, heads and signs are the same on canvas and in the saved picture.
 */
(function (PG) {
  "use strict";

  const data = PG.data;
  const LARGE = 700; // edges above which a snapshot moves, and pointing redraws nothing

  /** @type {HTMLElement} */
  let root;
  /** @type {vis.Network} */
  let network;
  /** @type {vis.DataSet<vis.NodeItem>} */
  let nodes;
  /** @type {HTMLElement} */
  let tip;
  /** @type {HTMLElement} */
  let nothing;
  /** @type {HTMLElement} */
  let buttons;
  /** @type {PG.Curve[]} */
  let curves = [];
  let scale = 1; // the zoom
  let grow = 1; // how much larger things are drawn when far away
  /** @type {PG.Target | null} */
  let hovered = null;
  /** @type {{ key: string, placed: PG.PlacedLabel[] }} */
  let labels = { key: "", placed: [] };
  let placing = ""; // which positions are in use: those of the layout, or of a focus
  /**
   * Where entities were dragged to.
   * @type {Map<string, PG.Point>}
   */
  let moved = new Map();
  /**
   * A snapshot of a large graph, while its view moves.
   * @type {PG.Snapshot | null}
   */
  let snapshot = null;
  let settling = 0;
  let preparing = 0;
  let viewed = "";
  let covered = ""; // the free height, and what was raised in it, when the view was drawn last
  let fitted = true; // whether the reader has left the view as it was fitted
  const measure = PG.context(document.createElement("canvas"));

  /** @param {string} id */
  const isDrawn = (id) => Boolean(network.body.nodes[id]);

  /**
   * Where a drawn entity is.
   * @param {string} id
   * @returns {PG.Point}
   */
  function position(id) {
    const node = network.body.nodes[id];
    if (!node) throw new Error(`the network does not draw "${id}"`);
    return [node.x, node.y];
  }

  /** @param {string} id */
  const radius = (id) => PG.canvas.radius(id) * grow;

  function emptiness() {
    const { answer, entities, edges } = PG.data;
    if (!entities.size) return "This graph has no entities.";
    if (answer && !answer.paths.length && !answer.absence?.would_give) {
      return "There is no path to draw.";
    }
    return edges.length ? "" : "This graph has no connections.";
  }

  function reshape() {
    for (const curve of curves) {
      const { subject, object } = curve.edge;
      PG.curves.shape(curve, position(subject), position(object), radius(subject), radius(object));
    }
  }

  /**
   * Least x, least y, greatest x, greatest y of entities.
   * @param {Iterable<string>} ids
   * @returns {PG.Box}
   */
  function bounds(ids) {
    /** @type {PG.Box} */
    const out = [Infinity, Infinity, -Infinity, -Infinity];
    for (const id of ids) {
      const at = position(id);
      for (const axis of [0, 1]) {
        out[axis] = Math.min(out[axis], at[axis]);
        out[axis + 2] = Math.max(out[axis + 2], at[axis]);
      }
    }
    return out;
  }

  /* Drawing -------------------------------------------------------------------- */

  /** @param {vis.DrawnNode} node */
  function renderer({ ctx, id, x, y }) {
    const reach = 2 * radius(id);
    return {
      drawNode: () => PG.canvas.node(ctx, id, x, y, grow, false),
      nodeDimensions: { width: reach, height: reach },
    };
  }

  const raised = () => PG.scene.raised(curves, curves.length > LARGE ? null : hovered, isDrawn);

  /** @param {number} now */
  function zoomTo(now) {
    if (now === scale) return;
    scale = now;
    const most = nodes.length > 800 ? 1.7 : 2.6;
    grow = scale < 1 ? Math.min(1 / Math.pow(scale, 0.72), most) : 1 / Math.pow(scale, 0.4);
    reshape();
  }

  /** @param {CanvasRenderingContext2D} ctx */
  function drawGraph(ctx) {
    PG.canvas.edges(ctx, curves, grow, false);
    PG.canvas.signs(ctx, curves, grow);
  }

  const viewNow = () => ({ ...network.getViewPosition(), scale });

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {PG.Camera} view
   */
  function take(ctx, view) {
    return PG.snapshot.take(ctx, view, bounds(nodes.getIds()), (pen, origin, ratio) => {
      drawGraph(pen);
      for (const id of nodes.getIds()) PG.canvas.node(pen, id, ...position(id), grow, false);
      if (raised()) return;
      PG.labels.draw(pen, placeLabels(pen, null), origin, relations(null), ratio);
    });
  }

  /** @param {CanvasRenderingContext2D} ctx */
  function before(ctx) {
    zoomTo(network.getScale());
    const view = viewNow();
    watch(view);
    if (settling) {
      if (!snapshot || !PG.snapshot.holds(snapshot, ctx, view)) snapshot = take(ctx, view);
      PG.snapshot.show(ctx, snapshot);
      return;
    }
    drawGraph(ctx);
    if (curves.length > LARGE) {
      // Taken while the view rests, the snapshot is ready when it moves.
      clearTimeout(preparing);
      preparing = setTimeout(() => {
        if (settling || (snapshot && PG.snapshot.holds(snapshot, ctx, viewNow()))) return;
        snapshot = take(ctx, viewNow());
      }, 200);
    }
  }

  /**
   * The view moves if it is not where it was; a little later it rests, and is drawn itself.
   * @param {PG.Camera} view
   */
  function watch(view) {
    const now = [view.x, view.y, view.scale].join();
    if (now !== viewed && viewed && curves.length > LARGE) {
      clearTimeout(settling);
      network.renderer.dragging = true; // with hideNodesOnDrag, vis-network leaves nodes out
      clearTimeout(preparing);
      settling = setTimeout(() => {
        settling = 0;
        network.renderer.dragging = false;
        network.redraw();
      }, 160);
    }
    viewed = now;
  }

  function rest() {
    clearTimeout(settling);
    clearTimeout(preparing);
    settling = 0;
    snapshot = null;
    network.renderer.dragging = false;
  }

  /** @param {CanvasRenderingContext2D} ctx */
  function after(ctx) {
    const state = PG.state.get();
    const up = raised();
    if (up) {
      PG.canvas.veil(ctx, state.select || state.path ? 0.8 : 0.55);
      PG.canvas.edges(ctx, up.curves, grow, true);
      PG.canvas.signs(ctx, up.curves, grow);
      for (const id of up.ids) {
        PG.canvas.node(ctx, id, ...position(id), grow, state.select === `entity:${id}`);
      }
    }
    if (settling && !up && snapshot?.scale === scale) return; // they are in the snapshot
    const drawing = [
      scale,
      up ? [...up.ids].join() : "",
      PG.state.version(),
      placing,
      moved.size,
    ].join("|");
    if (labels.key !== drawing) labels = { key: drawing, placed: placeLabels(ctx, up) };
    PG.labels.draw(
      ctx,
      labels.placed,
      network.canvasToDOM({ x: 0, y: 0 }),
      relations(up),
      ctx.canvas.width / ctx.canvas.clientWidth,
    );
    if (!PG.network.drawn && nodes.length) PG.network.drawn = performance.now();
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {PG.Raised | null} up
   */
  function placeLabels(ctx, up) {
    const chosen = PG.state.get().select.slice(7);
    const ids = up ? [...up.ids] : nodes.getIds();
    ids.sort(
      (a, b) =>
        Number(b === chosen) - Number(a === chosen) ||
        data.edgesOf(b).length - data.edgesOf(a).length ||
        (a < b ? -1 : 1),
    );
    return PG.labels.place(
      ctx,
      ids.map((id) => {
        const [x, y] = position(id);
        return { id, x: x * scale, y: y * scale, r: radius(id) * scale };
      }),
      up && up.ids.size <= 12 ? up.ids.size : 0,
    );
  }

  /**
   * The relations of edges in words, where they are raised or the reader has come near.
   * @param {PG.Raised | null} up
   */
  function relations(up) {
    const some = up ? (up.curves.length <= 24 ? up.curves : []) : scale >= 1.15 ? curves : [];
    return some.map((curve) => ({
      text: data.relation(curve.edge.relation).label,
      x: curve.middle[0] * scale,
      y: curve.middle[1] * scale + (curve.one.contested ? 15 : 0),
    }));
  }

  /* Pointing -------------------------------------------------------------------- */

  /** @type {PG.NetworkView["targetAt"]} */
  function targetAt(dom) {
    const id = network.getNodeAt(dom);
    if (id !== undefined) return `entity:${id}`;
    const curve = PG.curves.nearest(curves, network.DOMtoCanvas(dom), 7 / scale);
    return curve ? `edge:${curve.edge.key}` : null;
  }

  /** @param {PointerEvent} event */
  function point(event) {
    const frame = root.getBoundingClientRect();
    const dom = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const target = event.buttons ? null : targetAt(dom);
    if (target !== hovered) {
      hovered = target;
      root.style.cursor = target ? "pointer" : "";
      tip.hidden = !target;
      if (target) tip.textContent = PG.evidence.describe(target);
      if (curves.length <= LARGE) network.redraw();
    }
    if (target) {
      tip.style.left = `${Math.min(dom.x + 14, frame.width - 280)}px`;
      tip.style.top = `${dom.y + 16}px`;
    }
  }

  /* The view ---------------------------------------------------------------------- */

  const portrait = () => root.clientHeight > root.clientWidth * 1.25;

  /** @param {PG.Visible} visible */
  function refresh(visible) {
    rest();
    const spots = PG.scene.find(portrait());
    const fresh = spots.name !== placing;
    if (fresh) moved = new Map();
    placing = spots.name;
    const wanted = [...PG.scene.drawn(visible)];
    const keep = new Set(wanted);
    nodes.remove(nodes.getIds().filter((id) => !keep.has(id)));
    /** @type {vis.NodeItem[]} */
    const update = [];
    for (const id of wanted) {
      if (!fresh && nodes.get(id)) continue;
      const [x, y] = moved.get(id) || spots.at(id);
      update.push({ id, x, y, shape: "custom", ctxRenderer: renderer });
    }
    nodes.update(update);
    const bends = PG.curves.bends(visible.edges);
    curves = visible.edges.map((one) => PG.curves.unplaced(one, bends.get(one.edge.key) || 0));
    reshape();
    nothing.hidden = wanted.length > 0;
    if (!wanted.length) {
      const all = emptiness();
      nothing.replaceChildren(
        all || "Nothing that the filters leave has a connection. ",
        all
          ? ""
          : PG.el(
              "button",
              { type: "button", onclick: () => PG.state.reset() },
              "Clear the filters",
            ),
      );
    }
    network.renderer.options.hideNodesOnDrag = curves.length > LARGE;
    hovered = null;
    tip.hidden = true;
    const high = free();
    const height = high < root.clientHeight ? `${high}${PG.state.get().select}` : "";
    if (fresh || (fitted && height !== covered)) fit(false);
    covered = height;
    network.redraw();
  }

  /* The height that no panel lies over: on a phone the evidence covers the lower half. */
  function free() {
    const panel = PG.byId("panel");
    const over = !panel.hidden && getComputedStyle(panel).position === "absolute";
    return root.clientHeight - (over ? panel.offsetHeight : 0);
  }

  /**
   * The whole graph with its labels in the window; labels keep their size at any zoom.
   * @param {boolean} animated
   */
  function fit(animated) {
    // A column at the right is left to the buttons, which lie over the view where they are shown.
    const beside = buttons.offsetWidth ? root.clientWidth - buttons.offsetLeft : 0;
    const wide = root.clientWidth - beside,
      high = free();
    if (!nodes.length || !wide || high <= 0) return;
    const up = raised();
    // Where a panel leaves little room, what matters fills it.
    const box = bounds(up && high < root.clientHeight ? up.ids : nodes.getIds());
    const {
      zoom: wanted,
      x,
      y,
    } = PG.scene.fit(box, wide, high, (tried) => {
      zoomTo(tried);
      return placeLabels(measure, up).map((label) => label.box);
    });
    network.moveTo({
      position: { x, y },
      scale: wanted,
      offset: { x: -beside / 2, y: (high - root.clientHeight) / 2 },
      animation: animated && !calm() ? { duration: 250, easingFunction: "easeInOutQuad" } : false,
    });
    fitted = true;
  }

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** @param {number} factor */
  function zoom(factor) {
    fitted = false;
    network.moveTo({ scale: Math.max(0.05, Math.min(6, network.getScale() * factor)) });
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  function pan(x, y) {
    fitted = false;
    const at = network.getViewPosition();
    network.moveTo({
      position: { x: at.x + x / network.getScale(), y: at.y + y / network.getScale() },
    });
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  function step(dx, dy) {
    const { select } = PG.state.get();
    const name = select.startsWith("entity:") ? select.slice(7) : "";
    const here = isDrawn(name) ? position(name) : null;
    const { x, y } = network.getViewPosition();
    const others = nodes.getIds().filter((id) => `entity:${id}` !== select);
    const next = PG.scene.next(
      others.map((id) => [id, ...position(id)]),
      here || [x, y],
      here ? [dx, dy] : null,
    );
    if (next) PG.select(`entity:${next}`, { reveal: true });
  }

  /** @type {Record<string, PG.Point>} */
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /** @param {KeyboardEvent} event */
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

  /**
   * The second click of a double click is on what the first was on, though the view may have
   * made room for the panel between them.
   * @type {{ target: PG.Target | null, time: number, x: number, y: number }}
   */
  let clicked = { target: null, time: 0, x: 0, y: 0 };
  /** @param {vis.Position} position */
  function click({ x, y }) {
    const time = performance.now();
    const again = time - clicked.time < 400 && Math.hypot(x - clicked.x, y - clicked.y) < 8;
    if (again) return;
    clicked = { target: targetAt({ x, y }), time, x, y };
    PG.select(clicked.target);
  }

  /** @param {HTMLElement} place */
  function mount(place) {
    root = PG.el("div", {
      class: "canvas",
      tabindex: 0,
      role: "application",
      "aria-label":
        "Network. Arrow keys move the view, plus and minus zoom, 0 fits it, shift with an arrow goes to the next entity. The table has the same claims.",
    });
    tip = PG.el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    /**
     * @param {string} name
     * @param {string} sign
     * @param {() => void} run
     */
    const button = (name, sign, run) =>
      PG.el("button", { type: "button", title: name, "aria-label": name, onclick: run }, sign);
    nothing = PG.el("p", { class: "empty nothing", hidden: true });
    buttons = PG.el(
      "div",
      { class: "zoom", role: "group", "aria-label": "Zoom" },
      button("Zoom in", "+", () => zoom(1.25)),
      button("Zoom out", "−", () => zoom(0.8)),
      button("Fit the view", "⤢", () => fit(true)),
    );
    place.append(root, tip, nothing, buttons);
    nodes = new vis.DataSet([]);
    network = new vis.Network(
      root,
      { nodes, edges: new vis.DataSet([]) },
      {
        physics: false,
        layout: { improvedLayout: false },
        interaction: {
          hover: false,
          multiselect: false,
          selectConnectedEdges: false,
          tooltipDelay: 1e6,
          zoomSpeed: 0.7,
        },
        nodes: { labelHighlightBold: false, chosen: false },
      },
    );
    PG.network.network = network;
    network.on("beforeDrawing", before);
    network.on("afterDrawing", after);
    network.on("click", ({ pointer }) => click(pointer.DOM));
    network.on("doubleClick", () => {
      if (clicked.target?.startsWith("entity:")) {
        PG.state.set({ focus: clicked.target.slice(7), select: clicked.target });
      }
    });
    network.on("dragging", (event) => {
      if (!event.nodes.length) return;
      rest();
      reshape();
      labels.key = "";
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
      for (const id of event.nodes) moved.set(id, position(id));
      labels.key = "";
      network.unselectAll();
      network.redraw();
    });
    root.addEventListener("pointermove", point);
    root.addEventListener("pointerleave", () => {
      hovered = null;
      tip.hidden = true;
      if (curves.length <= LARGE) network.redraw();
    });
    root.addEventListener("keydown", key);
  }

  /** @type {PG.NetworkView["reveal"]} */
  function reveal(target) {
    if (!network || !target) return;
    const [kind, name] = [
      target.slice(0, target.indexOf(":")),
      target.slice(target.indexOf(":") + 1),
    ];
    /** @type {PG.Point | null} */
    let at;
    if (kind === "entity") at = isDrawn(name) ? position(name) : null;
    else {
      const claim = kind === "claim" ? data.claims.get(name) : null;
      const edge = claim ? data.key(claim) : name;
      const curve = curves.find((one) => one.edge.key === edge);
      at = curve ? curve.middle : claim && isDrawn(claim.subject) ? position(claim.subject) : null;
    }
    if (!at) return;
    const dom = network.canvasToDOM({ x: at[0], y: at[1] });
    const inside = dom.x > 40 && dom.y > 40 && dom.x < root.clientWidth - 40 && dom.y < free() - 40;
    if (!inside) {
      fitted = false;
      network.moveTo({
        position: { x: at[0], y: at[1] },
        offset: { x: 0, y: (free() - root.clientHeight) / 2 },
        animation: calm() ? false : { duration: 250 },
      });
    }
  }

  PG.network = {
    network: null,
    drawn: 0, // when the first picture stood, in milliseconds since the page was opened
    reveal,
    targetAt,
    labels: () => labels.placed,
    drawnIds: () => (nodes ? nodes.getIds() : []),
    curves: () => curves,
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
        nodes: nodes.getIds().map((id) => ({
          id,
          x: position(id)[0],
          y: position(id)[1],
          radius: PG.canvas.radius(id),
        })),
        labels: labels.placed,
      };
    },
  };

  PG.views.register("network", {
    title: "Network",
    mount,
    show: () =>
      requestAnimationFrame(() => {
        network.setSize();
        network.redraw();
        fit(false);
      }),
    update: (visible, changed) => {
      if (changed.has("theme")) PG.style.forget();
      refresh(visible);
    },
  });
})(window.PG);
