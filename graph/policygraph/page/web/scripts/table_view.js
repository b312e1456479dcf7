/*
 * The view "table": every claim in view, denied ones too, under the same filters as the
 * drawing, for those who want all of it at once or cannot use a drawing. Only the rows in
 * sight are in the document, so a hundred thousand scroll as well as a hundred. The table is
 * one stop of the tab key: arrow keys walk over its cells, Enter sorts or opens the evidence.
 */
(function (PG) {
  "use strict";

  const MORE = 8; // rows drawn beyond both edges
  const label = (id) => (id ? PG.data.label(id) : "");
  const source = (claim) => PG.data.sources.get(claim.source);
  const first = (claim) =>
    claim.dates && Math.abs(claim.dates[0]) < PG.dates.FAR ? claim.dates[0] : "";
  const last = (claim) =>
    claim.dates && claim.end && Math.abs(claim.dates[1]) < PG.dates.FAR ? claim.dates[1] : "";

  /* name: [title, width in pixels, what is shown, what it is sorted by (blank ones last)] */
  const COLUMNS = {
    claim: ["Claim", 420, (claim) => PG.pathText.sentence(claim.sentence)],
    polarity: ["Polarity", 92, (claim) => claim.polarity],
    modality: ["Modality", 96, (claim) => PG.data.modalities.get(claim.modality).label],
    likelihood: [
      "Likelihood",
      96,
      (claim) => claim.likelihood.toFixed(2),
      (claim) => claim.likelihood,
    ],
    against: ["Against it", 100, (claim) => against(claim)],
    according: ["According to", 150, (claim) => label(claim.attributed_to)],
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

  const view = {
    root: null,
    grid: null,
    body: null,
    rows: new Map(),
    claims: [],
    high: 44,
    at: [0, 0],
    marked: null,
  };

  /* What is said against a claim, in a word. */
  function against(claim) {
    const edge = PG.visible().edgeByKey.get(
      [claim.subject, claim.relation, claim.object].join("|"),
    );
    if (claim.polarity === "denied" || !edge || !edge.against.length) return "";
    return "contested";
  }

  const collator = new Intl.Collator("en", { numeric: true });

  function sorted(claims) {
    const { sort } = PG.state.get();
    const name = sort.replace(/^-/, "");
    if (!COLUMNS[name]) return claims;
    const [, , shown, by = shown] = COLUMNS[name];
    const sign = sort.startsWith("-") ? -1 : 1;
    const keyed = claims.map((claim, place) => [by(claim), place, claim]);
    keyed.sort(([a, one], [b, two]) => {
      if (a === b) return one - two;
      if (a === "" || b === "") return a === "" ? 1 : -1;
      return sign * (typeof a === "number" ? a - b : collator.compare(a, b)) || one - two;
    });
    return keyed.map(([, , claim]) => claim);
  }

  function sortBy(name) {
    const { sort } = PG.state.get();
    PG.state.set({ sort: sort === name ? `-${name}` : sort === `-${name}` ? "" : name });
  }

  /* Drawing ------------------------------------------------------------------- */

  const cellId = (row, column) => `cell-${row}-${column}`;

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

  function row(index) {
    const claim = view.claims[index];
    const chosen = PG.state.get().select === `claim:${claim.id}`;
    return PG.el(
      "div",
      {
        role: "row",
        "aria-rowindex": index + 2,
        "aria-selected": String(chosen),
        class: claim.polarity === "denied" ? "row denied" : "row",
        "data-id": claim.id,
        style: { top: `${index * view.high}px` },
        onclick: (event) => open(index, event.target.closest("[role=gridcell]")),
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

  function open(index, cell) {
    view.at = [index, cell ? [...cell.parentNode.children].indexOf(cell) : view.at[1]];
    PG.select(`claim:${view.claims[index].id}`);
  }

  /* Put the rows in sight into the document, and take the others out; the rest stays as it is. */
  function fill() {
    const { scroller, claims, high, body, rows } = view;
    const from = Math.max(0, Math.floor(scroller.scrollTop / high) - MORE);
    const to = Math.min(
      claims.length,
      Math.ceil((scroller.scrollTop + scroller.clientHeight) / high) + MORE,
    );
    if (view.from === from && view.to === to) return;
    Object.assign(view, { from, to });
    for (const [index, old] of rows) {
      if (index >= from && index < to) continue;
      old.remove();
      rows.delete(index);
    }
    let next = null;
    for (let index = to - 1; index >= from; index -= 1) {
      if (!rows.has(index)) rows.set(index, body.insertBefore(row(index), next));
      next = rows.get(index);
    }
    mark();
  }

  /* Show which cell the arrow keys have reached. */
  function mark() {
    const [index, column] = view.at;
    const cell = document.getElementById(cellId(index, column));
    if (view.marked && view.marked !== cell) view.marked.classList.remove("at");
    if (cell) cell.classList.add("at");
    view.marked = cell;
    if (cell) view.grid.setAttribute("aria-activedescendant", cell.id);
    else view.grid.removeAttribute("aria-activedescendant");
    return cell;
  }

  /* Go to a cell (the row -1 is the head) and bring it into sight. */
  function go(index, column) {
    view.at = [
      Math.max(-1, Math.min(view.claims.length - 1, index)),
      Math.max(0, Math.min(NAMES.length - 1, column)),
    ];
    const { scroller, high } = view;
    const [at] = view.at;
    const room = scroller.clientHeight - view.headHeight;
    if (at >= 0) {
      if (at * high < scroller.scrollTop) scroller.scrollTop = at * high;
      if ((at + 1) * high > scroller.scrollTop + room) scroller.scrollTop = (at + 1) * high - room;
    }
    fill();
    const cell = mark();
    if (cell) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function pressed(event) {
    const [index, column] = view.at;
    const page = Math.max(
      1,
      Math.floor((view.scroller.clientHeight - view.headHeight) / view.high) - 1,
    );
    const to = {
      ArrowDown: [index + 1, column],
      ArrowUp: [index - 1, column],
      ArrowRight: [index, column + 1],
      ArrowLeft: [index, column - 1],
      PageDown: [index + page, column],
      PageUp: [Math.max(0, index - page), column],
      Home: event.ctrlKey ? [0, 0] : [index, 0],
      End: event.ctrlKey ? [view.claims.length - 1, NAMES.length - 1] : [index, NAMES.length - 1],
    }[event.key];
    if (to) go(...to);
    else if ((event.key === "Enter" || event.key === " ") && index < 0) sortBy(NAMES[column]);
    else if ((event.key === "Enter" || event.key === " ") && view.claims[index]) open(index, null);
    else return;
    event.preventDefault();
  }

  function update(visible, changed) {
    const { sort } = PG.state.get();
    const before = view.claims;
    view.claims = sorted(visible.claims);
    const same =
      before.length === view.claims.length && before.every((claim, n) => claim === view.claims[n]);
    view.high = view.scroller.clientWidth < 620 ? 62 : 44;
    view.grid.style.setProperty("--row", `${view.high}px`);
    view.grid.setAttribute("aria-rowcount", view.claims.length + 1);
    view.rows.clear();
    PG.clear(view.body).style.height = `${view.claims.length * view.high}px`;
    Object.assign(view, { from: -1, to: -1 });
    view.head.replaceChildren(head());
    view.headHeight = view.head.offsetHeight;
    if (!same && changed.has("sort") === false && before.length) view.scroller.scrollTop = 0;
    view.at[0] = Math.min(view.at[0], view.claims.length - 1);
    fill();
    mark();
    const by = COLUMNS[sort.replace(/^-/, "")];
    view.words.textContent = [
      PG.plural(view.claims.length, "claim"),
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
      view.root = root;
      view.words = PG.el("p", { class: "facts", id: "table-words" });
      view.head = PG.el("div", { role: "rowgroup", class: "head" });
      view.body = PG.el("div", { role: "rowgroup", class: "body" });
      view.grid = PG.el(
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
        view.head,
        view.body,
      );
      const widths = NAMES.map((name) =>
        name === "claim" ? "var(--claim)" : `${COLUMNS[name][1]}px`,
      );
      view.grid.style.setProperty("--columns", widths.join(" "));
      view.scroller = PG.el(
        "div",
        { class: "scroller", onscroll: () => requestAnimationFrame(fill) },
        view.grid,
      );
      root.append(view.words, view.scroller);
      new ResizeObserver(() => view.scroller.clientHeight && fill()).observe(view.scroller);
    },
    update,
  });
  PG.table = { COLUMNS, sorted };
})(window.PG);
