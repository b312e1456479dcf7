/* The page put together: heading, tabs, menus, notices, counts, and what happens when. */
(function (PG) {
  "use strict";

  const data = PG.data;
  const el = PG.el;
  const $ = PG.byId;
  const ORDER = ["paths", "network", "time", "table"];
  /** @type {Map<string, HTMLElement>} */
  const mounted = new Map();
  let shown = "";

  const usable = () =>
    ORDER.flatMap((name) => PG.views.all.get(name) || []).filter(
      (view) => !view.when || view.when(),
    );

  function current() {
    const views = usable();
    const asked = views.find((view) => view.name === PG.state.get().view);
    const first = data.answer ? "paths" : "network";
    return asked || views.find((view) => view.name === first) || views[0];
  }

  /**
   * The button of a list that a key moves to, or nothing for any other key.
   * @param {HTMLElement} list
   * @param {string} key
   * @param {string} forward
   * @param {string} backward
   */
  function moved(list, key, forward, backward) {
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (key === forward) return buttons[(at + 1) % buttons.length];
    if (key === backward) return buttons[(at - 1 + buttons.length) % buttons.length];
    if (key === "Home") return buttons[0];
    return key === "End" ? buttons[buttons.length - 1] : null;
  }

  /* Tabs ---------------------------------------------------------------------- */

  function tabs() {
    const list = el("div", { role: "tablist", "aria-label": "Views" });
    for (const view of usable()) {
      list.append(
        el(
          "button",
          {
            type: "button",
            role: "tab",
            id: `tab-${view.name}`,
            title: view.hint || null,
            "aria-selected": "false",
            tabindex: -1,
            onclick: () => PG.state.set({ view: view.name }),
          },
          view.title,
        ),
      );
    }
    list.addEventListener("keydown", (event) => {
      const next = moved(list, event.key, "ArrowRight", "ArrowLeft");
      if (!next || !list.contains(document.activeElement)) return;
      event.preventDefault();
      next.focus();
      next.click();
    });
    const side = el(
      "button",
      {
        type: "button",
        id: "open-side",
        class: "quiet",
        "aria-expanded": "false",
        "aria-controls": "side",
        onclick: () => drawer(!document.body.classList.contains("with-side")),
      },
      data.answer ? "Paths and filters" : "Legend and filters",
    );
    $("tabs").append(list, side);
  }

  /**
   * On a phone the legend lies over the view; elsewhere it is beside it.
   * @param {boolean} open
   */
  function drawer(open) {
    document.body.classList.toggle("with-side", open);
    $("open-side").setAttribute("aria-expanded", String(open));
    if (open) {
      /** @type {HTMLElement | null} */
      const first = $("side").querySelector("button, input");
      first?.focus({ preventScroll: true });
    }
  }

  /** @param {PG.Changed} changed */
  function show(changed) {
    const view = current();
    const place = mounted.get(view.name);
    if (view.name === shown) {
      if (view.update) view.update(PG.visible(), changed);
      return;
    }
    const before = PG.views.all.get(shown);
    if (before) {
      const old = mounted.get(shown);
      if (old) old.hidden = true;
      before.hide?.();
    }
    shown = view.name;
    if (place) place.hidden = false;
    else {
      const fresh = el("section", {
        id: `view-${shown}`,
        class: `view view-${shown}`,
        role: "tabpanel",
        "aria-labelledby": `tab-${shown}`,
      });
      mounted.set(shown, fresh);
      $("views").append(fresh);
      view.mount(fresh);
    }
    for (const tab of $("tabs").querySelectorAll("button[role=tab]")) {
      const chosen = tab.id === `tab-${shown}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.setAttribute("tabindex", chosen ? "0" : "-1");
      if (mounted.has(tab.id.slice(4)))
        tab.setAttribute("aria-controls", `view-${tab.id.slice(4)}`);
    }
    if (view.update) view.update(PG.visible(), new Set(PG.state.NAMES));
    if (view.show) view.show();
  }

  /* Menus ---------------------------------------------------------------------- */

  /** @type {Record<string, string>} */
  const THEMES = { system: "As the system", light: "Light", dark: "Dark" };

  /**
   * @param {string} name
   * @param {() => { label: string, checked?: boolean, run: () => void }[]} entries
   */
  function menu(name, entries) {
    const list = el("div", { class: "menu-list", role: "menu", "aria-label": name, hidden: true });
    const button = el(
      "button",
      {
        type: "button",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => toggle(Boolean(list.hidden)),
      },
      name,
    );
    /**
     * @param {boolean} open
     * @param {boolean} [back] whether the button gets the focus
     */
    function toggle(open, back) {
      list.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      if (open) {
        PG.clear(list).append(
          ...entries().map(({ label, checked, run }) =>
            el(
              "button",
              {
                type: "button",
                role: checked === undefined ? "menuitem" : "menuitemradio",
                tabindex: -1,
                "aria-checked": checked === undefined ? null : String(checked),
                onclick: () => {
                  toggle(false, true);
                  run();
                },
              },
              label,
            ),
          ),
        );
        list.querySelector("button")?.focus();
      } else if (back) button.focus();
    }
    list.addEventListener("keydown", (event) => {
      const next = moved(list, event.key, "ArrowDown", "ArrowUp");
      if (next) next.focus();
      else if (event.key === "Escape") toggle(false, true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const box = el("div", { class: "menu" }, button, list);
    box.addEventListener("focusout", (event) => {
      const inside = event.relatedTarget instanceof Node && box.contains(event.relatedTarget);
      if (!inside && !list.hidden) toggle(false);
    });
    return box;
  }

  const KEYS = [
    ["/", "search"],
    ["Esc", "close the panel, then leave the path, then the focus"],
    ["1 – 4", "the views"],
    ["Tab", "from control to control"],
    ["Arrows", "move the network (when it has the focus)"],
    ["Shift + arrows", "go to the nearest entity in that direction"],
    ["+ − 0", "zoom in, zoom out, fit"],
    ["?", "this list"],
  ];

  /** @type {HTMLDialogElement | null} */
  let dialog = null;

  function helpDialog() {
    const made = el(
      "dialog",
      { id: "help", "aria-labelledby": "help-title" },
      el("h2", { id: "help-title" }, "Keys"),
      el(
        "dl",
        {},
        KEYS.map(([key, does]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, does)]),
      ),
      el(
        "p",
        { class: "faint" },
        "What is chosen stands in the address of the page, after #: copy it to keep or send a view. The page makes no request.",
      ),
      el(
        "button",
        {
          type: "button",
          class: "primary",
          onclick: () => {
            made.close();
          },
        },
        "Close",
      ),
    );
    document.body.append(made);
    return made;
  }

  function help() {
    dialog = dialog || helpDialog();
    dialog.showModal();
  }

  function tools() {
    $("tools").append(
      menu("Save", () => PG.actions.all.filter((one) => !one.when || one.when())),
      menu("Theme", () =>
        Object.entries(THEMES).map(([name, label]) => ({
          label,
          checked: PG.state.get().theme === name,
          run: () => PG.state.set({ theme: name }),
        })),
      ),
      el(
        "button",
        { type: "button", id: "keys", "aria-label": "Keys", title: "Keys (?)", onclick: help },
        "?",
      ),
    );
  }

  /* Notices and counts ------------------------------------------------------------ */

  /**
   * @param {string} kind
   * @param {PG.Child[]} children
   */
  function notice(kind, ...children) {
    return el("div", { class: `notice ${kind}` }, ...children);
  }

  /** @param {Readonly<PG.State>} state */
  function notices(state) {
    const out = [];
    const answer = data.answer;
    if (answer && answer.status !== "complete") {
      out.push(
        notice(
          "warn",
          el("b", {}, "Truncated. "),
          "The search stopped early; there may be more and better paths than those shown.",
        ),
      );
    }
    if (answer && answer.absence && shown !== "paths") {
      out.push(notice("warn", `${PG.evidence.capital(answer.absence.summary)}.`));
    }
    const center = PG.focus.center(state);
    const members = PG.focus.members(state);
    if (members) {
      const cut = PG.focus.cut;
      const hops = el(
        "span",
        { class: "segments", role: "group", "aria-label": "Hops around it" },
        [1, 2, 3].map((n) =>
          el(
            "button",
            {
              type: "button",
              "aria-pressed": String(Math.max(1, state.hops) === n),
              onclick: () => PG.state.set({ hops: n }),
            },
            PG.plural(n, "hop"),
          ),
        ),
      );
      out.push(
        notice(
          "focus",
          el(
            "span",
            {},
            "Neighbourhood of ",
            el("b", {}, data.label(center)),
            cut
              ? `: the nearest ${members.size.toLocaleString("en")} of ${(members.size + cut).toLocaleString("en")} entities`
              : "",
          ),
          hops,
          PG.focus.forced()
            ? el(
                "span",
                { class: "faint" },
                `The graph has ${data.entities.size.toLocaleString("en")} entities, too many to draw together. Search reaches all of them.`,
              )
            : el(
                "button",
                {
                  type: "button",
                  class: "quiet",
                  id: "unfocus",
                  onclick: () => PG.state.set({ focus: "", hops: 1 }),
                },
                "Show all",
              ),
        ),
      );
    } else if (PG.visible().entities.size > PG.focus.WARN) {
      out.push(
        notice(
          "warn",
          `${PG.plural(PG.visible().entities.size, "entity", "entities")} are drawn. Filters, or the neighbourhood of one entity, are easier to read.`,
        ),
      );
    }
    const active = PG.facets.active();
    if (active.length) {
      out.push(
        el(
          "div",
          { class: "chips", role: "group", "aria-label": "Filters in use" },
          active.map(({ text, remove }) =>
            el(
              "button",
              {
                type: "button",
                class: "chip",
                onclick: remove,
                "aria-label": `Remove the filter ${text}`,
              },
              text,
              el("span", { "aria-hidden": "true" }, " ✕"),
            ),
          ),
        ),
      );
    }
    const path = PG.answer.path(state.path);
    if (path && shown === "network") {
      out.push(
        notice(
          "focus",
          el(
            "span",
            {},
            el("b", {}, `Path ${path.rank}`),
            `: ${PG.answer.effectWords(path)}, strength ${path.strength.toFixed(2)}, ${PG.answer.weakest(path)}`,
          ),
          el(
            "button",
            { type: "button", class: "quiet", onclick: () => PG.state.set({ path: 0 }) },
            "Show all paths",
          ),
        ),
      );
    }
    $("notices").replaceChildren(...out);
  }

  function counts() {
    const visible = PG.visible();
    /**
     * @param {number} now
     * @param {number} all
     * @param {string} one
     * @param {string} [many]
     */
    const part = (now, all, one, many) =>
      now === all
        ? PG.plural(all, one, many)
        : `${now.toLocaleString("en")} of ${PG.plural(all, one, many)}`;
    const contested = visible.edges.filter((one) => one.contested).length;
    const words = [
      part(visible.entities.size, visible.total.entities, "entity", "entities"),
      part(visible.edges.length, visible.total.edges, "connection"),
      part(visible.claims.length, visible.total.claims, "claim"),
    ];
    if (contested) words.push(`${contested} contested`);
    if (visible.denied)
      words.push(`${PG.plural(visible.denied, "denial")}, never drawn as connections`);
    const apart = shown === "network" ? visible.entities.size - PG.network.drawnIds().length : 0;
    if (apart > 0)
      words.push(`${PG.plural(apart, "entity", "entities")} without a connection, not drawn`);
    PG.announce(words.join(" · "));
  }

  function heading() {
    const { around, datasets, generator } = data.payload;
    const what = around
      ? `${PG.plural(around.hops, "hop")} around ${PG.name(data.label(around.entity))} · `
      : "";
    $("subtitle").textContent =
      `${what}data: ${datasets.join(" + ")} · made with ${generator.name} ${generator.version}`;
  }

  /* Keys for the whole page -------------------------------------------------------- */

  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (dialog?.open) return;
    const typing =
      event.target instanceof Element &&
      event.target.matches("input:not([type=range]):not([type=checkbox]), textarea, select");
    if (event.key === "Escape") {
      const state = PG.state.get();
      if (document.body.classList.contains("with-side")) {
        drawer(false);
        $("open-side").focus();
      } else if (state.select) PG.evidence.close();
      else if (state.path) PG.state.set({ path: 0 });
      else if (state.focus) PG.state.set({ focus: "", hops: 1 });
      else return;
      event.preventDefault();
      return;
    }
    if (typing) return;
    if (event.key === "/") $("find").focus();
    else if (event.key === "?") help();
    else if (/^[1-4]$/.test(event.key) && usable()[+event.key - 1])
      PG.state.set({ view: usable()[+event.key - 1].name });
    else return;
    event.preventDefault();
  }

  function theme() {
    document.documentElement.dataset.theme = PG.state.get().theme;
    PG.style.forget();
  }

  function start() {
    theme();
    heading();
    tabs();
    tools();
    for (const part of PG.parts) part.mount();
    PG.state.subscribe((state, changed) => {
      if (changed.has("theme")) theme();
      for (const part of PG.parts) if (part.update) part.update(state, changed);
      show(changed);
      notices(state);
      counts();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      PG.style.forget();
      show(new Set(["theme"]));
    });
    document.addEventListener("keydown", keys);
    $("stage").addEventListener("pointerdown", () => drawer(false));
    show(new Set());
    notices(PG.state.get());
    counts();
    document.documentElement.dataset.ready = "true";
  }

  $("skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("stage").focus();
  });
  start();
})(window.PG);
