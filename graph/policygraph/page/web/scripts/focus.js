/* The focus: one entity and its neighbourhood; a large graph is never shown without one. */
(function (PG) {
  "use strict";

  /**
   * @param {string} focus
   * @param {number} hops
   */
  function around(focus, hops) {
    let frontier = new Set([focus]);
    const reached = new Set(frontier);
    for (let hop = 0; hop < hops; hop += 1) {
      /** @type {Set<string>} */
      const next = new Set();
      for (const id of frontier) {
        for (const near of PG.data.neighbours(id)) if (!reached.has(near)) next.add(near);
      }
      next.forEach((id) => reached.add(id));
      frontier = next;
    }
    return reached;
  }

  const LIMIT = 300;

  /** The best connected entity, once it is known. */
  let hub = "";

  PG.focus = {
    WHOLE: 3000, // MOST_DRAWN of page/document.py
    WARN: 1500,
    cut: 0,
    forced: () => PG.data.entities.size > PG.focus.WHOLE,
    // The entity in focus: the one asked for, or in a large graph the best connected.
    center(state) {
      if (PG.data.entities.has(state.focus)) return state.focus;
      if (!PG.focus.forced()) return "";
      if (!hub) {
        let best = -1;
        for (const entity of PG.data.payload.entities) {
          const degree = PG.data.edgesOf(entity.id).length;
          if (degree > best) [best, hub] = [degree, entity.id];
        }
      }
      return hub;
    },
    // At most LIMIT entities, nearest first, or null: all.
    members(state) {
      const center = PG.focus.center(state);
      PG.focus.cut = 0;
      if (!center) return null;
      const all = [...around(center, Math.max(1, state.hops))];
      PG.focus.cut = Math.max(0, all.length - LIMIT);
      return new Set(all.slice(0, LIMIT));
    },
  };
})(window.PG);
