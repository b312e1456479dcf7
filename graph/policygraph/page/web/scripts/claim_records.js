/*
 * The claims in view as records for other programs: JSON as docs/command-line.md has a claim
 * of `show`, and a table as CSV (RFC 4180). What is denied says so in its own column and in
 * its sentence, and what speaks against a claim is named beside it.
 */
(function (PG) {
  "use strict";

  const { data } = PG;
  /** @param {string} id */
  const entity = (id) => ({ id, label: data.label(id) });

  /* By claim in view, the ids of the claims in view that deny or dispute it. */
  function opposition() {
    /** @type {Map<string, string[]>} */
    const found = new Map();
    for (const { edge, supporting, against } of PG.visible().edges) {
      for (const claim of supporting) {
        const opposing = against.filter((one) => data.opposes(edge, one, claim));
        found.set(
          claim.id,
          opposing.map((one) => one.id),
        );
      }
    }
    return found;
  }

  /**
   * @param {PG.Claim} claim
   * @param {Map<string, string[]>} against
   */
  function claimRecord(claim, against) {
    const source = data.source(claim.source);
    /** @param {string | undefined} id */
    const node = (id) => {
      const found = id ? data.entities.get(id) : null;
      return found ? { id: found.id, label: found.label, type: found.type } : null;
    };
    const { datasets } = data.payload;
    return {
      id: claim.id,
      dataset: claim.dataset || (datasets.length === 1 ? datasets[0] : ""),
      subject: entity(claim.subject),
      relation: { id: claim.relation, label: data.relation(claim.relation).label },
      object: entity(claim.object),
      polarity: claim.polarity,
      modality: claim.modality,
      likelihood: claim.likelihood,
      attributed_to: node(claim.attributed_to),
      start: claim.start || null,
      end: claim.end || null,
      known_since: claim.known_since || "",
      quantity: claim.quantity || null,
      unit: claim.unit || null,
      grade: claim.grade || null,
      towards: node(claim.towards),
      need: claim.need || null,
      source: {
        id: source.id,
        title: source.title,
        publisher: source.publisher || "",
        published: source.published || "",
        url: source.url || "",
        held: source.held || "",
      },
      locator: claim.locator || "",
      disputes: claim.disputes || [],
      withdrawn: claim.withdrawn || null,
      against: against.get(claim.id) || [],
      note: claim.note || "",
      sentence: claim.sentence,
      given: {
        subject: data.given(claim, "subject"),
        object: data.given(claim, "object"),
        attributed_to: data.given(claim, "attributed_to"),
      },
    };
  }

  /* What the reader has set that narrows the view. */
  function filters() {
    const state = PG.state.get();
    /** @type {Record<string, unknown>} */
    const set = {};
    /** @type {PG.StateName[]} */
    const names = [...PG.state.FILTERS, "focus"];
    for (const name of names) {
      if (String(state[name]) !== String(PG.state.DEFAULTS[name])) set[name] = state[name];
    }
    return set;
  }

  /**
   * The question and its paths, whose steps name their claims.
   * @param {PG.Answer} answer
   */
  function asked({ query, engine, status, paths }) {
    /** @param {PG.Step} step */
    const plain = ({ edge, ...step }) => step; // the number of an edge is the page's own
    return {
      query,
      engine,
      status,
      paths: paths.map((path) => ({ ...path, steps: path.steps.map(plain) })),
    };
  }

  function json() {
    const { payload } = data;
    const visible = PG.visible();
    const against = opposition();
    const listed = entities(visible).map((id) => {
      const { label, type, aliases = [], description = "" } = data.entity(id);
      return { id, label, type, aliases, description };
    });
    return {
      version: payload.version,
      generator: payload.generator,
      title: payload.title,
      ...(payload.answer ? asked(payload.answer) : {}),
      filters: filters(),
      entities: listed,
      claims: visible.claims.map((claim) => claimRecord(claim, against)),
    };
  }

  /**
   * The entities that the claims in view are about, or are shown without any claim.
   * @type {PG.ClaimRecords["entities"]}
   */
  function entities(visible) {
    const ids = new Set(visible.entities);
    for (const claim of visible.claims) {
      ids.add(claim.subject).add(claim.object);
      if (claim.attributed_to) ids.add(claim.attributed_to);
    }
    return [...ids].sort();
  }

  /** @type {Record<string, (record: ReturnType<typeof claimRecord>) => unknown>} */
  const COLUMNS = {
    id: (one) => one.id,
    subject: (one) => one.subject.id,
    subject_label: (one) => one.subject.label,
    relation: (one) => one.relation.id,
    relation_label: (one) => one.relation.label,
    object: (one) => one.object.id,
    object_label: (one) => one.object.label,
    polarity: (one) => one.polarity,
    modality: (one) => one.modality,
    likelihood: (one) => one.likelihood,
    attributed_to: (one) => (one.attributed_to ? one.attributed_to.id : ""),
    start: (one) => one.start,
    end: (one) => one.end,
    known_since: (one) => one.known_since,
    quantity: (one) => one.quantity,
    unit: (one) => one.unit,
    grade: (one) => one.grade,
    towards: (one) => (one.towards ? one.towards.id : ""),
    need: (one) => one.need,
    source: (one) => one.source.id,
    source_title: (one) => one.source.title,
    source_publisher: (one) => one.source.publisher,
    source_published: (one) => one.source.published,
    source_url: (one) => one.source.url,
    locator: (one) => one.locator,
    disputes: (one) => one.disputes.join("|"),
    against: (one) => one.against.join("|"),
    note: (one) => one.note,
    sentence: (one) => one.sentence,
  };

  /** @param {unknown} value */
  function cell(value) {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  function csv() {
    const against = opposition();
    const rows = PG.visible().claims.map((claim) => {
      const one = claimRecord(claim, against);
      return Object.values(COLUMNS)
        .map((of) => cell(of(one)))
        .join(",");
    });
    return [Object.keys(COLUMNS).join(","), ...rows].map((row) => `${row}\n`).join("");
  }

  const FORMULA = /^[=+\-@\t\r\n'＝＋－＠]/;
  const MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
  const PLAIN = /^(?=[\d.]{1,16}$)(?:0|[1-9]\d{0,14})(?:\.\d{0,13}[1-9])?$/;
  const CONVERTED = new RegExp(
    `^(?:[\\d\\s.,:/%eE+-]*\\d[\\d\\s.,:/%eE+-]*(?:[ap]m)?|true|false` +
      `|\\d{0,4}[-/. ]*(?:${MONTHS})[a-z]*[-/., ]*\\d{0,4}(?:[-/., ]+\\d{1,4})?)$`,
    "i",
  );

  /**
   * A text as a spreadsheet keeps it: policygraph.render.spreadsheet.guarded.
   * @param {unknown} value
   */
  function guarded(value) {
    if (typeof value !== "string") return value;
    const bare = value.trim();
    const changed = CONVERTED.test(bare) && !PLAIN.test(value);
    return FORMULA.test(value) || FORMULA.test(bare) || changed ? `'${value}` : value;
  }

  /* For people: with a byte-order mark, and no text that a spreadsheet would run or convert. */
  function spreadsheet() {
    const against = opposition();
    const rows = PG.visible().claims.map((claim) => {
      const one = claimRecord(claim, against);
      return Object.values(COLUMNS)
        .map((of) => cell(guarded(of(one))))
        .join(",");
    });
    return `\ufeff${[Object.keys(COLUMNS).join(","), ...rows].map((row) => `${row}\r\n`).join("")}`;
  }

  PG.claimRecords = { json, csv, spreadsheet, guarded, entities };
})(window.PG);
