/*
 * The claims in view as Turtle, each as a node of its own with all its axes, the way
 * policygraph.rdf.nodes writes them: every triple here is one of `export turtle --view
 * claims`. A plain triple is never written, so that nothing denied, doubted or only possible
 * can be read as a fact.
 */
(function (PG) {
  "use strict";

  const { data } = PG;
  const { base, prefixes } = data.payload.rdf;
  const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" };

  const string = (text) =>
    `"${text.replace(/[\\"\u0000-\u001f\u007f]/g, (one) =>
      ESCAPES[one] || `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`)}"`;

  /* An IRI, short where a prefix fits; null where the text is none. */
  function iri(text) {
    if (/[\u0000-\u0020<>"{}|^`\\]/.test(text)) return null;
    for (const [prefix, namespace] of Object.entries(prefixes)) {
      const local = text.slice(namespace.length);
      if (text.startsWith(namespace) && /^[A-Za-z_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(local)) {
        return `${prefix}:${local}`;
      }
    }
    return `<${text}>`;
  }

  const own = (kind, id) => iri(`${base}${kind}/${id}`);
  const typed = (text, type) => `"${text}"^^xsd:${type}`;

  /* A number in full, without an exponent, which xsd:decimal has not. */
  function decimal(number) {
    const [digits, power = "0"] = String(number).split("e");
    if (power === "0") return digits.includes(".") ? digits : `${digits}.0`;
    return number.toFixed(Math.min(100, digits.replace(/^-?\d+\.?/, "").length - Number(power)));
  }

  const day = (number) => {
    const text = PG.timeline.iso(number);
    return /^\d{4}-/.test(text) && !text.startsWith("0000") ? typed(text, "date") : null;
  };

  function block(subject, pairs) {
    const kept = pairs.filter(([, value]) => value !== null && value !== undefined);
    return `${subject} ${kept.map(([predicate, value]) => `${predicate} ${value}`).join(" ;\n\t")} .\n`;
  }

  const text = (value) => (value ? string(value) : null);

  function quantity(claim) {
    if (!claim.quantity) return [];
    const ends = claim.quantity.split("..");
    const plain = ends.every((end) => /^-?\d+(\.\d+)?$/.test(end));
    return [["pg:quantity", string(claim.quantity)],
      ["pg:quantityLow", plain ? typed(ends[0], "decimal") : null],
      ["pg:quantityHigh", plain ? typed(ends[ends.length - 1], "decimal") : null]];
  }

  function claimBlocks(claim) {
    const [node, source] = [own("claim", claim.id), own("source", claim.source)];
    const [passage, selector] = ["/passage", "/passage/selector"].map((part) => own("claim", claim.id + part));
    const dated = (side) => claim[side] && claim[side] !== "..";
    const dataset = claim.dataset || (data.payload.datasets.length === 1 ? data.payload.datasets[0] : "");
    return [
      block(node, [
        ["a", "pg:Claim"],
        ["dcterms:identifier", string(claim.id)],
        ["pg:subject", own("id", claim.subject)],
        ["pg:relation", iri(data.relations.get(claim.relation).iri)],
        ["pg:object", own("id", claim.object)],
        ["pg:polarity", `pg:${claim.polarity}`],
        ["pg:modality", iri(data.modalities.get(claim.modality).iri)],
        ["pg:likelihood", decimal(claim.likelihood)],
        ["pg:likelihoodGiven", text(claim.likelihood_given)],
        ["pg:knownSince", string(claim.known_since || "")],
        ["pg:start", text(claim.start)],
        ["pg:earliest", dated("start") ? day(claim.dates[0]) : null],
        ["pg:end", text(claim.end)],
        ["pg:latest", dated("end") ? day(claim.dates[1]) : null],
        ...quantity(claim),
        ["pg:unit", text(claim.unit)],
        ["dcterms:source", source],
        ["prov:wasAttributedTo", claim.attributed_to ? own("id", claim.attributed_to) : null],
        ...(claim.disputes || []).map((id) => ["cito:disputes", own("claim", id)]),
        ["pg:withdrawn", text(claim.withdrawn)],
        ["skos:note", text(claim.note)],
        ["dcterms:isPartOf", dataset ? own("dataset", encodeURIComponent(dataset)) : null],
        ["pg:evidence", passage],
      ]),
      block(passage, [["a", "oa:SpecificResource"], ["oa:hasSource", source], ["oa:hasSelector", selector]]),
      block(selector, [["a", "oa:Selector"], ["rdf:value", string(claim.locator || "")]]),
    ];
  }

  function entityBlock(id) {
    const { label, language, type, description, wikidata, same_as: same = [] } = data.entities.get(id);
    return block(own("id", id), [
      ["a", iri(data.types.get(type).iri)],
      ["dcterms:identifier", string(id)],
      ["skos:prefLabel", string(label) + (language ? `@${language}` : "")],
      ["dcterms:description", text(description)],
      ["owl:sameAs", wikidata ? iri(prefixes.wd + wikidata) : null],
      ...same.map((address) => ["owl:sameAs", iri(address)]),
    ]);
  }

  function sourceBlock(id) {
    const source = data.sources.get(id);
    return block(own("source", id), [
      ["a", "prov:Entity"],
      ["dcterms:identifier", string(id)],
      ["dcterms:type", string(source.kind)],
      ["dcterms:title", string(source.title)],
      ["dcterms:publisher", string(source.publisher || "")],
      ["dcterms:issued", string(source.published || "")],
      ...(source.authors || []).map((author) => ["dcterms:creator", string(author)]),
      ["schema:url", source.url ? iri(source.url) : null],
      ["pg:origin", text(source.origin)],
      ["pg:reliability", text(source.reliability)],
      ["pg:licence", text(source.licence)],
    ]);
  }

  function turtle() {
    const visible = PG.visible();
    const sources = [...new Set(visible.claims.map((claim) => claim.source))].sort();
    const header = Object.entries(prefixes).map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .\n`);
    return [
      ...header.sort(),
      ...visible.claims.flatMap(claimBlocks),
      ...PG.records.inClaims(visible).map(entityBlock),
      ...sources.map(sourceBlock),
    ].join("");
  }

  PG.turtle = { turtle };
})(window.PG);
