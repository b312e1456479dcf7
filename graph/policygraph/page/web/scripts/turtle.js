/*
 * The claims in view as Turtle, each as a node of its own with all its axes, the way
 * policygraph.rdf.nodes writes them: every triple here is one of `export turtle --view
 * claims`. A plain triple is never written, so that nothing denied, doubted or only possible
 * can be read as a fact.
 */
(function (PG) {
  "use strict";

  /** @typedef {[predicate: string, value: string | null]} Pair */

  const { data } = PG;
  const { base, prefixes } = data.payload.rdf;
  /* eslint-disable no-control-regex -- Turtle escapes control characters, and IRIs have none. */
  const CONTROL = /[\\"\u0000-\u001f\u007f]/g;
  const FORBIDDEN = /[\u0000-\u0020<>"{}|^`\\]/;
  /* eslint-enable no-control-regex */

  /** @type {Record<string, string>} */
  const ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
  };

  /** @param {string} text */
  const string = (text) =>
    `"${text.replace(
      CONTROL,
      (one) =>
        ESCAPES[one] || `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
    )}"`;

  /**
   * An IRI, short where a prefix fits; null where the text is none.
   * @param {string} text
   * @returns {string | null}
   */
  function iri(text) {
    if (FORBIDDEN.test(text)) return null;
    for (const [prefix, namespace] of Object.entries(prefixes)) {
      const local = text.slice(namespace.length);
      if (text.startsWith(namespace) && /^[A-Za-z_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(local)) {
        return `${prefix}:${local}`;
      }
    }
    return `<${text}>`;
  }

  /**
   * @param {string} kind
   * @param {string} id
   */
  function own(kind, id) {
    const found = iri(`${base}${kind}/${id}`);
    if (!found) throw new Error(`no IRI can be made of the ${kind} "${id}"`);
    return found;
  }

  /**
   * @param {string} text
   * @param {string} type
   */
  const typed = (text, type) => `"${text}"^^xsd:${type}`;

  /**
   * A number in full, without an exponent, which xsd:decimal has not.
   * @param {number} number
   */
  function decimal(number) {
    const [digits, power = "0"] = String(number).split("e");
    if (power === "0") return digits.includes(".") ? digits : `${digits}.0`;
    return number.toFixed(Math.min(100, digits.replace(/^-?\d+\.?/, "").length - Number(power)));
  }

  /** @param {number} number */
  const day = (number) => {
    /** @param {string | undefined} value */
    const text = PG.timeAxis.iso(number);
    return /^\d{4}-/.test(text) && !text.startsWith("0000") ? typed(text, "date") : null;
  };

  /**
   * @param {string} subject
   * @param {Pair[]} pairs
   */
  function block(subject, pairs) {
    const kept = pairs.filter(([, value]) => value !== null);
    return `${subject} ${kept.map(([predicate, value]) => `${predicate} ${value}`).join(" ;\n\t")} .\n`;
  }

  /** @param {string | undefined} value */
  const text = (value) => (value ? string(value) : null);

  /**
   * One pair for each of several values.
   * @param {string} predicate
   * @param {(string | null)[]} values
   */
  const each = (predicate, values) =>
    values.map((value) => /** @type {Pair} */ ([predicate, value]));

  /**
   * @param {PG.Claim} claim
   * @returns {Pair[]}
   */
  function quantity(claim) {
    if (!claim.quantity) return [];
    const ends = claim.quantity.split("..");
    const plain = ends.every((end) => /^(-?\d+(\.\d+)?)?$/.test(end));
    /** @param {string} end */
    const number = (end) => (plain && end ? typed(end, "decimal") : null);
    return [
      ["pg:quantity", string(claim.quantity)],
      ["pg:quantityLow", number(ends[0])],
      ["pg:quantityHigh", number(ends[ends.length - 1])],
    ];
  }

  /**
   * The id that the row of a claim has, where the entity goes by another now.
   * @param {PG.Claim} claim
   * @param {PG.ClaimPart} part
   */
  function former(claim, part) {
    const given = data.given(claim, part);
    return given && given.id !== claim[part] ? string(given.id) : null;
  }

  /** @param {PG.Claim} claim */
  function claimBlocks(claim) {
    const [node, source] = [own("claim", claim.id), own("source", claim.source)];
    const [passage, selector] = ["/passage", "/passage/selector"].map((part) =>
      own("claim", claim.id + part),
    );
    /** @param {"start" | "end"} side */
    const bound = (side) => {
      const [earliest, latest] = claim.dates || [];
      const found = side === "start" ? earliest : latest;
      return claim[side] && claim[side] !== ".." && found !== undefined ? day(found) : null;
    };
    const dataset =
      claim.dataset || (data.payload.datasets.length === 1 ? data.payload.datasets[0] : "");
    return [
      block(node, [
        ["a", "pg:Claim"],
        ["dcterms:identifier", string(claim.id)],
        ["pg:subject", own("id", claim.subject)],
        ["pg:relation", iri(data.relation(claim.relation).iri)],
        ["pg:object", own("id", claim.object)],
        ["pg:polarity", `pg:${claim.polarity}`],
        ["pg:modality", iri(data.modality(claim.modality).iri)],
        ["pg:likelihood", decimal(claim.likelihood)],
        ["pg:likelihoodGiven", text(claim.likelihood_given)],
        ["pg:subjectGiven", former(claim, "subject")],
        ["pg:objectGiven", former(claim, "object")],
        ["pg:attributedToGiven", former(claim, "attributed_to")],
        ["pg:towardsGiven", former(claim, "towards")],
        ["pg:knownSince", text(claim.known_since)],
        ["pg:start", text(claim.start)],
        ["pg:earliest", bound("start")],
        ["pg:end", text(claim.end)],
        ["pg:latest", bound("end")],
        ...quantity(claim),
        ["pg:unit", text(claim.unit)],
        ["dcterms:source", source],
        ["prov:wasAttributedTo", claim.attributed_to ? own("id", claim.attributed_to) : null],
        ["pg:towards", claim.towards ? own("id", claim.towards) : null],
        ["pg:grade", claim.grade ? iri(data.grade(claim.grade).iri) : null],
        ["pg:need", claim.need ? iri(data.need(claim.need).iri) : null],
        ...each(
          "cito:disputes",
          (claim.disputes || []).map((id) => own("claim", id)),
        ),
        ["pg:origin", text(claim.origin)],
        ["pg:withdrawn", text(claim.withdrawn)],
        ["skos:note", text(claim.note)],
        ["dcterms:isPartOf", dataset ? own("dataset", encodeURIComponent(dataset)) : null],
        ["pg:evidence", passage],
      ]),
      block(passage, [
        ["a", "oa:SpecificResource"],
        ["oa:hasSource", source],
        ["oa:hasSelector", selector],
      ]),
      block(selector, [
        ["a", "oa:Selector"],
        ["rdf:value", string(claim.locator || "")],
      ]),
    ];
  }

  /** @param {string} id */
  function entityBlock(id) {
    const { label, language, type, description, wikidata, same_as: same = [] } = data.entity(id);
    return block(own("id", id), [
      ["a", iri(data.type(type).iri)],
      ["dcterms:identifier", string(id)],
      ["skos:prefLabel", string(label) + (language ? `@${language}` : "")],
      ["dcterms:description", text(description)],
      ["owl:sameAs", wikidata ? iri(prefixes.wd + wikidata) : null],
      ...each("owl:sameAs", same.map(iri)),
    ]);
  }

  /** @param {string} id */
  function sourceBlock(id) {
    const source = data.source(id);
    return block(own("source", id), [
      ["a", "prov:Entity"],
      ["dcterms:identifier", string(id)],
      ["dcterms:type", string(source.kind)],
      ["dcterms:title", string(source.title)],
      ["dcterms:publisher", text(source.publisher)],
      ["dcterms:issued", text(source.published)],
      ...each("dcterms:creator", (source.authors || []).map(string)),
      ["schema:url", source.url ? iri(source.url) : null],
      ["pg:held", text(source.held)],
      ["pg:origin", text(source.origin)],
      ["pg:reliability", text(source.reliability)],
      ["pg:licence", text(source.licence)],
    ]);
  }

  function turtle() {
    const visible = PG.visible();
    const sources = [...new Set(visible.claims.map((claim) => claim.source))].sort();
    const header = Object.entries(prefixes).map(
      ([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .\n`,
    );
    return [
      ...header.sort(),
      ...visible.claims.flatMap(claimBlocks),
      ...PG.claimRecords.entities(visible).map(entityBlock),
      ...sources.map(sourceBlock),
    ].join("");
  }

  PG.turtle = { turtle };
})(window.PG);
