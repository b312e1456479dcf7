/*
 * A view as one picture that stands by itself: title, figure, legend, and what it was made
 * from. It is drawn as SVG with every colour written out, so that it needs no style of the
 * page; it is what is saved as SVG and PNG, and what is printed.
 */
(function (PG) {
  "use strict";

  const { figure, data } = PG;
  const EDGE = 20; // margin
  /** @type {Record<string, Record<string, string>>} */
  const CLASSES = {
    sign: { fill: "var(--paper)", stroke: "var(--ink)", "stroke-width": "1.4" },
    bordered: { stroke: "var(--ink)", "stroke-width": "1.3" },
  };
  const DROPPED = ["class", "role", "tabindex", "style"];

  /**
   * @param {number | string} x
   * @param {number | string} y
   * @param {PG.Child[]} children
   */
  const g = (x, y, ...children) => PG.svg("g", { transform: `translate(${x} ${y})` }, children);
  /**
   * @param {string[]} lines
   * @param {number} x
   * @param {number} y
   * @param {number} size
   * @param {PG.TextOptions} [more]
   */
  const words = (lines, x, y, size, more) =>
    figure.text(lines, x, y, { size, fill: "var(--ink)", ...more });

  /**
   * The names of relations at the middle of their lines, each where it covers no other words.
   * @param {PG.Curve[]} edges
   * @param {PG.Box[]} taken
   * @param {number} scale
   */
  function relationNames(edges, taken, scale) {
    const boxes = [...taken];
    /** @type {SVGElement[]} */
    const found = [];
    for (const { edge, one, middle } of edges) {
      const { label } = data.relation(edge.relation);
      const half = figure.measure(label, 10, false) / 2 + 2;
      const [x, y] = [middle[0] * scale, middle[1] * scale + (one.contested ? 17 : 3.5)];
      /** @type {PG.Box} */
      const box = [x - half, y - 10, x + half, y + 3];
      const covers = boxes.some(
        (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3],
      );
      if (covers) continue;
      boxes.push(box);
      found.push(
        figure.text([label], x, y, {
          size: 10,
          anchor: "middle",
          fill: "var(--muted)",
          halo: "var(--paper)",
        }),
      );
    }
    return found;
  }

  /* What is in sight of the network, in pixels: lines with their patterns, heads and signs. */
  function network() {
    const { box, scale, grow, raised, edges, nodes, labels } = PG.network.geometry();
    // In pixels; names that begin in sight are shown whole.
    /** @type {PG.Box} */
    const seen = [
      box.x * scale,
      box.y * scale,
      (box.x + box.width) * scale,
      (box.y + box.height) * scale,
    ];
    const [x0, y0, x1, y1] = labels
      .map((one) => one.box)
      .filter((one) => one[0] < seen[2] && one[2] > seen[0] && one[1] < seen[3] && one[3] > seen[1])
      .reduce(
        /** @returns {PG.Box} */
        ([a, b, c, d], one) => [
          Math.min(a, one[0] - 4),
          Math.min(b, one[1] - 4),
          Math.max(c, one[2] + 4),
          Math.max(d, one[3] + 4),
        ],
        seen,
      );
    const [width, height] = [x1 - x0, y1 - y0];
    /** @param {boolean | null} up */
    const faint = (up) => (raised && !up ? 0.15 : null);
    const lines = edges.map(({ edge, one, start, control, end, middle, angle, bend }) => {
      const { colour, head } = PG.style.effect(edge.effect);
      const thick = PG.style.width(one.strength);
      const loop = edge.subject === edge.object;
      /** @param {PG.Point} point */
      const at = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
      const dash = PG.style
        .dash(one.supporting[0].modality)
        .map((n) => n * grow)
        .join(" ");
      const [subject, object] = [edge.subject, edge.object].map((id) => PG.name(data.label(id)));
      const name = `${subject} ${data.relation(edge.relation).label} ${object}`;
      return PG.svg(
        "g",
        { opacity: faint(raised && raised.keys.has(edge.key)) },
        PG.svg("title", {}, one.contested ? `${name} (contested)` : name),
        PG.svg("path", {
          d: `M${at(start)}${bend || loop ? `Q${at(control)} ` : "L"}${at(end)}`,
          fill: "none",
          stroke: colour,
          "stroke-width": (thick * grow).toFixed(2),
          "stroke-dasharray": dash || null,
        }),
        PG.svg(
          "g",
          { transform: `translate(${at(end)}) scale(${grow.toFixed(3)})` },
          PG.style.head(head, colour, 0, 0, angle, thick),
        ),
        one.contested
          ? PG.svg(
              "g",
              { transform: `translate(${at(middle)}) scale(${grow.toFixed(3)})` },
              PG.style.contested(0, 0, 6.5),
            )
          : null,
      );
    });
    const spots = nodes.map(({ id, x, y, radius }) => {
      const { shape, fill } = PG.style.type(data.entity(id).type);
      return PG.svg(
        "path",
        {
          d: PG.style.path(shape, radius),
          fill,
          stroke: "var(--ink)",
          "stroke-width": 1.2,
          opacity: faint(raised && raised.ids.has(id)),
          transform: `translate(${x} ${y}) scale(${grow.toFixed(3)})`,
        },
        PG.svg("title", {}, data.label(id)),
      );
    });
    const names = labels.map(({ rows, x, y }) =>
      figure.text(rows, x, y + 11, {
        size: 12,
        anchor: "middle",
        fill: "var(--ink)",
        line: 14,
        halo: "var(--paper)",
      }),
    );
    const relations = relationNames(
      edges.filter(({ edge }) => !raised || raised.keys.has(edge.key)),
      labels.map((one) => one.box),
      scale,
    );
    const [left, top] = [-x0, -y0];
    return {
      width,
      height,
      parts: [
        PG.svg(
          "svg",
          { width, height, viewBox: `0 0 ${width} ${height}` },
          PG.svg(
            "g",
            {
              transform: `translate(${left.toFixed(1)} ${top.toFixed(1)}) scale(${scale.toFixed(4)})`,
            },
            lines,
            spots,
          ),
          g(left.toFixed(1), top.toFixed(1), relations, names),
        ),
      ],
    };
  }

  /**
   * A figure that is already SVG, or several one below another.
   * @param {SVGSVGElement[]} some
   */
  function figures(some) {
    let height = 0;
    const parts = some.map((one) => {
      const part = g(0, height, one.cloneNode(true));
      height += Number(one.getAttribute("height"));
      return part;
    });
    return {
      width: Math.max(...some.map((one) => Number(one.getAttribute("width")))),
      height,
      parts,
    };
  }

  /** @type {Record<string, () => PG.PicturePart | null>} */
  const FIGURES = {
    network,
    paths: () => PG.paths.picture(),
    time: () => (PG.time.figures().length ? figures(PG.time.figures()) : null),
  };

  /** @param {string} modality */
  const pattern = (modality) =>
    PG.svg(
      "svg",
      { viewBox: "0 0 44 16" },
      PG.svg("line", {
        x1: 2,
        y1: 8,
        x2: 40,
        y2: 8,
        stroke: "var(--ink)",
        "stroke-width": 2,
        "stroke-dasharray": PG.style.dash(modality).join(" ") || null,
      }),
    );

  /**
   * The legend of what is in view: effects, modalities, signs, types; in rows.
   * @param {number} width
   * @param {string} view
   */
  function legend(width, view) {
    const visible = PG.visible();
    const effects = new Set(visible.edges.map((one) => one.edge.effect));
    const modalities = new Set(visible.claims.map((claim) => claim.modality));
    const types = new Set([...visible.entities].map((id) => data.entity(id).type));
    /** @type {[sign: SVGSVGElement, width: number, name: string][]} */
    const items = [];
    for (const effect of Object.keys(PG.style.table.effects)) {
      if (effects.has(effect)) items.push([PG.style.sample(effect, null, 0.6), 44, effect]);
    }
    for (const modality of data.modalities.values()) {
      if (modalities.has(modality.id)) items.push([pattern(modality.id), 44, modality.label]);
    }
    if (visible.edges.some((one) => one.contested)) {
      items.push([
        PG.svg(
          "svg",
          { width: 18, height: 16, viewBox: "-9 -8 18 16" },
          PG.style.contested(0, 0, 6.5),
        ),
        18,
        "contested",
      ]);
    }
    if (view !== "time") {
      for (const type of data.types.values()) {
        if (types.has(type.id)) items.push([PG.style.swatch(type.id), 18, type.label]);
      }
    }
    /** @type {SVGElement[]} */
    const parts = [];
    let [x, y] = [0, 0];
    for (const [sign, size, name] of items) {
      const wide = size + 6 + figure.measure(name, 11, false) + 18;
      if (x && x + wide > width) [x, y] = [0, y + 20];
      sign.setAttribute("width", String(size));
      sign.setAttribute("height", size === 44 ? "16" : "18");
      parts.push(g(x, y, sign), words([name], x + size + 6, y + 12, 11));
      x += wide;
    }
    return { height: items.length ? y + 20 : 0, parts };
  }

  /** @param {string} view */
  function made(view) {
    const of = FIGURES[view]?.();
    if (!of) return null;
    const { payload } = data;
    const width = Math.max(of.width, 560);
    const title = figure.wrap(payload.title, width, 18, true);
    const sentences = [];
    if (payload.answer) sentences.push(payload.answer.summary);
    if (PG.state.filtered()) {
      sentences.push(`Filtered; in view: ${PG.byId("counts").textContent}`);
    }
    const facts = sentences.flatMap((line) => figure.wrap(line, width, 11.5, false));
    let y = 14;
    /** @type {SVGElement[]} */
    const parts = [words(title, 0, y, 18, { bold: true, line: 23 })];
    y += title.length * 23 - 4;
    parts.push(words(facts, 0, y, 11.5, { fill: "var(--muted)" }));
    y += facts.length * 15.5 + 4;
    parts.push(g(0, y, of.parts));
    y += of.height + 14;
    const signs = legend(width, view);
    parts.push(g(0, y, signs.parts));
    y += signs.height;
    if (of.below) {
      parts.push(g(0, y + 10, of.below.parts));
      y += of.below.height + 10;
    }
    const by = `data: ${payload.datasets.join(" + ")} · made with ${payload.generator.name} ${payload.generator.version}`;
    parts.push(words([by], 0, y + 12, 10.5, { fill: "var(--muted)" }));
    const size = [Math.ceil(width + 2 * EDGE), Math.ceil(y + 18 + 2 * EDGE)];
    return {
      size,
      svg: PG.svg(
        "svg",
        { width: size[0], height: size[1], viewBox: `0 0 ${size.join(" ")}` },
        PG.svg("title", {}, payload.title),
        PG.svg("rect", { width: size[0], height: size[1], fill: "var(--paper)" }),
        g(EDGE, EDGE, parts),
      ),
    };
  }

  /**
   * Colours written out, what only the page needs taken off.
   * @param {SVGSVGElement} svg
   * @param {(name: string) => string} colours
   */
  function settled(svg, colours) {
    for (const ring of svg.querySelectorAll(".ring")) ring.remove();
    for (const node of [svg, ...svg.querySelectorAll("*")]) {
      for (const name of node.classList) {
        for (const [attribute, value] of Object.entries(CLASSES[name] || {}))
          node.setAttribute(attribute, value);
      }
      for (const { name, value } of [...node.attributes]) {
        if (DROPPED.includes(name) || name.startsWith("aria-") || name.startsWith("data-"))
          node.removeAttribute(name);
        else if (value.startsWith("var(")) node.setAttribute(name, colours(value.slice(4, -1)));
      }
    }
    return svg;
  }

  /** @type {PG.Namespace["picture"]["make"]} */
  function make(view, { light = false } = {}) {
    const root = document.documentElement;
    const { theme } = root.dataset;
    if (light) root.dataset.theme = "light";
    try {
      const found = made(view);
      if (!found) return null;
      const style = getComputedStyle(root);
      settled(found.svg, (name) => style.getPropertyValue(name).trim());
      return { svg: found.svg, width: found.size[0], height: found.size[1] };
    } finally {
      root.dataset.theme = theme || "";
    }
  }

  PG.picture = { make };
})(window.PG);
