/*
 * A path in words: each step with what its claims say, who says so, and what speaks against
 * it; and why there is no path, where there is none.
 */
(function (PG) {
  "use strict";

  /** @param {string} text */
  const sentence = (text) => {
    const raised = text.charAt(0).toUpperCase() + text.slice(1);
    return /[.?!]$/.test(raised) ? raised : `${raised}.`;
  };

  /**
   * Parts of a year: what EDTF writes, and what goes before the year.
   * @type {Record<string, string>}
   */
  const PARTS = {
    21: "spring ",
    22: "summer ",
    23: "autumn ",
    24: "winter ",
    33: "the first quarter of ",
    34: "the second quarter of ",
    35: "the third quarter of ",
    36: "the fourth quarter of ",
    40: "the first half of ",
    41: "the second half of ",
  };

  /**
   * An EDTF date as people write it: policygraph.query.wording.date_words.
   * @param {string} text
   */
  function dateWords(text) {
    const sign = /[~?%]$/.test(text) ? text.slice(-1) : "";
    const date = sign ? text.slice(0, -1) : text;
    const part = /^(\d+)-(2[1-4]|3[3-6]|4[01])$/.exec(date);
    const words = part ? `${PARTS[part[2]]}${part[1]}` : date;
    const near = sign === "~" || sign === "%" ? `about ${words}` : words;
    return sign === "?" || sign === "%" ? `${near} (uncertain)` : near;
  }

  /**
   * A start or an end in words; nothing if it is open.
   * @param {string} text
   */
  function bound(text) {
    const [first, last] = text.split("/").map((side) => (side === ".." ? side : dateWords(side)));
    if (last === undefined) return text === ".." ? "" : first;
    if (first === "..") return `${last} or before`;
    return last === ".." ? `${first} or after` : `some time in ${first} to ${last}`;
  }

  /**
   * The dates of a claim in words: policygraph.query.wording.validity_words.
   * @type {PG.PathText["validity"]}
   */
  function validity(claim) {
    const [start, end] = [claim.start, claim.end].map((text) => bound(text || ".."));
    if (start === end) return start;
    if (start && end) {
      const plain = !`${claim.start}${claim.end}`.includes("/");
      return plain ? `${start} to ${end}` : `from ${start} until ${end}`;
    }
    return start ? `since ${start}` : `until ${end}`;
  }

  /**
   * The quantity and unit of a claim in words: policygraph.query.wording.amount.
   * @type {PG.PathText["amount"]}
   */
  function amount(claim) {
    if (!claim.quantity) return "";
    const [low, high] = claim.quantity.split("..");
    const ends = low && high ? `${low} to ${high}` : low || high;
    const text =
      high === undefined || (low && high) ? ends : `at ${low ? "least" : "most"} ${ends}`;
    return claim.unit ? `${text} ${claim.unit}` : text;
  }

  /**
   * How a claim puts it, who is cited, and when.
   * @param {PG.Claim} claim
   */
  function manner(claim) {
    const denied = claim.polarity === "denied" ? "denied, " : "";
    const modality = PG.data.modality(claim.modality).label;
    const how = [`${denied}${modality} ${claim.likelihood.toFixed(2)}`];
    if (amount(claim)) how.push(amount(claim));
    const speaker = PG.data.given(claim, "attributed_to");
    if (speaker) how.push(`according to ${PG.name(speaker.label)}`);
    const dated = validity(claim);
    if (dated) how.push(dated);
    if (claim.known_since) how.push(`known since ${claim.known_since}`);
    return how.join(", ");
  }

  /** @param {PG.Claim} claim */
  function cited(claim) {
    const source = PG.data.source(claim.source);
    return PG.el(
      "li",
      { class: claim.polarity === "denied" ? "denied" : null },
      `${manner(claim)}: `,
      PG.link(source.url, source.title),
      ` (${[source.publisher, source.published || "no date", claim.locator].filter(Boolean).join(", ")})`,
      claim.note ? PG.el("span", { class: "note" }, `. ${sentence(claim.note)}`) : null,
    );
  }

  /**
   * The claims of a list of ids that are on the page.
   * @param {string[]} ids
   */
  const claims = (ids) => ids.flatMap((id) => PG.data.claims.get(id) || []);

  /**
   * @param {PG.Step} one
   * @param {number} number
   * @param {PG.Path} path
   */
  function step(one, number, path) {
    const edge = one.edge === null ? null : PG.data.edges[one.edge];
    const weakest = path.weakest_step === number;
    const facts = [one.effect || "no influence declared this way", one.strength.toFixed(2)];
    if (weakest) facts.push("weakest step");
    if (one.contested) facts.push("contested");
    const title = sentence(one.sentence);
    /**
     * A claim with its own words, where they are not those of the step.
     * @param {PG.Claim} claim
     */
    const own = (claim) => {
      const item = cited(claim);
      if (claim.sentence !== one.sentence) item.prepend(`${sentence(claim.sentence)} `);
      return item;
    };
    return PG.el(
      "li",
      {},
      edge
        ? PG.el(
            "button",
            { type: "button", class: "statement-of", onclick: () => PG.select(`edge:${edge.key}`) },
            title,
          )
        : PG.el("span", {}, title),
      " ",
      PG.el("span", { class: "facts" }, facts.join(" · ")),
      PG.el("ul", { class: "evidence" }, claims(one.claims).map(own)),
      one.against.length
        ? PG.el(
            "div",
            { class: "against" },
            PG.el("strong", {}, "Against it"),
            PG.el(
              "ul",
              { class: "evidence" },
              claims(one.against).map((claim) => {
                const item = cited(claim);
                item.prepend(`${sentence(claim.sentence)} `);
                return item;
              }),
            ),
          )
        : null,
    );
  }

  /** @type {PG.PathText["steps"]} */
  function steps(path, { verdict, chain, instead }) {
    const title = instead ? chain(path) : `Path ${path.rank}: ${chain(path)}`;
    const facts =
      `${verdict(path)}; chain strength ${path.strength.toFixed(2)}; ` +
      `${PG.plural(path.hops, "hop")}; weakest step ${path.weakest_step}.`;
    return [
      PG.el("h2", {}, title),
      PG.el("p", { class: "facts" }, sentence(facts)),
      PG.el(
        "ol",
        { class: "steps" },
        path.steps.map((one, index) => step(one, index + 1, path)),
      ),
      PG.el(
        "p",
        { class: "note" },
        "Chain strength multiplies the likelihoods of the steps as if " +
          "they were independent; it ranks paths and is not a probability.",
      ),
    ];
  }

  /**
   * Whether there is a path without a restriction; null where the budget ran out.
   * @param {boolean | null} found
   */
  function liftedWords(found) {
    if (found === null) return "not settled within the budget";
    return found ? "would give a path" : "gives none";
  }

  /** @type {PG.PathText["absence"]} */
  function absence(reason) {
    if (!reason) return [];
    const { summary, restrictions, settled, together } = reason;
    const found = [
      PG.el("h2", {}, "No path"),
      PG.el("p", {}, sentence(summary)),
      PG.el(
        "ul",
        {},
        restrictions.map((one) =>
          PG.el(
            "li",
            {},
            `without ${one.option} ${[one.value].flat().join(", ")}: ${liftedWords(one.path_if_lifted)}`,
          ),
        ),
      ),
    ];
    if (!settled) found.push(PG.el("p", {}, "The budget ran out before this was certain."));
    if (reason.would_give) {
      const heading = PG.el("strong", {}, "Not an answer to the question");
      found.push(PG.el("p", {}, heading, `, without ${together.join(" and ")}:`));
    }
    return found;
  }

  /**
   * One claim as evidence, as plain text.
   * @param {PG.Claim} claim
   */
  function line(claim) {
    const source = PG.data.source(claim.source);
    const where = [source.publisher, source.published || "no date", claim.locator]
      .filter(Boolean)
      .join(", ");
    return `${manner(claim)}: ${source.title} (${where})${claim.note ? `. ${sentence(claim.note)}` : ""}`;
  }

  /**
   * A path in words as SVG, in columns of about one height: {height, parts}.
   * @type {PG.PathText["columns"]}
   */
  function columns(path, { chain, instead }, width) {
    const { figure } = PG;
    const [size, high, gap] = [10.5, 13.5, 24];
    const count = Math.max(1, Math.min(3, Math.floor(width / 400)));
    const wide = (width - gap * (count - 1)) / count;
    const blocks = path.steps.map((one, index) => {
      const facts = [
        one.effect || "no influence declared this way",
        one.strength.toFixed(2),
        path.weakest_step === index + 1 ? "weakest step" : null,
      ]
        .filter(Boolean)
        .join(", ");
      /**
       * @param {string} text
       * @param {boolean} bold
       */
      const wrap = (text, bold) =>
        figure.wrap(text, wide - 14, size, bold).map((words) => ({ words, bold }));
      return [
        ...wrap(`${index + 1}. ${sentence(one.sentence)} (${facts})`, true),
        ...claims(one.claims).flatMap((claim) => {
          const words = claim.sentence === one.sentence ? "" : `${sentence(claim.sentence)} `;
          return wrap(words + line(claim), false);
        }),
        ...claims(one.against).flatMap((claim) =>
          wrap(`Against it: ${sentence(claim.sentence)} ${line(claim)}`, false),
        ),
      ];
    });
    const title = figure.wrap(
      instead
        ? `Not an answer to the question: ${chain(path)}`
        : `Path ${path.rank}: ${chain(path)}`,
      width,
      12.5,
      true,
    );
    /** @type {SVGElement[]} */
    const parts = [figure.text(title, 0, 12, { size: 12.5, bold: true, fill: "var(--ink)" })];
    const top = title.length * figure.LINE + 12;
    const fair = blocks.reduce((sum, block) => sum + block.length, 0) / count;
    let [column, y, most] = [0, 0, 0];
    for (const block of blocks) {
      if (column < count - 1 && y > 0 && y + block.length / 2 > fair) [column, y] = [column + 1, 0];
      block.forEach(({ words, bold }, row) =>
        parts.push(
          figure.text([words], column * (wide + gap) + (bold ? 0 : 10), top + (y + row) * high, {
            size,
            bold,
            fill: "var(--ink)",
          }),
        ),
      );
      y += block.length + 0.5;
      most = Math.max(most, y);
    }
    return { height: top + most * high, parts };
  }

  PG.pathText = { amount, steps, columns, absence, sentence, validity };
})(window.PG);
