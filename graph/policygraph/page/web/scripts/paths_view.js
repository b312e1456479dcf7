/*
 * The view "paths": an answer's paths as arguments, the start on the left, the end on the
 * right, one column a hop; in a narrow window one below another. Geometry: path_layout.js. Below
 * the figure stands the path that is chosen, else the best: path_text.js.
 */
(function (PG) {
  "use strict";

  const { figure, pathLayout } = PG;
  const NARROW = 620; // pixels; below, paths are stacked
  const LEAST = 0.78; // how small a figure may be drawn
  const PICTURE = 1280; // width of the figure in a picture

  /** @type {HTMLElement} */
  let root;
  /** @type {HTMLElement} */
  let holder;
  /** @type {HTMLElement} */
  let absence;
  /** @type {HTMLElement} */
  let text;
  let drawnWidth = 0;

  /**
   * The edge of a step, or null where it is not on the page.
   * @param {PG.Step} step
   */
  const edgeOf = (step) => (step.edge === null ? null : PG.data.edges[step.edge]);

  /**
   * How the strongest claim of a step puts it; null where its claims are not on the page.
   * @param {PG.Step} step
   */
  function modalityOf(step) {
    const claim = PG.data.claims.get(step.claims[0]);
    return claim ? PG.data.modality(claim.modality) : null;
  }

  /**
   * The relation of a step, read the way the path goes.
   * @param {PG.Step} step
   */
  function words(step) {
    const relation = PG.data.relation(step.relation);
    return step.along ? relation.label : relation.inverse_label || relation.label;
  }

  /**
   * The paths, of those with these ranks, whose weakest step is this one.
   * @param {PG.Path[]} paths
   * @param {number} step
   * @param {number[]} ranks
   */
  const weakestOf = (paths, step, ranks) =>
    paths
      .filter((path) => ranks.includes(path.rank) && path.weakest_step === step)
      .map((path) => path.rank);

  /**
   * How sure a step is and what is to be marked; plainly stated goes without saying.
   * @param {PG.Step} step
   * @param {number[]} weakest
   */
  function notes(step, weakest) {
    const modality = modalityOf(step);
    const plain = !modality || modality === [...PG.data.modalities.values()][0];
    const found = [`${plain ? "" : `${modality.label} `}${number(step.strength)}`];
    const claim = PG.data.claims.get(step.claims[0]);
    if (claim?.quantity) found.push(PG.pathText.amount(claim));
    if (weakest.length) found.push("weakest");
    if (step.contested) found.push("contested");
    return found;
  }

  /** @param {number} value */
  const number = (value) => value.toFixed(2);
  /** @param {PG.Path} path */
  const chain = (path) =>
    pathLayout
      .passed(path)
      .map((node) => PG.name(node.label))
      .join(" → ");
  /** @param {PG.Path} path */
  const verdict = (path) =>
    (path.effect || path.kind) + (path.grade ? `, grade ${path.grade.toLowerCase()}` : "");

  /**
   * Whether the filters hide a step of a path; what an absence would give is not filtered.
   * @param {PG.Path} path
   */
  function filtered(path) {
    const { edgeByKey } = PG.visible();
    return path.steps.map(edgeOf).some((edge) => edge && !edge.outside && !edgeByKey.has(edge.key));
  }

  /** @param {PG.Path} path */
  function pathLabel(path) {
    const hidden = filtered(path) ? "; the filters hide a step of it" : "";
    return (
      `Path ${path.rank}: ${chain(path)}. ${verdict(path)}, chain strength ` +
      `${number(path.strength)}, ${PG.plural(path.hops, "hop")}, weakest step ` +
      `${path.weakest_step}${hidden}`
    );
  }

  /**
   * @param {PG.Step} step
   * @param {number[]} weakest
   */
  function stepLabel(step, weakest) {
    const modality = modalityOf(step);
    return [
      step.sentence,
      step.effect || "no influence declared this way",
      modality ? modality.label : null,
      `likelihood ${number(step.strength)}`,
      step.contested ? "contested" : null,
      weakest.length ? `weakest step of path ${weakest.join(", ")}` : null,
    ]
      .filter(Boolean)
      .join("; ");
  }

  /**
   * The line of a step: colour and head by its effect, pattern by how it is put, width by its
   * strength. A step that follows no declared influence is a line without a head.
   * @param {PG.Step} step
   * @param {PG.PathArrow} arrow
   */
  function line(step, { x1, y1, x2, y2 }) {
    const { colour, head } = PG.style.effect(step.effect || "neutral");
    const width = PG.style.width(step.strength);
    const modality = modalityOf(step);
    const dash = modality ? PG.style.dash(modality.id).join(" ") : "";
    const angle = Math.atan2(y2 - y1, x2 - x1);
    /**
     * @param {number} x
     * @param {number} y
     * @param {number} far
     */
    const at = (x, y, far) => [x + far * Math.cos(angle), y + far * Math.sin(angle)];
    const [startX, startY] = at(x1, y1, 3);
    const [tipX, tipY] = at(x2, y2, -4);
    const [endX, endY] = step.effect && head === "filled" ? at(tipX, tipY, -7) : [tipX, tipY];
    return [
      PG.svg("line", {
        x1: startX,
        y1: startY,
        x2: endX,
        y2: endY,
        stroke: colour,
        "stroke-width": width.toFixed(2),
        "stroke-dasharray": dash || null,
      }),
      step.effect ? PG.style.head(head, colour, tipX, tipY, angle, width) : null,
      step.contested && PG.style.contested((x1 + x2) / 2, (y1 + y2) / 2, 7),
    ];
  }

  /**
   * @param {PG.PathArrow} arrow
   * @param {number[]} weakest
   * @param {boolean} stacked
   * @param {boolean} chosen
   */
  function arrowPart(arrow, weakest, stacked, chosen) {
    const { step, ranks, lines, notes: below, x, y, w, h, x1, x2, y1 } = arrow;
    const { line: high, size, small } = pathLayout.METRICS;
    const anchor = stacked ? "start" : "middle";
    const at = stacked ? 42 : Math.min((x1 + x2) / 2, x1 + 122);
    const sign = step.contested ? 4 : 0; // space for the sign on the line
    const first = stacked
      ? y + (h - (lines.length + below.length) * high) / 2 + 12
      : y1 - 7 - sign - (lines.length - 1) * high;
    const last = stacked ? first + lines.length * high : y1 + 17 + sign;
    const edge = edgeOf(step);
    return figure.part(
      {
        key: `step ${ranks[0]} ${arrow.number}`,
        label: stepLabel(step, weakest),
        pressed: edge !== null && PG.state.get().select === `edge:${edge.key}`,
        run: () => edge && PG.select(`edge:${edge.key}`),
        box: [x + 3, y, w - 6, h],
      },
      PG.svg(
        "g",
        { opacity: chosen ? null : 0.3 },
        line(step, arrow),
        figure.text(lines, at, first, { size, anchor, fill: "var(--ink)" }),
        figure.text(below, at, last, {
          size: small,
          anchor,
          bold: weakest.length > 0,
          fill: weakest.length ? "var(--ink)" : "var(--muted)",
        }),
      ),
    );
  }

  /**
   * @param {PG.PathBox} box
   * @param {boolean} chosen
   */
  function boxPart(box, chosen) {
    const { node, lines, kind, x, y, w, h } = box;
    const { line: high, size, small, pad } = pathLayout.METRICS;
    const look = PG.style.type(node.type);
    const tall = (lines.length + kind.length) * high;
    const first = Math.min(y + (h - tall) / 2, y + 190) + pad + 5;
    const last = first + lines.length * high;
    const selected = PG.state.get().select === `entity:${node.id}`;
    return figure.part(
      {
        key: `node ${box.ranks[0]} ${node.id} ${box.place}`,
        label: `${PG.name(node.label)}, ${kind.join(" ")}`,
        pressed: selected,
        run: () => PG.select(`entity:${node.id}`),
        box: [x, y, w, h],
      },
      PG.svg(
        "g",
        { opacity: chosen ? null : 0.35 },
        PG.svg("rect", {
          x,
          y,
          width: w,
          height: h,
          rx: 5,
          fill: "var(--paper)",
          stroke: selected ? "var(--accent)" : "var(--ink)",
          "stroke-width": selected ? 2.5 : 1.1,
        }),
        PG.svg("path", {
          d: PG.style.path(look.shape, 5.5),
          fill: look.fill,
          stroke: "var(--ink)",
          "stroke-width": 1,
          transform: `translate(${x + 14} ${(last - 4).toFixed(1)})`,
        }),
        figure.text(lines, x + 8, first, { size, bold: true, fill: "var(--ink)" }),
        figure.text(kind, x + 24, last, { size: small, fill: "var(--muted)" }),
      ),
    );
  }

  /**
   * @param {PG.PathHead} head
   * @param {boolean} chosen
   * @param {boolean} instead
   */
  function headPart(head, chosen, instead) {
    const { path, x, y, w, h } = head;
    const pressed = PG.state.get().path === path.rank;
    const look = path.effect && PG.data.payload.style.effects[path.effect];
    const middle = y + h / 2;
    const rank = instead ? "–" : String(path.rank);
    const right = Math.max(36, 19 + figure.measure(rank, 17, true));
    const facts = [
      path.effect || path.kind,
      ...(path.grade ? [`grade ${path.grade.toLowerCase()}`] : []),
      `${number(path.strength)} · ${PG.plural(path.hops, "hop")}`,
    ];
    if (filtered(path)) facts.push("filtered");
    return figure.part(
      {
        key: `path ${path.rank}`,
        label: pathLabel(path),
        pressed,
        run: () => PG.state.set({ path: pressed ? 0 : path.rank }),
        box: [x, y, w, h],
      },
      PG.svg("rect", {
        x,
        y,
        width: w,
        height: h,
        rx: 5,
        "pointer-events": "all",
        fill: pressed ? "var(--line)" : "none",
      }),
      PG.svg(
        "g",
        { opacity: chosen ? null : 0.5 },
        PG.svg("rect", {
          x,
          y,
          width: 4,
          height: h,
          rx: 2,
          fill: look ? look.colour : "var(--muted)",
        }),
        figure.text([rank], x + 11, middle + 6, { size: 17, bold: true, fill: "var(--ink)" }),
        figure.text(facts, x + right, middle + 12 - (facts.length * figure.LINE) / 2, {
          size: pathLayout.METRICS.small,
          fill: "var(--ink)",
        }),
      ),
    );
  }

  /**
   * The figure of some paths in a width; its parts are in reading order.
   * @param {PG.Path[]} paths
   * @param {number} width
   * @param {string} title
   * @param {boolean} instead
   */
  function drawing(paths, width, title, instead) {
    const stacked = width < NARROW;
    /**
     * @param {number} step
     * @param {number[]} ranks
     */
    const weakest = (step, ranks) => weakestOf(paths, step, ranks);
    const made = (stacked ? pathLayout.stack : pathLayout.rows)(paths, width - 8, {
      wrap: figure.wrap,
      pack: figure.pack,
      kind: (node) => PG.data.type(node.type).label,
      words,
      notes: (step, at, ranks) => notes(step, weakest(at, ranks)),
    });
    const { path: rank } = PG.state.get();
    /** @param {number[]} ranks */
    const on = (ranks) => !rank || ranks.includes(rank);
    /** @type {[PG.Placed, SVGGElement][]} */
    const parts = [];
    for (const head of made.heads)
      parts.push([head, headPart(head, on([head.path.rank]), instead)]);
    for (const arrow of made.arrows) {
      const least = weakest(arrow.number, arrow.ranks);
      parts.push([arrow, arrowPart(arrow, least, stacked, on(arrow.ranks))]);
    }
    for (const box of made.boxes) parts.push([box, boxPart(box, on(box.ranks))]);
    parts.sort(([a], [b]) => (stacked ? a.y - b.y : a.first - b.first || a.x - b.x));
    const [wide, high] = [Math.ceil(made.width) + 8, Math.ceil(made.height) + 8];
    // What is a little too wide is drawn a little smaller; what is much too wide scrolls.
    const scale = Math.max(LEAST, Math.min(1, width / wide));
    return PG.svg(
      "svg",
      {
        class: "figure",
        role: "group",
        "aria-label": title,
        width: Math.floor(wide * scale),
        height: Math.floor(high * scale),
        viewBox: `-4 -4 ${wide} ${high}`,
      },
      parts.map(([, part]) => part),
    );
  }

  /* What is shown: the paths of the answer, or the one that a lifted restriction would give. */
  function shown() {
    const { answer } = PG.data;
    if (answer?.paths.length) return { paths: answer.paths, instead: false };
    const other = answer?.absence?.would_give;
    return { paths: other ? [other] : [], instead: true };
  }

  /** @param {PG.Path[]} paths */
  const chosenOf = (paths) => paths.find((path) => path.rank === PG.state.get().path) || paths[0];

  /**
   * Bring what is chosen into sight, where the figure is wider than its window.
   * @param {SVGSVGElement} svg
   */
  function reveal(svg) {
    const { select, path } = PG.state.get();
    /** @type {NodeListOf<SVGElement>} */
    const rings = svg.querySelectorAll('.ring[aria-pressed="true"]');
    const pressed = [...rings];
    const step = pressed.find((one) => !one.dataset.key?.startsWith("path"));
    if (select && step) step.scrollIntoView({ block: "nearest", inline: "nearest" });
    else if (path && pressed[0]) {
      // A path that runs downwards is seen from its beginning.
      const block = drawnWidth < NARROW ? "start" : "nearest";
      pressed[0].scrollIntoView({ block, inline: "nearest" });
    }
  }

  /** @type {Required<PG.View>["update"]} */
  function update(_visible, changed) {
    const { paths, instead } = shown();
    const focused = figure.focused(root);
    drawnWidth = holder.clientWidth;
    absence.replaceChildren(...PG.pathText.absence(PG.data.answer?.absence));
    if (!paths.length) return;
    const title = instead
      ? "Not an answer to the question"
      : `${PG.plural(paths.length, "path")}, the start on the left`;
    // All is put in place before anything is measured again, so that nothing scrolls away.
    const svg = drawing(paths, drawnWidth, title, instead);
    holder.replaceChildren(svg);
    text.replaceChildren(...PG.pathText.steps(chosenOf(paths), { verdict, chain, instead }));
    figure.rove(svg, focused);
    figure.focus(svg, focused);
    if (changed.has("select") || changed.has("path")) reveal(svg);
  }

  PG.views.register("paths", {
    title: "Paths",
    hint: "Each row is a path. Choose its number to read it alone; a step or an entity for its evidence.",
    when: () => Boolean(PG.data.answer),
    mount(place) {
      root = place;
      holder = PG.el("div", { class: "scroll", tabindex: -1 });
      absence = PG.el("div", { class: "argument" });
      text = PG.el("div", { class: "argument" });
      root.append(absence, holder, text);
      new ResizeObserver(() => {
        if (holder.clientWidth && holder.clientWidth !== drawnWidth)
          update(PG.visible(), new Set(/** @type {const} */ (["select"])));
      }).observe(holder);
    },
    update,
  });

  /* The figure for a picture or for paper, and the path that is chosen in words below. */
  function picture() {
    const { paths, instead } = shown();
    if (!paths.length) return null;
    const svg = drawing(paths, PICTURE, "", instead);
    const [width, height] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
    const wide = Math.max(width, PICTURE);
    const below = PG.pathText.columns(chosenOf(paths), { verdict, chain, instead }, wide);
    return { width: wide, height, parts: [svg], below };
  }

  PG.paths = { picture };
})(window.PG);
