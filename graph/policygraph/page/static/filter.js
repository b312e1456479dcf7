/*
 * The one filter result. The rules are those of docs/paths.md: dates apply to every claim;
 * likelihood, modality and source choose supporting claims only, so that no filter hides
 * what speaks against an edge; relations and effects choose edges.
 */
(function (PG) {
  "use strict";

  const FAR = 1e9; // UNBOUNDED of page/payload.py
  const NO = 0, UNKNOWN = 1, YES = 2;
  const DAY = 86400000;

  function day(year, month, date) {
    const moment = new Date(0);
    moment.setUTCFullYear(year, month, date);
    return Math.round(moment.getTime() / DAY);
  }

  /* A year, month or day as [earliest, latest] in days since 1970-01-01, else null. */
  function period(text) {
    const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text || "");
    if (!match) return null;
    const [year, month, date] = [match[1], match[2], match[3]].map((n) => (n ? +n : 0));
    if (!month) return [day(year, 0, 1), day(year + 1, 0, 1) - 1];
    if (month > 12) return null;
    const last = day(year, month, 1) - 1;
    if (!date) return [day(year, month - 1, 1), last];
    const exact = day(year, month - 1, date);
    return date >= 1 && exact <= last ? [exact, exact] : null;
  }

  /* Whether a claim is in force at some time of a period: policygraph.model.dates.in_force. */
  function inForce(claim, when) {
    const [start, end, latestStart, earliestEnd] = claim.dates || [-FAR, FAR, FAR, -FAR];
    if (end < when[0] || start > when[1]) return NO;
    return latestStart <= when[1] && earliestEnd >= when[0] ? YES : UNKNOWN;
  }

  function test(state) {
    const when = period(state.asof);
    const least = state.strict ? YES : UNKNOWN;
    const modalities = new Set(state.modalities);
    const sources = new Set(state.sources);
    const relations = new Set(state.relations);
    const effects = new Set(state.effects);
    const inPlay = (claim) => !claim.withdrawn && (!when || inForce(claim, when) >= least);
    const supports = (claim) =>
      claim.likelihood >= state.min &&
      (!modalities.size || modalities.has(claim.modality)) &&
      (!sources.size || sources.has(claim.source));
    const crosses = (relation) =>
      (!relations.size || PG.data.chain(relation).some((id) => relations.has(id))) &&
      (!effects.size || effects.has(PG.data.relations.get(relation).effect));
    return { inPlay, supports, crosses };
  }

  /* Denials of the triple or of a more general one; disputes of what affirms it. */
  function opposing(edge, inPlay) {
    if (!edge.against.length) return edge.against;
    const affirmed = new Set(edge.claims.filter(inPlay).map((claim) => claim.id));
    return edge.against.filter((claim) => {
      if (!inPlay(claim)) return false;
      const direct = claim.polarity === "denied" && claim.subject === edge.subject
        && claim.object === edge.object && PG.data.chain(edge.relation).includes(claim.relation);
      return direct || (claim.disputes || []).some((id) => affirmed.has(id));
    });
  }

  function around(focus, hops) {
    let frontier = new Set([focus]);
    const reached = new Set(frontier);
    for (let hop = 0; hop < hops; hop += 1) {
      const next = new Set();
      for (const id of frontier) {
        for (const near of PG.data.neighbours(id)) if (!reached.has(near)) next.add(near);
      }
      next.forEach((id) => reached.add(id));
      frontier = next;
    }
    return reached;
  }

  /* What a state shows; with whole, its focus is left out of account. */
  function compute(state, whole) {
    const data = PG.data;
    const { inPlay, supports, crosses } = test(state);
    const inside = whole ? null : PG.focus.members(state);
    const within = (id) => !inside || inside.has(id);
    const types = new Set(state.types);
    const ofType = (id) => !types.size || types.has(data.entities.get(id).type);
    const chosen = (record) => within(record.subject) && within(record.object)
      && (ofType(record.subject) || ofType(record.object)) && crosses(record.relation);

    const edges = [];
    const shown = new Set();
    const listed = new Set();
    for (const edge of data.edges) {
      if (edge.outside || !chosen(edge)) continue;
      const supporting = edge.claims.filter((claim) => inPlay(claim) && supports(claim));
      if (!supporting.length) continue;
      const against = opposing(edge, inPlay);
      if (state.uncontested && against.length) continue;
      edges.push({ edge, supporting, against, strength: supporting[0].likelihood,
        contested: against.length > 0 });
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
      total: { entities: data.entities.size, edges: data.edges.filter((edge) => !edge.outside).length, claims: data.claims.size },
    };
  }

  /* The focus: one entity and what lies around it; large graphs are never shown without. */
  const LIMIT = 300;
  PG.focus = {
    WHOLE: 3000, // DRAWN_WHOLE of page/document.py
    WARN: 1500,
    LIMIT,
    forced: () => PG.data.entities.size > PG.focus.WHOLE,
    /* The entity in focus: the one asked for, or in a large graph the best connected. */
    center(state) {
      if (PG.data.entities.has(state.focus)) return state.focus;
      if (!PG.focus.forced()) return "";
      if (!PG.focus.hub) {
        let best = -1;
        for (const entity of PG.data.payload.entities) {
          const degree = PG.data.edgesOf(entity.id).length;
          if (degree > best) [best, PG.focus.hub] = [degree, entity.id];
        }
      }
      return PG.focus.hub;
    },
    /* The entities in focus, nearest first and at most LIMIT, or null: all. */
    members(state) {
      const center = PG.focus.center(state);
      PG.focus.cut = 0;
      if (!center) return null;
      const all = [...around(center, Math.max(1, state.hops))];
      PG.focus.cut = Math.max(0, all.length - LIMIT);
      return new Set(all.slice(0, LIMIT));
    },
  };

  let known = { version: -1, result: null };
  PG.visible = function () {
    const version = PG.state.version();
    if (known.version !== version) known = { version, result: compute(PG.state.get()) };
    return known.result;
  };
  PG.dates = { period, inForce, day, NO, UNKNOWN, YES, FAR };
  PG.filter = { test, compute, opposing, around };
})(window.PG);
