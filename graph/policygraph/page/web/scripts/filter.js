/*
 * The one filter result. The rules are those of docs/paths.md: dates apply to every claim;
 * likelihood, modality and source choose supporting claims only, so that no filter hides
 * what speaks against an edge; relations and effects choose edges.
 */
(function (PG) {
  "use strict";

  /** @param {Readonly<PG.State>} state */
  function test(state) {
    const when = PG.dates.period(state.asof);
    const least = state.strict ? PG.dates.YES : PG.dates.UNKNOWN;
    const modalities = new Set(state.modalities);
    const sources = new Set(state.sources);
    const relations = new Set(state.relations);
    const effects = new Set(state.effects);
    /** @param {PG.Claim} claim */
    const inPlay = (claim) => !claim.withdrawn && (!when || PG.dates.inForce(claim, when) >= least);
    /** @param {PG.Claim} claim */
    const supports = (claim) =>
      claim.likelihood >= state.min &&
      (!modalities.size || modalities.has(claim.modality)) &&
      (!sources.size || sources.has(claim.source));
    /** @param {string} relation */
    const crosses = (relation) =>
      (!relations.size || PG.data.chain(relation).some((id) => relations.has(id))) &&
      (!effects.size || effects.has(PG.data.relation(relation).effect));
    return { inPlay, supports, crosses };
  }

  /**
   * What speaks against a claim for the edge that is in play.
   * @param {PG.Edge} edge
   * @param {(claim: PG.Claim) => boolean} inPlay
   */
  function opposing(edge, inPlay) {
    if (!edge.against.length) return edge.against;
    const affirmed = edge.claims.filter(inPlay);
    return edge.against.filter(
      (claim) => inPlay(claim) && affirmed.some((one) => PG.data.opposes(edge, claim, one)),
    );
  }

  /**
   * What a state shows; with whole, its focus is left out of account.
   * @type {PG.Filter["compute"]}
   */
  function compute(state, whole) {
    const data = PG.data;
    const { inPlay, supports, crosses } = test(state);
    const inside = whole ? null : PG.focus.members(state);
    /** @param {string} id */
    const within = (id) => !inside || inside.has(id);
    const types = new Set(state.types);
    /** @param {string} id */
    const ofType = (id) => !types.size || types.has(data.entity(id).type);
    /** @param {PG.Triple} record */
    const chosen = (record) =>
      within(record.subject) &&
      within(record.object) &&
      (ofType(record.subject) || ofType(record.object)) &&
      crosses(record.relation);

    /** @type {PG.VisibleEdge[]} */
    const edges = [];
    /** @type {Set<string>} */
    const shown = new Set();
    /** @type {Set<string>} */
    const listed = new Set();
    for (const edge of data.edges) {
      if (edge.outside || !chosen(edge)) continue;
      const supporting = edge.claims.filter((claim) => inPlay(claim) && supports(claim));
      if (!supporting.length) continue;
      const against = opposing(edge, inPlay);
      if (state.uncontested && against.length) continue;
      edges.push({
        edge,
        supporting,
        against,
        strength: supporting[0].likelihood,
        contested: against.length > 0,
      });
      shown.add(edge.subject).add(edge.object);
      supporting.forEach((claim) => listed.add(claim.id));
      against.forEach((claim) => listed.add(claim.id));
    }
    // Denied claims make no edge; they are listed, and their ends shown, like the others.
    for (const claim of data.payload.claims) {
      if (claim.polarity !== "denied" || !chosen(claim)) continue;
      if (inPlay(claim) && supports(claim) && !state.uncontested) {
        listed.add(claim.id);
        shown.add(claim.subject).add(claim.object);
      }
    }
    const narrowed = PG.state.filtered(state);
    for (const entity of data.payload.entities) {
      if (!within(entity.id)) continue;
      if (!narrowed) shown.add(entity.id);
    }
    const claims = data.payload.claims.filter((claim) => listed.has(claim.id));
    return {
      edges,
      edgeByKey: new Map(edges.map((one) => [one.edge.key, one])),
      entities: shown,
      claims,
      denied: claims.filter((claim) => claim.polarity === "denied").length,
      total: {
        entities: data.entities.size,
        edges: data.edges.filter((edge) => !edge.outside).length,
        claims: data.claims.size,
      },
    };
  }

  /** @type {{ version: number, result: PG.Visible } | null} */
  let cached = null;
  PG.visible = function () {
    const version = PG.state.version();
    if (cached?.version !== version) cached = { version, result: compute(PG.state.get()) };
    return cached.result;
  };
  PG.filter = { compute };
})(window.PG);
