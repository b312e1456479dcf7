/* Which entities the network draws, where, and what of it stands out. */
(function (PG) {
  "use strict";

  const data = PG.data;

  /**
   * What is drawn: entities with a connection in view, and those that one has chosen. The
   * others (only quoted, or only denied to be connected) are counted, and found by search.
   * @type {PG.Scene["drawn"]}
   */
  function drawn(visible) {
    const state = PG.state.get();
    /** @type {Set<string>} */
    const ids = new Set();
    for (const { edge } of visible.edges) ids.add(edge.subject).add(edge.object);
    const chosen = [
      state.select.startsWith("entity:") ? state.select.slice(7) : "",
      PG.focus.center(state),
      data.payload.around?.entity,
      data.answer?.start,
      data.answer?.end,
    ];
    for (const id of chosen) if (id && visible.entities.has(id)) ids.add(id);
    return ids;
  }

  /** @type {{ name: string, at: (id: string) => PG.Point } | null} */
  let cached = null;

  /**
   * Where entities lie: by the layout of the payload, or by one made here.
   * @param {boolean} given
   * @param {ReadonlySet<string> | null} members the only entities to be placed, if not all
   * @returns {(id: string) => PG.Point}
   */
  function positions(given, members) {
    if (given) {
      return (id) => {
        const { x = 0, y = 0 } = data.entity(id);
        return [x, y];
      };
    }
    const ids = [...(members || data.entities.keys())].sort();
    const inside = new Set(ids);
    const map = PG.stressLayout.place(
      ids,
      data.edges.filter(
        (edge) => !edge.outside && inside.has(edge.subject) && inside.has(edge.object),
      ),
    );
    return (id) => map.get(id) || [0, 0];
  }

  /**
   * {name, at(id)}: the name changes where the entities lie elsewhere than before. Layouts are
   * wide; `turned` gives them turned by a quarter, for a tall window.
   * @type {PG.Scene["find"]}
   */
  function find(turned) {
    const state = PG.state.get();
    const members = PG.focus.members(state);
    const laid = data.payload.entities.some((entity) => entity.x !== undefined);
    const name = members || !laid ? `${PG.focus.center(state)}|${state.hops}` : "layout";
    if (cached?.name !== name) cached = { name, at: positions(name === "layout", members) };
    const { at } = cached;
    if (!turned) return { name, at };
    return { name: `${name}|turned`, at: (id) => [-at(id)[1], at(id)[0]] };
  }

  /**
   * The zoom and the middle at which a box of places fits into a window with its labels, which
   * keep their size: `labelsAt(zoom)` gives their boxes in pixels from the origin. A fifth of the
   * window at each side may go to labels if all fit then, or up to two fifths; else a seventh,
   * and some are cut off.
   * @type {PG.Scene["fit"]}
   */
  function fit(box, wide, high, labelsAt) {
    for (const part of [5, 4, 3, 2.5]) {
      const found = fitWithin(part, box, wide, high, labelsAt);
      if (found.whole) return found;
    }
    return fitWithin(7, box, wide, high, labelsAt);
  }

  /**
   * @param {number} part
   * @param {PG.Box} box
   * @param {number} wide
   * @param {number} high
   * @param {(zoom: number) => PG.Box[]} labelsAt
   */
  function fitWithin(part, [left, top, right, bottom], wide, high, labelsAt) {
    const rims = [24, 24, 24, 24]; // left, top, right, bottom
    let zoom = 1;
    let whole = false;
    for (let round = 0; round < 6; round += 1) {
      zoom = Math.max(
        0.02,
        Math.min(
          1.4,
          (wide - rims[0] - rims[2]) / Math.max(1, right - left),
          (high - rims[1] - rims[3]) / Math.max(1, bottom - top),
        ),
      );
      const reach = [left * zoom - 12, top * zoom - 12, right * zoom + 12, bottom * zoom + 12];
      for (const box of labelsAt(zoom)) {
        for (const side of [0, 1]) {
          reach[side] = Math.min(reach[side], box[side]);
          reach[side + 2] = Math.max(reach[side + 2], box[side + 2]);
        }
      }
      const out = [
        left * zoom - reach[0],
        top * zoom - reach[1],
        reach[2] - right * zoom,
        reach[3] - bottom * zoom,
      ].map((rim) => rim + 8);
      whole = out.every((rim, n) => rim - rims[n] < 8);
      if (out.every((rim, n) => Math.abs(rim - rims[n]) < 2)) break;
      if (round < 5)
        out.forEach((rim, n) => (rims[n] = Math.min(rim, (n % 2 ? high : wide) / part)));
    }
    return {
      zoom,
      whole,
      x: (left + right) / 2 + (rims[2] - rims[0]) / 2 / zoom,
      y: (top + bottom) / 2 + (rims[3] - rims[1]) / 2 / zoom,
    };
  }

  /**
   * What is raised above the veil: what one has chosen, else a path, else what is pointed at;
   * of the ids only those that are drawn.
   * @type {PG.Scene["raised"]}
   */
  function raised(curves, hovered, isDrawn) {
    const state = PG.state.get();
    /** @type {Set<string>} */
    const keys = new Set();
    /** @type {Set<string>} */
    const ids = new Set();
    const path = PG.answer.path(state.path);
    const target = state.select || (path ? "" : hovered) || "";
    const name = target.slice(target.indexOf(":") + 1);
    if (target.startsWith("entity:") && isDrawn(name)) {
      ids.add(name);
      for (const { edge } of curves) {
        if (edge.subject !== name && edge.object !== name) continue;
        keys.add(edge.key);
        ids.add(edge.subject).add(edge.object);
      }
    } else if (target.startsWith("edge:") || target.startsWith("claim:")) {
      const record = target.startsWith("edge:") ? data.edgeByKey.get(name) : data.claims.get(name);
      if (record) {
        keys.add(data.key(record));
        ids.add(record.subject).add(record.object);
      }
    } else if (path) {
      for (const step of path.steps) {
        ids.add(step.from.id).add(step.to.id);
        if (step.edge !== null) keys.add(data.edges[step.edge].key);
      }
    }
    for (const id of ids) if (!isDrawn(id)) ids.delete(id);
    if (!ids.size) return null;
    return { keys, ids, curves: curves.filter((curve) => keys.has(curve.edge.key)) };
  }

  /**
   * The id that is nearest to a place, of [id, x, y]; with a direction, of those that lie there,
   * the more aside the farther.
   * @type {PG.Scene["next"]}
   */
  function next(spots, from, direction) {
    /** @type {string | null} */
    let best = null;
    let least = Infinity;
    for (const [id, ...at] of spots) {
      const x = at[0] - from[0],
        y = at[1] - from[1];
      let cost = Math.hypot(x, y);
      if (direction) {
        const ahead = x * direction[0] + y * direction[1];
        if (ahead <= 0) continue;
        cost = ahead + 2.2 * Math.abs(x * direction[1] - y * direction[0]);
      }
      if (cost < least) [least, best] = [cost, id];
    }
    return best;
  }

  PG.scene = { drawn, find, fit, raised, next };
})(window.PG);
