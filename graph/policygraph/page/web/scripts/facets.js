/*
 * The legend, which is also the filters: what each shape, colour and pattern means, how many
 * there are under the other filters, and a click that shows only those.
 */
(function (PG) {
  "use strict";

  const data = PG.data;
  const el = PG.el;
  const FEW = 9;

  /**
   * @typedef {{ id: string, label: string, definition?: string }} Item
   * @typedef {object} Facet
   * @property {PG.ListName} name
   * @property {string} title
   * @property {string} unit what its counts count
   * @property {boolean} [small] shown whole, in the order of its items
   * @property {boolean} [closed]
   * @property {string} [hint]
   * @property {() => Item[]} items
   * @property {(item: Item) => SVGSVGElement} [swatch]
   * @property {(visible: PG.Visible, counts: Map<string, number>) => void} count
   */

  /**
   * @param {Map<string, number>} counts
   * @param {string} key
   */
  const add = (counts, key) => counts.set(key, (counts.get(key) || 0) + 1);

  /** @type {Facet[]} */
  const FACETS = [
    {
      name: "effects",
      title: "Effect",
      unit: "connections",
      small: true,
      items: () =>
        ["filled", "bar", "open"]
          .flatMap((head) =>
            Object.keys(PG.style.table.effects).filter((id) => PG.style.effect(id).head === head),
          )
          .map((id) => ({ id, label: id })),
      swatch: (item) => PG.style.sample(item.id, null, 0.6),
      count(visible, counts) {
        for (const { edge } of visible.edges) add(counts, edge.effect);
      },
    },
    {
      name: "modalities",
      title: "How it is said",
      unit: "connections",
      small: true,
      items: () => data.payload.ontology.modalities,
      swatch: (item) => PG.style.sample("neutral", item.id, 0.6),
      count(visible, counts) {
        for (const { supporting } of visible.edges) {
          new Set(supporting.map((claim) => claim.modality)).forEach((id) => add(counts, id));
        }
      },
    },
    {
      name: "types",
      title: "Entity types",
      unit: "entities",
      hint: "Shows entities of the chosen types, and what they are connected with.",
      items: () => data.payload.ontology.types,
      swatch: (item) => PG.style.swatch(item.id),
      count(visible, counts) {
        for (const id of visible.entities) add(counts, data.entity(id).type);
      },
    },
    {
      name: "relations",
      title: "Relations",
      unit: "connections",
      closed: true,
      hint: "A relation includes its sub-relations.",
      items: () => data.payload.ontology.relations,
      count(visible, counts) {
        for (const { edge } of visible.edges)
          data.chain(edge.relation).forEach((id) => add(counts, id));
      },
    },
    {
      name: "sources",
      title: "Sources",
      unit: "claims",
      closed: true,
      items: () =>
        data.payload.sources.map((source) => ({
          id: source.id,
          label: [source.publisher, source.title].filter(Boolean).join(": ") || source.id,
        })),
      count(visible, counts) {
        for (const claim of visible.claims) add(counts, claim.source);
      },
    },
  ];

  /**
   * How many there would be of each, were this facet alone not narrowed.
   * @param {Facet} facet
   */
  function counted(facet) {
    const state = PG.state.get();
    const visible = state[facet.name].length
      ? PG.filter.compute({ ...state, [facet.name]: [] })
      : PG.visible();
    const counts = new Map();
    facet.count(visible, counts);
    return counts;
  }

  /**
   * @param {PG.ListName} name
   * @param {string} id
   */
  function toggle(name, id) {
    const chosen = PG.state.get()[name];
    PG.state.set({
      [name]: chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id],
    });
  }

  /**
   * @param {Facet} facet
   * @param {PG.Visible} whole
   */
  function build(facet, whole) {
    /** @type {Map<string, number>} */
    const totals = new Map();
    facet.count(whole, totals);
    const items = facet
      .items()
      .filter((item) => totals.get(item.id))
      .sort((a, b) =>
        facet.small
          ? 0
          : (totals.get(b.id) || 0) - (totals.get(a.id) || 0) || (a.label < b.label ? -1 : 1),
      );
    if (items.length < 1) return null;
    const list = el("ul", { class: "facet" });
    /** @type {Map<string, { node: HTMLElement, button: HTMLElement, count: HTMLElement }>} */
    const rows = new Map();
    let all = items.length <= FEW + 2,
      wanted = "";
    const more = el("button", {
      type: "button",
      class: "quiet more",
      onclick: () => {
        all = !all;
        draw();
        if (!all) more.scrollIntoView({ block: "nearest" });
      },
    });
    const find =
      items.length > 24
        ? el("input", {
            type: "search",
            class: "find",
            placeholder: `Find among ${items.length.toLocaleString("en")}`,
            "aria-label": `Find in ${facet.title}`,
            oninput: () => {
              wanted = PG.names.plain(find ? find.value : "");
              draw();
            },
          })
        : null;

    /** @param {Item} item */
    function rowOf(item) {
      const made = rows.get(item.id);
      if (made) return made;
      const count = el("span", { class: "count" });
      const button = el(
        "button",
        {
          type: "button",
          "aria-pressed": "false",
          title: item.definition || null,
          onclick: () => toggle(facet.name, item.id),
        },
        facet.swatch ? facet.swatch(item) : null,
        el("span", { class: "label" }, item.label),
        " ",
        count,
      );
      const row = { node: el("li", {}, button), button, count };
      rows.set(item.id, row);
      return row;
    }

    function draw() {
      const chosen = new Set(PG.state.get()[facet.name]);
      const counts = counted(facet);
      const matching = wanted
        ? items.filter((item) => PG.names.plain(item.label).includes(wanted))
        : items;
      const shown = matching
        .filter((item, n) => all || wanted || n < FEW || chosen.has(item.id))
        .slice(0, 400);
      const nodes = shown.map((item) => {
        const { node, button, count } = rowOf(item);
        const number = counts.get(item.id) || 0;
        button.setAttribute("aria-pressed", String(chosen.has(item.id)));
        button.classList.toggle("none", !number);
        count.textContent = number.toLocaleString("en");
        button.setAttribute("aria-label", `${PG.name(item.label)}, ${number} ${facet.unit}`);
        return node;
      });
      if (
        list.children.length !== nodes.length ||
        nodes.some((node, n) => list.children[n] !== node)
      ) {
        list.replaceChildren(...nodes);
      }
      more.hidden = items.length <= FEW + 2 || Boolean(wanted);
      more.textContent = all ? "Show fewer" : `Show all ${items.length}`;
    }

    const box = el(
      "details",
      {
        class: "box",
        open: !facet.closed,
        "data-facet": facet.name,
        ontoggle: () => {
          if (box.open) draw();
        },
      },
      el("summary", {}, el("h2", {}, facet.title)),
      find,
      list,
      more,
      facet.hint ? el("p", { class: "faint hint" }, facet.hint) : null,
    );
    draw();
    return { node: box, draw };
  }

  /* Sliders ------------------------------------------------------------------------ */

  /** @typedef {{ node: HTMLElement, draw: (state: Readonly<PG.State>) => void }} Slider */

  /** @returns {Slider} */
  function likelihood() {
    const input = el("input", {
      type: "range",
      id: "min",
      min: 0,
      max: 1,
      step: 0.05,
      oninput: () => {
        PG.state.set({ min: Number(input.value) });
      },
    });
    const words = el("output", { for: "min" });
    return {
      node: el(
        "div",
        { class: "slider" },
        el("label", { for: "min" }, "Likelihood at least"),
        words,
        input,
      ),
      draw(state) {
        input.value = String(state.min);
        words.textContent = state.min ? PG.evidence.likelihoodWords(state.min) : "any";
        input.setAttribute("aria-valuetext", words.textContent);
      },
    };
  }

  /* Months from the first to the last date that a claim gives. */
  function months() {
    let first = Infinity,
      last = -Infinity;
    for (const claim of data.payload.claims) {
      for (const day of [...(claim.dates || []), ...(claim.known || [])]) {
        if (Math.abs(day) < PG.dates.FAR / 10)
          [first, last] = [Math.min(first, day), Math.max(last, day)];
      }
    }
    if (first > last) return [];
    const out = [];
    const at = new Date(first * 86400000),
      end = new Date(last * 86400000);
    let [year, month] = [
      Math.max(at.getUTCFullYear(), end.getUTCFullYear() - 60),
      at.getUTCMonth(),
    ];
    while (
      year < end.getUTCFullYear() ||
      (year === end.getUTCFullYear() && month <= end.getUTCMonth())
    ) {
      if (year > 0 && year < 10000)
        out.push(`${String(year).padStart(4, "0")}-${String(month + 1).padStart(2, "0")}`);
      month += 1;
      if (month === 12) [year, month] = [year + 1, 0];
    }
    return out;
  }

  /** @returns {Slider | null} */
  function asOf() {
    const stops = months();
    if (!stops.length) return null;
    const input = el("input", {
      type: "range",
      id: "asof",
      min: 0,
      max: stops.length,
      step: 1,
      oninput: () => {
        const stop = Number(input.value);
        PG.state.set({ asof: stop ? stops[stop - 1] : "" });
      },
    });
    const words = el("output", { for: "asof" });
    const strict = el("input", {
      type: "checkbox",
      id: "strict",
      onchange: () => {
        PG.state.set({ strict: strict.checked });
      },
    });
    return {
      node: el(
        "div",
        { class: "slider" },
        el("label", { for: "asof" }, "In force in"),
        words,
        input,
        el("label", { class: "check" }, strict, "Leave out what is not certainly in force then"),
      ),
      draw(state) {
        const month = state.asof.slice(0, 7);
        const at = stops.findIndex((stop) => stop >= month);
        input.value = String(state.asof ? (at < 0 ? stops.length : at + 1) : 0);
        words.textContent = state.asof || "any time";
        input.setAttribute("aria-valuetext", words.textContent);
        strict.checked = state.strict;
        strict.disabled = !state.asof;
      },
    };
  }

  /** @returns {Slider} */
  function contested() {
    const input = el("input", {
      type: "checkbox",
      id: "uncontested",
      onchange: () => {
        PG.state.set({ uncontested: input.checked });
      },
    });
    const sign = PG.svg(
      "svg",
      { class: "swatch", viewBox: "-9 -9 18 18", "aria-hidden": "true" },
      PG.style.contested(0, 0, 7),
    );
    return {
      node: el(
        "div",
        { class: "slider" },
        el("p", { class: "key" }, sign, "contested: somebody denies or disputes it"),
        el("label", { class: "check" }, input, "Hide what is contested"),
      ),
      draw(state) {
        input.checked = state.uncontested;
      },
    };
  }

  /** @type {{ node: HTMLDetailsElement, draw: () => void }[]} */
  const boxes = [];
  /** @type {Slider[]} */
  const sliders = [];
  PG.parts.push({
    mount() {
      const side = PG.byId("side");
      side.append(
        el(
          "div",
          { class: "side-head" },
          el("h2", {}, "Legend and filters"),
          el(
            "button",
            { type: "button", id: "clear", class: "quiet", onclick: () => PG.state.reset() },
            "Clear",
          ),
        ),
      );
      for (const part of [likelihood(), asOf(), contested()]) {
        if (!part) continue;
        sliders.push(part);
        part.draw(PG.state.get());
      }
      const whole = PG.filter.compute(PG.state.DEFAULTS, true);
      for (const facet of FACETS) {
        const box = build(facet, whole);
        if (!box) continue;
        boxes.push(box);
        side.append(box.node);
        if (facet.name === "modalities")
          side.append(
            el(
              "div",
              { class: "sliders" },
              sliders.map((part) => part.node),
            ),
          );
      }
      PG.byId("clear").hidden = !PG.state.filtered();
    },
    update(state) {
      sliders.forEach((part) => part.draw(state));
      boxes.forEach((box) => box.node.open && box.draw());
      PG.byId("clear").hidden = !PG.state.filtered();
    },
  });

  /* The filters in words, each with what removes it: for the chips above the view. */
  PG.facets = {
    active() {
      const state = PG.state.get();
      const out = [];
      for (const facet of FACETS) {
        for (const id of state[facet.name]) {
          const item = facet.items().find((one) => one.id === id);
          out.push({ text: item ? item.label : id, remove: () => toggle(facet.name, id) });
        }
      }
      if (state.min)
        out.push({
          text: `likelihood ≥ ${state.min.toFixed(2)}`,
          remove: () => PG.state.set({ min: 0 }),
        });
      if (state.asof)
        out.push({
          text: `in force ${state.asof}${state.strict ? ", certainly" : ""}`,
          remove: () => PG.state.set({ asof: "", strict: false }),
        });
      if (state.uncontested)
        out.push({ text: "uncontested", remove: () => PG.state.set({ uncontested: false }) });
      return out;
    },
  };
})(window.PG);
