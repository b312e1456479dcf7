/*
 * What the reader chose: the view, the filters, the selection. It is stored in the fragment of
 * the page's address, so that a link opens the same view.
 */
(function (PG) {
  "use strict";

  /** @type {Readonly<PG.State>} */
  const DEFAULTS = {
    view: "",
    types: [],
    relations: [],
    effects: [],
    modalities: [],
    sources: [],
    min: 0,
    asof: "",
    strict: false,
    uncontested: false,
    select: "",
    path: 0,
    focus: "",
    hops: 1,
    theme: "system",
    sort: "",
    time: "",
    span: "",
  };
  const NAMES = /** @type {PG.StateName[]} */ (Object.keys(DEFAULTS));

  /** The id that an entity goes by now, by each id that it had before a merge. */
  /** @type {ReadonlyMap<string, string>} */
  let renamed = new Map();
  /** @param {string} id */
  const now = (id) => renamed.get(id) ?? id;

  /**
   * A selection, `entity:ID` or `edge:SUBJECT|RELATION|OBJECT`, by the ids of now.
   * @param {string} text
   */
  function selection(text) {
    const [kind, name] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
    if (kind === "entity") return `entity:${now(name)}`;
    if (kind !== "edge") return text;
    const [subject, relation, object] = name.split("|");
    return object === undefined ? text : `edge:${now(subject)}|${relation}|${now(object)}`;
  }

  /**
   * @param {string} fragment
   * @returns {Readonly<PG.State>}
   */
  function read(fragment) {
    const given = new URLSearchParams(fragment.replace(/^#/, ""));
    /** @type {Record<string, unknown>} */
    const state = {};
    for (const [name, usual] of Object.entries(DEFAULTS)) {
      const text = given.get(name);
      if (text === null) state[name] = usual;
      else if (Array.isArray(usual)) state[name] = given.getAll(name);
      else if (typeof usual === "number") state[name] = Number.isFinite(+text) ? +text : usual;
      else if (typeof usual === "boolean") state[name] = text === "1";
      else if (name === "focus") state[name] = now(text);
      else if (name === "select" || name === "time") state[name] = selection(text);
      else state[name] = text;
    }
    return Object.freeze(/** @type {PG.State} */ (/** @type {unknown} */ (state)));
  }

  /** @param {Readonly<PG.State>} state */
  function write(state) {
    const out = new URLSearchParams();
    for (const name of NAMES) {
      const value = state[name];
      if (typeof value === "object") value.forEach((one) => out.append(name, one));
      else if (value !== DEFAULTS[name]) out.set(name, value === true ? "1" : String(value));
    }
    return out.toString();
  }

  /**
   * @param {unknown} a
   * @param {unknown} b
   */
  const same = (a, b) => String(a) === String(b);
  /** @type {((state: Readonly<PG.State>, changed: PG.Changed) => void)[]} */
  const listeners = [];
  let current = read(location.hash);
  let version = 0;

  /** @param {Readonly<PG.State>} next */
  function change(next) {
    const changed = new Set(NAMES.filter((n) => !same(next[n], current[n])));
    if (!changed.size) return;
    current = Object.freeze(next);
    version += 1;
    listeners.forEach((listener) => listener(current, changed));
  }

  PG.state = {
    DEFAULTS,
    NAMES,
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
      PG.state.set(Object.fromEntries(PG.state.FILTERS.map((name) => [name, DEFAULTS[name]])));
    },
    filtered: (state) => PG.state.FILTERS.some((n) => !same((state || current)[n], DEFAULTS[n])),
    fragment: () => write(current),
    rename(ids) {
      renamed = ids;
      if (ids.size) current = read(location.hash);
    },
  };
  window.addEventListener("hashchange", () => change(read(location.hash)));
})(window.PG);
