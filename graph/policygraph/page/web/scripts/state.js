/*
 * What the reader chose: the view, the filters, the selection. It is stored in the fragment of
 * the page's address, so that a link opens the same view.
 */
(function (PG) {
  "use strict";

  const DEFAULTS = {
    view: "", // the name of a view; empty: the first that fits
    types: [],
    relations: [],
    effects: [],
    modalities: [],
    sources: [],
    min: 0, // least likelihood of supporting claims
    asof: "", // an EDTF date (year, month or day)
    strict: false, // unknown dates do not count
    uncontested: false,
    select: "", // "entity:ID", "edge:KEY" or "claim:ID"
    path: 0, // rank of the path highlighted, 0: none
    focus: "", // entity whose neighbourhood alone is shown
    hops: 1,
    theme: "system",
    sort: "", // of the table
    time: "", // whose claims the time view shows: "entity:ID", "path", "answer", "all"
    span: "", // the days that its axis shows, "2019/2025-06"; empty: all
  };

  function read(fragment) {
    const given = new URLSearchParams(fragment.replace(/^#/, ""));
    const state = {};
    for (const [name, usual] of Object.entries(DEFAULTS)) {
      const text = given.get(name);
      if (text === null) state[name] = usual;
      else if (Array.isArray(usual)) state[name] = given.getAll(name);
      else if (typeof usual === "number") state[name] = Number.isFinite(+text) ? +text : usual;
      else if (typeof usual === "boolean") state[name] = text === "1";
      else state[name] = text;
    }
    return Object.freeze(state);
  }

  function write(state) {
    const out = new URLSearchParams();
    for (const [name, usual] of Object.entries(DEFAULTS)) {
      const value = state[name];
      if (Array.isArray(usual)) value.forEach((one) => out.append(name, one));
      else if (value !== usual) out.set(name, value === true ? "1" : String(value));
    }
    return out.toString();
  }

  const same = (a, b) => String(a) === String(b);
  const listeners = [];
  let current = read(location.hash);
  let version = 0;

  function change(next) {
    const changed = new Set(Object.keys(DEFAULTS).filter((n) => !same(next[n], current[n])));
    if (!changed.size) return;
    current = Object.freeze(next);
    version += 1;
    listeners.forEach((listener) => listener(current, changed));
  }

  PG.state = {
    DEFAULTS,
    get: () => current,
    version: () => version,
    set(patch) {
      change({ ...current, ...patch });
      try {
        history.replaceState(null, "", `#${write(current)}`);
      } catch {
        // A frame without an address of its own keeps its state to itself.
      }
    },
    subscribe: (listener) => listeners.push(listener),
    FILTERS: [
      "types",
      "relations",
      "effects",
      "modalities",
      "sources",
      "min",
      "asof",
      "strict",
      "uncontested",
    ],
    reset() {
      const clear = {};
      PG.state.FILTERS.forEach((name) => (clear[name] = DEFAULTS[name]));
      PG.state.set(clear);
    },
    filtered: (state) => PG.state.FILTERS.some((n) => !same((state || current)[n], DEFAULTS[n])),
    fragment: () => write(current),
  };
  window.addEventListener("hashchange", () => change(read(location.hash)));
})(window.PG);
