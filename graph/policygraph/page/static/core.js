/*
 * The page's scripts: plain files, joined in the order of SCRIPTS in page/network.py, with
 * one namespace, PG. No file touches innerHTML or the network; text is only ever text.
 *
 * THE CONTRACT (who may rely on what)
 *
 * PG.data      the payload (page/payload.py) and indexes over it, never changed:
 *              .payload .entities .sources .claims .relations .types .modalities  (Map by id)
 *              .edges [{key, index, subject, relation, object, claims:[claim], against:[claim],
 *                       effect, outside?}]   .edgeByKey (Map); outside: not of the answer, only
 *                       of the path that an absence would give
 *              .edgesOf(entityId) -> [edge]   .claimsOf(entityId) -> {out, in, mentions}
 *              .answer (payload.answer or null)   .label(entityId)   .search(text, limit)
 *              .aliasesOf(entity) -> [{language, text}]
 * PG.state     what the reader chose; it lives in the URL's fragment:
 *              .get() -> frozen object, see DEFAULTS below   .set(patch)
 *              .subscribe(function (state, changed: Set of names) {...})
 * PG.visible() the one result of all filters, cached per state; every view shows this:
 *              {edges: [{edge, supporting:[claim], against:[claim], strength, contested}],
 *               edgeByKey: Map, entities: Set of ids, claims: [claim] (for the table: denied
 *               ones too), denied: number, total: {entities, edges, claims}}
 * PG.select(target, options)   target is "entity:ID", "edge:KEY", "claim:ID" or null; opens
 *              the panel; options.reveal moves the network view there
 * PG.evidence  .claim(claim) -> one claim's card   .cite(claim) -> its source as text
 * PG.style     .type(typeId) -> {shape, fill}   .effect(effect) -> {colour, head}
 *              .dash(modalityId) -> [numbers]   .width(likelihood)   .path(shape, radius) -> d
 *              .theme() -> {ink, paper, muted, line, accent} of the current colours
 *              .contested(x, y, radius) -> the sign of a contested edge, as SVG
 *              .head(head, colour, x, y, angle, width) -> an arrowhead, as SVG
 *              .swatch(typeId), .sample(effect, modalityId, likelihood) -> SVG elements
 * PG.el(tag, properties, ...children)   makes an element; strings become text nodes
 * PG.svg(tag, attributes, ...children)  the same for SVG
 * PG.link(url, text)   an anchor if the address is http(s), else plain text
 * PG.announce(text)    says it in the live region
 * PG.views.register(name, {title, hint, when(): bool, mount(root), show(), hide(),
 *              update(visible, changed)})   mount once, when first shown; update after every
 *              change while shown. All but title and mount may be left out.
 * PG.actions.register({name, label, when(): bool, run()})   an entry of the Save menu.
 * PG.curves, PG.pen, PG.labels, PG.picture, PG.places   what the network view is made of:
 *              geometry of lines, drawing on a canvas, labels, a picture for panning, positions
 * PG.figure    text and parts of the drawn views   PG.lanes, PG.timeline   their geometry
 * PG.argument  a path in words     PG.records, PG.turtle   claims in view as JSON, CSV, Turtle
 * PG.sheet     .make(view) -> the view as a picture that stands by itself
 * PG.network   .network (vis.Network or null)   .geometry() -> what the SVG is drawn from
 */
(function (PG) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, properties, children) {
    for (const [name, value] of Object.entries(properties || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "text") node.textContent = value;
      else if (name === "style") Object.assign(node.style, value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : String(child));
    }
    return node;
  }

  PG.el = function (tag, properties, ...children) {
    return fill(document.createElement(tag), properties, children);
  };

  PG.svg = function (tag, attributes, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  };

  PG.link = function (url, text) {
    if (!/^https?:\/\/[^\s]+$/i.test(url || "")) return PG.el("span", {}, text);
    const node = PG.el("a", { rel: "noopener noreferrer", target: "_blank" }, text);
    node.href = url;
    return node;
  };

  PG.clear = function (node) {
    node.replaceChildren();
    return node;
  };

  PG.plural = function (count, one, many) {
    return count.toLocaleString("en") + " " + (count === 1 ? one : many || one + "s");
  };

  PG.announce = function (text) {
    const region = document.getElementById("counts");
    if (region.textContent !== text) region.textContent = text;
  };

  /* State ------------------------------------------------------------------ */

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
        history.replaceState(null, "", "#" + write(current));
      } catch {
        // A frame without an address of its own keeps its state to itself.
      }
    },
    subscribe: (listener) => listeners.push(listener),
    FILTERS: ["types", "relations", "effects", "modalities", "sources", "min", "asof", "strict",
      "uncontested"],
    reset() {
      const clear = {};
      PG.state.FILTERS.forEach((name) => (clear[name] = DEFAULTS[name]));
      PG.state.set(clear);
    },
    filtered: (state) => PG.state.FILTERS.some((n) => !same((state || current)[n], DEFAULTS[n])),
    fragment: () => write(current),
  };
  window.addEventListener("hashchange", () => change(read(location.hash)));

  PG.select = function (target, options) {
    PG.state.set({ select: target || "" });
    if (options && options.reveal && PG.network) PG.network.reveal(target);
  };

  PG.parts = []; // {mount(), update(state, changed)}: what is beside the views

  /* Registries --------------------------------------------------------------- */

  PG.views = {
    all: new Map(),
    register: (name, view) => PG.views.all.set(name, { name, ...view }),
  };
  PG.actions = {
    all: [],
    register: (action) => PG.actions.all.push(action),
  };
})((window.PG = window.PG || {}));
