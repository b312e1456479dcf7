/*
 * The view "time": claims of an entity, a path, an answer, or all in view, by validity. What
 * is certain is filled, the outer bounds are an outline, an unknown side is a dotted line
 * with a question mark, an open one an arrow; events are points; a tick says since when a
 * claim was known. Geometry: time_axis.js.
 */
(function (PG) {
  "use strict";

  const { figure, timeAxis } = PG;
  const MOST = 400; // rows; more are counted, not drawn
  const NARROW = 620;
  const SIZE = 12;
  const BAR = 10;

  /**
   * @typedef {{ value: PG.State["time"], title: string, claims: PG.Claim[] }} Subject
   * @typedef {{ x: (day: number) => number, left: number, right: number }} Scale
   * @typedef {object} Row what stands in a row of the figure
   * @property {string[]} lines
   * @property {string[]} below
   * @property {number} high
   * @property {number} y the middle of its bar
   * @property {number} w
   */

  /** @type {HTMLElement} */
  let root;
  /** @type {HTMLElement} */
  let tools;
  /** @type {HTMLElement} */
  let holder;
  /** @type {SVGSVGElement[]} */
  let figures = [];
  /** @type {PG.State["time"]} */
  let shown = "";
  let drawnWidth = 0;

  /* Whose claims -------------------------------------------------------------- */

  /**
   * The subjects that can be chosen now: value, words, claims.
   * @param {PG.Visible} visible
   */
  function subjects(visible) {
    const state = PG.state.get();
    /** @type {Subject[]} */
    const found = [];
    /** @param {string} id */
    const entity = (id) => {
      const { out, in: into, mentions } = PG.data.claimsOf(id);
      return [...new Set([...out, ...into, ...mentions])];
    };
    /**
     * @param {PG.State["time"]} value
     * @param {string} title
     * @param {PG.Claim[]} claims
     */
    const add = (value, title, claims) => {
      if (!found.some((one) => one.value === value)) found.push({ value, title, claims });
    };
    /** @param {PG.Path[]} paths */
    const stepClaims = (paths) => {
      const ids = paths.flatMap((path) =>
        path.steps.flatMap((step) => [...step.claims, ...step.against]),
      );
      return [...new Set(ids)].flatMap((id) => PG.data.claims.get(id) || []);
    };
    for (const value of [state.time, state.select]) {
      const id = value.startsWith("entity:") ? value.slice(7) : "";
      if (PG.data.entities.has(id)) add(`entity:${id}`, PG.data.label(id), entity(id));
    }
    const { answer, payload } = PG.data;
    if (answer) {
      const path = answer.paths.find((one) => one.rank === state.path);
      if (path) add("path", `Path ${path.rank}`, stepClaims([path]));
      add("answer", "All paths of the answer", stepClaims(answer.paths));
    }
    for (const id of [state.focus, payload.around?.entity]) {
      if (id && PG.data.entities.has(id)) add(`entity:${id}`, PG.data.label(id), entity(id));
    }
    add("all", "Everything in view", visible.claims);
    return found;
  }

  /**
   * The subject asked for, else the first that is there.
   * @param {Subject[]} all
   */
  function subject(all) {
    const { time } = PG.state.get();
    return all.find((one) => one.value === time) || all[0];
  }

  /* Drawing ------------------------------------------------------------------- */

  /**
   * The middle of the days since which a claim may have been known, or null.
   * @param {PG.Claim} claim
   */
  const known = ({ known: days }) => (days ? (days[0] + days[1]) / 2 : null);

  /** @param {PG.Claim} claim */
  function facts(claim) {
    const source = PG.data.source(claim.source);
    const denied = claim.polarity === "denied" ? "denied, " : "";
    const modality = PG.data.modality(claim.modality).label;
    const { event } = PG.data.relation(claim.relation);
    const dated =
      (event && !claim.end && claim.start) || PG.pathText.validity(claim) || "no dates given";
    return `${denied}${modality} ${claim.likelihood.toFixed(2)} · ${dated} · ${source.publisher || source.title}`;
  }

  /** @param {number} day */
  const bounded = (day) => Math.abs(day) < timeAxis.FAR;

  /** @param {PG.Days} days */
  function within([from, to]) {
    const [first, last] = [from, to].map((day) => (bounded(day) ? timeAxis.iso(day) : ""));
    if (first && last) return first === last ? `on ${first}` : `from ${first} to ${last}`;
    if (first) return `from ${first} on`;
    return last ? `up to ${last}` : "at all times";
  }

  /**
   * The days of a claim in words, for those who do not see the figure.
   * @param {PG.Claim} claim
   * @param {PG.Span} span
   */
  function spoken(claim, { kind, bounds, sure, before, after }) {
    const words = [PG.pathText.validity(claim) || "no dates given"];
    if (kind === "point") words.push("an event");
    if (kind === "span") {
      if (before !== "none") words.push(before === "open" ? "no beginning" : "beginning unknown");
      if (after !== "none") words.push(after === "open" ? "no end" : "end unknown");
      words.push(sure ? `certain ${within(sure)}` : "certain on no day");
    }
    if (bounds && bounded(bounds[0]) && bounded(bounds[1])) {
      words.push(`not before ${timeAxis.iso(bounds[0])}`, `not after ${timeAxis.iso(bounds[1])}`);
    }
    if (claim.known_since) words.push(`known since ${claim.known_since}`);
    return words.join("; ");
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  const cross = (x, y) =>
    PG.svg("path", {
      d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`,
      stroke: "var(--ink)",
      "stroke-width": 1.6,
      fill: "none",
    });

  /**
   * @param {number} x
   * @param {number} y
   * @param {1 | -1} sign
   * @param {string} colour
   */
  const arrow = (x, y, sign, colour) =>
    PG.svg("path", {
      fill: colour,
      d: `M${x - 9 * sign} ${y - 7}L${x} ${y}L${x - 9 * sign} ${y + 7}Z`,
    });

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {PG.TextOptions["anchor"]} anchor
   */
  const small = (text, x, y, anchor) =>
    figure.text([text], x, y + 4, { size: 11, anchor, fill: "var(--muted)" });

  /**
   * A claim on the axis.
   * @param {PG.Claim} claim
   * @param {PG.Span} when
   * @param {Scale} scale
   * @param {number} y
   */
  function mark(claim, when, { x, left, right }, y) {
    const { kind, bounds, sure, before, after } = when;
    const denied = claim.polarity === "denied";
    const colour = denied
      ? "var(--muted)"
      : PG.style.effect(PG.data.relation(claim.relation).effect).colour;
    const dash =
      PG.style
        .dash(claim.modality)
        .map((n) => n * 0.5)
        .join(" ") || null;
    /** @param {number} day */
    const cut = (day) => Math.max(left, Math.min(right, x(day)));
    /**
     * @param {number} from
     * @param {number} to
     */
    const dotted = (from, to) =>
      PG.svg("line", {
        x1: from,
        y1: y,
        x2: Math.max(from, to),
        y2: y,
        stroke: colour,
        "stroke-width": 1.4,
        "stroke-dasharray": "1.5 4",
      });
    if (!bounds) return [];
    if (before === "none" && x(bounds[0]) > right)
      return [small(`${timeAxis.iso(bounds[0])} ▸`, right, y, "end")];
    if (after === "none" && x(bounds[1]) < left)
      return [small(`◂ ${timeAxis.iso(bounds[1])}`, left, y, "start")];
    let [a, b] = [
      before === "open" ? left + 8 : cut(bounds[0]),
      after === "open" ? right - 8 : cut(bounds[1]),
    ];
    if (before === "open") b = Math.max(a, b);
    if (after === "open") a = Math.min(a, b);
    const middle = (a + b) / 2;
    /** @type {SVGElement[]} */
    const out = [];
    if (before === "unknown") out.push(small("?", left + 5, y, "middle"), dotted(left + 12, a - 2));
    if (after === "unknown")
      out.push(dotted(b + 2, right - 12), small("?", right - 5, y, "middle"));
    if (kind === "point") {
      if (b - a > 3)
        out.push(
          PG.svg("path", {
            d: `M${a} ${y - 5}v10m0 -5H${b}m0 -5v10`,
            stroke: colour,
            "stroke-width": 1.3,
            fill: "none",
          }),
        );
      out.push(
        PG.svg("path", {
          d: "M0 -7L7 0L0 7L-7 0Z",
          transform: `translate(${middle.toFixed(1)} ${y})`,
          fill: denied ? "var(--paper)" : colour,
          stroke: colour,
          "stroke-width": 1.4,
          "stroke-dasharray": dash,
        }),
      );
    } else {
      /**
       * @param {number} from
       * @param {number} to
       * @param {string} fill
       */
      const box = (from, to, fill) =>
        PG.svg("rect", {
          x: from,
          y: y - BAR / 2,
          width: Math.max(3, to - from),
          height: BAR,
          rx: 2,
          fill,
          stroke: colour,
          "stroke-width": 1.3,
          "stroke-dasharray": dash,
        });
      out.push(box(a, b, "var(--paper)"));
      if (sure && !denied) {
        const [from, to] = [Math.max(a, x(sure[0])), Math.min(b, x(sure[1]))];
        if (to >= left && from <= right) out.push(box(from, to, colour));
      }
      if (before === "open") out.push(arrow(left, y, -1, colour));
      if (after === "open") out.push(arrow(right, y, 1, colour));
    }
    if (denied) out.push(cross(middle, y));
    return out;
  }

  /**
   * Since when a claim was known: a tick that is no part of its validity.
   * @param {number} x
   * @param {number} y
   */
  const tick = (x, y) =>
    PG.svg("path", {
      d: `M${x.toFixed(1)} ${y - 10}v20m-3.5 0h7m-7 -20h7`,
      stroke: "var(--ink)",
      "stroke-width": 1.2,
      fill: "none",
    });

  /**
   * @param {PG.Claim} claim
   * @param {Scale} scale
   * @param {number} top
   * @param {Row} layout
   */
  function row(claim, scale, top, layout) {
    const when = timeAxis.span(claim);
    const { lines, below, high, y, w } = layout;
    const since = known(claim);
    const edge = PG.data.key(claim);
    /** @type {PG.Target} */
    const target = PG.data.edgeByKey.has(edge) ? `edge:${edge}` : `claim:${claim.id}`;
    const at = since === null ? null : scale.x(since);
    return figure.part(
      {
        key: claim.id,
        label: `${PG.pathText.sentence(claim.sentence)} ${spoken(claim, when)}`,
        pressed: PG.state.get().select === target,
        run: () => PG.state.set({ select: target, time: shown }),
        box: [2, top + 1, w - 4, high - 2],
      },
      figure.text(lines, 8, top + 17, { size: SIZE, fill: "var(--ink)", line: 15 }),
      figure.text(below, 8, top + 17 + lines.length * 15, { size: SIZE - 1, fill: "var(--muted)" }),
      mark(claim, when, scale, y),
      at !== null && at >= scale.left && at <= scale.right ? tick(at, y) : null,
    );
  }

  /**
   * The axis and what its signs mean, which stay in sight while rows scroll.
   * @param {Scale} scale
   * @param {PG.Days} days
   * @param {number} width
   */
  function axis(scale, days, width) {
    /** @type {[width: number, words: string, draw: (y: number) => PG.Child][]} */
    const signs = [
      [
        34,
        "certain",
        (y) =>
          PG.svg("rect", { x: 0, y: y - 5, width: 26, height: BAR, rx: 2, fill: "var(--muted)" }),
      ],
      [
        34,
        "within these bounds",
        (y) =>
          PG.svg("rect", {
            x: 0,
            y: y - 5,
            width: 26,
            height: BAR,
            rx: 2,
            fill: "var(--paper)",
            stroke: "var(--muted)",
            "stroke-width": 1.3,
          }),
      ],
      [
        34,
        "not known",
        (y) => [
          PG.svg("line", {
            x1: 0,
            y1: y,
            x2: 18,
            y2: y,
            stroke: "var(--muted)",
            "stroke-width": 1.4,
            "stroke-dasharray": "1.5 4",
          }),
          small("?", 24, y, "middle"),
        ],
      ],
      [20, "no end", (y) => arrow(12, y, 1, "var(--muted)")],
      [
        22,
        "event",
        (y) =>
          PG.svg("path", {
            d: "M0 -7L7 0L0 7L-7 0Z",
            transform: `translate(8 ${y})`,
            fill: "var(--muted)",
          }),
      ],
      [18, "known since", (y) => tick(6, y)],
      [20, "denied", (y) => cross(7, y)],
    ];
    /** @type {SVGElement[]} */
    const out = [];
    let [x, y] = [8, 14];
    for (const [sign, words, draw] of signs) {
      const wide = sign + figure.measure(words, 11.5, false) + 18;
      if (x + wide > width && x > 8) [x, y] = [8, y + 20];
      out.push(
        PG.svg(
          "g",
          { transform: `translate(${x} 0)` },
          draw(y),
          figure.text([words], sign, y + 4, { size: 11.5, fill: "var(--muted)" }),
        ),
      );
      x += wide;
    }
    const base = y + 36;
    const most = Math.max(2, Math.floor((scale.right - scale.left) / 64));
    for (const { day, text, main } of timeAxis.ticks(days[0], days[1], most)) {
      out.push(
        PG.svg("line", {
          x1: scale.x(day),
          y1: base - 6,
          x2: scale.x(day),
          y2: base,
          stroke: "var(--muted)",
        }),
        figure.text([text], scale.x(day), base - 10, {
          size: 11,
          anchor: "middle",
          bold: main,
          fill: "var(--ink)",
        }),
      );
    }
    out.push(
      PG.svg("line", {
        x1: scale.left,
        y1: base,
        x2: scale.right,
        y2: base,
        stroke: "var(--muted)",
      }),
    );
    return { height: base + 2, parts: out };
  }

  /**
   * @param {PG.Claim[]} claims
   * @param {PG.Days} days
   * @param {number} width
   */
  function drawn(claims, days, width) {
    const narrow = width < NARROW;
    const label = narrow ? width - 16 : Math.min(400, Math.round(width * 0.4));
    const left = narrow ? 14 : label + 24;
    const right = width - 14;
    /** @type {Scale} */
    const scale = {
      left,
      right,
      x: (day) => left + ((day - days[0]) / (days[1] - days[0])) * (right - left),
    };
    const head = axis(scale, days, width);
    /** @param {boolean} dated */
    const group = (dated) =>
      claims.filter((one) => (timeAxis.span(one).kind !== "undated") === dated);
    /** @type {SVGElement[]} */
    const rows = [];
    let top = 2;
    for (const dated of [true, false]) {
      const some = group(dated);
      if (!some.length) continue;
      if (!dated) {
        const words = `Without dates of validity (${some.length}): when these hold is not said`;
        const lines = figure.wrap(words, width - 16, SIZE, true);
        rows.push(figure.text(lines, 8, top + 20, { size: SIZE, bold: true, fill: "var(--ink)" }));
        top += 15 + 15 * lines.length;
      }
      for (const claim of some) {
        const lines = figure.wrap(PG.pathText.sentence(claim.sentence), label - 8, SIZE, false);
        const below = figure.wrap(facts(claim), label - 8, SIZE - 1, false, 2);
        const words = (lines.length + below.length) * 15 + 10;
        const high = narrow ? words + 20 : Math.max(40, words);
        const y = narrow ? top + words + 4 : top + high / 2;
        rows.push(
          PG.svg("line", {
            x1: 0,
            y1: top + high,
            x2: width,
            y2: top + high,
            stroke: "var(--line)",
            "stroke-width": 0.6,
          }),
          row(claim, scale, top, { lines, below, high, y, w: width }),
        );
        top += high;
      }
    }
    const grid = timeAxis
      .ticks(days[0], days[1], Math.max(2, Math.floor((right - left) / 64)))
      .map(({ day }) =>
        PG.svg("line", {
          x1: scale.x(day),
          y1: 0,
          x2: scale.x(day),
          y2: top,
          stroke: "var(--line)",
          "stroke-width": 0.7,
        }),
      );
    return { head, grid, rows, height: top + 4 };
  }

  /* The view ------------------------------------------------------------------- */

  /**
   * @param {PG.Claim} one
   * @param {PG.Claim} two
   */
  const order = (one, two) => {
    const [a, b] = [timeAxis.span(one), timeAxis.span(two)];
    /** @param {PG.Span} when */
    const start = (when) => (when.bounds ? when.bounds[0] : Infinity);
    return (
      start(a) - start(b) ||
      (a.bounds && b.bounds ? a.bounds[1] - b.bounds[1] : 0) ||
      (known(one) || 0) - (known(two) || 0) ||
      (one.id < two.id ? -1 : 1)
    );
  };

  /**
   * @param {Subject[]} all
   * @param {Subject} now
   */
  function chooser(all, now) {
    const select = PG.el(
      "select",
      {
        id: "time-of",
        onchange: () => {
          PG.state.set({ time: all[select.selectedIndex].value });
        },
      },
      all.map((one) => PG.el("option", { value: one.value, selected: one === now }, one.title)),
    );
    return [PG.el("label", { for: "time-of" }, "Claims of"), select];
  }

  function spanFields() {
    const [from, to] = PG.state.get().span.split("/");
    /**
     * @param {string} name
     * @param {string} value
     */
    const field = (name, value) =>
      PG.el("input", {
        id: name,
        type: "text",
        size: 10,
        value,
        placeholder: "2019-06",
        inputmode: "numeric",
        autocomplete: "off",
        onchange: change,
      });
    const fields = [field("time-from", from || ""), field("time-to", to || "")];
    function change() {
      const text = fields.map((one) => one.value.trim()).join("/");
      const fits = text === "/" || timeAxis.period(text);
      fields.forEach((one) => one.setAttribute("aria-invalid", String(!fits)));
      if (fits) PG.state.set({ span: text === "/" ? "" : text });
    }
    return [
      PG.el("label", { for: "time-from" }, "from ", fields[0]),
      PG.el("label", { for: "time-to" }, "to ", fields[1]),
      PG.el(
        "button",
        {
          type: "button",
          disabled: !PG.state.get().span,
          onclick: () => PG.state.set({ span: "" }),
        },
        "All time",
      ),
    ];
  }

  /** @type {Required<PG.View>["update"]} */
  function update(visible, changed) {
    const state = PG.state.get();
    if (
      changed.has("select") &&
      state.select.startsWith("entity:") &&
      state.time &&
      !changed.has("time")
    ) {
      PG.state.set({ time: "" });
      return;
    }
    const key = figure.focused(root);
    const id = root.contains(document.activeElement) ? document.activeElement?.id : "";
    const all = subjects(visible);
    const now = subject(all);
    shown = now.value;
    const inView = new Set(visible.claims.map((claim) => claim.id));
    const claims = now.claims.filter((claim) => inView.has(claim.id)).sort(order);
    const some = claims.slice(0, MOST);
    const spans = some.map(timeAxis.span);
    const days =
      timeAxis.period(state.span) ||
      timeAxis.extent([
        ...spans.flatMap((when) => when.bounds || []),
        ...some.flatMap((claim) => known(claim) ?? []),
      ]);
    PG.clear(tools).append(
      ...chooser(all, now),
      ...spanFields(),
      PG.el(
        "span",
        { class: "facts" },
        [
          now.claims.length === claims.length
            ? PG.plural(claims.length, "claim")
            : `${claims.length} of ${PG.plural(now.claims.length, "claim")} pass the filters`,
          some.length < claims.length ? `the first ${MOST} are drawn; the table has all` : null,
        ]
          .filter(Boolean)
          .join("; "),
      ),
    );
    drawnWidth = holder.clientWidth;
    figures = [];
    if (!some.length || !days) {
      holder.replaceChildren(
        PG.el(
          "p",
          { class: "empty" },
          some.length
            ? "No date is given."
            : now.claims.length
              ? "No claim passes the filters."
              : "There are no claims.",
        ),
      );
    } else {
      const { head, grid, rows, height } = drawn(some, days, drawnWidth);
      /**
       * @param {number} high
       * @param {PG.Attributes} attributes
       * @param {PG.Child[]} parts
       */
      const svg = (high, attributes, ...parts) =>
        PG.svg(
          "svg",
          { width: drawnWidth, height: high, viewBox: `0 0 ${drawnWidth} ${high}`, ...attributes },
          parts,
        );
      figures = [
        svg(head.height, { class: "axis", "aria-hidden": "true" }, head.parts),
        svg(
          height,
          { class: "figure", role: "group", "aria-label": `Claims of ${now.title} in time` },
          grid,
          rows,
        ),
      ];
      holder.replaceChildren(...figures);
      figure.rove(figures[1], key);
    }
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
    else figure.focus(holder, key);
  }

  PG.views.register("time", {
    title: "Time",
    hint: "When each claim holds, as far as its source says so.",
    mount(place) {
      root = place;
      tools = PG.el("div", { class: "tools" });
      holder = PG.el("div", { class: "scroll" });
      root.append(tools, holder);
      new ResizeObserver(() => {
        if (holder.clientWidth && holder.clientWidth !== drawnWidth)
          update(PG.visible(), new Set());
      }).observe(holder);
    },
    update,
  });
  PG.time = { figures: () => figures };
})(window.PG);
