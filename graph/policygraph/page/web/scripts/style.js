/* The style table of page/style.py, as canvas and SVG need it. */
(function (PG) {
  "use strict";

  const table = PG.data.payload.style;

  /** @param {number[][]} points */
  function polygon(points) {
    return `M${points.map((p) => p.map((n) => +n.toFixed(2)).join(" ")).join("L")}Z`;
  }
  /** @type {Record<string, (radius: number) => string>} */
  const SHAPES = {
    dot: (r) => `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`,
    square: (r) =>
      polygon(
        [
          [-1, -1],
          [1, -1],
          [1, 1],
          [-1, 1],
        ].map((p) => p.map((n) => n * r * 0.86)),
      ),
    box: (r) =>
      polygon(
        [
          [-1.25, -0.75],
          [1.25, -0.75],
          [1.25, 0.75],
          [-1.25, 0.75],
        ].map((p) => p.map((n) => n * r * 0.86)),
      ),
    triangle: (r) =>
      polygon(
        [
          [0, -1.15],
          [1.1, 0.8],
          [-1.1, 0.8],
        ].map((p) => p.map((n) => n * r)),
      ),
    diamond: (r) =>
      polygon(
        [
          [0, -1.2],
          [1.2, 0],
          [0, 1.2],
          [-1.2, 0],
        ].map((p) => p.map((n) => n * r)),
      ),
    star: (r) => {
      const points = [];
      for (let n = 0; n < 10; n += 1) {
        const reach = n % 2 ? 0.56 : 1.25;
        points.push([
          Math.sin((n * Math.PI) / 5) * r * reach,
          -Math.cos((n * Math.PI) / 5) * r * reach,
        ]);
      }
      return polygon(points);
    },
  };

  /** @type {Map<string, string>} */
  const paths = new Map();
  /** @type {Record<PG.ThemeName, string> | null} */
  let theme = null;

  PG.style = {
    table,
    type: (id) => table.types[id],
    effect: (effect) => table.effects[effect],
    dash: (modality) => table.patterns[modality].dash,
    width: (likelihood) => table.width[0] + table.width[1] * likelihood,
    radius(entity) {
      const degree = PG.data.edgesOf(entity).length;
      return Math.min(table.radius[1], table.radius[0] + 2 * Math.sqrt(degree));
    },
    path(shape, radius) {
      const key = shape + radius;
      let found = paths.get(key);
      if (!found) paths.set(key, (found = (SHAPES[shape] || SHAPES.dot)(radius)));
      return found;
    },
    theme() {
      if (!theme) {
        const style = getComputedStyle(document.documentElement);
        /** @param {PG.ThemeName} name */
        const colour = (name) => style.getPropertyValue(`--${name}`).trim();
        theme = {
          ink: colour("ink"),
          paper: colour("paper"),
          muted: colour("muted"),
          line: colour("line"),
          accent: colour("accent"),
        };
      }
      return theme;
    },
    forget: () => (theme = null),
    swatch(type) {
      const { shape, fill } = table.types[type];
      return PG.svg(
        "svg",
        { class: "swatch", viewBox: "-12 -12 24 24", "aria-hidden": "true" },
        PG.svg("path", { d: PG.style.path(shape, 8), fill, class: "bordered" }),
      );
    },
    sample(effect, modality, likelihood) {
      const { colour, head } = table.effects[effect];
      const width = PG.style.width(likelihood === undefined ? 0.6 : likelihood);
      const dash = modality ? table.patterns[modality].dash : [];
      const svg = PG.svg(
        "svg",
        { class: "sample", viewBox: "0 0 44 16", "aria-hidden": "true" },
        PG.svg("line", {
          x1: 2,
          y1: 8,
          x2: head === "bar" ? 39 : 36,
          y2: 8,
          stroke: colour,
          "stroke-width": width,
          "stroke-dasharray": dash.length ? dash.join(" ") : null,
        }),
      );
      svg.append(PG.style.head(head, colour, 40, 8, 0, width));
      return svg;
    },
    /* The sign of a contested edge: somebody says that it is not so. */
    contested(x, y, radius) {
      const d = (radius * 0.42).toFixed(2);
      return PG.svg(
        "g",
        { class: "contested", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
        PG.svg("circle", { r: radius, class: "sign" }),
        PG.svg("path", { d: `M-${d} -${d}L${d} ${d}M${d} -${d}L-${d} ${d}`, class: "sign" }),
      );
    },
    /* An arrowhead that ends at (x, y), seen along the angle; the SVG export uses it too. */
    head(head, colour, x, y, angle, width) {
      const size = 5 + 1.4 * width;
      const turned = `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${((angle * 180) / Math.PI).toFixed(1)})`;
      if (head === "bar") {
        return PG.svg("path", {
          d: `M0 ${-size * 0.8}V${size * 0.8}`,
          transform: turned,
          stroke: colour,
          "stroke-width": 3,
          fill: "none",
        });
      }
      const half = size * 0.5;
      if (head === "open") {
        return PG.svg("path", {
          d: `M${-size} ${-half}L0 0L${-size} ${half}`,
          transform: turned,
          stroke: colour,
          "stroke-width": Math.max(1.2, width * 0.6),
          fill: "none",
        });
      }
      return PG.svg("path", {
        d: `M${-size} ${-half}L0 0L${-size} ${half}Z`,
        transform: turned,
        fill: colour,
      });
    },
  };
})(window.PG);
