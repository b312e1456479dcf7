/*
 * The legend, which is also the filters: what each shape, colour and pattern means, how many
 * there are under the other filters, and a click that shows only those.
 */
(function (PG) {
  "use strict";

  const data = PG.data;
  const el = PG.el;
  const FEW = 9;
  const many = (map, key) => map.set(key, (map.get(key) || 0) + 1);

  function line(effect, modality) {
    return () => PG.style.sample(effect, modality, 0.6);
  }

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
      swatch: (item) => line(item.id, null)(),
      count(visible, counts) {
        for (const { edge } of visible.edges) many(counts, edge.effect);
      },
    },
    {
      name: "modalities",
      title: "How it is said",
      unit: "connections",
      small: true,
      items: () => data.payload.ontology.modalities,
      swatch: (item) => line("neutral", item.id)(),
      count(visible, counts) {
        for (const { supporting } of visible.edges) {
          new Set(supporting.map((claim) => claim.modality)).forEach((id) => many(counts, id));
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
        for (const id of visible.entities) many(counts, data.entities.get(id).type);
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
          data.chain(edge.relation).forEach((id) => many(counts, id));
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
        for (const claim of visible.claims) many(counts, claim.source);
      },
    },
  ];

  /* How many there would be of each, were this facet alone not narrowed. */
  function counted(facet) {
    const state = PG.state.get();
    const visible = state[facet.name].length
      ? PG.filter.compute({ ...state, [facet.name]: [] })
      : PG.visible();
    const counts = new Map();
    facet.count(visible, counts);
    return counts;
  }

  function toggle(name, id) {
    const chosen = PG.state.get()[name];
    PG.state.set({
      [name]: chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id],
    });
  }

  function build(facet, whole) {
    const totals = new Map();
    facet.count(whole, totals);
    const items = facet
      .items()
      .filter((item) => totals.get(item.id))
      .sort((a, b) =>
        facet.small ? 0 : totals.get(b.id) - totals.get(a.id) || (a.label < b.label ? -1 : 1),
      );
    if (items.length < 1) return null;
    const list = el("ul", { class: "facet" });
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
            oninput: (event) => {
              wanted = event.target.value.trim().toLowerCase();
              draw();
            },
          })
        : null;

    function rowOf(item) {
      if (!rows.has(item.id)) {
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
        rows.set(item.id, { node: el("li", {}, button), button, count });
      }
      return rows.get(item.id);
    }

    function draw() {
      const chosen = new Set(PG.state.get()[facet.name]);
      const counts = counted(facet);
      const matching = wanted
        ? items.filter((item) => item.label.toLowerCase().includes(wanted))
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
        button.setAttribute("aria-label", `${item.label}, ${number} ${facet.unit}`);
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
        ontoggle: () => box.open && draw(),
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

  function likelihood() {
    const input = el("input", {
      type: "range",
      id: "min",
      min: 0,
      max: 1,
      step: 0.05,
      oninput: (event) => PG.state.set({ min: +event.target.value }),
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
        input.value = state.min;
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

  function asOf() {
    const stops = months();
    if (!stops.length) return null;
    const input = el("input", {
      type: "range",
      id: "asof",
      min: 0,
      max: stops.length,
      step: 1,
      oninput: (event) =>
        PG.state.set({ asof: +event.target.value ? stops[+event.target.value - 1] : "" }),
    });
    const words = el("output", { for: "asof" });
    const strict = el("input", {
      type: "checkbox",
      id: "strict",
      onchange: (event) => PG.state.set({ strict: event.target.checked }),
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
        input.value = state.asof ? (at < 0 ? stops.length : at + 1) : 0;
        words.textContent = state.asof || "any time";
        input.setAttribute("aria-valuetext", words.textContent);
        strict.checked = state.strict;
        strict.disabled = !state.asof;
      },
    };
  }

  function contested() {
    const input = el("input", {
      type: "checkbox",
      id: "uncontested",
      onchange: (event) => PG.state.set({ uncontested: event.target.checked }),
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
      draw: (state) => (input.checked = state.uncontested),
    };
  }

  const boxes = [],
    sliders = [];
  PG.parts.push({
    mount() {
      const side = document.getElementById("side");
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
      document.getElementById("clear").hidden = !PG.state.filtered();
    },
    update(state) {
      sliders.forEach((part) => part.draw(state));
      boxes.forEach((box) => box.node.open && box.draw());
      document.getElementById("clear").hidden = !PG.state.filtered();
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
