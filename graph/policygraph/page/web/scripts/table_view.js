/*
 * The view "table": every claim in view, denied ones too, under the same filters as the
 * drawing, for those who want all of it at once or cannot use a drawing. Only the rows in
 * sight are in the document, so a hundred thousand scroll as well as a hundred. The table is
 * one stop of the tab key: arrow keys walk over its cells, Enter sorts or opens the evidence.
 */
(function (PG) {
  "use strict";

  const MORE = 8; // rows drawn beyond both edges
  /** @param {PG.Claim} claim */
  const source = (claim) => PG.data.source(claim.source);
  /** @param {PG.Claim} claim */
  const first = (claim) =>
    claim.dates && Math.abs(claim.dates[0]) < PG.dates.FAR ? claim.dates[0] : "";
  /** @param {PG.Claim} claim */
  const last = (claim) =>
    claim.dates && claim.end && Math.abs(claim.dates[1]) < PG.dates.FAR ? claim.dates[1] : "";

  /**
   * What is blank is sorted last.
   * @type {Record<string, PG.Column>}
   */
  const COLUMNS = {
    claim: ["Claim", 420, (claim) => PG.pathText.sentence(claim.sentence)],
    polarity: ["Polarity", 92, (claim) => claim.polarity],
    modality: ["Modality", 96, (claim) => PG.data.modality(claim.modality).label],
    likelihood: [
      "Likelihood",
      96,
      (claim) => claim.likelihood.toFixed(2),
      (claim) => claim.likelihood,
    ],
    against: ["Against it", 100, (claim) => against(claim)],
    according: ["According to", 150, (claim) => PG.data.given(claim, "attributed_to")?.label || ""],
    start: ["From", 96, (claim) => claim.start || "", first],
    end: ["Until", 96, (claim) => claim.end || "", last],
    known: [
      "Known since",
      112,
      (claim) => claim.known_since || "",
      (claim) => (claim.known ? claim.known[0] : ""),
    ],
    source: ["Source", 260, (claim) => source(claim).title],
    locator: ["Place in it", 130, (claim) => claim.locator || ""],
    note: ["Note", 260, (claim) => claim.note || ""],
    id: ["Id", 170, (claim) => claim.id],
  };
  const NAMES = Object.keys(COLUMNS);

  /** @type {HTMLElement} */
  let grid;
  /** @type {HTMLElement} */
  let heading;
  /** @type {HTMLElement} */
  let body;
  /** @type {HTMLElement} */
  let scroller;
  /** @type {HTMLElement} */
  let words;
  /** @type {PG.Claim[]} */
  let claims = [];
  /**
   * The rows that are in the document, by the index of their claim.
   * @type {Map<number, HTMLElement>}
   */
  const rows = new Map();
  let inDocument = { from: -1, to: -1 };
  let rowHeight = 44;
  let headHeight = 0;
  /**
   * The cell that the arrow keys have reached.
   * @type {[row: number, column: number]}
   */
  let at = [0, 0];
  /** @type {HTMLElement | null} */
  let marked = null;

  /**
   * What is said against a claim, in a word.
   * @param {PG.Claim} claim
   */
  function against(claim) {
    const edge = PG.visible().edgeByKey.get(PG.data.key(claim));
    if (claim.polarity === "denied" || !edge || !edge.against.length) return "";
    return "contested";
  }

  const collator = new Intl.Collator("en", { numeric: true });

  /* The column that the address names, or null: it may name anything. */
  function sortedBy() {
    const name = PG.state.get().sort.replace(/^-/, "");
    return Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : null;
  }

  /** @type {PG.Namespace["table"]["sorted"]} */
  function sorted(some) {
    const column = sortedBy();
    if (!column) return some;
    const [, , shown, by = shown] = column;
    const sign = PG.state.get().sort.startsWith("-") ? -1 : 1;
    const keyed = some.map((claim, place) => ({ key: by(claim), place, claim }));
    keyed.sort((one, two) => {
      const [a, b] = [one.key, two.key];
      if (a === b) return one.place - two.place;
      if (a === "" || b === "") return a === "" ? 1 : -1;
      const order =
        typeof a === "number" && typeof b === "number"
          ? a - b
          : collator.compare(String(a), String(b));
      return sign * order || one.place - two.place;
    });
    return keyed.map(({ claim }) => claim);
  }

  /** @param {string} name */
  function sortBy(name) {
    const { sort } = PG.state.get();
    PG.state.set({ sort: sort === name ? `-${name}` : sort === `-${name}` ? "" : name });
  }

  /* Drawing ------------------------------------------------------------------- */

  /**
   * @param {number} index
   * @param {number} column
   */
  const cellId = (index, column) => `cell-${index}-${column}`;

  function head() {
    const { sort } = PG.state.get();
    const cells = NAMES.map((name, column) => {
      const way = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
      const sign = { ascending: " ▴", descending: " ▾", none: "" }[way];
      return PG.el(
        "div",
        {
          role: "columnheader",
          id: cellId(-1, column),
          class: `of-${name}`,
          "aria-sort": way,
          "aria-colindex": column + 1,
          onclick: () => sortBy(name),
        },
        COLUMNS[name][0],
        PG.el("span", { "aria-hidden": "true" }, sign),
      );
    });
    return PG.el("div", { role: "row", class: "row", "aria-rowindex": 1 }, cells);
  }

  /** @param {number} index */
  function row(index) {
    const claim = claims[index];
    const chosen = PG.state.get().select === `claim:${claim.id}`;
    return PG.el(
      "div",
      {
        role: "row",
        "aria-rowindex": index + 2,
        "aria-selected": String(chosen),
        class: claim.polarity === "denied" ? "row denied" : "row",
        "data-id": claim.id,
        style: { top: `${index * rowHeight}px` },
        onclick: (event) => open(index, columnOf(event.target)),
      },
      NAMES.map((name, column) => {
        const text = COLUMNS[name][2](claim);
        return PG.el(
          "div",
          {
            role: "gridcell",
            id: cellId(index, column),
            "aria-colindex": column + 1,
            class: `of-${name}`,
            title: text,
          },
          PG.el("div", {}, text),
        );
      }),
    );
  }

  /**
   * The column of the cell that a click was on; that of the keys where it was on none.
   * @param {EventTarget | null} target
   */
  function columnOf(target) {
    const cell = target instanceof Element ? target.closest("[role=gridcell]") : null;
    return cell ? Number(cell.getAttribute("aria-colindex")) - 1 : at[1];
  }

  /**
   * @param {number} index
   * @param {number} column
   */
  function open(index, column) {
    at = [index, column];
    PG.select(`claim:${claims[index].id}`);
  }

  /* Put the rows in sight into the document, and take the others out; the rest stays as it is. */
  function fill() {
    const from = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - MORE);
    const to = Math.min(
      claims.length,
      Math.ceil((scroller.scrollTop + scroller.clientHeight) / rowHeight) + MORE,
    );
    if (inDocument.from === from && inDocument.to === to) return;
    inDocument = { from, to };
    for (const [index, old] of rows) {
      if (index >= from && index < to) continue;
      old.remove();
      rows.delete(index);
    }
    /** @type {HTMLElement | null} */
    let next = null;
    for (let index = to - 1; index >= from; index -= 1) {
      /** @type {HTMLElement} */
      const shown = rows.get(index) || body.insertBefore(row(index), next);
      rows.set(index, shown);
      next = shown;
    }
    mark();
  }

  /* Show which cell the arrow keys have reached. */
  function mark() {
    const [index, column] = at;
    const cell = document.getElementById(cellId(index, column));
    if (marked && marked !== cell) marked.classList.remove("at");
    if (cell) cell.classList.add("at");
    marked = cell;
    if (cell) grid.setAttribute("aria-activedescendant", cell.id);
    else grid.removeAttribute("aria-activedescendant");
    return cell;
  }

  /**
   * Go to a cell (the row -1 is the head) and bring it into sight.
   * @param {number} index
   * @param {number} column
   */
  function go(index, column) {
    at = [
      Math.max(-1, Math.min(claims.length - 1, index)),
      Math.max(0, Math.min(NAMES.length - 1, column)),
    ];
    const top = at[0] * rowHeight;
    const visible = scroller.clientHeight - headHeight;
    if (at[0] >= 0) {
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      if (top + rowHeight > scroller.scrollTop + visible) {
        scroller.scrollTop = top + rowHeight - visible;
      }
    }
    fill();
    const cell = mark();
    if (cell) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const [index, column] = at;
    const page = Math.max(1, Math.floor((scroller.clientHeight - headHeight) / rowHeight) - 1);
    /** @type {Record<string, [row: number, column: number]>} */
    const moves = {
      ArrowDown: [index + 1, column],
      ArrowUp: [index - 1, column],
      ArrowRight: [index, column + 1],
      ArrowLeft: [index, column - 1],
      PageDown: [index + page, column],
      PageUp: [Math.max(0, index - page), column],
      Home: event.ctrlKey ? [0, 0] : [index, 0],
      End: event.ctrlKey ? [claims.length - 1, NAMES.length - 1] : [index, NAMES.length - 1],
    };
    const to = moves[event.key];
    if (to) go(...to);
    else if ((event.key === "Enter" || event.key === " ") && index < 0) sortBy(NAMES[column]);
    else if ((event.key === "Enter" || event.key === " ") && claims[index]) open(index, column);
    else return;
    event.preventDefault();
  }

  /** @type {Required<PG.View>["update"]} */
  function update(visible, changed) {
    const { sort } = PG.state.get();
    const before = claims;
    claims = sorted(visible.claims);
    const same = before.length === claims.length && before.every((claim, n) => claim === claims[n]);
    rowHeight = scroller.clientWidth < 620 ? 62 : 44;
    grid.style.setProperty("--row", `${rowHeight}px`);
    grid.setAttribute("aria-rowcount", String(claims.length + 1));
    rows.clear();
    PG.clear(body).style.height = `${claims.length * rowHeight}px`;
    inDocument = { from: -1, to: -1 };
    heading.replaceChildren(head());
    headHeight = heading.offsetHeight;
    if (!same && !changed.has("sort") && before.length) scroller.scrollTop = 0;
    at[0] = Math.min(at[0], claims.length - 1);
    fill();
    mark();
    const by = sortedBy();
    words.textContent = [
      PG.plural(claims.length, "claim"),
      visible.denied ? `${visible.denied} of them denied` : null,
      by ? `sorted by ${by[0].toLowerCase()}${sort.startsWith("-") ? ", descending" : ""}` : null,
    ]
      .filter(Boolean)
      .join(", ");
  }

  PG.views.register("table", {
    title: "Table",
    hint: "Every claim in view, denied ones too. Arrow keys move, Enter opens the evidence or sorts.",
    mount(root) {
      words = PG.el("p", { class: "facts", id: "table-words" });
      heading = PG.el("div", { role: "rowgroup", class: "head" });
      body = PG.el("div", { role: "rowgroup", class: "body" });
      grid = PG.el(
        "div",
        {
          role: "grid",
          class: "claims",
          tabindex: 0,
          "aria-label": "Claims in view",
          "aria-describedby": "table-words",
          "aria-colcount": NAMES.length,
          onkeydown: pressed,
        },
        heading,
        body,
      );
      const widths = NAMES.map((name) =>
        name === "claim" ? "var(--claim)" : `${COLUMNS[name][1]}px`,
      );
      grid.style.setProperty("--columns", widths.join(" "));
      scroller = PG.el(
        "div",
        { class: "scroller", onscroll: () => requestAnimationFrame(fill) },
        grid,
      );
      root.append(words, scroller);
      new ResizeObserver(() => {
        if (scroller.clientHeight) fill();
      }).observe(scroller);
    },
    update,
  });
  PG.table = { COLUMNS, sorted };
})(window.PG);
