/* The payload, parsed once, and indexes over it. */
(function (PG) {
  "use strict";

  /** @type {PG.Payload} */
  const payload = JSON.parse(PG.byId("data").textContent || "");
  /**
   * @template {{ id: string }} Kind
   * @param {Kind[]} list
   */
  const byId = (list) => new Map(list.map((one) => [one.id, one]));

  /**
   * A function that gives the record of an id; an id without one is a fault of the payload.
   * @template Kind
   * @param {Map<string, Kind>} map
   * @param {string} what
   * @returns {(id: string) => Kind}
   */
  const lookup = (map, what) => (id) => {
    const found = map.get(id);
    if (found === undefined) throw new Error(`the page has no ${what} "${id}"`);
    return found;
  };

  /** @type {PG.Data["listAt"]} */
  function listAt(map, key) {
    let list = map.get(key);
    if (!list) map.set(key, (list = []));
    return list;
  }

  const entities = byId(payload.entities);
  PG.state.rename(
    new Map(
      payload.entities.flatMap(({ id, merged = [] }) =>
        merged.map((one) => /** @type {[string, string]} */ ([one, id])),
      ),
    ),
  );
  const claims = byId(payload.claims);
  const relations = byId(payload.ontology.relations);
  const modalities = byId(payload.ontology.modalities);
  const sources = byId(payload.sources);
  const types = byId(payload.ontology.types);
  const claim = lookup(claims, "claim");
  const relation = lookup(relations, "relation");

  /** @type {PG.Data["key"]} */
  const keyOf = ({ subject, relation: name, object }) => {
    // The ends of a symmetric relation are a pair: the lesser id comes first.
    const swapped = object < subject && relations.get(name)?.symmetric;
    return (swapped ? [object, name, subject] : [subject, name, object]).join("|");
  };

  /** @type {PG.Data["opposes"]} */
  const opposes = (edge, against, one) => {
    const named = edge.opposed?.[against.id];
    return !named || named.includes(one.id);
  };

  /**
   * Whether another claim of an edge says all that one says: no other amount, and of a time
   * that may be its own.
   * @type {PG.Data["agrees"]}
   */
  const agrees = (one, other) => {
    if (one.disputes?.includes(other.id) || other.disputes?.includes(one.id)) return false;
    if (one.amount && one.amount !== other.amount) return false;
    const here = one.occurs || one.dates;
    const there = other.occurs || other.dates;
    return !here || !there || (here[0] <= there[1] && there[0] <= here[1]);
  };

  /** @type {Map<string, string[]>} */
  const chains = new Map();
  /** @type {PG.Data["chain"]} */
  function chain(start) {
    let found = chains.get(start);
    if (!found) {
      found = [];
      /** @type {string | undefined} */
      let id = start;
      while (id && !found.includes(id)) {
        found.push(id);
        id = relations.get(id)?.parent;
      }
      chains.set(start, found);
    }
    return found;
  }

  /** @type {Map<string, PG.Edge[]>} */
  const edgesAt = new Map();

  const edges = payload.edges.map((edge, index) => {
    /** @type {PG.Edge} */
    const full = {
      ...edge,
      key: keyOf(edge),
      index,
      effect: relation(edge.relation).effect,
      claims: edge.claims.map(claim),
      against: (edge.against || []).map(claim),
    };
    if (edge.outside) return full;
    listAt(edgesAt, edge.subject).push(full);
    if (edge.object !== edge.subject) listAt(edgesAt, edge.object).push(full);
    return full;
  });

  /** @type {Record<"out" | "in" | "mentions", Map<string, PG.Claim[]>>} */
  const claimsAt = { out: new Map(), in: new Map(), mentions: new Map() };
  for (const one of payload.claims) {
    listAt(claimsAt.out, one.subject).push(one);
    if (one.object !== one.subject) listAt(claimsAt.in, one.object).push(one);
    if (one.attributed_to) listAt(claimsAt.mentions, one.attributed_to).push(one);
  }

  /** @type {PG.Data["aliasesOf"]} */
  const aliasesOf = (entity) => (entity.aliases || []).map(PG.names.read);

  /** @type {{ entity: PG.Entity, names: string[], degree: number }[]} */
  let names = [];
  function nameIndex() {
    if (!names.length) {
      names = payload.entities.map((entity) => ({
        entity,
        names: [
          entity.label,
          entity.id,
          ...aliasesOf(entity).map((one) => one.text),
          ...(entity.merged || []),
          entity.wikidata || "",
        ].map(PG.names.plain),
        degree: (edgesAt.get(entity.id) || []).length,
      }));
    }
    return names;
  }

  /** @type {PG.Data["search"]} */
  function search(text, limit) {
    const wanted = PG.names.plain(text);
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
    types,
    modalities,
    edges,
    edgeByKey: new Map(edges.map((edge) => [edge.key, edge])),
    answer: payload.answer || null,
    entity: lookup(entities, "entity"),
    source: lookup(sources, "source"),
    relation,
    type: lookup(types, "type"),
    modality: lookup(modalities, "modality"),
    grade: lookup(byId(payload.ontology.grades), "grade"),
    need: lookup(byId(payload.ontology.needs), "need"),
    key: keyOf,
    opposes,
    agrees,
    listAt,
    chain,
    edgesOf: (id) => edgesAt.get(id) || [],
    claimsOf: (id) => ({
      out: claimsAt.out.get(id) || [],
      in: claimsAt.in.get(id) || [],
      mentions: claimsAt.mentions.get(id) || [],
    }),
    label: (id) => entities.get(id)?.label ?? id,
    given(of, part) {
      const id = of[part];
      if (id === undefined) return null;
      return of.given?.[part] || { id, label: PG.data.label(id) };
    },
    aliasesOf,
    search,
    neighbours(id) {
      return new Set(PG.data.edgesOf(id).map((e) => (e.subject === id ? e.object : e.subject)));
    },
  };
})(window.PG);
