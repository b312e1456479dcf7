/*
 * What the Save menu offers: the view as a picture, the claims in view as data, and print.
 * Files are made in the page's own memory; nothing is asked of anybody.
 */
(function (PG) {
  "use strict";

  const MOST = 2000; // rows of a printed table
  const LEAST = 0.6; // of the width of the paper, for a picture on one sheet
  const SIDE = 12000; // pixels, the longest side of a picture

  const shown = () => {
    const tab = document.querySelector('[role="tab"][aria-selected="true"]');
    return tab ? tab.id.replace("tab-", "") : "";
  };
  const drawn = () => ["network", "paths", "time"].includes(shown());

  /**
   * A name for a file: the title in letters, digits and hyphens.
   * @param {string} ending
   */
  function fileName(ending) {
    const title =
      PG.data.payload.title
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 60) || "graph";
    return `${title}${ending}`;
  }

  /**
   * @param {Blob} blob
   * @param {string} name
   */
  function give(blob, name) {
    const link = PG.el("a", { download: name, hidden: true });
    link.href = URL.createObjectURL(blob);
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    PG.announce(`Saved ${name}`);
  }

  /**
   * @param {string} text
   * @param {string} type
   */
  const file = (text, type) => new Blob([text], { type: `${type};charset=utf-8` });

  /** @param {PG.Picture} picture */
  function svgText(picture) {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture.svg)}\n`;
  }

  function saveSvg() {
    const picture = PG.picture.make(shown());
    if (picture) give(file(svgText(picture), "image/svg+xml"), fileName(`-${shown()}.svg`));
  }

  function savePng() {
    const name = fileName(`-${shown()}.png`);
    const picture = PG.picture.make(shown());
    if (!picture) return;
    const scale = Math.min(2, SIDE / picture.width, SIDE / picture.height);
    const image = new Image();
    const url = URL.createObjectURL(file(svgText(picture), "image/svg+xml"));
    const failed = () => {
      URL.revokeObjectURL(url);
      PG.announce(`${name} could not be drawn here. Save the SVG, or open the page by itself.`);
    };
    image.onerror = failed;
    image.onload = () => {
      const canvas = PG.el("canvas", {
        width: Math.floor(picture.width * scale),
        height: Math.floor(picture.height * scale),
      });
      PG.context(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      try {
        canvas.toBlob((blob) => (blob ? give(blob, name) : failed()), "image/png");
      } catch {
        failed(); // a frame that is kept apart may not read what it drew
      }
    };
    image.src = url;
  }

  /* Print --------------------------------------------------------------------- */

  /* A table of the claims in view, all of them up to a number that is said. */
  function printedTable() {
    const { COLUMNS, sorted } = PG.table;
    const names = [
      "claim",
      "polarity",
      "modality",
      "likelihood",
      "against",
      "start",
      "end",
      "known",
      "source",
      "locator",
      "id",
    ];
    const claims = sorted(PG.visible().claims);
    const rest = claims.length - MOST;
    const parts = [
      PG.el("h1", {}, PG.data.payload.title),
      PG.el("p", {}, PG.byId("table-words").textContent),
      PG.el(
        "table",
        {},
        PG.el(
          "thead",
          {},
          PG.el(
            "tr",
            {},
            names.map((name) => PG.el("th", {}, COLUMNS[name][0])),
          ),
        ),
        PG.el(
          "tbody",
          {},
          claims.slice(0, MOST).map((claim) =>
            PG.el(
              "tr",
              {},
              names.map((name) => PG.el("td", {}, COLUMNS[name][2](claim))),
            ),
          ),
        ),
      ),
    ];
    if (rest > 0) {
      const words = `${PG.plural(rest, "more claim")} not printed; save them as CSV.`;
      parts.push(PG.el("p", {}, words));
    }
    return parts;
  }

  /* What is put on paper: a picture that fits one sheet, or as long as it needs to be. */
  function paper() {
    const picture = drawn() ? PG.picture.make(shown(), { light: true }) : null;
    if (!picture) return shown() === "table" ? printedTable() : [];
    // Lying paper is 1.46 times as wide as high within its margins, standing paper 0.69 times.
    // What would be too small to read on one sheet goes over several.
    const share = picture.width / picture.height / (shown() === "time" ? 0.7 : 1.48);
    picture.svg.style.width = share < LEAST ? "100%" : `${Math.min(100, 100 * share).toFixed(2)}%`;
    picture.svg.removeAttribute("height");
    return [picture.svg];
  }

  let asked = false;

  /* A frame of a notebook may forbid printing; then nothing happens, and nobody says why. */
  function print() {
    asked = false;
    window.print();
    if (asked) return;
    PG.announce("This frame does not allow printing. Save a picture, or open the page by itself.");
  }

  function before() {
    asked = true;
    after();
    const parts = paper();
    if (!parts.length) return;
    document.body.append(PG.el("div", { id: "paper", class: `of-${shown()}` }, parts));
    document.documentElement.dataset.paper = "true";
  }

  function after() {
    document.getElementById("paper")?.remove();
    delete document.documentElement.dataset.paper;
  }

  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);

  PG.actions.register({
    name: "svg",
    label: "Picture of the view (SVG)",
    when: drawn,
    run: saveSvg,
  });
  PG.actions.register({
    name: "png",
    label: "Picture of the view (PNG)",
    when: drawn,
    run: savePng,
  });
  PG.actions.register({
    name: "spreadsheet",
    label: "Claims in view (for a spreadsheet)",
    run: () => give(file(PG.claimRecords.spreadsheet(), "text/csv"), fileName("-spreadsheet.csv")),
  });
  PG.actions.register({
    name: "csv",
    label: "Claims in view (CSV)",
    run: () => give(file(PG.claimRecords.csv(), "text/csv"), fileName(".csv")),
  });
  PG.actions.register({
    name: "json",
    label: "Claims in view (JSON)",
    run: () =>
      give(
        file(`${JSON.stringify(PG.claimRecords.json(), null, 1)}\n`, "application/json"),
        fileName(".json"),
      ),
  });
  PG.actions.register({
    name: "turtle",
    label: "Claims in view (Turtle)",
    run: () => give(file(PG.turtle.turtle(), "text/turtle"), fileName(".ttl")),
  });
  PG.actions.register({ name: "print", label: "Print", run: print });
})(window.PG);
