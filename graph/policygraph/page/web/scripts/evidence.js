/* The evidence panel: what is said about an entity, an edge or a claim, by whom, and against it. */
(function (PG) {
  "use strict";

  const data = PG.data;
  const panel = PG.byId("panel");
  const el = PG.el;

  /**
   * What the panel showed before, for the way back.
   * @type {PG.Target[]}
   */
  const trail = [];

  /** @param {string} text */
  const capital = (text) => (text ? text[0].toUpperCase() + text.slice(1) : text);

  /** @param {string} id */
  function entityButton(id) {
    const entity = data.entities.get(id);
    if (!entity) return el("span", {}, id);
    return el(
      "button",
      { type: "button", class: "entity", onclick: () => go(`entity:${id}`) },
      PG.style.swatch(entity.type),
      el("span", {}, PG.name(entity.label)),
    );
  }

  /** @param {PG.Target} target */
  function go(target) {
    PG.select(target, { reveal: true });
  }

  /**
   * @param {string} text
   * @param {string} [kind]
   */
  function badge(text, kind) {
    return el("span", { class: `badge${kind ? ` ${kind}` : ""}` }, text);
  }

  /** @param {number} value */
  function likelihoodWords(value) {
    const term = data.payload.ontology.likelihood_terms.find(
      (one) => value >= one.low && value <= one.high,
    );
    return value.toFixed(2) + (term ? ` (${term.label})` : "");
  }

  /** @param {PG.Claim} claim */
  function validity(claim) {
    return PG.pathText.validity(claim) || "dates not given";
  }

  /**
   * @param {string} name
   * @param {PG.Child[]} value
   */
  function row(name, ...value) {
    return value.flat().some(Boolean) ? [el("dt", {}, name), el("dd", {}, ...value)] : [];
  }

  /** @param {string[]} ids */
  function claimButtons(ids) {
    return ids.map((id) =>
      data.claims.has(id)
        ? el(
            "button",
            { type: "button", class: "mono plain", onclick: () => go(`claim:${id}`) },
            id,
          )
        : el("span", { class: "mono" }, id),
    );
  }

  /** @type {Map<string, string[]>} */
  const disputing = new Map();
  for (const claim of data.payload.claims) {
    for (const id of claim.disputes || []) {
      data.listAt(disputing, id).push(claim.id);
    }
  }

  /**
   * One claim with everything that is known of it.
   * @param {PG.Claim} claim
   */
  function card(claim) {
    const source = data.source(claim.source);
    const modality = data.modality(claim.modality);
    const denied = claim.polarity === "denied";
    return el(
      "article",
      { class: `claim${denied ? " denied" : ""}`, "data-claim": claim.id },
      el("p", { class: "sentence" }, capital(claim.sentence)),
      el(
        "p",
        { class: "badges" },
        denied ? badge("denied", "strong") : null,
        claim.withdrawn ? badge(`withdrawn ${claim.withdrawn}`, "strong") : null,
        badge(modality.label),
        badge(`likelihood ${likelihoodWords(claim.likelihood)}`),
        badge(validity(claim)),
      ),
      el(
        "dl",
        {},
        row(
          "Source",
          PG.link(source.url, source.title),
          el(
            "span",
            { class: "faint" },
            [source.publisher, source.published || "no date"].filter(Boolean).join(", "),
          ),
        ),
        row("Held", source.held || ""),
        row("Where", claim.locator || ""),
        row("Said by", claim.attributed_to ? entityButton(claim.attributed_to) : ""),
        row("Directed at", claim.towards ? entityButton(claim.towards) : ""),
        row("Amount", PG.pathText.amount(claim)),
        row("How much", claim.grade ? data.grade(claim.grade).label : ""),
        row("Needed", claim.need ? data.need(claim.need).label : ""),
        row("Known since", claim.known_since || ""),
        row("Likelihood as given", claim.likelihood_given || ""),
        row("Disputes", claimButtons(claim.disputes || [])),
        row("Disputed by", claimButtons(disputing.get(claim.id) || [])),
        row("Passes on", claim.origin || source.origin || ""),
        row("Note", claim.note || ""),
        row(
          "Claim",
          el("span", { class: "mono" }, claim.id),
          claim.dataset ? el("span", { class: "faint" }, claim.dataset) : "",
        ),
      ),
    );
  }

  /**
   * By how many sources, and of how many origins: sources of one origin corroborate once.
   * Claims that do not say what the first says, the strongest, are counted apart.
   * @param {PG.Claim[]} every
   */
  function corroboration(every) {
    const claims = every.filter((claim) => data.agrees(every[0], claim));
    const separate = every.length - claims.length;
    return separate
      ? `${counted(claims)}, ${PG.plural(separate, "claim")} of another time or quantity`
      : counted(claims);
  }

  /** @param {PG.Claim[]} claims */
  function counted(claims) {
    const sources = new Set(claims.map((claim) => claim.source));
    const origins = new Set(
      claims.map((claim) => claim.root || data.source(claim.source).root || claim.source),
    );
    if (sources.size < 2)
      return origins.size < 2 ? "one source" : `one source of ${origins.size} origins`;
    return origins.size === sources.size
      ? `${sources.size} independent sources`
      : `${sources.size} sources of ${PG.plural(origins.size, "origin")}`;
  }

  /**
   * @param {string} title
   * @param {string | number} count
   * @param {PG.Child} children
   * @param {boolean} [open]
   */
  function section(title, count, children, open) {
    if (!count) return null;
    return el(
      "details",
      { open: open !== false },
      el("summary", {}, el("h3", {}, title), el("span", { class: "count" }, count)),
      children,
    );
  }

  /* Edges -------------------------------------------------------------------- */

  /** @param {PG.Triple} record */
  function statement(record) {
    const relation = data.relation(record.relation);
    return el(
      "div",
      { class: "statement" },
      entityButton(record.subject),
      el("span", { class: "relation", title: relation.definition || "" }, relation.label),
      entityButton(record.object),
    );
  }

  /** @param {PG.Edge} edge */
  function edgeView(edge) {
    const one = PG.visible().edgeByKey.get(edge.key);
    const supporting = one ? one.supporting : edge.claims;
    const against = one ? one.against : edge.against;
    const relation = data.relation(edge.relation);
    const hidden = edge.claims.length - supporting.length;
    const modality = supporting[0].modality;
    return [
      el("p", { class: "kind" }, "Connection"),
      statement(edge),
      el(
        "p",
        { class: "line" },
        PG.style.sample(edge.effect, modality, supporting[0].likelihood),
        el(
          "span",
          {},
          `${edge.effect} · ${data.modality(modality).label} · likelihood ${supporting[0].likelihood.toFixed(2)} · ${corroboration(supporting)}`,
        ),
      ),
      edge.outside
        ? el(
            "p",
            { class: "remark" },
            "Not part of the answer: only lifting a restriction would lead here.",
          )
        : null,
      against.length
        ? el(
            "p",
            { class: "remark contested-remark" },
            contestedSign(),
            el("span", {}, `Contested: ${PG.plural(against.length, "claim")} against it.`),
          )
        : null,
      one || edge.outside
        ? null
        : el(
            "p",
            { class: "remark" },
            "Hidden by the filters; everything said about it is shown here.",
          ),
      section("Says that it is so", supporting.length, supporting.map(card)),
      section("Says that it is not so, or disputes it", against.length, against.map(card)),
      hidden
        ? el(
            "p",
            { class: "faint" },
            `${PG.plural(hidden, "more claim")} for it ${hidden === 1 ? "is" : "are"} hidden by the filters.`,
          )
        : null,
      relation.why
        ? el(
            "details",
            {},
            el("summary", {}, el("h3", {}, "Why it counts as influence")),
            el("p", {}, relation.why),
            relation.definition ? el("p", { class: "faint" }, relation.definition) : null,
          )
        : null,
    ];
  }

  function contestedSign() {
    return PG.svg(
      "svg",
      { class: "swatch", viewBox: "-9 -9 18 18", "aria-hidden": "true" },
      PG.style.contested(0, 0, 7),
    );
  }

  /* Claims --------------------------------------------------------------------- */

  /** @param {PG.Claim} claim */
  function claimView(claim) {
    const edge = data.edgeByKey.get(data.key(claim));
    const others = edge
      ? [...edge.claims, ...edge.against].filter((one) => one.id !== claim.id)
      : [];
    return [
      el("p", { class: "kind" }, claim.polarity === "denied" ? "Denial" : "Claim"),
      statement(claim),
      claim.polarity === "denied"
        ? el(
            "p",
            { class: "remark" },
            edge
              ? "It speaks against a connection that others claim."
              : "Nobody in this graph claims it, so no connection is drawn.",
          )
        : null,
      card(claim),
      edge
        ? el(
            "p",
            {},
            el(
              "button",
              { type: "button", onclick: () => go(`edge:${edge.key}`) },
              "Show the connection with all its claims",
            ),
          )
        : null,
      section("Other claims about the same", others.length, others.map(card), false),
    ];
  }

  /* Entities --------------------------------------------------------------------- */

  /**
   * One row for one statement, however many claims make or deny it.
   * @param {PG.Claim[]} claims
   * @param {string | null} about
   */
  function brief(claims, about) {
    const claim = claims.find((one) => one.polarity === "affirmed" && !one.withdrawn) || claims[0];
    const key = data.key(claim);
    const edge = data.edgeByKey.get(key);
    const other = claim.subject === about ? claim.object : claim.subject;
    const relation = data.relation(claim.relation);
    /** @type {(string | HTMLElement)[]} */
    const facts = [];
    if (!edge) {
      facts.push(badge(claim.polarity === "denied" ? "denied" : "withdrawn", "strong"));
      facts.push(`${data.modality(claim.modality).label} ${claim.likelihood.toFixed(2)}`);
    } else {
      const best = edge.claims[0];
      facts.push(`${data.modality(best.modality).label} ${best.likelihood.toFixed(2)}`);
      if (edge.claims.length > 1) facts.push(PG.plural(edge.claims.length, "claim"));
      if (edge.against.length)
        facts.push(badge(`contested, ${edge.against.length} against`, "strong"));
    }
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "brief",
          onclick: () => go(edge ? `edge:${key}` : `claim:${claim.id}`),
        },
        el(
          "span",
          { class: "words" },
          about === claim.subject
            ? [el("span", { class: "faint" }, `${relation.label} `), PG.name(data.label(other))]
            : about === claim.object
              ? [PG.name(data.label(other)), el("span", { class: "faint" }, ` ${relation.label}`)]
              : capital(claim.sentence),
        ),
        el(
          "span",
          { class: "facts" },
          facts.map((fact) => (typeof fact === "string" ? el("span", {}, fact) : fact)),
        ),
      ),
    );
  }

  /**
   * @param {string} title
   * @param {PG.Claim[]} claims
   * @param {string | null} about
   */
  function listed(title, claims, about) {
    if (!claims.length) return null;
    /** @type {Map<string, PG.Claim[]>} */
    const groups = new Map();
    for (const claim of claims) {
      const key = about ? data.key(claim) : claim.id;
      data.listAt(groups, key).push(claim);
    }
    const rows = [...groups.values()];
    const list = el("ul", { class: "briefs" });
    /** @param {number} from */
    const more = (from) => {
      rows.slice(from, from + 60).forEach((one) => list.append(brief(one, about)));
      const rest = rows.length - from - 60;
      if (rest > 0) {
        const again = el(
          "li",
          {},
          el(
            "button",
            {
              type: "button",
              onclick: () => {
                again.remove();
                more(from + 60);
              },
            },
            `Show ${Math.min(60, rest)} of ${rest.toLocaleString("en")} more`,
          ),
        );
        list.append(again);
      }
    };
    more(0);
    return section(title, PG.plural(claims.length, "claim"), list);
  }

  /** @param {PG.Entity} entity */
  function judgements(entity) {
    const ids = new Set([entity.id, ...(entity.merged || [])]);
    return data.payload.judgements.filter((one) => ids.has(one.left) || ids.has(one.right));
  }

  /** @param {PG.Entity} entity */
  function entityView(entity) {
    const type = data.type(entity.type);
    const said = data.claimsOf(entity.id);
    const state = PG.state.get();
    const focused = PG.focus.center(state) === entity.id;
    /** @type {HTMLElement[]} */
    const same = [];
    if (entity.wikidata)
      same.push(
        PG.link(
          `https://www.wikidata.org/wiki/${encodeURIComponent(entity.wikidata)}`,
          `Wikidata ${entity.wikidata}`,
        ),
      );
    (entity.same_as || []).forEach((url) => same.push(PG.link(url, url)));
    (entity.merged || []).forEach((id) => same.push(el("span", { class: "mono" }, id)));
    return [
      el(
        "p",
        { class: "kind" },
        PG.style.swatch(entity.type),
        el("span", { title: type.definition || "" }, type.label),
      ),
      el("h2", {}, PG.name(entity.label)),
      entity.description ? el("p", {}, entity.description) : null,
      PG.visible().entities.has(entity.id)
        ? null
        : el("p", { class: "remark" }, "Not in view: hidden by the filters or outside the focus."),
      el(
        "p",
        { class: "actions" },
        focused
          ? null
          : el(
              "button",
              {
                type: "button",
                class: "primary",
                onclick: () => PG.state.set({ focus: entity.id, view: "network" }),
              },
              "Show its neighbourhood",
            ),
        el(
          "button",
          {
            type: "button",
            onclick: () => PG.state.set({ view: "time", time: `entity:${entity.id}` }),
          },
          "On a time axis",
        ),
      ),
      el(
        "dl",
        {},
        row(
          "Also called",
          data
            .aliasesOf(entity)
            .map(({ language, text }, n) => [
              n ? " · " : "",
              el("span", language ? { lang: language } : {}, text),
            ]),
        ),
        row(
          "Same as",
          same.map((one, n) => [n ? " · " : "", one]),
        ),
        row("Id", el("span", { class: "mono" }, entity.id)),
      ),
      judgements(entity).length
        ? section(
            "Judged identities",
            judgements(entity).length,
            judgements(entity).map((one) =>
              el(
                "p",
                {},
                `${one.left} ${one.same ? "is" : "is not"} ${one.right}: ${one.why || ""} (${one.by}, ${one.date})`,
              ),
            ),
            false,
          )
        : null,
      listed("What it does", said.out, entity.id),
      listed("What is done to it", said.in, entity.id),
      listed("What it is quoted with", said.mentions, null),
      said.out.length + said.in.length + said.mentions.length
        ? null
        : el("p", { class: "faint" }, "No claim names it."),
    ];
  }

  /**
   * An entity or an edge in one line.
   * @type {PG.Evidence["describe"]}
   */
  function describe(target) {
    if (target.startsWith("entity:")) {
      const entity = data.entity(target.slice(7));
      return `${PG.name(entity.label)} · ${data.type(entity.type).label}`;
    }
    const one = PG.visible().edgeByKey.get(target.slice(5));
    return one ? capital(one.supporting[0].sentence) + (one.contested ? " (contested)" : "") : "";
  }

  /* The panel -------------------------------------------------------------------- */

  /** @param {PG.Target} target */
  function content(target) {
    const kind = target.slice(0, target.indexOf(":")),
      name = target.slice(kind.length + 1);
    const entity = kind === "entity" ? data.entities.get(name) : null;
    const edge = kind === "edge" ? data.edgeByKey.get(name) : null;
    const claim = kind === "claim" ? data.claims.get(name) : null;
    if (entity) return entityView(entity);
    if (edge) return edgeView(edge);
    return claim ? claimView(claim) : null;
  }

  /** @type {PG.Target | ""} */
  let shown = "";

  /** @param {Readonly<PG.State>} state */
  function draw(state) {
    const target = state.select;
    const inner = target ? content(target) : null;
    panel.hidden = !inner;
    document.body.classList.toggle("with-panel", Boolean(inner));
    if (!target || !inner) {
      trail.length = 0;
      shown = "";
      return;
    }
    if (shown && shown !== target) {
      if (trail[trail.length - 1] === target) trail.pop();
      else trail.push(shown);
    }
    const other = shown !== target;
    const held = panel.contains(document.activeElement);
    shown = target;
    PG.clear(panel).append(
      el(
        "div",
        { class: "panel-bar" },
        el("h2", { class: "panel-title" }, "Evidence"),
        trail.length
          ? el(
              "button",
              { type: "button", class: "quiet", onclick: () => go(trail[trail.length - 1]) },
              "← Back",
            )
          : null,
        el(
          "button",
          {
            type: "button",
            class: "quiet close",
            "aria-label": "Close the evidence panel",
            title: "Close (Esc)",
            onclick: close,
          },
          "✕",
        ),
      ),
      el("div", { class: "panel-body", tabindex: -1 }, ...inner.filter(Boolean)),
    );
    if (other) panel.scrollTop = 0;
    /** @type {HTMLElement | null} */
    const body = panel.querySelector(".panel-body");
    if (held) body?.focus({ preventScroll: true });
  }

  function close() {
    PG.select("");
    /** @type {HTMLElement | null} */
    const stage = document.querySelector(".view:not([hidden]) [tabindex='0']");
    stage?.focus({ preventScroll: true });
  }

  /** @type {PG.StateName[]} */
  const AFFECTING = ["select", ...PG.state.FILTERS, "focus", "hops"];
  PG.parts.push({
    mount: () => draw(PG.state.get()),
    update(state, changed) {
      if (AFFECTING.some((name) => changed.has(name))) draw(state);
    },
  });
  PG.evidence = {
    likelihoodWords,
    badge,
    close,
    capital,
    describe,
  };
})(window.PG);
