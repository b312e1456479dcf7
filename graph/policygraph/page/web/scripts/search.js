/* The search box: any entity of the page by any of its names, in view or not. */
(function (PG) {
  "use strict";

  const data = PG.data;
  const el = PG.el;
  /** @type {HTMLInputElement} */
  let input;
  /** @type {HTMLUListElement} */
  let list;
  /** @type {PG.Entity[]} */
  let found = [];
  let at = -1;

  function draw() {
    PG.clear(list);
    found.forEach((entity, n) => {
      const wanted = PG.names.plain(input.value);
      const alias = PG.names.plain(entity.label).includes(wanted)
        ? ""
        : [...data.aliasesOf(entity).map((one) => one.text), ...(entity.merged || [])].find((one) =>
            PG.names.plain(one).includes(wanted),
          ) || "";
      list.append(
        el(
          "li",
          {
            role: "option",
            id: `found-${n}`,
            "aria-selected": String(n === at),
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => choose(entity),
          },
          PG.style.swatch(entity.type),
          el(
            "span",
            { class: "label" },
            entity.label,
            alias ? el("span", { class: "faint" }, ` · ${alias}`) : null,
          ),
          el("span", { class: "faint" }, data.type(entity.type).label),
        ),
      );
    });
    if (!found.length && input.value.trim()) {
      list.append(
        el(
          "li",
          { class: "faint", role: "option", "aria-disabled": "true", "aria-selected": "false" },
          "No entity of this name",
        ),
      );
    }
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (at >= 0) input.setAttribute("aria-activedescendant", `found-${at}`);
    else input.removeAttribute("aria-activedescendant");
    const row = list.children[at];
    if (row) row.scrollIntoView({ block: "nearest" });
  }

  function look() {
    found = data.search(input.value, 12);
    at = found.length ? 0 : -1;
    draw();
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /**
   * What is found outside the focus becomes the focus; what filters hide is shown in the panel.
   * @param {PG.Entity} entity
   */
  function choose(entity) {
    input.value = "";
    found = [];
    close();
    const state = PG.state.get();
    const members = PG.focus.members(state);
    /** @type {Partial<PG.State>} */
    const patch = { select: `entity:${entity.id}` };
    if (members && !members.has(entity.id)) patch.focus = entity.id;
    PG.state.set(patch);
    PG.network.reveal(`entity:${entity.id}`);
    /** @type {HTMLElement | null} */
    const body = document.querySelector("#panel .panel-body");
    body?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!found.length) return;
      at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      draw();
    } else if (event.key === "Enter") {
      if (at >= 0 && found[at]) choose(found[at]);
    } else if (event.key === "Escape") {
      if (!input.value) input.blur();
      input.value = "";
      found = [];
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }

  PG.parts.push({
    mount() {
      input = el("input", {
        type: "search",
        id: "find",
        role: "combobox",
        autocomplete: "off",
        spellcheck: "false",
        placeholder: `Search ${PG.plural(data.entities.size, "entity", "entities")}`,
        "aria-label": "Search entities by name",
        "aria-expanded": "false",
        "aria-controls": "found",
        "aria-autocomplete": "list",
        oninput: look,
        onkeydown: key,
        onblur: close,
        onfocus: () => input.value.trim() && look(),
      });
      list = el("ul", {
        id: "found",
        role: "listbox",
        "aria-label": "Entities found",
        hidden: true,
      });
      PG.byId("search").append(input, el("kbd", { "aria-hidden": "true" }, "/"), list);
    },
  });
})(window.PG);
