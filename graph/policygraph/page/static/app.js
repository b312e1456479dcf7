/* The page put together: heading, tabs, menus, notices, counts, and what happens when. */
(function (PG) {
  "use strict";

  const data = PG.data;
  const $ = (id) => document.getElementById(id);
  const ORDER = ["paths", "network", "time", "table"];
  const mounted = new Map();
  let shown = "";

  function usable() {
    return ORDER.map((name) => PG.views.all.get(name))
      .filter((view) => view && (!view.when || view.when()));
  }

  function current() {
    const views = usable();
    const asked = views.find((view) => view.name === PG.state.get().view);
    if (asked) return asked;
    const first = data.answer ? "paths" : "network";
    return views.find((view) => view.name === first) || views[0];
  }

  /* Tabs ---------------------------------------------------------------------- */

  function tabs() {
    const list = PG.el("div", { role: "tablist", "aria-label": "Views" });
    for (const view of usable()) {
      list.append(PG.el("button", { type: "button", role: "tab", id: "tab-" + view.name,
        "aria-controls": "view-" + view.name, "aria-selected": "false", tabindex: -1,
        onclick: () => PG.state.set({ view: view.name }) }, view.title));
    }
    list.addEventListener("keydown", (event) => {
      const all = [...list.children];
      const at = all.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined || at < 0) return;
      event.preventDefault();
      const next = all[(to + all.length) % all.length];
      next.focus();
      next.click();
    });
    $("tabs").append(list);
  }

  function show(changed) {
    const view = current();
    if (view.name !== shown) {
      const before = PG.views.all.get(shown);
      if (before) {
        $("view-" + shown).hidden = true;
        if (before.hide) before.hide();
      }
      shown = view.name;
      let place = mounted.get(shown);
      if (!place) {
        place = PG.el("section", { id: "view-" + shown, class: "view view-" + shown,
          role: "tabpanel", "aria-labelledby": "tab-" + shown });
        $("views").append(place);
        mounted.set(shown, place);
        view.mount(place);
      }
      place.hidden = false;
      for (const tab of $("tabs").querySelectorAll("[role=tab]")) {
        const chosen = tab.id === "tab-" + shown;
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
      }
      if (view.update) view.update(PG.visible(), new Set(Object.keys(PG.state.DEFAULTS)));
      if (view.show) view.show();
      return;
    }
    if (view.update) view.update(PG.visible(), changed);
  }

  /* Counts ---------------------------------------------------------------------- */

  function counts() {
    const visible = PG.visible();
    const part = (now, all, one, many) => now === all ? PG.plural(all, one, many)
      : `${now.toLocaleString("en")} of ${PG.plural(all, one, many)}`;
    const contested = visible.edges.filter((one) => one.contested).length;
    const words = [
      part(visible.entities.size, visible.total.entities, "entity", "entities"),
      part(visible.edges.length, visible.total.edges, "edge"),
      part(visible.claims.length, visible.total.claims, "claim"),
    ];
    if (contested) words.push(`${contested} contested`);
    if (visible.denied) words.push(`${PG.plural(visible.denied, "denial")} (never drawn as an edge)`);
    PG.announce(words.join(" · "));
  }

  function theme() {
    document.documentElement.dataset.theme = PG.state.get().theme;
    PG.style.forget();
  }

  function start() {
    theme();
    tabs();
    $("subtitle").textContent = data.payload.datasets.join(" + ");
    for (const part of PG.parts || []) part.mount();
    PG.state.subscribe((state, changed) => {
      if (changed.has("theme")) theme();
      for (const part of PG.parts || []) if (part.update) part.update(state, changed);
      show(changed);
      counts();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      PG.style.forget();
      show(new Set(["theme"]));
    });
    show(new Set());
    counts();
    document.documentElement.dataset.ready = "true";
  }

  $("skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("stage").focus();
  });
  start();
})(window.PG);
