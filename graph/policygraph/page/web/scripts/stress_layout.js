/*
 * The layout of a neighbourhood, made when it is asked for: as page/stress_layout.py does it for
 * the whole graph (stress, then nodes moved apart), for at most a few hundred entities. It
 * uses no chance but a seeded one, so the same focus looks the same every time.
 */
(function (PG) {
  "use strict";

  /**
   * @typedef {[width: number, height: number]} Size
   * @typedef {[a: number, b: number, wished: number, weight: number]} Term
   */

  const LENGTH = 92,
    ROUNDS = 30,
    MARGIN = 7;

  /** @param {number} seed */
  function chance(seed) {
    let state = seed >>> 0;
    return function () {
      // mulberry32
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  /**
   * @param {string} label
   * @returns {Size}
   */
  function labelSize(label) {
    const lines = Math.min(3, Math.ceil(label.length / 18));
    return [Math.max(44, Math.min(label.length, 18) * 7), 34 + 15 * lines];
  }

  /**
   * @param {number[][]} near
   * @param {number[][]} lengths
   * @param {number} start
   */
  function distances(near, lengths, start) {
    const far = near.map(() => Infinity);
    const open = new Set([start]);
    far[start] = 0;
    while (open.size) {
      let node = -1;
      for (const one of open) if (node < 0 || far[one] < far[node]) node = one;
      open.delete(node);
      near[node].forEach((other, n) => {
        const reach = far[node] + lengths[node][n];
        if (reach < far[other]) {
          far[other] = reach;
          open.add(other);
        }
      });
    }
    return far;
  }

  /** @type {PG.StressLayout["place"]} */
  function place(ids, edges) {
    const random = chance(20200402);
    const index = new Map(ids.map((id, n) => [id, n]));
    /** @type {Set<number>[]} */
    const sets = ids.map(() => new Set());
    for (const edge of edges) {
      const a = index.get(edge.subject),
        b = index.get(edge.object);
      if (a === undefined || b === undefined || a === b) continue;
      sets[a].add(b);
      sets[b].add(a);
    }
    const near = sets.map((set) => [...set].sort((a, b) => a - b));
    const lengths = near.map((others) =>
      others.map((b) => {
        const shared = others.filter((c) => sets[b].has(c)).length;
        return LENGTH * (0.55 + 0.45 * Math.sqrt(others.length + near[b].length - 2 * shared - 1));
      }),
    );
    const spread = LENGTH * Math.sqrt(ids.length);
    /** @type {PG.Point[]} */
    const places = ids.map(() => [(random() - 0.5) * spread, (random() - 0.5) * spread]);
    /** @type {Term[]} */
    const terms = [];
    for (let a = 0; a < ids.length; a += 1) {
      const far = distances(near, lengths, a);
      for (let b = 0; b < a; b += 1) {
        const wished = Number.isFinite(far[b]) ? far[b] : spread * 1.2;
        terms.push([a, b, wished, 1 / (wished * wished)]);
      }
    }
    descend(places, terms, random);
    const wider = turn(places);
    places.forEach((p) => (p[0] *= wider));
    separate(
      places,
      ids.map((id) => labelSize(PG.data.label(id))),
    );
    const middle = [0, 1].map((axis) => {
      const values = places.map((p) => p[axis]);
      return values.length ? (Math.min(...values) + Math.max(...values)) / 2 : 0;
    });
    return new Map(
      ids.map((id, n) => [
        id,
        [Math.round(places[n][0] - middle[0]), Math.round(places[n][1] - middle[1])],
      ]),
    );
  }

  /**
   * Turned about their middle, so that places spread most from left to right; out comes how
   * much they lack of the width of a screen.
   * @param {PG.Point[]} places
   */
  function turn(places) {
    const middle = [0, 1].map(
      (axis) => places.reduce((sum, p) => sum + p[axis], 0) / places.length,
    );
    let across = 0,
      down = 0,
      both = 0;
    for (const [x, y] of places) {
      across += (x - middle[0]) ** 2;
      down += (y - middle[1]) ** 2;
      both += (x - middle[0]) * (y - middle[1]);
    }
    const angle = Math.atan2(2 * both, across - down) / 2;
    const cos = Math.cos(angle),
      sin = Math.sin(angle);
    for (const p of places) {
      const x = p[0] - middle[0];
      const y = p[1] - middle[1];
      p[0] = x * cos + y * sin;
      p[1] = y * cos - x * sin;
    }
    const length = Math.hypot(across - down, 2 * both);
    const ratio = (across + down - length) / (across + down + length || 1);
    return ratio > 0 ? Math.min(1.25, Math.max(1, 1.4 * Math.sqrt(ratio))) : 1;
  }

  /**
   * @param {PG.Point[]} places
   * @param {Term[]} terms
   * @param {() => number} random
   */
  function descend(places, terms, random) {
    if (!terms.length) return;
    let least = Infinity,
      most = 0;
    for (const term of terms) {
      least = Math.min(least, term[3]);
      most = Math.max(most, term[3]);
    }
    let step = 1 / least;
    const ratio = Math.pow(0.1 / most / step, 1 / (ROUNDS - 1));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let last = terms.length - 1; last > 0; last -= 1) {
        const other = Math.floor(random() * (last + 1));
        [terms[last], terms[other]] = [terms[other], terms[last]];
      }
      for (const [a, b, wished, weight] of terms) {
        const one = places[a],
          two = places[b];
        let dx = one[0] - two[0],
          dy = one[1] - two[1];
        let far = Math.sqrt(dx * dx + dy * dy);
        if (far < 1e-9) [dx, dy, far] = [1, 0, 1];
        const share = (Math.min(1, step * weight) * (far - wished)) / (2 * far);
        one[0] -= dx * share;
        one[1] -= dy * share;
        two[0] += dx * share;
        two[1] += dy * share;
      }
      step *= ratio;
    }
  }

  /**
   * @param {PG.Point[]} places
   * @param {Size[]} sizes
   */
  function separate(places, sizes) {
    for (let attempt = 0; attempt < 120; attempt += 1) {
      let moved = false;
      for (let a = 0; a < places.length; a += 1) {
        for (let b = 0; b < a; b += 1) {
          const dx = places[a][0] - places[b][0],
            dy = places[a][1] - places[b][1];
          const overX = (sizes[a][0] + sizes[b][0]) / 2 + MARGIN - Math.abs(dx);
          const overY = (sizes[a][1] + sizes[b][1]) / 2 + MARGIN - Math.abs(dy);
          if (overX <= 0.01 || overY <= 0.01) continue;
          moved = true;
          const axis = overX < overY ? 0 : 1;
          const shift = ((axis ? overY : overX) / 2) * ((axis ? dy : dx) >= 0 ? 1 : -1);
          places[a][axis] += shift;
          places[b][axis] -= shift;
        }
      }
      if (!moved) return;
      if (attempt % 8 === 7)
        places.forEach((p) => {
          p[0] *= 1.04;
          p[1] *= 1.04;
        });
    }
  }

  PG.stressLayout = { place };
})(window.PG);
