/* The payload, parsed once, and indexes over it. */
(function (PG) {
  "use strict";

  const payload = JSON.parse(document.getElementById("data").textContent);
  const byId = (list) => new Map(list.map((one) => [one.id, one]));
  const many = (map, key) => map.get(key) || map.set(key, []).get(key);

  const entities = byId(payload.entities);
  const claims = byId(payload.claims);
  const relations = byId(payload.ontology.relations);
  const modalities = byId(payload.ontology.modalities);
  const touching = new Map();
  const said = new Map();

  const chains = new Map();
  function chain(relation) {
    if (!chains.has(relation)) {
      const found = [];
      for (let id = relation; id && !found.includes(id); id = (relations.get(id) || {}).parent) {
        found.push(id);
      }
      chains.set(relation, found);
    }
    return chains.get(relation);
  }

  const edges = payload.edges.map((edge, index) => {
    const key = [edge.subject, edge.relation, edge.object].join("|");
    const full = {
      ...edge,
      key,
      index,
      effect: relations.get(edge.relation).effect,
      claims: edge.claims.map((id) => claims.get(id)),
      against: (edge.against || []).map((id) => claims.get(id)),
    };
    if (edge.outside) return full;
    many(touching, edge.subject).push(full);
    if (edge.object !== edge.subject) many(touching, edge.object).push(full);
    return full;
  });
  for (const claim of payload.claims) {
    const of = (id) => said.get(id) || said.set(id, { out: [], in: [], mentions: [] }).get(id);
    of(claim.subject).out.push(claim);
    if (claim.object !== claim.subject) of(claim.object).in.push(claim);
    if (claim.attributed_to) of(claim.attributed_to).mentions.push(claim);
  }

  /* An alias without the language that may stand before it, as tables.py reads it. */
  const TAGGED = /^([a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?):(?! )(.+)$/s;
  const aliasesOf = (entity) =>
    (entity.aliases || []).map((alias) => {
      const [, language, text] = TAGGED.exec(alias) || [alias, "", alias];
      return { language, text: text.trim() };
    });

  /* Letters without their marks, so that a search for "Muller" finds "Müller". */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let names = null;
  function nameIndex() {
    names =
      names ||
      payload.entities.map((entity) => ({
        entity,
        names: [
          entity.label,
          entity.id,
          ...aliasesOf(entity).map((one) => one.text),
          entity.wikidata || "",
        ].map(plain),
        degree: (touching.get(entity.id) || []).length,
      }));
    return names;
  }

  function search(text, limit) {
    const wanted = plain(text).trim();
    if (!wanted) return [];
    const found = [];
    for (const entry of nameIndex()) {
      let best = 0;
      for (const name of entry.names) {
        if (name === wanted) best = Math.max(best, 4);
        else if (name.startsWith(wanted)) best = Math.max(best, 3);
        else if (name.includes(` ${wanted}`)) best = Math.max(best, 2);
        else if (name.includes(wanted)) best = Math.max(best, 1);
      }
      if (best) found.push({ entity: entry.entity, best, degree: entry.degree });
    }
    found.sort(
      (a, b) => b.best - a.best || b.degree - a.degree || (a.entity.id < b.entity.id ? -1 : 1),
    );
    return found.slice(0, limit || 12).map((one) => one.entity);
  }

  PG.data = {
    payload,
    entities,
    claims,
    relations,
    modalities,
    sources: byId(payload.sources),
    types: byId(payload.ontology.types),
    edges,
    edgeByKey: new Map(edges.map((edge) => [edge.key, edge])),
    answer: payload.answer || null,
    chain,
    edgesOf: (id) => touching.get(id) || [],
    claimsOf: (id) => said.get(id) || { out: [], in: [], mentions: [] },
    label: (id) => (entities.get(id) || { label: id }).label,
    aliasesOf,
    search,
    neighbours(id) {
      return new Set(PG.data.edgesOf(id).map((e) => (e.subject === id ? e.object : e.subject)));
    },
  };
})(window.PG);
